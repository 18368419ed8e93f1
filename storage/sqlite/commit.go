package sqlite

import (
	"context"
	"fmt"

	"residencyassist/storage"
)

// trimBatch is how many dedupe marks past their age a commit clears away, of any
// record. A commit makes one mark at most, so the rest never grows.
const trimBatch = 32

// Commit implements storage.Backend.
func (s *Store) Commit(ctx context.Context, c storage.Commit) ([]storage.Claim, error) {
	var claims []storage.Claim
	err := s.write(ctx, func(t *tx) error {
		for _, step := range []func(storage.Commit) error{
			// The first four may refuse, in the order that is promised.
			t.mark, t.advance, t.settle, t.index,
			t.erase, t.tell, t.arm, t.show, t.enqueue,
		} {
			if err := step(c); err != nil {
				return err
			}
		}
		var err error
		claims, err = t.claimAfter(c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("committing to record %s: %w", c.ID, err)
	}
	return claims, nil
}

// mark remembers the event, or refuses it if a mark younger than DedupeAge is
// there, takes it out of what is parked, and clears away some marks that are
// older.
func (t *tx) mark(c storage.Commit) error {
	if c.Event == "" {
		return nil
	}
	forgotten := t.now - storage.DedupeAge.Milliseconds()
	err := t.must(storage.ErrRepeated, `
		INSERT INTO seen (record, event, at) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET at = excluded.at WHERE at <= ?`,
		c.ID, c.Event, t.now, forgotten)
	if err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM parked WHERE record = ? AND event = ?`, c.ID, c.Event); err != nil {
		return err
	}
	_, err = t.exec(`
		DELETE FROM seen WHERE (record, event) IN
			(SELECT record, event FROM seen WHERE at <= ? ORDER BY at LIMIT ?)`,
		forgotten, trimBatch)
	return err
}

// advance writes the record if it still has the version that was loaded.
func (t *tx) advance(c storage.Commit) error {
	if c.Version == 0 {
		return t.must(storage.ErrConflict,
			`INSERT INTO record (id, version, data) VALUES (?, 1, ?) ON CONFLICT DO NOTHING`, c.ID, c.Data)
	}
	return t.must(storage.ErrConflict,
		`UPDATE record SET version = version + 1, data = ? WHERE id = ? AND version = ?`,
		c.Data, c.ID, int64(c.Version))
}

// settle ends the delivery that the event reports.
func (t *tx) settle(c storage.Commit) error {
	if c.Settle == nil {
		return nil
	}
	return t.pop(*c.Settle)
}

// index adds the record's index values, unless another record has one of them.
func (t *tx) index(c storage.Commit) error {
	for _, ix := range c.Index {
		err := t.must(storage.ErrTaken, `
			INSERT INTO idx (shard, name, value, record) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET record = excluded.record WHERE record = excluded.record`,
			storage.ShardOf(c.ID), ix.Name, ix.Value, c.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// tell writes the journal line.
func (t *tx) tell(c storage.Commit) error {
	_, err := t.exec(`INSERT INTO journal (record, version, at, data) VALUES (?, ?, ?, ?)`,
		c.ID, int64(c.Version+1), millis(c.At), c.Journal)
	return err
}

// arm replaces the record's wake-up, whoever has a lease on it.
func (t *tx) arm(c storage.Commit) error {
	if c.Wake.IsZero() {
		_, err := t.exec(`DELETE FROM wake WHERE record = ?`, c.ID)
		return err
	}
	_, err := t.exec(`
		INSERT INTO wake (record, due) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET due = excluded.due, lease = 0`,
		c.ID, millisUp(c.Wake))
	return err
}

// show keeps what lists show of the record.
func (t *tx) show(c storage.Commit) (err error) {
	switch {
	case c.Board == nil:
	case len(c.Board) == 0:
		_, err = t.exec(`DELETE FROM board WHERE record = ?`, c.ID)
	default:
		_, err = t.exec(`INSERT OR REPLACE INTO board (record, data) VALUES (?, ?)`, c.ID, c.Board)
	}
	return err
}

// enqueue appends the entries to their lanes. An empty lane is to be served from
// now on, unless it is held back for longer; one that waits moves to the queue of
// its most urgent entry.
func (t *tx) enqueue(c storage.Commit) error {
	for _, e := range c.Entries {
		var seq int64
		err := t.scan(`
			INSERT INTO entry (record, side, id, body, ref, track, repeatable)
			VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
			[]any{c.ID, e.Side, e.ID, e.Body, e.Ref, e.Track, e.Repeatable}, &seq)
		if err != nil {
			return err
		}
		_, err = t.exec(`
			INSERT INTO lane (record, side, queue, head, serve) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET
				queue = iif(head IS NULL, excluded.queue, min(queue, excluded.queue)),
				serve = iif(head IS NULL, max(serve, excluded.serve), serve),
				head = coalesce(head, excluded.head)`,
			c.ID, e.Side, int(e.Queue), seq, millis(c.At))
		if err != nil {
			return err
		}
	}
	return nil
}

// claimAfter leases what the commit set free: the lane it settled, and the lanes
// it added to that nobody had, unless they wait in a bulk queue.
func (t *tx) claimAfter(c storage.Commit) ([]storage.Claim, error) {
	var claims []storage.Claim
	tried := map[storage.Lane]bool{}
	try := func(l storage.Lane, now, lease int64, queues storage.Queue) error {
		if tried[l] {
			return nil
		}
		tried[l] = true
		claim, err := t.claim(l, now, lease, queues)
		if claim != nil {
			claims = append(claims, *claim)
		}
		return err
	}
	if s := c.Settle; s != nil {
		if err := try(s.Lane, millis(s.Now), s.Lease.Milliseconds(), storage.Queues); err != nil {
			return nil, err
		}
	}
	for _, e := range c.Entries {
		if err := try(storage.Lane{Record: c.ID, Side: e.Side}, millis(c.At), c.Lease.Milliseconds(), storage.ChatBulk); err != nil {
			return nil, err
		}
	}
	return claims, nil
}
