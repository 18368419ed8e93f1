package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// The places on an event's way at which a bot can be told to die.
const (
	beforeLoad    = "before load"    // received, nothing done yet
	beforeCommit  = "before commit"  // the step is taken, nothing is kept
	afterCommit   = "after commit"   // kept, nothing is sent
	beforeConfirm = "before confirm" // kept, and the platform has not heard that it is
	beforeSend    = "before send"    // claimed, nothing is written
	afterSend     = "after send"     // the platform has answered, and that is not kept
	afterSettle   = "after settle"   // kept; the lane's next entry is claimed
	// And wherever it stands then: so many milliseconds after it began.
	anyMoment = "any moment"
)

// crashPoints names these places in the order in which an event passes them.
func crashPoints() []string {
	return []string{beforeLoad, beforeCommit, afterCommit, beforeConfirm, beforeSend, afterSend, afterSettle}
}

// crash is how a bot in a sandbox dies at a chosen place, as by a power cut, so
// that it can be shown what the next one makes of it. It stands around the bot,
// at the interfaces that the bot is given: the bot knows nothing of it. A nil
// crash never comes, and the settings allow no other outside a sandbox.
//
// It waits while a send is being repeated: one that is cut a second time is not
// tried a third, which is promised, and leaves nothing to be shown.
type crash struct {
	point string
	left  atomic.Int64 // passings until the last, or milliseconds

	mu       sync.Mutex
	repeated map[string]bool // entries claimed here whose first result is unknown
}

// parseCrash reads a point and, after a colon, at which passing of it to die:
// "after commit:3". Nothing written means no crash.
func parseCrash(words string) (*crash, error) {
	if words == "" {
		return nil, nil
	}
	point, count, _ := strings.Cut(words, ":")
	number, err := strconv.Atoi(count)
	if err != nil || number < 1 || point != anyMoment && !slices.Contains(crashPoints(), point) {
		return nil, fmt.Errorf("write one of %s, a colon and at which passing, like %s:3; or %s, a colon and milliseconds",
			strings.Join(crashPoints(), ", "), afterCommit, anyMoment)
	}
	c := &crash{point: point, repeated: map[string]bool{}}
	c.left.Store(int64(number))
	return c, nil
}

// pass is a passing of a point, and does not return from the last.
func (c *crash) pass(point string) {
	if c.point == point && c.left.Add(-1) <= 0 {
		c.come()
	}
}

// come kills the process, unless it has to wait. It then comes at the next
// passing.
func (c *crash) come() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.repeated) > 0 {
		return
	}
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill() // nobody is left to hear of an error
	}
	select {}
}

// claimed notes what is being repeated here; the lock is held.
func (c *crash) claimed(deliveries []storage.Delivery) {
	for _, d := range deliveries {
		if d.Unknowns > 0 {
			c.repeated[d.Lane.Record+"/"+d.Claim.Entry.ID] = true
		}
	}
}

// tick comes when its time has.
func (c *crash) tick() {
	for time.Sleep(time.Duration(c.left.Load()) * time.Millisecond); ; time.Sleep(time.Millisecond) {
		c.come()
	}
}

// around puts the crash on the way of events through a bot that is to be made.
func (c *crash) around(b bot.Config) bot.Config {
	if c == nil {
		return b
	}
	if c.point == anyMoment {
		go c.tick()
	}
	b.Memory = mortalMemory{b.Memory, c}
	couriers := map[conversation.Side]bot.Courier{}
	for side, courier := range b.Couriers {
		couriers[side] = mortalCourier{courier, c}
	}
	b.Couriers = couriers
	return b
}

// handler puts it between an event's commit and the word to the platform.
func (c *crash) handler(handle func(context.Context, conversation.Event) error) func(context.Context, conversation.Event) error {
	if c == nil {
		return handle
	}
	return func(ctx context.Context, ev conversation.Event) error {
		err := handle(ctx, ev)
		if err == nil {
			c.pass(beforeConfirm)
		}
		return err
	}
}

// mortalMemory is a memory whose process may die while it is asked.
type mortalMemory struct {
	bot.Memory
	crash *crash
}

func (m mortalMemory) Read(ctx context.Context, id, event string) (storage.Loaded, error) {
	m.crash.pass(beforeLoad)
	return m.Memory.Read(ctx, id, event)
}

func (m mortalMemory) Write(ctx context.Context, step storage.Step) ([]storage.Delivery, error) {
	m.crash.pass(beforeCommit)
	deliveries, err := m.Memory.Write(ctx, step)
	if err != nil {
		return nil, err
	}
	m.crash.mu.Lock()
	m.crash.claimed(deliveries)
	m.crash.mu.Unlock()
	m.crash.pass(afterCommit)
	if step.Settle != nil {
		m.settled(step.Settle.Lane, step.Settle.Entry)
	}
	return deliveries, nil
}

func (m mortalMemory) Done(ctx context.Context, s storage.Settlement) (*storage.Delivery, error) {
	next, err := m.Memory.Done(ctx, s)
	if err == nil {
		m.settled(s.Lane, s.Entry)
	}
	return next, err
}

func (m mortalMemory) PutBack(ctx context.Context, p storage.PutBack) error {
	err := m.Memory.PutBack(ctx, p)
	if err == nil {
		m.settled(p.Lane, p.Entry)
	}
	return err
}

// Next claims, and is not cut between the claim and the knowledge of it.
func (m mortalMemory) Next(ctx context.Context, now time.Time, room storage.Room, lease time.Duration) ([]storage.Delivery, error) {
	m.crash.mu.Lock()
	defer m.crash.mu.Unlock()
	deliveries, err := m.Memory.Next(ctx, now, room, lease)
	m.crash.claimed(deliveries)
	return deliveries, err
}

func (m mortalMemory) settled(lane storage.Lane, entry string) {
	m.crash.mu.Lock()
	delete(m.crash.repeated, lane.Record+"/"+entry)
	m.crash.mu.Unlock()
	m.crash.pass(afterSettle)
}

// mortalCourier is a courier whose process may die beside a send.
type mortalCourier struct {
	bot.Courier
	crash *crash
}

func (m mortalCourier) Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer {
	m.crash.pass(beforeSend)
	answer := m.Courier.Deliver(ctx, p)
	m.crash.pass(afterSend)
	return answer
}

// Recalls lets the courier behind it say so.
func (m mortalCourier) Recalls() bool {
	r, ok := m.Courier.(bot.Recaller)
	return ok && r.Recalls()
}
