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
	var unused []storage.Claim
	err := s.runAll(ctx, s.scripts.claim, s.confirmed, calls, func(_ call, reply *goredis.Cmd) error {
		rows, _ := reply.Val().([]any)
		a := answer{}
		granted := a.claims(rows)
		if err := reply.Err(); err != nil {
			unused = append(unused, granted...)
			return err
		}
		for _, claim := range granted {
			claimed[laneName(claim.Lane)] = claim
		}
		return a.err
	})
	s.giveBack(ctx, unused)
	return inOrder(found, claimed), err
}

// Settle implements storage.Backend in one round trip.
func (s *Store) Settle(ctx context.Context, end storage.Settlement) (*storage.Claim, error) {
	p := s.partition(end.Lane.Record)
	keys := append(p.laneKeys(), p.queue(end.Lane), p.lane(end.Lane), p.receipts(end.Lane.Record))
	args := append([]any{laneName(end.Lane), end.Entry, end.Token}, told(end)...)
	next, err := s.outcome(ctx, s.write(ctx, s.scripts.settle, p, keys, args...))
	if err != nil {
		return nil, fmt.Errorf("settling an entry: %w", err)
	}
	if len(next) == 0 {
		return nil, nil
	}
	return &next[0], nil
}

// told is what the scripts are told of how a send ended.
func told(end storage.Settlement) []any {
	return []any{
		end.Receipt, end.Keeps(), end.NotBefore.UnixMilli(), end.Pace.Every.Milliseconds(), max(1, end.Pace.Burst),
		end.Now.UnixMilli(), end.Lease.Milliseconds(),
	}
}

// PutBack implements storage.Backend in one round trip.
func (s *Store) PutBack(ctx context.Context, back storage.PutBack) error {
	p := s.partition(back.Lane.Record)
	keys := append(p.laneKeys(), p.queue(back.Lane), p.lane(back.Lane))
	status, err := s.write(ctx, s.scripts.putBack, p, keys, laneName(back.Lane), back.Entry, back.Token,
		back.NotBefore.UnixMilli(), counted(back)).Text()
	if err == nil {
		err = refusal(status)
	}
	if err != nil {
		return fmt.Errorf("putting an entry back: %w", err)
	}
	return nil
}

// Renew implements storage.Backend in one round trip.
func (s *Store) Renew(ctx context.Context, r storage.Renewal) error {
	p := s.partition(r.Lane.Record)
	keys := append(p.laneKeys(), p.queue(r.Lane), p.lane(r.Lane))
	status, err := s.write(ctx, s.scripts.renew, p, keys, laneName(r.Lane), r.Entry, r.Token, r.Lease.Milliseconds()).Text()
	if err == nil {
		err = refusal(status)
	}
	if err != nil {
		return fmt.Errorf("renewing the lease of an entry: %w", err)
	}
	return nil
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

// outcome reads the answer of a script that may hand out claims. Claims that
// come with an error are given back: their caller never sees them.
func (s *Store) outcome(ctx context.Context, reply *goredis.Cmd) ([]storage.Claim, error) {
	values, _ := reply.Val().([]any)
	a := answer{values: values}
	if err := reply.Err(); err != nil {
		if len(values) > 1 {
			_ = a.text()
			s.giveBack(ctx, a.claims(a.list()))
		}
		return nil, err
	}
	if err := refusal(a.text()); err != nil {
		return nil, err
	}
	claims := a.claims(a.list())
	return claims, a.err
}

// giveBack frees lanes that were leased for a caller who will not hear of it, as
// if nobody had ever held them. Where that fails too, their leases run out, and
// one send of each counts as unknown that was never made.
func (s *Store) giveBack(ctx context.Context, claims []storage.Claim) {
	if len(claims) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	calls := make([]call, len(claims))
	for i, c := range claims {
		p := s.partition(c.Lane.Record)
		calls[i] = call{
			partition: p,
			keys:      append(p.laneKeys(), p.queue(c.Lane), p.lane(c.Lane)),
			args:      []any{laneName(c.Lane), c.Entry.ID, c.Token, 0, ""},
		}
	}
	_ = s.runAll(ctx, s.scripts.putBack, s.pipeline, calls, func(_ call, reply *goredis.Cmd) error { return reply.Err() })
}
