package storage

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"
)

// Movable is the part of a Backend by which a store is copied as it stands into
// another one, of whatever technology. What is sealed stays sealed: it is bound to
// its record and its field, and both are the same there. Nobody else may write to
// either store meanwhile.
type Movable interface {
	// Count returns how many records are committed.
	Count(ctx context.Context) (int, error)

	// Export returns all that is kept of each of these records, in their order,
	// looked at as v says; of one that is not there, its ID alone. It changes
	// nothing. Two backends of which the one was copied into the other return the
	// same.
	Export(ctx context.Context, ids []string, v View) ([]Whole, error)

	// Import makes each record what c.Is says, at the story instant now: the whole
	// record or nothing of it. c.Was is what Export has just returned of it.
	// Repeating does no harm.
	Import(ctx context.Context, changes []Change, now time.Time) error

	// EachNamed walks through what is kept besides records, in parts and in no
	// order. Something may come twice. Named leases are left out.
	EachNamed(ctx context.Context, do func([]Named) error) error

	// PutNamed writes such things; one without a value is taken away. Lookup
	// returns what these names stand for here, in their order.
	PutNamed(ctx context.Context, names []Named) error
	Lookup(ctx context.Context, names []Named) ([]Named, error)
}

// View says how a record is looked at as a whole.
type View struct {
	Now     time.Time // story time: what held a lane up until then, or sooner, is left out
	Marks   time.Time // lease time: events committed at that instant or sooner are left out
	Indexes []string  // names of the indexes that may lead to the record
}

// Whole is all that a backend keeps of one record, as no backend keeps it. Leases
// are none of it: an entry or a wake-up that is under lease is as if that had run
// out.
type Whole struct {
	ID       string
	Version  uint64 // 0: never committed; then it has parked events at most
	Data     []byte
	Board    []byte
	Wake     time.Time
	Journal  []JournalLine // oldest first
	Marks    []Mark        // by their events
	Lanes    []WholeLane   // by their sides; one that is empty and not held back is left out
	Receipts []Receipt     // by their entries
	Index    []Index       // by name and value
	Parked   []Parked      // in the order of their parking
}

// Mark is an event that is remembered as committed.
type Mark struct {
	Event string
	At    time.Time // lease time, up to the full second after it
}

// WholeLane is a lane with all that waits in it.
type WholeLane struct {
	Side     string
	Queue    Queue     // in which it waits
	Serve    time.Time // from when it may be served
	Free     time.Time // when it is free of all its uses
	Tries    int       // of the first entry
	Unknowns int       // of the first entry
	Entries  []Entry   // in their order; without their Queue
}

// Receipt is what the platform calls what a tracked entry sent.
type Receipt struct {
	Entry   string
	Receipt string
}

// Change makes a record another.
type Change struct {
	Was, Is Whole
}

// Naming is a kind of thing that is kept besides records.
type Naming int

// The kinds.
const (
	Linked   Naming = iota // a name that leads to the record which is its value
	Setting                // a setting of the whole store
	ShutDown               // a budget; its value is the story instant until which it is shut, in ms
)

// Named is one thing that is kept besides records.
type Named struct {
	Kind  Naming
	Name  string
	Value string // empty: there is none
}

// None says whether nothing is kept of the record.
func (w Whole) None() bool { return w.Version == 0 && len(w.Parked) == 0 }

// DiffersIn names the first part in which two records are not the same, byte for
// byte; empty if there is none.
func (w Whole) DiffersIn(o Whole) string {
	switch {
	case w.Version != o.Version:
		return "its version"
	case !bytes.Equal(w.Data, o.Data):
		return "its bytes"
	case !bytes.Equal(w.Board, o.Board):
		return "what lists show of it"
	case !w.Wake.Equal(o.Wake):
		return "its wake-up"
	case !slices.EqualFunc(w.Journal, o.Journal, sameLine):
		return "its journal"
	case !slices.EqualFunc(w.Marks, o.Marks, sameMark):
		return "the events it remembers"
	case !slices.EqualFunc(w.Lanes, o.Lanes, sameLane):
		return "its lanes"
	case !slices.Equal(w.Receipts, o.Receipts):
		return "its receipts"
	case !slices.Equal(w.Index, o.Index):
		return "its index"
	case !slices.EqualFunc(w.Parked, o.Parked, sameParked):
		return "its parked events"
	}
	return ""
}

func sameLine(a, b JournalLine) bool {
	return a.Version == b.Version && a.At.Equal(b.At) && bytes.Equal(a.Data, b.Data)
}

func sameMark(a, b Mark) bool { return a.Event == b.Event && a.At.Equal(b.At) }

func sameLane(a, b WholeLane) bool {
	return a.Side == b.Side && a.Queue == b.Queue && a.Serve.Equal(b.Serve) && a.Free.Equal(b.Free) &&
		a.Tries == b.Tries && a.Unknowns == b.Unknowns && slices.EqualFunc(a.Entries, b.Entries, sameEntry)
}

func sameEntry(a, b Entry) bool {
	return a.ID == b.ID && a.Side == b.Side && a.Queue == b.Queue && bytes.Equal(a.Body, b.Body) &&
		a.Ref == b.Ref && a.Track == b.Track && a.Repeatable == b.Repeatable
}

func sameParked(a, b Parked) bool {
	return a.Event == b.Event && a.At.Equal(b.At) && bytes.Equal(a.Data, b.Data)
}

// InForce leaves of an exported lane what matters at the view's instant, and says
// whether that is anything. A lease that had not ended, lapsed, may have sent what
// it was for.
func (v View) InForce(l *WholeLane, lapsed bool) bool {
	if !l.Free.After(v.Now) {
		l.Free = time.Time{}
	}
	if len(l.Entries) == 0 {
		l.Queue, l.Tries, l.Unknowns = 0, 0, 0
		if !l.Serve.After(v.Now) {
			l.Serve = time.Time{}
		}
		return !l.Serve.IsZero() || !l.Free.IsZero()
	}
	if lapsed && !l.Entries[0].Repeatable {
		l.Unknowns++
	}
	return true
}

// Sides returns the sides of both records' lanes, each once.
func (c Change) Sides() []string {
	sides := map[string]bool{}
	for _, lanes := range [][]WholeLane{c.Was.Lanes, c.Is.Lanes} {
		for _, l := range lanes {
			sides[l.Side] = true
		}
	}
	return slices.Sorted(maps.Keys(sides))
}
