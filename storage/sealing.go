package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// A store knows which keys something in it may be sealed with, in two ways.
//
// The setting metaSealing holds, for each of these keys, a few bytes sealed with
// it. A key comes in before it seals anything else, and goes out when Reseal has
// seen that nothing is sealed with it any more. So a pair that is missing or
// wrong is told from a store at start-up, before anything is read.
//
// The lease sealing/<id> says that somebody seals with the key just now. All who
// do so hold it together, under one name. Reseal takes it over from them before
// it looks for the last time, and so nothing is sealed with the key behind it.

const (
	sealingLease = 9 * time.Second
	holderBots   = "bots"
)

func sealingName(key string) string { return "sealing/" + key }
func probeField(key string) string  { return "probe/" + key }

// probes is the setting metaSealing: by id of its key, something sealed with it.
type probes map[string][]byte

// readProbes returns the setting, opened and as it stands.
func (s *Store) readProbes(ctx context.Context) (probes, string, error) {
	text, err := s.Meta(ctx, metaSealing, "{}")
	if err != nil {
		return nil, "", fmt.Errorf("asking the storage for its keys: %w", err)
	}
	p, err := parseProbes(text)
	return p, text, err
}

func parseProbes(text string) (probes, error) {
	p := probes{}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return nil, fmt.Errorf("asking the storage for its keys: %w", err)
	}
	return p, nil
}

// changeProbes has change, which may run several times, make of the setting what
// it should be.
func (s *Store) changeProbes(ctx context.Context, change func(probes)) error {
	for {
		p, old, err := s.readProbes(ctx)
		if err != nil {
			return err
		}
		change(p)
		text, err := json.Marshal(p)
		if err != nil || string(text) == old {
			return err
		}
		done, err := s.SwapMeta(ctx, metaSealing, old, string(text))
		if err != nil {
			return fmt.Errorf("telling the storage its keys: %w", err)
		}
		if done {
			return nil
		}
	}
}

// checkKeys refuses a keyring in which a pair is missing or wrong that something
// stored is sealed with.
func (s *Store) checkKeys(ctx context.Context) error {
	p, _, err := s.readProbes(ctx)
	if err != nil {
		return err
	}
	return p.check(s.keys)
}

// check says which pairs are missing or wrong.
func (p probes) check(keys *Keyring) error {
	var problems []error
	for _, id := range slices.Sorted(maps.Keys(p)) {
		_, err := keys.Open("", probeField(id), p[id])
		switch {
		case errors.Is(err, ErrKeyMissing):
			problems = append(problems, fmt.Errorf("DATA_KEYS does not fit this storage: the pair %q is missing, and something is sealed with it; put it back, and take it out when `residency-assist cases reseal` says that it opens nothing any more", id))
		case err != nil:
			problems = append(problems, fmt.Errorf("DATA_KEYS does not fit this storage: the pair %q holds another key than the one that sealed under this id", id))
		}
	}
	return errors.Join(problems...)
}

// beginSealing makes known that the first key is to seal, before it does, or
// refuses one that is just being taken out of use.
func (s *Store) beginSealing(ctx context.Context) error {
	held, err := s.Acquire(ctx, sealingName(s.keys.first), holderBots, sealingLease)
	if err != nil {
		return fmt.Errorf("telling the storage its keys: %w", err)
	}
	if !held {
		return s.outOfUse()
	}
	return s.holdKey(ctx)
}

// holdKey makes known that the first key seals, here and now. Who finds it taken
// out of use has been away for long, but may have sealed with it since: so it is
// made known all the same.
func (s *Store) holdKey(ctx context.Context) error {
	err := s.changeProbes(ctx, func(p probes) {
		if p[s.keys.first] == nil {
			p[s.keys.first] = s.keys.Seal("", probeField(s.keys.first), nil)
		}
	})
	if err != nil {
		return err
	}
	held, err := s.Acquire(ctx, sealingName(s.keys.first), holderBots, sealingLease)
	if err != nil {
		return fmt.Errorf("telling the storage its keys: %w", err)
	}
	if !held {
		return s.outOfUse()
	}
	return nil
}

func (s *Store) outOfUse() error {
	return fmt.Errorf("`residency-assist cases reseal` is taking the key %q out of use: start with another pair first in DATA_KEYS; or `residency-assist copy` is at work on this storage: wait until it is done", s.keys.first)
}

// HoldKey keeps it known until ctx ends that this process seals with its first
// key. Whoever goes on writing after NewStore lets it run beside, for as long as
// they do; a failure is told and tried again.
func (s *Store) HoldKey(ctx context.Context, trouble func(error)) {
	tick := time.NewTicker(sealingLease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.holdKey(ctx); err != nil && ctx.Err() == nil {
			trouble(err)
		}
	}
}
