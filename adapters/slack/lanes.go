package slack

import "sync"

const (
	// waitingAtMost bounds what one key has waiting. What comes on top is left
	// to Slack, which brings it again: it would wait here for longer than Slack
	// waits for its acknowledgement.
	waitingAtMost = 512
	// waitingInAll bounds the memory, whoever floods.
	waitingInAll = 16 * waitingAtMost
)

// lanes runs work of one key in order and work of different keys at once, as
// much of it as there are slots. Only what is under way takes a slot, and keys
// take turns at them: a flood in one thread holds up that thread alone.
type lanes struct {
	slots  chan struct{}
	room   chan struct{} // one for each piece of work that is queued or under way
	mu     sync.Mutex
	queues map[string][]func() // a key is here while somebody works on it
}

func newLanes(atOnce int) *lanes {
	return &lanes{slots: make(chan struct{}, atOnce), room: make(chan struct{}, waitingInAll), queues: map[string][]func(){}}
}

// do queues work, or says that the key has too much waiting already. It waits
// while there is no room at all, so that a flood of everything stays with the
// sender.
func (l *lanes) do(key string, work func()) bool {
	l.room <- struct{}{}
	l.mu.Lock()
	queue, busy := l.queues[key]
	full := len(queue) >= waitingAtMost
	if !full {
		l.queues[key] = append(queue, work)
	}
	l.mu.Unlock()
	switch {
	case full:
		<-l.room
		return false
	case !busy:
		go l.drain(key)
	}
	return true
}

func (l *lanes) drain(key string) {
	for {
		work, more := l.next(key)
		if !more {
			return
		}
		l.slots <- struct{}{} // whoever waits longest is next
		work()
		<-l.slots
		<-l.room
	}
}

func (l *lanes) next(key string) (func(), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.queues[key]
	if len(queue) == 0 {
		delete(l.queues, key)
		return nil, false
	}
	l.queues[key] = queue[1:]
	return queue[0], true
}
