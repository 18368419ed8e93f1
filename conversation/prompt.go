package conversation

import (
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
)

// ask shows the open question as a new live message.
func (t *turn) ask() error {
	q := t.question()
	if q == nil {
		return nil
	}
	if q.Asked != nil {
		q.Asked(t)
	}
	t.prompt(q, t.questionHTML(q))
	return nil
}

// askAgain answers something that was no answer: it says kindly what is wanted,
// with an example, and shows the question's buttons again.
func (t *turn) askAgain(problem string) error {
	q := t.question()
	t.refresh(q)
	t.prompt(q, t.html("problem."+problem, locale.Args{"Question": t.nameOf(q)}))
	return nil
}

// prompt sends the live message of a question. Its buttons carry the turn, so
// that they are known to be old once another prompt has followed.
func (t *turn) prompt(q *Question, html string) {
	d := &t.rec.Dialogue
	d.Turn++
	m := Message{HTML: html}
	if q.Keyboard {
		m.Keyboard = &Keyboard{Contact: t.label("button.contact"), Words: t.keyboardWords(q)}
	} else {
		m.Buttons = t.buttons(q)
	}
	d.Prompt = t.put(Entry{Side: Chat, Track: true, Send: &m})
}

// argsOf are the values in a question's words.
func (t *turn) argsOf(q *Question) locale.Args {
	if q.Args == nil || q.Tick {
		return nil
	}
	return q.Args(t)
}

// nameOf is a question's short name, for summaries and remarks.
func (t *turn) nameOf(q *Question) string {
	return t.words.Plain(t.lang(), q.key("name"), t.argsOf(q))
}

// questionHTML is the question's text with its progress.
func (t *turn) questionHTML(q *Question) string {
	var args locale.Args
	if q.Args != nil {
		args = q.Args(t)
	}
	text := t.html(q.key("ask"), args)
	if !q.counted() || q.Late {
		return text
	}
	f := t.facts()
	step := 0
	for _, s := range t.dialogue.path(f) {
		if asked := t.dialogue.byID[s]; asked != nil && asked.counted() && asked.Papers == q.Papers {
			step++
		}
		if s == q.State {
			break
		}
	}
	of := max(step, step-1+t.dialogue.ahead(q.State, f))
	return "<i>" + t.html("progress", locale.Args{"Step": step, "Of": of}) + "</i>\n" + text
}

// rows lays buttons out: each goes beside the last one while there is room.
type rows struct {
	t    *turn
	list [][]Button
}

func (r *rows) add(label, action string, columns int) {
	b := Button{Text: label, Data: r.t.data(action)}
	if n := len(r.list); n > 0 && columns > 1 && len(r.list[n-1]) < columns {
		r.list[n-1] = append(r.list[n-1], b)
		return
	}
	r.list = append(r.list, []Button{b})
}

// line begins a new row.
func (r *rows) line(label, action string) { r.add(label, action, 1) }

// buttons lays out the choices, the readings on offer, the edits of the review,
// and the fixed row at the bottom.
func (t *turn) buttons(q *Question) [][]Button {
	r := &rows{t: t}
	for _, v := range t.rec.Dialogue.Offer {
		r.line(q.Show(t.lang(), v), actChoice+v)
	}
	for i, c := range q.Choices {
		if i == 0 {
			r.line(t.label(q.key("opt_"+c)), actChoice+c)
			continue
		}
		r.add(t.label(q.key("opt_"+c)), actChoice+c, q.Columns)
	}
	if q.State == stateReview {
		t.reviewButtons(r)
	}
	if q.Date {
		r.line(t.label("button.calendar"), actPick)
	}
	t.lastRow(q, r)
	return r.list
}

// lastRow is the same under every question.
func (t *turn) lastRow(q *Question, r *rows) {
	if !q.Fixed {
		r.line(t.label("button.back"), actBack)
		r.add(t.label("button.why"), actWhy, 2)
	}
}

// reviewButtons offers further questions and the correction of each answer.
func (t *turn) reviewButtons(r *rows) {
	if t.mayAskMore() {
		r.line(t.label("button.more"), actMore)
	}
	t.editButtons(r, t.summary())
}

func (t *turn) editButtons(r *rows, answers []State) {
	for i, s := range answers {
		label := t.words.Plain(t.lang(), "button.edit", locale.Args{"What": t.nameOf(t.dialogue.byID[s])})
		if i == 0 {
			r.line(label, actEdit+string(s))
			continue
		}
		r.add(label, actEdit+string(s), 2)
	}
}

// keyboardWords are the buttons of a keyboard, which type their own words.
func (t *turn) keyboardWords(q *Question) []string {
	var words []string
	for _, v := range t.rec.Dialogue.Offer {
		words = append(words, q.Show(t.lang(), v))
	}
	for _, c := range q.Choices {
		words = append(words, t.label(q.key("opt_"+c)))
	}
	return append(words, t.label("button.back"), t.label("button.why"))
}

func (t *turn) data(action string) string {
	return strconv.FormatInt(int64(t.rec.Dialogue.Turn), 36) + ":" + action
}

// retire takes the buttons off the live message. With a value, the question
// gives way to its answer.
func (t *turn) retire(q *Question, value string) {
	d := &t.rec.Dialogue
	if d.Prompt == "" || q == nil {
		return
	}
	if q.Keyboard {
		t.retireKeyboard(q, value)
	} else {
		var html string // without a value the message keeps its text
		if value != "" {
			html = t.answered(q, value)
		}
		t.put(Entry{Side: Chat, Ref: d.Prompt, Repeatable: true, Edit: &Message{HTML: html}})
	}
	d.Prompt = ""
}

// refresh takes the buttons off the live message because the same question
// follows; a keyboard stays, since the next prompt brings it again.
func (t *turn) refresh(q *Question) {
	if !q.Keyboard {
		t.retire(q, "")
	}
}

// retireKeyboard gives the person's own keyboard back, which only a new message
// can do.
func (t *turn) retireKeyboard(q *Question, value string) {
	html := t.html("keyboard.gone", nil)
	if value != "" {
		html = t.answered(q, value)
	}
	t.send(Message{HTML: html, Keyboard: &Keyboard{}, Silent: true})
}

// answered is how an answer is read back.
func (t *turn) answered(q *Question, value string) string {
	return "✓ " + locale.Escape(t.nameOf(q)) + ": <b>" + locale.Escape(t.shown(q, value)) + "</b>"
}

// shown is an answer in the person's words.
func (t *turn) shown(q *Question, value string) string {
	return t.shownIn(t.lang(), q, value)
}

func (t *turn) shownIn(lang locale.Language, q *Question, value string) string {
	for _, c := range q.Choices {
		if c == value {
			return t.words.Plain(lang, q.key("opt_"+c), nil)
		}
	}
	if q.Show != nil {
		return q.Show(lang, value)
	}
	return value
}

// explain adds to the live message why the question is asked.
func (t *turn) explain(q *Question) {
	why := t.html(q.key("why"), t.argsOf(q))
	d := &t.rec.Dialogue
	if q.Keyboard || d.Prompt == "" {
		t.send(Message{HTML: why})
		return
	}
	m := Message{HTML: t.questionHTML(q) + "\n\n<i>" + why + "</i>", Buttons: t.buttons(q)}
	t.put(Entry{Side: Chat, Ref: d.Prompt, Repeatable: true, Edit: &m})
}

// summary lists the questions whose answers the review shows.
func (t *turn) summary() (states []State) {
	for _, s := range t.dialogue.path(t.facts()) {
		if q := t.dialogue.byID[s]; q != nil && q.counted() && t.rec.Answers[s] != "" {
			states = append(states, s)
		}
	}
	return states
}

// summaryHTML is the review's list of answers.
func (t *turn) summaryHTML() locale.Safe { return t.listed(t.summary()) }

func (t *turn) listed(answers []State) locale.Safe {
	var b strings.Builder
	for _, s := range answers {
		q := t.dialogue.byID[s]
		b.WriteString("• " + locale.Escape(t.nameOf(q)) + ": <b>" + locale.Escape(t.shown(q, t.rec.Answers[s])) + "</b>\n")
	}
	return locale.Safe(strings.TrimSpace(b.String()))
}
