package conversation

import (
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Retention is for how many days data are kept that nobody needs any more. Zero
// keeps them for good.
type Retention struct {
	Idle   int // of people who stopped half-way, since they last did something
	Closed int // of a case, since it was closed
}

// DefaultRetention is what the service promises unless it is told otherwise.
func DefaultRetention() Retention { return Retention{Idle: 90, Closed: 365} }

// warnedBefore is how many days before the end a person is told of it.
const warnedBefore = 7

// aDay is as long as retention counts it.
const aDay = 24 * time.Hour

// keptUntil is when the record's time is over; zero: it is not running. Whoever has
// an open case is kept: it is at the desk, or reminders are ahead, of this card or
// of the next.
func (t *turn) keptUntil() time.Time {
	c := t.rec.open()
	if t.rec.Erasing != nil || c != nil && c.Stage != Intake && !t.watchIsOver(c) {
		return time.Time{}
	}
	last, until := t.lastHeard(), time.Time{}
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Stage != Closed || c.Submitted.IsZero() {
			continue
		}
		if t.service.Retention.Closed == 0 {
			return time.Time{}
		}
		if at := lastMove(c, moveClose).Add(time.Duration(t.service.Retention.Closed) * aDay); at.After(until) {
			until = at
		}
	}
	if last.IsZero() || t.service.Retention.Idle == 0 {
		return until
	}
	if at := last.Add(time.Duration(t.service.Retention.Idle) * aDay); at.After(until) {
		until = at
	}
	return until
}

// watchIsOver says whether somebody who only wanted reminders has none ahead.
func (t *turn) watchIsOver(c *Case) bool { return c.Stage == Watching && len(t.coming(c)) == 0 }

// lastHeard is when the person last did something, or was reminded.
func (t *turn) lastHeard() time.Time {
	last := t.rec.Dialogue.Touched
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Opened.After(last) {
			last = c.Opened
		}
		for _, r := range c.Rungs {
			if r.At.After(last) {
				last = r.At
			}
		}
	}
	return last
}

// retentionAt is when retention has something to do: to warn, or to erase. What
// somebody asked for and has not got is not erased before.
func (t *turn) retentionAt() (at time.Time, due bool) {
	until := t.keptUntil()
	switch {
	case until.IsZero() || t.rec.pending() != nil:
		return time.Time{}, false
	case !t.warns():
		return until, true
	case t.rec.Ends.After(until):
		return t.rec.Ends, true
	case t.rec.Ends.Equal(until):
		return until, true
	}
	if at = until.Add(-warnedBefore * aDay); at.Before(t.now) {
		at = t.within(t.hours())
	}
	return at, true
}

// warns says whether the person is to be told before: somebody of whom we keep
// more than a language, and whom a message reaches.
func (t *turn) warns() bool {
	return len(t.rec.Consents) > 0 && !t.rec.Gone && !t.rec.Barred
}

// retain warns, or erases what nobody needs any more. Whoever is warned late,
// because the bot was away, has the same days from then on; whoever does something
// meanwhile is kept anew.
func (t *turn) retain() error {
	until := t.keptUntil()
	if t.warns() && t.rec.Ends.Before(until) {
		if t.rec.Ends = until; until.Before(t.now.Add(warnedBefore * aDay)) {
			t.rec.Ends = t.now.Add(warnedBefore * aDay)
		}
		t.bulk = true
		t.say("retention.warning", locale.Args{"Day": locale.Long(renewal.DateOf(t.rec.Ends.In(t.zone()))), "Service": t.service.Name})
		return nil
	}
	return t.erase(erasedInTime, t.warns())
}

// privacyArgs are the values in the words about privacy.
func privacyArgs(t *turn) locale.Args {
	return locale.Args{"Service": t.service.Name, "IdleDays": t.service.Retention.Idle, "ClosedDays": t.service.Retention.Closed}
}
