package bot

import (
	"context"
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
	wakesAtOnce = 16
	wakeLease   = 15 * time.Second
)

// Run wakes what is due and delivers what waits, until ctx ends. Then it
// finishes what it has begun; Drain says how long to wait for that.
//
// It looks at each tick, at once when the clock moved, and again at once when
// there was more than one look could take.
func (b *Bot) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		for b.look(ctx) && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-b.Clock.Moved():
		}
	}
}

// look claims records whose wake-up is due and entries that wait.
func (b *Bot) look(ctx context.Context) (more bool) {
	b.busy.Add(1)
	defer b.busy.Add(-1)
	wakes, err := b.Memory.ClaimWakes(ctx, b.Clock.Now(), claimAtOnce, wakeLease)
	if err != nil {
		b.trouble(ctx, "claiming wake-ups", err) // and yet there may be entries
	}
	b.wake(ctx, wakes)
	room := min(claimAtOnce, cap(b.slots)-len(b.slots))
	if room == 0 || b.draining.Load() {
		return false
	}
	deliveries, err := b.Memory.Next(ctx, b.Clock.Now(), room, deliveryLease)
	if err != nil {
		b.trouble(ctx, "claiming entries", err)
	}
	b.carry(deliveries)
	return len(wakes) == claimAtOnce || len(deliveries) == room
}

func (b *Bot) wake(ctx context.Context, wakes []storage.Wake) {
	var steps sync.WaitGroup
	slots := make(chan struct{}, wakesAtOnce)
	for _, w := range wakes {
		slots <- struct{}{}
		steps.Go(func() {
			defer func() { <-slots }()
			err := b.take(ctx, w.ID, conversation.Event{Kind: conversation.Woke}, nil)
			if err != nil {
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
// replica, and when the next thing is due.
func (b *Bot) Status(ctx context.Context) (busy bool, next time.Time, err error) {
	if b.busy.Load() > 0 {
		busy = true
	}
	p, err := b.Memory.Pending(ctx)
	if err != nil {
		return false, time.Time{}, err
	}
	next = p.NextWake
	if next.IsZero() || (!p.NextEntry.IsZero() && p.NextEntry.Before(next)) {
		next = p.NextEntry
	}
	return busy || p.InFlight > 0, next, nil
}
