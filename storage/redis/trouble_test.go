package redis

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

func TestScriptsAreSentAgainAfterAFlush(t *testing.T) {
	server := redistest.New(t)
	s := openReal(t, server.URL())
	flush := func() {
		if err := server.Client().ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	flush()
	now := time.Now()
	commit := everything(now)
	commit.Lease = 0
	if _, err := s.Commit(t.Context(), commit); err != nil {
		t.Fatal(err)
	}
	flush()
	claims, err := s.ClaimEntries(t.Context(), now, storage.Room{10}, time.Minute)
	if err != nil || len(claims) != 2 {
		t.Fatalf("claimed %d entries: %v", len(claims), err)
	}
	flush()
	wakes, err := s.ClaimWakes(t.Context(), now, 10, time.Minute)
	if err != nil || len(wakes) != 1 {
		t.Fatalf("claimed %d wake-ups: %v", len(wakes), err)
	}
	flush()
	if p, err := s.Pending(t.Context()); err != nil || p.InFlight != 3 {
		t.Fatalf("%d in flight: %v", p.InFlight, err)
	}
}

func TestACrashLosesNothingThatWasCommitted(t *testing.T) {
	server := redistest.New(t)
	s := openReal(t, server.URL())
	now := time.Now()
	claims, err := s.Commit(t.Context(), everything(now))
	if err != nil {
		t.Fatal(err)
	}

	server.Kill()
	if _, err := s.Load(t.Context(), someone, "event"); err == nil {
		t.Fatal("a record was loaded from a server that is gone")
	}
	if claims, err := s.ClaimEntries(t.Context(), now, storage.Room{10}, time.Minute); err == nil {
		t.Fatalf("claimed %d entries from a server that is gone", len(claims))
	}
	server.Restart()

	row, err := s.Load(t.Context(), someone, "event")
	if err != nil || row.Version != 1 || !row.Seen {
		t.Fatalf("version %d, seen %v: %v", row.Version, row.Seen, err)
	}
	next, err := s.Settle(t.Context(), storage.Settlement{
		Lane: claims[0].Lane, Entry: claims[0].Entry.ID, Token: claims[0].Token, Now: now, Lease: time.Minute,
	})
	if err != nil || next == nil || next.Entry.ID != "second" {
		t.Fatalf("the lease did not outlive the crash: %v", err)
	}
}

func TestACommitWhoseAnswerIsLostIsKnownAsRepeated(t *testing.T) {
	server := redistest.New(t)
	proxy := startProxy(t, server.Address())
	s := openReal(t, "redis://"+proxy.address)

	proxy.mute.Store(true)
	if _, err := s.Commit(t.Context(), everything(time.Now())); err == nil {
		t.Fatal("a commit without an answer succeeded")
	}
	proxy.mute.Store(false)

	if _, err := s.Commit(t.Context(), everything(time.Now())); !errors.Is(err, storage.ErrRepeated) {
		t.Fatalf("the repeated commit: %v", err)
	}
	row, err := s.Load(t.Context(), someone, "event")
	if err != nil || row.Version != 1 {
		t.Fatalf("version %d: %v", row.Version, err)
	}
}

// TestAClusterRepeatsNothingByItself cuts the line behind a commit. The Cluster's
// client would send it again and give ErrRepeated, its own repeat's refusal, for
// the commit's answer.
func TestAClusterRepeatsNothingByItself(t *testing.T) {
	t.Parallel()
	server := redistest.NewCluster(t).Nodes[0]
	proxy := startProxy(t, server.Address())
	client := goredis.NewClusterClient(&goredis.ClusterOptions{
		MaxRetries: -1,
		ClusterSlots: func(context.Context) ([]goredis.ClusterSlot, error) {
			return []goredis.ClusterSlot{{Start: 0, End: 16383, Nodes: []goredis.ClusterNode{{Addr: proxy.address}}}}, nil
		},
	})
	defer client.Close()
	s := &Store{client: client, partitions: partitionsOfCluster}
	var err error
	if s.scripts, err = newScripts(); err != nil {
		t.Fatal(err)
	}
	if err := s.loadScripts(t.Context(), server.Client()); err != nil {
		t.Fatal(err)
	}
	commit := everything(time.Now())
	for slotOf(t, server, s.partition(commit.ID)) > 16384/3 {
		commit.ID = shardSigns[len(commit.ID)%len(shardSigns):][:1] + commit.ID // until the record lies on this node
	}
	if _, err := s.Load(t.Context(), commit.ID, ""); err != nil {
		t.Fatal(err)
	}
	proxy.swallow.Store(1)
	if _, err := s.Commit(t.Context(), commit); err == nil || errors.Is(err, storage.ErrRepeated) {
		t.Errorf("the commit whose answer was lost: %v", err)
	}
	if _, err := s.Commit(t.Context(), commit); !errors.Is(err, storage.ErrRepeated) {
		t.Errorf("the repeated commit: %v", err)
	}
}

// slotOf asks a node of a Cluster for a partition's slot.
func slotOf(t *testing.T, server *redistest.Server, p partition) int64 {
	t.Helper()
	slot, err := server.Client().ClusterKeySlot(t.Context(), p.counters()).Result()
	if err != nil {
		t.Fatal(err)
	}
	return slot
}

func TestADeadlineEndsACall(t *testing.T) {
	server := redistest.New(t)
	s := openReal(t, server.URL())
	if err := server.Client().ClientPause(t.Context(), time.Minute).Err(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Load(ctx, someone, ""); err == nil {
		t.Fatal("a paused server answered")
	}
}

func TestOneNodeAwayDoesNotStopTheOthers(t *testing.T) {
	cluster := redistest.NewCluster(t)
	for _, node := range cluster.Nodes { // the usual setting where a part shall go on alone
		if err := node.Client().ConfigSet(t.Context(), "cluster-require-full-coverage", "no").Err(); err != nil {
			t.Fatal(err)
		}
	}
	s := openReal(t, cluster.URL())
	now := time.Now()
	const records = 64
	for i := range records {
		id := string([]byte{shardSigns[i/32], shardSigns[i%32]}) + "someone"
		commit := storage.Commit{ID: id, At: now, Entries: []storage.Entry{{ID: "1", Side: "chat"}}}
		if _, err := s.Commit(t.Context(), commit); err != nil {
			t.Fatal(err)
		}
	}
	cluster.Nodes[1].Kill()
	claims, err := s.ClaimEntries(t.Context(), now, storage.Room{records}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if len(claims) == 0 || len(claims) >= records {
		t.Errorf("claimed %d of %d entries, want those of two nodes", len(claims), records)
	}
	if _, err := s.Pending(t.Context()); err == nil {
		t.Error("the figures hide that a node is away")
	}
}

func TestOpenRefusesAServerThatEvicts(t *testing.T) {
	server := redistest.New(t, "--maxmemory-policy", "allkeys-lru")
	if err := server.Client().ConfigSet(t.Context(), "requirepass", secret).Err(); err != nil {
		t.Fatal(err)
	}
	url := strings.Replace(server.URL(), "redis://", "redis://:"+secret+"@", 1)
	_, err := Open(t.Context(), url)
	if err == nil || !strings.Contains(err.Error(), "set maxmemory-policy noeviction") {
		t.Fatalf("got %v", err)
	}
	_, err = Open(t.Context(), strings.Replace(server.URL(), "redis://", "redis://:x"+secret+"@", 1))
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Fatal("a wrong password was accepted or printed")
	}
}

func TestOpenRefusesAReplica(t *testing.T) {
	master := redistest.New(t)
	host, port, _ := strings.Cut(master.Address(), ":")
	replica := redistest.New(t, "--replicaof", host+" "+port)
	if _, err := Open(t.Context(), replica.URL()); err == nil || !strings.Contains(err.Error(), "replica") {
		t.Fatalf("got %v", err)
	}
}

func TestOpenWarnsWhenPersistenceIsOff(t *testing.T) {
	server := redistest.New(t, "--appendonly", "no")
	var log bytes.Buffer
	openReal(t, server.URL(), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if !strings.Contains(log.String(), "set appendonly yes") || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("logged %s", log.String())
	}
}

func TestOpenWarnsOfAWrongClock(t *testing.T) {
	server := miniredis.RunT(t)
	server.SetTime(time.Now().Add(-time.Minute))
	var log bytes.Buffer
	openReal(t, "redis://"+server.Addr(), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if !strings.Contains(log.String(), "difference=-1m0s") {
		t.Errorf("logged %s", log.String())
	}
}

func TestOpenKeepsTheLayout(t *testing.T) {
	server := miniredis.RunT(t)
	url := "redis://" + server.Addr()
	openReal(t, url)
	if got, _ := server.Get(layoutKey); got != "1/16" {
		t.Errorf("the layout is %q", got)
	}
	for layout, fits := range map[string]bool{"1/64": true, "2/16": false, "1/0": false, "else": false} {
		if err := server.Set(layoutKey, layout); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), url)
		if (err == nil) != fits {
			t.Errorf("layout %q: %v", layout, err)
		}
		if err == nil {
			if s.partitions != 64 {
				t.Errorf("layout %q gives %d partitions", layout, s.partitions)
			}
			_ = s.Close()
		}
	}
}

func TestCheckJudgesVersionsAndSettings(t *testing.T) {
	for _, c := range []struct {
		info, refused string
		warnings      int
	}{
		{"redis_version:6.2.0\r\nrole:master\r\nmaxmemory_policy:noeviction\r\naof_enabled:1", "", 0},
		{"redis_version:6.0.16", "use Redis 6.2 or later", 2},
		{"redis_version:10.0.0\naof_enabled:1\nmaxmemory_policy:noeviction\naof_last_write_status:err", "", 1},
		{"redis_version:old", "cannot be read", 2},
		{"maxmemory_policy:volatile-ttl\naof_enabled:1", "set maxmemory-policy noeviction", 0},
		{"maxmemory_policy:noeviction\naof_enabled:1\nconnected_slaves:2", "", 1},
		{"maxmemory_policy:noeviction\naof_enabled:1\nconnected_slaves:2\nmin_slaves_good_slaves:2", "", 0},
	} {
		info := parseInfo(c.info)
		err := refuse(info)
		if (err != nil) != (c.refused != "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%q: got %v", c.info, err)
		}
		if got := warnings(info); len(got) != c.warnings {
			t.Errorf("%q: warned of %q", c.info, got)
		}
	}
}

func TestCloseLeavesNothingRunning(t *testing.T) {
	server := redistest.New(t)
	before := goleak.IgnoreCurrent()
	s, err := Open(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, before)
}

// proxy stands between a store and its server. While it is mute it passes
// requests on, and cuts the connection instead of passing an answer back; it
// does so also for as many answers as it shall swallow.
type proxy struct {
	address string
	mute    atomic.Bool
	swallow atomic.Int64
}

func startProxy(t *testing.T, server string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p := &proxy{address: listener.Addr().String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go p.carry(client, server)
		}
	}()
	return p
}

func (p *proxy) carry(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client) // ends when either side is closed
		_ = server.Close()
	}()
	answer := make([]byte, 64<<10)
	for {
		n, err := server.Read(answer)
		if err != nil || p.mute.Load() || p.swallow.Load() > 0 && p.swallow.Add(-1) >= 0 {
			return
		}
		if _, err := client.Write(answer[:n]); err != nil {
			return
		}
	}
}
