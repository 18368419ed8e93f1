package redis

import (
	"context"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// ClaimEntries implements storage.Backend: one round trip to look, one more
// when something is due. What could be claimed is returned even if a node of a
// Cluster is away: it fails only when nothing could be claimed.
func (s *Store) ClaimEntries(ctx context.Context, now time.Time, room storage.Room, lease time.Duration) ([]storage.Claim, error) {
	var claims []storage.Claim
	lanes := wanted{leased: partition.leased, limits: room[:]}
	for q := range storage.Queues {
		lanes.queues = append(lanes.queues, func(p partition) string { return p.ready(q) })
	}
	err := s.claim(ctx, now, lanes, func(found []candidate) (int, error) {
		got, err := s.claimLanes(ctx, found, now, lease)
		claims = append(claims, got...)
		return len(got), err
	})
	if err != nil && len(claims) == 0 {
		return nil, fmt.Errorf("claiming entries: %w", err)
	}
	return claims, nil
}

// claimLanes leases those of the lanes that are still due and free.
func (s *Store) claimLanes(ctx context.Context, found []candidate, now time.Time, lease time.Duration) ([]storage.Claim, error) {
	calls := group(found, func(p partition) call {
		return call{partition: p, keys: p.laneKeys(), args: []any{now.UnixMilli(), lease.Milliseconds()}}
	}, func(c *call, member string) {
		lane := parseLane(member)
		c.keys = append(c.keys, c.partition.queue(lane), c.partition.lane(lane), c.partition.receipts(lane.Record))
		c.args = append(c.args, member)
	})
	claimed := map[string]storage.Claim{}
	err := s.runAll(ctx, s.scripts.claim, calls, func(_ call, reply *goredis.Cmd) error {
		rows, err := reply.Slice()
		if err != nil {
			return err
		}
		a := answer{}
		for _, claim := range a.claims(rows) {
			claimed[laneName(claim.Lane)] = claim
		}
		return a.err
	})
	return inOrder(found, claimed), err
}

// Settle implements storage.Backend in one round trip.
func (s *Store) Settle(ctx context.Context, end storage.Settlement) (*storage.Claim, error) {
	p := s.partition(end.Lane.Record)
	keys := append(p.laneKeys(), p.queue(end.Lane), p.lane(end.Lane), p.receipts(end.Lane.Record))
	args := append([]any{laneName(end.Lane), end.Entry, end.Token}, told(end)...)
	result, err := s.scripts.settle.Run(ctx, s.client, keys, args...).Slice()
	if err != nil {
		return nil, fmt.Errorf("settling an entry: %w", err)
	}
	a := answer{values: result}
	if err := refusal(a.text()); err != nil {
		return nil, err
	}
	next := a.claims(a.values)
	if a.err != nil {
		return nil, fmt.Errorf("settling an entry: %w", a.err)
	}
	if len(next) == 0 {
		return nil, nil
	}
	return &next[0], nil
}

// told is what the scripts are told of how a send ended.
func told(end storage.Settlement) []any {
	return []any{
		end.Receipt, end.NotBefore.UnixMilli(), end.Pace.Every.Milliseconds(), max(1, end.Pace.Burst),
		end.Now.UnixMilli(), end.Lease.Milliseconds(),
	}
}

// PutBack implements storage.Backend in one round trip.
func (s *Store) PutBack(ctx context.Context, back storage.PutBack) error {
	p := s.partition(back.Lane.Record)
	keys := append(p.laneKeys(), p.queue(back.Lane), p.lane(back.Lane))
	status, err := s.scripts.putBack.Run(ctx, s.client, keys, laneName(back.Lane), back.Entry, back.Token,
		back.NotBefore.UnixMilli(), counted(back)).Text()
	if err != nil {
		return fmt.Errorf("putting an entry back: %w", err)
	}
	return refusal(status)
}

// counted names the count of its entry that a put-back raises.
func counted(back storage.PutBack) string {
	switch {
	case back.Untried:
		return ""
	case back.Unknown:
		return "unknowns"
	}
	return "tries"
}
