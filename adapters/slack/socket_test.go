package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"residencyassist/conversation"
)

// line is the far end of the socket's connections: a test sends frames on it and
// reads what is acknowledged.
type line struct {
	conns   chan *websocket.Conn
	acks    chan string
	replies chan json.RawMessage // what came with each
	opens   atomic.Int64
}

// dial makes the fake speak Socket Mode. Each connection is greeted.
func (f *fake) dial(t *testing.T) *line {
	t.Helper()
	l := &line{conns: make(chan *websocket.Conn, 10), acks: make(chan string, 10), replies: make(chan json.RawMessage, 10)}
	api := f.Config.Handler
	f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/socket" {
			api.ServeHTTP(w, r)
			return
		}
		conn, err := new(websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		if conn.WriteJSON(map[string]any{"type": "hello", "num_connections": 1}) != nil {
			return
		}
		l.conns <- conn
		for {
			var ack struct {
				EnvelopeID string          `json:"envelope_id"`
				Payload    json.RawMessage `json:"payload"`
			}
			if conn.ReadJSON(&ack) != nil {
				return
			}
			l.acks <- ack.EnvelopeID
			l.replies <- ack.Payload
		}
	})
	f.on("apps.connections.open", func(w http.ResponseWriter, r *http.Request, _ url.Values) {
		l.opens.Add(1)
		if r.Header.Get("Authorization") != "Bearer "+testAppToken {
			fmt.Fprint(w, `{"ok":false,"error":"not_allowed_token_type"}`)
			return
		}
		fmt.Fprintf(w, `{"ok":true,"url":"ws%s/socket?ticket=secret"}`, strings.TrimPrefix(f.URL, "http"))
	})
	return l
}

func send(t *testing.T, conn *websocket.Conn, kind, id string, payload []byte) {
	t.Helper()
	frame := map[string]any{"type": kind, "envelope_id": id, "payload": json.RawMessage(payload)}
	if err := conn.WriteJSON(frame); err != nil {
		t.Fatal(err)
	}
}

// receive fails the test rather than waiting for ever.
func receive[T any](t *testing.T, from <-chan T) (got T) {
	t.Helper()
	select {
	case got = <-from:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
	}
	return got
}

// open runs a socket of n connections until the test ends.
func open(t *testing.T, d *Desk, n int, handle Handle, change ...func(*Socket)) *Socket {
	t.Helper()
	s, err := NewSocket(d, n, handle)
	if err != nil {
		t.Fatal(err)
	}
	s.reconnect = time.Millisecond
	for _, do := range change {
		do(s)
	}
	s.pressPatience, s.eventPatience = 50*time.Millisecond, 50*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		receive(t, ended)
	})
	return s
}

func TestAnEnvelopeIsAcknowledgedAfterItsEventIsSafe(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	safe := make(chan struct{})
	handled := make(chan conversation.Event, 1)
	s := open(t, f.desk(t), 1, func(_ context.Context, ev conversation.Event) error {
		handled <- ev
		<-safe
		return nil
	})
	s.eventPatience = 20 * time.Second
	conn := receive(t, l.conns)
	send(t, conn, "events_api", "env1", read(t, "line"))
	if ev := receive(t, handled); ev.ID != "slack:C0CASES01:1790000001.000200" || ev.By.Name != "Ana" {
		t.Errorf("the event is %+v", ev)
	}
	if len(l.acks) != 0 {
		t.Error("it was acknowledged before it was safe")
	}
	close(safe)
	if got := receive(t, l.acks); got != "env1" {
		t.Errorf("%s was acknowledged", got)
	}
	if ok, words := s.Healthy(); !ok {
		t.Error(words)
	}
}

func TestWhatCouldNotBeSavedIsNotAcknowledged(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	tried := make(chan struct{}, 100)
	open(t, f.desk(t), 1, func(_ context.Context, ev conversation.Event) error {
		tried <- struct{}{}
		return errors.New("the storage is away")
	})
	conn := receive(t, l.conns)
	send(t, conn, "events_api", "lost", read(t, "line"))
	receive(t, tried)
	// Of the same thread, so that it comes after the first was given up.
	send(t, conn, "events_api", "ignored", read(t, "unfurl"))
	if got := receive(t, l.acks); got != "ignored" {
		t.Errorf("%s was acknowledged", got)
	}
}

func TestAPressThatCouldNotBeSavedIsAskedForAgain(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	told := make(chan string, 1)
	f.on("respond", func(w http.ResponseWriter, _ *http.Request, a url.Values) {
		told <- a.Get("text")
		fmt.Fprint(w, `{"ok":true}`)
	})
	open(t, f.desk(t), 1, func(context.Context, conversation.Event) error { return errors.New("the storage is away") })
	var cb map[string]any
	if err := json.Unmarshal(read(t, "press"), &cb); err != nil {
		t.Fatal(err)
	}
	cb["response_url"] = f.URL + "/api/respond"
	payload, err := json.Marshal(cb)
	if err != nil {
		t.Fatal(err)
	}
	send(t, receive(t, l.conns), "interactive", "press", payload)
	if got := receive(t, l.acks); got != "press" {
		t.Errorf("%s was acknowledged", got)
	}
	if got := receive(t, told); !strings.Contains(got, "press the button again") {
		t.Errorf("they are told %q", got)
	}
}

func TestEnvelopesThatNobodyCanReadAreAcknowledged(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	open(t, f.desk(t), 1, func(context.Context, conversation.Event) error { return nil })
	conn := receive(t, l.conns)
	send(t, conn, "events_api", "unknown event", []byte(`{"type":"event_callback","event":{"type":"invented_yesterday"}}`))
	send(t, conn, "invented", "unknown envelope", []byte(`{}`))
	send(t, conn, "slash_commands", "command", []byte(`{"command":"/cases"}`))
	for _, want := range []string{"unknown event", "unknown envelope", "command"} {
		if got := receive(t, l.acks); got != want {
			t.Errorf("%s was acknowledged, not %s", got, want)
		}
	}
}

func TestALostConnectionIsOpenedAgain(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	open(t, f.desk(t), 1, func(context.Context, conversation.Event) error { return nil })
	first := receive(t, l.conns)
	if err := first.WriteJSON(map[string]any{"type": "disconnect", "reason": "refresh_requested"}); err != nil {
		t.Fatal(err)
	}
	second := receive(t, l.conns)
	second.Close()
	send(t, receive(t, l.conns), "events_api", "after", read(t, "line"))
	if got := receive(t, l.acks); got != "after" {
		t.Errorf("%s was acknowledged", got)
	}
}

func TestATokenThatIsRefusedIsTriedForEver(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	good := f.answers["apps.connections.open"]
	var times atomic.Int64
	f.on("apps.connections.open", func(w http.ResponseWriter, r *http.Request, a url.Values) {
		if times.Add(1) < 3 {
			fmt.Fprint(w, `{"ok":false,"error":"invalid_auth"}`)
			return
		}
		good(w, r, a)
	})
	s := open(t, f.desk(t), 1, func(context.Context, conversation.Event) error { return nil })
	receive(t, l.conns)
	if n := times.Load(); n != 3 {
		t.Errorf("it took %d times", n)
	}
	if _, words := s.Healthy(); strings.Contains(words, "secret") {
		t.Error(words)
	}
}

func TestTwoConnectionsAreOpen(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	s := open(t, f.desk(t), 2, func(context.Context, conversation.Event) error { return nil })
	for i := range 2 {
		conn := receive(t, l.conns)
		send(t, conn, "events_api", fmt.Sprint("env", i), read(t, "line"))
	}
	receive(t, l.acks)
	receive(t, l.acks)
	if ok, words := s.Healthy(); !ok || words != "2 of 2 connections to Slack are open" {
		t.Error(ok, words)
	}
}

// TestTheAuthorOfALineThatWaitsIsToldOnce lets Slack not say who is in the
// channel: the line is not acknowledged, and its author alone reads why.
func TestTheAuthorOfALineThatWaitsIsToldOnce(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	f.on("conversations.members", status(500, ""))
	told := make(chan url.Values, 9)
	f.on("chat.postEphemeral", func(w http.ResponseWriter, _ *http.Request, a url.Values) {
		told <- a
		fmt.Fprint(w, `{"ok":true}`)
	})
	open(t, f.desk(t), 1, func(_ context.Context, ev conversation.Event) error {
		t.Errorf("%s was taken", ev.ID)
		return nil
	})
	conn := receive(t, l.conns)
	send(t, conn, "events_api", "first", read(t, "line"))
	got := receive(t, told)
	if got.Get("user") != "UANA" || got.Get("thread_ts") != theCard || !strings.Contains(got.Get("text"), "please write it again") {
		t.Errorf("the author reads %v", got)
	}
	frame := map[string]any{"type": "events_api", "envelope_id": "again", "retry_attempt": 1, "payload": json.RawMessage(read(t, "line"))}
	if err := conn.WriteJSON(frame); err != nil {
		t.Fatal(err)
	}
	// Of the same thread, so that it comes after the second was given up.
	send(t, conn, "events_api", "ignored", read(t, "unfurl"))
	if got := receive(t, l.acks); got != "ignored" || len(told) != 0 {
		t.Errorf("%s was acknowledged, and the author was told %d times more", got, len(told))
	}
}

// TestWhatBelongsToNoRecordIsDoneWith presses a button and writes a line of a
// record that is no more: neither comes again, and the press is answered.
func TestWhatBelongsToNoRecordIsDoneWith(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	told := make(chan string, 9)
	f.on("respond", func(w http.ResponseWriter, _ *http.Request, a url.Values) {
		told <- a.Get("text")
		fmt.Fprint(w, `{"ok":true}`)
	})
	s := open(t, f.desk(t), 1, func(context.Context, conversation.Event) error {
		return fmt.Errorf("taking a step: %w", conversation.ErrNoRecord)
	})
	s.pressPatience, s.eventPatience = 20*time.Second, 20*time.Second
	conn := receive(t, l.conns)
	send(t, conn, "events_api", "line", read(t, "line"))
	if got := receive(t, l.acks); got != "line" {
		t.Errorf("%s was acknowledged", got)
	}
	payload := strings.Replace(string(read(t, "press")), "{", fmt.Sprintf(`{"response_url":%q,`, f.URL+"/api/respond"), 1)
	send(t, conn, "interactive", "press", []byte(payload))
	if got := receive(t, l.acks); got != "press" {
		t.Errorf("%s was acknowledged", got)
	}
	if got := receive(t, told); got != "This button no longer works." {
		t.Errorf("whoever pressed reads %q", got)
	}
}

// TestASilentConnectionIsOpenedAgain keeps a connection open and lets it carry
// nothing, not even a ping: a new one is opened, with an address of its own, as
// often as it takes, and what comes on it is taken.
func TestASilentConnectionIsOpenedAgain(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	s := open(t, f.desk(t), 1, func(context.Context, conversation.Event) error { return nil },
		func(s *Socket) { s.silence = 100 * time.Millisecond })
	for range 3 {
		receive(t, l.conns)
	}
	if opens := l.opens.Load(); opens < 3 {
		t.Errorf("three connections were opened with %d addresses", opens)
	}
	send(t, receive(t, l.conns), "events_api", "after", read(t, "line"))
	if got := receive(t, l.acks); got != "after" {
		t.Errorf("%s was acknowledged", got)
	}
	if _, words := s.Healthy(); strings.Contains(words, "ticket") {
		t.Error(words)
	}
}
