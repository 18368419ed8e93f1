package telegram

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"residencyassist/conversation"
)

// server is the part of the Bot API that getting updates needs. It is called without a
// network, so that its time can be a test's own.
type server struct {
	mu      sync.Mutex
	updates []string // unconfirmed, by their number
	first   int64    // the number of updates[0]
	polls   []poll
	refuse  []http.HandlerFunc // answers for the next polls
	webhook string
	hooks   []url.Values // each setWebhook as it was asked for
	failure string       // the last of a delivery, and its date
	failed  int64
	menu    []url.Values
	news    chan struct{}
}

// poll is a getUpdates as it was asked for.
type poll struct {
	offset, limit, timeout int64
	at                     time.Time
}

func newServer() *server { return &server{first: 1, news: make(chan struct{})} }

// happen adds updates; "%d" in them becomes their number.
func (s *server) happen(updates ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range updates {
		s.updates = append(s.updates, fmt.Sprintf(u, s.first+int64(len(s.updates))))
	}
	close(s.news)
	s.news = make(chan struct{})
}

// says is an update with a text of one chat.
func says(chat int64, text string) string {
	return fmt.Sprintf(`{"update_id":%%d,"message":{"message_id":1,"from":{"id":%d},"chat":{"id":%[1]d,"type":"private"},"text":%q}}`, chat, text)
}

func (s *server) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.updates)
}

// hooked puts a webhook in the place of another, and a failure with a new date,
// unless it is empty, in that of the last.
func (s *server) hooked(url, failure string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = url
	if failure != "" {
		s.failure, s.failed = failure, s.failed+1
	}
}

// stands is the webhook and how it was set, each time.
func (s *server) stands() (string, []url.Values) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.webhook, append([]url.Values(nil), s.hooks...)
}

func (s *server) polled() []poll {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]poll(nil), s.polls...)
}

// refuses orders what the next calls are answered with.
func (s *server) refuses(answers ...http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = append(s.refuse, answers...)
}

// RoundTrip lets a client call the server directly.
func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, r)
	if r.Context().Err() != nil {
		return nil, r.Context().Err()
	}
	return answer.Result(), nil
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	switch path.Base(r.URL.Path) {
	case "getMe":
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":7001,"is_bot":true,"username":"residency_bot"}}`)
	case "getWebhookInfo":
		s.mu.Lock()
		defer s.mu.Unlock()
		_, _ = fmt.Fprintf(w, `{"ok":true,"result":{"url":%q,"pending_update_count":0,"last_error_date":%d,"last_error_message":%q}}`, s.webhook, s.failed, s.failure)
	case "setWebhook":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.hooks = append(s.hooks, r.PostForm)
		if len(s.refuse) == 0 {
			s.webhook = r.PostForm.Get("url")
		}
		s.answer(w, r)
	case "deleteWebhook":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.webhook = ""
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
	case "setMyCommands":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.menu = append(s.menu, r.PostForm)
		s.answer(w, r)
	case "getUpdates":
		s.getUpdates(w, r)
	}
}

// answer gives the next ordered answer, or a plain yes; the lock is held.
func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	if len(s.refuse) == 0 {
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
		return
	}
	refuse := s.refuse[0]
	s.refuse = s.refuse[1:]
	refuse(w, r)
}

func (s *server) getUpdates(w http.ResponseWriter, r *http.Request) {
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(r.PostForm.Get(name), 10, 64)
		return n
	}
	asked := poll{number("offset"), number("limit"), number("timeout"), time.Now()}
	over := time.After(time.Duration(asked.timeout) * time.Second)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.polls = append(s.polls, asked)
	switch {
	case r.PostForm.Get("allowed_updates") != `["message","edited_message","callback_query","my_chat_member"]`:
		no(400, "Bad Request: the kinds of update")(w, r)
		return
	case len(s.refuse) > 0:
		s.answer(w, r)
		return
	case s.webhook != "":
		no(409, "Conflict: can't use getUpdates method while webhook is active")(w, r)
		return
	}
	for asked.offset > s.first && len(s.updates) > 0 {
		s.first, s.updates = s.first+1, s.updates[1:]
	}
	for len(s.updates) == 0 && s.await(r.Context(), over) {
	}
	batch := s.updates[:min(len(s.updates), int(asked.limit))]
	_, _ = io.WriteString(w, `{"ok":true,"result":[`+strings.Join(batch, ",")+`]}`)
}

// await gives the lock up until there is news; it is false when the poll ended.
func (s *server) await(ctx context.Context, over <-chan time.Time) bool {
	news := s.news
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-news:
		return true
	case <-over:
	case <-ctx.Done():
	}
	return false
}

// leases keeps one lease, as a store does.
type leases struct {
	mu     sync.Mutex
	holder string
	until  time.Time
	broken error
}

func (l *leases) Acquire(_ context.Context, _, holder string, lease time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return false, l.broken
	}
	if l.holder != holder && time.Now().Before(l.until) {
		return false, nil
	}
	l.holder, l.until = holder, time.Now().Add(lease)
	return true, nil
}

func (l *leases) Release(_ context.Context, _, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == holder {
		l.until = time.Time{}
	}
	return nil
}

// seize gives the lease to another for ten seconds, whoever holds it.
func (l *leases) seize() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holder, l.until = "another", time.Now().Add(10*time.Second)
}

func (l *leases) free() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !time.Now().Before(l.until)
}

// diary notes what was handled, and in which order.
type diary struct {
	mu    sync.Mutex
	texts []string
}

func (d *diary) handle(_ context.Context, ev conversation.Event) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.texts = append(d.texts, ev.Message.Text)
	return nil
}

func (d *diary) read() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.texts, " ")
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) log() *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }
