package conversation

import (
	"slices"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// The person's hours: reminders go out from the first to before the second.
const (
	firstHour = 9
	lastHour  = 19
)

// rungType is a step of the ladder of reminders, counted in days before the
// date on the card. Its words stand in the catalogue under reminder.<name> and,
// for the associate, reminder.<name>_desk.
type rungType struct {
	name   string
	before int
}

// ladder is every reminder, earliest first.
func ladder() []rungType {
	return []rungType{
		{name: "opens", before: 30},
	}
}

// reminded are the stages in which reminders still apply: before, nothing was
// asked of us; afterwards, the papers are filed.
var reminded = []Stage{Watching, Requested, Accepted, PaymentRequested, Paid, Consultation, Preparing, Ready}

// dueAt returns the instant at which a rung is due, if it still is.
func (t *turn) dueAt(c *Case, r rungType) (time.Time, bool) {
	expires := t.rec.Answers.expires()
	if expires.IsZero() || t.rec.Gone || !slices.Contains(reminded, c.Stage) || t.today().After(expires) {
		return time.Time{}, false
	}
	if slices.ContainsFunc(c.Rungs, func(sent Rung) bool { return sent.Name == r.name && sent.Expires == expires }) {
		return time.Time{}, false
	}
	return t.within(expires.Add(-r.before).In(t.service.Zone, firstHour, 0)), true
}

// within moves an instant that has passed to the present or, outside the
// person's hours, to the next morning.
func (t *turn) within(at time.Time) time.Time {
	if !at.Before(t.now) {
		return at
	}
	local := t.now.In(t.service.Zone)
	day := renewal.DateOf(local)
	switch {
	case local.Hour() < firstHour:
		return day.In(t.service.Zone, firstHour, 0)
	case local.Hour() >= lastHour:
		return day.Add(1).In(t.service.Zone, firstHour, 0)
	}
	return t.now
}

// nextWake is the earliest instant at which anything of this record is due.
func (t *turn) nextWake() (next time.Time) {
	c := t.rec.open()
	if c == nil {
		return next
	}
	earliest := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for _, l := range c.Lines {
		if l.Fate == Held {
			earliest(l.Until)
		}
	}
	for _, r := range ladder() {
		if at, due := t.dueAt(c, r); due {
			earliest(at)
		}
	}
	return next
}

// onWoke does what is due now, decided from the record as it is now.
func (t *turn) onWoke() error {
	t.releaseHeld()
	c := t.rec.open()
	if c == nil {
		return nil
	}
	for _, r := range ladder() {
		if at, due := t.dueAt(c, r); due && !at.After(t.now) {
			t.remind(c, r)
		}
	}
	return nil
}

// remind tells the applicant and the associate. The words speak of today, not
// of the day on which the rung should have gone out.
func (t *turn) remind(c *Case, r rungType) {
	w := renewal.WindowOf(t.rec.Answers.expires())
	args := locale.Args{
		"Opens": locale.Long(w.Opens), "Expires": locale.Long(w.Closes), "Count": w.DaysLeft(t.today()),
		"Ref": c.Ref, "Initials": t.rec.Answers.initials(),
	}
	entry := t.put(Entry{
		Side: Chat, Report: true, ValidUntil: t.today().In(t.service.Zone, lastHour, 0),
		Send: &Message{HTML: t.html("reminder."+r.name, args)},
	})
	c.Rungs = append(c.Rungs, Rung{Name: r.name, Expires: w.Closes, At: t.now, Entry: entry})
	t.thread(Line{Text: t.plain("reminder."+r.name+"_desk", args), Mention: c.attention()})
	t.stirred = true
}

// passOver notes the rungs that the person needs no more, because what they
// would say has just been said.
func (t *turn) passOver() {
	c := t.rec.open()
	for _, r := range ladder() {
		if at, due := t.dueAt(c, r); due && !at.After(t.now) {
			c.Rungs = append(c.Rungs, Rung{Name: r.name, Expires: t.rec.Answers.expires(), At: t.now})
		}
	}
}
