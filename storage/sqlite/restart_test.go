package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

// TestASoleBotNeedNotWaitForTheDead opens a file whose bot died in the middle of
// a send: what it held is free at once, and its send counts as unknown.
func TestASoleBotNeedNotWaitForTheDead(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "bot.db")
	story := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	dead, err := sqlite.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	_, err = dead.Commit(ctx, storage.Commit{
		ID: "00aa", At: story, Lease: time.Hour, Wake: story,
		Entries: []storage.Entry{{ID: "e1", Side: "chat", Body: []byte("sealed")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if wakes, err := dead.ClaimWakes(ctx, story, 1, time.Hour); err != nil || len(wakes) != 1 {
		t.Fatalf("claimed %d wake-ups: %v", len(wakes), err)
	}
	if ok, err := dead.Acquire(ctx, "poller", "dead", time.Hour); err != nil || !ok {
		t.Fatalf("the poller's lease: %v %v", ok, err)
	}

	next, err := sqlite.Open(ctx, path, sqlite.Sole())
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	claims, err := next.ClaimEntries(ctx, story, storage.Room{1}, time.Hour)
	if err != nil || len(claims) != 1 || claims[0].Unknowns != 1 {
		t.Errorf("the next bot claims %+v: %v", claims, err)
	}
	if wakes, err := next.ClaimWakes(ctx, story, 1, time.Hour); err != nil || len(wakes) != 1 {
		t.Errorf("the next bot claims %d wake-ups: %v", len(wakes), err)
	}
	if ok, err := next.Acquire(ctx, "poller", "next", time.Hour); err != nil || !ok {
		t.Errorf("the next bot polls: %v %v", ok, err)
	}
}
