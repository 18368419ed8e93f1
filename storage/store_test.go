package storage_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

var noon = time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)

func openStore(t *testing.T, path, keys string) (*storage.Store, error) {
	t.Helper()
	backend, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() })
	ring, err := storage.ParseKeyring(keys)
	if err != nil {
		t.Fatal(err)
	}
	return storage.NewStore(t.Context(), backend, ring)
}

// TestWhatIsWrittenIsRead commits a step and reads record, entries, journal and
// reference back.
func TestWhatIsWrittenIsRead(t *testing.T) {
	ctx := context.Background()
	s, err := openStore(t, filepath.Join(t.TempDir(), "bot.db"), storage.NewKeys())
	if err != nil {
		t.Fatal(err)
	}
	id := s.ID("telegram:1:2")
	ref := "RA-" + strings.ToUpper(id[:2]) + "00-0000"
	rec := conversation.Record{ID: id, Chat: "telegram:1:2", Answers: conversation.Answers{"first_name": "Ana"}}
	entry := conversation.Entry{ID: "e1", Side: conversation.Chat, To: rec.Chat, Send: &conversation.Message{HTML: "Hello"}}
	event := conversation.Event{ID: "u1", Kind: conversation.Said, Message: &conversation.Incoming{Text: "Ana"}}
	deliveries, err := s.Write(ctx, storage.Step{
		ID: id, Event: event.ID, At: noon, Lease: time.Minute,
		Result: conversation.Result{Record: rec, Entries: []conversation.Entry{entry}, Refs: []string{ref}, Event: event},
	})
	if err != nil || len(deliveries) != 1 {
		t.Fatalf("%d deliveries: %v", len(deliveries), err)
	}
	if diff := cmp.Diff(entry, deliveries[0].Entry); diff != "" {
		t.Errorf("the entry came back changed:\n%s", diff)
	}
	loaded, err := s.Read(ctx, id, "u1")
	if err != nil || !loaded.Seen || loaded.Version != 1 {
		t.Errorf("read version %d, seen %v: %v", loaded.Version, loaded.Seen, err)
	}
	if diff := cmp.Diff(rec, loaded.Record); diff != "" {
		t.Errorf("the record came back changed:\n%s", diff)
	}
	history, err := s.History(ctx, id, 0, 10)
	if err != nil || len(history) != 1 || !history[0].At.Equal(noon) {
		t.Fatalf("the journal holds %+v: %v", history, err)
	}
	if diff := cmp.Diff(event, history[0].Event); diff != "" {
		t.Errorf("the event came back changed:\n%s", diff)
	}
	if found, err := s.FindRef(ctx, strings.ToLower(ref)); err != nil || found != id {
		t.Errorf("the reference leads to %q: %v", found, err)
	}
	if _, err := s.FindRef(ctx, "nonsense"); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a reference that is none: %v", err)
	}
}
