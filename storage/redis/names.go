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
	if err := s.client.Set(ctx, linkKey(name), id, 0).Err(); err != nil {
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

// Acquire implements storage.Backend.
func (s *Store) Acquire(ctx context.Context, name, holder string, lease time.Duration) (bool, error) {
	keys := []string{leaseKey(name)}
	got, err := s.scripts.acquire.Run(ctx, s.client, keys, holder, lease.Milliseconds()).Int()
	if err != nil {
		return false, fmt.Errorf("acquiring the lease %s: %w", name, err)
	}
	return got == 1, nil
}

// Release implements storage.Backend.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	keys := []string{leaseKey(name)}
	if err := s.scripts.release.Run(ctx, s.client, keys, holder).Err(); err != nil {
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

// SwapMeta implements storage.Backend in one round trip.
func (s *Store) SwapMeta(ctx context.Context, name, old, value string) (bool, error) {
	done, err := s.scripts.swap.Run(ctx, s.client, []string{metaKey(name)}, old, value).Int()
	if err != nil {
		return false, fmt.Errorf("replacing the setting %s: %w", name, err)
	}
	return done == 1, nil
}

// setOnce stores a value that never changes again unless there is one, and
// returns what is stored.
func (s *Store) setOnce(ctx context.Context, key, value string) (string, error) {
	var stored *goredis.StringCmd
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		p.SetNX(ctx, key, value, 0)
		stored = p.Get(ctx, key)
		return nil
	})
	if err != nil {
		return "", err
	}
	return stored.Val(), nil
}
