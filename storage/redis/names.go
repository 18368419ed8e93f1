package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// Link implements storage.Backend.
func (s *Store) Link(ctx context.Context, name, id string) error {
	set := func(p goredis.Pipeliner) goredis.Cmder { return p.Set(ctx, linkKey(name), id, 0) }
	if err := s.keep(ctx, linkKey(name), set); err != nil {
		return fmt.Errorf("linking a name: %w", err)
	}
	return nil
}

// Resolve implements storage.Backend.
func (s *Store) Resolve(ctx context.Context, name string) (string, error) {
	return follow(s.client.Get(ctx, linkKey(name)), "resolving a name")
}

// Find implements storage.Backend.
func (s *Store) Find(ctx context.Context, shard, index, value string) (string, error) {
	return follow(s.client.HGet(ctx, s.partition(shard).index(shard, index), value), "following an index")
}

func follow(reply *goredis.StringCmd, doing string) (string, error) {
	id, err := reply.Result()
	if errors.Is(err, goredis.Nil) {
		return "", storage.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	return id, nil
}

// Acquire implements storage.Backend in one round trip, or in two where replicas
// have to confirm the lease. What is done under one is safe to be done by two;
// but a store that cannot keep a lease can keep nothing, and says so.
func (s *Store) Acquire(ctx context.Context, name, holder string, lease time.Duration) (bool, error) {
	keys := []string{leaseKey(name)}
	got, err := s.run(ctx, s.scripts.acquire, keys, holder, lease.Milliseconds()).Int()
	if err == nil && got == 1 && s.wait.asked() {
		err = s.keep(ctx, keys[0], func(p goredis.Pipeliner) goredis.Cmder { return p.HIncrBy(ctx, keys[0], "until", 0) })
	}
	if err != nil {
		return false, fmt.Errorf("acquiring the lease %s: %w", name, err)
	}
	return got == 1, nil
}

// Release implements storage.Backend.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	keys := []string{leaseKey(name)}
	if err := s.run(ctx, s.scripts.release, keys, holder).Err(); err != nil {
		return fmt.Errorf("releasing the lease %s: %w", name, err)
	}
	return nil
}

// Meta implements storage.Backend in one round trip.
func (s *Store) Meta(ctx context.Context, name, value string) (string, error) {
	stored, err := s.setOnce(ctx, metaKey(name), value)
	if err != nil {
		return "", fmt.Errorf("reading the setting %s: %w", name, err)
	}
	return stored, nil
}

// SwapMeta implements storage.Backend in one round trip, or in two where
// replicas have to confirm it.
func (s *Store) SwapMeta(ctx context.Context, name, old, value string) (bool, error) {
	key := metaKey(name)
	done, err := s.run(ctx, s.scripts.swap, []string{key}, old, value).Int()
	if err == nil && done == 1 && s.wait.asked() {
		err = s.keep(ctx, key, func(p goredis.Pipeliner) goredis.Cmder { return p.Append(ctx, key, "") })
	}
	if err != nil {
		return false, fmt.Errorf("replacing the setting %s: %w", name, err)
	}
	return done == 1, nil
}

// setOnce stores a value that never changes again unless there is one, and
// returns what is stored.
func (s *Store) setOnce(ctx context.Context, key, value string) (string, error) {
	var stored *goredis.StringCmd
	err := s.keep(ctx, key, func(p goredis.Pipeliner) goredis.Cmder {
		p.SetNX(ctx, key, value, 0)
		stored = p.Get(ctx, key)
		if !s.wait.asked() {
			return stored
		}
		return p.Append(ctx, key, "") // a write also where the value was there
	})
	if err != nil {
		return "", err
	}
	return stored.Result()
}

// keep sends writes about a key of its own slot in one round trip, and has
// replicas confirm them where they have to. The writes are such that a client
// may repeat them.
func (s *Store) keep(ctx context.Context, key string, writes func(goredis.Pipeliner) (last goredis.Cmder)) error {
	if s.wait.asked() {
		node, err := s.master(ctx, key)
		if err != nil {
			return err
		}
		return s.confirm(ctx, node, writes)
	}
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		writes(p)
		return nil
	})
	s.lookAround(ctx, err)
	return err
}
