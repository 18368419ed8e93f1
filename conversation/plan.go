package conversation

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Plan is what the applicant asked of the reminders of a case.
type Plan struct {
	Snooze    renewal.Date `json:"snooze,omitzero"`     // nothing of the card's date before this day
	Stopped   time.Time    `json:"stopped,omitzero"`    // no reminders are wanted
	Calendar  string       `json:"calendar,omitempty"`  // the date whose window was sent as a calendar file
	Calendars int          `json:"calendars,omitempty"` // how often that was changed
}

// snoozeDays is for how long "remind me in 3 days" is.
const snoozeDays = 3

// The applicant's buttons under a reminder.
const (
	pressBooked = "booked"
	pressLater  = "later"
	pressDate   = "date"
	pressTalk   = "talk"
	pressStop   = "stop"
	pressResume = "resume"
	pressHours  = "hours"
	pressHour   = "hour"
)

// The earliest and the latest hour at which reminders can be asked for.
const (
	earliestChoice = 7
	latestChoice   = 20
)

// reminderButtons are what can be answered to a reminder.
func (t *turn) reminderButtons(c *Case, lead coming) [][]Button {
	switch lead.matter() {
	case fromCard:
		return pairs(
			t.caseButton("reminder.button_filed", pressFiled), t.caseButton("reminder.button_booked", pressBooked),
			t.caseButton("reminder.button_later", pressLater), t.caseButton("reminder.button_date", pressDate),
			t.caseButton("reminder.button_talk", pressTalk), t.caseButton("reminder.button_stop", pressStop),
		)
	case fromPayment:
		return pairs(t.caseButton("payment.paid_button", pressPaid), t.caseButton("reminder.button_talk", pressTalk))
	case fromPapers:
		return pairs(t.caseButton("checklist.button", pressItems), t.caseButton("reminder.button_talk", pressTalk))
	case fromVisit:
		if lead.before > 0 {
			return pairs(append(t.dayButtons(c), t.caseButton("reminder.button_talk", pressTalk))...)
		}
	case fromReturn, fromFiling, fromRequest:
		return pairs(append(t.laterButtons(c), t.caseButton("reminder.button_talk", pressTalk))...)
	case fromChoice:
		return pairs(append(t.timeButtons(c), t.caseButton("reminder.button_talk", pressTalk))...)
	}
	return pairs(t.caseButton("reminder.button_talk", pressTalk))
}

// pairs lays buttons out, two a row.
func pairs(buttons ...Button) (rows [][]Button) {
	for i := 0; i < len(buttons); i += 2 {
		rows = append(rows, buttons[i:min(i+2, len(buttons))])
	}
	return rows
}

// saysBooked asks for the day of the appointment that the person has; once the
// papers are filed it no longer matters.
func (t *turn) saysBooked(c *Case) error {
	if c.Filing != nil {
		return t.saysFiled(c)
	}
	if err := t.leave(); err != nil {
		return err
	}
	delete(t.rec.Answers, stateOwnDay)
	delete(t.rec.Answers, stateOwnHour)
	t.rec.Answers[stateOwnVisit] = choiceYes
	return t.resume()
}

// snooze rests the reminders of the card's date for some days, but never past the
// opening of the window or the last office day. Where nothing would come of it,
// that is said instead.
func (t *turn) snooze(c *Case) error {
	if c.Filing != nil {
		return t.saysFiled(c)
	}
	if _, ok := t.cardAnchor(c, 1); !ok || !c.Plan.Stopped.IsZero() {
		return t.comingReminders()
	}
	today, w := t.today(), t.window()
	until := today.Add(snoozeDays)
	last := t.lastOfficeDay(w.Closes)
	switch {
	case today.Before(w.Opens) && until.After(w.Opens):
		until = w.Opens
	case !today.After(last) && until.After(last):
		until = last
	}
	if !until.After(today) {
		t.say("reminder.no_later", locale.Args{"Last": locale.Long(last)})
		return t.hereQuietly()
	}
	c.Plan.Snooze = until
	t.say("reminder.later", locale.Args{"Day": locale.Long(until)})
	return t.hereQuietly()
}

// wrongDate opens the date on the card, to be corrected in its place.
func (t *turn) wrongDate(*Case) error {
	if err := t.leave(); err != nil {
		return err
	}
	return t.edit(stateExpires)
}

// stopReminders ends all reminders until the person wants them again.
func (t *turn) stopReminders(c *Case) error {
	if c.Plan.Stopped.IsZero() {
		c.Plan.Stopped, t.stirred = t.now, true
		t.thread(Line{Text: t.plain("desk.stopped_reminders", nil), Mention: c.Owner.ID})
	}
	t.sendOn(t.html("reminders.stopped", windowArgs(t)), t.caseButton("reminders.resume_button", pressResume))
	return t.hereQuietly()
}

// resumeReminders has them again from now on; what was due meanwhile is not
// caught up with, but how things stand is said at once.
func (t *turn) resumeReminders(c *Case) error {
	if !c.Plan.Stopped.IsZero() {
		c.Plan.Stopped, t.stirred = time.Time{}, true
		t.thread(Line{Text: t.plain("desk.resumed_reminders", nil)})
		t.passOver(fromCard)
	}
	return t.comingReminders()
}

// askHour offers the hours at which reminders can come.
func (t *turn) askHour(*Case) error {
	var buttons []Button
	for h := earliestChoice; h <= latestChoice; h++ {
		buttons = append(buttons, Button{Text: fmt.Sprintf("%02d:00", h), Data: casePress + pressHour + ":" + strconv.Itoa(h)})
	}
	m := Message{HTML: t.html("reminders.which_hour", nil)}
	for i := 0; i < len(buttons); i += 4 {
		m.Buttons = append(m.Buttons, buttons[i:min(i+4, len(buttons))])
	}
	t.send(m)
	return nil
}

// setHour has reminders come at another hour of the person's day.
func (t *turn) setHour(_ *Case, which string) error {
	h, err := strconv.Atoi(which)
	if err != nil || h < earliestChoice || h > latestChoice {
		return t.hereQuietly()
	}
	t.rec.Hour = h
	t.say("reminders.hour_set", locale.Args{"Hour": fmt.Sprintf("%02d:00", h)})
	return t.comingReminders()
}

// listedReminders is how many of the coming reminders are told at once.
const listedReminders = 4

// comingReminders says which reminders come next, and offers to change that.
func (t *turn) comingReminders() error {
	c := t.rec.open()
	list := t.coming(c)
	switch {
	case c == nil || len(list) == 0 && c.Plan.Stopped.IsZero():
		return t.tell("reminders.none", nil)
	case !c.Plan.Stopped.IsZero():
		t.sendOn(t.html("reminders.are_stopped", nil), t.caseButton("reminders.resume_button", pressResume))
		return t.hereQuietly()
	}
	var lines []string
	for _, r := range list {
		local := r.at.In(t.zone())
		line := "• " + t.html("reminders.line", locale.Args{
			"Day": locale.Long(renewal.DateOf(local)), "Hour": local.Format("15:04"), "What": t.label("reminders.about_" + r.matter()),
		})
		if len(lines) == 0 || lines[len(lines)-1] != line { // a family's are one message
			lines = append(lines, line)
		}
	}
	args := locale.Args{"Lines": locale.Safe(strings.Join(lines[:min(len(lines), listedReminders)], "\n"))}
	m := Message{HTML: t.html("reminders.next", args), Buttons: pairs(
		t.caseButton("reminders.hour_button", pressHours), t.caseButton("reminder.button_stop", pressStop))}
	t.send(m)
	return t.hereQuietly()
}
