package conversation

import (
	"residencyassist/conversation/locale"
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
	r := &rows{t: t}
	if words := t.dayWords(c); words != "" {
		html += "\n\n" + words
	}
	for _, b := range t.laterButtons(c) {
		r.list = append(r.list, []Button{b})
	}
	if len(c.Items) > 0 && c.Filing == nil {
		html += "\n\n" + t.html("checklist.status", locale.Args{"Progress": locale.Safe(t.progress(c))})
		r.list = append(r.list, []Button{t.caseButton("checklist.button", pressItems)})
	}
	if t.question() != nil {
		t.send(Message{HTML: html, Buttons: r.list})
		return t.here()
	}
	t.rec.Dialogue.Turn++
	if t.mayAskMore() {
		r.line(t.label("button.complete"), actMore)
	}
	if t.mayRequest() {
		r.line(t.label("button.request"), actRequest)
	}
	if t.nextPaper() != nil {
		r.list = append(r.list, []Button{t.caseButton("papers.go_on", pressLetterData)})
	}
	t.send(Message{HTML: html, Buttons: r.list})
	return nil
}

// statusDates words the window as it stands today.
func (t *turn) statusDates() string {
	a, ok := t.assess(1)
	if !ok || a.Window == nil || a.DaysLeft == nil || t.facts().filed { // what counts then is the day of filing
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

// mayRequest says whether a request can be made from here with one press. Whoever
// has filed already has nothing left to ask for but a person.
func (t *turn) mayRequest() bool {
	c := t.rec.open()
	return t.question() == nil && c != nil && c.Stage == Watching && c.Filing == nil
}

// request goes on from reminders or dates to asking for help.
func (t *turn) request() error {
	t.rec.Answers[stateIntent] = "help"
	return t.resume()
}
