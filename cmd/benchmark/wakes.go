package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// partitions is how many a new store has on one Redis.
const partitions = 16

// lookLimit is more than is ever due here.
const lookLimit = 1_000_000

// wakeUps measures the morning on which many windows open.
func (b *bench) wakeUps() (rows []row, err error) {
	for _, waiting := range []int{10_000, b.waiting} {
		r, err := b.morning(waiting)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r...)
	}
	return rows, nil
}

// morning fills a store with cases that wait for later and cases that are due,
// finds and claims what is due, and lets a bot take all of it.
func (b *bench) morning(waiting int) ([]row, error) {
	store, err := b.redisStore()
	if err != nil {
		return nil, err
	}
	defer func() { _ = store.Close() }() // nothing of it is kept
	held := make(chan struct{})
	l := b.newLife(store, nil)
	rec, due, err := l.waitingRecord()
	if err != nil {
		return nil, err
	}
	if err := b.client.FlushDB(b.ctx).Err(); err != nil {
		return nil, err
	}
	if err := b.wait(waiting, due.AddDate(0, 0, 30)); err != nil {
		return nil, err
	}
	if err := l.copies(rec, due); err != nil {
		return nil, err
	}
	l = b.newLife(store, held) // what Telegram's limits hold back is held back here
	l.clock.set(due.Add(time.Minute))
	claim, err := l.claimAll()
	if err != nil {
		return nil, err
	}
	rate, err := l.takeAll(held)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("(b) %d cases due among %d that wait", b.due, waiting)
	return []row{
		{what: what + ": found and claimed", figure: fmt.Sprintf("%.1f ms in all", claim)},
		{what: what + ": woken, stepped, committed", figure: fmt.Sprintf("%.0f/s", rate)},
	}, nil
}

// waitingRecord is a case as it waits for its window, and the instant at which
// it is due.
func (l *life) waitingRecord() (conversation.Record, time.Time, error) {
	if err := l.requests(1); err != nil {
		return conversation.Record{}, time.Time{}, err
	}
	loaded, err := l.store.Read(l.ctx, l.store.ID(chatName(0)), "")
	if err != nil {
		return conversation.Record{}, time.Time{}, err
	}
	pending, err := l.store.Pending(l.ctx)
	return loaded.Record, pending.NextWake, err
}

// wait adds cases that wait for later. Their wake-ups alone are written, past
// the store: nobody looks at more of a case that is not due.
func (b *bench) wait(cases int, from time.Time) error {
	const atOnce = 1000
	for i := 0; i < cases; i += atOnce {
		pipe := b.client.Pipeline()
		for n := i; n < min(i+atOnce, cases); n += 50 {
			members := make([]goredis.Z, 50)
			for m := range members {
				members[m] = goredis.Z{
					Score:  float64(from.Add(time.Duration(n+m) * time.Second).UnixMilli()),
					Member: fmt.Sprintf("00waitsforlater%011d", n+m),
				}
			}
			pipe.ZAdd(b.ctx, fmt.Sprintf("ra:{p%d}:wakes", n/50%partitions), members...)
		}
		if _, err := pipe.Exec(b.ctx); err != nil {
			return fmt.Errorf("adding cases that wait: %w", err)
		}
	}
	return nil
}

// copies commits the same case for as many people as are due.
func (l *life) copies(rec conversation.Record, due time.Time) error {
	var writing sync.WaitGroup
	numbers, problems := make(chan int), make(chan error, 16)
	for range cap(problems) {
		writing.Go(func() {
			for i := range numbers {
				own := rec
				own.Chat = chatName(i)
				own.ID = l.store.ID(own.Chat)
				_, err := l.store.Write(l.ctx, storage.Step{ID: own.ID, At: l.clock.Now(), Lease: time.Second,
					Result: conversation.Result{Record: own, Wake: due, Event: conversation.Event{Kind: conversation.Woke}}})
				if err != nil {
					problems <- err
					return
				}
			}
		})
	}
	go func() {
		defer close(numbers)
		for i := range l.due {
			select {
			case numbers <- i:
			case <-l.ctx.Done():
				return
			}
		}
	}()
	writing.Wait()
	close(problems)
	return <-problems
}

// claimAll is how long it takes, in ms, to find and claim all that is due.
func (l *life) claimAll() (float64, error) {
	var times []float64
	for range l.runs {
		begun := time.Now()
		wakes, err := l.store.ClaimWakes(l.ctx, l.clock.Now(), lookLimit, time.Minute)
		if err != nil {
			return 0, err
		}
		times = append(times, float64(time.Since(begun).Microseconds())/1000)
		if len(wakes) != l.due {
			return 0, fmt.Errorf("%d wake-ups were claimed and not %d", len(wakes), l.due)
		}
		if err := l.release(); err != nil {
			return 0, err
		}
	}
	return median(times), nil
}

// release gives up every lease of a wake-up, past the store, as if nobody had
// claimed any.
func (b *bench) release() error {
	pipe := b.client.Pipeline()
	for n := range partitions {
		pipe.Del(b.ctx, fmt.Sprintf("ra:{p%d}:wakeleased", n))
	}
	_, err := pipe.Exec(b.ctx)
	return err
}

// takeAll is how many of the due cases a bot takes a second.
func (l *life) takeAll(held chan struct{}) (float64, error) {
	ctx, stop := context.WithCancel(l.ctx)
	var running sync.WaitGroup
	begun := time.Now()
	running.Go(func() { l.bot.Run(ctx) })
	err := l.until("all have been woken", func() bool { return l.bot.Counts.Steps.Load() >= int64(l.due) })
	took := time.Since(begun)
	l.bot.Finish()
	stop()
	running.Wait()
	close(held)
	return float64(l.due) / took.Seconds(), err
}
