package storagetest

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"residencyassist/storage"
)

// erase takes away all of a record but its row, its last journal line and its
// marks.
func (m *model) erase(r *record, c storage.Commit) {
	delete(m.parked, c.ID)
	maps.DeleteFunc(m.links, func(_, id string) bool { return id == c.ID })
	maps.DeleteFunc(m.index, func(_ [3]string, id string) bool { return id == c.ID })
	r.journal = r.journal[len(r.journal)-1:]
	r.lanes, r.receipts, r.board = map[string]*queue{}, map[string]string{}, nil
}

func (m *model) Sweep(context.Context) error { return nil }

func (m *model) ids() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.records))
}

func (m *model) Records(_ context.Context, after string, limit int) ([]string, error) {
	return page(m.ids(), after, limit), nil
}

func (m *model) ParkedRecords(_ context.Context, after string, limit int) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return page(slices.Sorted(maps.Keys(m.parked)), after, limit), nil
}

func page(sorted []string, after string, limit int) []string {
	from, there := slices.BinarySearch(sorted, after)
	if there {
		from++
	}
	return sorted[from:min(from+limit, len(sorted))]
}

func (m *model) Entries(_ context.Context, id string) ([]storage.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var entries []storage.Entry
	lanes := m.record(id).lanes
	for _, side := range slices.Sorted(maps.Keys(lanes)) {
		for _, w := range lanes[side].entries {
			e := w.Entry
			e.Queue = 0 // not kept
			entries = append(entries, e)
		}
	}
	return entries, nil
}

func (m *model) Board(context.Context) (board []storage.BoardRow, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, r := range m.records {
		if r.board != nil {
			board = append(board, storage.BoardRow{ID: id, Data: slices.Clone(r.board)})
		}
	}
	return board, nil
}

func (m *model) OnBoard(_ context.Context, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.record(id).board), nil
}

func (m *model) Replace(_ context.Context, id string, swaps []storage.Swap) (done int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range swaps {
		if at := m.place(id, w.Place); at != nil && bytes.Equal(*at, w.Old) {
			*at = slices.Clone(w.New)
			done++
		}
	}
	return done, nil
}

// place returns where sealed bytes stand, or nil.
func (m *model) place(id string, p storage.Place) *[]byte {
	r := m.record(id)
	switch p.Part {
	case storage.InRow:
		if r.version > 0 {
			return &r.data
		}
	case storage.InJournal:
		if i := slices.IndexFunc(r.journal, func(l storage.JournalLine) bool { return l.Version == p.Version }); i >= 0 {
			return &r.journal[i].Data
		}
	case storage.InEntry:
		if r.lanes[p.Side] == nil {
			return nil
		}
		for _, w := range r.lanes[p.Side].entries {
			if w.ID == p.Name {
				return &w.Body
			}
		}
	case storage.InBoard:
		if r.board != nil {
			return &r.board
		}
	case storage.InParked:
		if i := m.parkedAt(id, p.Name); i >= 0 {
			return &m.parked[id][i].Data
		}
	}
	return nil
}

func (m *model) Park(_ context.Context, id string, p storage.Parked) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.parkedAt(id, p.Event) >= 0:
		return nil
	case len(m.parked[id]) >= storage.ParkedLimit:
		return storage.ErrFull
	}
	p.Data = slices.Clone(p.Data)
	m.parked[id] = append(m.parked[id], p)
	return nil
}

func (m *model) Parked(_ context.Context, id string) ([]storage.Parked, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.parked[id]), nil
}

func (m *model) Unpark(_ context.Context, id, event string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unpark(id, event)
	return nil
}

func (m *model) unpark(id, event string) {
	i := m.parkedAt(id, event)
	if i < 0 {
		return
	}
	if m.parked[id] = slices.Delete(m.parked[id], i, i+1); len(m.parked[id]) == 0 {
		delete(m.parked, id)
	}
}

func (m *model) parkedAt(id, event string) int {
	return slices.IndexFunc(m.parked[id], func(p storage.Parked) bool { return p.Event == event })
}
