package conversation

import (
	"slices"
	"time"

	"residencyassist/conversation/renewal"
)

// The person's hours, unless they choose others: reminders go out from the first
// to before the second.
const (
	firstHour = 9
	lastHour  = 19
)

// What was agreed to for a fixed hour goes out until lateHour, and what comes
// shortly before an appointment not before earlyHour.
const (
	earlyHour = 6
	lateHour  = 21
)

// coming is a rung that has not been told yet, and when it is due.
type coming struct {
	*rungType
	person int
	anchor *anchor
	at     time.Time
}

// coming lists what the open case still has to be reminded of, earliest first.
func (t *turn) coming(c *Case) (list []coming) {
	if c == nil || t.unreachable() || !c.Plan.Stopped.IsZero() {
		return nil
	}
	rungs := ladder()
	for person := 1; person <= t.rec.Answers.applicants(); person++ {
		found := make(map[string]*anchor, len(anchors))
		for i := range rungs {
			r := &rungs[i]
			if r.where != "" && r.where != t.whereabouts() {
				continue
			}
			if _, looked := found[r.from]; !looked {
				found[r.from] = nil
				if a, ok := anchors[r.from](t, c, person); ok {
					found[r.from] = &a
				}
			}
			if a := found[r.from]; a != nil && !c.told(r.name, person, a.mark) {
				if at, ok := t.dueAt(r, a); ok {
					list = append(list, coming{rungType: r, person: person, anchor: a, at: at})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b coming) int { return a.at.Compare(b.at) })
	return list
}

// whereabouts is where the person said that they are.
func (t *turn) whereabouts() string {
	if t.rec.Answers[stateInMexico] == choiceNo {
		return abroad
	}
	return home
}

// dueAt is the instant at which a rung goes out; false: never, its time is over.
func (t *turn) dueAt(r *rungType, a *anchor) (time.Time, bool) {
	at := t.firstAt(r, a)
	if !at.Before(t.now) {
		return at, at.Before(a.until)
	}
	switch {
	case r.before > 0:
		at = t.now
	case r.hour > 0:
		at = t.within(r.hour, lateHour)
	default:
		at = t.within(t.hours())
	}
	return at, at.Before(a.until)
}

// firstAt is when a rung goes out if nothing comes in the way: on its day, which
// has begun at the office as well.
func (t *turn) firstAt(r *rungType, a *anchor) time.Time {
	if r.before > 0 {
		early := renewal.DateOf(a.at.In(t.zone())).In(t.zone(), earlyHour, 0)
		if at := a.at.Add(-r.before); at.After(early) {
			return at
		}
		return early
	}
	day := a.day.Add(r.days)
	if r.open {
		day = renewal.NewClosedDays(t.closedDays()...).OpenDayAfter(a.day, r.days)
	}
	if day.Before(a.rests) {
		day = a.rests
	}
	if r.hour > 0 {
		return day.In(t.zone(), r.hour, 0)
	}
	first, _ := t.hours()
	at := day.In(t.zone(), first, 0)
	if begins := day.In(t.officeZone(), 0, 0); begins.After(at) {
		return begins
	}
	return at
}

// hours are the person's: reminders go out from the first to before the second.
func (t *turn) hours() (first, last int) {
	if t.rec.Hour == 0 {
		return firstHour, lastHour
	}
	return t.rec.Hour, max(lastHour, t.rec.Hour+2)
}

// officeZone is where the days of the card's office begin.
func (t *turn) officeZone() *time.Location {
	if zone := t.placeZone(t.rec.Answers[stateIssuedBy]); zone != nil {
		return zone
	}
	return t.zone()
}

// within is now, if the person's clock lies between two hours, or else when it
// does next.
func (t *turn) within(first, last int) time.Time {
	local := t.now.In(t.zone())
	day := renewal.DateOf(local)
	switch {
	case local.Hour() < first:
		return day.In(t.zone(), first, 0)
	case local.Hour() >= last:
		return day.Add(1).In(t.zone(), first, 0)
	}
	return t.now
}

// told says whether a rung needs no other message.
func (c *Case) told(name string, person int, mark string) bool {
	return slices.ContainsFunc(c.Rungs, func(r Rung) bool {
		return r.Name == name && max(r.Person, 1) == person && r.For == mark && r.done()
	})
}

// done says whether a rung is over. One that came too late to be sent, or to
// somebody who was gone, is worded and sent anew.
func (r Rung) done() bool { return r.Fate != Stale && r.Fate != Unreachable }

// recount is when the record looks again at its last days, whether or not
// anything is due: associates may have learned meanwhile that an office closes.
func (t *turn) recount(c *Case) (time.Time, bool) {
	a, ok := t.cardAnchor(c, 1)
	if !ok {
		return time.Time{}, false
	}
	if left := a.day.Sub(t.today()); left <= 0 || left > 10 {
		return time.Time{}, false
	}
	return t.today().Add(1).In(t.zone(), earlyHour, 0), true
}

// nextWake is the earliest instant at which anything of this record is due, what it
// is reminded of included.
func (t *turn) nextWake(ahead []coming) (next time.Time) {
	if t.ev.Desk {
		return t.nextMorning()
	}
	earliest := func(at time.Time, due bool) {
		if due && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if t.rec.Erasing != nil {
		return t.phaseEnds()
	}
	earliest(t.nudgeAt())
	earliest(t.retentionAt())
	c := t.rec.open()
	if c == nil {
		return next
	}
	for _, l := range c.Lines {
		earliest(l.Until, l.Fate == Held)
	}
	earliest(t.answerDue(c))
	earliest(c.papersDue())
	if len(ahead) > 0 {
		earliest(t.afterPause(ahead[0].at), true)
		earliest(t.recount(c))
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
	if at, due := t.retentionAt(); due && !at.After(t.now) {
		return t.retain()
	}
	c := t.rec.open()
	if c == nil {
		return nil
	}
	t.showPapers(c)
	if at, due := t.answerDue(c); due && !at.After(t.now) {
		t.pressForAnswer(c)
	}
	if due := t.dueNow(c); len(due) > 0 && !t.paused() {
		t.bulk = true
		t.remind(c, due)
	}
	return nil
}

// dueNow lists the rungs that are due.
func (t *turn) dueNow(c *Case) []coming {
	return slices.DeleteFunc(t.coming(c), func(r coming) bool { return r.at.After(t.now) })
}

// passOver notes the rungs of a matter that need no message, because what they
// would say has just been said: those that are due, and of the card's date all of
// today's.
func (t *turn) passOver(matter string) {
	c := t.rec.open()
	for _, r := range t.coming(c) {
		day := renewal.DateOf(t.firstAt(r.rungType, r.anchor).In(t.zone()))
		if r.matter() == matter && (!r.at.After(t.now) || matter == fromCard && !day.After(t.today())) {
			c.note(r.noted(t.now, ""))
		}
	}
}

// matter is what a rung is about: all that is counted from the card is one.
func (r *rungType) matter() string {
	switch r.from {
	case fromOfficeDay, fromSnooze:
		return fromCard
	}
	return r.from
}

// noted is the trace that a rung leaves on the case.
func (r coming) noted(now time.Time, entry string) Rung {
	n := Rung{Name: r.name, For: r.anchor.mark, At: now, Entry: entry}
	if r.person > 1 {
		n.Person = r.person
	}
	return n
}

// Stands says whether an entry may still be sent, as the record is now. A
// reminder may have been overtaken while it waited for its turn: the case was
// closed, the date corrected, the reminders stopped. The bot asks before it sends
// an entry that is Guarded.
func (e *Engine) Stands(rec Record, entry Entry, book *Book, now time.Time) bool {
	t := &turn{Engine: e, rec: rec.clone(), ev: Event{Book: book}, now: now}
	c := t.rec.open()
	if c == nil || t.paused() {
		return false
	}
	for i := range c.Rungs {
		if c.Rungs[i].Entry == entry.ID {
			c.Rungs[i].Fate = Stale // as if it had not been told
		}
	}
	return slices.ContainsFunc(t.dueNow(c), func(r coming) bool {
		return slices.ContainsFunc(c.Rungs, func(told Rung) bool {
			return told.Entry == entry.ID && told.Name == r.name && max(told.Person, 1) == r.person && told.For == r.anchor.mark
		})
	})
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
	if at := d.Touched.Add(idleBefore); !at.Before(t.now) {
		return at, true
	}
	return t.within(t.hours()), true
}

// nudge asks once, and then lets the dialogue rest.
func (t *turn) nudge() {
	t.rec.Dialogue.Nudged, t.bulk = true, true
	q := t.question()
	t.refresh(q)
	t.prompt(q, t.html("nudge", nil)+"\n\n"+t.questionHTML(q))
}
