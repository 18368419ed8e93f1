package sqlite

import (
	"context"
	"errors"
	"fmt"

	"residencyassist/storage"
)

// Records implements storage.Backend.
func (s *Store) Records(ctx context.Context, after string, limit int) ([]string, error) {
	ids, err := s.keys(ctx, `SELECT id FROM record WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	return ids, wrap("listing records", err)
}

// keys reads one page of a list of keys.
func (s *Store) keys(ctx context.Context, query, after string, limit int) ([]string, error) {
	var ids []string
	err := rows(ctx, s.reader, query, []any{after, limit}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// Board implements storage.Backend.
func (s *Store) Board(ctx context.Context) ([]storage.BoardRow, error) {
	var board []storage.BoardRow
	err := rows(ctx, s.reader, `SELECT record, data FROM board`, nil, func(scan func(...any) error) error {
		var row storage.BoardRow
		err := scan(&row.ID, &row.Data)
		board = append(board, row)
		return err
	})
	return board, wrap("reading the board", err)
}

// OnBoard implements storage.Backend.
func (s *Store) OnBoard(ctx context.Context, id string) ([]byte, error) {
	text, err := s.text(ctx, `SELECT data FROM board WHERE record = ?`, id)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil
	}
	return []byte(text), wrap("reading record "+id+" on the board", err)
}

// Entries implements storage.Backend.
func (s *Store) Entries(ctx context.Context, id string) ([]storage.Entry, error) {
	var entries []storage.Entry
	err := rows(ctx, s.reader, `
		SELECT id, side, body, ref, track, repeatable FROM entry WHERE record = ? ORDER BY side, seq`, []any{id},
		func(scan func(...any) error) error {
			var e storage.Entry
			err := scan(&e.ID, &e.Side, &e.Body, &e.Ref, &e.Track, &e.Repeatable)
			entries = append(entries, e)
			return err
		})
	return entries, wrap("reading what waits in the lanes of record "+id, err)
}

// Replace implements storage.Backend.
func (s *Store) Replace(ctx context.Context, id string, swaps []storage.Swap) (int, error) {
	var done int64
	err := s.write(ctx, func(t *tx) error {
		for _, w := range swaps {
			changed, err := t.replace(id, w)
			if err != nil {
				return err
			}
			done += changed
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("replacing sealed bytes of record %s: %w", id, err)
	}
	return int(done), nil
}

// replace does one swap. Nothing and no bytes are the same.
func (t *tx) replace(id string, w storage.Swap) (int64, error) {
	switch w.Place.Part {
	case storage.InRow:
		return t.exec(`UPDATE record SET data = ? WHERE id = ? AND coalesce(data, x'') = coalesce(?, x'')`,
			w.New, id, w.Old)
	case storage.InJournal:
		return t.exec(`UPDATE journal SET data = ? WHERE record = ? AND version = ? AND coalesce(data, x'') = coalesce(?, x'')`,
			w.New, id, int64(w.Place.Version), w.Old)
	case storage.InEntry:
		return t.exec(`UPDATE entry SET body = ? WHERE record = ? AND side = ? AND id = ? AND coalesce(body, x'') = coalesce(?, x'')`,
			w.New, id, w.Place.Side, w.Place.Name, w.Old)
	case storage.InBoard:
		return t.exec(`UPDATE board SET data = ? WHERE record = ? AND data = ?`, w.New, id, w.Old)
	case storage.InParked:
		return t.exec(`UPDATE parked SET data = ? WHERE record = ? AND event = ? AND coalesce(data, x'') = coalesce(?, x'')`,
			w.New, id, w.Place.Name, w.Old)
	default:
		return 0, fmt.Errorf("unknown part %d of a record", w.Place.Part)
	}
}
