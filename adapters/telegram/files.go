package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/conversation"
)

// Source opens a file of the other side, or makes one of our own. Its errors are
// those of conversation.Unfetched.
type Source interface {
	Open(ctx context.Context, f *conversation.File) (*conversation.Content, error)
}

// attachment is the file of a message, if it has one that can be fetched. A
// photograph comes in several sizes, the largest last. An animation also carries
// a document, for clients that know no better.
func attachment(m *tgbotapi.Message) *conversation.Attachment {
	switch {
	case len(m.Photo) > 0:
		largest := m.Photo[len(m.Photo)-1]
		return attached(largest.FileID, "photo.jpg", "image/jpeg", largest.FileSize)
	case m.Document != nil:
		return attached(m.Document.FileID, m.Document.FileName, m.Document.MimeType, m.Document.FileSize)
	case m.Voice != nil:
		return attached(m.Voice.FileID, "voice.ogg", m.Voice.MimeType, m.Voice.FileSize)
	case m.Audio != nil:
		return attached(m.Audio.FileID, m.Audio.FileName, m.Audio.MimeType, m.Audio.FileSize)
	case m.Video != nil:
		return attached(m.Video.FileID, m.Video.FileName, m.Video.MimeType, m.Video.FileSize)
	case m.VideoNote != nil:
		return attached(m.VideoNote.FileID, "video.mp4", "video/mp4", m.VideoNote.FileSize)
	}
	return nil
}

// attached takes a size of nothing for one that Telegram does not tell: nobody
// can send an empty file.
func attached(id, name, kind string, size int) *conversation.Attachment {
	a := &conversation.Attachment{Ref: id, Name: name, Type: kind, Size: int64(size)}
	if size <= 0 {
		a.Size = conversation.UnknownSize
	}
	return a
}

// Open fetches a file that a person sent. Telegram hands out no more than 20 MB.
func (c *Client) Open(ctx context.Context, ref string) (*conversation.Content, error) {
	var found struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	err := c.call(ctx, "getFile", tgbotapi.Params{"file_id": ref}, &found)
	var api *APIError
	switch {
	case errors.As(err, &api) && api.says("file is too big"):
		return nil, conversation.ErrFileLarge
	case errors.As(err, &api) && api.Code == http.StatusBadRequest && !api.Foreign, err == nil && found.Path == "":
		return nil, conversation.ErrFileGone
	case err != nil:
		return nil, err
	}
	resp, err := c.download(ctx, found.Path)
	if err != nil {
		return nil, err
	}
	body, size := resp.Body, resp.ContentLength
	if size < 0 {
		size = found.Size
	}
	if size <= 0 { // nobody says how long it is
		whole, err := io.ReadAll(io.LimitReader(body, conversation.MaxToDesk+1))
		_ = body.Close() // it was read, or its error is known
		if err != nil {
			return nil, c.lost(ctx, err)
		}
		body, size = io.NopCloser(bytes.NewReader(whole)), int64(len(whole))
	}
	content, err := conversation.NewContent(body, size, conversation.MaxToDesk)
	if err != nil {
		_ = body.Close() // nothing of it is wanted
	}
	return content, err
}

// download begins to fetch what getFile named. It follows no redirect: the
// address has the token in it.
func (c *Client) download(ctx context.Context, named string) (*http.Response, error) {
	parts := strings.Split(named, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/file/bot"+c.sdk.Token+"/"+strings.Join(parts, "/"), nil)
	if err != nil {
		return nil, errors.New("file: no address can be made of its path")
	}
	resp, err := c.via.RoundTrip(req)
	if err != nil {
		return nil, c.lost(ctx, err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	_ = resp.Body.Close() // what it says is not the file
	if resp.StatusCode == http.StatusNotFound {
		return nil, conversation.ErrFileGone
	}
	return nil, fmt.Errorf("file: HTTP %d", resp.StatusCode)
}

// lost is a download without an end, told without the token.
func (c *Client) lost(ctx context.Context, err error) error {
	x := &exchange{ctx: ctx, method: "file", token: c.sdk.Token}
	return x.fail(err)
}

// file sends a file of the desk's, or of our own making, as it is: as a photograph
// Telegram would make it smaller, and papers have to be read. A request whose file broke off is not
// whole, so it was surely not taken.
func (c *Courier) file(ctx context.Context, to string, f *conversation.File) conversation.Answer {
	chat, err := chatID(to)
	if err != nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: err.Error()}
	}
	if c.files == nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: "files cannot be fetched here"}
	}
	content, err := c.files.Open(ctx, f)
	if err != nil {
		return conversation.Unfetched(err)
	}
	defer func() { _ = content.Close() }() // it was read to its end, or given up
	var sent struct {
		ID int64 `json:"message_id"`
	}
	params := tgbotapi.Params{"chat_id": chat, "caption": f.HTML, "parse_mode": tgbotapi.ModeHTML}
	upload := tgbotapi.RequestFile{Name: "document", Data: tgbotapi.FileReader{Name: fileName(f.Name), Reader: reading{content}}}
	err = c.client.call(ctx, "sendDocument", params, &sent, upload)
	var api *APIError
	switch {
	case content.Failed():
		return conversation.Unfetched(err)
	case errors.As(err, &api) && api.Code == http.StatusRequestEntityTooLarge:
		return conversation.Answer{Outcome: conversation.Refused, Why: "file_too_large"}
	}
	answer := outcome(err)
	if answer.Outcome == conversation.Delivered && sent.ID != 0 {
		answer.Message = strconv.FormatInt(sent.ID, 10)
	}
	return answer
}

// reading hides from the SDK that a file can be closed: whoever opened it does.
type reading struct{ io.Reader }

// Telegram keeps so many characters of a name. It cuts a longer one and puts
// underscores for its spaces.
//
//   - https://github.com/tdlib/td/issues/1944
const (
	longestName   = 60
	longestEnding = 10 // with its dot: what is longer is none
)

// fileName is a name that Telegram shows as it is. One that is too long keeps its
// ending, by which telephones know what opens it.
func fileName(name string) string {
	if strings.TrimSpace(name) == "" {
		return "file"
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if r < ' ' || r == '/' || r == '\\' {
			return '_'
		}
		return r
	}, name))
	if len(runes) <= longestName {
		return string(runes)
	}
	ending := []rune(path.Ext(string(runes)))
	if len(ending) > longestEnding || slices.Contains(ending, ' ') {
		ending = nil // a dot somewhere
	}
	return strings.TrimSpace(string(runes[:longestName-len(ending)])) + string(ending)
}
