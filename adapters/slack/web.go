package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// The paths to which Slack posts.
const (
	EventsPath      = "/slack/events"
	InteractivePath = "/slack/interactive"
	CommandsPath    = "/slack/commands"
)

const (
	largestRequest = 1 << 20 // bytes
	bodyTime       = 5 * time.Second
	slotTime       = time.Second
	// webPatience is how long an event may take to its commit: Slack waits three
	// seconds for the answer, and brings it again after that.
	webPatience = 2500 * time.Millisecond
)

// Web receives by signed HTTP requests, at any replica. What stands behind it is
// what stands behind Socket Mode: an event is answered with 200 once it is
// committed, else with 503, and Slack brings it again.
type Web struct {
	desk    *Desk
	handle  Handle
	lanes   *lanes
	seal    *seal
	slots   chan struct{}
	refused atomic.Int64

	pressPatience time.Duration
	eventPatience time.Duration
}

// NewWeb returns what takes requests that are signed with this secret, and gives
// their events to handle.
func NewWeb(desk *Desk, secret string, handle Handle) (*Web, error) {
	if secret == "" {
		return nil, errors.New("signed requests need the Slack signing secret")
	}
	return &Web{
		desk: desk, handle: handle, lanes: newLanes(atOnce), seal: newSeal(secret), slots: make(chan struct{}, atOnce),
		pressPatience: pressPatience, eventPatience: webPatience,
	}, nil
}

// Run keeps what people look at up to date until ctx ends; the requests come by
// themselves.
func (s *Web) Run(ctx context.Context) {
	if s.desk.Start(ctx) != nil {
		return // ctx has ended
	}
	var running sync.WaitGroup
	running.Go(func() { s.desk.keepHomes(ctx) })
	running.Go(func() { s.desk.keepChannel(ctx) })
	running.Wait()
}

// Healthy reports whether we reach Slack, and in words how.
func (s *Web) Healthy() (bool, string) {
	if why := s.desk.ready(); why != "" {
		return false, why
	}
	return true, "Slack posts to us"
}

// Refused is how many requests were not Slack's, or not of this moment.
func (s *Web) Refused() int64 { return s.refused.Load() }

// Handlers are what is to be served, by path.
func (s *Web) Handlers() map[string]http.Handler {
	return map[string]http.Handler{
		EventsPath:      s.serves(readEvent),
		InteractivePath: s.serves(readPress),
		CommandsPath:    s.serves(readCommand),
	}
}

// reading turns a body into what Slack brought. nil is something that Slack is
// to be told is done with, though we do not know what it is.
type reading func(body []byte) (any, error)

func (s *Web) serves(read reading) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received := time.Now()
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		if !s.enter(r.Context()) {
			w.WriteHeader(http.StatusServiceUnavailable) // Slack comes again
			return
		}
		defer func() { <-s.slots }()
		if body, ok := s.admitted(w, r, received); ok {
			s.receive(w, r, read, body, received)
		}
	})
}

// enter waits a moment for a free slot. It comes before the body is read, so that
// it bounds the memory too.
func (s *Web) enter(ctx context.Context) bool {
	patience := time.NewTimer(slotTime)
	defer patience.Stop()
	select {
	case s.slots <- struct{}{}:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

// admitted reads a request's body, and answers what is too long or not Slack's.
func (s *Web) admitted(w http.ResponseWriter, r *http.Request, now time.Time) (body []byte, ok bool) {
	_ = http.NewResponseController(w).SetReadDeadline(now.Add(bodyTime)) // where there is no connection, none is slow
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestRequest))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		s.refuse(w, http.StatusRequestEntityTooLarge, "too large")
		return nil, false
	}
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return nil, false
	}
	if certificateCheck(r.URL.Path, body) {
		w.WriteHeader(http.StatusOK)
		return nil, false
	}
	if why := s.seal.admit(r.Header, body, now); why != "" {
		s.refuse(w, http.StatusUnauthorized, why)
		return nil, false
	}
	return body, true
}

// certificateCheck says whether Slack only looks whether our certificate is good, as
// it does now and then where commands go, signed or not. Nothing comes of it:
// https://docs.slack.dev/interactivity/implementing-slash-commands.
func certificateCheck(path string, body []byte) bool {
	if path != CommandsPath {
		return false
	}
	form, err := url.ParseQuery(string(body))
	return err == nil && form.Get("ssl_check") == "1"
}

// refuse turns a request away, and says in the log how many there were. The log
// is not filled by somebody who knocks without end: it hears of the first, the
// second, the fourth, and so on.
func (s *Web) refuse(w http.ResponseWriter, status int, why string) {
	n := s.refused.Add(1)
	if n&(n-1) == 0 {
		s.desk.log.Warn("Slack: a request is refused", "why", why, "so far", n)
	}
	w.WriteHeader(status)
}

// receive takes what a request brought to its commit.
func (s *Web) receive(w http.ResponseWriter, r *http.Request, read reading, body []byte, received time.Time) {
	data, err := read(body)
	if word, ok := data.(challenge); ok {
		conclude(w, word)
		return
	}
	if err != nil || data == nil {
		s.desk.log.Info("Slack: a request of an unknown kind is passed over", "path", r.URL.Path)
		w.WriteHeader(http.StatusOK)
		return
	}
	attempt, _ := strconv.Atoi(r.Header.Get("X-Slack-Retry-Num")) // absent: the first
	// What has begun is finished, also when Slack hangs up meanwhile.
	life := context.WithoutCancel(r.Context())
	taken := false
	a := arrival{
		desk: s.desk, handle: s.handle, data: data, attempt: attempt, received: received,
		pressPatience: s.pressPatience, eventPatience: s.eventPatience,
		acknowledge: func(reply any) { taken = true; conclude(w, reply) },
	}
	done := make(chan struct{})
	if s.lanes.do(s.desk.laneOf(data), func() { defer close(done); a.process(life) }) {
		<-done
	}
	if !taken {
		s.seal.forget(r.Header)
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// conclude ends a request, and lets Slack have it at once: something may still be
// said to the person afterwards.
func conclude(w http.ResponseWriter, reply any) {
	if reply != nil {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(reply) // whoever asked has gone
	} else {
		w.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(w).Flush()
}

// challenge is the word that Slack wants repeated before it takes an address.
type challenge struct {
	Word string `json:"challenge"`
}

// readEvent reads what the Events API posts.
func readEvent(body []byte) (any, error) {
	var outer struct{ Type, Challenge string }
	if err := json.Unmarshal(body, &outer); err != nil {
		return nil, err
	}
	if outer.Type == slackevents.URLVerification {
		return challenge{outer.Challenge}, nil
	}
	e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
	if err != nil {
		return nil, err
	}
	return e, nil
}

func readPress(body []byte) (any, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	var cb slack.InteractionCallback
	if err := json.Unmarshal([]byte(form.Get("payload")), &cb); err != nil {
		return nil, err
	}
	return cb, nil
}

func readCommand(body []byte) (any, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	command := slack.SlashCommand{
		TeamID: form.Get("team_id"), ChannelID: form.Get("channel_id"), UserID: form.Get("user_id"),
		Command: form.Get("command"), Text: form.Get("text"), ResponseURL: form.Get("response_url"), TriggerID: form.Get("trigger_id"),
	}
	if !strings.HasPrefix(command.Command, "/") {
		return nil, errors.New("it names no command")
	}
	return command, nil
}
