package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// Records implements storage.Backend: one round trip for each partition that it
// has to look into.
func (s *Store) Records(ctx context.Context, after string, limit int) ([]string, error) {
	ids, err := s.list(ctx, partition.records, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing records: %w", err)
	}
	return ids, nil
}

// ParkedRecords implements storage.Backend, as Records does.
func (s *Store) ParkedRecords(ctx context.Context, after string, limit int) ([]string, error) {
	ids, err := s.list(ctx, partition.parkedRecords, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing records with parked events: %w", err)
	}
	return ids, nil
}

// list goes through the partitions one after another, and within each through
// the keys in their order. So a key says where to go on, and neither a failover
// nor a slot that moves to another node makes the listing miss anything, as it
// might with the cursors of SCAN.
func (s *Store) list(ctx context.Context, set func(partition) string, after string, limit int) ([]string, error) {
	var ids []string
	first, from := partition(0), "-"
	if after != "" {
		first, from = s.partition(after), "("+after
	}
	for p := first; int(p) < s.partitions && len(ids) < limit; p++ {
		page := &goredis.ZRangeBy{Min: from, Max: "+", Count: int64(limit - len(ids))}
		found, err := s.client.ZRangeByLex(ctx, set(p), page).Result()
		if err != nil {
			return nil, err
		}
		ids, from = append(ids, found...), "-"
	}
	return ids, nil
}

// Entries implements storage.Backend in two round trips.
func (s *Store) Entries(ctx context.Context, id string) ([]storage.Entry, error) {
	p := s.partition(id)
	sides, err := s.sides(ctx, id)
	if err != nil || len(sides) == 0 {
		return nil, err
	}
	queues := make([]*goredis.StringSliceCmd, len(sides))
	_, err = s.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for i, side := range sides {
			queues[i] = pipe.LRange(ctx, p.queue(storage.Lane{Record: id, Side: side}), 0, -1)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what waits in a record's lanes: %w", err)
	}
	var entries []storage.Entry
	for i, queue := range queues {
		for _, packed := range queue.Val() {
			e, err := unpackEntry([]byte(packed))
			if err != nil {
				return nil, fmt.Errorf("reading what waits in the lanes of record %s: %w", id, err)
			}
			e.Side = sides[i]
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// Board implements storage.Backend in one round trip.
func (s *Store) Board(ctx context.Context) ([]storage.BoardRow, error) {
	parts := make([]*goredis.MapStringStringCmd, s.partitions)
	_, err := s.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for p := range partition(s.partitions) {
			parts[p] = pipe.HGetAll(ctx, p.board())
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the board: %w", err)
	}
	var board []storage.BoardRow
	for _, part := range parts {
		for id, data := range part.Val() {
			board = append(board, storage.BoardRow{ID: id, Data: []byte(data)})
		}
	}
	return board, nil
}

// OnBoard implements storage.Backend in one round trip.
func (s *Store) OnBoard(ctx context.Context, id string) ([]byte, error) {
	data, err := s.client.HGet(ctx, s.partition(id).board(), id).Bytes()
	if errors.Is(err, goredis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a record on the board: %w", err)
	}
	return data, nil
}

// Replace implements storage.Backend in one round trip.
func (s *Store) Replace(ctx context.Context, id string, swaps []storage.Swap) (int, error) {
	p := s.partition(id)
	record, journal, parked, board := p.record(id), p.journal(id), p.parked(id), p.board()
	keys := append(p.laneKeys(), record, journal, parked, board)
	var args []any
	for _, w := range swaps {
		key, name := record, ""
		switch w.Place.Part {
		case storage.InRow:
		case storage.InJournal:
			key, name = journal, strconv.FormatUint(w.Place.Version, 10)+"-0"
		case storage.InBoard:
			key, name = board, id
		case storage.InParked:
			key, name = parked, w.Place.Name
		case storage.InEntry:
			key, name = p.queue(storage.Lane{Record: id, Side: w.Place.Side}), w.Place.Name
		default:
			return 0, fmt.Errorf("replacing sealed bytes: unknown part %d of a record", w.Place.Part)
		}
		at := slices.Index(keys, key)
		if at < 0 {
			at, keys = len(keys), append(keys, key)
		}
		args = append(args, 1+at, name, w.Old, w.New)
	}
	done, err := s.write(ctx, s.scripts.replace, p, keys, args...).Int()
	if err != nil {
		return 0, fmt.Errorf("replacing sealed bytes: %w", err)
	}
	return done, nil
}
