package redis_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"residencyassist/storage"
)

// witnesses write and deliver without a pause, as the bot does, whatever
// happens to Redis, and remember what they were told. Each writer follows a
// record of its own: it commits one event after another, each until it is
// acknowledged, and every event sends one entry.
type witnesses struct {
	t       *testing.T
	store   storage.Backend
	stop    chan struct{}
	working sync.WaitGroup
	writers []*writer

	commits     atomic.Int64 // acknowledged
	troubles    atomic.Int64 // calls that failed
	lastTrouble atomic.Value // the error of the last one

	mu    sync.Mutex
	sends map[string]sends // by record and entry
}

// sends counts what the platform got of one entry.
type sends struct {
	plain int // sends that looked like the first
	again int // sends that were made in the knowledge of an unknown one
	done  int // settlements that were acknowledged
}

// writer is what one goroutine was told.
type writer struct {
	id    string
	acked []string // events, in order
}

// lease is short: what a kill left behind is soon taken up again.
const lease = time.Second

// pause is how long somebody waits who was told nothing.
const pause = 5 * time.Millisecond

// callTime is how long one call may take.
const callTime = 5 * time.Second

// startWitnesses starts some writers and, beside them, two who deliver what
// others left behind.
func startWitnesses(t *testing.T, store storage.Backend, writers int) *witnesses {
	t.Helper()
	w := &witnesses{t: t, store: store, stop: make(chan struct{}), sends: map[string]sends{}}
	for i := range writers {
		one := &writer{id: fmt.Sprintf("%c0writer%d", "0123456789abcdef"[i%16], i)}
		w.writers = append(w.writers, one)
		w.working.Go(func() { w.write(one) })
	}
	for range 2 {
		w.working.Go(func() {
			for w.goOn() {
				w.deliverLeft()
			}
		})
	}
	return w
}

func (w *witnesses) goOn() bool {
	select {
	case <-w.stop:
		return false
	default:
		return true
	}
}

// try makes a call and says whether it was answered, if only by a refusal.
func (w *witnesses) try(call func(context.Context) error) (err error, answered bool) { //nolint:revive // the answer may be an error
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	err = call(ctx)
	for _, refusal := range []error{nil, storage.ErrConflict, storage.ErrRepeated, storage.ErrLost, storage.ErrTaken, storage.ErrNotFound} {
		if errors.Is(err, refusal) {
			return err, true
		}
	}
	w.troubles.Add(1)
	w.lastTrouble.Store(err.Error())
	<-time.After(pause)
	return err, false
}

func (w *witnesses) write(one *writer) {
	for n := 0; w.goOn(); n++ {
		event := fmt.Sprint("event ", n)
		for !w.commit(one, event) {
			if !w.goOn() {
				return // the last event may be unacknowledged
			}
		}
		one.acked = append(one.acked, event)
		w.commits.Add(1)
	}
}

// commit takes one event as the bot would, and says whether it was
// acknowledged: committed now, or known to have been committed before.
func (w *witnesses) commit(one *writer, event string) bool {
	var row storage.Row
	_, answered := w.try(func(ctx context.Context) (err error) {
		row, err = w.store.Load(ctx, one.id, event)
		return err
	})
	if !answered || row.Seen {
		return answered
	}
	var claims []storage.Claim
	err, answered := w.try(func(ctx context.Context) (err error) {
		claims, err = w.store.Commit(ctx, storage.Commit{
			ID: one.id, Version: row.Version, Data: []byte(event), Event: event, At: time.Now(), Journal: []byte(event),
			Entries: []storage.Entry{{ID: event, Side: "chat", Body: []byte(event)}}, Lease: lease,
		})
		return err
	})
	w.deliver(claims)
	return answered && (err == nil || errors.Is(err, storage.ErrRepeated))
}

// deliver sends what was claimed and settles it, as often as it takes.
func (w *witnesses) deliver(claims []storage.Claim) {
	for len(claims) > 0 {
		c := claims[0]
		claims = claims[1:]
		w.note(c, func(s *sends) {
			if c.Unknowns > 0 {
				s.again++
			} else {
				s.plain++
			}
		})
		for {
			var next *storage.Claim
			err, answered := w.try(func(ctx context.Context) (err error) {
				next, err = w.store.Settle(ctx, storage.Settlement{
					Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, Now: time.Now(), Lease: lease,
				})
				return err
			})
			if !answered {
				continue
			}
			if err == nil {
				w.note(c, func(s *sends) { s.done++ })
			}
			if next != nil {
				claims = append(claims, *next)
			}
			break
		}
	}
}

func (w *witnesses) note(c storage.Claim, change func(*sends)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := c.Lane.Record + "/" + c.Entry.ID
	s := w.sends[key]
	change(&s)
	w.sends[key] = s
}

// deliverLeft delivers what is due and free, and says how much is pending.
func (w *witnesses) deliverLeft() {
	var claims []storage.Claim
	_, answered := w.try(func(ctx context.Context) (err error) {
		claims, err = w.store.ClaimEntries(ctx, time.Now(), storage.Room{10, 10, 10, 10}, lease)
		return err
	})
	if !answered {
		return
	}
	w.deliver(claims)
}

// await waits until so many more commits were acknowledged.
func (w *witnesses) await(more int64) {
	w.t.Helper()
	w.awaitThat(fmt.Sprintf("%d more commits", more), reaches(&w.commits, more))
}

// awaitTrouble waits until so many more calls have failed.
func (w *witnesses) awaitTrouble(more int64) {
	w.t.Helper()
	w.awaitThat(fmt.Sprintf("%d more failures", more), reaches(&w.troubles, more))
}

func reaches(count *atomic.Int64, more int64) func() bool {
	goal := count.Load() + more
	return func() bool { return count.Load() >= goal }
}

func (w *witnesses) awaitThat(what string, come func() bool) {
	w.t.Helper()
	timeout := time.After(time.Minute)
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for !come() {
		select {
		case <-timeout:
			w.t.Fatalf("waited in vain for %s; the last call that failed: %v", what, w.lastTrouble.Load())
		case <-poll.C:
		}
	}
}

// findings are what came of it all.
type findings struct {
	acknowledged int // events
	lost         int // events acknowledged and not in the journal
	doubled      int // events in the journal more than once
	forgotten    int // events acknowledged whose mark is gone
	torn         int // records whose version or content does not fit their journal
	unsent       int // entries of events in the journal that were never sent
	sentTwice    int // sends beside the first that were not counted as repeats
	settledTwice int // entries whose settlement was acknowledged more than once
	repeats      int // sends counted as repeats, because a result was unknown
}

func (f findings) String() string {
	return fmt.Sprintf("%d events acknowledged, %d lost, %d doubled, %d marks forgotten, %d records torn; %d entries unsent, %d sent twice uncounted, %d settled twice, %d sends repeated and counted as such",
		f.acknowledged, f.lost, f.doubled, f.forgotten, f.torn, f.unsent, f.sentTwice, f.settledTwice, f.repeats)
}

// finish lets the witnesses end, delivers what is left and holds what they were
// told against what is there.
func (w *witnesses) finish() findings {
	w.t.Helper()
	close(w.stop)
	w.working.Wait()
	w.awaitThat("an empty outbox", func() bool {
		w.deliverLeft()
		pending, err := w.store.Pending(w.t.Context())
		return err == nil && pending.Entries == 0
	})
	var f findings
	for _, one := range w.writers {
		w.examine(one, &f)
	}
	for _, s := range w.sends {
		f.sentTwice += max(0, s.plain-1)
		f.settledTwice += max(0, s.done-1)
		f.repeats += s.again
	}
	return f
}

// examine holds one record against what its writer was told.
func (w *witnesses) examine(one *writer, f *findings) {
	w.t.Helper()
	row, err := w.store.Load(w.t.Context(), one.id, "")
	if err != nil {
		w.t.Fatal(err)
	}
	lines, err := w.store.Journal(w.t.Context(), one.id, 0, len(one.acked)*2+10)
	if err != nil {
		w.t.Fatal(err)
	}
	times := map[string]int{}
	for i, line := range lines {
		event := string(line.Data)
		times[event]++
		f.doubled += min(1, max(0, times[event]-1))
		if line.Version != uint64(i+1) {
			f.torn++
		}
		if s := w.sends[one.id+"/"+event]; s.plain+s.again == 0 {
			f.unsent++
		}
	}
	if row.Version != uint64(len(lines)) || len(lines) > 0 && string(row.Data) != string(lines[len(lines)-1].Data) {
		f.torn++
	}
	f.acknowledged += len(one.acked)
	for _, event := range one.acked {
		if times[event] == 0 {
			f.lost++
			continue
		}
		if row, err := w.store.Load(w.t.Context(), one.id, event); err != nil || !row.Seen {
			f.forgotten++
		}
	}
	if !slices.IsSorted(one.order(lines)) {
		f.torn++
	}
}

// order is where each journal line stands among the acknowledged events.
func (o *writer) order(lines []storage.JournalLine) []int {
	at := map[string]int{}
	for i, event := range o.acked {
		at[event] = i
	}
	var order []int
	for _, line := range lines {
		if i, ok := at[string(line.Data)]; ok {
			order = append(order, i)
		}
	}
	return order
}

// between draws a number of commits after which the next thing happens.
func between(low, high int64) int64 { return low + rand.Int64N(high-low) }
