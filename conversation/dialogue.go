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
	if action, ok := strings.CutPrefix(t.ev.Press.Data, casePress); ok {
		return t.onCasePress(action)
	}
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
		t.stirred = t.stirred || !q.Papers // the card shows nothing of these
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
