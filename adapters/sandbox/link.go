package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"residencyassist/adapters/sandbox/fault"
)

const (
	// answerTime is how long a replica may think about its status.
	answerTime = 5 * time.Second
	// beat is the pause between two signs of life on a quiet link. A side that
	// has heard nothing of the other for a few of them gives the link up.
	beat     = 3 * time.Second
	patience = 5 * beat
)

var (
	errGone   = errors.New("it went away while it was asked")
	errSilent = errors.New("it does not answer")
)

// Status is what a replica says of itself when it is asked.
type Status struct {
	Busy bool      // something is in flight
	Why  string    // what, in words
	Next time.Time // earliest story instant at which anything stored is due; zero: nothing is
}

// word is what the sandbox says to a replica: the story's instant, or a
// question, for its status or for what it knows of a chat.
type word struct {
	Now *time.Time `json:"now,omitempty"`
	Ask int        `json:"ask,omitempty"`
	Of  string     `json:"of,omitempty"`
}

// reply is a replica's answer, with the number of the question.
type reply struct {
	Answer int             `json:"answer"`
	Busy   bool            `json:"busy"`
	Why    string          `json:"why"`
	Next   *time.Time      `json:"next"`
	Inside json.RawMessage `json:"inside,omitempty"`
}

// question is what is asked of a replica; without a chat, its status.
type question struct {
	number int
	of     string
}

// report is what came of asking one replica.
type report struct {
	replica int
	status  Status
	err     error
}

// links is the sandbox's side of the link: every linked bot replica.
type links struct {
	now      func() time.Time
	faults   *fault.Orders
	beat     time.Duration
	patience time.Duration

	mu       sync.Mutex
	closed   bool
	arrivals int
	replicas map[*replica]struct{}
	running  sync.WaitGroup
}

// replica is one linked bot. All writing happens in one goroutine; what it is
// to say lies in two mailboxes, of which the clock's keeps only the last word.
type replica struct {
	number int
	conn   *websocket.Conn
	clock  chan struct{}
	asks   chan question
	gone   chan struct{}

	mu      sync.Mutex
	asked   int
	waiting map[int]chan reply

	// What follows belongs to the goroutine that writes.
	greeted bool
	silent  bool // by an ordered fault: the link stays open and carries nothing more
}

func newLinks(now func() time.Time, faults *fault.Orders) *links {
	return &links{now: now, faults: faults, beat: beat, patience: patience, replicas: make(map[*replica]struct{})}
}

// serve is one replica's connection, from its arrival until it goes.
func (l *links) serve(w http.ResponseWriter, r *http.Request) {
	var upgrader websocket.Upgrader // refuses a foreign Origin by default
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	conn.SetReadLimit(4 << 20)
	p, ok := l.enter(conn)
	if !ok {
		return
	}
	defer l.leave(p)
	go l.write(p)
	p.read(l.patience)
}

func (l *links) enter(conn *websocket.Conn) (*replica, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, false
	}
	l.arrivals++
	p := &replica{
		number: l.arrivals, conn: conn,
		clock: make(chan struct{}, 1), asks: make(chan question), gone: make(chan struct{}),
		waiting: make(map[int]chan reply),
	}
	p.clock <- struct{}{} // the time is told at once
	l.replicas[p] = struct{}{}
	l.running.Add(1)
	return p, true
}

func (l *links) leave(p *replica) {
	l.mu.Lock()
	delete(l.replicas, p)
	l.mu.Unlock()
	close(p.gone)
	l.running.Done()
}

func (l *links) all() []*replica {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []*replica
	for p := range l.replicas {
		list = append(list, p)
	}
	return list
}

// tell lets every replica know that the clock was moved.
func (l *links) tell() {
	for _, p := range l.all() {
		select {
		case p.clock <- struct{}{}:
		default: // the word that lies there already will carry the new time
		}
	}
}

// ask returns every replica's status. A replica hears a clock that was moved
// before it hears the question.
func (l *links) ask(ctx context.Context) []report {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	list := l.all()
	reports := make([]report, len(list))
	var asking sync.WaitGroup
	for i, p := range list {
		asking.Go(func() {
			a, err := p.ask(ctx, "")
			status := Status{Busy: a.Busy, Why: a.Why}
			if a.Next != nil {
				status.Next = *a.Next
			}
			reports[i] = report{replica: p.number, status: status, err: err}
		})
	}
	asking.Wait()
	return reports
}

// inside returns what a replica knows of a chat, as the replica words it: the first
// that answers does. Nil: none does.
func (l *links) inside(ctx context.Context, chat string) json.RawMessage {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	for _, p := range l.all() {
		if a, err := p.ask(ctx, chat); err == nil && a.Inside != nil {
			return a.Inside
		}
	}
	return nil
}

func (l *links) close() {
	l.mu.Lock()
	l.closed = true
	for p := range l.replicas {
		p.conn.Close()
	}
	l.mu.Unlock()
	l.running.Wait()
}

func (p *replica) ask(ctx context.Context, chat string) (reply, error) {
	answered := make(chan reply, 1)
	p.mu.Lock()
	p.asked++
	n := p.asked
	p.waiting[n] = answered
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.waiting, n)
		p.mu.Unlock()
	}()
	select {
	case p.asks <- question{n, chat}:
	case <-p.gone:
		return reply{}, errGone
	case <-ctx.Done():
		return reply{}, errSilent
	}
	select {
	case a := <-answered:
		return a, nil
	case <-p.gone:
		return reply{}, errGone
	case <-ctx.Done():
		return reply{}, errSilent
	}
}

func (l *links) write(p *replica) {
	life := time.NewTicker(l.beat)
	defer life.Stop()
	for {
		var err error
		select {
		case <-p.clock:
			err = l.say(p, question{})
		case q := <-p.asks:
			select {
			case <-p.clock:
				err = l.say(p, question{})
			default:
			}
			if err == nil {
				err = l.say(p, q)
			}
		case <-life.C:
			if !l.hushed(p) {
				err = p.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(answerTime))
			}
		case <-p.gone:
			return
		}
		if err != nil {
			p.conn.Close() // which ends the reader, and with it this replica
			<-p.gone
			return
		}
	}
}

// hushed says whether a replica is told nothing more, because that was ordered.
// The first words of a link are always heard: without the time there is no bot.
func (l *links) hushed(p *replica) bool {
	if !p.silent && p.greeted {
		_, p.silent = l.faults.Take("sandbox", "link")
	}
	return p.silent
}

// say sends a question, or the time if it is none.
func (l *links) say(p *replica, q question) error {
	if l.hushed(p) {
		return nil
	}
	p.greeted = true
	if err := p.conn.SetWriteDeadline(time.Now().Add(answerTime)); err != nil {
		return err
	}
	if q.number > 0 {
		return p.conn.WriteJSON(word{Ask: q.number, Of: q.of})
	}
	instant := l.now()
	return p.conn.WriteJSON(word{Now: &instant})
}

// read hears a replica until it goes, or gives no sign of life for a while.
func (p *replica) read(patience time.Duration) {
	alive := func(string) error { return p.conn.SetReadDeadline(time.Now().Add(patience)) }
	p.conn.SetPongHandler(alive)
	for {
		if alive("") != nil {
			return
		}
		var a reply
		if err := p.conn.ReadJSON(&a); err != nil {
			return
		}
		p.mu.Lock()
		if answered, ok := p.waiting[a.Answer]; ok {
			delete(p.waiting, a.Answer)
			answered <- a
		}
		p.mu.Unlock()
	}
}
