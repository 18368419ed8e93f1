package sqlite

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"residencyassist/storage"
)

func TestASecondBotIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	first := open(t, path, Sole())
	_, err := Open(t.Context(), path, Sole())
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), path) {
		t.Fatalf("got %v, want a refusal that names the file", err)
	}
	beside := open(t, path) // other commands are welcome
	if _, err := beside.Load(t.Context(), "q7ana", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Commit(t.Context(), storage.Commit{ID: "q7ana"}); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, Sole())
}

// TestAKilledBotLeavesTheFileFree starts this test once more as a bot of its
// own, kills it, and opens what it left.
func TestAKilledBotLeavesTheFileFree(t *testing.T) {
	const variable = "SQLITE_TEST_BOT"
	if path := os.Getenv(variable); path != "" {
		s := open(t, path, Sole())
		if _, err := s.Commit(t.Context(), storage.Commit{ID: "q7ana", Data: []byte("kept")}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("committed")
		select {}
	}
	path := filepath.Join(t.TempDir(), "bot.db")
	bot := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledBotLeavesTheFileFree$")
	bot.Env = append(os.Environ(), variable+"="+path)
	out, err := bot.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	for said := bufio.NewScanner(out); said.Scan() && said.Text() != "committed"; {
	}
	if _, err := Open(t.Context(), path, Sole()); !errors.Is(err, ErrInUse) {
		t.Errorf("beside the living bot: got %v, want %v", err, ErrInUse)
	}
	if err := bot.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = bot.Wait() // it was killed
	row, err := open(t, path, Sole()).Load(t.Context(), "q7ana", "")
	if err != nil || string(row.Data) != "kept" {
		t.Fatalf("after the kill: got %q, %v", row.Data, err)
	}
}

func TestConnectionsAreSafeByDefault(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1",
		"busy_timeout": "5000", "user_version": fmt.Sprint(schemaVersion),
	} {
		if got := ask(t, s.writer, "PRAGMA "+pragma); got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
	if _, err := s.reader.ExecContext(t.Context(), "DELETE FROM record"); err == nil {
		t.Error("a reader could write")
	}
}

func TestAFileIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ prepare, want string }{
		"of a newer release":   {fmt.Sprintf("PRAGMA user_version = %d", schemaVersion+1), "a newer release"},
		"of another program":   {"CREATE TABLE songs (title TEXT)", "another program"},
		"of another versioned": {"CREATE TABLE songs (title TEXT); PRAGMA user_version = -3", "another program"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bot.db")
			if err := create(path); err != nil {
				t.Fatal(err)
			}
			db, err := connect(path, 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), test.prepare); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err = Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestAMissingFolderIsSaid(t *testing.T) {
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "nowhere", "bot.db"))
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Fatalf("got %v, want to hear of the folder", err)
	}
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "odd name? 100% #1.db"), Sole())
	if _, err := s.Commit(t.Context(), storage.Commit{ID: "q7ana"}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 4 { // data, lock, log, shared memory
		t.Fatalf("got %v, %v", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestReplacedBytesLeaveTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	secret := bytes.Repeat([]byte("residency secret"), 1000)
	for version, data := range [][]byte{secret, []byte("short")} {
		if _, err := s.Commit(t.Context(), storage.Commit{ID: "q7ana", Version: uint64(version), Data: data}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil { // brings the log into the file
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, []byte("residency secret")) {
		t.Fatal("the replaced record can still be read in the file")
	}
}

func TestAFullDiskWritesNothing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	small := storage.Commit{ID: "q7ana", Event: "e1", Data: []byte("small"), Journal: []byte("line")}
	if _, err := s.Commit(t.Context(), small); err != nil {
		t.Fatal(err)
	}
	pages := ask(t, s.writer, "PRAGMA page_count")
	ask(t, s.writer, "PRAGMA max_page_count = "+pages)
	big := storage.Commit{
		ID: "q7ana", Version: 1, Event: "e2", Data: []byte("new"), Journal: bytes.Repeat([]byte("x"), 1<<20),
		Entries: []storage.Entry{{ID: "1", Side: "chat"}},
	}
	if _, err := s.Commit(t.Context(), big); err == nil || !strings.Contains(err.Error(), "full") {
		t.Fatalf("got %v, want to hear that the disk is full", err)
	}
	row, err := s.Load(t.Context(), "q7ana", "e2")
	if err != nil || string(row.Data) != "small" || row.Version != 1 || row.Seen {
		t.Fatalf("after the full disk: %+v, %v", row, err)
	}
	ask(t, s.writer, "PRAGMA max_page_count = 1000000")
	if _, err := s.Commit(t.Context(), big); err != nil {
		t.Fatalf("with room again: %v", err)
	}
}

func TestALockedFileIsAnErrorAndReadersGoOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s, other := open(t, path), open(t, path)
	tx, err := other.writer.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := s.Load(t.Context(), "q7ana", ""); err != nil {
		t.Errorf("reading beside a writer: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Commit(short, storage.Commit{ID: "q7ana"}); err == nil || !strings.Contains(err.Error(), "committing") {
		t.Errorf("got %v, want an error that says what was being done", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), storage.Commit{ID: "q7ana"}); err != nil {
		t.Errorf("with the lock free again: %v", err)
	}
}

func TestOldDedupeMarksAreClearedAway(t *testing.T) {
	clock := newClock()
	s := open(t, filepath.Join(t.TempDir(), "bot.db"), Clock(clock.now))
	for i := range 100 {
		_, err := s.Commit(t.Context(), storage.Commit{ID: fmt.Sprintf("q7record%d", i), Event: "telegram:1"})
		if err != nil {
			t.Fatal(err)
		}
	}
	clock.pass(storage.DedupeAge)
	for i := range uint64(4) {
		if _, err := s.Commit(t.Context(), storage.Commit{ID: "x2eva", Version: i, Event: fmt.Sprint("telegram:", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if got := ask(t, s.writer, "SELECT count(*) FROM seen"); got != "4" {
		t.Errorf("%s marks are left, want the 4 new ones", got)
	}
}

// ask runs a statement that answers with one value.
func ask(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	var answer string
	if err := db.QueryRowContext(t.Context(), query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}
