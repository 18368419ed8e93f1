package redis

import (
	"context"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// ClaimWakes implements storage.Backend: one round trip to look, one more when
// something is due.
func (s *Store) ClaimWakes(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]storage.Wake, error) {
	var wakes []storage.Wake
	due := wanted{leased: partition.wakeLeased, queues: []func(partition) string{partition.wakes}, limits: []int{limit}}
	err := s.claim(ctx, now, due, func(found []candidate) (int, error) {
		got, err := s.claimDue(ctx, found, now, lease)
		wakes = append(wakes, got...)
		return len(got), err
	})
	if err != nil && len(wakes) == 0 {
		return nil, fmt.Errorf("claiming wake-ups: %w", err)
	}
	return wakes, nil
}

// claimDue leases those of the wake-ups that are still due and free, earliest
// first.
func (s *Store) claimDue(ctx context.Context, found []candidate, now time.Time, lease time.Duration) ([]storage.Wake, error) {
	calls := group(found, func(p partition) call {
		return call{
			partition: p,
			keys:      []string{p.wakes(), p.wakeLeased()},
			args:      []any{now.UnixMilli(), lease.Milliseconds()},
		}
	}, func(c *call, member string) {
		c.args = append(c.args, member)
	})
	var wakes []storage.Wake
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
