package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// storyClock is a clock that stands still until it is moved.
type storyClock struct {
	mu    sync.Mutex
	now   time.Time
	moved chan struct{}
}

func newStoryClock(now time.Time) *storyClock {
	return &storyClock{now: now, moved: make(chan struct{}, 1)}
}

// Now is the story's time.
func (c *storyClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Moved is never poked: whoever moves the clock here starts the bot afterwards.
func (c *storyClock) Moved() <-chan struct{} { return c.moved }

func (c *storyClock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// courier is a platform that takes everything at once, or, while it is held,
// lets everybody wait.
type courier struct {
	name string        // how the platform's names of messages begin; a number follows
	held chan struct{} // nil: not held
	sent *atomic.Int64
}

// Deliver says yes.
func (c courier) Deliver(context.Context, conversation.Parcel) conversation.Answer {
	if c.held != nil {
		<-c.held
	}
	return conversation.Answer{Outcome: conversation.Delivered, Message: fmt.Sprintf("%s%06d", c.name, c.sent.Add(1))}
}

// life is a bot inside this process, on a store, with people who have sent
// their request.
type life struct {
	*bench
	bot   *bot.Bot
	store *storage.Store
	clock *storyClock
}

func (b *bench) newLife(store *storage.Store, held chan struct{}) *life {
	clock := newStoryClock(time.Date(2026, 11, 20, 18, 0, 0, 123_456_789, time.UTC))
	var sent atomic.Int64
	return &life{bench: b, store: store, clock: clock, bot: bot.New(bot.Config{
		Mind: b.engine, Memory: store, Clock: clock, Log: quiet(),
		Couriers: map[conversation.Side]bot.Courier{
			conversation.Chat: courier{name: "7", held: held, sent: &sent}, conversation.Desk: courier{name: "slack:C0123456789:1795000000.", held: held, sent: &sent},
		},
	})}
}

// settle waits until nothing is left to be sent.
func (l *life) settle() error {
	return l.until("everything is delivered", func() bool {
		p, err := l.store.Pending(l.ctx)
		return err == nil && p.Entries == 0
	})
}

// requests lets so many people walk the whole way to their request, and waits
// until their cards are posted.
func (l *life) requests(people int) error {
	whole := append([]string{}, walk...)
	events, err := l.events(append(whole, "[ Yes, send my request"), l.clock.Now())
	if err != nil {
		return err
	}
	for i := range people {
		for n, ev := range events {
			ev.ID, ev.Chat = fmt.Sprintf("tg:%d", 100_000_000+i*len(events)+n), chatName(i)
			if err := l.bot.Handle(l.ctx, ev); err != nil {
				return err
			}
		}
	}
	return l.settle()
}

func chatName(i int) string { return fmt.Sprintf("telegram:%d:%d", me.ID, 1_000_000_000+i) }
