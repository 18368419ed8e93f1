package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

const (
	// Slack waits three seconds for an acknowledgement. A press is never
	// delivered again, so its person is told before that; an event is, and a
	// late acknowledgement still ends its redelivery.
	pressPatience = 2500 * time.Millisecond
	eventPatience = 10 * time.Second
	firstRetry    = 100 * time.Millisecond

	firstReconnect = time.Second
	lastReconnect  = 30 * time.Second
	// Slack pings a connection every few seconds. One that has been silent for
	// this long is dead, whatever the network says.
	silence  = 30 * time.Second
	atOnce   = 64
	maxFrame = 4 << 20 // bytes
)

// Handle takes an event to where it is safe. An event whose error is not nil is
// given again, unless it is conversation.ErrNoRecord.
type Handle func(context.Context, conversation.Event) error

// Socket receives by Socket Mode, over several connections: Slack closes each of
// them from time to time, and what a person presses meanwhile has to find one
// open.
type Socket struct {
	desk          *Desk
	handle        Handle
	lanes         *lanes
	pressPatience time.Duration
	eventPatience time.Duration
	reconnect     time.Duration
	silence       time.Duration

	mu      sync.Mutex
	up      []bool
	problem string // why a connection was last lost
}

// NewSocket returns a socket of that many connections, zero meaning two, that
// gives what comes to handle.
func NewSocket(desk *Desk, connections int, handle Handle) (*Socket, error) {
	if !desk.appToken {
		return nil, errors.New("Socket Mode needs the Slack app token")
	}
	if connections <= 0 {
		connections = 2
	}
	return &Socket{
		desk: desk, handle: handle, lanes: newLanes(atOnce), up: make([]bool, connections),
		pressPatience: pressPatience, eventPatience: eventPatience, reconnect: firstReconnect, silence: silence,
	}, nil
}

// Run receives until ctx ends, and returns once what was under way is done. An
// envelope is acknowledged after its event was taken.
func (s *Socket) Run(ctx context.Context) {
	if s.desk.Start(ctx) != nil {
		return // ctx has ended
	}
	var running sync.WaitGroup
	for i := range s.up {
		running.Go(func() { s.keep(ctx, i) })
	}
	running.Go(func() { s.desk.keepHomes(ctx) })
	running.Go(func() { s.desk.keepChannel(ctx) })
	running.Wait()
}

// Healthy reports whether Slack can reach us, and in words how.
func (s *Socket) Healthy() (bool, string) {
	open := s.Open()
	s.mu.Lock()
	defer s.mu.Unlock()
	words := fmt.Sprintf("%d of %d connections to Slack are open", open, len(s.up))
	if why := s.desk.ready(); why != "" {
		return false, why
	}
	if open < len(s.up) && s.problem != "" {
		words += "; the last problem: " + s.problem
	}
	return open > 0, words
}

// Open is how many connections are open.
func (s *Socket) Open() (open int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, up := range s.up {
		if up {
			open++
		}
	}
	return open
}

// keep holds one connection open for ever. How long to wait is decided here: the
// SDK would wait up to five minutes.
func (s *Socket) keep(ctx context.Context, i int) {
	pause := s.reconnect
	for ctx.Err() == nil {
		c := &connection{socket: s, number: i}
		err := c.run(ctx)
		s.mark(i, false, err)
		if ctx.Err() != nil {
			return
		}
		if c.greeted {
			pause = s.reconnect
		}
		if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
			pause = max(pause, limited.RetryAfter)
		}
		s.desk.log.Warn("Slack: a connection ended", "connection", i, "problem", problemOf(err), "again_in", pause)
		wait(ctx, pause)
		pause = min(2*pause, lastReconnect)
	}
}

func (s *Socket) mark(i int, up bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.up[i] = up
	if err != nil {
		s.problem = problemOf(err)
	}
}

func problemOf(err error) string {
	if err == nil {
		return "closed"
	}
	return harmless(err).Error()
}
