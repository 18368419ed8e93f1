package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"residencyassist/storage"
)

// Count implements storage.Backend.
func (s *Store) Count(ctx context.Context) (int, error) {
	var n int
	err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM record`).Scan(&n)
	return n, wrap("counting records", err)
}

// of is where the queries of an export begin: the records asked for, in their
// order, each with what it has of the table that follows.
const of = ` FROM json_each(?1) AS w CROSS JOIN `

// The queries of an export. Each names its record first.
const (
	exportRow = `SELECT r.id, r.version, r.data, b.data, coalesce(wake.due, 0)` + of + `record AS r ON r.id = w.value
		LEFT JOIN board AS b ON b.record = r.id LEFT JOIN wake ON wake.record = r.id`
	exportJournal = `SELECT j.record, j.version, j.at, j.data` + of + `journal AS j ON j.record = w.value ORDER BY w.key, j.version`
	exportMarks   = `SELECT s.record, s.event, (s.at + 999) / 1000` + of + `seen AS s ON s.record = w.value
		WHERE (s.at + 999) / 1000 * 1000 > ?2 ORDER BY w.key, s.event`
	exportLanes = `SELECT l.record, l.side, l.queue, l.serve, l.free, l.lease <> 0, coalesce(e.tries, 0), coalesce(e.unknowns, 0)` + of +
		`lane AS l ON l.record = w.value LEFT JOIN entry AS e ON e.seq = l.head ORDER BY w.key, l.side`
	exportEntries = `SELECT e.record, e.side, e.id, e.body, e.ref, e.track, e.repeatable` + of +
		`entry AS e ON e.record = w.value ORDER BY w.key, e.side, e.seq`
	exportReceipts = `SELECT r.record, r.entry, r.receipt` + of + `receipt AS r ON r.record = w.value ORDER BY w.key, r.entry`
	exportIndex    = `SELECT i.record, i.name, i.value` + of + `idx AS i ON i.record = w.value ORDER BY w.key, i.name, i.value`
	exportParked   = `SELECT p.record, p.event, p.at, p.data` + of + `parked AS p ON p.record = w.value ORDER BY w.key, p.seq`
)

// export is what is read of some records.
type export struct {
	view   storage.View
	all    []storage.Whole
	at     map[string]*storage.Whole
	lapsed map[*storage.Whole][]bool // of each of its lanes
}

// scan reads a row of one of the queries: whose it is, and the rest.
type scan func(into ...any) (*storage.Whole, error)

// Export implements storage.Backend: one query for each kind of thing that
// records have.
func (s *Store) Export(ctx context.Context, ids []string, v storage.View) ([]storage.Whole, error) {
	list, err := json.Marshal(append([]string{}, ids...))
	if err != nil {
		return nil, fmt.Errorf("naming records: %w", err)
	}
	x := export{view: v, all: make([]storage.Whole, len(ids)), at: map[string]*storage.Whole{}, lapsed: map[*storage.Whole][]bool{}}
	for i, id := range ids {
		x.all[i].ID = id
		x.at[id] = &x.all[i]
	}
	for _, part := range []struct {
		query string
		args  []any
		read  func(scan) error
	}{
		{query: exportRow, read: x.row}, {query: exportJournal, read: x.journal},
		{query: exportMarks, args: []any{millis(v.Marks)}, read: x.mark},
		{query: exportLanes, read: x.lane}, {query: exportEntries, read: x.entry},
		{query: exportReceipts, read: x.receipt}, {query: exportIndex, read: x.index},
		{query: exportParked, read: x.parked},
	} {
		err := rows(ctx, s.reader, part.query, append([]any{string(list)}, part.args...), func(row func(...any) error) error {
			return part.read(func(into ...any) (*storage.Whole, error) {
				var id string
				err := row(append([]any{&id}, into...)...)
				return x.at[id], err
			})
		})
		if err != nil {
			return nil, fmt.Errorf("reading whole records: %w", err)
		}
	}
	x.weigh()
	return x.all, nil
}

func (x *export) row(scan scan) error {
	var row storage.Whole
	var due int64
	w, err := scan(&row.Version, &row.Data, &row.Board, &due)
	if err == nil {
		w.Version, w.Data, w.Board, w.Wake = row.Version, row.Data, row.Board, instant(due)
	}
	return err
}

func (x *export) journal(scan scan) error {
	var line storage.JournalLine
	var at int64
	w, err := scan(&line.Version, &at, &line.Data)
	if err == nil {
		line.At = instant(at)
		w.Journal = append(w.Journal, line)
	}
	return err
}

func (x *export) mark(scan scan) error {
	var m storage.Mark
	var at int64
	w, err := scan(&m.Event, &at)
	if err == nil {
		m.At = time.Unix(at, 0).UTC()
		w.Marks = append(w.Marks, m)
	}
	return err
}

func (x *export) lane(scan scan) error {
	var l storage.WholeLane
	var serve, free int64
	var lapsed bool
	w, err := scan(&l.Side, &l.Queue, &serve, &free, &lapsed, &l.Tries, &l.Unknowns)
	if err == nil {
		l.Serve, l.Free = instant(serve), instant(free)
		w.Lanes, x.lapsed[w] = append(w.Lanes, l), append(x.lapsed[w], lapsed)
	}
	return err
}

func (x *export) entry(scan scan) error {
	var e storage.Entry
	w, err := scan(&e.Side, &e.ID, &e.Body, &e.Ref, &e.Track, &e.Repeatable)
	if err != nil {
		return err
	}
	for i := range w.Lanes {
		if l := &w.Lanes[i]; l.Side == e.Side {
			l.Entries = append(l.Entries, e)
		}
	}
	return nil
}

func (x *export) receipt(scan scan) error {
	var r storage.Receipt
	w, err := scan(&r.Entry, &r.Receipt)
	if err == nil {
		w.Receipts = append(w.Receipts, r)
	}
	return err
}

func (x *export) index(scan scan) error {
	var ix storage.Index
	w, err := scan(&ix.Name, &ix.Value)
	if err == nil {
		w.Index = append(w.Index, ix)
	}
	return err
}

func (x *export) parked(scan scan) error {
	var p storage.Parked
	var at int64
	w, err := scan(&p.Event, &at, &p.Data)
	if err == nil {
		p.At = instant(at)
		w.Parked = append(w.Parked, p)
	}
	return err
}

// weigh leaves out the lanes that do not matter any more.
func (x *export) weigh() {
	for i := range x.all {
		w := &x.all[i]
		lanes := w.Lanes[:0]
		for n, l := range w.Lanes {
			if x.view.InForce(&l, x.lapsed[w][n]) {
				lanes = append(lanes, l)
			}
		}
		w.Lanes = lanes
	}
}
