package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// moveFile says that the papers are with the immigration office.
const moveFile = "file"

// bySelf is the reason of a stage that the applicant's word has set out of its
// turn.
const bySelf = "the applicant says so"

// enter brings a case to a stage by a move, and keeps what belongs to it: papers
// that are filed stay so until the case goes back.
func (c *Case) enter(m Moving) {
	from := c.Stage
	c.Stage = m.To
	filed := func(s Stage) bool { return s == Filed || s == Renewed }
	switch {
	case filed(m.To) && c.Filing == nil:
		c.Filing = &Filing{At: m.At}
	case (filed(from) || from == Closed) && !filed(m.To) && m.To != Closed:
		c.Filing = nil
	}
	c.Moves = append(c.Moves, m)
}

// dropLate forgets what was answered about a filing or a card that the case has
// gone back from.
func (t *turn) dropLate(c *Case) {
	for s := range t.rec.Answers {
		switch q := t.dialogue.byID[s]; {
		case q == nil || !q.Late || c.Stage == Closed:
		case s == stateNumber || s == stateReturn:
			if c.Filing == nil {
				delete(t.rec.Answers, s)
			}
		case c.Stage != Renewed:
			delete(t.rec.Answers, s)
		}
	}
}

// saysFiled takes the applicant's word that the papers are filed: as planned, or
// on their own at whatever stage the case is.
func (t *turn) saysFiled(c *Case) error {
	if c.Filing != nil {
		t.send(Message{HTML: t.html("filed.already", nil) + t.filingWords(c)})
		return t.followUp()
	}
	switch {
	case c.Stage == Ready:
		if err := t.move(moveFile, ""); err != nil {
			return err
		}
	case slices.Contains(settable(), c.Stage):
		if err := t.move(setTo(Filed), bySelf); err != nil {
			return err
		}
	default: // nobody has taken the case
		c.Filing, t.stirred = &Filing{At: t.now}, true
		t.thread(Line{Text: t.plain("desk.filed_alone", nil), Mention: c.attention()})
		if c.Stage == Watching {
			return t.tell("filed.noted_watching", nil)
		}
		return t.tell("filed.noted_alone", nil)
	}
	t.waitsFor(c, "")
	t.clearCalendars(c, "filed before")
	t.thread(Line{Text: t.plain("desk.filed_by_applicant", nil), Mention: c.attention()})
	t.say("filed.yes", nil)
	return t.followUp()
}

func fileForm(t *turn, c *Case) []Field {
	number, back := "", ""
	if c.Filing != nil {
		number, back = c.Filing.Number, c.Filing.Return.String()
	}
	return []Field{
		{Name: "number", Kind: OneLine, Value: number, Optional: true},
		{Name: "back", Kind: ADate, Value: back, Optional: true},
	}
}

// fileCase notes, from the desk, that the papers are filed, or what has become
// known since. What is left open the applicant is asked.
func (t *turn) fileCase(c *Case) error {
	v := t.ev.Move.Values
	back, _ := renewal.ParseDate(v.get("back"))
	if !back.IsZero() && back.Before(t.today()) {
		t.whisper(t.plain("desk.return_past", nil) + t.givenBack())
		return nil
	}
	if err := t.move(moveFile, ""); err != nil {
		return err
	}
	t.waitsFor(c, "")
	t.clearCalendars(c, "filed before")
	c.Filing.Number, c.Filing.Return = shortened(v.get("number")), back
	for state, value := range map[State]string{stateNumber: c.Filing.Number, stateReturn: back.String()} {
		if t.rec.Answers[state] = value; value == "" {
			delete(t.rec.Answers, state)
		}
	}
	t.sendOn(t.html("filed.by_desk", locale.Args{"Associate": t.ev.By.Name}) + t.filingWords(c))
	t.thread(Line{Text: t.plain("desk.filed", locale.Args{"Who": t.ev.By.Name}) + t.filingAtDesk(c)})
	return t.followUp()
}

// filingWords tell what is known of the filing: the number, the day to come back.
func (t *turn) filingWords(c *Case) (html string) {
	if c.Filing.Number != "" {
		html += "\n" + t.html("filed.number", locale.Args{"Number": c.Filing.Number})
	}
	if !c.Filing.Return.IsZero() {
		html += "\n" + t.html("filed.back", locale.Args{"Day": locale.Long(c.Filing.Return)})
	}
	return html
}

func (t *turn) filingAtDesk(c *Case) (text string) {
	if c.Filing.Number != "" {
		text += " " + t.plain("desk.filed_number", locale.Args{"Number": c.Filing.Number})
	}
	if !c.Filing.Return.IsZero() {
		text += " " + t.plain("desk.filed_back", locale.Args{"Day": c.Filing.Return})
	}
	return text
}

// keepNumber and keepReturn take what the applicant was asked after the filing.
func keepNumber(t *turn, value string) {
	c := t.rec.open()
	if c == nil || c.Filing == nil || value == choiceUnknown {
		return
	}
	c.Filing.Number, t.stirred = value, true
	t.thread(Line{Text: t.plain("desk.filed_number", locale.Args{"Number": value})})
}

func keepReturn(t *turn, value string) {
	c := t.rec.open()
	day, err := renewal.ParseDate(value)
	if c == nil || c.Filing == nil || err != nil {
		return
	}
	c.Filing.Return, t.stirred = day, true
	t.thread(Line{Text: t.plain("desk.filed_back", locale.Args{"Day": day})})
}

// asksNumber opens the question of the file number again.
func (t *turn) asksNumber(c *Case) error {
	if c.Stage != Filed {
		return t.status()
	}
	if t.rec.Answers[stateNumber] == choiceUnknown {
		delete(t.rec.Answers, stateNumber)
	}
	return t.followUp()
}

// followUp asks what is open now that the case has moved on; with nothing open it
// says how things stand.
func (t *turn) followUp() error {
	if err := t.leave(); err != nil {
		return err
	}
	path := t.dialogue.path(t.facts())
	open := path[len(path)-1]
	if open == Home {
		return nil
	}
	return t.goTo(string(Home), resumeAt(open))
}
