package redis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// namedPattern matches the keys of what is kept besides records, and few others.
const namedPattern = "ra:[lmb]*"

// scanAtOnce is how many keys a server looks at in one go.
const scanAtOnce = 2000

// errMoved says that a listing may have missed something.
var errMoved = errors.New("a server of Redis was started anew or replaced meanwhile; run it again")

// EachNamed implements storage.Backend. Nothing lists these keys but SCAN, which
// every master is asked for. It misses nothing on a server that runs on all the
// while, so that is seen to; no slot may move to another node meanwhile.
func (s *Store) EachNamed(ctx context.Context, do func([]storage.Named) error) error {
	before, err := s.runs(ctx)
	if err == nil {
		err = s.eachMaster(ctx, func(ctx context.Context, server *goredis.Client) error {
			return s.scanNamed(ctx, server, do)
		})
	}
	if err != nil {
		return fmt.Errorf("reading names: %w", err)
	}
	after, err := s.runs(ctx)
	if err == nil && !maps.Equal(before, after) {
		err = errMoved
	}
	if err != nil {
		return fmt.Errorf("reading names: %w", err)
	}
	return nil
}

// eachMaster does something with each server that keeps keys, one after another.
func (s *Store) eachMaster(ctx context.Context, do func(context.Context, *goredis.Client) error) error {
	switch client := s.client.(type) {
	case *goredis.ClusterClient:
		var one sync.Mutex
		return client.ForEachMaster(ctx, func(ctx context.Context, server *goredis.Client) error {
			one.Lock()
			defer one.Unlock()
			return do(ctx, server)
		})
	case *goredis.Client:
		return do(ctx, client)
	}
	return errors.New("unknown kind of client")
}

// runs tells the masters' present runs apart from any others.
func (s *Store) runs(ctx context.Context) (map[string]bool, error) {
	ids := map[string]bool{}
	err := s.eachMaster(ctx, func(ctx context.Context, server *goredis.Client) error {
		text, err := server.Info(ctx).Result()
		ids[parseInfo(text)["run_id"]] = true
		return err
	})
	return ids, err
}

func (s *Store) scanNamed(ctx context.Context, server *goredis.Client, do func([]storage.Named) error) error {
	for cursor := uint64(0); ; {
		keys, next, err := server.Scan(ctx, cursor, namedPattern, scanAtOnce).Result()
		if err != nil {
			return err
		}
		var names []storage.Named
		for _, key := range keys {
			if n, ok := namedOf(key); ok {
				names = append(names, n)
			}
		}
		names, err = s.Lookup(ctx, names)
		names = slices.DeleteFunc(names, func(n storage.Named) bool { return n.Value == "" })
		if err == nil && len(names) > 0 {
			err = do(names)
		}
		if err != nil || next == 0 {
			return err
		}
		cursor = next
	}
}

// namedOf reads a key.
func namedOf(key string) (storage.Named, bool) {
	if name, ok := strings.CutPrefix(key, linkKey("")); ok {
		return storage.Named{Kind: storage.Linked, Name: name}, true
	}
	if name, ok := strings.CutPrefix(key, metaKey("")); ok {
		return storage.Named{Kind: storage.Setting, Name: name}, true
	}
	name, ok := strings.CutPrefix(key, "ra:budget:{")
	name, shut := strings.CutSuffix(name, "}:shut")
	return storage.Named{Kind: storage.ShutDown, Name: name}, ok && shut
}

// namedKey is where such a thing is kept.
func namedKey(n storage.Named) string {
	switch n.Kind {
	case storage.Linked:
		return linkKey(n.Name)
	case storage.Setting:
		return metaKey(n.Name)
	default:
		return shutKey(n.Name)
	}
}

// Lookup implements storage.Backend in one round trip.
func (s *Store) Lookup(ctx context.Context, names []storage.Named) ([]storage.Named, error) {
	values := make([]*goredis.StringCmd, len(names))
	err := s.readAll(ctx, func(pipe goredis.Pipeliner) {
		for i, n := range names {
			values[i] = pipe.Get(ctx, namedKey(n))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("looking names up: %w", err)
	}
	found := make([]storage.Named, len(names))
	for i, n := range names {
		found[i] = storage.Named{Kind: n.Kind, Name: n.Name, Value: values[i].Val()}
	}
	return found, nil
}

// PutNamed implements storage.Backend in one round trip to each server.
func (s *Store) PutNamed(ctx context.Context, names []storage.Named) error {
	if err := s.putNamed(ctx, names); err != nil {
		return fmt.Errorf("writing names: %w", err)
	}
	return nil
}

func (s *Store) putNamed(ctx context.Context, names []storage.Named) error {
	if !s.wait.asked() {
		_, err := s.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
			put(ctx, pipe, names)
			return nil
		})
		s.lookAround(ctx, err)
		return err
	}
	of := map[pipes][]storage.Named{}
	for _, n := range names {
		node, err := s.master(ctx, namedKey(n))
		if err != nil {
			return err
		}
		of[node] = append(of[node], n)
	}
	for node, some := range of {
		err := s.confirm(ctx, node, func(pipe goredis.Pipeliner) goredis.Cmder { return put(ctx, pipe, some) })
		if err != nil {
			return err
		}
	}
	return nil
}

// put writes names. What is to go is written first: only then does its going
// count as a write too, wherever replicas have to confirm it.
func put(ctx context.Context, pipe goredis.Pipeliner, names []storage.Named) (last goredis.Cmder) {
	for _, n := range names {
		last = pipe.Set(ctx, namedKey(n), n.Value, 0)
		if n.Value == "" {
			last = pipe.Del(ctx, namedKey(n))
		}
	}
	return last
}
