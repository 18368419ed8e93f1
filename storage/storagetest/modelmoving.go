package storagetest

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"residencyassist/storage"
)

func (m *model) Count(context.Context) (int, error) { return len(m.ids()), nil }

func (m *model) Export(_ context.Context, ids []string, v storage.View) ([]storage.Whole, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	wholes := make([]storage.Whole, len(ids))
	for i, id := range ids {
		wholes[i] = m.whole(id, v)
	}
	return wholes, nil
}

// whole is all that is kept of a record.
func (m *model) whole(id string, v storage.View) storage.Whole {
	w := storage.Whole{ID: id, Parked: slices.Clone(m.parked[id])}
	r := m.records[id]
	if r == nil {
		return w
	}
	w.Version, w.Data, w.Board, w.Wake = r.version, bytes.Clone(r.data), bytes.Clone(r.board), r.wake
	w.Journal = slices.Clone(r.journal)
	for _, event := range slices.Sorted(maps.Keys(r.seen)) {
		if at := r.seen[event]; at.After(v.Marks) {
			w.Marks = append(w.Marks, storage.Mark{Event: event, At: at})
		}
	}
	for _, side := range slices.Sorted(maps.Keys(r.lanes)) {
		q := r.lanes[side]
		l := storage.WholeLane{Side: side, Queue: q.waits, Serve: q.notBefore, Free: q.free}
		for _, e := range q.entries {
			l.Entries = append(l.Entries, e.Entry)
		}
		if len(q.entries) > 0 {
			l.Tries, l.Unknowns = q.entries[0].tries, q.entries[0].unknowns
		}
		if v.InForce(&l, q.token != 0) {
			w.Lanes = append(w.Lanes, l)
		}
	}
	for _, entry := range slices.Sorted(maps.Keys(r.receipts)) {
		w.Receipts = append(w.Receipts, storage.Receipt{Entry: entry, Receipt: r.receipts[entry]})
	}
	w.Index = m.indexes(id, v.Indexes)
	return w
}

// indexes are those that lead to a record, by name and value.
func (m *model) indexes(id string, names []string) (list []storage.Index) {
	for key, owner := range m.index {
		if owner == id && slices.Contains(names, key[1]) {
			list = append(list, storage.Index{Name: key[1], Value: key[2]})
		}
	}
	slices.SortFunc(list, func(a, b storage.Index) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	return list
}

func (m *model) Import(_ context.Context, changes []storage.Change, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		m.put(c.Is)
	}
	return nil
}

// put makes a record what w says.
func (m *model) put(w storage.Whole) {
	delete(m.records, w.ID)
	delete(m.parked, w.ID)
	maps.DeleteFunc(m.index, func(_ [3]string, id string) bool { return id == w.ID })
	if len(w.Parked) > 0 {
		m.parked[w.ID] = slices.Clone(w.Parked)
	}
	if w.Version == 0 {
		return
	}
	r := m.record(w.ID)
	m.records[w.ID] = r
	r.version, r.data, r.board, r.wake, r.journal = w.Version, w.Data, w.Board, w.Wake, slices.Clone(w.Journal)
	for _, mark := range w.Marks {
		r.seen[mark.Event] = mark.At
	}
	for _, l := range w.Lanes {
		q := &queue{waits: l.Queue, notBefore: l.Serve, free: l.Free}
		for _, e := range l.Entries {
			q.entries = append(q.entries, &waiting{Entry: e})
		}
		if len(q.entries) > 0 {
			q.entries[0].tries, q.entries[0].unknowns = l.Tries, l.Unknowns
		}
		r.lanes[l.Side] = q
	}
	for _, receipt := range w.Receipts {
		r.receipts[receipt.Entry] = receipt.Receipt
	}
	for _, ix := range w.Index {
		m.index[[3]string{storage.ShardOf(w.ID), ix.Name, ix.Value}] = w.ID
	}
}

func (m *model) EachNamed(_ context.Context, do func([]storage.Named) error) error {
	m.mu.Lock()
	var all []storage.Named
	for name, id := range m.links {
		all = append(all, storage.Named{Kind: storage.Linked, Name: name, Value: id})
	}
	for name, value := range m.meta {
		if value != "" {
			all = append(all, storage.Named{Kind: storage.Setting, Name: name, Value: value})
		}
	}
	for name := range m.budgets {
		if n := m.named(storage.Named{Kind: storage.ShutDown, Name: name}); n.Value != "" {
			all = append(all, n)
		}
	}
	m.mu.Unlock()
	return do(all)
}

// named is a thing of this kind and name with what it stands for.
func (m *model) named(n storage.Named) storage.Named {
	switch n.Kind {
	case storage.Linked:
		n.Value = m.links[n.Name]
	case storage.Setting:
		n.Value = m.meta[n.Name]
	case storage.ShutDown:
		n.Value = ""
		if b := m.budgets[n.Name]; b != nil && !b.Until.IsZero() {
			n.Value = strconv.FormatInt(b.Until.UnixMilli(), 10)
		}
	}
	return n
}

func (m *model) Lookup(_ context.Context, names []storage.Named) ([]storage.Named, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make([]storage.Named, len(names))
	for i, n := range names {
		found[i] = m.named(n)
	}
	return found, nil
}

func (m *model) PutNamed(_ context.Context, names []storage.Named) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range names {
		switch n.Kind {
		case storage.Linked:
			set(m.links, n)
		case storage.Setting:
			set(m.meta, n)
		case storage.ShutDown:
			var until time.Time
			if ms, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
				until = time.UnixMilli(ms).UTC()
			}
			m.budget(n.Name).Until = until
		}
	}
	return nil
}

// set keeps a value under its name, or takes it away.
func set(in map[string]string, n storage.Named) {
	if in[n.Name] = n.Value; n.Value == "" {
		delete(in, n.Name)
	}
}
