package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	netmail "net/mail"
	"path"
	"regexp"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/html"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

const (
	// MaxFiles is how large the files of one mail may be together: many servers
	// take no more than 25 MB, and a mail is a third larger than its files.
	MaxFiles = 15 << 20
	// longestName is how much of a name stands in a header; longestEnding, of a
	// file's name, is what is kept in any case.
	longestName   = 100
	longestEnding = 10
)

// compose writes a mail, or says why there is none.
func (c *Courier) compose(ctx context.Context, p conversation.Parcel) (*gomail.Msg, conversation.Answer) {
	m := p.Entry.Mail
	refused := conversation.Answer{Outcome: conversation.Refused, Why: "the address is none"}
	to, err := addressed(m.Name, m.To)
	if err != nil {
		return nil, refused
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP))
	msg.FromMailAddress(c.From)
	msg.ToMailAddress(to)
	if m.ReplyTo != "" {
		if reply, err := addressed("", m.ReplyTo); err == nil { // whoever answers then answers to all of us
			msg.ReplyToMailAddress(reply)
		}
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(c.messageID(p.Key))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", string(m.Language))
	page := document(m.Language, m.Subject, m.HTML)
	msg.SetBodyString(gomail.TypeTextPlain, plainText(m.HTML)+"\n")
	msg.AddAlternativeString(gomail.TypeTextHTML, page)
	if answer := c.attach(ctx, msg, m.Files); answer.Outcome != "" {
		return nil, answer
	}
	return msg, conversation.Answer{}
}

// addressed is an address with a name. Names are what people wrote of
// themselves: whatever could end a header is taken out.
func addressed(name, address string) (*netmail.Address, error) {
	parsed, err := netmail.ParseAddress("<" + address + ">")
	if err != nil || parsed.Address != address {
		return nil, errors.New("mail: not an address")
	}
	parsed.Name = oneLine(name)
	if runes := []rune(parsed.Name); len(runes) > longestName {
		parsed.Name = string(runes[:longestName])
	}
	return parsed, nil
}

// oneLine is a text without what would make it more than one.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == ' ' || r == '\u2028' || r == '\u2029' }), " ")
}

// messageID names the mail of an entry, the same each time. It does not tell
// whose entry it is.
func (c *Courier) messageID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + "@" + domainOf(c.From.Address)
}

// document makes a whole page of a mail's words. What it looks like stands here;
// styles are written at the elements, because mail programs drop others.
func document(lang locale.Language, subject, body string) string {
	return `<!DOCTYPE html>
<html lang="` + html.EscapeString(string(lang)) + `">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>` + html.EscapeString(oneLine(subject)) + `</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1c1c1c;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
` + body + `
</div>
</body>
</html>
`
}

// attach adds the files, each whole or none: a mail that lacks one would say
// what is not true. Its answer is the zero one once all are there.
func (c *Courier) attach(ctx context.Context, msg *gomail.Msg, files []conversation.File) conversation.Answer {
	left := int64(MaxFiles)
	for i := range files {
		if c.Files == nil {
			return conversation.Answer{Outcome: conversation.Refused, Why: "files cannot be fetched here"}
		}
		content, err := c.Files.Open(ctx, &files[i])
		if err != nil {
			return conversation.Unfetched(err)
		}
		if left -= content.Size; left < 0 {
			err = conversation.ErrFileLarge
		}
		var whole []byte
		if err == nil {
			whole, err = io.ReadAll(content)
		}
		_ = content.Close() // it was read to its end, or given up
		if err != nil {
			return conversation.Unfetched(err)
		}
		err = msg.AttachReader(fileName(files[i].Name), bytes.NewReader(whole), gomail.WithFileContentType(contentType(files[i], whole)))
		if err != nil {
			return conversation.Unfetched(err)
		}
	}
	return conversation.Answer{}
}

var (
	method    = regexp.MustCompile(`(?m)^METHOD:([A-Z]+)\r?$`)
	mediaType = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9.+-]*/[a-zA-Z0-9][a-zA-Z0-9.+-]*$`)
)

// contentType is a file's media type. A calendar file says what is to be done
// with it, so that mail programs offer that.
func contentType(f conversation.File, whole []byte) gomail.ContentType {
	kind := f.Type
	if f.Made != nil && f.Made.Occasion != nil {
		kind = "text/calendar"
	}
	if kind == "text/calendar" {
		if found := method.FindSubmatch(whole); found != nil {
			return gomail.ContentType(kind + "; charset=utf-8; method=" + string(found[1]))
		}
		return gomail.ContentType(kind + "; charset=utf-8")
	}
	if !mediaType.MatchString(kind) {
		return gomail.TypeAppOctetStream
	}
	return gomail.ContentType(kind)
}

// fileName is a name that can be saved as it is.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:"`, r) {
			return '_'
		}
		return r
	}, oneLine(name))
	if runes := []rune(name); len(runes) > longestName {
		ending := []rune(path.Ext(name)) // by which it is opened
		if len(ending) > longestEnding {
			ending = nil // a dot somewhere
		}
		name = string(runes[:longestName-len(ending)]) + string(ending)
	}
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return name
}
