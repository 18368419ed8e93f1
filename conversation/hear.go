package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/faq"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/understand"
)

// keptSources is how many messages the record remembers as sources of answers.
const keptSources = 40

// onSaid takes a message of the applicant: a command, a side question, an
// answer, or talk.
func (t *turn) onSaid() error {
	m := t.ev.Message
	if m.Group {
		t.decline()
		return nil
	}
	t.reachable()
	t.touch()
	album := m.Album != "" && m.Album == t.rec.Dialogue.Album
	if album && m.Text == "" && !t.passes(m) {
		return nil // the rest of what was answered already
	}
	t.rec.Dialogue.Album = m.Album
	if name, args, ok := parseCommand(m.Text); ok {
		return t.command(name, args)
	}
	if t.takesPaper(m) {
		return t.takePaper(t.rec.open(), m, album)
	}
	switch t.rec.Dialogue.State {
	case Nowhere:
		if t.explainsItself(m) {
			return nil
		}
		return t.begin()
	case Home:
		return t.talk(album)
	}
	if t.passes(m) {
		t.passFile(t.rec.open(), m, album)
		return nil
	}
	return t.hear(t.question(), m)
}

// passes says whether a message is a file that crosses to the desk.
func (t *turn) passes(m *Incoming) bool {
	q := t.question()
	return t.takesPaper(m) || m.File != nil && t.rec.sent() && (t.rec.Dialogue.State == Home || q != nil && q.Files)
}

// declineAgain is how long a group is left in peace after it was told.
const declineAgain = time.Hour

// decline tells a group that personal matters are for a chat of one's own. It
// need not hear so after every line.
func (t *turn) decline() {
	if since := t.now.Sub(t.rec.Declined); since >= 0 && since < declineAgain {
		return
	}
	t.rec.Declined = t.now
	t.say("group", nil)
}

// explainsItself answers a side question, and says whether there was one.
func (t *turn) explainsItself(m *Incoming) bool {
	if !faq.IsQuestion(m.Text) {
		return false
	}
	id, ok := faq.Find(t.lang(), m.Text)
	if ok {
		t.gist = t.label("faq." + id + ".ask")
		t.say("faq."+id+".answer", welcomeArgs(t))
	}
	return ok
}

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
		choice := strings.TrimPrefix(action, actChoice)
		if q.Fixed {
			t.gist = t.label(q.key("opt_" + choice))
		}
		t.source(m, q)
		return t.answer(q, choice)
	}
	if q.State != stateSituation && t.explainsItself(m) {
		return t.here()
	}
	if q.Read == nil {
		return t.askAgain(problemOf(m, "choose"))
	}
	r := q.read(m, t.facts())
	switch {
	case r.problem != "":
		return t.askAgain(problemOf(m, r.problem))
	case len(r.offer) > 0:
		t.rec.Dialogue.Offer = r.offer
		return t.askAgain(r.about)
	}
	t.source(m, q)
	return t.answer(q, r.value)
}

// typedButton recognises the words of a button that somebody typed, or other
// words for the same.
func (t *turn) typedButton(q *Question, text string) (action string, ok bool) {
	var labels, actions []string
	add := func(label, action string) { labels, actions = append(labels, label), append(actions, action) }
	for _, c := range q.Choices {
		add(t.label(q.key("opt_"+c)), actChoice+c)
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
	return t.otherWords(q, text)
}

// otherWords recognises what people say instead of a choice's label: yes and
// no, and the words listed under also_<choice>.
func (t *turn) otherWords(q *Question, text string) (action string, ok bool) {
	if slices.Contains(q.Choices, choiceYes) && slices.Contains(q.Choices, choiceNo) {
		if clause, _, more := strings.Cut(text, ","); more && !q.Tick && !q.Fixed {
			text = clause // "No, I am in Spain"
		}
		if yes, ok := understand.YesNo(text); ok {
			if yes {
				return actChoice + choiceYes, true
			}
			return actChoice + choiceNo, true
		}
	}
	var others, actions []string // all at once: the beginning of two is neither
	for _, c := range q.Choices {
		if key := q.key("also_" + c); t.words.Has(key) {
			for _, word := range strings.Split(t.label(key), ", ") {
				others, actions = append(others, word), append(actions, actChoice+c)
			}
		}
	}
	if i, ok := understand.Choose(text, others); ok {
		return actions[i], true
	}
	return "", false
}

// problemOf words the trouble: what came instead of words has its own.
func problemOf(m *Incoming, problem string) string {
	if strings.TrimSpace(m.Text) != "" || problem == notInMexico {
		return problem
	}
	switch m.Media {
	case "", Contact:
		return problem
	case Photo, Document, Voice, Sticker, Location:
		return string(m.Media)
	}
	return string(Other)
}

// source remembers which message gave an answer. What was agreed to is not
// undone by an edit.
func (t *turn) source(m *Incoming, q *Question) {
	if m.ID == "" || q.Tick || q.Fixed {
		return
	}
	d := &t.rec.Dialogue
	d.Sources = append(d.Sources, Source{Message: m.ID, State: q.State})
	if len(d.Sources) > keptSources {
		d.Sources = d.Sources[len(d.Sources)-keptSources:]
	}
}

// onAmended takes an edited message: it corrects the answer it gave. In talk it
// is passed on as a correction.
func (t *turn) onAmended() error {
	m, d := t.ev.Message, &t.rec.Dialogue
	i := slices.IndexFunc(d.Sources, func(s Source) bool { return s.Message == m.ID })
	switch {
	case m.Group || d.State == Nowhere:
		return nil
	case i >= 0:
		return t.correct(t.dialogue.byID[d.Sources[i].State], m)
	case d.State == Home:
		return t.talk(false)
	}
	t.say("amended", nil)
	return nil
}

// correct takes an edited message as the new answer to an earlier question. One
// that cannot be read changes nothing.
func (t *turn) correct(q *Question, m *Incoming) error {
	if q == nil || t.rec.Answers[q.State] == "" || !t.rec.consented(stateNotice) {
		t.say("amended", nil)
		return nil
	}
	value := ""
	if action, ok := t.typedButton(q, m.Text); ok && strings.HasPrefix(action, actChoice) {
		value = strings.TrimPrefix(action, actChoice)
	} else if q.Read != nil {
		value = q.read(m, t.facts()).value
	}
	if value == "" {
		t.say("amended_unread", locale.Args{"Question": t.nameOf(q)})
		return nil
	}
	if value == t.rec.Answers[q.State] {
		return nil
	}
	t.keep(q, value)
	t.send(Message{HTML: t.html("corrected", nil) + "\n" + t.answered(q, value)})
	if q.Then != nil {
		q.Then(t, value)
	}
	return t.reopen(q)
}

// reopen shows the open question again after a correction: it may be another
// one now, or read differently.
func (t *turn) reopen(q *Question) error {
	now := t.question()
	if now == nil {
		t.judge()
		return nil
	}
	t.refresh(now)
	if slices.Contains(t.dialogue.path(t.facts()), now.State) && now.State != q.State {
		t.judge()
		return t.ask()
	}
	return t.advance(q.State)
}
