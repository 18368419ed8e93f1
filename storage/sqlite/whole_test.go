package sqlite

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestEveryTableGoesAlong fails for a table of which Export and EachNamed know
// nothing: what it holds would be lost when a store is copied.
func TestEveryTableGoesAlong(t *testing.T) {
	along := []string{
		"board", "budget", "entry", "idx", "journal", "lane", "link", "meta", "parked", "receipt", "record", "seen", "wake",
	}
	staysBehind := []string{"lease"}
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	var tables []string
	err := rows(t.Context(), s.reader, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`, nil,
		func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			tables = append(tables, name)
			return err
		})
	if err != nil {
		t.Fatal(err)
	}
	if want := slices.Sorted(slices.Values(append(along, staysBehind...))); !slices.Equal(tables, want) {
		t.Errorf("the file has the tables %v; teach Export and Import the new ones, and this list", tables)
	}
}
