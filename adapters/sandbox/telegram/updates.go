package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"residencyassist/adapters/sandbox/fault"
)

const otherPoller = "terminated by other getUpdates request; make sure that only one bot instance is running"

// The kinds of update that happen here.
const (
	newMessage    = "message"
	editedMessage = "edited_message"
	pressedButton = "callback_query"
	changedMember = "my_chat_member"
)

// update is something that happened and that the bot has not confirmed yet.
type update struct {
	id     int64
	kind   string
	lane   string // a webhook gets the updates of one lane in their order
	person int64
	body   json.RawMessage
	at     time.Time
	copies int  // deliveries still to be confirmed; more than one is a duplicate
	again  bool // delivered again: only its own delivery can be confirmed
	sent   bool
}

// life is how long an update waits for the bot.
func (u *update) life() time.Duration {
	if u.kind == pressedButton {
		return queryLife
	}
	return messageLife
}

// inbox is the bot's queue of updates.
type inbox struct {
	queue   []*update
	next    int64
	allowed []string      // kinds the bot wants; none: all
	news    chan struct{} // closed when something is added
	polling chan string   // ends the running long poll, with a reason
}

func newInbox(first int64) inbox { return inbox{next: first, news: make(chan struct{})} }

// deliver queues an update for the bot; the lock is held.
func (w *World) deliver(who *person, kind string, payload any) error {
	if len(w.inbox.allowed) > 0 && !slices.Contains(w.inbox.allowed, kind) {
		return nil
	}
	w.inbox.next++
	body, err := json.Marshal(map[string]any{"update_id": w.inbox.next, kind: payload})
	if err != nil {
		return fmt.Errorf("writing an update: %w", err)
	}
	u := &update{
		id: w.inbox.next, kind: kind, lane: lane(kind, who.ID), person: who.ID,
		body: body, at: w.options.Now(), copies: 1,
	}
	if f, ok := w.takeFault("update"); ok && f.Kind == fault.Duplicate {
		u.copies = 2
	}
	who.last = u
	w.enqueue(u)
	return nil
}

// lane keeps messages and their edits in one order, and buttons in another, as
// the real service does: a tap may overtake a text.
func lane(kind string, person int64) string {
	if kind == editedMessage {
		kind = newMessage
	}
	return fmt.Sprintf("%s %d", kind, person)
}

func (w *World) enqueue(u *update) {
	w.inbox.queue = append(w.inbox.queue, u)
	close(w.inbox.news)
	w.inbox.news = make(chan struct{})
	w.pump(u.lane)
}

// repeat delivers a person's last update once more, under the same number.
func (w *World) repeat(who *person) error {
	if who.last == nil {
		return refused(http.StatusNotFound, "nothing of this person was delivered yet")
	}
	u := *who.last
	u.at, u.copies, u.again, u.sent = w.options.Now(), 1, true, false
	w.enqueue(&u)
	return nil
}

func (b *inbox) expire(now time.Time) {
	b.queue = slices.DeleteFunc(b.queue, func(u *update) bool { return now.Sub(u.at) > u.life() })
}

// confirm takes note that the bot has everything before an offset; a negative
// offset keeps that many of the newest and forgets the rest.
func (b *inbox) confirm(offset int64) {
	if offset < 0 {
		b.queue = b.queue[max(0, len(b.queue)+int(max(offset, -1000000))):]
		return
	}
	b.queue = slices.DeleteFunc(b.queue, func(u *update) bool {
		return u.id < offset && (u.sent || !u.again) && u.done()
	})
}

// done counts one delivery as confirmed and says whether it was the last.
func (u *update) done() bool {
	u.copies--
	u.again, u.sent = true, false
	return u.copies <= 0
}

func (b *inbox) batch(limit int) []json.RawMessage {
	list := []json.RawMessage{}
	for _, u := range b.queue[:min(limit, len(b.queue))] {
		u.sent = true
		list = append(list, u.body)
	}
	return list
}

// allow notes which kinds the bot wants from now on; absent means as before.
func (b *inbox) allow(p params) error {
	var kinds []string
	given, err := p.object("allowed_updates", &kinds)
	if given && err == nil {
		b.allowed = kinds
	}
	return err
}

// endPolling ends the running long poll, if any, with a reason.
func (b *inbox) endPolling(why string) {
	if b.polling != nil {
		b.polling <- why // has room for one, and is used once
		b.polling = nil
	}
}

func (w *World) getUpdates(ctx context.Context, p params) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hook.url != "" {
		return nil, refused(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if err := w.inbox.allow(p); err != nil {
		return nil, err
	}
	w.inbox.endPolling(otherPoller)
	mine := make(chan string, 1)
	w.inbox.polling = mine
	defer func() {
		if w.inbox.polling == mine {
			w.inbox.polling = nil
		}
	}()
	limit := 100
	if n := p.number("limit"); n > 0 && n < 100 {
		limit = int(n)
	}
	w.inbox.confirm(p.number("offset"))
	return w.await(ctx, mine, limit, time.Duration(min(max(p.number("timeout"), 0), 50))*time.Second)
}

// await holds a long poll until there is something to deliver. The lock is
// held on entry and on return, and given up in between.
func (w *World) await(ctx context.Context, mine <-chan string, limit int, patience time.Duration) (any, error) {
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		w.inbox.expire(w.options.Now())
		if batch := w.inbox.batch(limit); len(batch) > 0 || patience == 0 {
			return batch, nil
		}
		news, ended, why := w.inbox.news, false, ""
		w.mu.Unlock()
		select {
		case <-news:
		case <-over.C:
			patience = 0
		case why = <-mine:
			ended = true
		case <-ctx.Done():
			ended, why = true, "the client has gone"
		case <-w.ctx.Done():
			ended, why = true, "the service is closing"
		}
		w.mu.Lock()
		if ended {
			return nil, refused(http.StatusConflict, "Conflict: "+why)
		}
	}
}
