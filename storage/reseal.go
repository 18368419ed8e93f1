package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrResealing says that somebody else reseals the store.
var ErrResealing = errors.New("another reseal of this storage is at work, or was cut off a few seconds ago")

// The lease that keeps reseals apart, and the name under which one takes over
// the lease of a key.
const (
	resealName   = "reseal"
	holderReseal = "reseal"
)

// maxPasses is how often a reseal looks through everything again.
const maxPasses = 5

// lookAgain is how often a reseal looks whether others still seal with a key.
const lookAgain = 100 * time.Millisecond

// ResealOptions is how a reseal goes about it.
type ResealOptions struct {
	Wait     time.Duration  // how long to wait for those who still seal with an older key
	Progress func(Resealed) // called after each record; may be nil
}

// Resealed is what a reseal came to.
type Resealed struct {
	Key      string   `json:"key"`      // the first one
	Records  int      `json:"records"`  // looked at
	Values   int      `json:"values"`   // that are sealed in them
	Resealed int      `json:"resealed"` // values that were sealed with another key
	Unopened int      `json:"unopened"` // values that no key opens; they stay as they are
	Broken   []string `json:"broken"`   // the records in which they stand
	Free     []string `json:"free"`     // keys with which nothing is sealed any more
	Busy     []string `json:"busy"`     // keys with which somebody still seals
	Kept     []string `json:"kept"`     // keys with which an unopened value says it is sealed
	Index    string   `json:"index"`    // the key from which the index key is derived, so that it has to stay; empty: none
}

// Reseal seals with the first key whatever is sealed with another, beside bots
// that go on working, and takes those keys out of use with which nothing is
// sealed any more. Cut off at any moment, it simply begins again: what is done
// is passed over.
func (s *Store) Reseal(ctx context.Context, o ResealOptions) (Resealed, error) {
	l := newLocks(s)
	if err := l.begin(ctx); err != nil {
		return Resealed{}, err
	}
	defer l.end()
	older, err := s.olderKeys(ctx)
	if err != nil {
		return Resealed{}, err
	}
	if _, err := l.take(ctx, older, 0); err != nil {
		return Resealed{}, err
	}
	p := pass{store: s, locks: l, Resealed: Resealed{Key: s.keys.first, Index: s.keys.from}, progress: o.Progress}
	if err := p.run(ctx); err != nil {
		return p.Resealed, err
	}
	more, err := l.take(ctx, older, o.Wait)
	if err != nil {
		return p.Resealed, err
	}
	// What others sealed meanwhile is found only by looking again once they can
	// seal no more, and what a failover undid by looking again at all: a key is
	// out of use when a whole pass met nothing of it.
	for range maxPasses {
		if !more && !slices.ContainsFunc(p.met, l.has) {
			break
		}
		more = false
		if err := p.run(ctx); err != nil {
			return p.Resealed, err
		}
	}
	return p.retire(ctx, older)
}

// olderKeys are the keys besides the first with which something may be sealed.
func (s *Store) olderKeys(ctx context.Context) ([]string, error) {
	known, _, err := s.readProbes(ctx)
	if err != nil {
		return nil, err
	}
	ids := s.keys.others()
	for id := range known {
		if id != s.keys.first && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// retire takes the keys out of use that nobody seals with and nothing is sealed
// with.
func (p *pass) retire(ctx context.Context, older []string) (Resealed, error) {
	if err := p.locks.renew(ctx); err != nil {
		return p.Resealed, err
	}
	for _, id := range older {
		switch {
		case !p.locks.has(id), slices.Contains(p.met, id):
			p.Busy = append(p.Busy, id)
		case !slices.Contains(p.Kept, id):
			p.Free = append(p.Free, id)
		}
	}
	err := p.store.changeProbes(ctx, func(known probes) {
		for _, id := range p.Free {
			delete(known, id)
		}
	})
	return p.Resealed, err
}

// locks are the leases of one reseal. They are renewed as it goes on; one that
// was not renewed in time is lost for good.
type locks struct {
	store   *Store
	name    string
	keys    []string
	renewed time.Time
}

func newLocks(s *Store) *locks { return &locks{store: s, name: rand.Text()} }

func (l *locks) begin(ctx context.Context) error {
	l.renewed = time.Now()
	alone, err := l.store.Acquire(ctx, resealName, l.name, sealingLease)
	if err == nil && !alone {
		err = ErrResealing
	}
	return err
}

// end gives everything back, also when the reseal was cut off.
func (l *locks) end() {
	ctx, cancel := context.WithTimeout(context.Background(), sealingLease/3)
	defer cancel()
	for _, id := range l.keys {
		_ = l.store.Release(ctx, sealingName(id), holderReseal) // it runs out by itself
	}
	_ = l.store.Release(ctx, resealName, l.name)
}

// take waits for the keys that it has not yet, and says whether it got any.
func (l *locks) take(ctx context.Context, keys []string, wait time.Duration) (more bool, err error) {
	for begun := time.Now(); ; {
		missing := 0
		for _, id := range keys {
			if l.has(id) {
				continue
			}
			got, err := l.store.Acquire(ctx, sealingName(id), holderReseal, sealingLease)
			switch {
			case err != nil:
				return more, err
			case got:
				l.keys, more = append(l.keys, id), true
			default:
				missing++
			}
		}
		if missing == 0 || time.Since(begun) >= wait {
			return more, nil
		}
		if err := pause(ctx, lookAgain); err != nil {
			return more, err
		}
		if err := l.renewInTime(ctx); err != nil {
			return more, err
		}
	}
}

func (l *locks) has(id string) bool { return slices.Contains(l.keys, id) }

func (l *locks) renewInTime(ctx context.Context) error {
	if time.Since(l.renewed) < sealingLease/3 {
		return nil
	}
	return l.renew(ctx)
}

// renew fails once a lease may have been somebody else's meanwhile.
func (l *locks) renew(ctx context.Context) error {
	late := time.Since(l.renewed) >= sealingLease
	l.renewed = time.Now()
	for _, id := range l.keys {
		got, err := l.store.Acquire(ctx, sealingName(id), holderReseal, sealingLease)
		if err != nil {
			return err
		}
		late = late || !got
	}
	if err := l.store.holdKey(ctx); err != nil { // this process seals as well
		return err
	}
	alone, err := l.store.Acquire(ctx, resealName, l.name, sealingLease)
	if err == nil && (late || !alone) {
		err = errors.New("the reseal was held up for too long; run it again, it goes on where it was")
	}
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return fmt.Errorf("resealing: %w", ctx.Err())
	case <-time.After(d):
		return nil
	}
}
