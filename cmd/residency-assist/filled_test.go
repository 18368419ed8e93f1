package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"residencyassist/storage"
)

// A person of fill has so many lines in the journal, and in all about so many
// bytes.
const (
	linesOfPerson = 20
	bytesOfPerson = 5000
)

// fill makes a store with so many people, each with one of everything.
func fill(t *testing.T, storageURL, dataKeys string, people int) {
	t.Helper()
	store, err := openStorage(t.Context(), settings{StorageURL: storageURL, DataKeys: dataKeys}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	keys, err := storage.ParseKeyring(dataKeys)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	var changes []storage.Change
	var links []storage.Named
	for i := range people {
		w := person(keys, i, now)
		changes = append(changes, storage.Change{Is: w})
		links = append(links, storage.Named{Kind: storage.Linked, Name: fmt.Sprintf("slack:C1:%d", i), Value: w.ID})
		if len(changes) < 500 && i < people-1 {
			continue
		}
		if err := errors.Join(store.Import(t.Context(), changes, now), store.PutNamed(t.Context(), links)); err != nil {
			t.Fatal(err)
		}
		changes, links = nil, nil
	}
}

// person is one of them; every other one has a message that waits.
func person(keys *storage.Keyring, i int, now time.Time) storage.Whole {
	id := keys.ID(fmt.Sprint("telegram:1:", i))
	seal := func(field string, length int) []byte {
		return keys.Seal(id, field, bytes.Repeat([]byte("x"), length))
	}
	w := storage.Whole{
		ID: id, Version: linesOfPerson, Data: seal("record", 1200), Board: seal("board", 150), Wake: now.Add(time.Duration(i) * time.Minute).UTC(),
		Marks:    []storage.Mark{{Event: fmt.Sprint("telegram:1:", i), At: now.Truncate(time.Second)}},
		Receipts: []storage.Receipt{{Entry: "e1", Receipt: fmt.Sprint(i)}},
		Index:    []storage.Index{{Name: "ref", Value: fmt.Sprintf("RA-%s00-%d", strings.ToUpper(id[:2]), i)}},
	}
	for version := range uint64(linesOfPerson) {
		w.Journal = append(w.Journal, storage.JournalLine{Version: version + 1, At: now, Data: seal(fmt.Sprint("journal/", version+1), 120)})
	}
	if i%2 == 0 {
		w.Lanes = []storage.WholeLane{{Side: "chat", Queue: storage.ChatBulk, Serve: now, Entries: []storage.Entry{{ID: "e2", Side: "chat", Body: seal("entry/e2", 300), Ref: "e1"}}}}
	}
	return w
}

// compare reads stores whole, and says where they are not the same.
func compare(t *testing.T, storageURLs ...string) {
	t.Helper()
	stores := make([]storage.Backend, len(storageURLs))
	for i, storageURL := range storageURLs {
		b, err := openBackend(t.Context(), storageURL, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.Close() })
		stores[i] = b
	}
	view := storage.View{Now: time.Now(), Marks: time.Now().Add(time.Minute - storage.DedupeAge), Indexes: []string{"ref"}}
	for after := ""; ; {
		ids, err := stores[0].Records(t.Context(), after, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) == 0 {
			return
		}
		after = ids[len(ids)-1]
		var wanted []storage.Whole
		for i, b := range stores {
			there, err := b.Export(t.Context(), ids, view)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				wanted = there
			}
			for n, w := range wanted {
				if part := w.DiffersIn(there[n]); part != "" {
					t.Fatalf("of record %s, %s is not the same in %s", w.ID, part, storageURLs[i])
				}
			}
		}
	}
}
