package bot

import (
	"context"
	"sync"
	"time"

	"residencyassist/storage"
)

// Limit is what a platform allows of one kind of call.
type Limit struct {
	Budget string         // shared by the calls that the platform counts together; empty: none
	Rates  []storage.Rate // that the budget keeps to
	Bulk   []storage.Rate // the same for what waits in a bulk queue, leaving room for conversations
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
	rates, wait := limit.Rates, bookAhead
	if d.Queue.Bulk() {
		rates, wait = limit.Bulk, 0
	}
	now := b.Clock.Now()
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	at, ok, err := b.Memory.Book(ctx, storage.Booking{Budget: limit.Budget, Now: now, Patience: wait, Rates: rates})
	switch {
	case err != nil:
		b.Log.Error("delivery: booking a place", "record", d.Lane.Record, "entry", d.Entry.ID, "problem", err)
		b.putBackUntried(d, now.Add(firstRetry))
	case ok && b.waitFor(at):
		return true
	case ok:
		b.putBackUntried(d, time.Time{}) // the bot stops meanwhile
	case len(rates) == 0: // the budget is shut for this kind of call alone
		b.putBackUntried(d, at)
	default:
		b.shut.shut(d.Queue, now, at)
		b.putBackUntried(d, time.Time{})
	}
	b.Counts.Paced.Add(1)
	return false
}

// waitFor waits until a story instant, unless the bot drains meanwhile.
func (b *Bot) waitFor(at time.Time) bool {
	for wait := at.Sub(b.Clock.Now()); wait > 0; wait = at.Sub(b.Clock.Now()) {
		if b.draining.Load() {
			return false
		}
		time.Sleep(min(wait, glance))
	}
	return true
}

// slowDown keeps everybody from calling before the platform wants to be called
// again. Whose limit was met it does not say, and who calls on is shut out for
// longer.
func (b *Bot) slowDown(d storage.Delivery, until time.Time) {
	limit := b.Limits(d.Entry)
	if limit.Budget == "" {
		return
	}
	b.Log.Warn("the platform wants us to slow down", "side", d.Entry.Side, "until", until)
	b.persist(d, "shutting the budget", func(ctx context.Context) error {
		return b.Memory.Shut(ctx, limit.Budget, until)
	})
}

// shutQueues remembers from when and until when it is of no use to claim from a
// queue. Before and after, also when the clock is set back, it is tried again.
type shutQueues struct {
	mu          sync.Mutex
	from, until [storage.Queues]time.Time
}

func (q *shutQueues) shut(queue storage.Queue, from, until time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.from[queue], q.until[queue] = from, until
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
