package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// pocket is a source with one file in it.
type pocket struct {
	words string
	err   error
}

func (p pocket) Open(context.Context, *conversation.File) (*conversation.Content, error) {
	if p.err != nil {
		return nil, p.err
	}
	return conversation.NewContent(io.NopCloser(strings.NewReader(p.words)), 9, 100)
}

// TestWhatBecomesOfAFile sends a file while its source or Telegram fail in one way
// after another.
func TestWhatBecomesOfAFile(t *testing.T) {
	lacking := conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}
	for name, try := range map[string]struct {
		from   pocket
		answer string
		status int
		want   conversation.Answer
	}{
		"it is taken":                {pocket{words: "nine byte"}, `{"ok":true,"result":{"message_id":9}}`, 200, conversation.Answer{Outcome: conversation.Delivered, Message: "9"}},
		"it is gone":                 {pocket{err: conversation.ErrFileGone}, "", 0, conversation.Answer{Outcome: conversation.Refused, Why: "file_gone"}},
		"it is empty":                {pocket{err: conversation.ErrFileEmpty}, "", 0, conversation.Answer{Outcome: conversation.Refused, Why: "file_empty"}},
		"its side does not answer":   {pocket{err: errors.New("no")}, "", 0, lacking},
		"it breaks off":              {pocket{words: "nine"}, "", 0, lacking},
		"it never ends":              {pocket{words: "more than nine bytes"}, "", 0, lacking},
		"Telegram wants time":        {pocket{words: "nine byte"}, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}`, 429, conversation.Answer{Outcome: conversation.Later, After: 3e9, Why: "too many requests"}},
		"Telegram finds it large":    {pocket{words: "nine byte"}, `{"ok":false,"error_code":413,"description":"Request Entity Too Large"}`, 413, conversation.Answer{Outcome: conversation.Refused, Why: "file_too_large"}},
		"the person blocked the bot": {pocket{words: "nine byte"}, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, 403, conversation.Answer{Outcome: conversation.Unreachable, Why: "bot was blocked by the user"}},
		"a gateway gives up":         {pocket{words: "nine byte"}, `<html>`, 502, conversation.Answer{Outcome: conversation.Unknown, Why: "HTTP 502, not from the Bot API"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				part, head, err := r.FormFile("document")
				if err != nil {
					return // it broke off
				}
				words, _ := io.ReadAll(part)
				if string(words) != "nine byte" || head.Filename != "a_letter.pdf" || r.FormValue("caption") != "<b>Ana</b>" || path.Base(r.URL.Path) != "sendDocument" {
					t.Errorf("Telegram got %q as %q with %q", words, head.Filename, r.FormValue("caption"))
				}
				w.WriteHeader(try.status)
				_, _ = io.WriteString(w, try.answer)
			})
			got := NewCourier(c, try.from).Deliver(t.Context(), conversation.Parcel{Entry: conversation.Entry{To: ana,
				File: &conversation.File{Attachment: conversation.Attachment{Ref: "F1", Name: "a/letter.pdf"}, HTML: "<b>Ana</b>"}}})
			if got != try.want {
				t.Errorf("answered %+v, want %+v", got, try.want)
			}
		})
	}
}

// TestNamesThatTelegramWouldChange gives files names that it would cut or refuse:
// the ending stays, by which telephones know what opens a file.
func TestNamesThatTelegramWouldChange(t *testing.T) {
	for given, want := range map[string]string{
		"Carta de Åsa.pdf":                     "Carta de Åsa.pdf",
		" ":                                    "file",
		"a/b\\c\n.pdf":                         "a_b_c_.pdf",
		strings.Repeat("ñ", 56) + ".pdf":       strings.Repeat("ñ", 56) + ".pdf",
		strings.Repeat("ñ", 57) + ".pdf":       strings.Repeat("ñ", 56) + ".pdf",
		strings.Repeat("a word ", 9) + ".pdf":  strings.Repeat("a word ", 8)[:55] + ".pdf",
		"S.A. " + strings.Repeat("de C.V ", 9): ("S.A. " + strings.Repeat("de C.V ", 9))[:60],
		"a." + strings.Repeat("b", 80):         "a." + strings.Repeat("b", 58),
	} {
		if got := fileName(given); got != want {
			t.Errorf("%q is sent as %q, want %q", given, got, want)
		}
	}
}

// TestAPersonsFileIsOpened fetches a file as it should be, and as it should not.
func TestAPersonsFileIsOpened(t *testing.T) {
	for name, try := range map[string]struct {
		found   string
		status  int // of the download
		want    error
		another bool // some other error
	}{
		"a file":                    {found: `{"ok":true,"result":{"file_path":"documents/my card.pdf","file_size":9}}`, status: 200},
		"one of unknown size":       {found: `{"ok":true,"result":{"file_path":"documents/my card.pdf"}}`, status: 200},
		"one over 20 MB":            {found: `{"ok":false,"error_code":400,"description":"Bad Request: file is too big"}`, want: conversation.ErrFileLarge},
		"one that nobody knows":     {found: `{"ok":false,"error_code":400,"description":"Bad Request: invalid file_id"}`, want: conversation.ErrFileGone},
		"one that is not kept":      {found: `{"ok":true,"result":{"file_path":"documents/my card.pdf"}}`, status: 404, want: conversation.ErrFileGone},
		"one that leads elsewhere":  {found: `{"ok":true,"result":{"file_path":"documents/my card.pdf"}}`, status: 302, another: true},
		"a server that has trouble": {found: `{"ok":true,"result":{"file_path":"documents/my card.pdf"}}`, status: 500, another: true},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if path.Base(r.URL.Path) == "getFile" {
					_, _ = io.WriteString(w, try.found)
					return
				}
				if want := fmt.Sprintf("/file/bot%s/documents/my card.pdf", token); r.URL.Path != want {
					t.Error("it was looked for elsewhere")
				}
				w.Header().Set("Location", "https://example.org/")
				w.WriteHeader(try.status)
				_, _ = io.WriteString(w, "nine byte")
			})
			content, err := c.Open(t.Context(), "F1")
			if err != nil && strings.Contains(err.Error(), token) {
				t.Error("the error has the token in it")
			}
			switch {
			case try.another && err != nil && !errors.Is(err, conversation.ErrFileGone), err != nil && errors.Is(err, try.want):
				return
			case err != nil || try.another || try.want != nil:
				t.Fatalf("it ended with %v", err)
			}
			words, err := io.ReadAll(content)
			_ = content.Close()
			if err != nil || string(words) != "nine byte" || content.Size != 9 {
				t.Errorf("it reads %q, %v", words, err)
			}
		})
	}
}
