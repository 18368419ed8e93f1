package telegram

import (
	"sync"
	"time"
)

// health is how the getting of updates is doing. The zero health has not begun.
type health struct {
	mu      sync.Mutex
	standby bool      // another replica polls
	last    time.Time // when it last worked
	since   time.Time // when the problem began
	problem string
	known   bool // that it works has been said
}

// illAfter is how long failures may go on before they count: one alone is no
// illness.
const illAfter = 3 * time.Second

func (h *health) standBy() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.standby, h.problem, h.known = true, "", false
}

// well notes a success, and is true for the first after something else.
func (h *health) well() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	news := !h.known
	h.standby, h.last, h.problem, h.known = false, time.Now(), "", true
	return news
}

// ill notes a failure, and is true for one that differs from the last.
func (h *health) ill(problem string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	news := h.problem != problem
	if h.problem == "" {
		h.since = time.Now()
	}
	h.standby, h.problem, h.known = false, problem, false
	return news
}

// report is well for a while after the last success, unless failures have come
// ever since. Where nothing fails and nothing works, only patience tells.
func (h *health) report(patience time.Duration) (ok bool, why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.standby:
		return true, ""
	case h.problem != "" && time.Since(h.since) > illAfter:
		return false, h.problem
	case !h.last.IsZero() && time.Since(h.last) <= patience:
		return true, ""
	case h.problem != "":
		return false, h.problem
	}
	return false, "has not begun yet"
}
