package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// seatLease is for how long a copy that was killed still keeps others off.
const seatLease = 5 * time.Second

// errServed says that a store cannot be copied now.
var errServed = errors.New("a bot or another command uses it, or did until a few seconds ago: stop every bot, and run this again")

// seat keeps bots, reseals and other copies off a store: whoever seals with a key
// holds its lease, and the seat holds those of all keys.
type seat struct {
	store   *Store
	holder  string
	leases  []string
	renewed time.Time
}

// takeSeat waits until nobody else uses the store.
func takeSeat(ctx context.Context, s *Store, wait time.Duration) (*seat, error) {
	older, err := s.olderKeys(ctx)
	if err != nil {
		return nil, err
	}
	t := &seat{store: s, holder: "copy:" + rand.Text(), leases: []string{resealName, sealingName(s.keys.first)}}
	for _, id := range older {
		t.leases = append(t.leases, sealingName(id))
	}
	for begun := time.Now(); ; {
		taken, err := t.renew(ctx)
		switch {
		case err != nil:
			return nil, err
		case taken:
			return t, nil
		case time.Since(begun) >= wait:
			t.leave()
			return nil, errServed
		}
		if err := pause(ctx, lookAgain); err != nil {
			return nil, err
		}
	}
}

// renew says whether all of the leases are the seat's now.
func (t *seat) renew(ctx context.Context) (bool, error) {
	for _, name := range t.leases {
		got, err := t.store.Acquire(ctx, name, t.holder, seatLease)
		if err != nil || !got {
			return false, err
		}
	}
	t.renewed = time.Now()
	return true, nil
}

// keep holds the seat until the function it returns is called, or ends ctx with
// the reason why it cannot. A bot that sat down meanwhile would have a lease of
// sealingLease at least, so being late by less goes unpunished.
func (t *seat) keep(ctx context.Context, end context.CancelCauseFunc) (leave func()) {
	ctx, stop := context.WithCancel(ctx)
	var keeping sync.WaitGroup
	keeping.Go(func() {
		tick := time.NewTicker(seatLease / 5)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			late := time.Since(t.renewed) >= sealingLease
			taken, err := t.renew(ctx)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				end(fmt.Errorf("keeping others off the storage: %w", err))
			case late || !taken:
				end(errors.New("the copy was held up for too long, and somebody else may have used a storage meanwhile; run it again, it goes on where it was"))
			}
		}
	})
	return func() {
		stop()
		keeping.Wait()
		t.leave()
	}
}

// leave gives the seat up, also when the copy was cut off.
func (t *seat) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), seatLease/2)
	defer cancel()
	for _, name := range slices.Backward(t.leases) {
		_ = t.store.Release(ctx, name, t.holder) // it runs out by itself
	}
}
