package redis_test

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
	"residencyassist/storage/redis"
	"residencyassist/storage/redis/redistest"
	"residencyassist/storage/storagetest"
)

// TestContractOnMiniredis runs the suite where the clock can be moved.
func TestContractOnMiniredis(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	storagetest.Run(t, func(t *testing.T) storagetest.Harness {
		server.FlushAll()
		if err := server.Set("ra:layout", "1/4"); err != nil { // its Lua is slow
			t.Fatal(err)
		}
		now := time.Date(2027, 3, 14, 9, 0, 0, 0, time.UTC)
		server.SetTime(now)
		url := "redis://" + server.Addr()
		return storagetest.Harness{
			Backend: open(t, url),
			Reopen:  func(t *testing.T) storage.Backend { return open(t, url) },
			Lease:   time.Minute,
			Pass: func(d time.Duration) {
				now = now.Add(d)
				server.SetTime(now)
			},
		}
	})
}

// TestContractOnRedis runs it on the real thing.
func TestContractOnRedis(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	client := server.Client()
	storagetest.Run(t, func(t *testing.T) storagetest.Harness {
		flush(t, client)
		return storagetest.Harness{
			Backend: open(t, server.URL()),
			Reopen:  func(t *testing.T) storage.Backend { return open(t, server.URL()) },
			Lease:   shortLease,
			Pass:    func(d time.Duration) { pass(t, d, client) },
		}
	})
}

// TestContractOnCluster runs it where a script that touches two slots is
// refused.
func TestContractOnCluster(t *testing.T) {
	t.Parallel()
	cluster := redistest.NewCluster(t)
	var nodes []*goredis.Client
	for _, node := range cluster.Nodes {
		nodes = append(nodes, node.Client())
	}
	storagetest.Run(t, func(t *testing.T) storagetest.Harness {
		flush(t, nodes...)
		return storagetest.Harness{
			Backend: open(t, cluster.URL()),
			Reopen:  func(t *testing.T) storage.Backend { return open(t, cluster.URL()) },
			Lease:   shortLease,
			Pass:    func(d time.Duration) { pass(t, d, nodes...) },
		}
	})
}

// TestContractOnSentinel runs it where the client asks for the master first,
// and where each write waits for a replica.
func TestContractOnSentinel(t *testing.T) {
	t.Parallel()
	sentinel := redistest.NewSentinel(t, "--min-replicas-to-write", "1", "--appendfsync", "everysec")
	master := sentinel.Master().Client()
	url := sentinel.URL() + "?wait=1&wait_timeout=10s"
	storagetest.Run(t, func(t *testing.T) storagetest.Harness {
		flush(t, master)
		return storagetest.Harness{
			Backend: open(t, url),
			Reopen:  func(t *testing.T) storage.Backend { return open(t, url) },
			Lease:   shortLease,
			Pass:    func(d time.Duration) { pass(t, d, master) },
		}
	})
}

// shortLease is what a story lets run out on a real clock.
const shortLease = 20 * time.Millisecond

func flush(t *testing.T, servers ...*goredis.Client) {
	t.Helper()
	for _, server := range servers {
		if err := server.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// pass lets lease time pass on real servers: it waits for the first one's
// clock, or, where that would take hours, makes all dedupe marks older.
func pass(t *testing.T, d time.Duration, servers ...*goredis.Client) {
	t.Helper()
	if d >= time.Hour {
		for _, server := range servers {
			makeMarksOlder(t, server, d)
		}
		return
	}
	start := clockOf(t, servers[0])
	for clockOf(t, servers[0]).Sub(start) <= d+time.Millisecond {
	}
}

func clockOf(t *testing.T, server *goredis.Client) time.Time {
	t.Helper()
	now, err := server.Time(context.WithoutCancel(t.Context())).Result()
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func makeMarksOlder(t *testing.T, server *goredis.Client, d time.Duration) {
	t.Helper()
	keys, err := server.Keys(t.Context(), "ra:*:seen:*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		marks, err := server.ZRange(t.Context(), key, 0, -1).Result()
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range marks {
			if err := server.ZIncrBy(t.Context(), key, -d.Seconds(), mark).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func open(t testing.TB, url string) *redis.Store {
	t.Helper()
	s, err := redis.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
