package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	dialTime     = 5 * time.Second
	redialFirst  = 50 * time.Millisecond
	redialAtMost = 2 * time.Second
)

// Fetch asks a sandbox where its platforms are.
func Fetch(ctx context.Context, baseURL string) (s Settings, err error) {
	if err := ask(ctx, baseURL, "sandbox", &s); err != nil {
		return Settings{}, fmt.Errorf("asking the sandbox for its settings: %w", err)
	}
	return s, nil
}

// Time asks a sandbox for the story's time, once: who asks takes no part in the
// story, as a Link does.
func Time(ctx context.Context, baseURL string) (time.Time, error) {
	var clock struct {
		Now time.Time `json:"now"`
	}
	if err := ask(ctx, baseURL, "sandbox/clock", &clock); err != nil {
		return time.Time{}, fmt.Errorf("asking the sandbox for the time: %w", err)
	}
	return clock.Now, nil
}

func ask(ctx context.Context, baseURL, path string, into any) error {
	base, err := loopbackURL(baseURL)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base.JoinPath(path).String(), nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("it answered %s", resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// Linked is the bot, as the sandbox asks it. Its methods are called from several
// goroutines, once for each question.
type Linked interface {
	Status(ctx context.Context) (Status, error)
	// Inside is what the bot knows of the chat with a person, as JSON words it; the
	// sandbox only passes it on to whoever looks. Nil: nothing is shown.
	Inside(ctx context.Context, chat string) (any, error)
}

// Link is a bot's side of the link: it knows the story's time and answers for
// the bot. When the line drops it keeps ticking and dials again.
type Link struct {
	address  string
	patience time.Duration // without a sign of life
	bot      Linked
	moved    chan struct{}
	ctx      context.Context // ends with Close
	end      context.CancelFunc
	running  sync.WaitGroup

	mu    sync.Mutex
	base  time.Time // the sandbox's last word
	since time.Time // when it came, with its monotonic reading
}

// Dial opens the link and returns once the story's time is known.
func Dial(ctx context.Context, baseURL string, bot Linked) (*Link, error) {
	return dial(ctx, baseURL, patience, bot)
}

func dial(ctx context.Context, baseURL string, patience time.Duration, bot Linked) (*Link, error) {
	base, err := loopbackURL(baseURL)
	if err != nil {
		return nil, err
	}
	base.Scheme = "ws"
	l := &Link{address: base.JoinPath("sandbox", "link").String(), patience: patience, bot: bot, moved: make(chan struct{}, 1)}
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, err
	}
	l.ctx, l.end = context.WithCancel(context.Background())
	l.running.Go(func() { l.run(conn) })
	return l, nil
}

// Now is story time. It never goes backwards.
func (l *Link) Now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.base.Add(time.Since(l.since))
}

// Moved is poked after each word about the clock.
func (l *Link) Moved() <-chan struct{} { return l.moved }

// Close ends the link; Now keeps ticking.
func (l *Link) Close() {
	l.end()
	l.running.Wait()
}

// connect dials and hears the first word, which is always the time.
func (l *Link) connect(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, l.address, nil) //nolint:bodyclose // the dialler has read the answer; what stays open is conn
	if err != nil {
		return nil, fmt.Errorf("linking with the sandbox: %w", err)
	}
	hangUp := context.AfterFunc(ctx, func() { conn.Close() })
	var first word
	err = conn.ReadJSON(&first)
	if !hangUp() || err != nil || first.Now == nil {
		conn.Close()
		return nil, fmt.Errorf("linking with the sandbox: it did not say the time")
	}
	l.hear(*first.Now)
	return conn, nil
}

// run talks over one connection after another until the link is closed.
func (l *Link) run(conn *websocket.Conn) {
	pause := redialFirst
	for {
		if conn != nil {
			l.talk(conn)
			pause = redialFirst
		}
		select {
		case <-l.ctx.Done():
			return
		case <-time.After(pause):
		}
		pause = min(2*pause, redialAtMost)
		conn, _ = l.connect(l.ctx) // what failed is tried again
	}
}

// talk hears the sandbox until the line drops. Questions are answered aside, so
// that a slow status never delays the clock.
func (l *Link) talk(conn *websocket.Conn) {
	ctx, cancel := context.WithCancel(l.ctx)
	hangUp := context.AfterFunc(ctx, func() { conn.Close() })
	defer hangUp()
	var speaking sync.Mutex
	var answering sync.WaitGroup
	// A line may die without being closed: no sign of life is an end too.
	alive := func() error { return conn.SetReadDeadline(time.Now().Add(l.patience)) }
	pong := conn.PingHandler()
	conn.SetPingHandler(func(data string) error { return errors.Join(alive(), pong(data)) })
	for {
		var heard word
		if alive() != nil || conn.ReadJSON(&heard) != nil {
			break
		}
		if heard.Now != nil {
			l.hear(*heard.Now)
		}
		if heard.Ask > 0 {
			answering.Go(func() { l.answer(ctx, conn, &speaking, heard) })
		}
	}
	cancel()
	conn.Close()
	answering.Wait()
}

func (l *Link) answer(ctx context.Context, conn *websocket.Conn, speaking *sync.Mutex, asked word) {
	a := reply{Answer: asked.Ask}
	if asked.Of != "" {
		a.Inside = l.inside(ctx, asked.Of)
	} else {
		l.report(ctx, &a)
	}
	speaking.Lock()
	defer speaking.Unlock()
	if conn.SetWriteDeadline(time.Now().Add(dialTime)) != nil || conn.WriteJSON(a) != nil {
		conn.Close() // the reader notices and dials again
	}
}

func (l *Link) report(ctx context.Context, a *reply) {
	status, err := l.bot.Status(ctx)
	if err != nil {
		// A bot that cannot say how it fares, because its storage is away, is not at rest.
		status = Status{Busy: true, Why: "its status cannot be told: " + err.Error()}
	}
	a.Busy, a.Why = status.Busy, status.Why
	if !status.Next.IsZero() {
		next := status.Next.UTC()
		a.Next = &next
	}
}

// inside is what the bot shows of a chat; nil if it cannot or does not.
func (l *Link) inside(ctx context.Context, chat string) json.RawMessage {
	shown, err := l.bot.Inside(ctx, chat)
	if err != nil || shown == nil {
		return nil
	}
	text, err := json.Marshal(shown)
	if err != nil {
		return nil
	}
	return text
}

// hear takes the sandbox's word for the time, unless it lies in the past.
func (l *Link) hear(now time.Time) {
	l.mu.Lock()
	since := time.Now()
	if ticked := l.base.Add(since.Sub(l.since)); !l.base.IsZero() && now.Before(ticked) {
		now = ticked
	}
	l.base, l.since = now, since
	l.mu.Unlock()
	select {
	case l.moved <- struct{}{}:
	default:
	}
}
