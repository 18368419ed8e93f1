package redis

import (
	"context"
	"embed"
	"errors"
	"fmt"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed scripts/*.lua
var sources embed.FS

// scripts holds every script, ready to run.
type scripts struct {
	load, commit, settle, putBack *goredis.Script
	due, claim, wake, pending     *goredis.Script
	acquire, release, book, shut  *goredis.Script
	park, unpark, replace, swap   *goredis.Script
}

func newScripts() (scripts, error) {
	var s scripts
	for _, file := range []struct {
		script **goredis.Script
		parts  []string
	}{
		{&s.load, []string{"leases", "load"}},
		{&s.commit, []string{"leases", "lanes", "parking", "commit"}},
		{&s.settle, []string{"leases", "lanes", "settle"}},
		{&s.putBack, []string{"leases", "lanes", "putback"}},
		{&s.due, []string{"leases", "due"}},
		{&s.claim, []string{"leases", "lanes", "claim"}},
		{&s.wake, []string{"leases", "wake"}},
		{&s.pending, []string{"leases", "pending"}},
		{&s.acquire, []string{"leases", "acquire"}},
		{&s.release, []string{"release"}},
		{&s.book, []string{"book"}},
		{&s.shut, []string{"shut"}},
		{&s.park, []string{"park"}},
		{&s.unpark, []string{"parking", "unpark"}},
		{&s.replace, []string{"leases", "lanes", "replace"}},
		{&s.swap, []string{"swap"}},
	} {
		var source []byte
		for _, part := range file.parts {
			text, err := sources.ReadFile("scripts/" + part + ".lua")
			if err != nil {
				return scripts{}, fmt.Errorf("reading script %s: %w", part, err)
			}
			source = append(source, text...)
		}
		*file.script = goredis.NewScript(string(source))
	}
	return s, nil
}

func (s scripts) all() []*goredis.Script {
	return []*goredis.Script{
		s.load, s.commit, s.settle, s.putBack, s.due, s.claim, s.wake, s.pending, s.acquire, s.release, s.book, s.shut,
		s.park, s.unpark, s.replace, s.swap,
	}
}

// call is one run of a script among several in a pipeline.
type call struct {
	partition partition
	keys      []string
	args      []any
}

// runAll runs a script once for each call, in one round trip, and hands each
// answer to receive. A call that failed does not stop the others: one node of a
// cluster may be away, and the rest have to go on. The errors come joined.
//
// A pipeline does not fall back to sending the source by itself, so calls that
// the server did not know the script for are sent again with it.
func (s *Store) runAll(ctx context.Context, script *goredis.Script, calls []call, receive func(call, *goredis.Cmd) error) error {
	if len(calls) == 0 {
		return nil
	}
	answers := s.pipeline(ctx, calls, func(p goredis.Pipeliner, c call) *goredis.Cmd {
		return script.EvalSha(ctx, p, c.keys, c.args...)
	})
	var unknown []call
	var errs []error
	for i, answer := range answers {
		if goredis.HasErrorPrefix(answer.Err(), "NOSCRIPT") {
			unknown = append(unknown, calls[i])
			continue
		}
		errs = append(errs, receive(calls[i], answer))
	}
	if len(unknown) > 0 {
		answers = s.pipeline(ctx, unknown, func(p goredis.Pipeliner, c call) *goredis.Cmd {
			return script.Eval(ctx, p, c.keys, c.args...)
		})
		for i, answer := range answers {
			errs = append(errs, receive(unknown[i], answer))
		}
	}
	return errors.Join(errs...)
}

// pipeline sends one command for each call in one round trip. Each command
// carries its own error.
func (s *Store) pipeline(ctx context.Context, calls []call, command func(goredis.Pipeliner, call) *goredis.Cmd) []*goredis.Cmd {
	pipe := s.client.Pipeline()
	answers := make([]*goredis.Cmd, len(calls))
	for i, c := range calls {
		answers[i] = command(pipe, c)
	}
	_, _ = pipe.Exec(ctx) // the first of the commands' errors, which are all looked at
	return answers
}
