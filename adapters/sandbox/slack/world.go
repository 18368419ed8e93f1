package slack

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"residencyassist/adapters/sandbox/calls"
	"residencyassist/adapters/sandbox/fault"
)

// What the workspace calls itself and its one app. The tokens open nothing but
// this sandbox.
const (
	teamID        = "T0RESIDENCY"
	appID         = "A0RESIDENCY"
	botID         = "B0BOT0001"
	botUserID     = "U0BOT0001"
	casesID       = "C0CASES01"
	groupID       = "S0ASSOC01"
	botToken      = "xoxb-sandbox"
	appToken      = "xapp-sandbox"
	signingSecret = "sandbox-signing-secret"
	scopes        = "channels:history,channels:read,chat:write,commands,files:read,files:write,groups:history,groups:read," +
		"im:history,im:read,im:write,reactions:read,reactions:write,team:read,usergroups:read,users:read"
)

// object is a JSON object as it travels. Objects that have been stored are never
// changed in place, so a copy of the outer map is a snapshot.
type object = map[string]any

// Options ties the workspace to the sandbox around it.
type Options struct {
	Now     func() time.Time // the story clock
	Base    func() string    // the public address, such as "http://127.0.0.1:43211"
	Changed func()           // called after anything visible changed
	Faults  *fault.Orders
	Calls   *calls.Log // nil: nobody wants to know
}

// Settings is what a bot needs to know to talk to this workspace.
type Settings struct {
	APIURL        string `json:"api_url"`
	BotToken      string `json:"bot_token"`
	AppToken      string `json:"app_token"`
	SigningSecret string `json:"signing_secret"`
	Channel       string `json:"channel"`
}

// World is one workspace. It is safe for use by several goroutines.
type World struct {
	opt     Options
	methods map[string]method

	// Real-time allowances; a test may shorten them before traffic starts.
	ackWait  time.Duration // for an acknowledgement and for using a trigger
	viewWait time.Duration // how long a press looks for a form after the acknowledgement
	pingWait time.Duration

	mu         sync.Mutex
	dirty      bool
	closed     bool
	serial     int
	lastTS     int64
	desk       string // the channel that a bot is told to work in
	granted    string // the app's scopes, separated by commas
	users      []*user
	channels   []*channel
	buckets    map[string]*bucket
	files      map[string]*file
	uploads    map[string]*file // by the secret part of the upload address
	views      map[string]*view
	modals     map[string][]*view // by user id, the one in front last
	homes      map[string]*view   // by user id
	opened     map[string]bool    // users whose App Home was opened
	triggers   map[string]*trigger
	responses  map[string]*responseURL
	ephemerals []*message
	tickets    map[string]time.Time
	sockets    []*socket
	nextSocket int
	envelopes  []*envelope
	requeued   bool // an envelope lost its connection and waits again
	http       *httpMode
	life       context.Context // ends when the workspace closes
	end        context.CancelFunc
	running    sync.WaitGroup
}

// New makes a workspace with its preset people and channels.
func New(opt Options) *World {
	w := &World{
		opt:       opt,
		ackWait:   3 * time.Second,
		viewWait:  300 * time.Millisecond,
		pingWait:  5 * time.Second,
		buckets:   map[string]*bucket{},
		files:     map[string]*file{},
		uploads:   map[string]*file{},
		views:     map[string]*view{},
		modals:    map[string][]*view{},
		homes:     map[string]*view{},
		opened:    map[string]bool{},
		desk:      casesID,
		granted:   scopes,
		triggers:  map[string]*trigger{},
		responses: map[string]*responseURL{},
		tickets:   map[string]time.Time{},
	}
	w.life, w.end = context.WithCancel(context.Background())
	w.methods = w.webAPI()
	w.populate()
	return w
}

// Routes mounts the platform and its control API.
func (w *World) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/slack/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /slack/socket", w.serveSocket)
	mux.HandleFunc("POST /slack/upload/{secret}", w.serveUpload)
	mux.HandleFunc("GET /slack/files/{id}/{name}", w.serveDownload)
	mux.HandleFunc("POST /slack/response/{secret}", w.serveResponseURL)
	w.controlRoutes(mux)
}

// Settings says how to reach the workspace; it is complete once Base is known.
func (w *World) Settings() Settings {
	w.mu.Lock()
	defer w.mu.Unlock()
	return Settings{
		APIURL:        w.opt.Base() + "/slack/api/",
		BotToken:      botToken,
		AppToken:      appToken,
		SigningSecret: signingSecret,
		Channel:       w.desk,
	}
}

// Pending says in words what the bot has not yet taken or acknowledged, and
// nothing when all is quiet.
func (w *World) Pending() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var waiting, sent int
	for _, e := range w.envelopes {
		if e.inFlight {
			sent++
		} else {
			waiting++
		}
	}
	var words []string
	if sent > 0 {
		words = append(words, fmt.Sprintf("Slack deliveries not acknowledged: %d", sent))
	}
	if waiting > 0 {
		words = append(words, fmt.Sprintf("Slack events not delivered: %d", waiting))
	}
	return strings.Join(words, ", ")
}

// Close ends every connection and waits for what was running.
func (w *World) Close() {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return
	}
	w.closed = true
	w.end()
	for _, e := range w.envelopes {
		e.disarm()
	}
	for _, s := range w.sockets {
		s.hangUp()
	}
	w.mu.Unlock()
	w.running.Wait()
}

// locked runs f while nothing else happens in the workspace, and afterwards
// tells the sandbox if anything changed.
func (w *World) locked(f func()) {
	w.mu.Lock()
	f()
	dirty := w.dirty
	w.dirty = false
	w.mu.Unlock()
	if dirty {
		w.opt.Changed()
	}
}

// touch notes a visible change.
func (w *World) touch() { w.dirty = true }

// nextID returns a new id with this prefix, in the shape of Slack's.
func (w *World) nextID(prefix string) string {
	w.serial++
	return fmt.Sprintf("%s0%07X", prefix, w.serial)
}

// nextTS returns a message timestamp from the story clock, later than any before.
func (w *World) nextTS() string {
	micro := max(w.opt.Now().UnixMicro(), w.lastTS+1)
	w.lastTS = micro
	return fmt.Sprintf("%d.%06d", micro/1e6, micro%1e6)
}

// secret returns an unguessable word for tickets, triggers and upload addresses.
func secret() string { return strings.ToLower(rand.Text()) }
