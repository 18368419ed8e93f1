package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
)

// onReported takes what a platform answered to something we sent.
func (t *turn) onReported() error {
	r := t.ev.Report
	if r.Outcome == Elsewhere {
		t.follow()
		return nil
	}
	if r.Outcome == Unreachable && r.Side == Chat {
		t.lost()
	}
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Card == r.Entry && r.Outcome == Delivered {
			c.Thread = r.Message
			return nil
		}
		if t.followed(c) || t.passed(c) || t.paperArrived(c) {
			return nil
		}
		for j := range c.Lines {
			if t.ofLine(c, &c.Lines[j]) {
				return nil
			}
		}
		for j := range c.Rungs {
			if c.Rungs[j].Entry == r.Entry {
				t.rungArrived(c, j)
				return nil
			}
		}
	}
	if n := len(t.rec.Cases); n > 0 && r.Side == Chat && (r.Outcome == Refused || r.Outcome == Unknown) {
		t.threadOf(&t.rec.Cases[n-1], Line{Text: t.plain("desk.undelivered", locale.Args{"Why": t.why(r.Outcome)})})
	}
	return nil
}

// ofLine takes what became of a message of an associate's line, and says whether
// it was one.
func (t *turn) ofLine(c *Case, l *Spoken) bool {
	switch r := t.ev.Report; {
	case t.taken(c, l):
	case l.Entry == r.Entry && l.Fate == Sending:
		t.lineArrived(c, l)
	case slices.Contains(l.Parts, r.Entry):
		t.partArrived(c, l)
	default:
		return false
	}
	return true
}

// lineArrived settles the fate of an associate's line, also where the case was
// closed while it was on its way.
func (t *turn) lineArrived(c *Case, l *Spoken) {
	t.mark(l.Line, markHeld, true)
	if t.ev.Report.Outcome == Delivered {
		l.Fate = Arrived
		t.mark(l.Line, markDelivered, false)
		if t.ev.Report.Again {
			t.threadOf(c, Line{Text: t.plain("desk.maybe_twice", nil)})
		}
		return
	}
	l.Fate = Failed
	t.mark(l.Line, markFailed, false)
	t.threadOf(c, Line{Text: t.plain("desk.line_failed", locale.Args{"Why": t.why(t.ev.Report.Outcome)}), Mention: l.By.ID})
}

// partArrived settles a part of a long line. One that did not arrive fails the
// whole: the rest would mislead.
func (t *turn) partArrived(c *Case, l *Spoken) {
	l.Parts = slices.DeleteFunc(l.Parts, func(entry string) bool { return entry == t.ev.Report.Entry })
	if t.ev.Report.Outcome != Delivered && l.Fate == Sending {
		t.lineArrived(c, l)
	}
}

// rungArrived keeps what became of a reminder. One that was too late to be sent,
// or whose person is gone for now, is due again and will be worded anew.
func (t *turn) rungArrived(c *Case, i int) {
	r := t.ev.Report
	c.Rungs[i].Fate = r.Outcome
	switch {
	case !c.Rungs[i].done():
	case r.Outcome == Delivered && r.Again:
		t.threadOf(c, Line{Text: t.plain("desk.maybe_twice", nil)})
	case r.Outcome != Delivered:
		t.threadOf(c, Line{Text: t.plain("desk.reminder_failed", locale.Args{"Why": t.why(r.Outcome)}), Mention: c.attention()})
	}
}

// why words why something could not be delivered.
func (t *turn) why(o Outcome) string {
	switch o {
	case Unreachable:
		return t.plain("why.unreachable", nil)
	case Unknown:
		return t.plain("why.unknown", nil)
	}
	return t.plain("why.refused", nil)
}

// onBlocked and onOpened follow whether the person can be reached.
func (t *turn) onBlocked() error { t.lost(); return nil }
func (t *turn) onOpened() error  { t.reachable(); return nil }

func (t *turn) lost() {
	if t.rec.Gone {
		return
	}
	t.rec.Gone, t.stirred = true, true
	if c := t.rec.open(); c != nil {
		t.thread(Line{Text: t.plain("desk.lost", nil), Mention: c.attention()})
	}
}

func (t *turn) reachable() {
	if !t.rec.Gone {
		return
	}
	t.rec.Gone, t.stirred = false, true
	t.thread(Line{Text: t.plain("desk.back", nil)})
}
