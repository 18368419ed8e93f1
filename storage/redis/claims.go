package redis

import (
	"cmp"
	"context"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// claimRounds is how often a claim looks again after others were faster.
const claimRounds = 3

// candidate is a lane or a wake-up that was due and free when it was looked at.
type candidate struct {
	partition partition
	member    string
	due       time.Time
}

// wanted is what is looked for in every partition: members of these queues that
// are not leased, so many of each.
type wanted struct {
	leased func(partition) string
	queues []func(partition) string
	limits []int
}

// claim looks into all partitions at once, merges what is due, longest waiting
// first, and has no more of them leased by take than are wanted of each queue.
// So no lease is taken that would have to be given back. Where take, which says
// how many it got, came second to other replicas, it looks again.
func (s *Store) claim(ctx context.Context, now time.Time, w wanted, take func([]candidate) (int, error)) error {
	for range claimRounds {
		found, err := s.due(ctx, now, w)
		if len(found) == 0 {
			return err
		}
		got, err := take(found)
		if err != nil || got > 0 {
			return err
		}
	}
	return nil
}

// due returns what is due and free, no more of each queue than wanted, longest
// waiting first. Its error may come with what other partitions have.
func (s *Store) due(ctx context.Context, now time.Time, w wanted) ([]candidate, error) {
	found, err := s.look(ctx, now, w)
	return merge(found, w.limits), err
}

// look returns, for each queue, what is due and free in all partitions, no more of
// each partition than wanted.
func (s *Store) look(ctx context.Context, now time.Time, w wanted) ([][]candidate, error) {
	if slices.Max(w.limits) <= 0 {
		return nil, nil
	}
	calls := make([]call, s.partitions)
	for i := range calls {
		p := partition(i)
		calls[i] = call{partition: p, keys: []string{w.leased(p)}, args: []any{now.UnixMilli()}}
		for q, queue := range w.queues {
			calls[i].keys = append(calls[i].keys, queue(p))
			calls[i].args = append(calls[i].args, max(0, w.limits[q]))
		}
	}
	found := make([][]candidate, len(w.queues))
	err := s.runAll(ctx, s.scripts.due, s.pipeline, calls, func(c call, reply *goredis.Cmd) error {
		queues, err := reply.Slice()
		if err != nil {
			return err
		}
		a := answer{values: queues}
		for q := range found {
			found[q] = append(found[q], a.candidates(c.partition)...)
		}
		return a.err
	})
	return found, err
}

// candidates reads what due.lua found in one queue of one partition.
func (a *answer) candidates(p partition) (found []candidate) {
	list := answer{values: a.list()}
	for len(list.values) > 0 {
		found = append(found, candidate{partition: p, member: list.text(), due: list.time()})
	}
	if list.err != nil {
		a.err = list.err
	}
	return found
}

// merge puts what the partitions have in order, queue by queue, and keeps what
// is wanted of each.
func merge(found [][]candidate, limits []int) (merged []candidate) {
	for q, list := range found {
		slices.SortStableFunc(list, func(x, y candidate) int { return x.due.Compare(y.due) })
		merged = append(merged, list[:min(max(0, limits[q]), len(list))]...)
	}
	return merged
}

// group makes one call for each partition that has candidates.
func group(found []candidate, start func(partition) call, add func(*call, string)) []call {
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(x, y candidate) int { return cmp.Compare(x.partition, y.partition) })
	var calls []call
	for _, c := range found {
		if len(calls) == 0 || calls[len(calls)-1].partition != c.partition {
			calls = append(calls, start(c.partition))
		}
		add(&calls[len(calls)-1], c.member)
	}
	return calls
}

// inOrder returns the claims in the order of their candidates.
func inOrder(found []candidate, claimed map[string]storage.Claim) []storage.Claim {
	var claims []storage.Claim
	for _, c := range found {
		if claim, ok := claimed[c.member]; ok {
			claims = append(claims, claim)
		}
	}
	return claims
}
