package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
)

// onReacted takes a reaction: a cross on a held line takes it back.
func (t *turn) onReacted() error {
	if t.ev.Line.Reaction == markUndo {
		t.undo()
	}
	return nil
}

// onErased takes a deleted line: one that is still held never leaves, one that
// has arrived is taken back. Where only files of it were deleted, they are.
func (t *turn) onErased() error {
	c, l := t.spoken()
	switch {
	case len(t.ev.Line.Without) > 0:
		t.eraseFiles(l)
	case l != nil && (l.Fate == Sending || l.Fate == Arrived):
		l.Erased = true
		t.takeBack(l)
	case l == nil && len(c.Lines) >= keptLines: // one of long ago, rather than one that has not come yet
		t.tellAuthor(c, "desk.too_old")
	default:
		t.undo()
	}
	return nil
}

func (t *turn) undo() {
	c := t.rec.open()
	if c == nil || c.Thread != "" && t.ev.Thread != c.Thread {
		return
	}
	line := c.line(t.ev.Line.ID)
	if line == nil { // taken back before it came: it stays where it is
		c.remember(Spoken{Line: t.ev.Line.ID, By: t.ev.By, Fate: Undone})
		return
	}
	if line.Fate != Held && line.Fate != Offered {
		return
	}
	t.letGo(line, t.ev.Kind == Reacted)
}

// letGo ends a line that has not left; there says whether it still stands at the
// desk.
func (t *turn) letGo(l *Spoken, there bool) {
	if l.Fate == Held {
		t.mark(l.Line, markHeld, true)
	}
	l.Fate = Undone
	l.forget()
	if there {
		t.mark(l.Line, markUndone, false)
	}
}

// eraseFiles takes the files away that were deleted of a line, wherever they are
// by now.
func (t *turn) eraseFiles(l *Spoken) {
	without := t.ev.Line.Without
	switch {
	case l == nil || len(without) == 0:
	case l.Fate == Held, l.Fate == Offered:
		l.Files = slices.DeleteFunc(l.Files, func(a Attachment) bool { return slices.Contains(without, a.Ref) })
		if len(l.Files) == 0 && staysInside(l.Text) {
			t.letGo(l, true)
		}
	case l.Fate == Sending, l.Fate == Arrived:
		for _, d := range l.Docs {
			if slices.Contains(without, d.File) {
				t.drop(l, d.Entry)
			}
		}
	}
}

// takeBack takes a line out of the applicant's chat again. What became of that
// the platform tells, and then everybody hears.
func (t *turn) takeBack(l *Spoken) {
	if l.Mailed { // out of a mailbox nothing can be taken
		t.thread(Line{Text: t.plain("desk.mail_stays", nil)})
		return
	}
	if l.Fate == Sending && !l.Erased {
		t.mark(l.Line, markHeld, true)
	}
	l.Fate = Leaving
	t.drop(l, l.Sent...)
	for _, d := range l.Docs {
		t.drop(l, d.Entry)
	}
}

// drop takes messages that a line became out of the applicant's chat, each once.
func (t *turn) drop(l *Spoken, messages ...string) {
	for _, m := range messages {
		if slices.ContainsFunc(l.Taking, func(k Taking) bool { return k.Message == m }) {
			continue
		}
		entry := t.put(Entry{Side: Chat, Ref: m, Repeatable: true, Report: true, Drop: &Drop{}})
		l.Taking = append(l.Taking, Taking{Entry: entry, Message: m})
	}
}

// taken takes what became of taking a message back, and says whether it was
// that. Of a line that became several messages it is told once, of all together.
func (t *turn) taken(c *Case, l *Spoken) bool {
	i := slices.IndexFunc(l.Taking, func(k Taking) bool { return k.Entry == t.ev.Report.Entry })
	if i < 0 {
		return false
	}
	message := l.Taking[i].Message
	l.Taking = slices.Delete(l.Taking, i, i+1)
	if t.ev.Report.Outcome == Delivered {
		l.Sent = slices.DeleteFunc(l.Sent, func(entry string) bool { return entry == message })
		l.Docs = slices.DeleteFunc(l.Docs, func(d Doc) bool { return d.Entry == message })
	} else {
		l.Stuck = t.ev.Report.Outcome
	}
	if len(l.Taking) == 0 {
		t.tellTaken(c, l)
	}
	return true
}

// tellTaken says what is gone from the applicant's chat, or that it still stands
// there.
func (t *turn) tellTaken(c *Case, l *Spoken) {
	who := locale.Args{"Who": l.By.Name}
	switch {
	case l.Stuck != "":
		t.tellStuck(c, l)
	case len(l.Sent)+len(l.Docs) > 0:
		t.threadOf(c, Line{Text: t.plain("desk.part_taken_back", who)})
	default:
		l.Fate = Withdrawn
		if !l.Erased {
			t.mark(l.Line, markDelivered, true)
			t.mark(l.Line, markUndone, false)
		}
		t.threadOf(c, Line{Text: t.plain("desk.taken_back", who)})
	}
}

// tellStuck says that a line, or a part of it, could not be taken back.
func (t *turn) tellStuck(c *Case, l *Spoken) {
	text := t.plain("desk.not_taken_back", locale.Args{"Who": l.By.Name, "Why": t.why(l.Stuck)})
	if c.Stage == Closed {
		text += " " + t.plain("desk.reopen_first", nil)
	}
	t.threadOf(c, Line{Text: text, Mention: l.By.ID})
	if l.Fate == Leaving {
		l.Fate = Arrived
		if !l.Erased {
			t.mark(l.Line, markDelivered, false)
		}
	}
	l.Stuck = ""
}
