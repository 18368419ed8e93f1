package storage_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/redis"
	"residencyassist/storage/redis/redistest"
	"residencyassist/storage/sqlite"
)

// removal is two storages and the keys to both.
type removal struct {
	*testing.T
	keys     *storage.Keyring
	from, to storage.Backend
	people   []string
}

// TestACopyIsWhatItWasCopiedFrom copies SQLite to Redis to SQLite.
func TestACopyIsWhatItWasCopiedFrom(t *testing.T) {
	t.Parallel()
	r := newRemoval(t, 450)
	shown := 0
	d := r.copies(storage.CopyOptions{Progress: func(done, total int) {
		if shown++; total != 450 || done > total {
			t.Errorf("%d of %d are done", done, total)
		}
	}})
	if d.Records != 450 || d.Written != 450 || d.Events != 450 || d.Waiting != 450 || d.Parked != 2 || d.Links != 450 || d.Settings != 3 || d.Removed != 0 || shown != 5 {
		t.Errorf("it came to %+v, shown %d times", d, shown)
	}
	r.same()
	first := r.from
	r.from, r.to = r.to, r.file("third.db")
	r.copies(storage.CopyOptions{})
	r.from = first
	r.same()
	r.reads(r.to)
}

// TestACopyThatWasCutOffGoesOn stops a copy half-way. Nobody can use what is there,
// what has changed meanwhile is found, and what is no more is taken away.
func TestACopyThatWasCutOffGoesOn(t *testing.T) {
	t.Parallel()
	r := newRemoval(t, 450)
	ctx, cut := context.WithCancel(t.Context())
	_, err := storage.Copy(ctx, r.from, r.to, r.keys, storage.CopyOptions{Now: clockOfStory, Progress: func(done, _ int) {
		if done >= 400 {
			cut()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cut off, it ended with %v", err)
	}
	if _, err := storage.NewStore(t.Context(), r.to, r.keys); err == nil || !strings.Contains(err.Error(), "a copy that is not finished") {
		t.Errorf("half a copy was opened: %v", err)
	}
	r.refused("the storage to copy from: it holds a copy that is not finished", r.to, r.file("other.db"))

	source := r.open(r.from)
	says(r.T, source, r.people[0], "Another")
	says(r.T, source, "somebody new", "New")
	r.release(r.from)
	gone := source.ID(r.people[1])
	was, err := r.from.Export(t.Context(), []string{gone}, r.view())
	r.must(err)
	r.must(r.from.Import(t.Context(), []storage.Change{{Was: was[0], Is: storage.Whole{ID: gone}}}, clockOfStory()))
	r.must(r.from.PutNamed(t.Context(), []storage.Named{{Kind: storage.Linked, Name: "slack:" + r.people[1]}}))
	r.must(r.to.Link(t.Context(), "slack:"+r.people[1], gone))

	d := r.copies(storage.CopyOptions{})
	if d.Records != 450 || d.Written >= 150 || d.Removed == 0 {
		t.Errorf("after being cut off at 400 it came to %+v", d)
	}
	r.same()
	if _, err := r.to.Resolve(t.Context(), "slack:"+r.people[1]); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a link that is no more was left: %v", err)
	}
	r.reads(r.to)
}

// TestWhatCannotBeCopied is refused before anything is written.
func TestWhatCannotBeCopied(t *testing.T) {
	t.Parallel()
	r := newRemoval(t, 3)
	empty := r.file("empty.db")
	r.refused("there is nothing in it", empty, r.to)
	full := r.file("full.db")
	says(t, r.open(full), "somebody", "Else")
	r.release(full)
	r.refused("is not empty", r.from, full)
	r.refused("is the one to copy from", r.from, r.from)

	foreign, err := storage.ParseKeyring(storage.NewKeys())
	r.must(err)
	other := r.file("foreign.db")
	_, err = storage.NewStore(t.Context(), other, foreign)
	r.must(err)
	r.refused("was begun with other DATA_KEYS", r.from, other)
	mine := r.keys
	r.keys = foreign
	r.refused("DATA_KEYS does not fit the storage to copy from", r.from, empty)
	r.keys = mine

	for _, used := range []storage.Backend{r.from, empty} { // a bot sits at one of them
		r.open(used)
		r.refused("a bot or another command uses it", r.from, empty)
		r.release(used)
	}
	r.copies(storage.CopyOptions{})
	r.refused("holds this copy already: it was finished on", r.from, r.to)
	r.refused("is not empty", full, r.to)
}

// TestNobodySitsDownDuringACopy tries to open either side while it is copied.
func TestNobodySitsDownDuringACopy(t *testing.T) {
	t.Parallel()
	r := newRemoval(t, 3)
	tried := false
	r.copies(storage.CopyOptions{Progress: func(int, int) {
		tried = true
		if _, err := storage.NewStore(t.Context(), r.from, r.keys); err == nil || !strings.Contains(err.Error(), "`residency-assist copy` is at work") {
			t.Errorf("the storage copied from was opened: %v", err)
		}
		if _, err := storage.NewStore(t.Context(), r.to, r.keys); err == nil || !strings.Contains(err.Error(), "not finished") {
			t.Errorf("the storage copied to was opened: %v", err)
		}
		r.refused("a bot or another command uses it", r.from, r.file("another.db"))
	}})
	if !tried {
		t.Error("nobody tried")
	}
	r.reads(r.from)
	r.reads(r.to)
}

// careless is a storage that does not keep what it is given.
type careless struct {
	storage.Backend
	spoil func(*storage.Whole)
}

func (c careless) Import(ctx context.Context, changes []storage.Change, now time.Time) error {
	changes = slices.Clone(changes) // whoever copies keeps what it has read
	for i := range changes {
		c.spoil(&changes[i].Is)
	}
	return c.Backend.Import(ctx, changes, now)
}

// TestWhatIsNotKeptIsNoticed spoils one thing in one record.
func TestWhatIsNotKeptIsNoticed(t *testing.T) {
	t.Parallel()
	for part, spoil := range map[string]func(*storage.Whole){
		"its bytes":               func(w *storage.Whole) { w.Data = append([]byte{0}, w.Data[1:]...) },
		"what lists show of it":   func(w *storage.Whole) { w.Board = []byte("x") },
		"its wake-up":             func(w *storage.Whole) { w.Wake = clockOfStory() },
		"its journal":             func(w *storage.Whole) { w.Journal = nil },
		"the events it remembers": func(w *storage.Whole) { w.Marks = nil },
		"its lanes":               func(w *storage.Whole) { w.Lanes = nil },
		"its receipts":            func(w *storage.Whole) { w.Receipts = []storage.Receipt{{Entry: "e9", Receipt: "1"}} },
		"its index":               func(w *storage.Whole) { w.Index = []storage.Index{{Name: "ref", Value: "x"}} },
		"its parked events":       func(w *storage.Whole) { w.Parked = []storage.Parked{{Event: "e9"}} },
	} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			r := removal{T: t}
			r.keys = r.ring()
			r.from, r.to = r.file("from.db"), r.file("to.db")
			says(t, r.open(r.from), "Ana", "Ana")
			r.release(r.from)
			spoiled := careless{r.to, spoil}
			_, err := storage.Copy(t.Context(), r.from, spoiled, r.keys, storage.CopyOptions{Now: clockOfStory})
			if err == nil || !strings.Contains(err.Error(), part+": it came back as something else") {
				t.Errorf("it was not noticed: %v", err)
			}
		})
	}
}

func clockOfStory() time.Time { return noon }

func (r *removal) ring() *storage.Keyring {
	r.Helper()
	keys, err := storage.ParseKeyring(storage.NewKeys())
	r.must(err)
	return keys
}

// newRemoval fills a file with people, each with a message that waits and a link,
// and starts a Redis beside it.
func newRemoval(t *testing.T, people int) *removal {
	t.Helper()
	r := &removal{T: t}
	r.keys = r.ring()
	r.from = r.file("from.db")
	store := r.open(r.from)
	b, err := redis.Open(t.Context(), redistest.Start(t))
	r.must(err)
	t.Cleanup(func() { b.Close() })
	r.to = b
	for i := range people {
		name := fmt.Sprint("telegram:1:", i)
		r.people = append(r.people, name)
		says(t, store, name, name)
		r.must(r.from.Link(t.Context(), "slack:"+name, store.ID(name)))
	}
	for _, name := range []string{r.people[0], "nobody yet"} {
		r.must(store.Park(t.Context(), store.ID(name), conversation.Event{ID: "parked"}, noon))
	}
	r.must(r.from.Shut(t.Context(), "telegram", noon.Add(time.Hour)))
	r.release(r.from)
	return r
}

// says commits a step of somebody.
func says(t *testing.T, s *storage.Store, name, text string) {
	t.Helper()
	if err := tell(s, name, text); err != nil {
		t.Fatal(err)
	}
}

func (r *removal) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *removal) file(name string) storage.Backend {
	r.Helper()
	b, err := sqlite.Open(r.Context(), filepath.Join(r.TempDir(), name))
	r.must(err)
	r.Cleanup(func() { b.Close() })
	return b
}

// open sits down at a storage, as a bot does; release lets it go at once.
func (r *removal) open(b storage.Backend) *storage.Store {
	r.Helper()
	s, err := storage.NewStore(r.Context(), b, r.keys)
	r.must(err)
	return s
}

func (r *removal) release(b storage.Backend) {
	r.Helper()
	r.must(b.Release(r.Context(), "sealing/k1", "bots"))
}

func (r *removal) copies(o storage.CopyOptions) storage.Copied {
	r.Helper()
	o.Now = clockOfStory
	d, err := storage.Copy(r.Context(), r.from, r.to, r.keys, o)
	r.must(err)
	return d
}

func (r *removal) refused(words string, from, to storage.Backend) {
	r.Helper()
	_, err := storage.Copy(r.Context(), from, to, r.keys, storage.CopyOptions{Now: clockOfStory})
	if err == nil || !strings.Contains(err.Error(), words) {
		r.Errorf("%v, not %q", err, words)
	}
}

func (r *removal) view() storage.View {
	return storage.View{Now: noon, Marks: time.Now().Add(time.Hour - storage.DedupeAge), Indexes: []string{"ref"}}
}

// same compares the two record by record.
func (r *removal) same() {
	r.Helper()
	for after := ""; ; {
		ids, err := r.from.Records(r.Context(), after, 100)
		r.must(err)
		if len(ids) == 0 {
			return
		}
		want, err := r.from.Export(r.Context(), ids, r.view())
		r.must(err)
		got, err := r.to.Export(r.Context(), ids, r.view())
		r.must(err)
		for i := range want {
			if part := want[i].DiffersIn(got[i]); part != "" {
				r.Fatalf("record %s is not the same in %s", ids[i], part)
			}
		}
		after = ids[len(ids)-1]
	}
}

// reads opens a storage as a bot does, and reads and writes in it.
func (r *removal) reads(b storage.Backend) {
	r.Helper()
	store := r.open(b)
	last := r.people[len(r.people)-1]
	loaded, err := store.Read(r.Context(), store.ID(last), "")
	r.must(err)
	if loaded.Record.Answers["first_name"] != last {
		r.Errorf("somebody is called %q there", loaded.Record.Answers["first_name"])
	}
	says(r.T, store, last, "once more")
}
