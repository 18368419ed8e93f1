package sqlite

import (
	"context"
	"fmt"
	"time"

	"residencyassist/storage"
)

// Import implements storage.Backend: one transaction for all the changes.
func (s *Store) Import(ctx context.Context, changes []storage.Change, _ time.Time) error {
	err := s.write(ctx, func(t *tx) error {
		for _, c := range changes {
			if err := t.putWhole(c.Is); err != nil {
				return fmt.Errorf("record %s: %w", c.Is.ID, err)
			}
		}
		return nil
	})
	return wrap("writing whole records", err)
}

// putWhole puts a record in the place of whatever there is of it.
func (t *tx) putWhole(w storage.Whole) error {
	run := runner{t: t}
	run.exec(`DELETE FROM record WHERE id = ?`, w.ID) // and with it all that refers to it
	run.exec(`DELETE FROM parked WHERE record = ?`, w.ID)
	for _, p := range w.Parked {
		run.exec(`INSERT INTO parked (record, event, at, data) VALUES (?, ?, ?, ?)`, w.ID, p.Event, millis(p.At), p.Data)
	}
	if w.Version == 0 {
		return run.err
	}
	run.exec(`INSERT INTO record (id, version, data) VALUES (?, ?, ?)`, w.ID, int64(w.Version), w.Data)
	if len(w.Board) > 0 {
		run.exec(`INSERT INTO board (record, data) VALUES (?, ?)`, w.ID, w.Board)
	}
	if !w.Wake.IsZero() {
		run.exec(`INSERT INTO wake (record, due) VALUES (?, ?)`, w.ID, millis(w.Wake))
	}
	for _, line := range w.Journal {
		run.exec(`INSERT INTO journal (record, version, at, data) VALUES (?, ?, ?, ?)`, w.ID, int64(line.Version), millis(line.At), line.Data)
	}
	for _, m := range w.Marks {
		run.exec(`INSERT INTO seen (record, event, at) VALUES (?, ?, ?)`, w.ID, m.Event, millis(m.At))
	}
	for _, r := range w.Receipts {
		run.exec(`INSERT INTO receipt (record, entry, receipt) VALUES (?, ?, ?)`, w.ID, r.Entry, r.Receipt)
	}
	for _, ix := range w.Index {
		run.exec(`INSERT INTO idx (shard, name, value, record) VALUES (?, ?, ?, ?)`, storage.ShardOf(w.ID), ix.Name, ix.Value, w.ID)
	}
	for _, l := range w.Lanes {
		run.lane(w.ID, l)
	}
	return run.err
}

// lane puts a lane there, free, with what waits in it.
func (r *runner) lane(id string, l storage.WholeLane) {
	for i, e := range l.Entries {
		tries, unknowns := 0, 0
		if i == 0 {
			tries, unknowns = l.Tries, l.Unknowns
		}
		r.exec(`INSERT INTO entry (record, side, id, body, ref, track, repeatable, tries, unknowns) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id, l.Side, e.ID, e.Body, e.Ref, e.Track, e.Repeatable, tries, unknowns)
	}
	r.exec(`
		INSERT INTO lane (record, side, queue, head, serve, free)
		VALUES (?1, ?2, ?3, (SELECT min(seq) FROM entry WHERE record = ?1 AND side = ?2), ?4, ?5)`,
		id, l.Side, int(l.Queue), millis(l.Serve), millis(l.Free))
}

// runner runs statements until one fails.
type runner struct {
	t   *tx
	err error
}

func (r *runner) exec(query string, args ...any) {
	if r.err == nil {
		_, r.err = r.t.exec(query, args...)
	}
}
