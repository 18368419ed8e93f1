package storagetest

import (
	"context"
	"slices"
	"time"

	"residencyassist/storage"
)

// queue is a lane. It is held while token is not zero and until has not come.
type queue struct {
	entries   []*waiting
	waits     storage.Queue
	notBefore time.Time
	free      time.Time
	token     int64
	until     time.Time
}

type waiting struct {
	storage.Entry
	tries, unknowns int
}

// enqueue settles, appends, and claims the heads that may be sent.
func (m *model) enqueue(r *record, c storage.Commit) []storage.Claim {
	var claims []storage.Claim
	if c.Settle != nil {
		m.pop(*c.Settle)
	}
	touched := map[string]bool{}
	for _, e := range c.Entries {
		if r.lanes[e.Side] == nil {
			r.lanes[e.Side] = &queue{}
		}
		q := r.lanes[e.Side]
		if len(q.entries) == 0 || e.Queue < q.waits {
			q.waits = e.Queue
		}
		if len(q.entries) == 0 {
			q.notBefore = later(q.notBefore, c.At)
		}
		e.Queue = 0
		q.entries = append(q.entries, &waiting{Entry: e})
		touched[e.Side] = true
	}
	if s := c.Settle; s != nil {
		delete(touched, s.Lane.Side)
		if m.servable(r.lanes[s.Lane.Side], s.Now) {
			claims = append(claims, m.take(s.Lane, s.Lease))
		}
	}
	for side := range touched {
		if !r.lanes[side].waits.Bulk() && m.servable(r.lanes[side], c.At) {
			claims = append(claims, m.take(storage.Lane{Record: c.ID, Side: side}, c.Lease))
		}
	}
	return claims
}

func (m *model) ClaimEntries(_ context.Context, now time.Time, room storage.Room, lease time.Duration) ([]storage.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var free [storage.Queues][]storage.Lane
	for id, r := range m.records {
		for side, q := range r.lanes {
			if m.servable(q, now) {
				free[q.waits] = append(free[q.waits], storage.Lane{Record: id, Side: side})
			}
		}
	}
	var claims []storage.Claim
	for queue, lanes := range free {
		slices.SortFunc(lanes, func(a, b storage.Lane) int {
			return m.lane(a).notBefore.Compare(m.lane(b).notBefore)
		})
		for _, lane := range lanes[:min(room[queue], len(lanes))] {
			claims = append(claims, m.take(lane, lease))
		}
	}
	return claims, nil
}

func (m *model) lane(l storage.Lane) *queue { return m.record(l.Record).lanes[l.Side] }

// servable says whether a lane holds something that may be sent and nobody holds.
func (m *model) servable(q *queue, now time.Time) bool {
	return q != nil && len(q.entries) > 0 && !q.notBefore.After(now) && !m.held(q)
}

func (m *model) held(q *queue) bool { return q.token != 0 && q.until.After(m.now) }

// take leases a lane. A token still standing there is of a lease that ran out.
func (m *model) take(l storage.Lane, lease time.Duration) storage.Claim {
	q := m.lane(l)
	head := q.entries[0]
	if q.token != 0 && !head.Repeatable {
		head.unknowns++
	}
	m.tokens++
	q.token, q.until = m.tokens, m.now.Add(lease)
	return storage.Claim{
		Lane: l, Queue: q.waits, Entry: head.Entry, Receipt: m.record(l.Record).receipts[head.Ref],
		Token: q.token, Tries: head.tries, Unknowns: head.unknowns,
	}
}

// holding returns the lane if the token holds it and the entry is at its head.
func (m *model) holding(l storage.Lane, entry string, token int64) *queue {
	q := m.lane(l)
	if q == nil || q.token == 0 || q.token != token || q.entries[0].ID != entry {
		return nil
	}
	return q
}

// pop ends the head of a lane that is held.
func (m *model) pop(s storage.Settlement) {
	q := m.lane(s.Lane)
	head := q.entries[0]
	if head.Track && s.Receipt != "" {
		m.record(s.Lane.Record).receipts[s.Keeps()] = s.Receipt
	}
	serve, free := s.Pace.Use(s.Now, q.free)
	q.entries, q.token, q.free = q.entries[1:], 0, free
	q.notBefore = later(q.notBefore, later(serve, s.NotBefore))
}

func (m *model) Settle(_ context.Context, s storage.Settlement) (*storage.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.holding(s.Lane, s.Entry, s.Token)
	if q == nil {
		return nil, storage.ErrLost
	}
	m.pop(s)
	if !m.servable(q, s.Now) {
		return nil, nil
	}
	next := m.take(s.Lane, s.Lease)
	return &next, nil
}

func (m *model) Renew(_ context.Context, r storage.Renewal) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.holding(r.Lane, r.Entry, r.Token)
	if q == nil {
		return storage.ErrLost
	}
	q.until = m.now.Add(r.Lease)
	return nil
}

func (m *model) PutBack(_ context.Context, p storage.PutBack) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.holding(p.Lane, p.Entry, p.Token)
	if q == nil {
		return storage.ErrLost
	}
	switch head := q.entries[0]; {
	case p.Untried:
	case !p.Unknown:
		head.tries++
	case !head.Repeatable:
		head.unknowns++
	}
	q.token, q.notBefore = 0, later(q.notBefore, p.NotBefore)
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
