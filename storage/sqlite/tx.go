package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// tx is one write: all of it or nothing.
type tx struct {
	ctx   context.Context
	sql   *sql.Tx
	now   int64 // lease time, read once the file's lock is ours
	store *Store
	met   []string // statements that ran as text, to be compiled
}

// write runs do in an immediate transaction and commits it unless do fails.
func (s *Store) write(ctx context.Context, do func(*tx) error) error {
	begun, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = begun.Rollback() }() // does nothing after a commit
	t := &tx{ctx: ctx, sql: begun, now: millis(s.now()), store: s}
	if err := do(t); err != nil {
		return err
	}
	if err := begun.Commit(); err != nil {
		return err
	}
	s.compile(ctx, t.met)
	return nil
}

// compile keeps statements ready for the next time. The writer has one
// connection, so this waits until no transaction is on it. A failure costs
// nothing but time: the statement goes on to run as text.
func (s *Store) compile(ctx context.Context, met []string) {
	for _, query := range met {
		if stmt, err := s.writer.PrepareContext(ctx, query); err == nil {
			if _, twice := s.compiled.LoadOrStore(query, stmt); twice {
				_ = stmt.Close() //nolint:sqlclosecheck // met twice; the first is kept, this one is not
			}
		}
	}
}

// prepared returns the compiled statement, or nil when it is met anew.
func (t *tx) prepared(query string) *sql.Stmt {
	if stmt, ok := t.store.compiled.Load(query); ok {
		return t.sql.StmtContext(t.ctx, stmt.(*sql.Stmt))
	}
	t.met = append(t.met, query)
	return nil
}

// exec runs a statement and says how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	run := func() (sql.Result, error) { return t.sql.ExecContext(t.ctx, query, args...) }
	if stmt := t.prepared(query); stmt != nil {
		run = func() (sql.Result, error) { return stmt.ExecContext(t.ctx, args...) }
	}
	result, err := run()
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// must runs a statement for which no changed row is a refusal: err.
func (t *tx) must(err error, query string, args ...any) error {
	changed, failed := t.exec(query, args...)
	if failed == nil && changed == 0 {
		return err
	}
	return failed
}

// scan reads one row into the places given, or returns sql.ErrNoRows.
func (t *tx) scan(query string, args []any, into ...any) error {
	if stmt := t.prepared(query); stmt != nil { //nolint:sqlclosecheck // the transaction closes it
		return stmt.QueryRowContext(t.ctx, args...).Scan(into...)
	}
	return t.sql.QueryRowContext(t.ctx, query, args...).Scan(into...)
}

// querier is a transaction, or the readers' connections.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// rows reads every row of a query, one at a time, with read.
func rows(ctx context.Context, from querier, query string, args []any, read func(scan func(...any) error) error) error {
	found, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := read(found.Scan); err != nil {
			return err
		}
	}
	return found.Err()
}

// millis is how instants are stored; the zero instant is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// millisUp rounds up, for instants before which something may not happen.
func millisUp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Add(time.Millisecond - 1).UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
