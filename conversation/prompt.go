package conversation

import (
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
)

// ask shows the open question as a new live message.
func (t *turn) ask() error {
	if q := t.question(); q != nil {
		t.prompt(q, t.questionHTML(q))
	}
	return nil
}

// askAgain answers something that was no answer: it says kindly what is wanted,
// with an example, and shows the question's buttons again.
func (t *turn) askAgain(problem string) error {
	q := t.question()
	t.refresh(q)
	text := t.html("problem."+problem, locale.Args{"Question": t.label("q." + string(q.State) + ".name")})
	t.prompt(q, text)
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

// questionHTML is the question's text with its progress.
func (t *turn) questionHTML(q *Question) string {
	var args locale.Args
	if q.Args != nil {
		args = q.Args(t)
	}
	text := t.html("q."+string(q.State)+".ask", args)
	if q.Fixed || q.Tick {
		return text
	}
	f := t.facts()
	step := 0
	for _, s := range t.dialogue.path(f) {
		if asked := t.dialogue.byID[s]; asked != nil && !asked.Fixed && !asked.Tick {
			step++
		}
		if s == q.State {
			break
		}
	}
	of := step - 1 + t.dialogue.ahead(q.State, f)
	return "<i>" + t.html("progress", locale.Args{"Step": step, "Of": of}) + "</i>\n" + text
}

// buttons lays out the choices, the readings on offer, the edits of the review,
// and the fixed row at the bottom.
func (t *turn) buttons(q *Question) [][]Button {
	var rows [][]Button
	columns := max(q.Columns, 1)
	add := func(label, action string, width int) {
		b := Button{Text: label, Data: t.data(action)}
		if n := len(rows); n > 0 && len(rows[n-1]) < width {
			rows[n-1] = append(rows[n-1], b)
			return
		}
		rows = append(rows, []Button{b})
	}
	for _, v := range t.rec.Dialogue.Offer {
		add(q.Show(t.lang(), v), actChoice+v, 1)
	}
	for i, c := range q.Choices {
		width := columns
		if i == 0 {
			width = 0
		}
		add(t.label(choiceKey(q.State, c)), actChoice+c, width)
	}
	if q.State == stateReview {
		for i, s := range t.summary() {
			width := 2
			if i == 0 {
				width = 0
			}
			add(t.words.Plain(t.lang(), "button.edit", locale.Args{"What": t.label("q." + string(s) + ".name")}), actEdit+string(s), width)
		}
	}
	if !q.Fixed {
		rows = append(rows, []Button{
			{Text: t.label("button.back"), Data: t.data(actBack)},
			{Text: t.label("button.why"), Data: t.data(actWhy)},
		})
	}
	return rows
}

// keyboardWords are the buttons of a keyboard, which type their own words.
func (t *turn) keyboardWords(q *Question) []string {
	var words []string
	for _, v := range t.rec.Dialogue.Offer {
		words = append(words, q.Show(t.lang(), v))
	}
	for _, c := range q.Choices {
		words = append(words, t.label(choiceKey(q.State, c)))
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
	return "✓ " + t.html("q."+string(q.State)+".name", nil) + ": <b>" + locale.Escape(t.shown(q, value)) + "</b>"
}

// shown is an answer in the person's words.
func (t *turn) shown(q *Question, value string) string {
	for _, c := range q.Choices {
		if c == value {
			return t.label(choiceKey(q.State, c))
		}
	}
	if q.Show != nil {
		return q.Show(t.lang(), value)
	}
	return value
}

// explain adds to the live message why the question is asked.
func (t *turn) explain(q *Question) {
	why := t.html("q."+string(q.State)+".why", nil)
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
		if q := t.dialogue.byID[s]; q != nil && !q.Fixed && !q.Tick && t.rec.Answers[s] != "" {
			states = append(states, s)
		}
	}
	return states
}

// summaryHTML is the review's list of answers.
func (t *turn) summaryHTML() locale.Safe {
	var b strings.Builder
	for _, s := range t.summary() {
		q := t.dialogue.byID[s]
		b.WriteString("• " + t.html("q."+string(s)+".name", nil) + ": <b>" + locale.Escape(t.shown(q, t.rec.Answers[s])) + "</b>\n")
	}
	return locale.Safe(strings.TrimSpace(b.String()))
}
