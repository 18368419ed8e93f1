// Package sqlite keeps the bot's memory in one embedded SQLite file: no server,
// one bot a file. Other commands may open the same file beside the bot; they
// read, or write through the same versioned commit, or replace sealed bytes.
//
// Every write is one immediate transaction, on disk before the call returns, and
// leaves no freed bytes readable in the file. Readers have connections of their
// own and wait for nobody. The package sees sealed bytes and keyed hashes only,
// and keeps nothing in memory that a crash would lose.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"residencyassist/storage"
)

// readers is how many goroutines may read at once.
const readers = 4

// Store is a storage.Backend in a file.
type Store struct {
	writer *sql.DB // one connection: writers queue here instead of at the file's lock
	reader *sql.DB
	lock   *sql.DB // held for as long as the store is open, if it is Sole
	now    func() time.Time

	compiled sync.Map  // text to *sql.Stmt, on writer
	load     *sql.Stmt // on reader
}

var _ storage.Backend = (*Store)(nil)

// Option changes how a store is opened.
type Option func(*options)

type options struct {
	sole     bool
	existing bool
	now      func() time.Time
}

// Sole refuses to open a file that another Sole store has open, in this process
// or in any other. A killed process leaves nothing behind that would refuse the
// next one. Stores opened without Sole are neither refused nor noticed.
func Sole() Option { return func(o *options) { o.sole = true } }

// Existing refuses to make a file that is not there.
func Existing() Option { return func(o *options) { o.existing = true } }

// Clock gives lease time; without it that is the machine's time at the opening
// and what has gone by since, whatever the machine's clock is set to meanwhile:
// no lease is cut short or drawn out by that.
func Clock(now func() time.Time) Option { return func(o *options) { o.now = now } }

// Open opens the file at path, and makes it, readable for this user alone, if it
// is not there. The folder must be.
func Open(ctx context.Context, path string, opts ...Option) (*Store, error) {
	opened := time.Now()
	o := options{now: func() time.Time { return opened.Add(time.Since(opened)) }}
	for _, opt := range opts {
		opt(&o)
	}
	s := &Store{now: o.now}
	if err := s.open(ctx, path, o); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the SQLite file %s: %w", path, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string, o options) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if o.existing {
		if _, err := os.Stat(path); err != nil {
			return errors.New("there is no such file; the bot makes it when it starts")
		}
	} else if err := create(path); err != nil {
		return err
	}
	if o.sole {
		if s.lock, err = lockFile(ctx, path+".lock"); err != nil {
			return err
		}
	}
	if s.writer, err = connect(path, 1, "journal_mode(wal)", "synchronous(full)", "secure_delete(on)", "foreign_keys(on)"); err != nil {
		return err
	}
	if err := migrate(ctx, s.writer); err != nil {
		return err
	}
	if o.sole {
		if err := endLeases(ctx, s.writer); err != nil {
			return err
		}
	}
	if s.reader, err = connect(path, readers, "query_only(on)"); err != nil {
		return err
	}
	s.load, err = s.reader.PrepareContext(ctx, load)
	return err
}

// endLeases lets every lease run out: whoever held one was the bot that had the
// file before, and it is no more. Its unsettled sends count as unknown.
func endLeases(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `
		UPDATE lane SET lease = 1 WHERE lease > 1;
		UPDATE wake SET lease = 1 WHERE lease > 1;
		DELETE FROM lease`)
	return wrap("ending the leases of the bot before", err)
}

// Close closes the file. Leases and what is pending stay as they are.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.reader, s.writer, s.lock} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// create makes an empty file with mode 0600. An existing one is not touched:
// closing a second descriptor would drop the locks SQLite has on it.
func create(path string) error {
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("the folder %s does not exist: create it first", folder)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// connect prepares connections to an existing file. A caller's deadline ends the
// wait for a lock sooner than the five seconds given here.
func connect(path string, connections int, pragmas ...string) (*sql.DB, error) {
	query := url.Values{
		"mode":    {"rw"},
		"_txlock": {"immediate"},
		"_pragma": append([]string{"busy_timeout(5000)"}, pragmas...),
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}
