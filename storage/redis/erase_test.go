package redis_test

import (
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"residencyassist/storage"
)

// TestWhatAnErasureLeftElsewhereIsSwept dies between an erasure and the names that
// lie in other slots: whoever comes next takes them away, and nothing of the
// record is left but its row, one journal line and its marks.
func TestWhatAnErasureLeftElsewhereIsSwept(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	ctx, at := t.Context(), time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s := open(t, "redis://"+server.Addr())
	const id = "q7carol00000000000000000000"
	c := storage.Commit{
		ID: id, At: at, Data: []byte("Carol Smith"), Journal: []byte("Carol Smith"), Event: "telegram:1", Wake: at, Board: []byte("Carol"),
		Index:   []storage.Index{{Name: "ref", Value: "RA-CAROL"}},
		Entries: []storage.Entry{{ID: "e1", Side: "chat", Track: true, Body: []byte("Carol Smith")}},
	}
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	for _, thread := range []string{"C1/1", "C1/2"} {
		if err := s.Link(ctx, thread, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Commit(ctx, storage.Commit{
		ID: id, Version: 1, At: at, Data: []byte("tombstone"),
		Erase: &storage.Erasure{Links: []string{"C1/1"}, Indexes: []string{"ref"}},
	}); err != nil {
		t.Fatal(err)
	}
	server.HSet("ra:{p0}:unswept", "C1/2", id) // as one that died had noted it
	for range 2 {
		if err := open(t, "redis://"+server.Addr()).Sweep(ctx); err != nil {
			t.Fatal(err)
		}
	}
	dump := server.Dump()
	for _, gone := range []string{"Carol", "CAROL", "C1/", "unswept", "e1"} {
		if strings.Contains(dump, gone) {
			t.Errorf("%q is still there:\n%s", gone, dump)
		}
	}
	var keys []string
	for _, key := range server.Keys() {
		if strings.HasSuffix(key, ":"+id) {
			keys = append(keys, strings.TrimSuffix(key[strings.Index(key, "}:")+2:], ":"+id))
		}
	}
	if got := strings.Join(keys, " "); got != "journal record seen" {
		t.Errorf("of the record are left: %s", got)
	}
}
