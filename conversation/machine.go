package conversation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/looplab/fsm"
)

// edge is one row of a machine's table: Event leads From one state To another.
type edge struct {
	Event  string
	From   string
	To     string
	Aside  bool // every state has such a one: no way on, no way in, and not drawn
	Hidden bool // not drawn, because others like it are
}

// machine referees moves against a table. The table is looplab/fsm's; the
// library accepts duplicate rows and unknown states in silence, so newMachine
// refuses them first. A machine is safe for use by several goroutines.
type machine struct {
	name    string
	initial string
	edges   []edge
	states  map[string]bool
	pool    sync.Pool
}

// newMachine checks a table and makes it ready: no duplicate pair of event and
// state, no state that cannot be reached, none that nothing leads out of unless
// it is final.
func newMachine(name, initial string, edges []edge, final ...string) (*machine, error) {
	m := &machine{name: name, initial: initial, edges: edges, states: map[string]bool{initial: true}}
	seen, leaves := map[[2]string]bool{}, map[string]bool{}
	var problems []error
	for _, e := range edges {
		if seen[[2]string{e.Event, e.From}] {
			problems = append(problems, fmt.Errorf("%s: %q leads out of %q twice", name, e.Event, e.From))
		}
		seen[[2]string{e.Event, e.From}] = true
		m.states[e.From], m.states[e.To] = true, true
		leaves[e.From] = leaves[e.From] || !e.Aside
	}
	reached := m.reachable()
	for state := range m.states {
		if !reached[state] {
			problems = append(problems, fmt.Errorf("%s: nothing leads to %q", name, state))
		}
		if !leaves[state] && !slices.Contains(final, state) {
			problems = append(problems, fmt.Errorf("%s: nothing leads out of %q", name, state))
		}
	}
	m.pool.New = func() any { return m.fsm(func(edge) bool { return true }) }
	return m, errors.Join(problems...)
}

// fire asks the referee: it returns the state that event leads to from state,
// or an error when that is no legal move.
func (m *machine) fire(state, event string) (string, error) {
	if !m.states[state] {
		return "", fmt.Errorf("%s: no state %q", m.name, state)
	}
	f := m.pool.Get().(*fsm.FSM)
	f.SetState(state)
	// A cancelled context would wedge the library's machine for whoever gets it
	// from the pool next; Background cannot be cancelled.
	err := f.Event(context.Background(), event)
	next := f.Current()
	m.pool.Put(f)
	var stayed fsm.NoTransitionError // success, in the library's words
	if err != nil && !errors.As(err, &stayed) {
		return "", fmt.Errorf("%s: %q is no move from %q", m.name, event, state)
	}
	return next, nil
}

// may says whether event is a legal move from state.
func (m *machine) may(state, event string) bool {
	return slices.ContainsFunc(m.edges, func(e edge) bool { return e.From == state && e.Event == event })
}

// draw returns the table as a Mermaid state diagram.
func (m *machine) draw() string {
	shown := m.fsm(func(e edge) bool { return !e.Aside && !e.Hidden })
	text, err := fsm.VisualizeForMermaidWithGraphType(shown, fsm.StateDiagram)
	if err != nil { // only for an unknown kind of drawing
		return err.Error()
	}
	return text
}

func (m *machine) fsm(want func(edge) bool) *fsm.FSM {
	var events fsm.Events
	for _, e := range m.edges {
		if want(e) {
			events = append(events, fsm.EventDesc{Name: e.Event, Src: []string{e.From}, Dst: e.To})
		}
	}
	return fsm.NewFSM(m.initial, events, fsm.Callbacks{})
}

// reachable are the states that the way on leads to. Asides do not count: they
// lead to every state, and so would hide one that has been forgotten.
func (m *machine) reachable() map[string]bool {
	reached := map[string]bool{m.initial: true}
	for grown := true; grown; {
		grown = false
		for _, e := range m.edges {
			if !e.Aside && reached[e.From] && !reached[e.To] {
				reached[e.To], grown = true, true
			}
		}
	}
	return reached
}
