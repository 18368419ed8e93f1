package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// zoneName is where the story takes place: a bare date means noon there.
const zoneName = "America/Mexico_City"

// clock is story time. It ticks at real speed from a base that can be moved,
// forward only, since no platform or bot is made for time that runs back.
type clock struct {
	zone *time.Location

	mu    sync.Mutex
	base  time.Time // story instant at which the clock was last set
	since time.Time // real instant of that, with its monotonic reading
}

func newClock(today string) (*clock, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, fmt.Errorf("loading the zone of the story: %w", err)
	}
	c := &clock{zone: zone, since: time.Now()}
	c.base = c.since.UTC().Round(0)
	if today == "" {
		return c, nil
	}
	if c.base, err = c.noon(today); err != nil {
		return nil, fmt.Errorf("first day %q: write it as 2026-03-01", today)
	}
	return c, nil
}

func (c *clock) noon(date string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, date, c.zone)
	if err != nil {
		return time.Time{}, err
	}
	return day.Add(12 * time.Hour).UTC(), nil
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(time.Since(c.since))
}

// advance sets the clock to an instant, unless it has already ticked past it.
func (c *clock) advance(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	since := time.Now()
	if now := c.base.Add(since.Sub(c.since)); to.Before(now) {
		to = now
	}
	c.base, c.since = to.UTC(), since
}

// move is what a client asks of the clock.
type move struct {
	To   string `json:"to"`
	By   string `json:"by"`
	Down bool   `json:"down"`

	Person int64 `json:"person"` // whose next message is waited for; zero: anybody's
}

// nextMessage is where a move leads to that ends with what the bot says next.
const nextMessage = "message"

// target is the instant that a move leads to.
func (c *clock) target(m move) (time.Time, error) {
	now := c.now()
	switch {
	case (m.To == "") == (m.By == ""):
		return time.Time{}, errors.New(`say either {"to": instant or date} or {"by": "24h"}`)
	case m.By != "":
		by, err := span(m.By)
		if err != nil {
			return time.Time{}, err
		}
		if by < 0 {
			return time.Time{}, errors.New("the clock only goes forward")
		}
		return now.Add(by), nil
	}
	to, err := c.noon(m.To)
	if err != nil {
		to, err = time.Parse(time.RFC3339Nano, m.To)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is neither a date such as 2026-03-01 nor an instant such as 2026-03-01T09:00:00Z", m.To)
	}
	if to.Before(now) {
		return time.Time{}, fmt.Errorf("the clock only goes forward, and it is already %s", now.In(c.zone).Format(time.RFC3339))
	}
	return to.UTC(), nil
}

// span reads a length of time: a Go duration, or whole days such as 3d.
func span(words string) (time.Duration, error) {
	if days, isDays := strings.CutSuffix(words, "d"); isDays {
		if n, err := strconv.Atoi(days); err == nil && n <= 36500 && n >= -36500 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	} else if by, err := time.ParseDuration(words); err == nil {
		return by, nil
	}
	return 0, fmt.Errorf("%q is no length of time such as 24h, 90m or 3d", words)
}

func (s *Sandbox) readClock(w http.ResponseWriter, _ *http.Request) { s.answerNow(w) }

func (s *Sandbox) answerNow(w http.ResponseWriter) {
	answer(w, http.StatusOK, map[string]time.Time{"now": s.clock.now()})
}

func (s *Sandbox) moveClock(w http.ResponseWriter, r *http.Request) {
	var m move
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		refuse(w, http.StatusBadRequest, "the body is no JSON of the form {\"by\": \"24h\"}")
		return
	}
	if err := s.takeTurn(r.Context()); err != nil {
		return // the client has given up
	}
	defer s.endTurn()
	if m.To == nextMessage {
		s.answerMessage(w, s.walkToMessage(r.Context(), m.Person))
		return
	}
	target, err := s.clock.target(m)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if m.Down {
		s.setClock(target)
		err = s.settle(r.Context())
	} else {
		err = s.walk(r.Context(), target)
	}
	s.answerSettled(w, err)
}

// setClock moves the story on and lets everybody know.
func (s *Sandbox) setClock(to time.Time) {
	s.clock.advance(to)
	s.links.tell()
	s.changes.announce()
}
