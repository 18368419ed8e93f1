package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/adapters/sandbox/fault"
	"residencyassist/adapters/sandbox/mailbox"
	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// post is a mail server with its mailbox, and a courier who hands in there.
type post struct {
	*testing.T
	courier *Courier
	faults  *fault.Orders
	log     *bytes.Buffer
	web     *httptest.Server
}

func newPost(t *testing.T, files Opener) *post {
	t.Helper()
	p := &post{T: t, faults: &fault.Orders{}, log: &bytes.Buffer{}}
	world, err := mailbox.New(mailbox.Options{Now: time.Now, Changed: func() {}, Faults: p.faults})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Close)
	go world.Serve()
	mux := http.NewServeMux()
	world.Routes(mux)
	p.web = httptest.NewServer(mux)
	t.Cleanup(p.web.Close)
	p.courier = newCourier(t, world.Settings().URL, world.Settings().From, files, p.log)
	return p
}

func newCourier(t *testing.T, url, from string, files Opener, log io.Writer) *Courier {
	t.Helper()
	server, err := ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := ParseFrom(from)
	if err != nil {
		t.Fatal(err)
	}
	c := New(Config{Server: server, From: sender, Files: files, Log: slog.New(slog.NewTextHandler(log, nil))})
	c.patience = time.Second
	return c
}

// letters is what lies in the mailbox.
func (p *post) letters() (list []mailbox.Letter) {
	p.Helper()
	resp, err := http.Get(p.web.URL + "/sandbox/mail")
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		p.Fatal(err)
	}
	return list
}

// file is an attachment's bytes and type.
func (p *post) file(url string) (whole, kind string) {
	p.Helper()
	resp, err := http.Get(p.web.URL + url)
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	return string(content), resp.Header.Get("Content-Type")
}

func letter() *conversation.Mail {
	return &conversation.Mail{
		To: "ana@example.com", Name: "Ana Núñez", Subject: "Your request is sent", Language: locale.English,
		HTML: `<p>Dear <b>Ana</b>, ¡hola!</p><p>Pay <a href="https://pay.example/x?a=1&amp;b=2">here</a>.</p>`,
	}
}

func parcel(m *conversation.Mail) conversation.Parcel {
	return conversation.Parcel{Entry: conversation.Entry{ID: "e1", Side: conversation.Post, Mail: m}, Key: "0123/e1"}
}

func (p *post) deliver(m *conversation.Mail) conversation.Answer {
	p.Helper()
	return p.courier.Deliver(p.Context(), parcel(m))
}

// TestAMailArrivesInBothForms reads a mail back from a strict server.
func TestAMailArrivesInBothForms(t *testing.T) {
	p := newPost(t, nil)
	m := letter()
	m.ReplyTo = "berta@example.com"
	if a := p.deliver(m); a.Outcome != conversation.Delivered {
		t.Fatalf("the answer is %+v", a)
	}
	got := p.letters()[0]
	if !strings.Contains(got.HTML, m.HTML) || !strings.Contains(got.HTML, `<html lang="en">`) {
		t.Errorf("the HTML is\n%s", got.HTML)
	}
	got.HTML, got.At = "", time.Time{}
	want := mailbox.Letter{
		ID: 1, From: `Residency Assist <help@residency-assist.example>`, To: "ana@example.com", ReplyTo: "<berta@example.com>",
		Subject: "Your request is sent", MessageID: "<f494034bc9288dca1b5af2a2a1c6e50c@residency-assist.example>",
		Text: "Dear Ana, ¡hola!\n\nPay here (https://pay.example/x?a=1&b=2).\n", Attachments: []string{}, Files: []mailbox.File{},
	}
	got.From = strings.ReplaceAll(got.From, `"`, "")
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mailbox.File{})); diff != "" {
		t.Error(diff)
	}
}

// TestAMailSentAgainIsTheSame knows it by its Message-ID.
func TestAMailSentAgainIsTheSame(t *testing.T) {
	p := newPost(t, nil)
	p.faults.Order(fault.Fault{API: "smtp", Method: "data", Kind: fault.Lost})
	if a := p.deliver(letter()); a.Outcome != conversation.Unknown {
		t.Errorf("a server that took it and fell silent: %+v", a)
	}
	if a := p.deliver(letter()); a.Outcome != conversation.Delivered {
		t.Errorf("again: %+v", a)
	}
	if list := p.letters(); len(list) != 2 || list[0].MessageID != list[1].MessageID {
		t.Errorf("the mailbox holds %+v", list)
	}
}

// TestWhatAServerSays tells what becomes of a mail.
func TestWhatAServerSays(t *testing.T) {
	rests := conversation.Answer{Outcome: conversation.Later, After: restAfter}
	for _, c := range []struct {
		name  string
		fault fault.Fault
		want  conversation.Answer
	}{
		{"it takes nobody", fault.Fault{Method: "connect", Status: 421}, rests},
		{"it hangs up at once", fault.Fault{Method: "connect", Kind: fault.Lost}, rests},
		{"it never greets", fault.Fault{Method: "connect", Kind: fault.Timeout}, rests},
		{"it shuts down", fault.Fault{Method: "mail", Status: 421}, rests},
		{"it does not take this sender now", fault.Fault{Method: "mail", Status: 451}, conversation.Answer{Outcome: conversation.Later}},
		{"it never takes this sender", fault.Fault{Method: "mail", Status: 550}, conversation.Answer{Outcome: conversation.Refused}},
		{"it wants the address later", fault.Fault{Method: "rcpt", Status: 450}, conversation.Answer{Outcome: conversation.Later}},
		{"it does not know the address", fault.Fault{Method: "rcpt", Status: 550}, conversation.Answer{Outcome: conversation.Refused}},
		{"it is lost at the address", fault.Fault{Method: "rcpt", Kind: fault.Lost}, rests},
		{"it hangs at the address", fault.Fault{Method: "rcpt", Kind: fault.Timeout}, rests},
		{"it wants the mail later", fault.Fault{Method: "data", Status: 452}, conversation.Answer{Outcome: conversation.Later}},
		{"it does not want the mail", fault.Fault{Method: "data", Status: 554}, conversation.Answer{Outcome: conversation.Refused}},
		{"it hangs with the mail", fault.Fault{Method: "data", Kind: fault.Timeout}, conversation.Answer{Outcome: conversation.Unknown}},
		{"it is lost with the mail", fault.Fault{Method: "data", Kind: fault.Lost}, conversation.Answer{Outcome: conversation.Unknown}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPost(t, nil)
			c.fault.API, c.fault.Times = "smtp", 1
			p.faults.Order(c.fault)
			got := p.deliver(letter())
			if got.Why == "" || strings.Contains(got.Why+p.log.String(), "example.com") || strings.Contains(p.log.String(), "hola") {
				t.Errorf("it tells too much or too little: %q, and in the log %q", got.Why, p.log)
			}
			got.Why = ""
			if got != c.want {
				t.Errorf("the answer is %+v, want %+v", got, c.want)
			}
			if a := p.deliver(letter()); a.Outcome != conversation.Delivered {
				t.Errorf("the next mail: %+v", a)
			}
		})
	}
}

// TestTheLogSaysOnceThatMailIsDown, and that it goes on.
func TestTheLogSaysOnceThatMailIsDown(t *testing.T) {
	p := newPost(t, nil)
	p.faults.Order(fault.Fault{API: "smtp", Method: "connect", Status: 421, Times: 3})
	for range 4 {
		p.deliver(letter())
	}
	if down, up := strings.Count(p.log.String(), "takes no mail"), strings.Count(p.log.String(), "used again"); down != 1 || up != 1 {
		t.Errorf("the log says\n%s", p.log)
	}
}

// TestASendThatIsOverIsCutOff ends with its context, whatever the server does.
func TestASendThatIsOverIsCutOff(t *testing.T) {
	p := newPost(t, nil)
	p.courier.patience = time.Hour
	p.faults.Order(fault.Fault{API: "smtp", Method: "data", Kind: fault.Timeout})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if a := p.courier.Deliver(ctx, parcel(letter())); a.Outcome != conversation.Unknown {
		t.Errorf("the answer is %+v", a)
	}
}

// TestNobodyIsThere has no server at the address.
func TestNobodyIsThere(t *testing.T) {
	c := newCourier(t, "smtp://127.0.0.1:1", "help@example.com", nil, io.Discard)
	if a := c.Deliver(t.Context(), parcel(letter())); a.Outcome != conversation.Later || a.After != restAfter {
		t.Errorf("the answer is %+v", a)
	}
}

// drawer holds files by their names.
type drawer map[string]string

func (d drawer) Open(_ context.Context, f *conversation.File) (*conversation.Content, error) {
	content, there := d[f.Name]
	if !there {
		return nil, conversation.ErrFileGone
	}
	return conversation.NewContent(io.NopCloser(strings.NewReader(content)), int64(len(content)), conversation.MaxToPerson)
}

func named(name, kind string) conversation.File {
	return conversation.File{Attachment: conversation.Attachment{Name: name, Type: kind}}
}

// TestFilesGoWithAMail reads them back, with their names and types.
func TestFilesGoWithAMail(t *testing.T) {
	invitation := "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
	p := newPost(t, drawer{"Solicitud de renovación ñ.pdf": "%PDF-1.7\x00\xff", "visit.ics": invitation, `a/"b`: strings.Repeat("x", 100_000)})
	visit := named("visit.ics", "")
	visit.Made = &conversation.Made{Occasion: &conversation.Occasion{}}
	m := letter()
	m.Files = []conversation.File{named("Solicitud de renovación ñ.pdf", "application/pdf"), visit, named(`a/"b`, "text/html\r\nX: y")}
	if a := p.deliver(m); a.Outcome != conversation.Delivered {
		t.Fatalf("the answer is %+v", a)
	}
	got := p.letters()[0]
	if diff := cmp.Diff([]string{"Solicitud de renovación ñ.pdf", "visit.ics", "a__b"}, got.Attachments); diff != "" {
		t.Error(diff)
	}
	for i, want := range []struct{ whole, kind string }{
		{"%PDF-1.7\x00\xff", "application/pdf"},
		{invitation, "text/calendar; charset=utf-8; method=REQUEST"},
		{strings.Repeat("x", 100_000), "application/octet-stream"},
	} {
		if whole, kind := p.file(got.Files[i].URL); whole != want.whole || kind != want.kind {
			t.Errorf("file %d is %.40q of the type %q", i, whole, kind)
		}
	}
}

// TestAMailGoesWithAllItsFilesOrNotAtAll counts what cannot be had.
func TestAMailGoesWithAllItsFilesOrNotAtAll(t *testing.T) {
	p := newPost(t, drawer{"big": strings.Repeat("x", 9<<20), "bigger": strings.Repeat("x", 9<<20)})
	for want, files := range map[string][]conversation.File{
		"file_gone":      {named("gone", "")},
		"file_too_large": {named("big", ""), named("bigger", "")},
	} {
		m := letter()
		m.Files = files
		if a := p.deliver(m); a.Outcome != conversation.Refused || a.Why != want {
			t.Errorf("%s: the answer is %+v", want, a)
		}
	}
	if n := len(p.letters()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
}

// TestNobodyWritesAHeader puts into names and subjects what would end a header.
func TestNobodyWritesAHeader(t *testing.T) {
	p := newPost(t, nil)
	for _, evil := range []string{
		"Ana\r\nBcc: everybody@example.com", `"Ana" <eve@example.com>, x`, "Ana\x00\u2028=?utf-8?q?x?=", "Ana, Eva; <b>",
		strings.Repeat("Ñandú-O'Brien Łukasz ", 40), "😀", "@", "\"\\\r\n\r\nHello",
	} {
		m := letter()
		m.Name, m.Subject, m.ReplyTo = evil, "Hello "+evil, evil
		if a := p.deliver(m); a.Outcome != conversation.Delivered {
			t.Errorf("%q: the answer is %+v", evil, a)
			continue
		}
		list := p.letters()
		got := list[len(list)-1]
		if got.To != "ana@example.com" || got.ReplyTo != "" || !strings.HasPrefix(got.Subject, "Hello ") || strings.ContainsAny(got.Subject, "\r\n") {
			t.Errorf("%q: it arrived as %+v", evil, got)
		}
	}
}

// TestWhatIsNoAddress is refused here, before a server reads it.
func TestWhatIsNoAddress(t *testing.T) {
	p := newPost(t, nil)
	for _, to := range []string{"", "ana", "ana@example.com, eve@example.com", "Ana <ana@example.com>", "ana@example.com>\r\nRCPT TO:<eve@example.com", "a b@example.com"} {
		m := letter()
		m.To = to
		if a := p.deliver(m); a.Outcome != conversation.Refused {
			t.Errorf("%q: the answer is %+v", to, a)
		}
	}
	if n := len(p.letters()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
}
