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
	if t.otherWay() || t.carriedOut() {
		return nil
	}
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Card == r.Entry && r.Outcome == Delivered {
			c.Thread = r.Message
			return nil
		}
		if t.followed(c) || t.passed(c) || t.paperArrived(c) || t.draftFailed(c) {
			return nil
		}
		for j := range c.Lines {
			if t.ofLine(c, &c.Lines[j]) {
				return nil
			}
		}
		if t.rungsArrived(c) {
			return nil
		}
	}
	t.endedUnasked()
	return nil
}

// endedUnasked takes what became of an entry that nothing waits for: where it did not
// arrive, the associates hear of it.
func (t *turn) endedUnasked() {
	r := t.ev.Report
	if r.Side == Post {
		t.mailEnded()
	}
	if n := len(t.rec.Cases); n > 0 && r.Side == Chat && (r.Outcome == Refused || r.Outcome == Unknown) {
		t.threadOf(&t.rec.Cases[n-1], Line{Text: t.plain("desk.undelivered", locale.Args{"Why": t.why(r.Outcome)})})
	}
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
		t.remark(c, "desk.line_mailed")
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

// rungsArrived keeps what became of a reminder, for each rung that it told, and
// says whether it was one. One that was too late to be sent, or was overtaken, or
// whose person is gone for now, is due again and worded anew.
func (t *turn) rungsArrived(c *Case) bool {
	r, last := t.ev.Report, -1
	for i := range c.Rungs {
		if c.Rungs[i].Entry == r.Entry {
			c.Rungs[i].Fate, last = r.Outcome, i
		}
	}
	if last < 0 {
		return false
	}
	switch {
	case !c.Rungs[last].done():
	case r.Outcome == Delivered:
		t.remark(c, "desk.reminder_mailed")
	default:
		t.threadOf(c, Line{Text: t.plain("desk.reminder_failed", locale.Args{"Why": t.why(r.Outcome)}), Mention: c.attention()})
	}
	return true
}

// remark tells the associate what is not plain about a message that arrived: it
// went by mail, or may have come twice.
func (t *turn) remark(c *Case, mailed string) {
	switch r := t.ev.Report; {
	case r.Side == Post:
		t.threadOf(c, Line{Text: t.plain(mailed, nil)})
	case r.Again:
		t.threadOf(c, Line{Text: t.plain("desk.maybe_twice", nil)})
	}
}

// why words why something could not be delivered.
func (t *turn) why(o Outcome) string {
	if t.ev.Report.Side == Post {
		return t.mailReason()
	}
	switch o {
	case Unreachable:
		return t.plain("why.unreachable", nil)
	case Unknown:
		return t.plain("why.unknown", nil)
	}
	return t.plain("why.refused", nil)
}

// mailReason does so for email.
func (t *turn) mailReason() string {
	switch t.ev.Report.Outcome {
	case Unknown:
		return t.plain("why.mail_unknown", nil)
	case Stale:
		return t.plain("why.mail_late", nil)
	}
	return t.plain("why.mail_refused", nil)
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
		key := "desk.lost"
		if t.mailable() {
			key = "desk.lost_mail"
		}
		t.thread(Line{Text: t.plain(key, nil), Mention: c.attention()})
	}
}

func (t *turn) reachable() {
	if !t.rec.Gone {
		return
	}
	t.rec.Gone, t.stirred = false, true
	t.thread(Line{Text: t.plain("desk.back", nil)})
}
