package conversation

import "time"

// Open returns the words of the open question as the person reads them, and
// whether it stands where the answers lead.
func (e *Engine) Open(rec Record, now time.Time) (state State, onPath bool) {
	t := &turn{Engine: e, rec: rec.clone(), now: now}
	for _, s := range e.dialogue.path(t.facts()) {
		onPath = onPath || s == rec.Dialogue.State
	}
	return rec.Dialogue.State, onPath
}

// Choices returns the answers of a question that have a button.
func (e *Engine) Choices(state State) []string {
	if q := e.dialogue.byID[state]; q != nil {
		return q.Choices
	}
	return nil
}

// States returns every question, in the order of the table.
func (e *Engine) States() []State { return e.dialogue.order }
