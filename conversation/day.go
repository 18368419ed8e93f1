package conversation

import (
	"slices"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// The applicant's buttons of the day at the office. Each bears the day it was
// meant for.
const (
	pressArrived = "arrived"
	pressCalled  = "called"
	pressAsked   = "asked"
	pressFiled   = "filed"
	pressNumber  = "number"
	pressCard    = "card"
)

// answerAtOffice is within which time somebody answers who stands at the counter
// and is asked for something else.
const answerAtOffice = 10 * time.Minute

// dayButtons are what the applicant may press on the day of the visit and after.
func (t *turn) dayButtons(c *Case) (buttons []Button) {
	day := ""
	if c.Visit != nil {
		day = t.visitDay(c.Visit).String()
	}
	add := func(press string) {
		buttons = append(buttons, Button{Text: t.label("day." + press + "_button"), Data: casePress + press + ":" + day})
	}
	if c.Visit != nil && c.Filing == nil && t.visitToday(c.Visit) {
		if c.Visit.Arrived.IsZero() {
			add(pressArrived)
		}
		if c.Visit.Called.IsZero() {
			add(pressCalled)
		}
	}
	add(pressAsked)
	switch {
	case c.Filing == nil:
		add(pressFiled)
	case c.Filing.Number == "":
		add(pressNumber)
	}
	add(pressCard)
	return buttons
}

// dayHasCome says whether the buttons of the day mean something yet.
func (t *turn) dayHasCome(c *Case) bool {
	switch {
	case c.Stage == Filed:
		return true
	case !slices.Contains(visitStages, c.Stage):
		return false
	case c.Visit == nil:
		return c.Stage == Ready
	}
	return !t.now.Before(t.visitDay(c.Visit).In(t.zoneAt(c.Visit.Office), 0, 0))
}

// atOffice notes that the person has arrived, or was called. Nobody is disturbed
// by it. A button of another day changes nothing.
func (t *turn) atOffice(c *Case, press, day string) error {
	v := c.Visit
	if v == nil || c.Filing != nil {
		return t.status()
	}
	args := t.visitArgs(v)
	args["Associate"] = c.Owner.Name
	if day != t.visitDay(v).String() || !t.visitToday(v) {
		t.sendOn(t.html("day.another", args), t.laterButtons(c)...)
		return nil
	}
	noted := &v.Arrived
	if press == pressCalled {
		noted = &v.Called
	}
	if noted.IsZero() {
		*noted, t.stirred = t.now, true
		t.thread(Line{Text: t.plain("desk.day_"+press, locale.Args{"When": t.moment(t.now)})})
	}
	t.sendOn(t.html("day."+press, args), t.dayButtons(c)...)
	return nil
}

// visitToday says whether the day of a visit has come, and has not passed.
func (t *turn) visitToday(v *Visit) bool {
	return t.visitDay(v) == renewal.DateOf(t.now.In(t.zoneAt(v.Office)))
}

// laterButtons are the buttons of the day if it has come.
func (t *turn) laterButtons(c *Case) []Button {
	if !t.dayHasCome(c) {
		return nil
	}
	return t.dayButtons(c)
}

// wantsElse passes on that the office asks for something else. What it is, the
// next message tells.
func (t *turn) wantsElse(c *Case) error {
	if c.Stage == Closed || c.Stage == Renewed || !t.rec.sent() {
		return t.status()
	}
	if err := t.leave(); err != nil { // what is typed next is for the associate
		return err
	}
	if !c.atCounter() {
		c.Wanted = t.now
		c.Asked, c.Pressed, c.Waiting, t.stirred = t.now, 0, Desk, true
		if c.Filing != nil {
			c.Filing.Asked = t.now
		}
		t.thread(Line{Text: t.plain("desk.day_asked", nil), Mention: c.attention()})
	}
	t.say("day.asked", locale.Args{"Associate": c.Owner.Name})
	return nil
}

// atCounter says whether somebody at the office waits for a word on what they
// were asked for.
func (c *Case) atCounter() bool { return !c.Wanted.IsZero() && c.Asked.Equal(c.Wanted) }
