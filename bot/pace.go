package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"residencyassist/storage"
)

// Limit is what a platform allows of one kind of call.
type Limit struct {
	Budget string         // shared by the calls that the platform counts together; empty: none
	Rates  []storage.Rate // that the budget keeps to
	Bulk   []storage.Rate // of these, what waits in a bulk queue may take so many: the rest is kept for conversations
	Lane   storage.Pace   // of the one chat or thread that is written to
}

const (
	// bookAhead is how long a conversation waits in memory for a place; beyond it
	// the entry goes back to its lane.
	bookAhead = 3 * time.Second
	// glance is the pause between two looks at the clock while waiting, and
	// between two claims from a queue that had more than there was room for.
	glance = 25 * time.Millisecond
)

// admit books a place for an entry under the platform's limits and waits for
// it. When there is none soon, the entry goes back as if it had never been
// taken, and its queue is left alone until there is one.
func (b *Bot) admit(d storage.Delivery) bool {
	limit := b.Limits(d.Entry)
	if d.Unreadable != nil || limit.Budget == "" {
		return true
	}
	booking := storage.Booking{Budget: limit.Budget, Rates: limit.Rates, Patience: bookAhead}
	if d.Queue.Bulk() {
		// Where conversations wait for a place, reminders stand back.
		booking.Patience = glance
		if _, ok := b.place(d, storage.Booking{Budget: limit.Budget + " bulk", Rates: limit.Bulk, Patience: glance}); !ok {
			return false
		}
	} else if b.shut.full(d.Queue, limit.Budget, b.Clock.Now()) {
		b.putBackUntried(d, time.Time{}) // others wait for a place already, and were here first
		b.Counts.Paced.Add(1)
		return false
	}
	at, ok := b.place(d, booking)
	if ok && !b.waitFor(at) { // the bot stops meanwhile
		b.putBackUntried(d, time.Time{})
		return false
	}
	return ok
}

// place books one, or puts the entry back.
func (b *Bot) place(d storage.Delivery, booking storage.Booking) (at time.Time, ok bool) {
	booking.Now = b.Clock.Now()
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	at, ok, err := b.Memory.Book(ctx, booking)
	switch {
	case err != nil:
		b.Log.Error("delivery: booking a place", about(d, "problem", err)...)
		b.putBackUntried(d, booking.Now.Add(firstRetry))
	case ok:
		return at, true
	case len(booking.Rates) == 0: // the budget is shut for this kind of call alone
		b.putBackUntried(d, at)
	default:
		b.shut.shut(d.Queue, booking.Budget, booking.Now, at)
		b.putBackUntried(d, time.Time{})
	}
	b.Counts.Paced.Add(1)
	return at, false
}

// waitFor waits until a story instant, unless the bot drains meanwhile.
func (b *Bot) waitFor(at time.Time) bool {
	defer b.waits.until(at)()
	for wait := at.Sub(b.Clock.Now()); wait > 0; wait = at.Sub(b.Clock.Now()) {
		if b.draining.Load() {
			return false
		}
		time.Sleep(min(wait, glance))
	}
	return true
}

// waits are the places that deliveries wait for in memory: what waits is nothing
// under way, but due then.
type waits struct {
	mu  sync.Mutex
	all []time.Time
}

// until notes a wait, until the function it returns is called.
func (w *waits) until(at time.Time) (over func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, at)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		i := slices.IndexFunc(w.all, at.Equal)
		w.all = slices.Delete(w.all, i, i+1)
	}
}

// first returns how many wait, and the earliest instant that any waits for.
func (w *waits) first() (count int, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.all) > 0 {
		at = slices.MinFunc(w.all, time.Time.Compare)
	}
	return len(w.all), at
}

// slowDown keeps everybody from calling before the platform wants to be called
// again. Whose limit was met it does not say, and who calls on is shut out for
// longer.
func (b *Bot) slowDown(d storage.Delivery, until time.Time) {
	limit := b.Limits(d.Entry)
	if limit.Budget == "" {
		return
	}
	b.Log.Warn("the platform wants us to slow down", about(d, "until", until)...)
	b.persist(d, "shutting the budget", func(ctx context.Context) error {
		return b.Memory.Shut(ctx, limit.Budget, until)
	})
}

// shutQueues remembers from when and until when it is of no use to claim from a
// queue. Before and after, also when the clock is set back, it is tried again.
type shutQueues struct {
	mu          sync.Mutex
	from, until [storage.Queues]time.Time
	budget      [storage.Queues]string // that has no place left
}

func (q *shutQueues) shut(queue storage.Queue, budget string, from, until time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.from[queue], q.until[queue], q.budget[queue] = from, until, budget
}

// full says whether a queue is shut for want of places in this very budget.
func (q *shutQueues) full(queue storage.Queue, budget string, now time.Time) bool {
	if q.opens(queue, now).IsZero() {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.budget[queue] == budget
}

// opens is when a queue opens again; the zero time if it is open now.
func (q *shutQueues) opens(queue storage.Queue, now time.Time) time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.from[queue]) || !now.Before(q.until[queue]) {
		return time.Time{}
	}
	return q.until[queue]
}
