package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
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

var aFile = conversation.Parcel{
	Entry: conversation.Entry{
		ID: "e7", Side: conversation.Desk, To: "record", Ref: "e1",
		File: &conversation.File{Attachment: conversation.Attachment{Ref: "T1", Name: "card.pdf"}, Line: &conversation.Line{Text: "C.S. sends a file:", Quote: "<!channel>"}},
	},
	Key: "record/e7", Ref: nameOf(theChannel, theCard),
}

// takesFiles has a fake take uploads.
func (f *fake) takesFiles() {
	f.on("files.getUploadURLExternal", says(fmt.Sprintf(`{"ok":true,"file_id":"F9","upload_url":%q}`, f.URL+"/api/upload")))
	f.on("upload", says(`{"ok":true}`))
	f.on("files.completeUploadExternal", says(`{"ok":true,"files":[{"id":"F9"}]}`))
	f.on("conversations.replies", says(`{"ok":true,"messages":[]}`))
}

// TestWhatBecomesOfAFile shares a file in a thread while its source or Slack fail
// in one way after another.
func TestWhatBecomesOfAFile(t *testing.T) {
	again := aFile
	again.Again = true
	for name, try := range map[string]struct {
		from   pocket
		parcel conversation.Parcel
		method string
		say    answer
		want   conversation.Answer
		shared int // calls that shared it
	}{
		"it is taken":                 {pocket{words: "nine byte"}, aFile, "", nil, conversation.Answer{Outcome: conversation.Delivered, Message: "F9"}, 1},
		"it is gone":                  {pocket{err: conversation.ErrFileGone}, aFile, "", nil, conversation.Answer{Outcome: conversation.Refused, Why: "file_gone"}, 0},
		"it is too large":             {pocket{err: conversation.ErrFileLarge}, aFile, "", nil, conversation.Answer{Outcome: conversation.Refused, Why: "file_too_large"}, 0},
		"its side does not answer":    {pocket{err: errors.New("no")}, aFile, "", nil, conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}, 0},
		"it breaks off":               {pocket{words: "nine"}, aFile, "", nil, conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}, 0},
		"it never ends":               {pocket{words: "more than nine bytes"}, aFile, "", nil, conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}, 0},
		"the upload fails":            {pocket{words: "nine byte"}, aFile, "upload", status(500, ""), conversation.Answer{Outcome: conversation.Later, Why: "Internal Server Error", Lacking: true}, 0},
		"no place is given":           {pocket{words: "nine byte"}, aFile, "files.getUploadURLExternal", cut, conversation.Answer{Outcome: conversation.Later, Why: "no_answer"}, 0},
		"the last answer is lost":     {pocket{words: "nine byte"}, aFile, "files.completeUploadExternal", cut, conversation.Answer{Outcome: conversation.Unknown, Why: "no_answer"}, 1},
		"it is not there yet":         {pocket{words: "nine byte"}, again, "", nil, conversation.Answer{Outcome: conversation.Delivered, Message: "F9"}, 1},
		"it was shared before":        {pocket{words: "nine byte"}, again, "conversations.replies", says(`{"ok":true,"messages":[{"ts":"2.1","user":"UBOT00001","files":[{"id":"F1","name":"card-e7.pdf"}]}]}`), conversation.Answer{Outcome: conversation.Delivered, Message: "F1"}, 0},
		"somebody shared its like":    {pocket{words: "nine byte"}, again, "conversations.replies", says(`{"ok":true,"messages":[{"ts":"2.1","user":"UEVE","files":[{"id":"F1","name":"card-e7.pdf"}]}]}`), conversation.Answer{Outcome: conversation.Delivered, Message: "F9"}, 1},
		"nobody knows whether it was": {pocket{words: "nine byte"}, again, "conversations.replies", cut, conversation.Answer{Outcome: conversation.Later, Why: "looking_back_failed"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.takesFiles()
			if try.method != "" {
				f.on(try.method, try.say)
			}
			d := f.desk(t, func(c *Config) { c.Files = try.from })
			if err := d.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := d.Deliver(t.Context(), try.parcel); got != try.want {
				t.Errorf("answered %+v, want %+v", got, try.want)
			}
			shared := f.heard("files.completeUploadExternal")
			if len(shared) != try.shared {
				t.Fatalf("it was shared %d times, want %d", len(shared), try.shared)
			}
			for _, args := range shared {
				if !strings.Contains(args.Get("blocks"), "&lt;!channel&gt;") && !strings.Contains(args.Get("blocks"), `\u0026lt;!channel\u0026gt;`) {
					t.Errorf("the words with it are not harmless: %s", args.Get("blocks"))
				}
				if args.Get("thread_ts") != theCard || args.Get("channel_id") != theChannel {
					t.Errorf("it was shared elsewhere: %v", args)
				}
			}
		})
	}
}

// TestTheTokenFetchesFilesFromSlackAlone opens files whose address leads elsewhere,
// at once or by a redirect, or to a page to sign in with.
func TestTheTokenFetchesFilesFromSlackAlone(t *testing.T) {
	elsewhere := 0
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer evil.Close()
	for name, try := range map[string]struct {
		info, body string
		say        answer
		opens      bool
		want       error
	}{
		"a file":             {`{"ok":true,"file":{"id":"F1","size":9,"url_private_download":%q}}`, "nine byte", nil, true, nil},
		"a sign-in page":     {`{"ok":true,"file":{"id":"F1","size":9,"url_private_download":%q}}`, "<!DOCTYPE html><html>Sign in", nil, true, io.ErrUnexpectedEOF},
		"a file cut short":   {`{"ok":true,"file":{"id":"F1","size":9,"url_private_download":%q}}`, "nine", nil, true, io.ErrUnexpectedEOF},
		"an empty file":      {`{"ok":true,"file":{"id":"F1","size":0,"url_private_download":%q}}`, "", nil, false, conversation.ErrFileEmpty},
		"one over 50 MB":     {`{"ok":true,"file":{"id":"F1","size":52428801,"url_private_download":%q}}`, "", nil, false, conversation.ErrFileLarge},
		"one that is gone":   {`{"ok":false,"error":"file_deleted","x":%q}`, "", nil, false, conversation.ErrFileGone},
		"one kept elsewhere": {`{"ok":true,"file":{"id":"F1","size":9,"is_external":true,"url_private_download":%q}}`, "", nil, false, conversation.ErrFileGone},
		"a foreign address":  {`{"ok":true,"file":{"id":"F1","size":9,"url_private_download":"` + evil.URL + `/x","x":%q}}`, "", nil, true, errSomething},
		"a redirect": {`{"ok":true,"file":{"id":"F1","size":9,"url_private_download":%q}}`, "", func(w http.ResponseWriter, r *http.Request, _ url.Values) {
			http.Redirect(w, r, evil.URL, http.StatusFound)
		}, true, errSomething},
		"Slack does not know": {`{"ok":false,"error":"internal_error","x":%q}`, "", nil, false, errSomething},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on("files.info", says(fmt.Sprintf(try.info, f.URL+"/api/download")))
			f.on("download", func(w http.ResponseWriter, r *http.Request, args url.Values) {
				if r.Header.Get("Authorization") != "Bearer "+testBotToken {
					t.Error("it was asked for without the token")
				}
				if try.say != nil {
					try.say(w, r, args)
					return
				}
				_, _ = io.WriteString(w, try.body)
			})
			content, err := f.started(t).Open(t.Context(), "F1")
			if (err == nil) != try.opens {
				t.Fatalf("opening it: %v", err)
			}
			if err == nil {
				_, err = io.ReadAll(content)
				_ = content.Close()
			}
			if !errors.Is(try.want, errSomething) && !errors.Is(err, try.want) || (err == nil) != (try.want == nil) {
				t.Errorf("it ended with %v, want %v", err, try.want)
			}
			if err != nil && strings.Contains(err.Error(), testBotToken) {
				t.Error("the error has the token in it")
			}
		})
	}
	if elsewhere != 0 {
		t.Errorf("somebody else was asked %d times", elsewhere)
	}
}

// errSomething stands for any error.
var errSomething = errors.New("something")

// glance is an examiner that finds one thing, or refuses.
type glance struct{ err error }

func (g glance) Examine(context.Context, []byte) (conversation.Findings, error) {
	return conversation.Findings{Type: "image/jpeg", Sum: "s"}, g.err
}

// TestAFileIsLookedIntoOnTheWay: what is found comes with the answer, also where
// an earlier send did arrive; what is of no type that is taken Slack never sees.
func TestAFileIsLookedIntoOnTheWay(t *testing.T) {
	found := &conversation.Findings{Type: "image/jpeg", Sum: "s"}
	there := says(`{"ok":true,"messages":[{"ts":"2.1","user":"UBOT00001","files":[{"id":"F1","name":"card-e7.pdf"}]}]}`)
	for name, try := range map[string]struct {
		from     pocket
		refusal  error
		again    bool
		want     conversation.Answer
		uploaded bool
	}{
		"it is taken":           {pocket{words: "nine byte"}, nil, false, conversation.Answer{Outcome: conversation.Delivered, Message: "F9", Found: found}, true},
		"it was shared before":  {pocket{words: "nine byte"}, nil, true, conversation.Answer{Outcome: conversation.Delivered, Message: "F1", Found: found}, false},
		"before, and gone now":  {pocket{err: conversation.ErrFileGone}, nil, true, conversation.Answer{Outcome: conversation.Delivered, Message: "F1"}, false},
		"it is of a wrong type": {pocket{words: "nine byte"}, conversation.ErrFileType, false, conversation.Answer{Outcome: conversation.Refused, Why: "file_type"}, false},
		"it breaks off":         {pocket{words: "nine"}, nil, false, conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}, false},
		"it never ends":         {pocket{words: "more than nine bytes"}, nil, false, conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.takesFiles()
			if try.again {
				f.on("conversations.replies", there)
			}
			d := f.desk(t, func(c *Config) { c.Files, c.Examiner = try.from, glance{try.refusal} })
			if err := d.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			parcel := aFile
			file := *aFile.Entry.File
			file.Examine, parcel.Entry.File, parcel.Again = true, &file, try.again
			for range examinedAtOnce + 1 { // each leaves its place to the next
				if got := d.Deliver(t.Context(), parcel); !reflect.DeepEqual(got, try.want) {
					t.Fatalf("answered %+v, want %+v", got, try.want)
				}
			}
			if n := len(f.heard("files.getUploadURLExternal")); (n > 0) != try.uploaded {
				t.Errorf("%d uploads were begun", n)
			}
			if n := len(f.heard("files.completeUploadExternal")); try.uploaded && n != examinedAtOnce+1 {
				t.Errorf("it was shared %d times", n)
			}
		})
	}
}
