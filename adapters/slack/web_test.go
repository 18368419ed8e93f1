package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

const testSecret = "signing-secret"

// sealed is a request as Slack signs it.
func sealed(path string, body []byte, at time.Time, secret string) *http.Request {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set(timestampHeader, stamp)
	r.Header.Set(signatureHeader, "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

func pressed(payload []byte) []byte {
	return []byte(url.Values{"payload": {string(payload)}}.Encode())
}

func newWeb(t *testing.T, d *Desk, handle Handle) *Web {
	t.Helper()
	s, err := NewWeb(d, testSecret, handle)
	if err != nil {
		t.Fatal(err)
	}
	s.pressPatience, s.eventPatience = 50*time.Millisecond, 50*time.Millisecond
	return s
}

func (s *Web) ask(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Handlers()[r.URL.Path].ServeHTTP(w, r)
	return w
}

func TestOnlySlacksOwnRequestsOfThisMomentAreTaken(t *testing.T) {
	var log bytes.Buffer
	f := newFake(t)
	d := f.started(t)
	d.log = slog.New(slog.NewTextHandler(&log, nil))
	handled := 0
	s := newWeb(t, d, func(context.Context, conversation.Event) error { handled++; return nil })
	line, now := read(t, "line"), time.Now()
	if w := s.ask(sealed(EventsPath, line, now, testSecret)); w.Code != http.StatusOK || handled != 1 {
		t.Fatalf("a signed request: %d, handled %d", w.Code, handled)
	}
	changed := sealed(EventsPath, line, now.Add(time.Second), testSecret)
	changed.Body = io.NopCloser(strings.NewReader(strings.Replace(string(line), "1790000001", "1790000009", 1)))
	unstamped := sealed(EventsPath, line, now, testSecret)
	unstamped.Header.Del(timestampHeader)
	restamped := sealed(EventsPath, line, now.Add(-6*time.Minute), testSecret)
	restamped.Header.Set(timestampHeader, strconv.FormatInt(now.Unix(), 10))
	nonsense := sealed(EventsPath, line, now, testSecret)
	nonsense.Header.Set(timestampHeader, "soon")
	bare := httptest.NewRequest(http.MethodPost, EventsPath, bytes.NewReader(line))
	for what, r := range map[string]*http.Request{
		"an unsigned one": bare, "one without a time": unstamped, "one with a time that is none": nonsense,
		"one signed with another secret":           sealed(EventsPath, line, now, "guess"),
		"one whose body was changed":               changed,
		"one whose time was changed":               restamped,
		"one that was seen before":                 sealed(EventsPath, line, now, testSecret),
		"one that is six minutes old":              sealed(EventsPath, line, now.Add(-6*time.Minute), testSecret),
		"one that is six minutes ahead":            sealed(EventsPath, line, now.Add(6*time.Minute), testSecret),
		"a press under a signature for an event's": sealed(InteractivePath, line, now, testSecret),
	} {
		before := s.Refused()
		if w := s.ask(r); w.Code != http.StatusUnauthorized || w.Body.Len() > 0 || s.Refused() != before+1 {
			t.Errorf("%s: %d %q, %d refused", what, w.Code, w.Body, s.Refused())
		}
	}
	if w := s.ask(sealed(EventsPath, make([]byte, largestRequest+1), now, testSecret)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a request that is too large: %d", w.Code)
	}
	if w := s.ask(httptest.NewRequest(http.MethodGet, EventsPath, nil)); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a GET: %d", w.Code)
	}
	if handled != 1 {
		t.Errorf("%d events were handled", handled)
	}
	if !strings.Contains(log.String(), "a request is refused") || strings.Contains(log.String(), "signing-secret") || strings.Contains(log.String(), "v0=") {
		t.Errorf("the log reads %s", log.String())
	}
}

func TestSlackMayAskForTheWord(t *testing.T) {
	s := newWeb(t, newFake(t).desk(t), nil) // not started: the address is checked before
	w := s.ask(sealed(EventsPath, []byte(`{"token":"x","type":"url_verification","challenge":"3eZbrw1aB"}`), time.Now(), testSecret))
	if w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != `{"challenge":"3eZbrw1aB"}` {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if ok, why := s.Healthy(); ok || !strings.Contains(why, "not been reached") {
		t.Errorf("healthy before the start: %v, %s", ok, why)
	}
}

// TestSlackMayLookAtOurCertificate, unsigned, and nothing comes of it: neither there
// nor where somebody says so who wants something else.
func TestSlackMayLookAtOurCertificate(t *testing.T) {
	f := newFake(t)
	s := newWeb(t, f.withBooks(t, &books{home: aPage()}), nil)
	look := func(path, body string) *httptest.ResponseRecorder {
		return s.ask(httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
	}
	if w := look(CommandsPath, "ssl_check=1&token=x&command=%2Fcases&user_id=UANA"); w.Code != http.StatusOK || w.Body.Len() > 0 || s.Refused() != 0 {
		t.Errorf("answered %d %q, %d refused", w.Code, w.Body, s.Refused())
	}
	for path, body := range map[string]string{CommandsPath: "ssl_check=0&command=%2Fcases", EventsPath: "ssl_check=1", InteractivePath: "ssl_check=1"} {
		if w := look(path, body); w.Code != http.StatusUnauthorized {
			t.Errorf("%s to %s is answered %d", body, path, w.Code)
		}
	}
}

// TestAnEventThatWasNotCommittedComesAgain, under the same signature if Slack is
// quick, and is taken then.
func TestAnEventThatWasNotCommittedComesAgain(t *testing.T) {
	working := false
	s := newWeb(t, newFake(t).started(t), func(context.Context, conversation.Event) error {
		if working {
			return nil
		}
		return errors.New("the storage is away")
	})
	now := time.Now()
	if w := s.ask(sealed(EventsPath, read(t, "line"), now, testSecret)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("an event that was not committed is answered %d", w.Code)
	}
	working = true
	if w := s.ask(sealed(EventsPath, read(t, "line"), now, testSecret)); w.Code != http.StatusOK {
		t.Errorf("the same event again is answered %d", w.Code)
	}
}

// TestAPressThatWasNotCommittedIsExcused: Slack brings it no more, so it is
// answered, and its person is asked to press again.
func TestAPressThatWasNotCommittedIsExcused(t *testing.T) {
	f := newFake(t)
	heard := make(chan string, 1)
	f.on("respond", func(_ http.ResponseWriter, _ *http.Request, a url.Values) { heard <- a.Get("text") })
	s := newWeb(t, f.started(t), func(context.Context, conversation.Event) error { return errors.New("the storage is away") })
	payload := strings.Replace(string(read(t, "press")), "{", fmt.Sprintf(`{"response_url":%q,`, f.URL+"/api/respond"), 1)
	if w := s.ask(sealed(InteractivePath, pressed([]byte(payload)), time.Now(), testSecret)); w.Code != http.StatusOK {
		t.Errorf("answered %d", w.Code)
	}
	if words := receive(t, heard); !strings.Contains(words, "may not have been saved") {
		t.Errorf("the person reads %q", words)
	}
}

func TestAFormIsCorrectedInTheAnswer(t *testing.T) {
	s := newWeb(t, newFake(t).started(t), func(context.Context, conversation.Event) error {
		t.Error("a form with a mistake was handled")
		return nil
	})
	w := s.ask(sealed(InteractivePath, pressed(read(t, "form_wrong")), time.Now(), testSecret))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" ||
		!strings.Contains(w.Body.String(), `"response_action":"errors"`) || !strings.Contains(w.Body.String(), "Write whole US dollars.") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}

func TestACommandIsAnsweredInTheAnswer(t *testing.T) {
	f := newFake(t)
	s := newWeb(t, f.withBooks(t, &books{home: aPage()}), nil)
	body := url.Values{"command": {"/cases"}, "user_id": {"UANA"}, "text": {""}, "trigger_id": {"1.2.3"}}.Encode()
	w := s.ask(sealed(CommandsPath, []byte(body), time.Now(), testSecret))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"response_type":"ephemeral"`) || !strings.Contains(w.Body.String(), "Your desk") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}

// TestALongAnswerComesRightAfter: an acknowledgement of its length would be dropped,
// and the person see that the command failed.
func TestALongAnswerComesRightAfter(t *testing.T) {
	page := conversation.Page{Title: "Open cases", Sections: []conversation.PageSection{{Title: "All"}}}
	for range 40 {
		page.Sections[0].Lines = append(page.Sections[0].Lines, conversation.PageLine{Text: strings.Repeat("a long name ", 22), Thread: nameOf(theChannel, theCard)})
	}
	f := newFake(t)
	heard := make(chan url.Values, 1)
	f.on("respond", func(_ http.ResponseWriter, _ *http.Request, a url.Values) { heard <- a })
	s := newWeb(t, f.withBooks(t, &books{home: page}), nil)
	body := url.Values{"command": {"/cases"}, "user_id": {"UANA"}, "response_url": {f.URL + "/api/respond"}}.Encode()
	if w := s.ask(sealed(CommandsPath, []byte(body), time.Now(), testSecret)); w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Errorf("acknowledged with %d and %d bytes", w.Code, w.Body.Len())
	}
	got := receive(t, heard)
	if got.Get("response_type") != "ephemeral" || !strings.Contains(got.Get("text"), "Open cases") || strings.Count(got.Get("blocks"), "a long name a long") < 40 {
		t.Errorf("answered afterwards with %v", got)
	}
}

// TestWhatNobodyKnowsIsDoneWith: it would come again and again.
func TestWhatNobodyKnowsIsDoneWith(t *testing.T) {
	s := newWeb(t, newFake(t).started(t), func(context.Context, conversation.Event) error {
		t.Error("something was handled")
		return nil
	})
	for path, body := range map[string]string{
		EventsPath:      `{"type":"event_callback","event":{"type":"something_new"}}`,
		InteractivePath: "payload=nonsense",
		CommandsPath:    "text=nothing",
	} {
		if w := s.ask(sealed(path, []byte(body), time.Now(), testSecret)); w.Code != http.StatusOK {
			t.Errorf("%s is answered %d", path, w.Code)
		}
	}
}
