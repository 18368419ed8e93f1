package conversation

import (
	"strings"

	"residencyassist/conversation/locale"
)

// spoken finds the line of this event and its case, whichever it is: what has
// reached the applicant can be changed also after its case was closed. A line
// that is not known is nil, in the case whose thread it stands in.
func (t *turn) spoken() (*Case, *Spoken) {
	c := &Case{}
	for i := range t.rec.Cases {
		if l := t.rec.Cases[i].line(t.ev.Line.ID); l != nil {
			return &t.rec.Cases[i], l
		}
		if t.rec.Cases[i].Thread == t.ev.Thread {
			c = &t.rec.Cases[i]
		}
	}
	return c, nil
}

// tellAuthor says, to whoever did something with a line, why nothing came of it.
func (t *turn) tellAuthor(c *Case, key string) {
	text := t.plain(key, nil)
	if c.Stage == Closed {
		text += " " + t.plain("desk.reopen_first", nil)
	}
	t.whisper(text)
}

// onRevised takes an edited line. One that has not left yet leaves as it is now;
// one that has arrived is changed in the applicant's chat; one that stays inside
// goes on staying inside, because nobody has said otherwise.
func (t *turn) onRevised() error {
	text := strings.TrimSpace(t.ev.Line.Text)
	c, l := t.spoken()
	t.eraseFiles(l)
	switch {
	case l == nil:
		t.tellAuthor(c, "desk.too_old")
	case l.Fate == Held, l.Fate == Offered:
		t.reviseWaiting(l, text)
	case l.Fate == Sending, l.Fate == Arrived:
		t.reviseSent(l, text)
	case staysInside(text):
	case l.Fate == Internal:
		t.tellAuthor(c, "desk.stays_internal")
	default:
		t.tellAuthor(c, "desk.not_in_chat")
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
// one message is corrected by new ones. Who has taken their agreement back gets
// no new words, but old ones can be taken out of their chat.
func (t *turn) reviseSent(l *Spoken, text string) {
	switch {
	case l.Mailed && (l.bare(text) || staysInside(text)):
		t.thread(Line{Text: t.plain("desk.mail_stays", nil)})
	case l.bare(text): // the file stays
		t.drop(l, l.Sent...)
	case staysInside(text):
		t.takeBack(l)
	case !t.rec.consented(stateSend):
		t.whisper(t.plain("desk.not_corrected", nil))
	case len(l.Sent) == 1 && !l.Mailed && len([]rune(text)) <= maxMessage:
		html := t.html("relay.first", locale.Args{"Associate": l.By.Name, "Text": t.ev.Line.Text})
		t.put(Entry{Side: Chat, Ref: l.Sent[0], Repeatable: true, Report: true, Edit: &Message{HTML: html}})
	default:
		t.correctSent(l)
	}
}

// correctSent sends the new words of a line as messages of their own.
func (t *turn) correctSent(l *Spoken) {
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
