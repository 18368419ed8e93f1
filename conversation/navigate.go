package conversation

import "slices"

// advance walks from an answered question to the first that is open, one legal
// hop at a time, says what has become clear, and asks it.
func (t *turn) advance(from State) error {
	at, known := from, t.facts()
	for range 2 * len(t.dialogue.order) {
		event, _, ok := t.dialogue.hop(at, known)
		if !ok {
			break
		}
		next, err := t.dialogue.fire(string(at), event)
		if err != nil {
			return err
		}
		at = State(next)
	}
	at, err := t.overtaken(at)
	if err != nil {
		return err
	}
	t.rec.Dialogue.State = at
	t.judge()
	t.sayFamily()
	if at == Home {
		t.ended(from)
	}
	return t.ask()
}

// ended does what is due when the last question has been answered.
func (t *turn) ended(from State) {
	if !t.rec.consented(stateNotice) {
		delete(t.rec.Answers, stateNotice) // who declined leaves nothing behind
		return
	}
	c := t.rec.open()
	switch {
	case t.dialogue.byID[from].Papers && !t.correcting:
		t.papersDone()
	case c != nil && c.Filing != nil && t.dialogue.byID[from].Late:
		t.lateEnded(c)
	case !t.rec.sent() || from == stateSend:
	case t.correcting: // the desk has been told what changed
		t.say("completed", nil)
	default:
		t.completed()
	}
}

// resume goes on where the answers end.
func (t *turn) resume() error {
	path := t.dialogue.path(t.facts())
	open := path[len(path)-1]
	if open == Home { // everything was answered, last of all with "not now": ask that again
		open = path[len(path)-2]
		delete(t.rec.Answers, open)
	}
	return t.goTo(string(Home), resumeAt(open))
}

// goTo makes one legal move and asks what is open then.
func (t *turn) goTo(from, event string) error {
	next, err := t.dialogue.fire(from, event)
	if err != nil {
		return err
	}
	t.rec.Dialogue.State = State(next)
	return t.ask()
}

// back returns to the question before, or from an edit to the review.
func (t *turn) back() error {
	d, q := &t.rec.Dialogue, t.question()
	if q == nil {
		return t.here()
	}
	if d.Editing {
		d.Editing = false
		t.retire(q, t.rec.Answers[q.State])
		if t.rec.sent() {
			return t.goTo(string(q.State), left)
		}
		return t.advance(q.State)
	}
	trail := t.dialogue.trail(t.facts())
	if !slices.Contains(trail, q.State) {
		return t.catchUp(q)
	}
	before := t.before(trail, q.State)
	if before < 0 {
		return t.askAgain("first")
	}
	t.retire(q, "")
	for at := slices.Index(trail, q.State); at > before; at-- {
		next, err := t.dialogue.fire(string(trail[at]), backTo(trail[at-1]))
		if err != nil {
			return err
		}
		d.State = State(next)
	}
	d.Offer = nil
	return t.ask()
}

// before finds the question that was asked before this one, or -1.
func (t *turn) before(trail []State, state State) int {
	f := t.facts()
	for at := slices.Index(trail, state) - 1; at >= 0; at-- {
		if q := t.dialogue.byID[trail[at]]; q.Fixed || q.Late != t.dialogue.byID[state].Late {
			return -1
		} else if !q.Hidden && q.applies(f) {
			return at
		}
	}
	return -1
}

// edit opens an answer from the review, or after sending from the corrections.
func (t *turn) edit(state State) error {
	d := &t.rec.Dialogue
	from, event := string(Home), resumeAt(state)
	if q := t.question(); q != nil {
		t.retire(q, "")
		from, event = string(q.State), editOf(state)
	}
	d.Editing = true
	return t.goTo(from, event)
}

func (t *turn) editable(state State) bool {
	q := t.question()
	return (q == nil || q.State == stateReview) && slices.Contains(t.summary(), state)
}

// more opens the further questions.
func (t *turn) more() error {
	if q := t.question(); q != nil {
		t.retire(q, "")
	}
	t.rec.Answers[stateMore] = choiceYes
	t.rec.Dialogue.State = Home
	return t.resume()
}

// mayAskMore says whether there is more to ask, and now is the time.
func (t *turn) mayAskMore() bool {
	q := t.question()
	f := t.facts()
	ready := q == nil && f.sent && !f.filed && f.stage != Ready || q != nil && q.State == stateReview
	return ready && t.rec.Answers[stateMore] != choiceYes && t.rec.Answers[stateCard] != "permanent"
}

// begin starts the dialogue with its first question.
func (t *turn) begin() error {
	t.rec.Dialogue.Script = ScriptVersion
	t.rec.Dialogue.State = t.dialogue.first
	return t.ask()
}

// here shows where we are: the open question again, or how things stand.
func (t *turn) here() error {
	switch t.rec.Dialogue.State {
	case Nowhere:
		return t.begin()
	case Home:
		return t.status()
	}
	q := t.question()
	if !slices.Contains(t.dialogue.path(t.facts()), q.State) {
		return t.catchUp(q)
	}
	t.refresh(q)
	return t.ask()
}

// overtaken returns where to go instead of at, if a question before it has come
// to be open: an answer made it so, or a day that has passed.
func (t *turn) overtaken(at State) (State, error) {
	path := t.dialogue.path(t.facts())
	open := path[len(path)-1]
	if at == Home || open == Home || slices.Contains(path, at) {
		return at, nil
	}
	next, err := t.dialogue.fire(string(at), left)
	if err != nil {
		return at, err
	}
	next, err = t.dialogue.fire(next, resumeAt(open))
	return State(next), err
}

// catchUp leaves a question that the answers no longer lead to for the one that
// is open before it.
func (t *turn) catchUp(q *Question) error {
	at, err := t.overtaken(q.State)
	if err != nil {
		return err
	}
	t.retire(q, "")
	t.rec.Dialogue.State, t.rec.Dialogue.Offer = at, nil
	return t.ask()
}
