package conversation

import (
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// actRequest turns somebody who only wanted reminders or dates into somebody
// who wants help.
const actRequest = "request"

// status says what we do, what the person does, and when they hear next.
func (t *turn) status() error {
	c := t.rec.open()
	if c == nil {
		return t.tell("status.none", nil)
	}
	args := locale.Args{"Ref": c.Ref, "Associate": c.Owner.Name}
	next := "stage." + string(c.Stage) + ".next"
	if c.Stage == Watching && !t.facts().remindersAhead() {
		next = "status.all_told"
	}
	html := t.html("stage."+string(c.Stage)+".status", args) + "\n\n" + t.html(next, args)
	if dates := t.statusDates(); dates != "" {
		html += "\n\n" + dates
	}
	var papers [][]Button
	if len(c.Items) > 0 && c.Stage != Renewed {
		html += "\n\n" + t.html("checklist.status", locale.Args{"Progress": locale.Safe(t.progress(c))})
		papers = [][]Button{{t.caseButton("checklist.button", pressItems)}}
	}
	if t.question() != nil {
		t.send(Message{HTML: html, Buttons: papers})
		return t.here()
	}
	t.rec.Dialogue.Turn++
	r := &rows{t: t, list: papers}
	if t.mayAskMore() {
		r.line(t.label("button.complete"), actMore)
	}
	if t.mayRequest() {
		r.line(t.label("button.request"), actRequest)
	}
	t.send(Message{HTML: html, Buttons: r.list})
	return nil
}

// statusDates words the window as it stands today.
func (t *turn) statusDates() string {
	a, ok := t.assess(1)
	if !ok || a.Window == nil || a.DaysLeft == nil {
		return ""
	}
	key := "status.dates"
	switch {
	case *a.DaysLeft < 0:
		key = "status.dates_expired"
	case !t.today().Before(a.Window.Opens):
		key = "status.dates_open"
	}
	return t.html(key, locale.Args{
		"Expires": locale.Long(a.Window.Closes), "Opens": locale.Long(a.Window.Opens), "Count": *a.DaysLeft,
	})
}

// mayRequest says whether a request can be made from here with one press.
func (t *turn) mayRequest() bool {
	c := t.rec.open()
	return t.question() == nil && c != nil && c.Stage == Watching
}

// request goes on from reminders or dates to asking for help.
func (t *turn) request() error {
	t.rec.Answers[stateIntent] = "help"
	return t.resume()
}

// comingReminders says which reminder comes next.
func (t *turn) comingReminders() error {
	c := t.rec.open()
	if c != nil {
		for _, r := range ladder() {
			if at, due := t.dueAt(c, r); due {
				local := at.In(t.zone())
				return t.tell("reminders.next", locale.Args{
					"Day": locale.Long(renewal.DateOf(local)), "Hour": local.Format("15:04"),
				})
			}
		}
	}
	return t.tell("reminders.none", nil)
}
