package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"residencyassist/storage"
)

// Book implements storage.Backend. It writes only when something is to be
// counted.
func (s *Store) Book(ctx context.Context, b storage.Booking) (at time.Time, ok bool, err error) {
	read := func(query string, args []any, into ...any) error {
		return s.reader.QueryRowContext(ctx, query, args...).Scan(into...)
	}
	k, err := budget(read, b.Budget)
	if err != nil {
		return time.Time{}, false, wrap("reading the budget "+b.Budget, err)
	}
	if at, ok = k.Book(b); !ok || len(b.Rates) == 0 {
		return at, ok, nil
	}
	err = s.write(ctx, func(t *tx) error {
		k, err := budget(t.scan, b.Budget)
		if err != nil {
			return err
		}
		if at, ok = k.Book(b); !ok {
			return nil
		}
		return t.keep(b.Budget, k)
	})
	return at, ok, wrap("booking from the budget "+b.Budget, err)
}

// Shut implements storage.Backend.
func (s *Store) Shut(ctx context.Context, name string, until time.Time) error {
	err := s.write(ctx, func(t *tx) error {
		k, err := budget(t.scan, name)
		if err != nil || !until.After(k.Until) {
			return err
		}
		k.Until = until
		return t.keep(name, k)
	})
	return wrap("shutting the budget "+name, err)
}

// budget reads what is kept of a budget; one never used is empty.
func budget(read func(query string, args []any, into ...any) error, name string) (storage.Budget, error) {
	var k storage.Budget
	var until int64
	var sends []byte
	err := read(`SELECT until, sends FROM budget WHERE name = ?`, []any{name}, &until, &sends)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return k, err
	}
	k.Until = instant(until)
	for ; len(sends) >= 8; sends = sends[8:] {
		k.Sends = append(k.Sends, instant(int64(binary.BigEndian.Uint64(sends))))
	}
	return k, nil
}

func (t *tx) keep(name string, k storage.Budget) error {
	sends := []byte{} // never null
	for _, at := range k.Sends {
		sends = binary.BigEndian.AppendUint64(sends, uint64(millis(at)))
	}
	_, err := t.exec(`INSERT OR REPLACE INTO budget (name, until, sends) VALUES (?, ?, ?)`, name, millisUp(k.Until), sends)
	return err
}
