package bot

import (
	"sync"
	"time"
)

// farBack is a step that is no mere correction: somebody has set a clock right
// that was wrong, and what it said before is not to be held on to.
const farBack = time.Hour

// SystemClock is story time where nobody tells a story: the machine's own clock,
// and the one place in which the bot reads it as such.
//
// A machine's clock is corrected now and then, also backwards. What is held for
// five seconds must not be held for a minute more, nor an instant come twice:
// when the machine steps back, this clock goes on at half its pace until it has
// been caught up with. It follows a step forward at once, and one of more than
// an hour back too.
type SystemClock struct {
	machine func() (wall time.Time, running time.Duration)

	mu   sync.Mutex
	told time.Time     // what it said last
	at   time.Duration // how long the machine had been running then
}

// NewSystemClock returns a clock that reads the machine's.
func NewSystemClock() *SystemClock {
	begun := time.Now()
	return &SystemClock{machine: func() (time.Time, time.Duration) {
		now := time.Now()
		return now.Round(0), now.Sub(begun) // of which the second is monotonic
	}}
}

// Now returns the machine's time, or a little more while that was set back.
func (c *SystemClock) Now() time.Time {
	wall, running := c.machine()
	c.mu.Lock()
	defer c.mu.Unlock()
	now := wall
	if slow := c.told.Add((running - c.at) / 2); wall.Before(slow) && slow.Sub(wall) <= farBack {
		now = slow
	}
	c.told, c.at = now, running
	return now
}

// Moved never pokes: the bot looks often enough for what a step forward makes
// due.
func (c *SystemClock) Moved() <-chan struct{} { return nil }
