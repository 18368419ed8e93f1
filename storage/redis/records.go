package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// Load implements storage.Backend in one round trip, and in one more for an
// event that was seen before where replicas have to confirm it.
func (s *Store) Load(ctx context.Context, id, event string) (storage.Row, error) {
	p := s.partition(id)
	keys := []string{p.record(id), p.seen(id), p.parked(id)}
	row, err := s.run(ctx, s.scripts.load, keys, event, storage.DedupeAge.Milliseconds()).Slice()
	if err != nil {
		return storage.Row{}, fmt.Errorf("loading a record: %w", err)
	}
	a := answer{values: row}
	version, data, seen, parked := a.text(), a.text(), a.number(), a.number()
	if a.err != nil {
		return storage.Row{}, fmt.Errorf("loading a record: %w", a.err)
	}
	v, err := strconv.ParseUint(version, 10, 64)
	if err != nil {
		return storage.Row{}, fmt.Errorf("reading the version of record %s: %w", id, err)
	}
	if v == 0 {
		return storage.Row{}, nil
	}
	if seen == 1 { // the caller takes the event for done
		if err := s.confirmPartition(ctx, p); err != nil {
			return storage.Row{}, fmt.Errorf("loading a record: confirming the event: %w", err)
		}
	}
	return storage.Row{Version: v, Data: []byte(data), Seen: seen == 1, Parked: parked == 1}, nil
}

// Commit implements storage.Backend in one round trip; an erasure takes some more.
func (s *Store) Commit(ctx context.Context, c storage.Commit) ([]storage.Claim, error) {
	if c.Settle != nil && c.Settle.Lane.Record != c.ID {
		return nil, errors.New("committing: the entry to settle belongs to another record")
	}
	if c.Erase != nil {
		if err := s.erase(ctx, c); err != nil {
			return nil, fmt.Errorf("erasing: %w", err)
		}
		return nil, nil
	}
	keys, args := s.commitCall(c)
	claims, err := s.outcome(ctx, s.write(ctx, s.scripts.commit, s.partition(c.ID), keys, args...))
	if err != nil {
		return nil, fmt.Errorf("committing: %w", err)
	}
	return claims, nil
}

// commitCall lays out a commit as commit.lua reads it.
func (s *Store) commitCall(c storage.Commit) (keys []string, args []any) {
	p := s.partition(c.ID)
	keys, args = make([]string, 0, 32), make([]any, 0, 48) // as a rule enough
	keys = append(append(keys, p.laneKeys()...),
		p.receipts(c.ID), p.record(c.ID), p.seen(c.ID), p.journal(c.ID), p.wakes(), p.wakeLeased())
	args = append(args, c.ID, c.Version, c.Data, c.Event, c.At.UnixMilli(), c.Journal,
		optionalTime(c.Wake), c.Lease.Milliseconds(), storage.DedupeAge.Milliseconds())

	sides := sidesOf(c)
	args = append(args, len(sides))
	for _, side := range sides {
		lane := storage.Lane{Record: c.ID, Side: side}
		keys = append(keys, p.queue(lane), p.lane(lane))
		args = append(args, laneName(lane))
	}

	if c.Settle == nil {
		args = append(args, 0)
	} else {
		args = append(args, 1+slices.Index(sides, c.Settle.Lane.Side), c.Settle.Entry, c.Settle.Token)
		args = append(args, told(*c.Settle)...)
	}

	args = append(args, len(c.Entries))
	for _, e := range c.Entries {
		args = append(args, 1+slices.Index(sides, e.Side), 1+int(e.Queue), packEntry(e))
	}

	args = append(args, len(c.Index))
	for _, index := range c.Index {
		key := p.index(storage.ShardOf(c.ID), index.Name)
		at := slices.Index(keys, key)
		if at < 0 {
			at, keys = len(keys), append(keys, key)
		}
		args = append(args, 1+at, index.Value)
	}
	switch {
	case c.Board == nil:
		args = append(args, 0)
	case len(c.Board) == 0:
		args = append(args, 1)
	default:
		args = append(args, 2, c.Board)
	}
	return append(keys, p.records(), p.parked(c.ID), p.parkedRecords(), p.board()), args
}

// sidesOf returns the sides that a commit touches, each once, in the order in
// which they first appear.
func sidesOf(c storage.Commit) []string {
	var sides []string
	if c.Settle != nil {
		sides = append(sides, c.Settle.Lane.Side)
	}
	for _, e := range c.Entries {
		if !slices.Contains(sides, e.Side) {
			sides = append(sides, e.Side)
		}
	}
	return sides
}

// Journal implements storage.Backend in one round trip.
func (s *Store) Journal(ctx context.Context, id string, after uint64, limit int) ([]storage.JournalLine, error) {
	if limit <= 0 {
		return nil, nil
	}
	start := strconv.FormatUint(after+1, 10)
	messages, err := s.client.XRangeN(ctx, s.partition(id).journal(id), start, "+", int64(limit)).Result()
	if err != nil {
		return nil, fmt.Errorf("reading a journal: %w", err)
	}
	lines := make([]storage.JournalLine, 0, len(messages))
	for _, m := range messages {
		line, err := journalLine(m)
		if err != nil {
			return nil, fmt.Errorf("reading the journal of record %s at %s: %w", id, m.ID, err)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func journalLine(m goredis.XMessage) (storage.JournalLine, error) {
	var version uint64
	var at int64
	if _, err := fmt.Sscanf(m.ID, "%d-0", &version); err != nil {
		return storage.JournalLine{}, errors.New("not the id of a journal line")
	}
	stamp, _ := m.Values["at"].(string)
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return storage.JournalLine{}, errors.New("its time cannot be read")
	}
	data, _ := m.Values["data"].(string)
	return storage.JournalLine{Version: version, At: time.UnixMilli(at).UTC(), Data: []byte(data)}, nil
}

// refusal turns a script's status into what the caller may branch on.
func refusal(status string) error {
	switch status {
	case "OK":
		return nil
	case "REPEATED":
		return storage.ErrRepeated
	case "CONFLICT":
		return storage.ErrConflict
	case "LOST":
		return storage.ErrLost
	case "TAKEN":
		return storage.ErrTaken
	case "FULL":
		return storage.ErrFull
	default:
		return fmt.Errorf("unknown status %q from a script", status)
	}
}

// optionalTime spells the zero time as nothing.
func optionalTime(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t.UnixMilli()
}
