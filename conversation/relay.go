package conversation

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"residencyassist/conversation/locale"
)

// The reactions that show a line's fate, each said in words too where it
// matters.
const (
	markHeld      = "hourglass_flowing_sand"
	markDelivered = "white_check_mark"
	markInternal  = "lock"
	markUndone    = "leftwards_arrow_with_hook"
	markFailed    = "warning"
	markUndo      = "x" // put by an associate to take a held line back
)

// maxMessage is how much of an associate's line one message carries. Telegram
// takes 4096 characters, counted in UTF-16; a name and the tags need some.
const maxMessage = 1900

// keptLines is how many lines of a thread the record remembers.
const keptLines = 60

// thankAfter is how long after saying "passed on" it is said again.
const thankAfter = 10 * time.Minute

// talk takes what a person says while no question is open: it goes to the desk
// if a case is there.
func (t *turn) talk(album bool) error {
	c := t.rec.open()
	m := t.ev.Message
	if !t.rec.sent() {
		if !t.explainsItself(m) && !t.addsToRating(m.Text) {
			t.say("home.start", nil)
		}
		return nil
	}
	if m.File != nil && t.ev.Kind == Said {
		t.passFile(c, m, album)
		return nil
	}
	if strings.TrimSpace(m.Text) == "" {
		t.say("home.words_only", nil)
		return nil
	}
	key, quote, before := "desk.applicant_says", m.Text, c.hear(m)
	if t.ev.Kind == Amended {
		key = "desk.applicant_corrects"
		if before != "" {
			quote = t.plain("desk.before_after", locale.Args{"Before": before, "After": m.Text})
		}
	}
	mention := ""
	if c.Owner.ID != "" {
		mention = c.Owner.ID
	}
	t.thread(Line{Text: t.plain(key, locale.Args{"Initials": t.rec.Answers.initials()}), Quote: quote, Mention: mention})
	t.waitsFor(c, Desk)
	if t.closedNow(c) {
		return nil
	}
	if t.now.Sub(t.rec.Relayed) > thankAfter || c.atCounter() {
		t.say("relayed", locale.Args{"Associate": c.Owner.Name})
		t.rec.Relayed = t.now
	}
	return nil
}

// onWrote takes an associate's line and gives it its one fate.
func (t *turn) onWrote() error {
	c := t.rec.open()
	if c == nil || c.Card == "" || c.Thread != "" && t.ev.Thread != c.Thread {
		t.mark(t.ev.Line.ID, markInternal, false) // an earlier case's thread, or none that is open
		t.whisper(t.plain("desk.case_closed", nil))
		t.keepClosed()
		return nil
	}
	if c.line(t.ev.Line.ID) != nil {
		return nil // the platform delivered it again under another id
	}
	if !t.rec.consented(stateSend) {
		t.mark(t.ev.Line.ID, markInternal, false)
		t.whisper(t.plain("desk.not_agreed", nil))
		return nil
	}
	line := Spoken{Line: t.ev.Line.ID, By: t.ev.By, Text: t.ev.Line.Text, Files: t.ev.Line.Files, Fate: t.audience(c)}
	if file := uncarriable(t.ev.Line); file != nil && line.Fate != Internal {
		t.refuseLine(file)
		c.remember(Spoken{Line: line.Line, By: line.By, Fate: Internal})
		return nil
	}
	switch line.Fate {
	case Internal:
		line.forget()
		t.mark(line.Line, markInternal, false)
	case Offered:
		t.whisper(t.plain("desk.offer", nil),
			DeskButton{Text: t.plain("move."+moveSend, nil), Move: moveSend, Line: line.Line, Main: true},
			DeskButton{Text: t.plain("move."+moveKeep, nil), Move: moveKeep, Line: line.Line})
	case Held:
		if err := t.ownByReply(c); err != nil {
			return err
		}
		t.hold(&line)
	}
	c.remember(line)
	return nil
}

// keepClosed remembers a line of a closed case: should the case be opened again
// and the line be told of once more, it stays inside.
func (t *turn) keepClosed() {
	n := len(t.rec.Cases)
	if n == 0 || t.rec.Cases[n-1].Thread != t.ev.Thread || t.rec.Cases[n-1].line(t.ev.Line.ID) != nil {
		return
	}
	t.rec.Cases[n-1].remember(Spoken{Line: t.ev.Line.ID, By: t.ev.By, Fate: Internal})
}

// remember keeps a line; the oldest whose fate is settled gives way to it.
func (c *Case) remember(line Spoken) {
	c.Lines = append(c.Lines, line)
	if len(c.Lines) <= keptLines {
		return
	}
	oldest := slices.IndexFunc(c.Lines, func(l Spoken) bool { return !l.Fate.open() })
	if oldest >= 0 {
		c.Lines = slices.Delete(c.Lines, oldest, oldest+1)
	}
}

// open says whether something is still to come of a line.
func (f Fate) open() bool { return f == Held || f == Offered || f == Sending || f == Leaving }

// forget drops what a line said: its fate is settled.
func (l *Spoken) forget() { l.Text, l.Files, l.Until = "", nil, time.Time{} }

// audience decides who a line is for: Held means the applicant, after the hold.
func (t *turn) audience(c *Case) Fate {
	line := t.ev.Line
	text := strings.TrimSpace(line.Text)
	before := c.lastWriter()
	switch {
	case staysInside(text) && (text != "" || len(line.Files) == 0):
		return Internal
	case !t.service.Relay:
		return Offered
	case len(line.Mentions) > 0:
		return Offered
	case c.Owner.ID == "":
		return Held
	case c.Owner.ID != t.ev.By.ID:
		return Offered
	case before != "" && before != t.ev.By.ID:
		return Offered
	}
	return Held
}

// lastWriter is who wrote the last line that was not taken back.
func (c *Case) lastWriter() string {
	for _, l := range slices.Backward(c.Lines) {
		if l.Fate != Undone {
			return l.By.ID
		}
	}
	return ""
}

// relayed is the key of words about what the applicant gets of a thread: there are
// others where only what is sent by button goes there.
func (t *turn) relayed(key string) string {
	if t.service.Relay {
		return key
	}
	return key + "_explicit"
}

// ownByReply makes the author of the first reply the owner, and says so.
func (t *turn) ownByReply(c *Case) error {
	if c.Owner.ID != "" {
		return nil
	}
	if err := t.own(c); err != nil {
		return err
	}
	t.thread(Line{
		Text:    t.plain(t.relayed("desk.owner_by_reply"), locale.Args{"Owner": c.Owner.Name}),
		Buttons: []DeskButton{{Text: t.plain("move."+moveRelease, nil), Move: moveRelease}},
	})
	return nil
}

// hold lets a line wait before it leaves, so that it can be undone.
func (t *turn) hold(line *Spoken) {
	if t.service.Hold <= 0 {
		t.dispatch(line)
		return
	}
	line.Fate, line.Until = Held, t.now.Add(t.service.Hold)
	t.mark(line.Line, markHeld, false)
}

// dispatch puts a line into the applicant's chat: a long one as several
// messages, in order, each of which reports; its files come last.
func (t *turn) dispatch(line *Spoken) {
	var parts []string
	if !line.bare(line.Text) {
		parts = split(line.Text, maxMessage)
	}
	if line.Mailed = t.rec.Gone && t.mailable(); line.Mailed && len(parts) > 1 {
		parts = []string{line.Text} // a mail is as long as it has to be
	}
	for i, part := range parts {
		html := t.html("relay.more", locale.Args{"Text": part})
		if i == 0 {
			html = t.html("relay.first", locale.Args{"Associate": line.By.Name, "Text": part})
		}
		if line.Entry != "" {
			line.Parts = append(line.Parts, line.Entry)
		}
		line.Entry = t.put(Entry{Side: Chat, Track: true, Report: true, Send: &Message{HTML: html}})
		line.Sent = append(line.Sent, line.Entry)
	}
	t.dispatchFiles(line)
	line.Fate = Sending
	line.forget()
	if c := t.rec.open(); c != nil {
		c.Spoke = t.now
		t.waitsFor(c, Chat)
	}
}

// sendOffered sends a line that was waiting for a word from its author.
func (t *turn) sendOffered(c *Case) error {
	line := c.line(t.ev.Move.Line)
	if line == nil || line.Fate != Offered {
		t.whisper(t.plain("desk.settled", nil))
		return nil
	}
	if err := t.ownByReply(c); err != nil {
		return err
	}
	t.hold(line)
	return nil
}

// keepOffered keeps such a line at the desk.
func (t *turn) keepOffered(c *Case) error {
	line := c.line(t.ev.Move.Line)
	if line == nil || line.Fate != Offered {
		t.whisper(t.plain("desk.settled", nil))
		return nil
	}
	line.Fate = Internal
	line.forget()
	t.mark(line.Line, markInternal, false)
	return nil
}

// releaseHeld sends the lines whose hold has ended.
func (t *turn) releaseHeld() {
	c := t.rec.open()
	if c == nil {
		return
	}
	for i := range c.Lines {
		if l := &c.Lines[i]; l.Fate == Held && !l.Until.After(t.now) {
			t.dispatch(l)
		}
	}
}

// split cuts a text into parts of at most limit characters, at a line's end or
// a space where there is one. Nothing is left out.
func split(text string, limit int) []string {
	var parts []string
	for utf8.RuneCountInString(text) > limit {
		runes := []rune(text)
		at := limit
		for i := limit; i > limit/2; i-- {
			if runes[i] == '\n' || runes[i] == ' ' {
				at = i
				break
			}
		}
		parts = append(parts, string(runes[:at]))
		text = strings.TrimLeft(string(runes[at:]), " ")
	}
	return append(parts, text)
}

// keepHeld keeps at the desk what was still held or offered when a case closes.
func (t *turn) keepHeld(c *Case) {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Fate != Held && l.Fate != Offered {
			continue
		}
		if l.Fate == Held {
			t.mark(l.Line, markHeld, true)
		}
		l.Fate = Internal
		l.forget()
		t.mark(l.Line, markInternal, false)
	}
}
