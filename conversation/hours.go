package conversation

import (
	"slices"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// WorkingHours are the hours of a service that has not said otherwise: Monday to
// Friday, 9 to 18.
func WorkingHours() renewal.Hours {
	h := renewal.Hours{From: 9 * time.Hour, Until: 18 * time.Hour}
	for d := time.Monday; d <= time.Friday; d++ {
		h.Days = h.Days.With(d)
	}
	return h
}

// pauseCheck is how often a pause of all reminders is looked at again.
const pauseCheck = 15 * time.Minute

// talkLasts is how long after an associate's words a talk counts as going on.
const talkLasts = time.Hour

// shift returns when work begins and ends on the day of an instant; equal
// instants on a day on which nobody works.
func (t *turn) shift(day renewal.Date) (from, until time.Time) {
	midnight := day.In(t.service.Zone, 0, 0)
	if !t.service.Hours.Days.Has(day.Weekday()) || t.holiday(day) {
		return midnight, midnight
	}
	h := t.service.Hours
	return day.In(t.service.Zone, int(h.From/time.Hour), int(h.From%time.Hour/time.Minute)),
		day.In(t.service.Zone, int(h.Until/time.Hour), int(h.Until%time.Hour/time.Minute))
}

// holiday says whether a day is a statutory holiday or one of the closed days.
func (t *turn) holiday(day renewal.Date) bool {
	return renewal.StatutoryHoliday(day) || slices.Contains(t.closedDays(), day)
}

// working says whether somebody answers at this instant.
func (t *turn) working(at time.Time) bool {
	local := at.In(t.service.Zone)
	return t.service.Hours.Covers(local) && !t.holiday(renewal.DateOf(local))
}

// nextShift returns when somebody answers again after an instant.
func (t *turn) nextShift(at time.Time) time.Time {
	day := renewal.DateOf(at.In(t.service.Zone))
	for range 60 {
		if from, until := t.shift(day); from.Before(until) && !from.Before(at) {
			return from
		}
		day = day.Add(1)
	}
	return at
}

// afterWork returns the instant by which so much working time has passed.
func (t *turn) afterWork(at time.Time, work time.Duration) time.Time {
	day := renewal.DateOf(at.In(t.service.Zone))
	for range 60 {
		from, until := t.shift(day)
		if from.Before(at) {
			from = at
		}
		if left := until.Sub(from); left >= work {
			return from.Add(work)
		} else if left > 0 {
			work -= left
		}
		day = day.Add(1)
	}
	return at
}

// closedNow tells somebody who writes while nobody works when they will be
// answered: once until then, and never into a talk that is going on.
func (t *turn) closedNow(c *Case) bool {
	if t.working(t.now) || t.now.Sub(c.Spoke) < talkLasts {
		return false
	}
	opens := t.nextShift(t.now)
	if c.ToldHours.Equal(opens) {
		return true
	}
	c.ToldHours = opens
	local := opens.In(t.zone())
	t.say("relayed_closed", locale.Args{"Day": locale.Long(renewal.DateOf(local)), "Hour": local.Format("15:04")})
	return true
}

// answerDue is when an associate has to be reminded that the applicant waits:
// first the owner, after the same time again everybody; everybody at once, and
// soon, where they stand at the office.
func (t *turn) answerDue(c *Case) (time.Time, bool) {
	answer := time.Duration(c.Pressed+1) * t.service.Answer
	if c.atCounter() {
		answer = answerAtOffice
	}
	if c.Asked.IsZero() || c.Waiting != Desk || c.Pressed >= 2 || c.Stage == Closed || answer <= 0 {
		return time.Time{}, false
	}
	at := t.afterWork(c.Asked, answer)
	if c.atCounter() { // the office's hours count there, not ours
		at = c.Asked.Add(answer)
	}
	if at.Before(t.now) {
		at = t.now
	}
	return at, true
}

// pressForAnswer reminds the associates of somebody who waits: once, also where
// both reminders have come due meanwhile.
func (t *turn) pressForAnswer(c *Case) {
	for at, due := t.answerDue(c); due && !at.After(t.now); at, due = t.answerDue(c) {
		c.Pressed++
	}
	whom := c.attention()
	if c.Pressed > 1 {
		whom = Everyone
	}
	key := "desk.waits"
	if c.atCounter() {
		key = "desk.waits_at_office"
	}
	t.thread(Line{Text: t.plain(key, locale.Args{"Since": t.moment(c.Asked)}), Mention: whom})
}

// waitsFor notes who is to do something now. Where that is the desk, the
// applicant's patience begins.
func (t *turn) waitsFor(c *Case, side Side) {
	if c.Waiting != side {
		c.Waiting, t.stirred = side, true
	}
	switch {
	case side != Desk:
		c.Asked, c.Pressed = time.Time{}, 0
	case c.Asked.IsZero():
		c.Asked = t.now
	}
}
