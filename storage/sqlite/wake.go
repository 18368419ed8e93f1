package sqlite

import (
	"context"
	"fmt"
	"slices"
	"time"

	"residencyassist/storage"
)

// ClaimWakes implements storage.Backend.
func (s *Store) ClaimWakes(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]storage.Wake, error) {
	due, err := s.anyDue(ctx, now)
	if err != nil || !due {
		return nil, wrap("looking for wake-ups", err)
	}
	var wakes []storage.Wake
	err = s.write(ctx, func(t *tx) error {
		return rows(ctx, t.sql, `
			UPDATE wake SET lease = ?2 + ?4 WHERE record IN
				(SELECT record FROM wake WHERE due <= ?1 AND lease <= ?2 ORDER BY due LIMIT ?3)
			RETURNING record, due`,
			[]any{millis(now), t.now, limit, lease.Milliseconds()},
			func(scan func(...any) error) error {
				var w storage.Wake
				var due int64
				err := scan(&w.ID, &due)
				w.Due = instant(due)
				wakes = append(wakes, w)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("claiming wake-ups: %w", err)
	}
	// RETURNING promises no order.
	slices.SortFunc(wakes, func(a, b storage.Wake) int { return a.Due.Compare(b.Due) })
	return wakes, nil
}

// anyDue spares the many looks that find nothing a write.
func (s *Store) anyDue(ctx context.Context, now time.Time) (bool, error) {
	var due bool
	err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM wake WHERE due <= ? AND lease <= ?)`,
		millis(now), millis(s.now())).Scan(&due)
	return due, err
}
