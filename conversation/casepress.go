package conversation

import "strings"

// casePress begins the data of a button that belongs to the case rather than to
// a turn of the dialogue: it stays good while the case can still use it.
const casePress = "!"

// caseButton is such a button, whose words stand under key.
func (t *turn) caseButton(key, action string) Button {
	return Button{Text: t.label(key), Data: casePress + action}
}

// sendOn sends the applicant a text with buttons of the case.
func (t *turn) sendOn(html string, buttons ...Button) {
	m := Message{HTML: html}
	for _, b := range buttons {
		m.Buttons = append(m.Buttons, []Button{b})
	}
	t.send(m)
}

// casePressed is what a button of the case does, with what stands behind its name.
type casePressed func(t *turn, c *Case, which string) error

// casePresses are the buttons of the case, by name.
func casePresses() map[string]casePressed {
	return map[string]casePressed{
		pressPaid:     func(t *turn, c *Case, _ string) error { return t.saysPaid(c) },
		pressTime:     (*turn).choosesTime,
		pressTalkOff:  func(t *turn, c *Case, _ string) error { return t.callsTalkOff(c) },
		pressVisitOff: (*turn).cannotCome,
		pressArrived:  func(t *turn, c *Case, day string) error { return t.atOffice(c, pressArrived, day) },
		pressCalled:   func(t *turn, c *Case, day string) error { return t.atOffice(c, pressCalled, day) },
		pressAsked:    func(t *turn, c *Case, _ string) error { return t.wantsElse(c) },
		pressFiled:    func(t *turn, c *Case, _ string) error { return t.saysFiled(c) },
		pressNumber:   func(t *turn, c *Case, _ string) error { return t.asksNumber(c) },
		pressCard:     (*turn).hasCard,

		pressFees:       func(t *turn, _ *Case, _ string) error { return t.governmentFees() },
		pressItem:       (*turn).pressedItem,
		pressItems:      (*turn).pressedItems,
		pressElse:       (*turn).pressedElse,
		pressPapers:     (*turn).pressedConsent,
		pressLetterData: (*turn).opensPapers,

		pressBooked: func(t *turn, c *Case, _ string) error { return t.saysBooked(c) },
		pressLater:  func(t *turn, c *Case, _ string) error { return t.snooze(c) },
		pressDate:   func(t *turn, c *Case, _ string) error { return t.wrongDate(c) },
		pressTalk:   func(t *turn, _ *Case, _ string) error { return t.human() },
		pressStop:   func(t *turn, c *Case, _ string) error { return t.stopReminders(c) },
		pressResume: func(t *turn, c *Case, _ string) error { return t.resumeReminders(c) },
		pressHours:  func(t *turn, c *Case, _ string) error { return t.askHour(c) },
		pressHour:   (*turn).setHour,
	}
}

// onCasePress takes a button of the case.
func (t *turn) onCasePress(action string) error {
	name, which, _ := strings.Cut(action, ":")
	if name == pressRate { // of a case that is closed
		return t.rates(which)
	}
	if press, known := t.rights[name]; known {
		t.toast("")
		return press(t, which)
	}
	c := t.rec.open()
	if c == nil {
		t.toast("toast.old")
		return t.here()
	}
	t.toast("")
	if press, known := t.presses[name]; known {
		return press(t, c, which)
	}
	return t.here()
}
