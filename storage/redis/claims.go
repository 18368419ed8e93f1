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

// claim looks into all partitions at once, merges what is due, longest waiting
// first, and has no more than limit of them leased by take, which says how many
// it got. So no lease is taken that would have to be given back. When other
// replicas were faster it looks again.
func (s *Store) claim(ctx context.Context, now time.Time, limit int, queue, leased func(partition) string, take func([]candidate) (int, error)) error {
	for range claimRounds {
		found, err := s.due(ctx, now, limit, queue, leased)
		if len(found) == 0 {
			return err
		}
		got, err := take(found)
		limit -= got
		if err != nil || got == len(found) || limit <= 0 {
			return err
		}
	}
	return nil
}

// due returns up to limit members that are due and free, longest waiting first.
// Its error may come with what other partitions have.
func (s *Store) due(ctx context.Context, now time.Time, limit int, queue, leased func(partition) string) ([]candidate, error) {
	if limit <= 0 {
		return nil, nil
	}
	calls := make([]call, s.partitions)
	for i := range calls {
		p := partition(i)
		calls[i] = call{partition: p, keys: []string{queue(p), leased(p)}, args: []any{now.UnixMilli(), limit}}
	}
	var found []candidate
	err := s.runAll(ctx, s.scripts.due, calls, func(c call, reply *goredis.Cmd) error {
		values, err := reply.Slice()
		if err != nil {
			return err
		}
		a := answer{values: values}
		for len(a.values) > 0 {
			found = append(found, candidate{partition: c.partition, member: a.text(), due: a.time()})
		}
		return a.err
	})
	slices.SortStableFunc(found, func(x, y candidate) int { return x.due.Compare(y.due) })
	return found[:min(limit, len(found))], err
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
