package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"residencyassist/storage"
)

// ClaimEntries implements storage.Backend.
func (s *Store) ClaimEntries(ctx context.Context, now time.Time, room storage.Room, lease time.Duration) ([]storage.Claim, error) {
	lanes, err := s.freeLanes(ctx, s.reader, now, room)
	if err != nil || len(lanes) == 0 {
		return nil, wrap("looking for entries to send", err) // most looks find nothing and write nothing
	}
	var claims []storage.Claim
	err = s.write(ctx, func(t *tx) error {
		if lanes, err = s.freeLanes(ctx, t.sql, now, room); err != nil {
			return err
		}
		for _, l := range lanes {
			claim, err := t.claim(l, millis(now), lease.Milliseconds(), storage.Queues)
			if err != nil {
				return err
			}
			claims = append(claims, *claim)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claiming entries: %w", err)
	}
	return claims, nil
}

// freeLanes lists lanes that may be served and that nobody holds.
func (s *Store) freeLanes(ctx context.Context, from querier, now time.Time, room storage.Room) ([]storage.Lane, error) {
	var lanes []storage.Lane
	for queue, limit := range room {
		err := rows(ctx, from, `
			SELECT record, side FROM lane
			WHERE queue = ? AND head IS NOT NULL AND serve <= ? AND lease <= ?
			ORDER BY serve LIMIT ?`,
			[]any{queue, millis(now), millis(s.now()), max(0, limit)},
			func(scan func(...any) error) error {
				var l storage.Lane
				defer func() { lanes = append(lanes, l) }()
				return scan(&l.Record, &l.Side)
			})
		if err != nil {
			return nil, err
		}
	}
	return lanes, nil
}

// claim leases a lane if something in it may be sent at the story instant now,
// nobody holds it and it waits in one of the first queues; otherwise it returns
// nil. A lease still standing there ran out unsettled, so nobody knows whether
// its entry was sent.
func (t *tx) claim(l storage.Lane, now, lease int64, queues storage.Queue) (*storage.Claim, error) {
	c := &storage.Claim{Lane: l, Entry: storage.Entry{Side: l.Side}}
	var seq, lapsed int64
	err := t.scan(`
		SELECT e.seq, lane.lease, lane.token + 1, e.id, e.body, e.ref, e.track, e.repeatable,
			e.tries, e.unknowns, coalesce(r.receipt, ''), lane.queue
		FROM lane JOIN entry AS e ON e.seq = lane.head
		LEFT JOIN receipt AS r ON r.record = lane.record AND r.entry = e.ref
		WHERE lane.record = ? AND lane.side = ? AND lane.serve <= ? AND lane.lease <= ?
			AND lane.queue < ?`,
		[]any{l.Record, l.Side, now, t.now, int(queues)},
		&seq, &lapsed, &c.Token, &c.Entry.ID, &c.Entry.Body, &c.Entry.Ref, &c.Entry.Track, &c.Entry.Repeatable,
		&c.Tries, &c.Unknowns, &c.Receipt, &c.Queue)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if lapsed != 0 && !c.Entry.Repeatable {
		c.Unknowns++
		if _, err := t.exec(`UPDATE entry SET unknowns = ? WHERE seq = ?`, c.Unknowns, seq); err != nil {
			return nil, err
		}
	}
	_, err = t.exec(`UPDATE lane SET token = ?, lease = ? WHERE record = ? AND side = ?`,
		c.Token, t.now+lease, l.Record, l.Side)
	return c, err
}

// Settle implements storage.Backend.
func (s *Store) Settle(ctx context.Context, done storage.Settlement) (*storage.Claim, error) {
	var next *storage.Claim
	err := s.write(ctx, func(t *tx) error {
		err := t.pop(done)
		if err == nil {
			next, err = t.claim(done.Lane, millis(done.Now), done.Lease.Milliseconds(), storage.Queues)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("settling entry %s of record %s: %w", done.Entry, done.Lane.Record, err)
	}
	return next, nil
}

// pop removes the entry that the token holds, keeps its receipt if it is tracked,
// and leaves the lane free and held back as was asked.
func (t *tx) pop(s storage.Settlement) error {
	h, err := t.holding(s.Lane, s.Entry, s.Token)
	if err != nil {
		return err
	}
	if h.track && s.Receipt != "" {
		_, err := t.exec(`INSERT OR REPLACE INTO receipt (record, entry, receipt) VALUES (?, ?, ?)`,
			s.Lane.Record, s.Keeps(), s.Receipt)
		if err != nil {
			return err
		}
	}
	if _, err := t.exec(`DELETE FROM entry WHERE seq = ?`, h.seq); err != nil {
		return err
	}
	serve, free := s.Pace.Use(s.Now, instant(h.free))
	_, err = t.exec(`
		UPDATE lane SET lease = 0, serve = max(serve, ?, ?), free = ?,
			head = (SELECT min(seq) FROM entry WHERE record = lane.record AND side = lane.side)
		WHERE record = ? AND side = ?`,
		millisUp(s.NotBefore), millisUp(serve), millis(free), s.Lane.Record, s.Lane.Side)
	return err
}

// PutBack implements storage.Backend.
func (s *Store) PutBack(ctx context.Context, p storage.PutBack) error {
	err := s.write(ctx, func(t *tx) error {
		h, err := t.holding(p.Lane, p.Entry, p.Token)
		if err != nil {
			return err
		}
		if !p.Untried {
			_, err = t.exec(`
				UPDATE entry SET tries = tries + NOT ?1, unknowns = unknowns + (?1 AND NOT repeatable) WHERE seq = ?2`,
				p.Unknown, h.seq)
		}
		if err != nil {
			return err
		}
		_, err = t.exec(`UPDATE lane SET lease = 0, serve = max(serve, ?) WHERE record = ? AND side = ?`,
			millisUp(p.NotBefore), p.Lane.Record, p.Lane.Side)
		return err
	})
	return wrap(fmt.Sprintf("putting back entry %s of record %s", p.Entry, p.Lane.Record), err)
}

// Renew implements storage.Backend.
func (s *Store) Renew(ctx context.Context, r storage.Renewal) error {
	err := s.write(ctx, func(t *tx) error {
		if _, err := t.holding(r.Lane, r.Entry, r.Token); err != nil {
			return err
		}
		_, err := t.exec(`UPDATE lane SET lease = ? WHERE record = ? AND side = ?`,
			t.now+r.Lease.Milliseconds(), r.Lane.Record, r.Lane.Side)
		return err
	})
	return wrap(fmt.Sprintf("renewing the lease of entry %s of record %s", r.Entry, r.Lane.Record), err)
}

// hold is an entry at the head of a lane under lease.
type hold struct {
	seq   int64
	track bool
	free  int64
}

// holding finds what the token holds. A lease that ran out still holds its entry
// until somebody else takes the lane.
func (t *tx) holding(l storage.Lane, entry string, token int64) (hold, error) {
	var h hold
	err := t.scan(`
		SELECT e.seq, e.track, lane.free FROM lane JOIN entry AS e ON e.seq = lane.head
		WHERE lane.record = ? AND lane.side = ? AND lane.token = ? AND lane.lease <> 0 AND e.id = ?`,
		[]any{l.Record, l.Side, token, entry}, &h.seq, &h.track, &h.free)
	if errors.Is(err, sql.ErrNoRows) {
		return h, storage.ErrLost
	}
	return h, err
}
