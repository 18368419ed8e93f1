package sqlite

import (
	"context"
	"errors"
	"time"

	"residencyassist/storage"
)

// Link implements storage.Backend.
func (s *Store) Link(ctx context.Context, name, id string) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.exec(`
			INSERT INTO link (name, record) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET record = excluded.record`, name, id)
		return err
	})
	return wrap("linking a name to record "+id, err)
}

// Acquire implements storage.Backend.
func (s *Store) Acquire(ctx context.Context, name, holder string, lease time.Duration) (bool, error) {
	var changed int64
	err := s.write(ctx, func(t *tx) (err error) {
		changed, err = t.exec(`
			INSERT INTO lease (name, holder, until) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE holder = excluded.holder OR until <= ?`,
			name, holder, t.now+lease.Milliseconds(), t.now)
		return err
	})
	return err == nil && changed > 0, wrap("acquiring the lease "+name, err)
}

// Release implements storage.Backend.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM lease WHERE name = ? AND holder = ?`, name, holder)
		return err
	})
	return wrap("releasing the lease "+name, err)
}

// Meta implements storage.Backend.
func (s *Store) Meta(ctx context.Context, name, value string) (string, error) {
	stored, err := s.text(ctx, `SELECT value FROM meta WHERE name = ?`, name)
	if !errors.Is(err, storage.ErrNotFound) {
		return stored, wrap("reading the setting "+name, err)
	}
	err = s.write(ctx, func(t *tx) error {
		return t.scan(`
			INSERT INTO meta (name, value) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET value = value RETURNING value`, []any{name, value}, &stored)
	})
	return stored, wrap("storing the setting "+name, err)
}

// SwapMeta implements storage.Backend.
func (s *Store) SwapMeta(ctx context.Context, name, old, value string) (bool, error) {
	var changed int64
	err := s.write(ctx, func(t *tx) (err error) {
		if old == "" {
			changed, err = t.exec(`
				INSERT INTO meta (name, value) VALUES (?, ?)
				ON CONFLICT DO UPDATE SET value = excluded.value WHERE value = ''`, name, value)
			return err
		}
		changed, err = t.exec(`UPDATE meta SET value = ? WHERE name = ? AND value = ?`, value, name, old)
		return err
	})
	return err == nil && changed > 0, wrap("replacing the setting "+name, err)
}
