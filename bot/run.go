package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

const (
	// lookEvery is how often the bot looks for what is due and for what others
	// left behind.
	lookEvery   = 500 * time.Millisecond
	claimAtOnce = 64
	// On the morning on which many windows open, looking must not take longer
	// than waking. So many are still woken long before their lease runs out.
	wakesClaimed = 512
	// Of what keeps a platform's pace only so much is claimed at once as may soon
	// be sent: the rest is left to whoever has time for it.
	pacedAtOnce = 10
	wakesAtOnce = 16
	wakeLease   = 15 * time.Second
)

// Run wakes what is due, delivers what waits and takes up what was parked, until
// ctx ends. Then it finishes what it has begun; Drain says how long to wait for
// that.
//
// It looks every so often, at once when the clock moved, when a queue opens
// again, and again soon when there was more than one look could take.
func (b *Bot) Run(ctx context.Context) {
	var others sync.WaitGroup
	others.Go(func() { b.sweep(ctx) })
	due := make(chan struct{}, 1)
	others.Go(func() { b.keepWaking(ctx, due) })
	defer others.Wait()
	next := time.NewTimer(0)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		case <-b.Clock.Moved():
		}
		select {
		case due <- struct{}{}:
		default: // it has been told already
		}
		next.Reset(b.look(ctx))
	}
}

// keepWaking wakes what is due each time it is told that something may be. On the
// morning on which many windows open that takes a while, and what has been said
// to the first is delivered meanwhile.
func (b *Bot) keepWaking(ctx context.Context, due <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-due:
		}
		for b.wakeSome(ctx) && ctx.Err() == nil {
		}
	}
}

// wakeSome wakes as many as can be claimed at once, and says whether there may be
// more.
func (b *Bot) wakeSome(ctx context.Context) bool {
	b.busy.Add(1)
	defer b.busy.Add(-1)
	if !b.desk {
		if err := b.openDesk(ctx); err != nil {
			b.trouble(ctx, "beginning the associates' record", err)
		} else {
			b.desk = true
		}
	}
	if err := b.followDesk(ctx); err != nil {
		b.trouble(ctx, "leading cases to where the desk is", err)
	}
	wakes, err := b.Memory.ClaimWakes(ctx, b.Clock.Now(), wakesClaimed, wakeLease)
	if err != nil {
		b.trouble(ctx, "claiming wake-ups", err)
	}
	b.wake(ctx, wakes)
	return len(wakes) == wakesClaimed
}

// look claims entries that wait, and says when to look again.
func (b *Bot) look(ctx context.Context) time.Duration {
	b.busy.Add(1)
	defer b.busy.Add(-1)
	if b.claim(ctx) {
		return glance
	}
	return b.untilOpen(lookEvery)
}

// claim takes what waits in the queues that are open, and says whether there was
// more in one of them than room for it.
func (b *Bot) claim(ctx context.Context) (full bool) {
	room := b.room()
	if room == (storage.Room{}) || b.draining.Load() {
		return false
	}
	deliveries, err := b.Memory.Next(ctx, b.Clock.Now(), room, deliveryLease)
	if err != nil {
		b.trouble(ctx, "claiming entries", err)
	}
	b.carry(deliveries)
	for _, d := range deliveries {
		room[d.Queue]--
		full = full || room[d.Queue] == 0
	}
	return full
}

// room is how much to claim of each queue that is open.
func (b *Bot) room() (room storage.Room) {
	for queue := range storage.Queues {
		if slots := b.slotsOf(queue); b.shut.opens(queue, b.Clock.Now()).IsZero() {
			room[queue] = min(cap(slots)-len(slots), pacedAtOnce)
		}
	}
	if room[storage.ChatQueue] > 0 {
		room[storage.ChatQueue] = min(cap(b.slots)-len(b.slots), claimAtOnce)
	}
	return room
}

// untilOpen is how long it is until the first queue opens that is shut, at most
// so long.
func (b *Bot) untilOpen(most time.Duration) time.Duration {
	now := b.Clock.Now()
	for queue := range storage.Queues {
		if opens := b.shut.opens(queue, now); !opens.IsZero() {
			most = min(most, opens.Sub(now))
		}
	}
	return most
}

func (b *Bot) wake(ctx context.Context, wakes []storage.Wake) {
	var steps sync.WaitGroup
	slots := make(chan struct{}, wakesAtOnce)
	for _, w := range wakes {
		slots <- struct{}{}
		steps.Go(func() {
			defer func() { <-slots }()
			err := b.take(ctx, w.ID, conversation.Event{Kind: conversation.Woke}, nil)
			if err != nil && !errors.Is(err, conversation.ErrNoRecord) { // erased meanwhile
				b.trouble(ctx, "waking a record", err) // its lease runs out, and it is due again
			}
		})
	}
	steps.Wait()
}

func (b *Bot) trouble(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil {
		b.Log.Error(doing, "problem", err)
	}
}

// about says in a log line which delivery it is about. An entry that cannot be
// opened does not tell its case.
func about(d storage.Delivery, more ...any) []any {
	return append([]any{"record", d.Lane.Record, "case", d.Entry.Case, "entry", d.Claim.Entry.ID, "side", d.Lane.Side}, more...)
}

// Finish tells the bot to begin nothing more.
func (b *Bot) Finish() { b.draining.Store(true) }

// Drain waits until every delivery that has begun is settled, or ctx ends.
// Entries that have not begun go back to their lanes.
func (b *Bot) Drain(ctx context.Context) error {
	b.Finish()
	done := make(chan struct{})
	go func() {
		b.working.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Status says whether anything is under way, here or under a lease of another
// replica, and when the next thing is due. What only waits for its place under a
// platform's limits is not under way.
func (b *Bot) Status(ctx context.Context) (busy bool, next time.Time, err error) {
	doing := int(b.busy.Load())
	waiting, place := b.waits.first()
	p, err := b.Memory.Pending(ctx)
	if err != nil {
		return false, time.Time{}, err
	}
	next = b.nextDue(p)
	if waiting > 0 && (next.IsZero() || place.Before(next)) {
		next = place
	}
	return doing > waiting || p.InFlight > waiting, next, nil
}

// nextDue is when something is due that can be done.
func (b *Bot) nextDue(p storage.Pending) time.Time {
	next := p.NextWake
	for queue, due := range p.NextEntry {
		if due.IsZero() {
			continue
		}
		if opens := b.shut.opens(storage.Queue(queue), b.Clock.Now()); opens.After(due) {
			due = opens
		}
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next
}
