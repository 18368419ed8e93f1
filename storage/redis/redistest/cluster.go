package redistest

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"
)

// slots is how many a Redis Cluster has.
const slots = 16384

// Cluster is a Redis Cluster of three masters.
type Cluster struct {
	Nodes []*Server
}

// NewCluster starts three servers and joins them. It is skipped or fails like
// New.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	var bus []int
	for range 3 {
		// The usual bus port, 10000 above the port, may be beyond the last one.
		bus = append(bus, freePort(t))
		c.Nodes = append(c.Nodes, New(t, "--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(bus[len(bus)-1])))
	}
	for i, node := range c.Nodes {
		client := node.Client()
		first, last := i*slots/3, (i+1)*slots/3-1
		commands := [][]any{{"CLUSTER", "ADDSLOTSRANGE", first, last}}
		for j, other := range c.Nodes[:i] {
			commands = append(commands, []any{"CLUSTER", "MEET", "127.0.0.1", other.port, bus[j]})
		}
		for _, command := range commands {
			if err := client.Do(t.Context(), command...).Err(); err != nil {
				t.Fatalf("joining the cluster: %v", err)
			}
		}
	}
	for _, node := range c.Nodes {
		node.awaitCluster()
	}
	return c
}

// URL is the cluster's address in the form that storage takes.
func (c *Cluster) URL() string {
	var hosts []string
	for _, node := range c.Nodes {
		hosts = append(hosts, node.Address())
	}
	return "redis+cluster://" + strings.Join(hosts, ",")
}

// awaitCluster waits until the node knows who serves every slot.
func (s *Server) awaitCluster() {
	s.t.Helper()
	client := s.Client()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for {
		info, err := client.ClusterInfo(ctx).Result()
		if err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3") {
			return
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("the cluster did not come up: %v", err)
		case <-poll.C:
		}
	}
}
