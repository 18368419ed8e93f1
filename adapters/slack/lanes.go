package slack

import "sync"

// lanes runs work of one key in order and work of different keys at once, as
// much of it as there are slots.
type lanes struct {
	slots  chan struct{}
	mu     sync.Mutex
	queues map[string][]func() // a key is here while somebody works on it
}

func newLanes(atOnce int) *lanes {
	return &lanes{slots: make(chan struct{}, atOnce), queues: map[string][]func(){}}
}

// do queues work. It waits while too much is under way, so that a flood stays
// with the sender.
func (l *lanes) do(key string, work func()) {
	l.slots <- struct{}{}
	l.mu.Lock()
	queue, busy := l.queues[key]
	l.queues[key] = append(queue, work)
	l.mu.Unlock()
	if !busy {
		go l.drain(key)
	}
}

func (l *lanes) drain(key string) {
	for {
		work, more := l.next(key)
		if !more {
			return
		}
		work()
		<-l.slots
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
