package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"residencyassist/storage"
)

const (
	// A storage is asked so often at most, however often somebody asks the bot:
	// the question is a write.
	askedAgain = time.Second
	// trialLease is what the question writes: a lease that nobody wants.
	trialLease = 10 * time.Second
)

// watchedStore is a store that can tell whether it works. To read is not enough:
// a full disk can be read, and a small write may still find room in it where a
// step does not. So it tries a write of its own, and remembers what became of
// the last step.
type watchedStore struct {
	*storage.Store
	name string // of the lease it tries

	mu      sync.Mutex
	problem error // of the last step that was written; nil: it went well

	trying  sync.Mutex
	tried   time.Time
	outcome error
}

func watch(s *storage.Store) *watchedStore {
	return &watchedStore{Store: s, name: "trial:" + rand.Text()}
}

// Write implements bot.Memory.
func (s *watchedStore) Write(ctx context.Context, step storage.Step) ([]storage.Delivery, error) {
	deliveries, err := s.Store.Write(ctx, step)
	if refused(err) {
		return deliveries, err // the store has worked
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problem = err
	return deliveries, err
}

// refused says whether a storage has worked, and did not do what it was asked for
// a reason of its own.
func refused(err error) bool {
	for _, known := range []error{
		storage.ErrConflict, storage.ErrRepeated, storage.ErrTaken, storage.ErrLost, storage.ErrNotFound, storage.ErrFull, storage.ErrUnreadable,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// working says what is wrong with the store, if anything is.
func (s *watchedStore) working(ctx context.Context) error {
	if err := s.try(ctx); err != nil {
		return fmt.Errorf("the storage does not take a write: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.problem != nil {
		return fmt.Errorf("the last step could not be written: %w", s.problem)
	}
	return nil
}

// try writes a little, unless that was done a moment ago.
func (s *watchedStore) try(ctx context.Context) error {
	s.trying.Lock()
	defer s.trying.Unlock()
	if !s.tried.IsZero() && time.Since(s.tried) < askedAgain {
		return s.outcome
	}
	_, s.outcome = s.Acquire(ctx, s.name, s.name, trialLease)
	s.tried = time.Now()
	return s.outcome
}
