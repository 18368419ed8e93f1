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

// onCasePress takes a button of the case.
func (t *turn) onCasePress(action string) error {
	c := t.rec.open()
	if c == nil {
		t.toast("toast.old")
		return t.here()
	}
	t.toast("")
	name, about, _ := strings.Cut(action, ":")
	press, known := t.presses[name]
	if !known {
		return t.here()
	}
	return press(t, c, about)
}

// casePresses is what the buttons of a case do, each with what stands behind the
// colon of its data.
func casePresses() map[string]func(t *turn, c *Case, about string) error {
	return map[string]func(*turn, *Case, string) error{
		pressPaid:   func(t *turn, c *Case, _ string) error { return t.saysPaid(c) },
		pressTime:   (*turn).choosesTime,
		pressFees:   func(t *turn, _ *Case, _ string) error { return t.governmentFees() },
		pressItem:   (*turn).pressedItem,
		pressItems:  (*turn).pressedItems,
		pressElse:   (*turn).pressedElse,
		pressPapers: (*turn).pressedConsent,
	}
}
