package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

// Ids that no other bytes look like.
const (
	oldID = "the-key-of-last-year"
	newID = "the-key-of-this-year"
)

// vault is a storage, whose lease time stands still, and the keys to it.
type vault struct {
	*testing.T
	path            string
	old, new, index string // pairs
	mu              sync.Mutex
	now             time.Time
}

func newVault(t *testing.T) *vault {
	pair := func(id string) string {
		key, _, _ := strings.Cut(strings.TrimPrefix(storage.NewKeys(), "k1:"), ",")
		return id + ":" + key
	}
	return &vault{
		T: t, path: filepath.Join(t.TempDir(), "bot.db"), now: time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC),
		old: pair(oldID), new: pair(newID), index: pair("index"),
	}
}

func (v *vault) clock() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

func (v *vault) pass(d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.now = v.now.Add(d)
}

func (v *vault) backend() storage.Backend {
	v.Helper()
	b, err := sqlite.Open(v.Context(), v.path, sqlite.Clock(v.clock))
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { b.Close() })
	return b
}

func (v *vault) try(pairs ...string) (*storage.Store, error) {
	v.Helper()
	return v.over(v.backend(), pairs...)
}

func (v *vault) over(b storage.Backend, pairs ...string) (*storage.Store, error) {
	v.Helper()
	ring, err := storage.ParseKeyring(strings.Join(append(pairs, v.index), ","))
	if err != nil {
		v.Fatal(err)
	}
	return storage.NewStore(v.Context(), b, ring)
}

// open opens the vault with these pairs, in this order, which must fit.
func (v *vault) open(pairs ...string) *storage.Store {
	v.Helper()
	s, err := v.try(pairs...)
	if err != nil {
		v.Fatal(err)
	}
	return s
}

func (v *vault) reseal(s *storage.Store) storage.Resealed {
	v.Helper()
	r, err := s.Reseal(v.Context(), storage.ResealOptions{})
	if err != nil {
		v.Fatal(err)
	}
	return r
}

// tell commits one more step, with an entry, to a person's record.
func tell(s *storage.Store, name, text string) error {
	id := s.ID(name)
	loaded, err := s.Read(context.Background(), id, "")
	if err != nil {
		return err
	}
	n := loaded.Version + 1
	loaded.Record.Chat = name
	loaded.Record.Answers = conversation.Answers{"first_name": text}
	_, err = s.Write(context.Background(), storage.Step{
		ID: id, Version: loaded.Version, Event: fmt.Sprintf("%s/%d", text, n), At: noon, Lease: time.Nanosecond,
		Result: conversation.Result{
			Record: loaded.Record, Event: conversation.Event{ID: fmt.Sprint("u", n), Message: &conversation.Incoming{Text: text}},
			Entries: []conversation.Entry{{ID: fmt.Sprint("e", n), Side: conversation.Chat, Send: &conversation.Message{HTML: text}}},
		},
	})
	return err
}

// fill tells three people two things each, and parks an event of one.
func (v *vault) fill(s *storage.Store) {
	v.Helper()
	for _, name := range []string{"ana", "ben", "eva"} {
		for _, text := range []string{"first", "second"} {
			if err := tell(s, name, text); err != nil {
				v.Fatal(err)
			}
		}
	}
	if err := s.Park(v.Context(), s.ID("eva"), conversation.Event{ID: "u9", Kind: conversation.Said}, noon); err != nil {
		v.Fatal(err)
	}
}

// contents is all that can be read, opened.
func (v *vault) contents(s *storage.Store) map[string]any {
	v.Helper()
	out := map[string]any{}
	for _, name := range []string{"ana", "ben", "eva"} {
		id := s.ID(name)
		loaded, err := s.Read(v.Context(), id, "")
		history, errHistory := s.History(v.Context(), id, 0, 1000)
		parked, errParked := s.Parked(v.Context(), id)
		entries, errEntries := s.Entries(v.Context(), id)
		if err := errors.Join(err, errHistory, errParked, errEntries); err != nil {
			v.Fatal(err)
		}
		names := []string{}
		for _, e := range entries {
			names = append(names, e.ID)
		}
		out[name] = []any{loaded, history, parked, names}
	}
	return out
}

// assertGone closes nothing, but asks SQLite to bring its log into the file, and
// searches it.
func (v *vault) assertGone(id string, last *sqlite.Store) {
	v.Helper()
	if err := last.Close(); err != nil {
		v.Fatal(err)
	}
	content, err := os.ReadFile(v.path)
	if err != nil {
		v.Fatal(err)
	}
	if n := bytes.Count(content, []byte(id)); n > 0 {
		v.Errorf("the file names the key %q %d times", id, n)
	}
}

// TestTheOldKeyCanBeTakenOut rotates the sealing key as the help of cases reseal
// says, and then starts with the new key alone.
func TestTheOldKeyCanBeTakenOut(t *testing.T) {
	v := newVault(t)
	s := v.open(v.old)
	v.fill(s)
	want := v.contents(s)
	v.pass(storage.SealingLease)
	r := v.reseal(v.open(v.new, v.old))
	// Three rows, six journal lines, six entries, one parked event.
	if diff := cmp.Diff(storage.Resealed{Key: newID, Records: 3, Values: 16, Resealed: 16, Free: []string{oldID}}, r); diff != "" {
		t.Errorf("the first reseal:\n%s", diff)
	}
	again := v.reseal(v.open(v.new, v.old))
	if again.Resealed != 0 || again.Values != 16 {
		t.Errorf("the second reseal: %+v", again)
	}
	alone := v.open(v.new)
	if diff := cmp.Diff(want, v.contents(alone)); diff != "" {
		t.Errorf("resealed, it reads otherwise:\n%s", diff)
	}
	deliveries, err := alone.Next(t.Context(), noon, storage.Room{10, 10}, time.Minute)
	if err != nil || len(deliveries) != 3 || deliveries[0].Unreadable != nil || deliveries[0].Entry.Send.HTML != "first" {
		t.Errorf("what waited: %+v, %v", deliveries, err)
	}
}

// TestNoByteOfTheOldKeyIsLeft searches the file after everybody has closed it.
func TestNoByteOfTheOldKeyIsLeft(t *testing.T) {
	v := newVault(t)
	open := func(pairs ...string) (*storage.Store, *sqlite.Store) {
		b, err := sqlite.Open(t.Context(), v.path, sqlite.Clock(v.clock))
		if err != nil {
			t.Fatal(err)
		}
		s, err := v.over(b, pairs...)
		if err != nil {
			t.Fatal(err)
		}
		return s, b
	}
	s, bot := open(v.old)
	v.fill(s)
	if err := bot.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(v.path)
	if err != nil || bytes.Count(content, []byte(oldID)) < 16 {
		t.Fatalf("the search finds nothing where there is something: %v", err)
	}
	v.pass(storage.SealingLease)
	s, last := open(v.new, v.old)
	v.reseal(s)
	v.assertGone(oldID, last)
}

// failing is a backend whose power is cut at its nth replacement, before or
// after that is done.
type failing struct {
	storage.Backend
	left  int
	after bool
}

var errCut = errors.New("the power is cut")

func (f *failing) Replace(ctx context.Context, id string, swaps []storage.Swap) (int, error) {
	if f.left--; f.left >= 0 {
		return f.Backend.Replace(ctx, id, swaps[:1]) // the rest in further rounds
	}
	if f.after {
		_, _ = f.Backend.Replace(ctx, id, swaps[:1])
	}
	return 0, errCut
}

func (f *failing) Release(context.Context, string, string) error { return errCut } // nobody tidies up

// TestAResealThatIsCutOffGoesOn cuts the power at each replacement: everything
// can be read at any time, and the next reseal does what is left.
func TestAResealThatIsCutOffGoesOn(t *testing.T) {
	v := newVault(t)
	s := v.open(v.old)
	v.fill(s)
	want := v.contents(s)
	for cut := 0; ; cut++ {
		v.pass(storage.SealingLease)
		f := &failing{Backend: v.backend(), left: cut % 3, after: cut%2 == 0}
		s, err := v.over(f, v.new, v.old)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Reseal(t.Context(), storage.ResealOptions{})
		if diff := cmp.Diff(want, v.contents(v.open(v.new, v.old))); diff != "" {
			t.Fatalf("after cut %d it reads otherwise:\n%s", cut, diff)
		}
		if err == nil {
			if cut < 5 || len(r.Free) != 1 {
				t.Errorf("done after %d cuts: %+v", cut, r)
			}
			break
		}
		if !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		if _, err := v.try(v.new); err == nil || !strings.Contains(err.Error(), oldID) {
			t.Fatalf("after cut %d the old key is not asked for: %v", cut, err)
		}
	}
	v.open(v.new)
}

// TestTwoResealsAtOnce starts a second one in the middle of the first.
func TestTwoResealsAtOnce(t *testing.T) {
	v := newVault(t)
	v.fill(v.open(v.old))
	v.pass(storage.SealingLease)
	s := v.open(v.new, v.old)
	r, err := s.Reseal(t.Context(), storage.ResealOptions{Progress: func(storage.Resealed) {
		if _, err := v.open(v.new, v.old).Reseal(t.Context(), storage.ResealOptions{}); !errors.Is(err, storage.ErrResealing) {
			t.Errorf("the second: %v", err)
		}
	}})
	if err != nil || len(r.Free) != 1 {
		t.Errorf("the first: %+v, %v", r, err)
	}
	v.reseal(v.open(v.new)) // the first has given everything back
}

// TestABotWithTheOldOrderIsNoticed reseals beside a bot that goes on sealing
// with the old key: the key stays in use until that bot is gone.
func TestABotWithTheOldOrderIsNoticed(t *testing.T) {
	v := newVault(t)
	bot := v.open(v.old, v.new)
	v.fill(bot)
	s := v.open(v.new, v.old)
	r, err := s.Reseal(t.Context(), storage.ResealOptions{Progress: func(storage.Resealed) {
		if err := tell(bot, "ana", "beside"); err != nil {
			t.Error(err)
		}
	}})
	if err != nil || r.Resealed < 16 || len(r.Free) != 0 || !cmp.Equal(r.Busy, []string{oldID}) {
		t.Fatalf("beside the bot: %+v, %v", r, err)
	}
	if _, err := v.try(v.new); err == nil || !strings.Contains(err.Error(), `the pair "`+oldID+`" is missing`) {
		t.Errorf("without the old key: %v", err)
	}
	v.pass(storage.SealingLease) // the bot is stopped
	if r = v.reseal(s); r.Resealed == 0 || !cmp.Equal(r.Free, []string{oldID}) {
		t.Errorf("without the bot: %+v", r)
	}
	v.contents(v.open(v.new))
}

// TestAResealWaitsForABotToBeGone looks once more at what the bot sealed until
// then.
func TestAResealWaitsForABotToBeGone(t *testing.T) {
	v := newVault(t)
	bot := v.open(v.old, v.new)
	v.fill(bot)
	s := v.open(v.new, v.old)
	seen := 0
	r, err := s.Reseal(t.Context(), storage.ResealOptions{Wait: time.Minute, Progress: func(storage.Resealed) {
		if seen++; seen != 3 {
			return
		}
		if err := tell(bot, "ana", "the bot's last words"); err != nil {
			t.Error(err)
		}
		v.pass(storage.SealingLease)
		if err := s.HoldKeyNow(t.Context()); err != nil {
			t.Error(err)
		}
	}})
	if err != nil || !cmp.Equal(r.Free, []string{oldID}) || r.Resealed < 19 || r.Records != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	v.contents(v.open(v.new))
}

// TestAKeyThatIsTakenOutOfUseSealsNoMore starts a bot with the old order in the
// middle of a reseal.
func TestAKeyThatIsTakenOutOfUseSealsNoMore(t *testing.T) {
	v := newVault(t)
	v.fill(v.open(v.old))
	v.pass(storage.SealingLease)
	_, err := v.open(v.new, v.old).Reseal(t.Context(), storage.ResealOptions{Progress: func(storage.Resealed) {
		if _, err := v.try(v.old, v.new); err == nil || !strings.Contains(err.Error(), "taking the key") {
			t.Errorf("started with the old order: %v", err)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestABotThatWasAwayBringsItsKeyBack wakes a bot, after the reseal is done,
// that had been held up for longer than its lease: what it seals then is not
// forgotten.
func TestABotThatWasAwayBringsItsKeyBack(t *testing.T) {
	v := newVault(t)
	bot := v.open(v.old, v.new)
	v.fill(bot)
	v.pass(storage.SealingLease)
	v.reseal(v.open(v.new, v.old))
	if err := tell(bot, "ana", "I was away"); err != nil {
		t.Fatal(err)
	}
	if err := bot.HoldKeyNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := v.try(v.new); err == nil || !strings.Contains(err.Error(), oldID) {
		t.Errorf("without the key that sealed again: %v", err)
	}
	v.pass(storage.SealingLease)
	if r := v.reseal(v.open(v.new, v.old)); !cmp.Equal(r.Free, []string{oldID}) || r.Resealed != 3 {
		t.Errorf("the next reseal: %+v", r)
	}
}

// TestWritersAndAReseal lets four write without a pause while everything is
// sealed anew: no step and no word of theirs is lost.
func TestWritersAndAReseal(t *testing.T) {
	v := newVault(t)
	v.fill(v.open(v.old))
	v.pass(storage.SealingLease)
	const steps = 10
	var writing sync.WaitGroup
	for w := range 4 {
		bot := v.open(v.new, v.old)
		writing.Go(func() {
			for i := range steps {
				for {
					err := tell(bot, []string{"ana", "ben"}[w%2], fmt.Sprintf("%d of writer %d", i, w))
					if err == nil {
						break
					}
					if !errors.Is(err, storage.ErrConflict) {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	s := v.open(v.new, v.old)
	r := v.reseal(s)
	writing.Wait()
	if !cmp.Equal(r.Free, []string{oldID}) || r.Resealed < 5 {
		t.Errorf("%+v", r)
	}
	alone := v.open(v.new)
	for _, name := range []string{"ana", "ben"} {
		history, err := alone.History(t.Context(), alone.ID(name), 0, 1000)
		if err != nil || len(history) != 2+2*steps {
			t.Errorf("%s has %d lines, want %d: %v", name, len(history), 2+2*steps, err)
		}
		entries, err := alone.Entries(t.Context(), alone.ID(name))
		if err != nil || len(entries) != 2+2*steps || entries[0].ID != "e1" {
			t.Errorf("%d entries wait for %s: %v", len(entries), name, err)
		}
	}
}

// TestWhatCannotBeOpenedIsToldAndKept reseals around a damaged record.
func TestWhatCannotBeOpenedIsToldAndKept(t *testing.T) {
	v := newVault(t)
	s := v.open(v.old)
	v.fill(s)
	row, err := s.Load(t.Context(), s.ID("ben"), "")
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(row.Data)
	damaged[len(damaged)-1] ^= 1
	swap := storage.Swap{Place: storage.Place{Part: storage.InRow}, Old: row.Data, New: damaged}
	if done, err := s.Replace(t.Context(), s.ID("ben"), []storage.Swap{swap}); err != nil || done != 1 {
		t.Fatal(done, err)
	}
	v.pass(storage.SealingLease)
	r := v.reseal(v.open(v.new, v.old))
	if r.Unopened != 1 || !cmp.Equal(r.Broken, []string{s.ID("ben")}) || !cmp.Equal(r.Kept, []string{oldID}) || len(r.Free) != 0 || r.Resealed != 15 {
		t.Errorf("%+v", r)
	}
	if row, err := s.Load(t.Context(), s.ID("ben"), ""); err != nil || !bytes.Equal(row.Data, damaged) {
		t.Errorf("what could not be opened was touched: %v", err)
	}
}

// TestWrongKeysAreRefused opens a storage with keys that do not fit: nothing is
// read with them, and each wrong pair is named.
func TestWrongKeysAreRefused(t *testing.T) {
	v, other := newVault(t), newVault(t)
	v.open(v.old)
	v.open(v.new, v.old)
	for name, c := range map[string]struct{ keys, words string }{
		"another index key":            {v.new + "," + v.old + "," + other.index, "its index key"},
		"no index key":                 {v.new + "," + v.old, "its index key"},
		"the first key is missing":     {v.old + "," + v.index, `the pair "` + newID + `" is missing`},
		"the old key is missing":       {v.new + "," + v.index, `the pair "` + oldID + `" is missing`},
		"both are missing":             {strings.Replace(other.new, newID, "k9", 1) + "," + v.index, `the pair "` + newID + `" is missing`},
		"another key of the first id":  {other.new + "," + v.old + "," + v.index, `the pair "` + newID + `" holds another key`},
		"another key of the second id": {v.new + "," + other.old + "," + v.index, `the pair "` + oldID + `" holds another key`},
	} {
		ring, err := storage.ParseKeyring(c.keys)
		if err != nil {
			t.Fatal(err)
		}
		_, err = storage.NewStore(t.Context(), v.backend(), ring)
		if err == nil || !strings.Contains(err.Error(), "DATA_KEYS") || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	v.open(v.old, v.new) // any order will do
}
