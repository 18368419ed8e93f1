package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"residencyassist/storage"
)

// Inspect looks at the file at path, which may be in use, and at the folder it
// is in, or is to be made in.
func Inspect(ctx context.Context, path string) (found storage.Inspection) {
	path, err := filepath.Abs(path)
	if err != nil {
		found.Problem(err.Error())
		return found
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		found.Problem(fmt.Sprintf("the folder %s does not exist: create it, or write another path", folder))
		return found
	}
	if err := writable(folder); err != nil {
		found.Problem(fmt.Sprintf("the folder %s cannot be written to, and SQLite keeps its log there: give it to the user that the bot runs as", folder))
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		found.Fact("the file is not there yet; the bot makes it when it starts")
		return found
	case err != nil:
		found.Problem(fmt.Sprintf("the file cannot be looked at: %v", err))
		return found
	case info.IsDir():
		found.Problem("it is a folder: write the path of a file in it")
		return found
	case writable(path) != nil:
		found.Problem("the file cannot be written to: give it to the user that the bot runs as")
		return found
	}
	inspectFile(ctx, path, &found)
	return found
}

// inspectFile reads what the file holds. A log that a crash left beside it is
// worked into it on the way, as by whoever opens it next.
func inspectFile(ctx context.Context, path string, found *storage.Inspection) {
	if inUse(ctx, path+".lock") {
		found.Fact("a running bot has the file, which is fine")
	}
	db, err := connect(path, 1, "query_only(on)")
	if err == nil {
		defer func() { _ = db.Close() }() // it was only looked at
		err = inspectTables(ctx, db, found)
	}
	if err != nil {
		found.Problem(fmt.Sprintf("the file cannot be used: %v", err))
	}
}

func inspectTables(ctx context.Context, db *sql.DB, found *storage.Inspection) error {
	version, tables, err := readVersion(ctx, db)
	if err != nil || tables == 0 && version == 0 { // nothing is in it yet
		return err
	}
	if err := known(version); err != nil {
		return err
	}
	found.Settings = map[string]string{}
	for _, name := range storage.InspectedSettings() {
		var value string
		err := db.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, name).Scan(&value)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("reading the setting %s: %w", name, err)
		}
		found.Settings[name] = value
	}
	found.Fact("the file can be read and written to")
	return nil
}

// inUse says whether a Sole store has the lock. The look takes a shared one for
// a moment.
func inUse(ctx context.Context, lock string) bool {
	if _, err := os.Stat(lock); err != nil {
		return false
	}
	db, err := connect(lock, 1, "busy_timeout(0)")
	if err != nil {
		return false
	}
	defer func() { _ = db.Close() }() // it was only looked at
	var tables int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	var busy *driver.Error
	return errors.As(err, &busy) && busy.Code()&0xff == lib.SQLITE_BUSY
}
