package conversation

import (
	"slices"
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/understand"
)

// The actions a button of the dialogue can carry. A choice is "=" and its value.
const (
	actBack   = "back"
	actWhy    = "why"
	actChoice = "="
	actEdit   = "edit:"
)

// maxChoice keeps turn, action and value within the 64 bytes of a button.
const maxChoice = 40

// onSaid takes a message of the applicant: a command, an answer, or talk.
func (t *turn) onSaid() error {
	m := t.ev.Message
	if m.Group {
		t.say("group", nil)
		return nil
	}
	t.reachable()
	if name, args, ok := parseCommand(m.Text); ok {
		return t.command(name, args)
	}
	switch t.rec.Dialogue.State {
	case Nowhere:
		return t.begin()
	case Home:
		return t.talk()
	}
	return t.hear(t.question(), m)
}

// onAmended takes an edited message. While a question is open, an edit is told
// how answers are corrected; in talk it is passed on as a correction.
func (t *turn) onAmended() error {
	switch t.rec.Dialogue.State {
	case Nowhere:
		return nil
	case Home:
		return t.talk()
	}
	t.say("amended", nil)
	return nil
}

// onPressed takes a button. A button of an earlier turn changes nothing: the
// same press twice is told so, an older one is also shown where we are.
func (t *turn) onPressed() error {
	t.reachable()
	turnText, action, _ := strings.Cut(t.ev.Press.Data, ":")
	number, err := strconv.ParseInt(turnText, 36, 32)
	d := &t.rec.Dialogue
	if err != nil || int(number) != d.Turn || t.question() == nil {
		if t.ev.Press.Data == d.Pressed {
			t.toast("toast.already")
			return nil
		}
		t.toast("toast.old")
		return t.here()
	}
	q := t.question()
	if choice, ok := strings.CutPrefix(action, actChoice); ok && (slices.Contains(q.Choices, choice) || slices.Contains(d.Offer, choice)) {
		d.Pressed = t.ev.Press.Data
		t.toast("")
		return t.answer(q, choice)
	}
	if state, ok := strings.CutPrefix(action, actEdit); ok && q.State == stateReview && t.editable(State(state)) {
		d.Pressed = t.ev.Press.Data
		t.toast("")
		return t.edit(State(state))
	}
	switch action {
	case actBack:
		d.Pressed = t.ev.Press.Data
		t.toast("")
		return t.back()
	case actWhy:
		t.toast("")
		t.explain(q)
		return nil
	}
	t.toast("toast.old")
	return t.here()
}

// question returns the question that is open, or nil.
func (t *turn) question() *Question { return t.dialogue.byID[t.rec.Dialogue.State] }

// hear reads what was typed or sent as an answer to q.
func (t *turn) hear(q *Question, m *Incoming) error {
	if action, ok := t.typedButton(q, m.Text); ok {
		switch action {
		case actBack:
			return t.back()
		case actWhy:
			t.explain(q)
			return nil
		}
		return t.answer(q, strings.TrimPrefix(action, actChoice))
	}
	if q.Read == nil {
		return t.askAgain(problemOf(m.Media, "choose"))
	}
	r := q.Read(answering{text: m.Text, media: m.Media, phone: m.Phone, foreign: m.Foreign, facts: t.facts()})
	switch {
	case r.problem != "":
		return t.askAgain(problemOf(m.Media, r.problem))
	case len(r.offer) > 0:
		t.rec.Dialogue.Offer = r.offer
		return t.askAgain(r.about)
	}
	return t.answer(q, r.value)
}

// typedButton recognises the words of a button that somebody typed.
func (t *turn) typedButton(q *Question, text string) (action string, ok bool) {
	var labels, actions []string
	add := func(label, action string) { labels, actions = append(labels, label), append(actions, action) }
	for _, c := range q.Choices {
		add(t.label(choiceKey(q.State, c)), actChoice+c)
	}
	for _, v := range t.rec.Dialogue.Offer {
		add(q.Show(t.lang(), v), actChoice+v)
	}
	if !q.Fixed {
		add(t.label("button.back"), actBack)
		add(t.label("button.why"), actWhy)
	}
	if i, ok := understand.Choose(text, labels); ok {
		return actions[i], true
	}
	return "", false
}

// problemOf words the trouble: what came instead of words has its own.
func problemOf(media Media, problem string) string {
	switch media {
	case "", Contact:
		return problem
	case Photo, Document, Voice, Sticker, Location:
		return string(media)
	}
	return string(Other)
}

// answer keeps an answer, does what follows from it, and asks what is next.
func (t *turn) answer(q *Question, value string) error {
	if !q.Tick && t.rec.Answers[q.State] != value { // what was agreed to has changed
		for _, other := range t.dialogue.byID {
			if other.Tick {
				delete(t.rec.Answers, other.State)
			}
		}
	}
	t.rec.Answers[q.State] = value
	t.rec.Dialogue.Offer, t.rec.Dialogue.Editing = nil, false
	t.retire(q, value)
	if q.Then != nil {
		q.Then(t, value)
	}
	return t.advance(q.State)
}

// advance walks from an answered question to the first that is open, one legal
// hop at a time, and asks it.
func (t *turn) advance(from State) error {
	path := t.dialogue.path(t.facts())
	at := slices.Index(path, from)
	for at >= 0 && at < len(path)-1 {
		q := t.dialogue.byID[path[at]]
		next, err := t.dialogue.fire(string(path[at]), q.event(q.branch(t.facts())))
		if err != nil {
			return err
		}
		t.rec.Dialogue.State = State(next)
		at++
	}
	if t.rec.Dialogue.State == Home && !t.rec.consented(stateNotice) {
		delete(t.rec.Answers, stateNotice) // who declined leaves nothing behind
	}
	return t.ask()
}

// resume goes on where the answers end.
func (t *turn) resume() error {
	path := t.dialogue.path(t.facts())
	open := path[len(path)-1]
	if open == Home { // everything was answered, last of all with "not now": ask that again
		open = path[len(path)-2]
		delete(t.rec.Answers, open)
	}
	next, err := t.dialogue.fire(string(Home), resumeAt(open))
	if err != nil {
		return err
	}
	t.rec.Dialogue.State = State(next)
	return t.ask()
}

// back returns to the question before, or from an edit to the review.
func (t *turn) back() error {
	d := &t.rec.Dialogue
	q := t.question()
	if q == nil {
		return t.here()
	}
	if d.Editing {
		d.Editing = false
		t.retire(q, t.rec.Answers[q.State])
		return t.advance(q.State)
	}
	path := t.dialogue.path(t.facts())
	at := slices.Index(path, q.State)
	if at <= 0 || t.dialogue.byID[path[at-1]].Fixed {
		return t.askAgain("first")
	}
	next, err := t.dialogue.fire(string(q.State), backTo(path[at-1]))
	if err != nil {
		return err
	}
	t.retire(q, "")
	d.State, d.Offer = State(next), nil
	return t.ask()
}

// edit opens an answer from the review.
func (t *turn) edit(state State) error {
	next, err := t.dialogue.fire(string(stateReview), editOf(state))
	if err != nil {
		return err
	}
	t.retire(t.question(), "")
	t.rec.Dialogue.State, t.rec.Dialogue.Editing = State(next), true
	return t.ask()
}

func (t *turn) editable(state State) bool {
	return slices.Contains(t.summary(), state)
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
	t.refresh(t.question())
	return t.ask()
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
