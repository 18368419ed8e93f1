package redis

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// TestNoTroubleOfRedisIsTakenForARefusal lets Redis answer with everything that
// it says while it cannot work. Callers must not believe that an event was
// committed before, or a lease lost, because a master has become a replica.
func TestNoTroubleOfRedisIsTakenForARefusal(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	s := openReal(t, "redis://"+server.Addr())
	now := time.Now()
	lane := storage.Lane{Record: someone, Side: "chat"}
	calls := map[string]func() error{
		"loading":    func() error { _, err := s.Load(t.Context(), someone, "event"); return err },
		"committing": func() error { _, err := s.Commit(t.Context(), everything(now)); return err },
		"claiming entries": func() error {
			_, err := s.ClaimEntries(t.Context(), now, storage.Room{10, 10, 10, 10}, time.Minute)
			return err
		},
		"claiming wake-ups":  func() error { _, err := s.ClaimWakes(t.Context(), now, 10, time.Minute); return err },
		"settling":           func() error { _, err := s.Settle(t.Context(), storage.Settlement{Lane: lane}); return err },
		"putting back":       func() error { return s.PutBack(t.Context(), storage.PutBack{Lane: lane}) },
		"renewing":           func() error { return s.Renew(t.Context(), storage.Renewal{Lane: lane}) },
		"linking":            func() error { return s.Link(t.Context(), "thread", someone) },
		"resolving":          func() error { _, err := s.Resolve(t.Context(), "thread"); return err },
		"finding":            func() error { _, err := s.Find(t.Context(), "q7", "reference", "A"); return err },
		"reading a journal":  func() error { _, err := s.Journal(t.Context(), someone, 0, 10); return err },
		"acquiring a lease":  func() error { _, err := s.Acquire(t.Context(), "polling", "one", time.Minute); return err },
		"releasing it":       func() error { return s.Release(t.Context(), "polling", "one") },
		"reading a setting":  func() error { _, err := s.Meta(t.Context(), "name", "value"); return err },
		"listing records":    func() error { _, err := s.Records(t.Context(), "", 10); return err },
		"listing the parked": func() error { _, err := s.ParkedRecords(t.Context(), "", 10); return err },
		"reading entries":    func() error { _, err := s.Entries(t.Context(), someone); return err },
		"parking":            func() error { return s.Park(t.Context(), someone, storage.Parked{Event: "event"}) },
		"reading the parked": func() error { _, err := s.Parked(t.Context(), someone); return err },
		"unparking":          func() error { return s.Unpark(t.Context(), someone, "event") },
		"replacing":          func() error { _, err := s.Replace(t.Context(), someone, []storage.Swap{{}}); return err },
		"swapping a setting": func() error { _, err := s.SwapMeta(t.Context(), "name", "", "value"); return err },
		"booking a place": func() error {
			_, _, err := s.Book(t.Context(), storage.Booking{Budget: "chat", Now: now, Rates: []storage.Rate{{N: 30, Per: time.Second}}})
			return err
		},
		"shutting a budget":  func() error { return s.Shut(t.Context(), "chat", now) },
		"counting the queue": func() error { _, err := s.Pending(t.Context()); return err },
	}
	for _, answer := range []string{
		"READONLY You can't write against a read only replica.",
		"LOADING Redis is loading the dataset in memory",
		"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
		"CLUSTERDOWN Hash slot not served",
		"TRYAGAIN Multiple keys request during rehashing of slot",
		"OOM command not allowed when used memory > 'maxmemory'.",
		"MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
		"NOREPLICAS Not enough good replicas to write.",
		"BUSY Redis is busy running a script.",
		"NOAUTH Authentication required.",
		"ERR max number of clients reached",
	} {
		server.SetError(answer)
		for doing, call := range calls {
			err := call()
			if err == nil || !strings.Contains(err.Error(), answer) {
				t.Errorf("%s, Redis says %s: got %v", doing, answer, err)
			}
			for _, refusal := range []error{storage.ErrConflict, storage.ErrRepeated, storage.ErrTaken, storage.ErrLost, storage.ErrNotFound, storage.ErrFull} {
				if errors.Is(err, refusal) {
					t.Errorf("%s, Redis says %s: taken for %v", doing, answer, refusal)
				}
			}
		}
	}
}

// TestAFullMemoryTakesWholeCommitsOrNone fills a real server to its limit.
func TestAFullMemoryTakesWholeCommitsOrNone(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	s := openReal(t, server.URL())
	now := time.Now()
	claims, err := s.Commit(t.Context(), everything(now))
	if err != nil {
		t.Fatal(err)
	}
	limit := func(bytes string) {
		if err := server.Client().ConfigSet(t.Context(), "maxmemory", bytes).Err(); err != nil {
			t.Fatal(err)
		}
	}
	limit("1")
	next := everything(now)
	next.Version, next.Event = 1, "next"
	if _, err := s.Commit(t.Context(), next); err == nil || !strings.Contains(err.Error(), "OOM") {
		t.Fatalf("a full memory took a commit: %v", err)
	}
	end := storage.Settlement{Lane: claims[0].Lane, Entry: claims[0].Entry.ID, Token: claims[0].Token, Now: now, Lease: time.Minute}
	if _, err := s.Settle(t.Context(), end); err != nil {
		t.Errorf("what was sent cannot be settled, although that frees memory: %v", err)
	}
	row, err := s.Load(t.Context(), someone, "next")
	if err != nil || row.Version != 1 || row.Seen {
		t.Errorf("version %d, seen %v: %v", row.Version, row.Seen, err)
	}
	limit("0")
	if _, err := s.Commit(t.Context(), next); err != nil {
		t.Errorf("with memory again: %v", err)
	}
	if lines, err := s.Journal(t.Context(), someone, 0, 10); err != nil || len(lines) != 2 {
		t.Errorf("%d journal lines: %v", len(lines), err)
	}
}

// TestNoKindOfClientRepeatsByItself holds the options of all three.
func TestNoKindOfClientRepeatsByItself(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"redis://h", "redis+sentinel://h/main", "redis+cluster://h"} {
		c, err := connect(url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.client.Close() })
		var got goredis.Options
		switch client := c.client.(type) {
		case *goredis.ClusterClient:
			o := client.Options()
			got = goredis.Options{
				MaxRetries: o.MaxRetries, DialerRetries: o.DialerRetries, PipelinePoolSize: o.PipelinePoolSize,
				ContextTimeoutEnabled: o.ContextTimeoutEnabled, DisableIdentity: o.DisableIdentity,
				MaintNotificationsConfig: o.MaintNotificationsConfig,
			}
			if o.ReadOnly || o.RouteByLatency || o.RouteRandomly {
				t.Errorf("%s reads from replicas", url)
			}
		case *goredis.Client:
			got = *client.Options()
		}
		if got.MaxRetries > 0 || got.DialerRetries != 1 || !got.ContextTimeoutEnabled {
			t.Errorf("%s repeats, or overlooks deadlines", url)
		}
		if !got.DisableIdentity || got.MaintNotificationsConfig.Mode != maintnotifications.ModeDisabled || got.PipelinePoolSize >= 0 {
			t.Errorf("%s says more than it has to", url)
		}
	}
}
