package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

const (
	deliveriesAtOnce = 64
	mailsAtOnce      = 8
	// deliveryLease is longer than any send may take, so that nobody else sends
	// an entry while its first send is still under way.
	deliveryLease = 15 * time.Second
	sendTimeout   = 6 * time.Second
	// settleTime is how long what became of a send is kept trying to be stored.
	// It may be longer than the lease: until somebody else has claimed the
	// entry, a late settlement still counts.
	settleTime = time.Minute
	// Between two tries of an entry that surely was not sent.
	firstRetry = time.Second
	lastRetry  = time.Minute
	// movingTime is how long what waits for a case's card rests at least while
	// the case goes on elsewhere: until the card stands there, and the line below
	// it that says so, also where the platform's limits hold these up.
	movingTime = 10 * time.Second
	// An entry that does no harm twice and brings no answer this often is given
	// up, so that it does not hold up what waits behind it.
	patience = 10
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
			slots := b.slotsOf(d.Queue)
			if !enter(slots, deliveryLease-sendTimeout-bookAhead-time.Since(claimed)) {
				b.putBackUntried(d, time.Time{}) // before its lease may run out
				return
			}
			defer func() { <-slots }()
			b.lane(d)
		}()
	}
}

// enter waits so long for a place. As a rule there is one, and no clock is set.
func enter(slots chan struct{}, patience time.Duration) bool {
	select {
	case slots <- struct{}{}:
		return true
	default:
	}
	select {
	case slots <- struct{}{}:
		return true
	case <-time.After(patience):
		return false
	}
}

// slotsOf are the places of what may be under way at once. Mail has its own: a
// server that hangs holds up nothing but mail.
func (b *Bot) slotsOf(queue storage.Queue) chan struct{} {
	if queue == storage.MailQueue {
		return b.mailing
	}
	return b.slots
}

// lane delivers an entry and those that follow it, until the lane is empty or
// held back.
func (b *Bot) lane(d storage.Delivery) {
	for next := &d; next != nil; {
		if b.draining.Load() {
			b.putBackUntried(*next, time.Time{})
			return
		}
		if !b.admit(*next) {
			return
		}
		next = b.deliver(*next)
	}
}

// deliver sends one entry, settles it, and returns the lane's next. What has
// begun is finished also while the bot drains: cutting it off would make its
// result unknown.
func (b *Bot) deliver(d storage.Delivery) *storage.Delivery {
	if errors.Is(d.Unreadable, storage.ErrKeyMissing) {
		b.Log.Error("an entry cannot be opened here; it is left to a replica that has the key", about(d, "problem", d.Unreadable)...)
		b.retry(d, conversation.Answer{Why: "its key is missing"})
		return nil
	}
	answer := b.attempt(d)
	if answer.Lacking && d.Tries >= fetches {
		answer.Outcome = conversation.Refused
	}
	if d.Unreadable != nil {
		return b.settle(d, answer)
	}
	return b.conclude(d, answer)
}

// conclude does what follows from the answer to a send: it is settled, told to the
// engine, or tried again.
func (b *Bot) conclude(d storage.Delivery, answer conversation.Answer) *storage.Delivery {
	repeatable := d.Entry.Repeatable
	hopeless := repeatable && answer.Outcome == conversation.Unknown && d.Tries >= patience
	switch {
	case repeatable && answer.Outcome != conversation.Delivered && d.Entry.Toast != nil, hopeless && !d.Entry.Report:
		b.Log.Info("given up: it is too late, or of no use", about(d, "why", answer.Why)...)
		return b.settle(d, answer)
	case hopeless: // whoever wants to hear of it does
	case answer.Outcome == conversation.Elsewhere:
		b.persist(d, "leading a case to where the desk is", func(ctx context.Context) error {
			return b.follow(ctx, d.Receipt, d.Entry.ID)
		})
		b.retry(d, answer)
		return nil
	case answer.Outcome == conversation.Later, answer.Outcome == conversation.Unknown && repeatable:
		b.retry(d, answer)
		return nil
	case answer.Outcome == conversation.Unknown && (d.Unknowns == 0 || b.recalls(d)):
		b.putBack(d, b.Clock.Now().Add(firstRetry), true)
		return nil
	case answer.Outcome == conversation.Delivered && !d.Entry.Report && d.Unknowns == 0:
		return b.settle(d, answer)
	}
	b.report(d, answer)
	return nil
}

// attempt sends an entry, unless it must not be sent any more.
func (b *Bot) attempt(d storage.Delivery) conversation.Answer {
	late := !d.Entry.ValidUntil.IsZero() && b.Clock.Now().After(d.Entry.ValidUntil)
	switch {
	case d.Unreadable != nil:
		b.Log.Error("an entry cannot be opened and is given up", about(d, "problem", d.Unreadable)...)
		return conversation.Answer{Outcome: conversation.Refused, Why: "unreadable"}
	case late && d.Unknowns == 0:
		return conversation.Answer{Outcome: conversation.Stale}
	case late, d.Unknowns > 1 && !b.recalls(d):
		return conversation.Answer{Outcome: conversation.Unknown}
	}
	if d.Entry.Guarded {
		if answer, stop := b.guard(d); stop {
			return answer
		}
	}
	return b.send(d)
}

// guard asks, just before a guarded entry is sent, whether it still stands: its
// case may have moved on while it waited for its turn. One whose first result is
// unknown is not sent again then, and stays unknown.
func (b *Bot) guard(d storage.Delivery) (a conversation.Answer, stop bool) {
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	loaded, err := b.Memory.Read(ctx, d.Lane.Record, "")
	if err != nil {
		return conversation.Answer{Outcome: conversation.Later, Why: "its record cannot be read"}, true
	}
	book, err := b.book(ctx)
	if err != nil {
		return conversation.Answer{Outcome: conversation.Later, Why: "the book cannot be read"}, true
	}
	switch {
	case b.Mind.Stands(loaded.Record, d.Entry, book, b.Clock.Now()):
		return conversation.Answer{}, false
	case d.Unknowns > 0:
		return conversation.Answer{Outcome: conversation.Unknown, Why: "overtaken"}, true
	}
	return conversation.Answer{Outcome: conversation.Stale, Why: "overtaken"}, true
}

// recalls says whether the entry's courier knows if an earlier send arrived.
func (b *Bot) recalls(d storage.Delivery) bool {
	r, ok := b.Couriers[d.Entry.Side].(Recaller)
	return ok && r.Recalls()
}

// send hands one entry to its courier.
func (b *Bot) send(d storage.Delivery) conversation.Answer {
	courier, ok := b.Couriers[d.Entry.Side]
	if !ok {
		return conversation.Answer{Outcome: conversation.Refused, Why: "no courier for this side"}
	}
	if d.Unknowns > 0 {
		b.Counts.Repeated.Add(1)
		b.Log.Warn("sending again: the first result is unknown", about(d)...)
	}
	ctx, cancel := b.sending(d)
	defer cancel()
	return courier.Deliver(ctx, conversation.Parcel{
		Entry: d.Entry, Key: d.Lane.Record + "/" + d.Entry.ID, Ref: d.Receipt, Again: d.Unknowns > 0,
	})
}

// settle ends an entry that nobody asked to hear of.
func (b *Bot) settle(d storage.Delivery, a conversation.Answer) *storage.Delivery {
	if a.Outcome == conversation.Delivered {
		b.Counts.Delivered.Add(1)
	} else {
		b.Counts.Failed.Add(1)
	}
	var next *storage.Delivery
	b.persist(d, "settling", func(ctx context.Context) (err error) {
		next, err = b.Memory.Done(ctx, b.settlement(d, a))
		return err
	})
	return next
}

// report turns what became of an entry into an event, committed together with
// the entry's settlement.
func (b *Bot) report(d storage.Delivery, a conversation.Answer) {
	if a.Outcome == conversation.Delivered {
		b.Counts.Delivered.Add(1)
	} else {
		b.Counts.Failed.Add(1)
		b.Log.Warn("not delivered", about(d, "outcome", a.Outcome, "why", a.Why)...)
	}
	settlement := b.settlement(d, a)
	ev := conversation.Event{Kind: conversation.Reported, Report: told(d, a)}
	b.persist(d, "reporting", func(ctx context.Context) error {
		if d.Entry.Card != nil && d.Entry.Ref == "" && a.Message != "" {
			// The thread must lead to its record before anybody can write in it.
			if err := b.Memory.Link(ctx, a.Message, d.Lane.Record); err != nil {
				return fmt.Errorf("linking the thread: %w", err)
			}
		}
		err := b.take(ctx, d.Lane.Record, ev, &settlement)
		switch {
		case errors.Is(err, storage.ErrUnreadable):
			return b.parkReport(ctx, d, ev, settlement, err)
		case errors.Is(err, conversation.ErrNoRecord):
			return nil // it was erased, and its lanes with it
		}
		return err
	})
}

// told is what the mind hears of an entry. What mattered and did not reach the
// applicant's chat comes back whole: there may be another way.
func told(d storage.Delivery, a conversation.Answer) *conversation.Report {
	r := &conversation.Report{
		Entry: d.Entry.ID, Side: d.Entry.Side, Outcome: a.Outcome, Message: a.Message, Why: a.Why, Again: d.Unknowns > 0,
		Wanted: d.Entry.Report, Found: a.Found,
	}
	if d.Entry.Side == conversation.Chat && d.Entry.Report && a.Outcome != conversation.Delivered {
		r.Lost = &d.Entry
	}
	return r
}

// parkReport keeps what became of an entry for when its record can be opened,
// and lets the lane go on.
func (b *Bot) parkReport(ctx context.Context, d storage.Delivery, ev conversation.Event, settlement storage.Settlement, why error) error {
	ev.ID = "report/" + d.Claim.Entry.ID // each entry is reported once
	if err := b.park(ctx, d.Lane.Record, ev, why); err != nil {
		return err
	}
	next, err := b.Memory.Done(ctx, settlement)
	if err == nil && next != nil {
		b.carry([]storage.Delivery{*next})
	}
	return err
}

func (b *Bot) settlement(d storage.Delivery, a conversation.Answer) storage.Settlement {
	s := storage.Settlement{
		Lane: d.Lane, Entry: d.Claim.Entry.ID, Token: d.Token, Receipt: a.Message, As: d.Entry.As, Now: b.Clock.Now(), Lease: deliveryLease,
	}
	if d.Unreadable == nil {
		s.Pace = b.Limits(d.Entry).Lane
	}
	return s
}

// retry puts an entry back that surely was not sent, or may be sent again.
func (b *Bot) retry(d storage.Delivery, a conversation.Answer) {
	b.Counts.Retried.Add(1)
	wait := a.After
	if wait > 0 {
		b.slowDown(d, b.Clock.Now().Add(wait))
	} else {
		wait = min(firstRetry<<min(d.Tries, 10), lastRetry)
		wait = wait/2 + rand.N(wait/2)
	}
	if a.Outcome == conversation.Elsewhere {
		wait = max(wait, movingTime)
	}
	b.Log.Info("sending later", about(d, "try", d.Tries+1, "in", wait, "why", a.Why)...)
	b.putBack(d, b.Clock.Now().Add(wait), false)
}

func (b *Bot) putBack(d storage.Delivery, notBefore time.Time, unknown bool) {
	b.giveUp(d, storage.PutBack{NotBefore: notBefore, Unknown: unknown})
}

// putBackUntried gives an entry back that no send was begun of.
func (b *Bot) putBackUntried(d storage.Delivery, notBefore time.Time) {
	b.giveUp(d, storage.PutBack{NotBefore: notBefore, Untried: true})
}

func (b *Bot) giveUp(d storage.Delivery, back storage.PutBack) {
	back.Lane, back.Entry, back.Token = d.Lane, d.Claim.Entry.ID, d.Token
	b.persist(d, "putting back", func(ctx context.Context) error { return b.Memory.PutBack(ctx, back) })
}

// persist keeps what became of a send: a store that is away for a while must not
// make a known result unknown. When it stays away, nothing more is done here:
// the lease runs out, and whoever claims the entry then knows that a send may
// have happened.
func (b *Bot) persist(d storage.Delivery, doing string, keep func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	for wait := firstRetry / 8; ; wait = min(2*wait, firstRetry) {
		err := keep(ctx)
		if err == nil || errors.Is(err, storage.ErrLost) {
			return
		}
		b.Log.Error("delivery: "+doing, about(d, "problem", err)...)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
