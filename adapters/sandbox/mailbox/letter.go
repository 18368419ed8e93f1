package mailbox

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Letter is a mail as it lies in the mailbox, read as a mail program reads it.
type Letter struct {
	ID          int       `json:"id"`
	From        string    `json:"from"`
	To          string    `json:"to"`
	ReplyTo     string    `json:"reply_to,omitempty"`
	Subject     string    `json:"subject"`
	Text        string    `json:"text"`
	HTML        string    `json:"html"`
	MessageID   string    `json:"message_id"`
	At          time.Time `json:"at"`
	Attachments []string  `json:"attachments"`
	Files       []File    `json:"files"`
}

// File is an attachment.
type File struct {
	Name    string `json:"name"`
	Type    string `json:"type"` // as its header says, with its parameters
	Size    int    `json:"size"`
	URL     string `json:"url"`
	content []byte
}

// read opens a mail and says all that is wrong with it.
func read(whole []byte, from, to string) (*Letter, []string) {
	problems := badLines(whole)
	message, err := mail.ReadMessage(bytes.NewReader(whole))
	if err != nil {
		return nil, append(problems, "the header cannot be read")
	}
	problems = append(problems, badHeader(message.Header, from, to)...)
	h := message.Header
	l := &Letter{
		From: decoded(h.Get("From")), To: to, ReplyTo: h.Get("Reply-To"), Subject: decoded(h.Get("Subject")),
		MessageID: h.Get("Message-ID"), Attachments: []string{}, Files: []File{},
	}
	if err := l.part(textproto.MIMEHeader(h), message.Body); err != nil {
		problems = append(problems, err.Error())
	}
	if strings.TrimSpace(l.Text) == "" || strings.TrimSpace(l.HTML) == "" {
		problems = append(problems, "it says nothing, as text or as HTML")
	}
	return l, problems
}

// part reads a part of a mail, and the parts in it.
func (l *Letter) part(h textproto.MIMEHeader, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("a Content-Type cannot be read")
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return fmt.Errorf("the parts of %s cannot be told apart", kind)
			}
			if err := l.part(part.Header, part); err != nil {
				return err
			}
		}
	}
	content, err := unpacked(h.Get("Content-Transfer-Encoding"), body)
	if err != nil {
		return fmt.Errorf("a part of the type %s cannot be unpacked", kind)
	}
	return l.leaf(kind, params, h, content)
}

func (l *Letter) leaf(kind string, params map[string]string, h textproto.MIMEHeader, content []byte) error {
	disposition, named, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	switch {
	case err == nil && disposition == "attachment":
		name := decoded(named["filename"])
		l.Attachments = append(l.Attachments, name)
		delete(params, "name")
		l.Files = append(l.Files, File{Name: name, Type: mime.FormatMediaType(kind, params), Size: len(content), content: content})
	case params["charset"] == "" || !strings.EqualFold(params["charset"], "utf-8"):
		return fmt.Errorf("a part of the type %s is not in UTF-8", kind)
	case kind == "text/plain" && l.Text == "":
		l.Text = strings.ReplaceAll(string(content), "\r\n", "\n")
	case kind == "text/html" && l.HTML == "":
		l.HTML = strings.ReplaceAll(string(content), "\r\n", "\n")
	default:
		return fmt.Errorf("a part of the type %s is neither the text nor an attachment", kind)
	}
	return nil
}

func unpacked(encoding string, body io.Reader) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		return io.ReadAll(quotedprintable.NewReader(body))
	case "base64":
		return io.ReadAll(base64.NewDecoder(base64.StdEncoding, body))
	case "", "7bit":
		return io.ReadAll(body)
	}
	return nil, fmt.Errorf("the encoding %q is not known", encoding)
}

// decoded reads a header's encoded words; what cannot be read stays as it is.
func decoded(value string) string {
	words, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return words
}

func answer(rw http.ResponseWriter, body any) {
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(body) // whoever asked may have gone
}
