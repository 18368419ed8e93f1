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

// Cluster is a Redis Cluster of three masters, and of their replicas if it was
// given some.
type Cluster struct {
	Nodes    []*Server
	Replicas []*Server // the i-th follows the i-th node
	t        testing.TB
}

// NewCluster starts three servers and joins them. It is skipped or fails like
// New.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{t: t}
	for range 3 {
		c.Nodes = append(c.Nodes, newNode(t))
	}
	for i, node := range c.Nodes {
		client := node.Client()
		first, last := i*slots/3, (i+1)*slots/3-1
		commands := [][]any{{"CLUSTER", "ADDSLOTSRANGE", first, last}}
		for _, other := range c.Nodes[:i] {
			commands = append(commands, []any{"CLUSTER", "MEET", "127.0.0.1", other.port, other.bus})
		}
		for _, command := range commands {
			if err := client.Do(t.Context(), command...).Err(); err != nil {
				t.Fatalf("joining the cluster: %v", err)
			}
		}
	}
	for _, node := range c.Nodes {
		node.awaitCluster(len(c.Nodes))
	}
	return c
}

// AddReplicas gives each master one replica.
func (c *Cluster) AddReplicas() {
	c.t.Helper()
	for range c.Nodes {
		replica := newNode(c.t)
		if err := replica.Client().Do(c.t.Context(), "CLUSTER", "MEET", "127.0.0.1", c.Nodes[0].port, c.Nodes[0].bus).Err(); err != nil {
			c.t.Fatalf("joining the cluster: %v", err)
		}
		c.Replicas = append(c.Replicas, replica)
	}
	for i, replica := range c.Replicas {
		replica.awaitCluster(2 * len(c.Nodes))
		master, err := c.Nodes[i].Client().Do(c.t.Context(), "CLUSTER", "MYID").Text()
		if err == nil {
			err = replica.Client().ClusterReplicate(c.t.Context(), master).Err()
		}
		if err != nil {
			c.t.Fatalf("following a master of the cluster: %v", err)
		}
	}
	for _, node := range c.Nodes {
		node.AwaitReplicas(1)
	}
}

// URL is the cluster's address in the form that storage takes.
func (c *Cluster) URL() string {
	var hosts []string
	for _, node := range c.Nodes {
		hosts = append(hosts, node.Address())
	}
	return "redis+cluster://" + strings.Join(hosts, ",")
}

// awaitCluster waits until the node knows so many and who serves every slot.
func (s *Server) awaitCluster(nodes int) {
	s.t.Helper()
	client := s.Client()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for {
		info, err := client.ClusterInfo(ctx).Result()
		if err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:"+strconv.Itoa(nodes)+"\r") {
			return
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("the cluster did not come up: %v", err)
		case <-poll.C:
		}
	}
}
