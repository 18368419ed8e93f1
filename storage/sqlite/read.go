package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"residencyassist/storage"
)

// load reads the record and the event's mark in one statement, so that they are
// of the same moment.
const load = `
	SELECT version, data, EXISTS (SELECT 1 FROM seen WHERE record = id AND event = ? AND at > ?),
		EXISTS (SELECT 1 FROM parked WHERE record = id)
	FROM record WHERE id = ?`

// Load implements storage.Backend.
func (s *Store) Load(ctx context.Context, id, event string) (storage.Row, error) {
	var row storage.Row
	err := s.load.QueryRowContext(ctx, event, millis(s.now())-storage.DedupeAge.Milliseconds(), id).
		Scan(&row.Version, &row.Data, &row.Seen, &row.Parked)
	if errors.Is(err, sql.ErrNoRows) {
		return storage.Row{}, nil
	}
	return row, wrap("loading record "+id, err)
}

// Journal implements storage.Backend.
func (s *Store) Journal(ctx context.Context, id string, after uint64, limit int) ([]storage.JournalLine, error) {
	var lines []storage.JournalLine
	err := rows(ctx, s.reader, `
		SELECT version, at, data FROM journal WHERE record = ? AND version > ? ORDER BY version LIMIT ?`,
		[]any{id, int64(after), limit},
		func(scan func(...any) error) error {
			var line storage.JournalLine
			var at int64
			err := scan(&line.Version, &at, &line.Data)
			line.At = instant(at)
			lines = append(lines, line)
			return err
		})
	return lines, wrap("reading the journal of record "+id, err)
}

// Find implements storage.Backend.
func (s *Store) Find(ctx context.Context, shard, index, value string) (string, error) {
	id, err := s.text(ctx, `SELECT record FROM idx WHERE shard = ? AND name = ? AND value = ?`, shard, index, value)
	return id, wrap("following the index "+index, err)
}

// Resolve implements storage.Backend.
func (s *Store) Resolve(ctx context.Context, name string) (string, error) {
	id, err := s.text(ctx, `SELECT record FROM link WHERE name = ?`, name)
	return id, wrap("resolving a link", err)
}

// Pending implements storage.Backend.
func (s *Store) Pending(ctx context.Context) (storage.Pending, error) {
	var p storage.Pending
	var wake int64
	err := s.reader.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM entry),
			(SELECT count(*) FROM lane WHERE head IS NOT NULL AND lease > ?1) +
			(SELECT count(*) FROM wake WHERE lease <> 0 AND lease > ?1),
			coalesce((SELECT due FROM wake WHERE lease <= ?1 ORDER BY due LIMIT 1), 0)`,
		millis(s.now())).Scan(&p.Entries, &p.InFlight, &wake)
	if err != nil {
		return storage.Pending{}, fmt.Errorf("counting what is pending: %w", err)
	}
	p.NextWake = instant(wake)
	for queue := range p.NextEntry {
		var serve int64
		err := s.reader.QueryRowContext(ctx, `
			SELECT (SELECT count(*) FROM lane WHERE queue = ?1 AND head IS NOT NULL),
				coalesce((SELECT serve FROM lane WHERE queue = ?1 AND head IS NOT NULL AND lease <= ?2 ORDER BY serve LIMIT 1), 0)`,
			queue, millis(s.now())).Scan(&p.Lanes[queue], &serve)
		if err != nil {
			return storage.Pending{}, fmt.Errorf("counting what is pending: %w", err)
		}
		p.NextEntry[queue] = instant(serve)
	}
	return p, nil
}

// text reads one value, or returns storage.ErrNotFound.
func (s *Store) text(ctx context.Context, query string, args ...any) (string, error) {
	var value string
	err := s.reader.QueryRowContext(ctx, query, args...).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", storage.ErrNotFound
	}
	return value, err
}

// wrap says what was being done when err came up, if it did.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
