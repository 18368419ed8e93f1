package redistest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// masterName is what the Sentinels call the master.
const masterName = "main"

// sentinels is how many watch; two of them have to agree that the master is
// gone.
const (
	sentinels = 3
	quorum    = 2
)

// Milliseconds after which a Sentinel takes a master for gone, and tries a
// failover again that did not succeed (twice that).
const (
	downAfter       = 1000
	failoverTimeout = 2000
)

// failoverPatience is how long a failover may take on a busy machine.
const failoverPatience = 90 * time.Second

// hearsay is how long Sentinels have to hear of a new master from each other.
const hearsay = 10 * time.Second

// Sentinel is a master with two replicas, and three Sentinels that watch them.
type Sentinel struct {
	Nodes    []*Server // the first one was the first master
	watchers []*Server
	t        testing.TB
}

// NewSentinel starts three servers with further options and three Sentinels. It
// is skipped or fails like New.
func NewSentinel(t testing.TB, options ...string) *Sentinel {
	t.Helper()
	s := &Sentinel{t: t}
	// A replica gets its first copy at once, instead of with others that may
	// come within seconds.
	options = append([]string{"--repl-diskless-sync-delay", "0"}, options...)
	s.Nodes = append(s.Nodes, New(t, options...))
	for range 2 {
		s.Nodes = append(s.Nodes, New(t, append(follows(s.Nodes[0]), options...)...))
	}
	for range sentinels {
		s.watchers = append(s.watchers, watch(t, s.Nodes[0]))
	}
	s.awaitReplicas()
	for _, watcher := range s.watchers {
		s.awaitWatcher(watcher)
	}
	return s
}

// follows are the options of a replica.
func follows(master *Server) []string {
	return []string{"--replicaof", "127.0.0.1 " + strconv.Itoa(master.port)}
}

// watch starts a Sentinel. It looks around more often than it would in earnest,
// so that a test need not wait; that it was not given the processor for a while
// does not unnerve it.
func watch(t testing.TB, master *Server) *Server {
	t.Helper()
	w := &Server{t: t, dir: t.TempDir(), watches: fmt.Sprintf(
		"sentinel monitor %[1]s 127.0.0.1 %[2]d %[3]d\n"+
			"sentinel down-after-milliseconds %[1]s %[4]d\n"+
			"sentinel failover-timeout %[1]s %[5]d\n"+
			"sentinel parallel-syncs %[1]s 2\n", masterName, master.port, quorum, downAfter, failoverTimeout)}
	w.startSomewhere()
	err := w.Client().Do(t.Context(), "SENTINEL", "DEBUG",
		"PUBLISH-PERIOD", 100, "INFO-PERIOD", 100, "PING-PERIOD", 300, "TILT-TRIGGER", 60_000).Err()
	if err != nil {
		t.Fatalf("hastening a Sentinel: %v", err)
	}
	return w
}

// configuration writes the file that a Sentinel keeps its state in.
func (s *Server) configuration() string {
	s.t.Helper()
	path := filepath.Join(s.dir, "sentinel.conf")
	if err := os.WriteFile(path, []byte(s.watches), 0o600); err != nil {
		s.t.Fatalf("writing a Sentinel's configuration: %v", err)
	}
	return path
}

// URL is the set-up's address in the form that storage takes.
func (s *Sentinel) URL() string {
	var hosts []string
	for _, watcher := range s.watchers {
		hosts = append(hosts, watcher.Address())
	}
	return "redis+sentinel://" + strings.Join(hosts, ",") + "/" + masterName + "/0"
}

// Master is the server that a majority of the Sentinels takes for the master, or
// nil when they disagree.
func (s *Sentinel) Master() *Server {
	s.t.Helper()
	votes := map[string]int{}
	for _, watcher := range s.watchers {
		address := masterOf(s.t.Context(), watcher)
		if votes[address]++; votes[address] < quorum {
			continue
		}
		for _, node := range s.Nodes {
			if node.Address() == address {
				return node
			}
		}
	}
	return nil
}

// await waits for something, and says who takes whom for the master when it does
// not come.
func (s *Sentinel) await(what string, come func(context.Context) bool) {
	s.t.Helper()
	await(s.t, what, come, s)
}

func masterOf(ctx context.Context, watcher *Server) string {
	client := goredis.NewSentinelClient(&goredis.Options{Addr: watcher.Address(), DisableIdentity: true})
	defer func() { _ = client.Close() }() // nothing was written
	address, err := client.GetMasterAddrByName(ctx, masterName).Result()
	if err != nil || len(address) != 2 {
		return ""
	}
	return address[0] + ":" + address[1]
}

// KillMaster ends the master as a power cut would and returns it.
func (s *Sentinel) KillMaster() *Server {
	s.t.Helper()
	master := s.master()
	master.Kill()
	return master
}

// master waits until the Sentinels agree on one.
func (s *Sentinel) master() (master *Server) {
	s.t.Helper()
	s.await("an agreed master", func(context.Context) bool {
		master = s.Master()
		return master != nil
	})
	return master
}

// AwaitFailover waits until another server than the one that was killed is the
// master. Sentinels that have not heard of it after a while are told.
func (s *Sentinel) AwaitFailover(killed *Server) {
	s.t.Helper()
	late := time.Now().Add(hearsay)
	s.await("a new master", func(ctx context.Context) bool {
		if master := s.Master(); master != nil && master != killed {
			return master.info(ctx, "replication")["role"] == "master"
		}
		if promoted := s.promoted(ctx, killed); promoted != nil && time.Now().After(late) {
			s.correctAll(promoted)
		}
		return false
	})
}

// promoted is a server that a Sentinel has made the master in place of another,
// whether or not the others have heard of it.
func (s *Sentinel) promoted(ctx context.Context, instead *Server) *Server {
	for _, watcher := range s.watchers {
		address := masterOf(ctx, watcher)
		for _, node := range s.Nodes {
			if node != instead && node.Address() == address && node.info(ctx, "replication")["role"] == "master" {
				return node
			}
		}
	}
	return nil
}

// correctAll tells the Sentinels that follow another server which one to follow.
func (s *Sentinel) correctAll(master *Server) {
	s.t.Helper()
	for _, watcher := range s.watchers {
		if masterOf(s.t.Context(), watcher) != master.Address() {
			watcher.correct(master)
		}
	}
}

// Rejoin starts a killed server again as a replica of the master, and waits
// until both replicas have everything and all Sentinels agree, so that they are
// ready for the next failover.
func (s *Sentinel) Rejoin(killed *Server) {
	s.t.Helper()
	killed.RestartWith(follows(s.master())...)
	s.awaitReplicas()
	s.correctAll(s.master())
	for _, watcher := range s.watchers {
		s.awaitWatcher(watcher)
	}
}

// correct tells a Sentinel which master to watch. Sometimes one keeps the old
// master under the number of the new configuration, and then never hears the
// others. Those who ask them by majority do not mind one, but a second leaves no
// majority.
func (s *Server) correct(master *Server) {
	s.t.Helper()
	client := s.Client()
	for _, command := range [][]any{
		{"SENTINEL", "REMOVE", masterName},
		{"SENTINEL", "MONITOR", masterName, "127.0.0.1", master.port, quorum},
		{"SENTINEL", "SET", masterName, "down-after-milliseconds", downAfter, "failover-timeout", failoverTimeout, "parallel-syncs", 2},
	} {
		if err := client.Do(s.t.Context(), command...).Err(); err != nil {
			s.t.Fatalf("correcting a Sentinel: %v", err)
		}
	}
}

func (s *Sentinel) awaitReplicas() {
	s.t.Helper()
	s.await("the replicas", func(ctx context.Context) bool {
		master := s.Master()
		if master == nil {
			return false
		}
		return master.replicatesTo(ctx, 2)
	})
}

// awaitWatcher waits until a Sentinel knows everybody: before that there can be
// no failover.
func (s *Sentinel) awaitWatcher(watcher *Server) {
	s.t.Helper()
	s.await("the Sentinels", func(ctx context.Context) bool {
		return strings.HasSuffix(watcher.info(ctx, "sentinel")["master0"], fmt.Sprintf("slaves=2,sentinels=%d", sentinels))
	})
}

// CutOff separates the master from its replicas, lets it take writes all the
// same, and returns it: a password that they do not know keeps them out, while
// those who are in already stay. Killed and started again, it has forgotten
// about that.
func (s *Sentinel) CutOff() *Server {
	s.t.Helper()
	master := s.master()
	client := master.Client()
	for _, command := range [][]any{
		{"CONFIG", "SET", "min-replicas-to-write", "0"},
		{"CONFIG", "SET", "requirepass", "cut off"},
		{"CLIENT", "KILL", "TYPE", "replica"},
	} {
		if err := client.Do(s.t.Context(), command...).Err(); err != nil {
			s.t.Fatalf("cutting off the master: %v", err)
		}
	}
	return master
}

// String says who takes whom for the master, for a test that went wrong.
func (s *Sentinel) String() string {
	var b strings.Builder
	for _, watcher := range s.watchers {
		fmt.Fprintf(&b, "Sentinel %s follows %q\n", watcher.Address(), masterOf(context.Background(), watcher))
	}
	for _, node := range s.Nodes {
		fmt.Fprintln(&b, node)
	}
	return b.String()
}
