package storagetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"residencyassist/storage"
)

// nameStories tell of links and indexes.
func nameStories() []story {
	return []story{
		{"a link leads to its record until it is replaced", func(s *scene) {
			_, err := s.Backend.Resolve(s.ctx, "thread C1:1.2")
			s.refused(err, storage.ErrNotFound)
			for _, id := range []string{ana, ana, eva} {
				s.must(s.Backend.Link(s.ctx, "thread C1:1.2", id))
				got, err := s.Backend.Resolve(s.ctx, "thread C1:1.2")
				s.must(err)
				s.same("resolved", got, id)
			}
			_, err = s.Backend.Resolve(s.ctx, "thread C1:1.3")
			s.refused(err, storage.ErrNotFound)
		}},
		{"an index leads to its record, in its shard alone", func(s *scene) {
			s.index(ana, "reference", "A1")
			got, err := s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", "A1")
			s.must(err)
			s.same("found", got, ana)
			for _, wrong := range [][3]string{
				{storage.ShardOf(eva), "reference", "A1"},
				{storage.ShardOf(ana), "email", "A1"},
				{storage.ShardOf(ana), "reference", "A2"},
			} {
				_, err := s.Backend.Find(s.ctx, wrong[0], wrong[1], wrong[2])
				s.refused(err, storage.ErrNotFound)
			}
		}},
		{"an index value belongs to one record of its shard", func(s *scene) {
			s.index(ana, "reference", "A1")
			s.index(ana, "reference", "A1") // its own once more
			s.index(ana, "email", "A1")     // another index
			s.index(eva, "reference", "A1") // another shard
			c := s.draft(ben)
			c.Index = []storage.Index{{Name: "reference", Value: "A1"}}
			_, err := s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrTaken)
			for id, want := range map[string]string{ana: ana, eva: eva} {
				got, err := s.Backend.Find(s.ctx, storage.ShardOf(id), "reference", "A1")
				s.must(err)
				s.same("found", got, want)
			}
		}},
		{"an index is kept by later commits", func(s *scene) {
			s.index(ana, "reference", "A1")
			s.index(ana, "reference", "A2")
			s.commit(s.draft(ana))
			for _, value := range []string{"A1", "A2"} {
				got, err := s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", value)
				s.must(err)
				s.same("found", got, ana)
			}
		}},
	}
}

// leaseStories tell of named leases and of settings.
func leaseStories() []story {
	return []story{
		{"a named lease has one holder until it runs out", namedLease},
		{"a renewed lease lasts on", func(s *scene) {
			s.acquire("polling", "one", s.Lease, true)
			s.acquire("polling", "one", held, true)
			s.Pass(s.Lease)
			s.acquire("polling", "two", held, false)
		}},
		{"a lease is given up by its holder alone", func(s *scene) {
			s.acquire("polling", "one", held, true)
			s.must(s.Backend.Release(s.ctx, "polling", "two"))
			s.acquire("polling", "two", held, false)
			s.must(s.Backend.Release(s.ctx, "polling", "one"))
			s.must(s.Backend.Release(s.ctx, "polling", "one"))
			s.acquire("polling", "two", held, true)
		}},
		{"a named lease goes to one of sixteen who race for it", func(s *scene) {
			var got atomic.Int32
			race(16, func(i int) {
				has, err := s.Backend.Acquire(s.ctx, "polling", fmt.Sprint("replica ", i), held)
				if err != nil {
					s.Errorf("acquiring: %v", err)
				}
				if has {
					got.Add(1)
				}
			})
			s.same("holders", got.Load(), int32(1))
		}},
		{"a setting keeps its first value", func(s *scene) {
			for _, value := range []string{"first", "second"} {
				got, err := s.Backend.Meta(s.ctx, "fingerprint", value)
				s.must(err)
				s.same("setting", got, "first")
			}
			other, err := s.Backend.Meta(s.ctx, "partitions", "16")
			s.must(err)
			s.same("another setting", other, "16")
		}},
		{"a setting is replaced by who knows what it is", func(s *scene) {
			for _, swap := range []struct {
				old, value string
				done       bool
			}{
				{"one", "two", false}, {"", "one", true}, {"", "two", false}, {"two", "three", false}, {"one", "two", true},
			} {
				got, err := s.Backend.SwapMeta(s.ctx, "keys", swap.old, swap.value)
				s.must(err)
				s.same(fmt.Sprintf("%q replaced %q", swap.value, swap.old), got, swap.done)
			}
			got, err := s.Backend.Meta(s.ctx, "keys", "else")
			s.must(err)
			s.same("setting", got, "two")
		}},
	}
}

func namedLease(s *scene) {
	s.acquire("polling", "one", held, true)
	s.acquire("polling", "two", held, false)
	s.acquire("polling", "one", held, true)
	s.acquire("digest", "two", held, true)

	s.acquire("sweeping", "one", s.Lease, true)
	s.Pass(s.Lease)
	s.acquire("sweeping", "two", held, true)
	s.acquire("sweeping", "one", held, false)
	s.must(s.Backend.Release(s.ctx, "sweeping", "one"))
	s.acquire("sweeping", "one", held, false)
}

func (s *scene) index(id, name, value string) {
	s.Helper()
	c := s.draft(id)
	c.Index = []storage.Index{{Name: name, Value: value}}
	s.commit(c)
}

func (s *scene) acquire(name, holder string, lease time.Duration, want bool) {
	s.Helper()
	got, err := s.Backend.Acquire(s.ctx, name, holder, lease)
	s.must(err)
	s.same(fmt.Sprintf("%s has %s", holder, name), got, want)
}
