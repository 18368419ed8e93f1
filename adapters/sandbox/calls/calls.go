// Package calls keeps what was called of the sandbox's platforms, so that a test
// can hold when a bot called what, and how it was answered. It knows nothing of
// the platforms themselves, and keeps nothing of what a call carried.
package calls

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// remembered is how many calls are kept, the newest.
const remembered = 20_000

// Call is one call of a platform's method.
type Call struct {
	API        string    `json:"api"`
	Method     string    `json:"method"`
	To         string    `json:"to"`                    // the chat or channel, if the method has one
	Status     int       `json:"status"`                // zero: no answer was given
	RetryAfter int       `json:"retry_after,omitempty"` // seconds, as it was answered
	At         time.Time `json:"at"`                    // story time at which it came
}

// Log is a list of calls. It is safe for use by several goroutines; a nil Log
// keeps nothing.
type Log struct {
	mu   sync.Mutex
	list []Call
}

// Watch notes a call once the returned function is called, with the status that
// went through the returned writer meanwhile.
func (l *Log) Watch(rw http.ResponseWriter, c Call) (http.ResponseWriter, func()) {
	if l == nil {
		return rw, func() {}
	}
	w := &writer{ResponseWriter: rw}
	return w, func() {
		c.Status = w.status
		c.RetryAfter, _ = strconv.Atoi(rw.Header().Get("Retry-After")) // zero where there is none
		l.Note(c)
	}
}

// Note keeps a call that came another way than by HTTP.
func (l *Log) Note(c Call) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) >= remembered {
		l.list = slices.Clone(l.list[remembered/2:])
	}
	l.list = append(l.list, c)
}

// List returns the calls in the order in which they ended.
func (l *Log) List() []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Call{}, l.list...)
}

// writer remembers the status of an answer.
type writer struct {
	http.ResponseWriter
	status int
}

func (w *writer) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap shows the writer beneath, for whoever sets deadlines.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
