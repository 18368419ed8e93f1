package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"residencyassist/storage/sqlite"
)

// memory measures what a case takes that waits for its window: a request was
// sent, its card posted, the wake-up set; the marks of all its events are still
// there. The journal is counted apart.
func (b *bench) memory() ([]row, error) {
	inRedis, journalInRedis, err := b.inRedis()
	if err != nil {
		return nil, err
	}
	inSQLite, journalInSQLite, err := b.inSQLite()
	if err != nil {
		return nil, err
	}
	const form = "%.2f KB, and %.2f KB of journal"
	return []row{
		{what: "(c) a waiting case in Redis", figure: fmt.Sprintf(form, inRedis/1000, journalInRedis/1000)},
		{what: "(c) a waiting case in SQLite", figure: fmt.Sprintf(form, inSQLite/1000, journalInSQLite/1000)},
	}, nil
}

// inRedis returns bytes a case: all but the journal, and the journal.
func (b *bench) inRedis() (rest, journal float64, err error) {
	store, err := b.redisStore()
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = store.Close() }() // nothing of it is kept
	if err := b.newLife(store, nil).requests(b.people); err != nil {
		return 0, 0, err
	}
	kinds, all := map[string]int64{}, int64(0)
	for keys := b.client.Scan(b.ctx, 0, "ra:*", 1000).Iterator(); keys.Next(b.ctx); {
		size, err := b.client.MemoryUsage(b.ctx, keys.Val(), 0).Result()
		if err != nil {
			return 0, 0, err
		}
		parts := strings.Split(keys.Val(), ":") // ra:{p7}:record:… or ra:link:…
		kind := parts[1]
		if strings.HasPrefix(kind, "{") {
			kind = parts[2]
		}
		kinds[kind], all = kinds[kind]+size, all+size
	}
	journal = float64(kinds["journal"]) / float64(b.people)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Printf("    %-12s %5d bytes a case\n", kind, kinds[kind]/int64(b.people))
	}
	return float64(all)/float64(b.people) - journal, journal, nil
}

// inSQLite returns the same of a file, from the pages that its tables fill.
func (b *bench) inSQLite() (rest, journal float64, err error) {
	path := filepath.Join(b.dir, "memory.db")
	backend, err := sqlite.Open(b.ctx, path)
	if err != nil {
		return 0, 0, err
	}
	store, err := b.sealed(backend)
	if err != nil {
		return 0, 0, err
	}
	err = b.newLife(store, nil).requests(b.people)
	if closing := store.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return 0, 0, err
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = db.Close() }() // it was only read
	size := func(where string) (bytes float64) {
		if err == nil {
			err = db.QueryRowContext(b.ctx, "SELECT sum(pgsize) FROM dbstat WHERE "+where).Scan(&bytes)
		}
		return bytes / float64(b.people)
	}
	journal = size("name LIKE '%journal%'")
	return size("true") - journal, journal, err
}

func sqliteVersion() string {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "unknown"
	}
	defer func() { _ = db.Close() }() // it was only read
	version := "unknown"
	if err := db.QueryRowContext(context.Background(), "SELECT sqlite_version()").Scan(&version); err != nil {
		return "unknown"
	}
	return version
}
