package conversation

import (
	"slices"
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// The actions a button of the dialogue can carry. A choice is "=" and its value.
const (
	actBack   = "back"
	actWhy    = "why"
	actMore   = "more"
	actChoice = "="
	actEdit   = "edit:"
	actPick   = "pick:"
)

// maxChoice keeps turn, action and value within the 64 bytes of a button.
const maxChoice = 40

// consentLimits is what is agreed to with the review: what we cannot do.
const consentLimits State = "limits"

// onPressed takes a button. A button of an earlier turn changes nothing: the
// same press twice is told so, an older one is also shown where we are.
func (t *turn) onPressed() error {
	t.reachable()
	t.touch()
	turnText, action, _ := strings.Cut(t.ev.Press.Data, ":")
	number, err := strconv.ParseInt(turnText, 36, 32)
	if err == nil && int(number) == t.rec.Dialogue.Turn {
		if act := t.action(action); act != nil {
			t.toast("")
			return act()
		}
	}
	if t.ev.Press.Data == t.rec.Dialogue.Pressed {
		t.toast("toast.already")
		return nil
	}
	t.toast("toast.old")
	return t.here()
}

// action is what a live button does, or nil if there is no such button. What
// ends the turn is remembered, so that a second press of it is known.
func (t *turn) action(action string) func() error {
	q, d := t.question(), &t.rec.Dialogue
	ending := func(do func() error) func() error {
		return func() error {
			d.Pressed = t.ev.Press.Data
			return do()
		}
	}
	if state, ok := strings.CutPrefix(action, actEdit); ok && t.editable(State(state)) {
		return ending(func() error { return t.edit(State(state)) })
	}
	switch {
	case action == actMore && t.mayAskMore():
		return ending(t.more)
	case action == actRequest && t.mayRequest():
		return ending(t.request)
	}
	if q == nil {
		return nil
	}
	if choice, ok := strings.CutPrefix(action, actChoice); ok && t.isAnswer(q, choice) {
		return ending(func() error { return t.answer(q, choice) })
	}
	if picked, ok := strings.CutPrefix(action, actPick); ok && q.Date {
		return func() error { t.pick(q, picked); return nil }
	}
	switch {
	case action == actBack && !q.Fixed:
		return ending(t.back)
	case action == actWhy && !q.Fixed:
		return func() error { t.explain(q); return nil }
	}
	return t.refused(q, action)
}

// refused is what a day of the live calendar does that cannot be the answer:
// it says why, as it would of a typed one. Other buttons are nil.
func (t *turn) refused(q *Question, action string) func() error {
	day, ok := strings.CutPrefix(action, actChoice)
	if _, err := renewal.ParseDate(day); !ok || !q.Date || err != nil {
		return nil
	}
	r := q.read(&Incoming{Text: day}, t.facts())
	if r.problem == "" {
		return nil
	}
	return func() error { return t.askAgain(r.problem) }
}

// isAnswer says whether a button's value answers q: a choice, a reading on
// offer, or a day of the calendar that q would also understand in words.
func (t *turn) isAnswer(q *Question, value string) bool {
	if slices.Contains(q.Choices, value) || slices.Contains(t.rec.Dialogue.Offer, value) {
		return true
	}
	return q.Date && q.read(&Incoming{Text: value}, t.facts()).value == value
}

// question returns the question that is open, or nil.
func (t *turn) question() *Question { return t.dialogue.byID[t.rec.Dialogue.State] }

// answer keeps an answer, does what follows from it, and asks what is next.
func (t *turn) answer(q *Question, value string) error {
	t.keep(q, value)
	t.correcting = t.rec.Dialogue.Editing
	t.rec.Dialogue.Offer, t.rec.Dialogue.Editing = nil, false
	t.retire(q, value)
	if q.Then != nil {
		q.Then(t, value)
	}
	return t.advance(q.State)
}

// keep stores an answer. What was agreed to further on no longer holds when
// something before it has changed; who knows the case already is told.
func (t *turn) keep(q *Question, value string) {
	before := t.rec.Answers[q.State]
	t.rec.Answers[q.State] = value
	if q.Tick || before == value {
		return
	}
	order := t.dialogue.order
	for _, later := range order[slices.Index(order, q.State)+1:] {
		if t.dialogue.byID[later].Tick && !t.rec.sent() {
			delete(t.rec.Answers, later)
		}
	}
	if t.rec.sent() {
		t.stirred = true
		if before != "" {
			t.thread(Line{Text: t.plain("desk.changed", locale.Args{"What": t.nameAtDesk(q)})})
		}
	}
}

// nameAtDesk is a question's short name for all associates: it names nobody.
func (t *turn) nameAtDesk(q *Question) string {
	args := locale.Args{"Number": q.Person, "Name": t.plain("desk.person", locale.Args{"Number": q.Person})}
	return t.words.Plain(t.service.Desk, q.key("name"), args)
}

// advance walks from an answered question to the first that is open, one legal
// hop at a time, says what has become clear, and asks it.
func (t *turn) advance(from State) error {
	at := from
	for range 2 * len(t.dialogue.order) {
		event, _, ok := t.dialogue.hop(at, t.facts())
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

// ended does what is due when the last question has been answered.
func (t *turn) ended(from State) {
	if !t.rec.consented(stateNotice) {
		delete(t.rec.Answers, stateNotice) // who declined leaves nothing behind
		return
	}
	switch {
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
		if q := t.dialogue.byID[trail[at]]; q.Fixed {
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
	ready := q == nil && t.rec.sent() || q != nil && q.State == stateReview
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

// touch notes that the person is there.
func (t *turn) touch() {
	t.rec.Dialogue.Touched, t.rec.Dialogue.Nudged = t.now, false
}

// consent records a yes or no with the notice's version, the language and the
// instant.
func (t *turn) consent(to State, given bool) {
	t.rec.Consents = append(t.rec.Consents, Consent{
		To: to, Version: noticeVersion, Language: t.lang(), At: t.now, Given: given,
	})
}

// setLanguage changes the language from here on.
func setLanguage(t *turn, value string) { t.rec.Language = locale.Language(value) }
