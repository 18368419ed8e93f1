package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// ClaimWakes implements storage.Backend: one round trip to count, one more when
// something is due, and one or two between them when more is due than wanted, to
// find the earliest. What could be claimed is returned even if a node of a Cluster is
// away: it fails only when nothing could be claimed.
func (s *Store) ClaimWakes(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]storage.Wake, error) {
	for range claimRounds {
		due, all, err := s.countDue(ctx, now, limit)
		wakes, err2 := s.claimDue(ctx, due, now, lease)
		err = errors.Join(err, err2)
		switch {
		case len(wakes) > 0 || all && err == nil:
			return wakes, nil
		case err != nil:
			return nil, fmt.Errorf("claiming wake-ups: %w", err)
		}
	}
	return nil, nil
}

// countDue is how many wake-ups to claim in which partition: all that are due,
// or, where these are more than wanted, where the earliest are. Its error may
// come with what other partitions have.
func (s *Store) countDue(ctx context.Context, now time.Time, limit int) (due map[partition]int, all bool, err error) {
	calls := make([]call, s.partitions)
	for i := range calls {
		p := partition(i)
		calls[i] = call{partition: p, keys: []string{p.wakes()}, args: []any{now.UnixMilli()}}
	}
	due, sum := map[partition]int{}, 0
	err = s.runAll(ctx, s.scripts.count, s.pipeline, calls, func(c call, reply *goredis.Cmd) error {
		n, err := reply.Int()
		due[c.partition], sum = n, sum+n
		return err
	})
	if sum <= limit {
		return due, true, err
	}
	due, err2 := s.earliestDue(ctx, now, limit)
	return due, len(due) == 0, errors.Join(err, err2)
}

// earliestDue is where the earliest wake-ups are that are due and free. As a rule
// they are spread evenly, and twice its share is all that has to be seen of a
// partition. One that has more of the earliest is looked at as far as can matter.
func (s *Store) earliestDue(ctx context.Context, now time.Time, limit int) (map[partition]int, error) {
	for share := min(2*limit/s.partitions+1, limit); ; share = limit {
		found, err := s.look(ctx, now, wanted{
			leased: partition.wakeLeased, queues: []func(partition) string{partition.wakes}, limits: []int{share},
		})
		due, more := map[partition]int{}, false
		first := merge(found, []int{limit})
		for _, c := range first {
			due[c.partition]++
			all := due[c.partition] == share // that was seen of it
			more = more || all && (len(first) < limit || c.due.Before(first[limit-1].due))
		}
		if err != nil || !more || share == limit {
			return due, err
		}
	}
}

// claimDue leases so many wake-ups of each partition, earliest first.
func (s *Store) claimDue(ctx context.Context, due map[partition]int, now time.Time, lease time.Duration) ([]storage.Wake, error) {
	var calls []call
	sum := 0
	for i := range s.partitions {
		p := partition(i)
		if n := due[p]; n > 0 {
			sum += n
			calls = append(calls, call{
				partition: p, keys: []string{p.wakes(), p.wakeLeased()}, args: []any{now.UnixMilli(), lease.Milliseconds(), n},
			})
		}
	}
	wakes := make([]storage.Wake, 0, sum)
	err := s.runAll(ctx, s.scripts.wake, s.pipeline, calls, func(_ call, reply *goredis.Cmd) error {
		values, err := reply.Slice()
		if err != nil {
			return err
		}
		a := answer{values: values}
		for len(a.values) > 0 {
			wakes = append(wakes, storage.Wake{ID: a.text(), Due: a.time()})
		}
		return a.err
	})
	slices.SortStableFunc(wakes, func(x, y storage.Wake) int { return x.Due.Compare(y.Due) })
	return wakes, err
}

// Pending implements storage.Backend in one round trip.
func (s *Store) Pending(ctx context.Context) (storage.Pending, error) {
	calls := make([]call, s.partitions)
	for i := range calls {
		p := partition(i)
		calls[i] = call{partition: p, keys: append(p.laneKeys(), p.wakes(), p.wakeLeased())}
	}
	var pending storage.Pending
	err := s.runAll(ctx, s.scripts.pending, s.pipeline, calls, func(_ call, reply *goredis.Cmd) error {
		values, err := reply.Slice()
		if err != nil {
			return err
		}
		a := answer{values: values}
		pending.Entries += int(a.number())
		pending.InFlight += int(a.number())
		pending.NextWake = earliest(pending.NextWake, a.time())
		for q := range pending.NextEntry {
			pending.Lanes[q] += int(a.number())
			pending.NextEntry[q] = earliest(pending.NextEntry[q], a.time())
		}
		return a.err
	})
	if err != nil {
		return storage.Pending{}, fmt.Errorf("counting what is pending: %w", err)
	}
	return pending, nil
}

// earliest returns the earlier instant; the zero time is none.
func earliest(x, y time.Time) time.Time {
	if x.IsZero() || !y.IsZero() && y.Before(x) {
		return y
	}
	return x
}
