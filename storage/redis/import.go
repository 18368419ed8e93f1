package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// laneRest is for how long an empty lane's memory stays beyond its use, as in
// lanes.lua.
const laneRest = time.Minute

// Import implements storage.Backend: one script for each record, all of them in
// one round trip.
func (s *Store) Import(ctx context.Context, changes []storage.Change, now time.Time) error {
	calls := make([]call, len(changes))
	for i, c := range changes {
		calls[i] = s.importCall(c, now)
	}
	var first error // of what may be hundreds that say the same
	err := s.runAll(ctx, s.scripts.importing, s.confirmed, calls, func(c call, reply *goredis.Cmd) error {
		status, err := reply.Text()
		if err == nil {
			err = refusal(status)
		}
		if err != nil && first == nil {
			first = fmt.Errorf("writing the whole of record %s: %w", c.args[0], err)
		}
		return nil
	})
	return errors.Join(err, first)
}

// importCall lays out a record as import.lua reads it.
func (s *Store) importCall(c storage.Change, now time.Time) call {
	w, p := c.Is, s.partition(c.Is.ID)
	keys := append(p.laneKeys(),
		p.record(w.ID), p.seen(w.ID), p.journal(w.ID), p.receipts(w.ID), p.parked(w.ID),
		p.wakes(), p.wakeLeased(), p.records(), p.parkedRecords(), p.board())
	args := []any{w.ID, w.Version, w.Data, w.Board, optionalTime(w.Wake), storage.DedupeAge.Milliseconds()}

	sides := c.Sides()
	args = append(args, len(sides))
	for _, side := range sides {
		lane := storage.Lane{Record: w.ID, Side: side}
		keys = append(keys, p.queue(lane), p.lane(lane))
		args = append(args, laneName(lane))
		args = append(args, laneArgs(w, side, now)...)
	}
	args = append(args, len(w.Journal))
	for _, line := range w.Journal {
		args = append(args, line.Version, line.At.UnixMilli(), line.Data)
	}
	args = append(args, len(w.Marks))
	for _, m := range w.Marks {
		args = append(args, m.Event, m.At.Unix())
	}
	args = append(args, len(w.Receipts))
	for _, r := range w.Receipts {
		args = append(args, r.Entry, r.Receipt)
	}
	args = append(args, len(w.Parked))
	for _, parked := range w.Parked {
		args = append(args, parked.Event, parked.At.UnixMilli(), parked.Data)
	}
	for _, list := range [][]storage.Index{c.Was.Index, w.Index} {
		args = append(args, len(list))
		for _, index := range list {
			key := p.index(storage.ShardOf(w.ID), index.Name)
			at := slices.Index(keys, key)
			if at < 0 {
				at, keys = len(keys), append(keys, key)
			}
			args = append(args, 1+at, index.Value)
		}
	}
	return call{partition: p, keys: keys, args: args}
}

// laneArgs is one side of a record after its name; a side that it does not have
// any more is an empty lane.
func laneArgs(w storage.Whole, side string, now time.Time) []any {
	l := storage.WholeLane{}
	if at := slices.IndexFunc(w.Lanes, func(l storage.WholeLane) bool { return l.Side == side }); at >= 0 {
		l = w.Lanes[at]
	}
	matters := time.Duration(0)
	for _, until := range []time.Time{l.Serve, l.Free} {
		if until.After(now) {
			matters = max(matters, until.Sub(now)+laneRest)
		}
	}
	args := []any{
		1 + int(l.Queue), millis(l.Serve), millis(l.Free), matters.Milliseconds(), l.Tries, l.Unknowns, len(l.Entries),
	}
	for _, e := range l.Entries {
		args = append(args, packEntry(e))
	}
	return args
}
