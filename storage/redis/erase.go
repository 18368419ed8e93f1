package redis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// erase commits an erasure: one round trip to learn which lanes the record has,
// one to do it, and what lies in other slots is swept.
func (s *Store) erase(ctx context.Context, c storage.Commit) error {
	p := s.partition(c.ID)
	sides, err := s.sides(ctx, c.ID)
	if err != nil {
		return err
	}
	keys, args := s.eraseCall(c, sides)
	status, err := s.write(ctx, s.scripts.erase, p, keys, args...).Text()
	if err != nil {
		return err
	}
	if err := refusal(status); err != nil {
		return err
	}
	_ = s.sweep(ctx, []partition{p}) // Sweep finishes what this could not
	return nil
}

// eraseCall lays out an erasure as erase.lua reads it. The record has these sides
// as long as its version is that of the commit.
func (s *Store) eraseCall(c storage.Commit, sides []string) (keys []string, args []any) {
	p := s.partition(c.ID)
	keys = append(p.laneKeys(),
		p.receipts(c.ID), p.record(c.ID), p.seen(c.ID), p.journal(c.ID), p.wakes(), p.wakeLeased(),
		p.board(), p.parked(c.ID), p.parkedRecords(), p.unswept())
	args = append(args, c.ID, c.Version, c.Data, c.Event, c.At.UnixMilli(), c.Journal, storage.DedupeAge.Milliseconds())
	settled := 0
	if c.Settle != nil && !slices.Contains(sides, c.Settle.Lane.Side) {
		sides = append(sides, c.Settle.Lane.Side) // and it is found that nothing is held there
	}
	args = append(args, len(sides))
	for i, side := range sides {
		lane := storage.Lane{Record: c.ID, Side: side}
		keys = append(keys, p.queue(lane), p.lane(lane))
		args = append(args, laneName(lane))
		if c.Settle != nil && c.Settle.Lane == lane {
			settled = i + 1
		}
	}
	if args = append(args, settled); settled > 0 {
		args = append(args, c.Settle.Entry, c.Settle.Token)
	}
	for _, index := range c.Erase.Indexes {
		keys = append(keys, p.index(storage.ShardOf(c.ID), index))
	}
	args = append(args, len(c.Erase.Indexes), len(c.Erase.Links))
	for _, name := range c.Erase.Links {
		args = append(args, name)
	}
	return keys, args
}

// sides are the sides of a record that ever had an entry.
func (s *Store) sides(ctx context.Context, id string) ([]string, error) {
	row, err := s.client.HMGet(ctx, s.partition(id).record(id), "sides").Result()
	if err != nil {
		return nil, fmt.Errorf("reading the sides of a record: %w", err)
	}
	text, _ := row[0].(string)
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), nil
}

// Sweep implements storage.Backend: one round trip, and for each name that an
// erasure left behind two more.
func (s *Store) Sweep(ctx context.Context) error {
	all := make([]partition, s.partitions)
	for i := range all {
		all[i] = partition(i)
	}
	return s.sweep(ctx, all)
}

// sweep unlinks the names that erasures noted in these partitions. A name is
// forgotten once it is gone; one that leads to another record by now stays.
func (s *Store) sweep(ctx context.Context, partitions []partition) error {
	noted := make([]*goredis.MapStringStringCmd, len(partitions))
	_, err := s.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for i, p := range partitions {
			noted[i] = pipe.HGetAll(ctx, p.unswept())
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("looking for names of erased records: %w", err)
	}
	for i, p := range partitions {
		for name, id := range noted[i].Val() {
			if err := s.run(ctx, s.scripts.unlink, []string{linkKey(name)}, id).Err(); err != nil {
				return fmt.Errorf("unlinking a name: %w", err)
			}
			if err := s.client.HDel(ctx, p.unswept(), name).Err(); err != nil {
				return fmt.Errorf("noting that a name was unlinked: %w", err)
			}
		}
	}
	return nil
}
