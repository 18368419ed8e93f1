package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// An event whose record cannot be opened is parked: one person's broken record
// must not hold up everybody else. Once the record can be opened again, because
// the right key is back or another replica has it, its parked events are taken
// up in their order, before whatever comes for the record next, and in any case
// by a sweep at the start and now and then.

// sweepEvery is how often the bot looks for records whose parked events can be
// taken up.
const sweepEvery = time.Minute

// park puts an event aside.
func (b *Bot) park(ctx context.Context, id string, ev conversation.Event, why error) error {
	b.Counts.Parked.Add(1)
	b.Log.Error("a record cannot be opened; its event is parked", "record", id, "kind", ev.Kind, "problem", why)
	err := b.Memory.Park(ctx, id, ev, b.Clock.Now())
	if errors.Is(err, storage.ErrFull) {
		b.Log.Error("too many events of one record are parked; this one is dropped", "record", id, "kind", ev.Kind)
		return nil
	}
	if err != nil {
		return fmt.Errorf("parking an event of record %s: %w", id, err)
	}
	return nil
}

// takeUp takes a record's parked events through the law, oldest first. One that
// was committed before is a repeat there, as ever.
func (b *Bot) takeUp(ctx context.Context, id string) error {
	parked, err := b.Memory.Parked(ctx, id)
	if err != nil {
		return fmt.Errorf("reading what is parked of record %s: %w", id, err)
	}
	for _, p := range parked {
		if p.Unreadable != nil {
			b.Log.Error("a parked event cannot be opened; it stays parked", "record", id, "problem", p.Unreadable)
			continue
		}
		if err := b.law(ctx, id, p.Event, nil, true); err != nil && !errors.Is(err, conversation.ErrNoRecord) {
			return err // but what belongs to no record any more is done with
		}
		if err := b.Memory.Unpark(ctx, id, p.Event.ID); err != nil { // left by a repeat
			return fmt.Errorf("taking up an event of record %s: %w", id, err)
		}
		b.Counts.TakenUp.Add(1)
		b.Log.Info("a parked event was taken up", "record", id, "kind", p.Event.Kind)
	}
	return nil
}

// sweep takes up whatever it can, and finishes what erasures left, until ctx ends.
func (b *Bot) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		b.busy.Add(1)
		if err := b.sweepOnce(ctx); err != nil {
			b.trouble(ctx, "taking up parked events", err)
		}
		if err := b.Memory.Sweep(ctx); err != nil {
			b.trouble(ctx, "finishing what was erased", err)
		}
		b.busy.Add(-1)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (b *Bot) sweepOnce(ctx context.Context) error {
	shut := 0
	for after := ""; ; {
		ids, err := b.Memory.ParkedRecords(ctx, after, claimAtOnce)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			_, err := b.Memory.Read(ctx, id, "")
			if err == nil {
				err = b.takeUp(ctx, id)
			}
			switch {
			case errors.Is(err, storage.ErrUnreadable):
				shut++
			case err != nil:
				return err
			}
		}
		after = ids[len(ids)-1]
	}
	if shut > 0 {
		b.Log.Warn("events are parked for records that still cannot be opened", "records", shut)
	}
	return nil
}

// erased says that a record is gone, and finishes what that left at once, rather
// than at the next sweep.
func (b *Bot) erased(ctx context.Context, id string) {
	b.Log.Info("a record was erased", "record", id)
	if err := b.Memory.Sweep(ctx); err != nil {
		b.trouble(ctx, "finishing what was erased", err)
	}
}
