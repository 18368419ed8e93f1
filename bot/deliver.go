package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

const (
	deliveriesAtOnce = 64
	// deliveryLease is longer than any send may take, so that nobody else sends
	// an entry while its first send is still under way.
	deliveryLease = 15 * time.Second
	sendTimeout   = 10 * time.Second
	// Between two tries of an entry that surely was not sent.
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// carry delivers claimed entries, each lane in a goroutine of its own.
func (b *Bot) carry(deliveries []storage.Delivery) {
	for _, d := range deliveries {
		b.busy.Add(1)
		b.working.Add(1)
		claimed := time.Now()
		go func() {
			defer b.working.Done()
			defer b.busy.Add(-1)
			b.slots <- struct{}{}
			defer func() { <-b.slots }()
			if time.Since(claimed) > deliveryLease-sendTimeout {
				b.putBack(context.Background(), d, b.Clock.Now(), false)
				return
			}
			b.lane(d)
		}()
	}
}

// lane delivers an entry and those that follow it, until the lane is empty or
// held back.
func (b *Bot) lane(d storage.Delivery) {
	for next := &d; next != nil; {
		if b.draining.Load() {
			b.putBack(context.Background(), *next, b.Clock.Now(), false)
			return
		}
		next = b.deliver(*next)
	}
}

// deliver sends one entry, settles it, and returns the lane's next. What has
// begun is finished also while the bot drains: cutting it off would make its
// result unknown.
func (b *Bot) deliver(d storage.Delivery) *storage.Delivery {
	ctx, cancel := context.WithTimeout(context.Background(), deliveryLease)
	defer cancel()
	now := b.Clock.Now()
	answer := conversation.Answer{}
	switch {
	case !d.Entry.ValidUntil.IsZero() && now.After(d.Entry.ValidUntil) && d.Unknowns == 0:
		answer.Outcome = conversation.Stale
	case d.Unknowns > 1:
		answer.Outcome = conversation.Unknown
	default:
		answer = b.send(ctx, d)
	}
	switch {
	case answer.Outcome == conversation.Later:
		b.retry(ctx, d, answer)
		return nil
	case answer.Outcome == conversation.Unknown && (d.Claim.Entry.Repeatable || d.Unknowns == 0):
		b.putBack(ctx, d, now.Add(firstRetry), true)
		return nil
	case answer.Outcome == conversation.Delivered && !d.Entry.Report && d.Unknowns == 0:
		return b.settle(ctx, d, answer)
	}
	b.report(ctx, d, answer)
	return nil
}

// send hands one entry to its courier.
func (b *Bot) send(ctx context.Context, d storage.Delivery) conversation.Answer {
	courier, ok := b.Couriers[d.Entry.Side]
	if !ok {
		return conversation.Answer{Outcome: conversation.Refused, Why: "no courier for this side"}
	}
	if d.Unknowns > 0 {
		b.Counts.Repeated.Add(1)
		b.Log.Warn("sending again: the first result is unknown", "record", d.Lane.Record, "entry", d.Entry.ID, "side", d.Entry.Side)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return courier.Deliver(ctx, conversation.Parcel{
		Entry: d.Entry, Key: d.Lane.Record + "/" + d.Entry.ID, Ref: d.Receipt, Again: d.Unknowns > 0,
	})
}

// settle ends an entry that nobody asked to hear of.
func (b *Bot) settle(ctx context.Context, d storage.Delivery, a conversation.Answer) *storage.Delivery {
	b.Counts.Delivered.Add(1)
	var next *storage.Delivery
	err := persist(ctx, func() (err error) {
		next, err = b.Memory.Done(ctx, b.settlement(d, a))
		return err
	})
	b.logLost(d, "settling", err)
	return next
}

// persist keeps what became of a send, trying for as long as the lease lasts: a
// store that is away for a moment must not make a known result unknown.
func persist(ctx context.Context, keep func() error) error {
	for wait := firstRetry / 8; ; wait *= 2 {
		err := keep()
		if err == nil || errors.Is(err, storage.ErrLost) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// report turns what became of an entry into an event, committed together with
// the entry's settlement.
func (b *Bot) report(ctx context.Context, d storage.Delivery, a conversation.Answer) {
	if a.Outcome == conversation.Delivered {
		b.Counts.Delivered.Add(1)
	} else {
		b.Counts.Failed.Add(1)
		b.Log.Warn("not delivered", "record", d.Lane.Record, "entry", d.Entry.ID, "side", d.Entry.Side, "outcome", a.Outcome, "why", a.Why)
	}
	if d.Entry.Card != nil && d.Entry.Ref == "" && a.Message != "" {
		// The thread must lead to its record before anybody can write in it.
		if err := persist(ctx, func() error { return b.Memory.Link(ctx, a.Message, d.Lane.Record) }); err != nil {
			b.logLost(d, "linking the thread", err)
			return // the lease runs out, and the entry is found by its key then
		}
	}
	settlement := b.settlement(d, a)
	ev := conversation.Event{
		Kind: conversation.Reported,
		Report: &conversation.Report{
			Entry: d.Entry.ID, Side: d.Entry.Side, Outcome: a.Outcome, Message: a.Message, Why: a.Why, Again: d.Unknowns > 0,
		},
	}
	b.logLost(d, "reporting", persist(ctx, func() error { return b.take(ctx, d.Lane.Record, ev, &settlement) }))
}

func (b *Bot) settlement(d storage.Delivery, a conversation.Answer) storage.Settlement {
	return storage.Settlement{
		Lane: d.Lane, Entry: d.Entry.ID, Token: d.Token, Receipt: a.Message, Now: b.Clock.Now(), Lease: deliveryLease,
	}
}

// retry puts an entry back that surely was not sent.
func (b *Bot) retry(ctx context.Context, d storage.Delivery, a conversation.Answer) {
	b.Counts.Retried.Add(1)
	wait := a.After
	if wait <= 0 {
		wait = min(firstRetry<<min(d.Tries, 10), lastRetry)
		wait = wait/2 + rand.N(wait/2)
	}
	b.Log.Info("sending later", "record", d.Lane.Record, "entry", d.Entry.ID, "side", d.Entry.Side, "try", d.Tries+1, "in", wait, "why", a.Why)
	b.putBack(ctx, d, b.Clock.Now().Add(wait), false)
}

func (b *Bot) putBack(ctx context.Context, d storage.Delivery, notBefore time.Time, unknown bool) {
	b.logLost(d, "putting back", b.Memory.PutBack(ctx, storage.PutBack{
		Lane: d.Lane, Entry: d.Entry.ID, Token: d.Token, NotBefore: notBefore, Unknown: unknown,
	}))
}

// logLost notes that an entry could not be settled. Nothing is done about it
// here: its lease runs out, and whoever claims it then knows that a send may
// have happened.
func (b *Bot) logLost(d storage.Delivery, doing string, err error) {
	if err != nil && !errors.Is(err, storage.ErrLost) {
		b.Log.Error("delivery: "+doing, "record", d.Lane.Record, "entry", d.Entry.ID, "problem", err)
	}
}
