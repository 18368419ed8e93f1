package sqlite

import (
	"context"

	"residencyassist/storage"
)

// Park implements storage.Backend.
func (s *Store) Park(ctx context.Context, id string, p storage.Parked) error {
	err := s.write(ctx, func(t *tx) error {
		var known bool
		var others int
		err := t.scan(`SELECT count(*), coalesce(max(event = ?), 0) FROM parked WHERE record = ?`,
			[]any{p.Event, id}, &others, &known)
		switch {
		case err != nil || known:
			return err
		case others >= storage.ParkedLimit:
			return storage.ErrFull
		}
		_, err = t.exec(`INSERT INTO parked (record, event, at, data) VALUES (?, ?, ?, ?)`,
			id, p.Event, millis(p.At), p.Data)
		return err
	})
	return wrap("parking an event of record "+id, err)
}

// Parked implements storage.Backend.
func (s *Store) Parked(ctx context.Context, id string) ([]storage.Parked, error) {
	var parked []storage.Parked
	err := rows(ctx, s.reader, `SELECT event, at, data FROM parked WHERE record = ? ORDER BY seq`, []any{id},
		func(scan func(...any) error) error {
			var p storage.Parked
			var at int64
			err := scan(&p.Event, &at, &p.Data)
			p.At = instant(at)
			parked = append(parked, p)
			return err
		})
	return parked, wrap("reading the parked events of record "+id, err)
}

// Unpark implements storage.Backend.
func (s *Store) Unpark(ctx context.Context, id, event string) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM parked WHERE record = ? AND event = ?`, id, event)
		return err
	})
	return wrap("dropping a parked event of record "+id, err)
}

// ParkedRecords implements storage.Backend.
func (s *Store) ParkedRecords(ctx context.Context, after string, limit int) ([]string, error) {
	ids, err := s.keys(ctx, `SELECT DISTINCT record FROM parked WHERE record > ? ORDER BY record LIMIT ?`, after, limit)
	return ids, wrap("listing records with parked events", err)
}
