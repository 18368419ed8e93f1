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
	if i := c.rung(r, expires); i >= 0 && c.Rungs[i].done() {
		return time.Time{}, false
	}
	return t.within(expires.Add(-r.before).In(t.zone(), firstHour, 0)), true
}

// rung finds what became of a rung counted from a date, or -1.
func (c *Case) rung(r rungType, expires renewal.Date) int {
	return slices.IndexFunc(c.Rungs, func(sent Rung) bool { return sent.Name == r.name && sent.Expires == expires })
}

// done says whether a rung needs no other message. One that came too late to be
// sent, or to somebody who was gone, is worded and sent anew.
func (r Rung) done() bool { return r.Fate != Stale && r.Fate != Unreachable }

// within moves an instant that has passed to the present or, outside the
// person's hours, to the next morning.
func (t *turn) within(at time.Time) time.Time {
	if !at.Before(t.now) {
		return at
	}
	local := t.now.In(t.zone())
	day := renewal.DateOf(local)
	switch {
	case local.Hour() < firstHour:
		return day.In(t.zone(), firstHour, 0)
	case local.Hour() >= lastHour:
		return day.Add(1).In(t.zone(), firstHour, 0)
	}
	return t.now
}

// nextWake is the earliest instant at which anything of this record is due.
func (t *turn) nextWake() (next time.Time) {
	if t.ev.Desk {
		return t.nextMorning()
	}
	earliest := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if at, due := t.nudgeAt(); due {
		earliest(at)
	}
	c := t.rec.open()
	if c == nil {
		return next
	}
	for _, l := range c.Lines {
		if l.Fate == Held {
			earliest(l.Until)
		}
	}
	if at, due := t.answerDue(c); due {
		earliest(at)
	}
	if at, due := c.papersDue(); due {
		earliest(at)
	}
	for _, r := range ladder() {
		if at, due := t.dueAt(c, r); due {
			earliest(t.afterPause(at))
		}
	}
	return next
}

// afterPause is when to look again at what is due while all reminders rest.
func (t *turn) afterPause(at time.Time) time.Time {
	if !at.After(t.now) && t.paused() {
		return t.now.Add(pauseCheck)
	}
	return at
}

// onWoke does what is due now, decided from the record as it is now.
func (t *turn) onWoke() error {
	t.releaseHeld()
	if at, due := t.nudgeAt(); due && !at.After(t.now) {
		t.nudge()
	}
	c := t.rec.open()
	if c == nil {
		return nil
	}
	t.showPapers(c)
	if at, due := t.answerDue(c); due && !at.After(t.now) {
		t.pressForAnswer(c)
	}
	for _, r := range ladder() {
		if at, due := t.dueAt(c, r); due && !at.After(t.now) && !t.paused() {
			t.remind(c, r)
		}
	}
	return nil
}

// remind tells the applicant and the associate. The words speak of today, not
// of the day on which the rung should have gone out.
func (t *turn) remind(c *Case, r rungType) {
	t.bulk = true
	w := renewal.WindowOf(t.rec.Answers.expires())
	args := locale.Args{
		"Opens": locale.Long(w.Opens), "Expires": locale.Long(w.Closes), "Count": w.DaysLeft(t.today()),
		"Ref": c.Ref, "Initials": t.rec.Answers.initials(), "Last": locale.Long(w.Closes),
	}
	if a, ok := t.assess(1); ok && !a.LastOfficeDay.IsZero() {
		args["Last"] = locale.Long(a.LastOfficeDay)
	}
	key := "reminder." + r.name
	if c.Stage == Watching { // no associate has been told
		key += "_watching"
	}
	entry := t.put(Entry{
		Side: Chat, Report: true, ValidUntil: t.today().In(t.zone(), lastHour, 0),
		Send: &Message{HTML: t.html(key, args)},
	})
	sent := Rung{Name: r.name, Expires: w.Closes, At: t.now, Entry: entry}
	if i := c.rung(r, w.Closes); i >= 0 { // sent anew: the associate was told the first time
		c.Rungs[i] = sent
		return
	}
	c.Rungs = append(c.Rungs, sent)
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

// idleBefore is how long an open question rests before the person is asked,
// once, whether they want to go on.
const idleBefore = 24 * time.Hour

// nudgeAt returns the instant at which an idle dialogue is due for its nudge.
func (t *turn) nudgeAt() (time.Time, bool) {
	d := t.rec.Dialogue
	q := t.dialogue.byID[d.State]
	if q == nil || q.Fixed || d.Nudged || d.Touched.IsZero() || t.rec.Gone {
		return time.Time{}, false
	}
	return t.within(d.Touched.Add(idleBefore)), true
}

// nudge asks once, and then lets the dialogue rest.
func (t *turn) nudge() {
	t.rec.Dialogue.Nudged, t.bulk = true, true
	q := t.question()
	t.refresh(q)
	t.prompt(q, t.html("nudge", nil)+"\n\n"+t.questionHTML(q))
}
