package redis

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// pair is a master with one replica, which a test may take away.
type pair struct {
	master, replica *redistest.Server
}

func startPair(t *testing.T, options ...string) pair {
	t.Helper()
	options = append([]string{"--repl-diskless-sync-delay", "0", "--appendfsync", "everysec"}, options...)
	p := pair{master: redistest.New(t, options...)}
	host, port, _ := strings.Cut(p.master.Address(), ":")
	p.replica = redistest.New(t, append(options, "--replicaof", host+" "+port)...)
	p.master.AwaitReplicas(1)
	return p
}

func (p pair) url() string { return p.master.URL() + "?wait=1&wait_timeout=10s" }

// TestNothingIsAcknowledgedWithoutAReplica takes the only replica away, tries
// everything that a caller would take for done, and brings it back.
func TestNothingIsAcknowledgedWithoutAReplica(t *testing.T) {
	t.Parallel()
	p := startPair(t)
	s := openReal(t, p.url())
	now := time.Now()
	lane := storage.Lane{Record: someone, Side: "chat"}
	if _, err := s.Commit(t.Context(), storage.Commit{ID: someone, At: now, Event: "before"}); err != nil {
		t.Fatal(err)
	}
	commit := everything(now)
	commit.Version = 1
	p.replica.Kill()
	s.wait.timeout = 100 * time.Millisecond
	for range 2 { // the first time it writes, the second time it repeats
		if _, err := s.Commit(t.Context(), commit); !errors.Is(err, errUnconfirmed) {
			t.Fatalf("the commit: %v", err)
		}
	}
	for _, event := range []string{"before", "event"} {
		if _, err := s.Load(t.Context(), someone, event); !errors.Is(err, errUnconfirmed) {
			t.Fatalf("%s is told to be done: %v", event, err)
		}
	}
	if row, err := s.Load(t.Context(), someone, "another"); err != nil || row.Version != 2 {
		t.Fatalf("what nobody takes for done cannot be read: version %d, %v", row.Version, err)
	}
	for doing, call := range map[string]func() error{
		"linking":   func() error { return s.Link(t.Context(), "thread", someone) },
		"a setting": func() error { _, err := s.Meta(t.Context(), "name", "value"); return err },
		"parking":   func() error { return s.Park(t.Context(), someone, storage.Parked{Event: "parked", At: now}) },
		"unparking": func() error { return s.Unpark(t.Context(), someone, "another") },
		"resealing": func() error { _, err := s.Replace(t.Context(), someone, []storage.Swap{{}}); return err },
		"a lease":   func() error { _, err := s.Acquire(t.Context(), "polling", "one", time.Minute); return err },
		"a swap":    func() error { _, err := s.SwapMeta(t.Context(), "swapped", "", "value"); return err },
		"claiming": func() error {
			_, err := s.ClaimEntries(t.Context(), now, storage.Room{10, 10, 10, 10}, time.Minute)
			return err
		},
		"putting back what is held no more": func() error {
			return s.PutBack(t.Context(), storage.PutBack{Lane: lane, Entry: "first", Token: 1})
		},
		"settling what is held no more": func() error {
			_, err := s.Settle(t.Context(), storage.Settlement{Lane: lane, Entry: "first", Token: 1})
			return err
		},
	} {
		if err := call(); !errors.Is(err, errUnconfirmed) {
			t.Errorf("%s: %v", doing, err)
		}
	}
	host, port, _ := strings.Cut(p.master.Address(), ":")
	p.replica.RestartWith("--replicaof", host+" "+port)
	p.master.AwaitReplicas(1)
	afterTheReplicaIsBack(t, openReal(t, p.url()), commit)
}

// afterTheReplicaIsBack holds that what was written is acknowledged now, and
// that what was handed out meanwhile, to nobody, was neither sent nor counted.
func afterTheReplicaIsBack(t *testing.T, s *Store, commit storage.Commit) {
	t.Helper()
	if _, err := s.Commit(t.Context(), commit); !errors.Is(err, storage.ErrRepeated) {
		t.Errorf("the repeated commit: %v", err)
	}
	if row, err := s.Load(t.Context(), someone, "event"); err != nil || row.Version != 2 || !row.Seen {
		t.Errorf("version %d, seen %v: %v", row.Version, row.Seen, err)
	}
	claims, err := s.ClaimEntries(t.Context(), commit.At, storage.Room{10, 10, 10, 10}, time.Minute)
	if err != nil || len(claims) != 2 {
		t.Fatalf("claimed %d entries: %v", len(claims), err)
	}
	for _, c := range claims {
		if c.Tries != 0 || c.Unknowns != 0 {
			t.Errorf("%s counts %d tries, %d unknowns", c.Entry.ID, c.Tries, c.Unknowns)
		}
	}
	end := storage.Settlement{Lane: claims[0].Lane, Entry: claims[0].Entry.ID, Token: claims[0].Token, Lease: time.Minute}
	if _, err := s.Settle(t.Context(), end); err != nil {
		t.Error(err)
	}
	if _, err := s.Settle(t.Context(), end); !errors.Is(err, storage.ErrLost) {
		t.Errorf("settling twice: %v", err)
	}
	if value, err := s.Meta(t.Context(), "name", "another"); err != nil || value != "value" {
		t.Errorf("the setting is %q: %v", value, err)
	}
}

// TestEachNodeOfAClusterConfirmsItsOwn takes the replica of one master away: what
// is kept there is acknowledged no more, everything else is.
func TestEachNodeOfAClusterConfirmsItsOwn(t *testing.T) {
	t.Parallel()
	cluster := redistest.NewCluster(t)
	cluster.AddReplicas()
	s := openReal(t, cluster.URL()+"?wait=1&wait_timeout=10s")
	now := time.Now()
	const records = 24 // over nearly as many partitions
	all := func(version uint64) (unconfirmed int) {
		for i := range records {
			c := storage.Commit{ID: "0" + shardSigns[i:i+1] + "someone", Version: version, At: now, Entries: []storage.Entry{{ID: "1", Side: "chat"}}}
			_, err := s.Commit(t.Context(), c)
			if err != nil && !errors.Is(err, errUnconfirmed) {
				t.Fatal(err)
			}
			if err != nil {
				unconfirmed++
			}
		}
		return unconfirmed
	}
	if n := all(0); n != 0 {
		t.Fatalf("%d commits are unconfirmed while every master has its replica", n)
	}
	cluster.Replicas[0].Kill()
	s.wait.timeout = 100 * time.Millisecond
	if n := all(1); n == 0 || n == records {
		t.Errorf("%d of %d commits are unconfirmed, want those of one master", n, records)
	}
	claims, err := s.ClaimEntries(t.Context(), now, storage.Room{records}, time.Minute)
	if err != nil || len(claims) == 0 || len(claims) == records {
		t.Errorf("claimed %d of %d entries, want those of two masters: %v", len(claims), records, err)
	}
}

// TestConfirmedCallsTakeOneRoundTrip counts, as without WAIT.
func TestConfirmedCallsTakeOneRoundTrip(t *testing.T) {
	t.Parallel()
	p := startPair(t)
	s := openReal(t, p.url())
	h := &trips{t: t}
	s.client.AddHook(h)
	ctx, now := t.Context(), time.Now()
	var claims []storage.Claim
	h.assert([]trip{
		{"loading", 1, func() error { _, err := s.Load(ctx, someone, "event"); return err }},
		{"committing", 1, func() (err error) { claims, err = s.Commit(ctx, everything(now)); return err }},
		{"settling", 1, func() error {
			_, err := s.Settle(ctx, storage.Settlement{Lane: claims[0].Lane, Entry: "first", Token: claims[0].Token, Now: now, Lease: 0})
			return err
		}},
		{"claiming an entry", 2, func() error {
			_, err := s.ClaimEntries(ctx, now, storage.Room{10, 10, 10, 10}, time.Minute)
			return err
		}},
		{"linking", 1, func() error { return s.Link(ctx, "thread", someone) }},
		{"reading a setting", 1, func() error { _, err := s.Meta(ctx, "fingerprint", "f"); return err }},
		{"recognising a repeat", 2, func() error { _, err := s.Load(ctx, someone, "event"); return err }},
	})
}

// TestOpenWarnsWhereWaitCannotHold looks at what is logged at the start.
func TestOpenWarnsWhereWaitCannotHold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		info map[string]string
		want string
	}{
		"enough replicas, insisted on": {map[string]string{"connected_slaves": "1", "min_slaves_good_slaves": "1"}, ""},
		"too few replicas":             {map[string]string{"connected_slaves": "0", "min_slaves_good_slaves": "0"}, "until they are there"},
		"not insisted on":              {map[string]string{"connected_slaves": "0"}, "set min-replicas-to-write"},
		"a server that hides it":       {map[string]string{}, ""},
	} {
		got := strings.Join(confirmation{replicas: 1}.warnings(c.info), "\n")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: warned of %q", name, got)
		}
	}
	if got := (confirmation{}).warnings(map[string]string{"connected_slaves": "0"}); got != nil {
		t.Errorf("warned of %q where nobody waits", got)
	}
	p := startPair(t)
	var log bytes.Buffer
	openReal(t, p.url(), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if !strings.Contains(log.String(), "set min-replicas-to-write 1") || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("logged %s", log.String())
	}
}

func TestConnectReadsWait(t *testing.T) {
	t.Parallel()
	for options, want := range map[string]confirmation{
		"":                        {},
		"?wait=1":                 {replicas: 1, timeout: usualWait},
		"?wait=2&wait_timeout=5s": {replicas: 2, timeout: 5 * time.Second},
	} {
		for _, url := range []string{"redis://h", "redis+sentinel://h/main", "redis+cluster://h"} {
			c, err := connect(url + options)
			if err != nil || c.wait != want {
				t.Errorf("%s%s: got %+v, %v", url, options, c.wait, err)
				continue
			}
			_ = c.client.Close()
		}
	}
	for _, options := range []string{
		"wait=0", "wait=", "wait=one", "wait=-1", "wait_timeout=1s",
		"wait=1&wait_timeout=0", "wait=1&wait_timeout=1", "wait=1&wait_timeout=1m", "wait=1&wait_timeout=-1s",
	} {
		if _, err := connect("redis://:" + secret + "@h?" + options); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", options, err)
		}
	}
	for set, want := range map[time.Duration]time.Duration{0: 4 * time.Second, time.Second: 2 * time.Second, -1: -1} {
		if got := (confirmation{1, time.Second}).readTimeout(set); got != want {
			t.Errorf("a read timeout of %v becomes %v, want %v", set, got, want)
		}
	}
}
