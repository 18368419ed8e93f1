package conversation

import (
	"strings"

	"residencyassist/conversation/locale"
)

// onRevised takes an edited line. One that has not left yet leaves as it is now;
// one that has arrived is changed in the applicant's chat; one that stays inside
// goes on staying inside, because nobody has said otherwise.
func (t *turn) onRevised() error {
	c := t.rec.open()
	if c == nil {
		return nil
	}
	l, text := c.line(t.ev.Line.ID), strings.TrimSpace(t.ev.Line.Text)
	if l == nil {
		t.whisper(t.plain("desk.too_old", nil))
		return nil
	}
	switch l.Fate {
	case Held, Offered:
		t.reviseWaiting(l, text)
	case Sending, Arrived:
		t.reviseSent(l, text)
	case Internal:
		t.whisper(t.plain("desk.stays_internal", nil))
	}
	return nil
}

// reviseWaiting keeps the new words of a line that is held or offered; words that
// are meant to stay inside keep it there.
func (t *turn) reviseWaiting(l *Spoken, text string) {
	if !staysInside(text) || l.bare(text) {
		l.Text = t.ev.Line.Text
		return
	}
	if l.Fate == Held {
		t.mark(l.Line, markHeld, true)
	}
	l.Fate = Internal
	l.forget()
	t.mark(l.Line, markInternal, false)
}

// reviseSent changes the applicant's message; what was or becomes too long for
// one message is corrected by new ones.
func (t *turn) reviseSent(l *Spoken, text string) {
	switch {
	case l.bare(text): // the file stays
		t.drop(l.Sent)
		l.Sent = nil
	case staysInside(text):
		t.takeBack(l)
	case len(l.Sent) == 1 && len([]rune(text)) <= maxMessage:
		html := t.html("relay.first", locale.Args{"Associate": l.By.Name, "Text": t.ev.Line.Text})
		t.put(Entry{Side: Chat, Ref: l.Sent[0], Repeatable: true, Report: true, Edit: &Message{HTML: html}})
	default:
		for i, part := range split(t.ev.Line.Text, maxMessage) {
			key := "relay.more"
			switch {
			case i == 0 && len(l.Sent) == 0:
				key = "relay.first" // it was a file alone
			case i == 0:
				key = "relay.correction"
			}
			l.Sent = append(l.Sent, t.put(Entry{Side: Chat, Track: true, Report: true,
				Send: &Message{HTML: t.html(key, locale.Args{"Associate": l.By.Name, "Text": part})}}))
		}
	}
}

// takeBack takes a line out of the applicant's chat again.
func (t *turn) takeBack(l *Spoken) {
	t.drop(l.Sent)
	t.drop(l.Docs)
	l.Fate, l.Sent, l.Docs = Withdrawn, nil, nil
	if t.ev.Kind != Erased { // the line is still there to be marked
		t.mark(l.Line, markDelivered, true)
		t.mark(l.Line, markUndone, false)
	}
	t.thread(Line{Text: t.plain("desk.taken_back", locale.Args{"Who": l.By.Name})})
}

// drop takes messages back out of the applicant's chat.
func (t *turn) drop(sent []string) {
	for _, entry := range sent {
		t.put(Entry{Side: Chat, Ref: entry, Repeatable: true, Report: true, Drop: &Drop{}})
	}
}

// onReacted takes a reaction: a cross on a held line takes it back.
func (t *turn) onReacted() error {
	if t.ev.Line.Reaction == markUndo {
		t.undo()
	}
	return nil
}

// onErased takes a deleted line: one that is still held never leaves, one that
// has arrived is taken back.
func (t *turn) onErased() error {
	if c := t.rec.open(); c != nil {
		if l := c.line(t.ev.Line.ID); l != nil && (l.Fate == Sending || l.Fate == Arrived) {
			t.takeBack(l)
			return nil
		}
	}
	t.undo()
	return nil
}

func (t *turn) undo() {
	c := t.rec.open()
	if c == nil {
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
	if line.Fate == Held {
		t.mark(line.Line, markHeld, true)
	}
	line.Fate = Undone
	line.forget()
	if t.ev.Kind == Reacted {
		t.mark(line.Line, markUndone, false)
	}
}

// staysInside says whether a line is marked as none of the applicant's business.
func staysInside(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || strings.HasPrefix(text, ";;") || strings.HasPrefix(text, "🔒")
}

// keptHeard is how many of an applicant's messages are remembered, and how much
// of each, so that a correction can show what stood there before.
const (
	keptHeard     = 5
	keptHeardText = 300
)

// hear remembers what was passed on and returns what the same message said
// before, if it is still known.
func (c *Case) hear(m *Incoming) (before string) {
	text := m.Text
	if runes := []rune(text); len(runes) > keptHeardText {
		text = string(runes[:keptHeardText]) + "…"
	}
	for i := range c.Heard {
		if c.Heard[i].Message == m.ID {
			before, c.Heard[i].Text = c.Heard[i].Text, text
			return before
		}
	}
	if c.Heard = append(c.Heard, Heard{Message: m.ID, Text: text}); len(c.Heard) > keptHeard {
		c.Heard = c.Heard[1:]
	}
	return ""
}
