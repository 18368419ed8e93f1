// Package sandbox is a small world on one machine: a local Telegram, a local
// Slack, a mail server, a clock that can be moved, and one control API that plays the people
// and drives the tests. It is a platform and knows nothing of any bot: a bot
// talks to it as it talks to the real services, and learns the time and the
// addresses over a link.
//
// It listens on loopback alone and refuses to be driven by other websites. Its
// routes, all JSON:
//
//	GET    /sandbox          where the platforms are, and their tokens
//	GET    /sandbox/events   server-sent events: "changed" when anything visible did
//	GET    /sandbox/clock    {"now"}
//	POST   /sandbox/clock    {"to": instant or date} | {"by": "24h" or "3d"}, "down"?: true → {"now"}
//	                         {"to": "message", "person"?: id} goes to what the bot says next, at most 60 days ahead
//	POST   /sandbox/settle   returns once nothing is due, in flight or held → {"now"}; the clock goes
//	                         to what is held for a few seconds
//	POST   /sandbox/faults   {"api", "method", "status", "retry_after", "times", "kind"}
//	DELETE /sandbox/faults   forgets the faults not yet met
//	GET    /sandbox/calls    what was called of the platforms: [{"api", "method", "to", "status", "retry_after", "at"}]
//	GET    /sandbox/bot/{id} what a linked bot says of the chat with a person, in its own form; null: none says anything
//	GET    /sandbox/link     the WebSocket of a linked bot replica
//
// A fault of the api telegram, slack or smtp meets a method of that platform, whose
// package says what else can fail. Of the kinds, html is a gateway's page with
// the status, timeout does nothing and never answers, lost does the work and
// loses the answer, duplicate delivers twice; without a kind the status is
// answered, 429 with retry_after if that is given. {"api": "sandbox", "method":
// "link", "kind": "silent"} lets the next link that is spoken to fall silent
// without being closed.
//
// /sandbox/telegram/… and /sandbox/slack/… play the people, /sandbox/mail is the
// mailbox; they are documented by the packages telegram, slack and mailbox; /telegram/… and /slack/… are the
// platforms themselves. Errors are {"error": "words"}.
package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"residencyassist/adapters/sandbox/calls"
	"residencyassist/adapters/sandbox/fault"
	"residencyassist/adapters/sandbox/mailbox"
	"residencyassist/adapters/sandbox/slack"
	"residencyassist/adapters/sandbox/telegram"
)

// Options is what a sandbox needs to be told.
type Options struct {
	Listen string       // loopback address and port, such as 127.0.0.1:8080
	Today  string       // the story's first day, such as 2026-03-01; empty: the real instant
	Page   http.Handler // serves everything that is not the API; nil: a plain sentence
}

// Settings tells a bot where the platforms are.
type Settings struct {
	Telegram telegram.Settings `json:"telegram"`
	Slack    slack.Settings    `json:"slack"`
	Mail     mailbox.Settings  `json:"mail"`
}

// platform is one of the worlds that people and the bot meet in.
type platform interface {
	Routes(*http.ServeMux)
	Pending() string // what is not yet delivered, in words; empty when quiet
	Close()
}

// Sandbox is the running whole.
type Sandbox struct {
	listener  net.Listener
	server    *http.Server
	clock     *clock
	links     *links
	changes   *changes
	faults    *fault.Orders
	calls     *calls.Log
	telegram  *telegram.World
	slack     *slack.World
	mailbox   *mailbox.World
	platforms []platform
	page      http.Handler

	turn     chan struct{} // holds one token: who has it may move the clock or settle
	patience time.Duration // how long a settle waits
}

// New opens the listener, so that URL is known at once; Run serves it.
func New(o Options) (*Sandbox, error) {
	clock, err := newClock(o.Today)
	if err != nil {
		return nil, err
	}
	listener, err := listenLoopback(o.Listen)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{
		listener: listener,
		clock:    clock,
		changes:  newChanges(),
		faults:   &fault.Orders{},
		calls:    &calls.Log{},
		page:     o.Page,
		turn:     make(chan struct{}, 1),
		patience: time.Minute,
	}
	s.links = newLinks(clock.now, s.faults)
	s.telegram = telegram.New(telegram.Options{Now: clock.now, Base: s.URL, Changed: s.changes.announce, Faults: s.faults, Calls: s.calls})
	s.slack = slack.New(slack.Options{Now: clock.now, Base: s.URL, Changed: s.changes.announce, Faults: s.faults, Calls: s.calls})
	if s.mailbox, err = mailbox.New(mailbox.Options{Now: clock.now, Changed: s.changes.announce, Faults: s.faults, Calls: s.calls}); err != nil {
		_ = listener.Close() // nobody has been told of it
		return nil, err
	}
	s.platforms = []platform{s.telegram, s.slack, s.mailbox}
	s.server = &http.Server{Handler: guard(s.routes()), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	return s, nil
}

// URL is the sandbox's address, without a slash at the end.
func (s *Sandbox) URL() string { return "http://" + s.listener.Addr().String() }

// Run serves until the context ends, and leaves nothing running behind.
func (s *Sandbox) Run(ctx context.Context) error {
	// Streams and long polls end with this context; Shutdown alone would wait for them.
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	s.server.BaseContext = func(net.Listener) context.Context { return requests }
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(s.listener) }()
	go s.mailbox.Serve() // until it is closed with the others

	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	endRequests()
	s.links.close()
	for _, p := range s.platforms {
		p.Close()
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if s.server.Shutdown(grace) != nil {
		s.server.Close()
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the sandbox: %w", err)
	}
	return nil
}

func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox", s.settings)
	mux.HandleFunc("GET /sandbox/events", s.changes.serve)
	mux.HandleFunc("GET /sandbox/clock", s.readClock)
	mux.HandleFunc("POST /sandbox/clock", s.moveClock)
	mux.HandleFunc("POST /sandbox/settle", s.settleNow)
	mux.HandleFunc("POST /sandbox/faults", s.orderFault)
	mux.HandleFunc("DELETE /sandbox/faults", s.clearFaults)
	mux.HandleFunc("GET /sandbox/calls", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, s.calls.List()) })
	mux.HandleFunc("GET /sandbox/link", s.links.serve)
	mux.HandleFunc("GET /sandbox/bot/{id}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, s.links.inside(r.Context(), r.PathValue("id")))
	})
	for _, p := range s.platforms {
		p.Routes(mux)
	}
	mux.HandleFunc("/", s.front)
	return mux
}

func (s *Sandbox) settings(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, Settings{Telegram: s.telegram.Settings(), Slack: s.slack.Settings(), Mail: s.mailbox.Settings()})
}

// front serves the page. It is mounted on every method, since a GET-only root
// would contradict the platforms' routes.
func (s *Sandbox) front(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		refuse(w, http.StatusNotFound, "there is nothing at this address")
	case s.page != nil:
		s.page.ServeHTTP(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, "The sandbox is running. Its control API is under /sandbox.")
	default:
		refuse(w, http.StatusNotFound, "there is nothing at this address")
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The status is out already: a client that has gone cannot be told more.
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, words string) {
	answer(w, status, map[string]string{"error": words})
}
