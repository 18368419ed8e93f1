package sqlite

import (
	"context"
	"errors"
	"fmt"

	"residencyassist/storage"
)

// unswept is the setting that counts erasures whose freed bytes the log may still
// hold.
const unswept = "unswept"

// erase takes away all of a record but its row and its marks. Its lanes stay,
// empty, for the sake of their tokens.
func (t *tx) erase(c storage.Commit) error {
	if c.Erase == nil {
		return nil
	}
	for _, query := range []string{
		`UPDATE lane SET head = NULL, lease = 0, serve = 0, free = 0 WHERE record = ?`,
		`DELETE FROM entry WHERE record = ?`,
		`DELETE FROM journal WHERE record = ?`,
		`DELETE FROM receipt WHERE record = ?`,
		`DELETE FROM idx WHERE record = ?`,
		`DELETE FROM board WHERE record = ?`,
		`DELETE FROM parked WHERE record = ?`,
		`DELETE FROM link WHERE record = ?`, // also of those that nobody could name
	} {
		if _, err := t.exec(query, c.ID); err != nil {
			return err
		}
	}
	_, err := t.exec(`INSERT INTO meta (name, value) VALUES (?, '1') ON CONFLICT DO UPDATE SET value = value + 1`, unswept)
	return err
}

// Sweep implements storage.Backend: it empties the log, in which pages stand as
// they were before an erasure. Nothing freed is left in the file itself, see
// secure_delete. While somebody reads, the log cannot be emptied.
func (s *Store) Sweep(ctx context.Context) error {
	erased, err := s.text(ctx, `SELECT value FROM meta WHERE name = ?`, unswept)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return wrap("looking for what was erased", err)
	}
	var busy, pages, moved int
	if err := s.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return fmt.Errorf("emptying the log: %w", err)
	}
	if busy != 0 {
		return nil
	}
	err = s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM meta WHERE name = ? AND value = ?`, unswept, erased)
		return err
	})
	return wrap("noting that the log was emptied", err)
}
