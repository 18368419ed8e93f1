package redistest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// AwaitReplicas waits until so many replicas have everything that the server
// has, and follow it.
func (s *Server) AwaitReplicas(n int) {
	s.t.Helper()
	await(s.t, fmt.Sprintf("%d replicas", n), func(ctx context.Context) bool { return s.replicatesTo(ctx, n) }, s)
}

// replicatesTo says whether so many replicas follow the server and confirm what
// it writes. One that has just got its first copy may take a second to do so. A
// node of a Cluster is only asked for the first.
func (s *Server) replicatesTo(ctx context.Context, n int) bool {
	if s.replicas(ctx) != n {
		return false
	}
	client := goredis.NewClient(&goredis.Options{Addr: s.Address(), MaxRetries: -1, DisableIdentity: true})
	defer client.Close()
	pipe := client.Pipeline()
	written := pipe.Set(ctx, "redistest", 1, 0)
	pipe.Del(ctx, "redistest")
	confirmed := pipe.Do(ctx, "WAIT", n, 1000)
	_, _ = pipe.Exec(ctx) // the commands carry it
	if _, moved := goredis.IsMovedError(written.Err()); moved {
		return true
	}
	held, err := confirmed.Int()
	return written.Err() == nil && err == nil && held >= n
}

// replicas counts those that follow the server.
func (s *Server) replicas(ctx context.Context) (n int) {
	for name, value := range s.info(ctx, "replication") {
		if strings.HasPrefix(name, "slave") && strings.Contains(value, "state=online") {
			n++
		}
	}
	return n
}

// info asks the server for a section of its INFO, or returns nothing when it
// does not answer.
func (s *Server) info(ctx context.Context, section string) map[string]string {
	client := goredis.NewClient(&goredis.Options{Addr: s.Address(), MaxRetries: -1, DisableIdentity: true})
	defer client.Close()
	text, _ := client.Info(ctx, section).Result()
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields
}

// await waits for something that may take long on a busy machine. When it does
// not come, it shows how things stand.
func await(t testing.TB, what string, come func(context.Context) bool, stands fmt.Stringer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), failoverPatience)
	defer cancel()
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for !come(ctx) {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain for %s:\n%s", what, stands)
		case <-poll.C:
		}
	}
}

// String says how the server replicates, for a test that went wrong.
func (s *Server) String() string {
	replication := s.info(context.Background(), "replication")
	return fmt.Sprintf("server %s is %q with %s replicas, of %s:%s, link %s", s.Address(), replication["role"],
		replication["connected_slaves"], replication["master_host"], replication["master_port"], replication["master_link_status"])
}
