package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// How long replicas are waited for.
const (
	usualWait   = time.Second
	longestWait = 10 * time.Second
)

// giveBackTime is how long it is tried to give back what nobody will use.
const giveBackTime = time.Second

// errUnconfirmed says that a write stands on the master, but not on as many
// replicas as were asked for, so that a failover may undo it. Like every error
// it means that nothing is known: the caller repeats, and what it then takes
// for done has been confirmed.
var errUnconfirmed = errors.New("too few replicas confirmed the write in time")

// confirmation is how many replicas have to hold a write before it counts, and
// how long they are waited for. The zero value asks for none.
//
// WAIT speaks for the writes of its own connection alone. A repeated call may
// come over another connection than the call it repeats, and may write nothing:
// "repeated" and "lost" only tell of a write that came before. Therefore a
// write that changes nothing, the touch, goes before each WAIT. Replicas follow
// their master in order: one that holds the touch holds all that the answer
// tells of.
type confirmation struct {
	replicas int
	timeout  time.Duration
}

func (c confirmation) asked() bool { return c.replicas > 0 }

// takeWait reads the options wait and wait_timeout and takes them out, because
// they are ours and not the client's.
func (a address) takeWait() (confirmation, error) {
	unfit := malformed("has an unfit wait: wait=1 asks that one replica confirms each write, wait_timeout=1s (at most 10s) says how long that may take")
	var c confirmation
	if !a.query.Has("wait") {
		if a.query.Has("wait_timeout") {
			return c, unfit
		}
		return c, nil
	}
	var err error
	if c.replicas, err = strconv.Atoi(a.query.Get("wait")); err != nil || c.replicas < 1 {
		return c, unfit
	}
	c.timeout = usualWait
	if a.query.Has("wait_timeout") {
		c.timeout, err = time.ParseDuration(a.query.Get("wait_timeout"))
		if err != nil || c.timeout < time.Millisecond || c.timeout > longestWait { // WAIT takes 0 for "for ever"
			return c, unfit
		}
	}
	a.query.Del("wait")
	a.query.Del("wait_timeout")
	return c, nil
}

// readTimeout is how long an answer may take when a WAIT may hold it back.
func (c confirmation) readTimeout(set time.Duration) time.Duration {
	if set < 0 || !c.asked() {
		return set // none at all, or as it is
	}
	if set == 0 {
		set = usualReadTimeout
	}
	return set + c.timeout
}

// pipes is a server, or whatever else makes pipelines.
type pipes interface {
	Pipeline() goredis.Pipeliner
}

// master is where a key is kept: WAIT has no key of its own by which a Cluster's
// client could route it.
func (s *Store) master(ctx context.Context, key string) (pipes, error) {
	cluster, ok := s.client.(*goredis.ClusterClient)
	if !ok {
		return s.client, nil
	}
	node, err := cluster.MasterForKey(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("looking for the node of a key: %w", err)
	}
	return node, nil
}

// confirm sends writes and a WAIT behind them in one round trip, and says
// whether enough replicas hold them. The last write is one that always counts
// as one: without it the WAIT would mean nothing.
func (s *Store) confirm(ctx context.Context, node pipes, writes func(goredis.Pipeliner) (last goredis.Cmder)) error {
	pipe := node.Pipeline()
	last := writes(pipe)
	held := pipe.Do(ctx, "WAIT", s.wait.replicas, s.wait.timeout.Milliseconds())
	_, _ = pipe.Exec(ctx) // the first of the commands' errors, which are all looked at
	if err := errors.Join(last.Err(), held.Err()); err != nil {
		s.lookAround(ctx, err)
		return err
	}
	if n, err := held.Int(); err != nil || n < s.wait.replicas {
		return fmt.Errorf("%w: %d of %d", errUnconfirmed, n, s.wait.replicas)
	}
	return nil
}

// touch writes to a partition and changes nothing.
func touch(ctx context.Context, pipe goredis.Pipeliner, p partition) goredis.Cmder {
	return pipe.HIncrBy(ctx, p.counters(), "token", 0)
}

// confirmPartition waits until replicas hold everything that was written to a
// partition so far, over whatever connection.
func (s *Store) confirmPartition(ctx context.Context, p partition) error {
	if !s.wait.asked() {
		return nil
	}
	node, err := s.master(ctx, p.counters())
	if err != nil {
		return err
	}
	return s.confirm(ctx, node, func(pipe goredis.Pipeliner) goredis.Cmder { return touch(ctx, pipe, p) })
}

// confirmed sends calls like pipeline, each node's in one round trip with one
// WAIT behind them. Those that were not confirmed carry an error beside their
// answer.
func (s *Store) confirmed(ctx context.Context, calls []call, write func(call) command) []command {
	if !s.wait.asked() {
		return s.pipeline(ctx, calls, write)
	}
	answers := make([]command, len(calls))
	of := map[pipes][]int{}
	for i, c := range calls {
		answers[i] = write(c)
		node, err := s.master(ctx, c.partition.counters())
		if err != nil {
			answers[i].SetErr(err)
			continue
		}
		of[node] = append(of[node], i)
	}
	var nodes sync.WaitGroup
	for node, some := range of {
		nodes.Go(func() {
			err := s.confirm(ctx, node, func(pipe goredis.Pipeliner) goredis.Cmder {
				for _, i := range some {
					_ = pipe.Process(ctx, answers[i]) // only queues it
				}
				return touch(ctx, pipe, calls[some[0]].partition)
			})
			for _, i := range some {
				if err != nil && answers[i].Err() == nil {
					answers[i].SetErr(err)
				}
			}
		})
	}
	nodes.Wait()
	return answers
}
