package sqlite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"residencyassist/storage"
)

// TestInspectReadsAndLeavesEverything looks at a file from before its first start
// to after its last, and finds it as it is each time.
func TestInspectReadsAndLeavesEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	fact := func(when, words string) storage.Inspection {
		t.Helper()
		found := Inspect(t.Context(), path)
		if len(found.Problems) > 0 || !slices.ContainsFunc(found.Facts, func(f string) bool { return strings.Contains(f, words) }) {
			t.Errorf("%s: %+v", when, found)
		}
		return found
	}
	fact("before the first start", "the bot makes it when it starts")
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) > 0 {
		t.Errorf("looking has made %v: %v", files, err)
	}
	bot, err := Open(t.Context(), path, Sole())
	if err != nil {
		t.Fatal(err)
	}
	name := storage.InspectedSettings()[0]
	if _, err := bot.Meta(t.Context(), name, "kept"); err != nil {
		t.Fatal(err)
	}
	if found := fact("while a bot has it", "a running bot has the file"); found.Settings[name] != "kept" {
		t.Errorf("of what is stored, %+v was found", found.Settings)
	}
	if err := bot.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fact("afterwards", "can be read and written to")
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("looking has changed the file: %v", err)
	}
	second, err := Open(t.Context(), path, Sole())
	if err != nil {
		t.Fatalf("looking is in the next bot's way: %v", err)
	}
	if _, err := second.writer.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if found := Inspect(t.Context(), path); len(found.Problems) != 1 || !strings.Contains(found.Problems[0], "update the program") {
		t.Errorf("of a newer release's file: %+v", found)
	}
}
