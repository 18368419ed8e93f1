package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"residencyassist/storage"
)

// namedAtOnce is how many names EachNamed hands over at a time.
const namedAtOnce = 500

// naming is how a kind of thing that is kept besides records is read and written.
type naming struct{ all, one, put, drop string }

func namingOf(kind storage.Naming) (naming, error) {
	switch kind {
	case storage.Linked:
		return naming{
			all:  `SELECT name, record FROM link`,
			one:  `SELECT record FROM link WHERE name = ?`,
			put:  `INSERT OR REPLACE INTO link (name, record) VALUES (?, ?)`,
			drop: `DELETE FROM link WHERE name = ?`,
		}, nil
	case storage.Setting:
		return naming{
			all:  `SELECT name, value FROM meta WHERE value <> '' AND name <> '` + unswept + `'`, // which is of this file alone
			one:  `SELECT value FROM meta WHERE name = ?`,
			put:  `INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)`,
			drop: `DELETE FROM meta WHERE name = ?`,
		}, nil
	case storage.ShutDown:
		return naming{
			all: `SELECT name, CAST(until AS TEXT) FROM budget WHERE until <> 0`,
			one: `SELECT CAST(until AS TEXT) FROM budget WHERE name = ? AND until <> 0`,
			put: `INSERT INTO budget (name, until, sends) VALUES (?, CAST(? AS INTEGER), x'')
				ON CONFLICT DO UPDATE SET until = excluded.until`,
			drop: `UPDATE budget SET until = 0 WHERE name = ?`,
		}, nil
	}
	return naming{}, fmt.Errorf("unknown kind of name %d", kind)
}

// EachNamed implements storage.Backend.
func (s *Store) EachNamed(ctx context.Context, do func([]storage.Named) error) error {
	for _, kind := range []storage.Naming{storage.Linked, storage.Setting, storage.ShutDown} {
		of, err := namingOf(kind)
		if err != nil {
			return err
		}
		var page []storage.Named
		err = rows(ctx, s.reader, of.all, nil, func(scan func(...any) error) error {
			n := storage.Named{Kind: kind}
			if err := scan(&n.Name, &n.Value); err != nil {
				return err
			}
			if page = append(page, n); len(page) < namedAtOnce {
				return nil
			}
			full := page
			page = nil
			return do(full)
		})
		if err == nil && len(page) > 0 {
			err = do(page)
		}
		if err != nil {
			return fmt.Errorf("reading names: %w", err)
		}
	}
	return nil
}

// PutNamed implements storage.Backend: one transaction for all of them.
func (s *Store) PutNamed(ctx context.Context, names []storage.Named) error {
	err := s.write(ctx, func(t *tx) error {
		run := runner{t: t}
		for _, n := range names {
			of, err := namingOf(n.Kind)
			switch {
			case err != nil:
				return err
			case n.Value == "":
				run.exec(of.drop, n.Name)
			default:
				run.exec(of.put, n.Name, n.Value)
			}
		}
		return run.err
	})
	return wrap("writing names", err)
}

// Lookup implements storage.Backend.
func (s *Store) Lookup(ctx context.Context, names []storage.Named) ([]storage.Named, error) {
	found := make([]storage.Named, len(names))
	for i, n := range names {
		of, err := namingOf(n.Kind)
		if err != nil {
			return nil, err
		}
		found[i] = storage.Named{Kind: n.Kind, Name: n.Name}
		err = s.reader.QueryRowContext(ctx, of.one, n.Name).Scan(&found[i].Value)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("looking names up: %w", err)
		}
	}
	return found, nil
}
