package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"residencyassist/adapters/sandbox/fault"
)

// town is a workspace on a real port, with a story clock that a test moves.
type town struct {
	t      *testing.T
	world  *World
	faults *fault.Orders
	server *httptest.Server
	bot    *slackgo.Client

	changed chan struct{} // filled when the workspace says that something changed

	mu  sync.Mutex
	now time.Time
}

func newTown(t *testing.T) *town {
	t.Helper()
	town := &town{t: t, faults: &fault.Orders{}, changed: make(chan struct{}, 1), now: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)}
	town.world = New(Options{
		Now:  town.clock,
		Base: func() string { return town.server.URL },
		Changed: func() {
			select {
			case town.changed <- struct{}{}:
			default:
			}
		},
		Faults: town.faults,
	})
	mux := http.NewServeMux()
	town.world.Routes(mux)
	town.server = httptest.NewServer(mux)
	t.Cleanup(town.server.Close)
	t.Cleanup(town.world.Close)
	s := town.world.Settings()
	town.bot = slackgo.New(s.BotToken, slackgo.OptionAPIURL(s.APIURL), slackgo.OptionAppLevelToken(s.AppToken))
	return town
}

func (town *town) clock() time.Time {
	town.mu.Lock()
	defer town.mu.Unlock()
	return town.now
}

func (town *town) pass(d time.Duration) {
	town.mu.Lock()
	defer town.mu.Unlock()
	town.now = town.now.Add(d)
}

// control calls the control API and decodes its answer into out.
func (town *town) control(method, path string, body, out any) int {
	town.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		town.t.Fatal(err)
	}
	req, err := http.NewRequest(method, town.server.URL+"/sandbox/slack/"+path, bytes.NewReader(text))
	if err != nil {
		town.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		town.t.Fatal(err)
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		town.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(reply, out); err != nil {
			town.t.Fatalf("%s %s answered %d %s", method, path, resp.StatusCode, reply)
		}
	}
	return resp.StatusCode
}

func (town *town) say(user, thread, text string) string {
	town.t.Helper()
	var out struct{ TS, Error string }
	if code := town.control("POST", "say", object{"user": user, "channel": "cases", "thread_ts": thread, "text": text}, &out); code != 200 {
		town.t.Fatalf("saying answered %d: %s", code, out.Error)
	}
	return out.TS
}

func (town *town) channel() []shown {
	town.t.Helper()
	var out []shown
	town.control("GET", "channels/cases", nil, &out)
	return out
}

func (town *town) post(options ...slackgo.MsgOption) string {
	town.t.Helper()
	_, ts, err := town.bot.PostMessage(casesID, options...)
	if err != nil {
		town.t.Fatal(err)
	}
	return ts
}

// app is the bot's end of a Socket Mode connection.
type app struct {
	*socketmode.Client
	t *testing.T
}

// connect opens a connection with the real client and waits for its greeting.
func (town *town) connect() *app {
	town.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	a := &app{socketmode.New(town.bot), town.t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = a.RunContext(ctx) // ends with the context
	}()
	town.t.Cleanup(func() { cancel(); <-done })
	a.next(socketmode.EventTypeHello)
	return a
}

// next returns the next event of this type, passing over others.
func (a *app) next(kind socketmode.EventType) socketmode.Event {
	a.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case e := <-a.Events:
			if e.Type == kind {
				return e
			}
		case <-limit:
			a.t.Fatalf("no %s came", kind)
		}
	}
}

// inner returns the next event of the Events API, acknowledged.
func (a *app) inner() any {
	a.t.Helper()
	e := a.next(socketmode.EventTypeEventsAPI)
	a.ack(e, nil)
	return e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data
}

func (a *app) message() *slackevents.MessageEvent {
	a.t.Helper()
	for {
		if m, ok := a.inner().(*slackevents.MessageEvent); ok {
			return m
		}
	}
}

func (a *app) ack(e socketmode.Event, payload any) {
	a.t.Helper()
	if err := a.Ack(*e.Request, payload); err != nil {
		a.t.Fatal(err)
	}
}

// quiet waits until nothing is pending.
func (town *town) quiet() {
	town.t.Helper()
	limit := time.After(10 * time.Second)
	for town.world.Pending() != "" {
		select {
		case <-town.changed:
		case <-limit:
			town.t.Fatalf("still pending: %s", town.world.Pending())
		}
	}
}
