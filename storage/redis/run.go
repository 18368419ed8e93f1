package redis

import (
	"context"
	"errors"

	goredis "github.com/redis/go-redis/v9"
)

// command is a run of a script that no client repeats by itself. A Cluster's
// client would when an answer is lost, and would give the refusal of its own
// repeat for an answer: the claims of a commit would be nobody's.
type command struct{ *goredis.Cmd }

// NoRetry implements goredis.Cmder.
func (command) NoRetry() bool { return true }

// byDigest and bySource are the two ways to run a script: the second is for a
// server that does not know it (any more).
func (x script) byDigest(ctx context.Context, keys []string, args []any) command {
	return evaluation(ctx, "evalsha", x.digest, keys, args)
}

func (x script) bySource(ctx context.Context, keys []string, args []any) command {
	return evaluation(ctx, "eval", x.source, keys, args)
}

func evaluation(ctx context.Context, name, what string, keys []string, args []any) command {
	words := make([]any, 0, 3+len(keys)+len(args))
	words = append(words, name, what, len(keys))
	for _, key := range keys {
		words = append(words, key)
	}
	c := command{goredis.NewCmd(ctx, append(words, args...)...)}
	c.SetFirstKeyPos(3) // every script has keys, and the first says where it runs
	return c
}

// run runs a script in one round trip, or in two when the server has forgotten
// it.
func (s *Store) run(ctx context.Context, x script, keys []string, args ...any) *goredis.Cmd {
	reply := x.byDigest(ctx, keys, args)
	_ = s.client.Process(ctx, reply) // the command carries it
	if unknownScript(reply) {
		reply = x.bySource(ctx, keys, args)
		_ = s.client.Process(ctx, reply)
	}
	s.lookAround(ctx, reply.Err())
	return reply.Cmd
}

func unknownScript(reply command) bool {
	return goredis.HasErrorPrefix(reply.Err(), "NOSCRIPT")
}

// write runs a script that changes something in a partition like run. Where
// replicas have to confirm, every answer waits for them, a refusal too: it may
// tell of a write whose answer was lost.
func (s *Store) write(ctx context.Context, x script, p partition, keys []string, args ...any) *goredis.Cmd {
	if !s.wait.asked() {
		return s.run(ctx, x, keys, args...)
	}
	var reply *goredis.Cmd
	_ = s.runAll(ctx, x, s.confirmed, []call{{partition: p, keys: keys, args: args}}, func(_ call, r *goredis.Cmd) error {
		reply = r
		return nil
	})
	return reply
}

// lookAround has a Cluster's client ask anew who serves what, after an error
// that may come from a node that is gone. By itself it asks every ten seconds.
func (s *Store) lookAround(ctx context.Context, err error) {
	if cluster, ok := s.client.(*goredis.ClusterClient); ok && err != nil && !errors.Is(err, goredis.Nil) {
		cluster.ReloadState(ctx)
	}
}

// call is one run of a script among several in a pipeline.
type call struct {
	partition partition
	keys      []string
	args      []any
}

// sender sends one command for each call: pipeline, or confirmed.
type sender func(ctx context.Context, calls []call, write func(call) command) []command

// runAll runs a script once for each call, in one round trip, and hands each
// answer to receive. A call that failed does not stop the others: one node of a
// cluster may be away, and the rest have to go on. The errors come joined.
//
// Calls that the server did not know the script for are sent again with it.
func (s *Store) runAll(ctx context.Context, x script, send sender, calls []call, receive func(call, *goredis.Cmd) error) error {
	if len(calls) == 0 {
		return nil
	}
	var unknown []call
	var errs []error
	for i, answer := range send(ctx, calls, func(c call) command { return x.byDigest(ctx, c.keys, c.args) }) {
		if unknownScript(answer) {
			unknown = append(unknown, calls[i])
			continue
		}
		errs = append(errs, receive(calls[i], answer.Cmd))
	}
	if len(unknown) > 0 {
		for i, answer := range send(ctx, unknown, func(c call) command { return x.bySource(ctx, c.keys, c.args) }) {
			errs = append(errs, receive(unknown[i], answer.Cmd))
		}
	}
	return errors.Join(errs...)
}

// pipeline sends one command for each call in one round trip. Each command
// carries its own error.
func (s *Store) pipeline(ctx context.Context, calls []call, write func(call) command) []command {
	pipe := s.client.Pipeline()
	answers := make([]command, len(calls))
	for i, c := range calls {
		answers[i] = write(c)
		_ = pipe.Process(ctx, answers[i]) // only queues it
	}
	_, err := pipe.Exec(ctx) // the first of the commands' errors, which are all looked at
	s.lookAround(ctx, err)
	return answers
}
