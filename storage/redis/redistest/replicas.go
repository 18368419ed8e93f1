package redistest

import (
	"context"
	"fmt"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// AwaitReplicas waits until so many replicas have everything that the server
// has, and follow it.
func (s *Server) AwaitReplicas(n int) {
	s.t.Helper()
	s.await(fmt.Sprintf("%d replicas", n), func(ctx context.Context) bool { return s.replicas(ctx) == n })
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

// await waits for something that may take long on a busy machine.
func (s *Server) await(what string, come func(context.Context) bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), failoverPatience)
	defer cancel()
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for !come(ctx) {
		select {
		case <-ctx.Done():
			s.t.Fatalf("%s did not come; the server says %v", what, s.info(context.Background(), "replication"))
		case <-poll.C:
		}
	}
}
