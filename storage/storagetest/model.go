package storagetest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"residencyassist/storage"
)

// model is the contract at its simplest: maps, one lock, no crash. It is what a
// backend is compared with, never a backend for use.
type model struct {
	mu      sync.Mutex
	now     time.Time // lease time
	tokens  int64
	records map[string]*record
	links   map[string]string
	parked  map[string][]storage.Parked
	meta    map[string]string
	index   map[[3]string]string // shard, name, value
	leases  map[string]lease
	budgets map[string]*storage.Budget
}

type record struct {
	version  uint64
	data     []byte
	seen     map[string]time.Time
	journal  []storage.JournalLine
	lanes    map[string]*queue
	receipts map[string]string
	board    []byte
	wake     time.Time
	woken    time.Time // end of the wake-up's lease; zero: none
}

type lease struct {
	holder string
	until  time.Time
}

func newModel() *model {
	return &model{
		now:     time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC),
		records: map[string]*record{},
		links:   map[string]string{},
		parked:  map[string][]storage.Parked{},
		meta:    map[string]string{},
		index:   map[[3]string]string{},
		leases:  map[string]lease{},
		budgets: map[string]*storage.Budget{},
	}
}

func (m *model) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// record returns a record to read; one never committed is empty.
func (m *model) record(id string) *record {
	if r := m.records[id]; r != nil {
		return r
	}
	return &record{seen: map[string]time.Time{}, lanes: map[string]*queue{}, receipts: map[string]string{}}
}

func (m *model) repeated(r *record, event string) bool {
	at, ok := r.seen[event]
	return ok && m.now.Sub(at) < storage.DedupeAge
}

func (m *model) Load(_ context.Context, id, event string) (storage.Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.record(id)
	return storage.Row{
		Version: r.version, Data: slices.Clone(r.data), Seen: m.repeated(r, event),
		Parked: r.version > 0 && len(m.parked[id]) > 0,
	}, nil
}

func (m *model) Commit(_ context.Context, c storage.Commit) ([]storage.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.record(c.ID)
	if err := m.refuse(r, c); err != nil {
		return nil, err
	}
	m.records[c.ID] = r
	r.version, r.data = c.Version+1, slices.Clone(c.Data)
	r.wake, r.woken = c.Wake, time.Time{}
	r.journal = append(r.journal, storage.JournalLine{Version: r.version, At: c.At, Data: slices.Clone(c.Journal)})
	if c.Board != nil {
		if r.board = slices.Clone(c.Board); len(c.Board) == 0 {
			r.board = nil
		}
	}
	if c.Event != "" {
		r.seen[c.Event] = m.now
		m.unpark(c.ID, c.Event)
	}
	for _, ix := range c.Index {
		m.index[[3]string{storage.ShardOf(c.ID), ix.Name, ix.Value}] = c.ID
	}
	if c.Erase != nil {
		m.erase(r, c)
		return nil, nil
	}
	return m.enqueue(r, c), nil
}

func (m *model) refuse(r *record, c storage.Commit) error {
	if m.repeated(r, c.Event) {
		return storage.ErrRepeated
	}
	if r.version != c.Version {
		return storage.ErrConflict
	}
	if c.Settle != nil && m.holding(c.Settle.Lane, c.Settle.Entry, c.Settle.Token) == nil {
		return storage.ErrLost
	}
	for _, ix := range c.Index {
		if owner, ok := m.index[[3]string{storage.ShardOf(c.ID), ix.Name, ix.Value}]; ok && owner != c.ID {
			return storage.ErrTaken
		}
	}
	return nil
}

func (m *model) ClaimWakes(_ context.Context, now time.Time, limit int, lease time.Duration) ([]storage.Wake, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []storage.Wake
	for id, r := range m.records {
		if !r.wake.IsZero() && !r.wake.After(now) && !r.woken.After(m.now) {
			due = append(due, storage.Wake{ID: id, Due: r.wake})
		}
	}
	slices.SortFunc(due, func(a, b storage.Wake) int { return a.Due.Compare(b.Due) })
	due = due[:min(limit, len(due))]
	for _, w := range due {
		m.records[w.ID].woken = m.now.Add(lease)
	}
	return due, nil
}

func (m *model) Link(_ context.Context, name, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.links[name] = id
	return nil
}

func (m *model) Resolve(_ context.Context, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return found(m.links, name)
}

func (m *model) Find(_ context.Context, shard, index, value string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return found(m.index, [3]string{shard, index, value})
}

func found[K comparable](in map[K]string, key K) (string, error) {
	id, ok := in[key]
	if !ok {
		return "", storage.ErrNotFound
	}
	return id, nil
}

func (m *model) Journal(_ context.Context, id string, after uint64, limit int) ([]storage.JournalLine, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	lines := slices.Clone(m.record(id).journal)
	lines = slices.DeleteFunc(lines, func(l storage.JournalLine) bool { return l.Version <= after })
	return lines[:min(limit, len(lines))], nil
}

func (m *model) Acquire(_ context.Context, name, holder string, term time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l := m.leases[name]; l.holder != holder && l.until.After(m.now) {
		return false, nil
	}
	m.leases[name] = lease{holder, m.now.Add(term)}
	return true, nil
}

func (m *model) Release(_ context.Context, name, holder string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.leases, func(n string, l lease) bool { return n == name && l.holder == holder })
	return nil
}

func (m *model) budget(name string) *storage.Budget {
	if m.budgets[name] == nil {
		m.budgets[name] = &storage.Budget{}
	}
	return m.budgets[name]
}

func (m *model) Book(_ context.Context, b storage.Booking) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.budget(b.Budget).Book(b)
	return at, ok, nil
}

func (m *model) Shut(_ context.Context, name string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.budget(name).Until = later(m.budget(name).Until, until)
	return nil
}

func (m *model) Meta(_ context.Context, name, value string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.meta[name]; !ok {
		m.meta[name] = value
	}
	return m.meta[name], nil
}

func (m *model) SwapMeta(_ context.Context, name, old, value string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.meta[name] != old {
		return false, nil
	}
	m.meta[name] = value
	return true, nil
}

func (m *model) Pending(context.Context) (storage.Pending, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var p storage.Pending
	for _, r := range m.records {
		for _, q := range r.lanes {
			m.countLane(&p, q)
		}
		switch {
		case r.wake.IsZero():
		case r.woken.After(m.now):
			p.InFlight++
		default:
			p.NextWake = earlier(p.NextWake, r.wake)
		}
	}
	return p, nil
}

func (m *model) countLane(p *storage.Pending, q *queue) {
	if len(q.entries) == 0 {
		return
	}
	p.Entries += len(q.entries)
	p.Lanes[q.waits]++
	switch {
	case m.held(q):
		p.InFlight++
	default:
		p.NextEntry[q.waits] = earlier(p.NextEntry[q.waits], later(q.notBefore, time.Unix(0, 0).UTC()))
	}
}

// earlier returns the earlier instant, where zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func (m *model) Close() error { return nil }
