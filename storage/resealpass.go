package storage

import (
	"context"
	"fmt"
	"slices"
	"time"
)

const (
	// recordsAtOnce and linesAtOnce are how much is listed in one go.
	recordsAtOnce = 500
	linesAtOnce   = 500
	// swapSize is how many sealed bytes are replaced in one go, about: a store
	// must not be held up for long.
	swapSize = 4 << 20
	// maxRounds is how often a record is looked at again because others were
	// first. They seal with the first key, so a round later less is left to do.
	maxRounds = 50
)

// pass is a walk of a reseal through all records. It may be run again.
type pass struct {
	Resealed
	met      []string // older keys that it opened something with
	store    *Store
	locks    *locks
	progress func(Resealed)
}

func (p *pass) run(ctx context.Context) error {
	p.Records, p.Values, p.Unopened, p.Broken, p.Kept, p.met = 0, 0, 0, nil, nil, nil
	for after := ""; ; {
		ids, err := p.store.Records(ctx, after, recordsAtOnce)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return p.orphans(ctx)
		}
		for _, id := range ids {
			if err := p.reseal(ctx, id); err != nil {
				return fmt.Errorf("resealing record %s: %w", id, err)
			}
		}
		after = ids[len(ids)-1]
	}
}

// orphans goes through the records that have parked events and were, perhaps,
// never committed.
func (p *pass) orphans(ctx context.Context) error {
	for after := ""; ; {
		ids, err := p.store.ParkedRecords(ctx, after, recordsAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			row, err := p.store.Load(ctx, id, "")
			if err == nil && row.Version == 0 {
				err = p.reseal(ctx, id)
			}
			if err != nil {
				return fmt.Errorf("resealing record %s: %w", id, err)
			}
		}
		after = ids[len(ids)-1]
	}
}

// reseal looks at a record until nothing in it is left to do. What was replaced
// under its hands it looks at again.
func (p *pass) reseal(ctx context.Context, id string) error {
	for range maxRounds {
		if err := p.locks.renewInTime(ctx); err != nil {
			return err
		}
		f := finding{id: id, keys: p.store.keys}
		if err := f.read(ctx, p.store.Backend); err != nil {
			return err
		}
		if len(f.swaps) == 0 {
			p.count(f)
			return nil
		}
		p.met = union(p.met, f.met)
		done, err := p.replace(ctx, f)
		p.Resealed.Resealed += done
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("others were first %d times", maxRounds)
}

func (p *pass) count(f finding) {
	p.Records++
	p.Values += f.values
	p.Unopened += f.unopened
	if f.unopened > 0 {
		p.Broken = append(p.Broken, f.id)
	}
	p.Kept = union(p.Kept, f.kept)
	if p.progress != nil {
		p.progress(p.Resealed)
	}
}

// replace writes what was sealed anew, and then rests for as long as that took,
// so that the bot beside has its turn.
func (p *pass) replace(ctx context.Context, f finding) (done int, err error) {
	for rest := f.swaps; len(rest) > 0; {
		n, size := 0, 0
		for n < len(rest) && (n == 0 || size < swapSize) {
			size += len(rest[n].Old) + len(rest[n].New)
			n++
		}
		begun := time.Now()
		got, err := p.store.Replace(ctx, f.id, rest[:n])
		done += got
		if err != nil {
			return done, err
		}
		if err := pause(ctx, time.Since(begun)); err != nil {
			return done, err
		}
		rest = rest[n:]
	}
	return done, nil
}

// finding is what of one record is sealed, and what of it with another key than
// the first.
type finding struct {
	id       string
	keys     *Keyring
	swaps    []Swap
	values   int
	unopened int
	kept     []string // keys that unopened values name
	met      []string // keys that the swaps replace
}

func (f *finding) read(ctx context.Context, b Backend) error {
	row, err := b.Load(ctx, f.id, "")
	if err != nil {
		return err
	}
	if row.Version > 0 {
		f.see(Place{Part: InRow}, recordField, row.Data)
	}
	for after := uint64(0); ; {
		lines, err := b.Journal(ctx, f.id, after, linesAtOnce)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			break
		}
		for _, line := range lines {
			f.see(Place{Part: InJournal, Version: line.Version}, journalField(line.Version), line.Data)
			after = line.Version
		}
	}
	entries, err := b.Entries(ctx, f.id)
	if err != nil {
		return err
	}
	for _, e := range entries {
		f.see(Place{Part: InEntry, Side: e.Side, Name: e.ID}, entryField(e.ID), e.Body)
	}
	board, err := b.OnBoard(ctx, f.id)
	if err != nil {
		return err
	}
	if len(board) > 0 {
		f.see(Place{Part: InBoard}, boardField, board)
	}
	parked, err := b.Parked(ctx, f.id)
	for _, e := range parked {
		f.see(Place{Part: InParked, Name: e.Event}, parkedField(e.Event), e.Data)
	}
	return err
}

// see counts a sealed value, and seals it anew if another key did.
func (f *finding) see(place Place, field string, sealed []byte) {
	f.values++
	key, _, whole := unwrap(sealed)
	if whole && key == f.keys.first {
		return
	}
	plain, err := f.keys.Open(f.id, field, sealed)
	if err != nil {
		f.unopened++
		if whole {
			f.kept = union(f.kept, []string{key})
		}
		return
	}
	f.met = union(f.met, []string{key})
	f.swaps = append(f.swaps, Swap{Place: place, Old: sealed, New: f.keys.Seal(f.id, field, plain)})
}

// union adds the keys to the list that are not in it.
func union(list, more []string) []string {
	for _, id := range more {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}
