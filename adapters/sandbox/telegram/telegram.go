// Package telegram is a local Telegram: one bot's Bot API, and the people who
// write to that bot. It enforces every documented limit and answers in the
// words of the real service, so that whatever works here works there; where
// the two differ it is the stricter. It knows nothing of the bot's purpose and
// keeps everything in memory.
//
// The Bot API is served at /telegram/bot<token>/<method> and
// /telegram/file/bot<token>/<path>. The people are played through these routes:
//
//	POST /sandbox/telegram/people             {"first_name", "last_name", "language_code"} → {"id"}
//	GET  /sandbox/telegram/people             → [{"id", "first_name", "last_name", "language_code", "phone", "blocked", "typing"?}]
//	POST /sandbox/telegram/people/{id}/say    one of the forms below → {"toast"}
//	GET  /sandbox/telegram/people/{id}/chat   → [{"id", "from", "text", "html", "buttons", "file", "edited", "at", …}]
//	GET  /sandbox/telegram/people/{id}/menu   → {"commands", "description", "short_description"}
//	GET  /sandbox/telegram/files/{id}         a file's bytes
//	POST /sandbox/telegram/bot                {"can_join_groups", "can_read_all_group_messages"}, as its owner tells BotFather
//
// What a person can say:
//
//	{"text"}  {"press": "words", "message"?: id}  {"contact": true | {"phone_number", "first_name"}}
//	{"location": [lat, lon]}  {"voice": true}  {"sticker": true}
//	{"file": {"name", "type", "base64", "caption", "document"?: true}}  {"album": [file, …]}
//	{"edit": {"message", "text"}}  {"block": true}  {"unblock": true}  {"repeat": true}
//
// A press answers with the toast that the bot showed, the others with an empty
// one. The last item of a chat carries "keyboard", the reply keyboard as rows
// of words, while there is one. A named message may also be pressed on the
// buttons it carried before it was edited, as on a screen that is behind.
//
// Faults are ordered by method name; besides, "file" is the download of a file,
// and "update" with the kind duplicate delivers the next update twice. A 429
// without retry_after says nothing of when to come again.
package telegram

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"residencyassist/adapters/sandbox/calls"
	"residencyassist/adapters/sandbox/fault"
)

const (
	botID       = 7000000001 // the same in every sandbox, as one bot keeps its number
	botName     = "Residency Assist"
	botUsername = "residency_assist_bot"
	firstPerson = 500100001
)

// Options is what a world needs from the sandbox around it.
type Options struct {
	Now     func() time.Time // story time
	Base    func() string    // the sandbox's address
	Changed func()           // called whenever anything visible changed; must not wait
	Faults  *fault.Orders
	Calls   *calls.Log // nil: nobody wants to know
}

// Settings is what a bot needs to reach this Telegram.
type Settings struct {
	APIURL string `json:"api_url"`
	Token  string `json:"token"`
}

// World is one Telegram. One lock guards all of it: every call is short, and
// whoever waits does so without the lock.
type World struct {
	options Options
	token   string
	methods map[string]method
	backoff time.Duration // first pause after a refused webhook delivery
	ctx     context.Context
	end     context.CancelFunc
	running sync.WaitGroup

	mu        sync.Mutex
	people    map[int64]*person
	order     []*person
	messages  int // the last message's number
	albums    int
	files     map[string]*file
	inbox     inbox
	hook      webhook
	client    *http.Client // delivers to the webhook
	queries   map[string]*query
	overall   bucket
	commands  map[scope][]command
	described map[string]string // descriptions by kind and language
	groups    groups
}

// New makes an empty world with one bot.
func New(o Options) *World {
	w := &World{
		options: o,
		token:   fmt.Sprintf("%d:%s", botID, rand.Text()),
		backoff: 250 * time.Millisecond,
		people:  make(map[int64]*person), files: make(map[string]*file),
		queries: make(map[string]*query), overall: overallBucket(),
		commands: make(map[scope][]command), described: make(map[string]string),
		groups: groups{Join: true}, // as every new bot may
	}
	w.ctx, w.end = context.WithCancel(context.Background())
	w.methods = w.table()
	w.hook = newWebhook("", "", maxConnections, make(map[string]bool))
	// Nobody may count on where the numbers start.
	w.inbox = newInbox(100_000_000 + mathrand.Int64N(800_000_000))
	w.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: maxConnections}}
	w.messages = 1 + mathrand.IntN(500)
	return w
}

// Routes mounts the Bot API and the control routes.
func (w *World) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/telegram/{bot}/{method}", w.serveMethod)
	mux.HandleFunc("GET /telegram/file/{bot}/{path...}", w.serveFile)
	mux.HandleFunc("/telegram/", func(rw http.ResponseWriter, _ *http.Request) {
		reply(rw, nil, refused(http.StatusNotFound, "Not Found"))
	})
	mux.HandleFunc("POST /sandbox/telegram/people", w.addPerson)
	mux.HandleFunc("POST /sandbox/telegram/bot", w.setBot)
	mux.HandleFunc("GET /sandbox/telegram/people", w.listPeople)
	mux.HandleFunc("POST /sandbox/telegram/people/{id}/say", w.say)
	mux.HandleFunc("GET /sandbox/telegram/people/{id}/chat", w.showChat)
	mux.HandleFunc("GET /sandbox/telegram/people/{id}/menu", w.showMenu)
	mux.HandleFunc("GET /sandbox/telegram/files/{id}", w.showFile)
}

// Settings is where this Telegram is, and the bot's token.
func (w *World) Settings() Settings {
	return Settings{APIURL: w.options.Base() + "/telegram", Token: w.token}
}

// Pending says which updates the bot has not confirmed, or nothing.
func (w *World) Pending() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inbox.expire(w.options.Now())
	if len(w.inbox.queue) == 0 {
		return ""
	}
	var kinds []string
	for _, u := range w.inbox.queue[:min(3, len(w.inbox.queue))] {
		kinds = append(kinds, fmt.Sprintf("%s of %d", u.kind, u.person))
	}
	return fmt.Sprintf("telegram: %d updates not confirmed by the bot (%s)", len(w.inbox.queue), strings.Join(kinds, ", "))
}

// Close ends deliveries and waiting calls.
func (w *World) Close() {
	w.mu.Lock()
	w.end() // under the lock: no delivery starts after it
	w.mu.Unlock()
	w.running.Wait()
	w.client.CloseIdleConnections()
}
