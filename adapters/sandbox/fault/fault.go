// Package fault keeps the faults that a test or a person has ordered from the
// sandbox's platforms, and hands each out as often as it was ordered. It knows
// nothing of the platforms themselves: what a fault does is their affair.
package fault

import "sync"

// The kinds of fault. A fault without a kind answers with its status.
const (
	HTML       = "html"       // a gateway's page instead of JSON, with the status
	Timeout    = "timeout"    // the work is not done and no answer comes
	Lost       = "lost"       // the work is done and the answer is lost
	Duplicate  = "duplicate"  // an update or envelope is delivered twice
	Silent     = "silent"     // a socket stays open and carries nothing more
	Disconnect = "disconnect" // a socket is ended as Slack does when it refreshes
)

// Fault is one order: the next Times calls of Method (any, if empty) of an API
// fail in this way.
type Fault struct {
	API        string `json:"api"` // telegram, slack, smtp or sandbox
	Method     string `json:"method"`
	Status     int    `json:"status"`
	RetryAfter int    `json:"retry_after"` // seconds, for 429
	Times      int    `json:"times"`       // 0 counts as 1
	Kind       string `json:"kind"`
}

// Orders is the list of faults still to be handed out. It is safe for use by
// several goroutines.
type Orders struct {
	mu   sync.Mutex
	list []Fault
}

// Order adds a fault to the list.
func (o *Orders) Order(f Fault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f.Times < 1 {
		f.Times = 1
	}
	o.list = append(o.list, f)
}

// Take returns the fault that a call of this method meets, if any, and counts it.
func (o *Orders) Take(api, method string) (Fault, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, f := range o.list {
		if f.API != api || (f.Method != "" && f.Method != method) {
			continue
		}
		if o.list[i].Times--; o.list[i].Times == 0 {
			o.list = append(o.list[:i], o.list[i+1:]...)
		}
		return f, true
	}
	return Fault{}, false
}

// Clear forgets all that was ordered.
func (o *Orders) Clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = nil
}
