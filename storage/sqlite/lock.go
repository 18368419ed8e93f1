package sqlite

import (
	"context"
	"database/sql"
	"errors"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// ErrInUse means that another bot has the file.
var ErrInUse = errors.New("another bot has this file open: one bot a file; stop the other one, or use Redis for several replicas")

// lockFile takes a lock that lasts until the returned handle is closed or the
// process dies, however it dies. SQLite's own file lock serves, taken on an empty
// file beside the data, because it is at home on every system.
func lockFile(ctx context.Context, path string) (*sql.DB, error) {
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := connect(path, 1)
	if err != nil {
		return nil, err
	}
	// The transaction is never ended: its one connection keeps the lock.
	if _, err = db.ExecContext(ctx, "PRAGMA busy_timeout = 0; PRAGMA journal_mode = memory; BEGIN EXCLUSIVE"); err == nil {
		return db, nil
	}
	closed := db.Close()
	var busy *driver.Error
	if errors.As(err, &busy) && busy.Code()&0xff == lib.SQLITE_BUSY {
		err = ErrInUse
	}
	return nil, errors.Join(err, closed)
}
