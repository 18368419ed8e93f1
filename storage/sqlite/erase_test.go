package sqlite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"residencyassist/storage"
)

// TestOfAnErasedRecordNoByteIsLeft writes a record in every place there is, among
// others and over and over, erases it, and searches the file and its logs while
// they are open, for what a backend was given of it.
func TestOfAnErasedRecordNoByteIsLeft(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "bot.db")
	s := open(t, path)
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	const secret, others = "Carol-Smith-sealed", "somebody-else"
	text := func(who string, n int) []byte { return []byte(strings.Repeat(who+" ", n)) }
	write := func(id, who string, version uint64) {
		t.Helper()
		_, err := s.Commit(ctx, storage.Commit{
			ID: id, Version: version, At: at, Wake: at, Data: text(who, 40*int(version%9+1)), Journal: text(who, 10), Board: text(who, 5),
			Entries: []storage.Entry{{ID: fmt.Sprint("e", version), Side: "chat", Queue: storage.ChatBulk, Body: text(who, 300)}},
			Index:   []storage.Index{{Name: "ref", Value: fmt.Sprint(who, id, version)}},
		})
		if err == nil {
			err = s.Park(ctx, id, storage.Parked{Event: fmt.Sprint(who, version), At: at, Data: text(who, 10)})
		}
		if err == nil {
			err = s.Link(ctx, fmt.Sprint(who, "/", version), id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for version := range uint64(60) {
		write("00carol", secret, version)
		write(fmt.Sprintf("00other%02d", version%20), others, version/20)
	}
	if !inFiles(t, path, secret) {
		t.Fatal("the search does not find what is there")
	}
	_, err := s.Commit(ctx, storage.Commit{ID: "00carol", Version: 60, At: at, Data: []byte("tombstone"), Erase: &storage.Erasure{}})
	if err == nil {
		err = s.Sweep(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	if inFiles(t, path, secret) {
		t.Error("something of an erased record is left in the files")
	}
	if !inFiles(t, path, others) {
		t.Error("others were erased with it")
	}
}

// inFiles says whether a text stands in a store's file or beside it.
func inFiles(t *testing.T, path, text string) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

// TestALogThatIsReadIsEmptiedLater erases while somebody reads: the commit stands,
// and the next sweep does the rest.
func TestALogThatIsReadIsEmptiedLater(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "bot.db")
	s, at := open(t, path), time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	if _, err := s.Commit(ctx, storage.Commit{ID: "00carol", At: at, Data: []byte("Carol Smith"), Journal: []byte("Carol Smith")}); err != nil {
		t.Fatal(err)
	}
	reading, err := s.reader.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	if _, err := reading.ExecContext(ctx, `BEGIN; SELECT count(*) FROM record`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.writer.ExecContext(ctx, "PRAGMA busy_timeout(0)"); err != nil { // it need not be waited for here
		t.Fatal(err)
	}
	_, err = s.Commit(ctx, storage.Commit{ID: "00carol", Version: 1, At: at, Data: []byte("tombstone"), Erase: &storage.Erasure{}})
	if err == nil {
		err = s.Sweep(ctx)
	}
	if err != nil || !inFiles(t, path, "Carol Smith") {
		t.Fatalf("somebody read the record, and it is gone: %v", err)
	}
	if _, err := reading.ExecContext(ctx, `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	next := open(t, path) // another process may do it
	if err := next.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, path, "Carol Smith") {
		t.Error("the next sweep left something in the files")
	}
}
