package redis

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

const someone = "q7someone"

// trips is a hook that counts round trips and looks at the keys of each script.
type trips struct {
	t     testing.TB
	mu    sync.Mutex
	count int
}

func (h *trips) DialHook(next goredis.DialHook) goredis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (h *trips) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		h.see(cmd)
		return next(ctx, cmd)
	}
}

func (h *trips) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		h.see(cmds...)
		return next(ctx, cmds)
	}
}

func (h *trips) see(cmds ...goredis.Cmder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count++
	for _, cmd := range cmds {
		if strings.HasPrefix(cmd.Name(), "eval") {
			h.oneTag(cmd.Args())
		}
	}
}

// oneTag asserts that all KEYS of a script lie in one slot.
func (h *trips) oneTag(args []any) {
	h.t.Helper()
	keys := args[3 : 3+args[2].(int)]
	for _, key := range keys {
		if tag(key.(string)) != tag(keys[0].(string)) {
			h.t.Errorf("a script touches %s and %s", keys[0], key)
		}
	}
}

// tag is the part of a key that decides its slot.
func tag(key string) string {
	if _, after, ok := strings.Cut(key, "{"); ok {
		if tag, _, ok := strings.Cut(after, "}"); ok && tag != "" {
			return tag
		}
	}
	return key
}

// of returns the round trips that do makes.
func (h *trips) of(do func() error) int {
	h.t.Helper()
	before := h.count
	if err := do(); err != nil {
		h.t.Fatal(err)
	}
	return h.count - before
}

// trip is a call and the round trips it may make.
type trip struct {
	doing string
	want  int
	do    func() error
}

func (h *trips) assert(steps []trip) {
	h.t.Helper()
	for _, step := range steps {
		if got := h.of(step.do); got != step.want {
			h.t.Errorf("%s took %d round trips, want %d", step.doing, got, step.want)
		}
	}
}

func TestRoundTripsOfADelivery(t *testing.T) {
	s := openReal(t, redistest.Start(t))
	h := &trips{t: t}
	s.client.AddHook(h)
	ctx, now := t.Context(), time.Now()
	lane := storage.Lane{Record: someone, Side: "chat"}
	claimEntries := func(want int) func() error {
		return func() error {
			got, err := s.ClaimEntries(ctx, now, storage.Room{100, 100, 100, 100}, time.Minute)
			if err == nil && len(got) != want {
				t.Errorf("claimed %d entries, want %d", len(got), want)
			}
			return err
		}
	}
	claimWakes := func(want int) func() error {
		return func() error {
			got, err := s.ClaimWakes(ctx, now, 100, time.Minute)
			if err == nil && len(got) != want {
				t.Errorf("claimed %d wake-ups, want %d", len(got), want)
			}
			return err
		}
	}
	var claims []storage.Claim
	var next *storage.Claim
	h.assert([]trip{
		{"looking for entries when nothing is due", 1, claimEntries(0)},
		{"looking for wake-ups when nothing is due", 1, claimWakes(0)},
		{"loading", 1, func() error {
			_, err := s.Load(ctx, someone, "event")
			return err
		}},
		{"committing", 1, func() (err error) {
			claims, err = s.Commit(ctx, everything(now))
			return err
		}},
		{"settling", 1, func() (err error) {
			next, err = s.Settle(ctx, storage.Settlement{
				Lane: lane, Entry: "first", Token: claims[0].Token, Receipt: "17", Now: now, Lease: time.Minute,
			})
			return err
		}},
		{"putting back", 1, func() error {
			return s.PutBack(ctx, storage.PutBack{Lane: lane, Entry: "second", Token: next.Token})
		}},
		{"claiming an entry", 2, claimEntries(1)},
		{"claiming a wake-up", 2, claimWakes(1)},
	})
}

func TestRoundTripsOfLookUps(t *testing.T) {
	s := openReal(t, redistest.Start(t))
	ctx := t.Context()
	if _, err := s.Commit(ctx, everything(time.Now())); err != nil {
		t.Fatal(err)
	}
	h := &trips{t: t}
	s.client.AddHook(h)
	h.assert([]trip{
		{"reading the journal", 1, func() error {
			_, err := s.Journal(ctx, someone, 0, 10)
			return err
		}},
		{"following an index", 1, func() error {
			_, err := s.Find(ctx, storage.ShardOf(someone), "reference", "A")
			return err
		}},
		{"counting", 1, func() error {
			_, err := s.Pending(ctx)
			return err
		}},
		{"acquiring a lease", 1, func() error {
			_, err := s.Acquire(ctx, "polling", "one", time.Minute)
			return err
		}},
		{"releasing it", 1, func() error { return s.Release(ctx, "polling", "one") }},
		{"booking a place", 1, func() error {
			_, _, err := s.Book(ctx, storage.Booking{Budget: "chat", Now: time.Now(), Rates: []storage.Rate{{N: 30, Per: time.Second}}})
			return err
		}},
		{"shutting a budget", 1, func() error { return s.Shut(ctx, "chat", time.Now()) }},
		{"reading a setting", 1, func() error {
			_, err := s.Meta(ctx, "fingerprint", "f")
			return err
		}},
	})
}

// everything is a commit that touches every kind of key.
func everything(now time.Time) storage.Commit {
	return storage.Commit{
		ID: someone, Data: []byte("data"), Event: "event", At: now, Journal: []byte("line"),
		Entries: []storage.Entry{
			{ID: "first", Side: "chat", Track: true},
			{ID: "second", Side: "chat", Ref: "first"},
			{ID: "third", Side: "desk"},
		},
		Wake:  now,
		Index: []storage.Index{{Name: "reference", Value: "A"}, {Name: "email", Value: "B"}, {Name: "reference", Value: "C"}},
		Lease: time.Minute,
	}
}

func openReal(t testing.TB, url string, options ...Option) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestPartitionFollowsTheShard(t *testing.T) {
	s := &Store{partitions: partitionsOfServer}
	for id, want := range map[string]partition{
		"00abc": 0, "0zabc": 31 % 16, "10abc": 32 % 16, "zzabc": 1023 % 16,
	} {
		if got := s.partition(id); got != want {
			t.Errorf("%s is kept in %d, want %d", id, got, want)
		}
	}
	for _, odd := range []string{"", "0", "??", "ñandú", "ZZ"} {
		if got := s.partition(odd); got < 0 || int(got) >= s.partitions {
			t.Errorf("%q is kept in %d", odd, got)
		}
	}
}

func TestEntriesSurvivePacking(t *testing.T) {
	for _, e := range []storage.Entry{
		{},
		{ID: "a", Ref: "b", Body: []byte("c"), Track: true},
		{ID: "1 2 3", Ref: " \x00", Body: []byte(" 4 5\xff\x00"), Repeatable: true},
	} {
		got, err := unpackEntry(packEntry(e))
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != e.ID || got.Ref != e.Ref || string(got.Body) != string(e.Body) || got.Track != e.Track || got.Repeatable != e.Repeatable {
			t.Errorf("got %+v, want %+v", got, e)
		}
	}
	for _, bad := range []string{"", "11 1", "1 1 1 ab", "11 x 1 ab", "11 1 x ab", "11 2 1 ab", "11 -1 1 ab"} {
		if _, err := unpackEntry([]byte(bad)); err == nil {
			t.Errorf("%q was unpacked", bad)
		}
	}
}
