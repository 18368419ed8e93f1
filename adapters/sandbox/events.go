package sandbox

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	eventPause = 50 * time.Millisecond // changes within it become one event
	pingPause  = 15 * time.Second
)

// changes counts what became visible and wakes those who watch.
type changes struct {
	mu     sync.Mutex
	number int
	next   chan struct{} // closed at the next change
}

func newChanges() *changes { return &changes{number: 1, next: make(chan struct{})} }

// announce is called by the platforms, also under their locks: it never waits.
func (c *changes) announce() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number++
	close(c.next)
	c.next = make(chan struct{})
}

func (c *changes) current() (int, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.number, c.next
}

// serve streams the changes. The first event comes at once, so that a page
// that was away for a moment catches up without asking.
func (c *changes) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	ping := time.NewTicker(pingPause)
	defer ping.Stop()
	for {
		number, next := c.current()
		fmt.Fprintf(w, "id: %d\nevent: changed\ndata: %d\n\n", number, number)
		if out.Flush() != nil {
			return
		}
		for waiting := true; waiting; {
			select {
			case <-next:
				waiting = false
			case <-ping.C:
				fmt.Fprint(w, ": ping\n\n")
				if out.Flush() != nil {
					return
				}
			case <-r.Context().Done():
				return
			}
		}
		select {
		case <-time.After(eventPause):
		case <-r.Context().Done():
			return
		}
	}
}
