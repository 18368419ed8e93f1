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
	if run, known := casePresses()[name]; known {
		return run(t, c, about)
	}
	return t.here()
}

// casePresses are the buttons of a case in the applicant's chat, by name; what
// stands behind the colon of their data is what they are about.
func casePresses() map[string]func(t *turn, c *Case, about string) error {
	plain := func(run func(*turn, *Case) error) func(*turn, *Case, string) error {
		return func(t *turn, c *Case, _ string) error { return run(t, c) }
	}
	return map[string]func(*turn, *Case, string) error{
		pressTime:       (*turn).choosesTime,
		pressPaid:       plain((*turn).saysPaid),
		pressLetterData: (*turn).opensPapers,
		pressFiled:      plain((*turn).saysFiled),
		pressBooked:     plain((*turn).saysBooked),
		pressLater:      plain((*turn).snooze),
		pressDate:       plain((*turn).wrongDate),
		pressTalk:       plain(func(t *turn, _ *Case) error { return t.human() }),
		pressStop:       plain((*turn).stopReminders),
		pressResume:     plain((*turn).resumeReminders),
		pressHours:      plain((*turn).askHour),
		pressHour:       (*turn).setHour,
	}
}
