package conversation

import (
	"strconv"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// turn is one step while it is being taken: the record as it changes, and what
// has been said so far.
type turn struct {
	*Engine
	rec     Record
	ev      Event
	now     time.Time
	out     []Entry
	refs    []string
	stirred bool // the case changed in a way its card shows

	vanished bool // nothing of the record is to be kept
	asked    Book // what this step asked of the book
	bulk     bool // what is said from here on is one of many that go out today, and may wait

	zones      map[string]*time.Location // of places that were answered, once looked up
	gist       string                    // what a text said before the agreement came to, in our own words
	correcting bool                      // the answer of this step corrects one that was given before
}

// lang is the person's language.
func (t *turn) lang() locale.Language {
	if t.rec.Language != "" {
		return t.rec.Language
	}
	switch {
	case t.ev.Message != nil && t.ev.Message.Language != "":
		return t.ev.Message.Language
	case t.ev.Press != nil && t.ev.Press.Language != "":
		return t.ev.Press.Language
	}
	return locale.English
}

// html words a text for the applicant, plain words one for the desk.
func (t *turn) html(key string, args locale.Args) string { return t.words.HTML(t.lang(), key, args) }
func (t *turn) label(key string) string                  { return t.words.Plain(t.lang(), key, nil) }
func (t *turn) plain(key string, args locale.Args) string {
	return t.words.Plain(t.service.Desk, key, args)
}

// today is the day at the immigration office.
func (t *turn) today() renewal.Date { return renewal.DateOf(t.now.In(t.zone())) }

// put numbers an entry and adds it to what is to be done. What matters goes by
// mail where the chat is closed to us.
func (t *turn) put(e Entry) string {
	if t.rec.Gone {
		e, _ = t.byMail(e)
	}
	t.rec.Seq++
	e.ID, e.Bulk = "e"+strconv.Itoa(t.rec.Seq), t.bulk
	if e.To = t.rec.Chat; e.Side != Chat {
		e.To = t.rec.ID
	}
	t.out = append(t.out, e)
	return e.ID
}

// say sends the applicant a text of ours.
func (t *turn) say(key string, args locale.Args) {
	t.send(Message{HTML: t.html(key, args)})
}

func (t *turn) send(m Message) {
	t.put(Entry{Side: Chat, Send: &m})
}

// toast answers a press, so that the person's phone stops waiting.
func (t *turn) toast(key string) {
	text := ""
	if key != "" {
		text = t.label(key)
	}
	t.put(Entry{Side: Chat, Repeatable: true, Toast: &Toast{Callback: t.ev.Press.Callback, Text: text}})
}

// thread writes a line into the thread of the open case, if it has one.
func (t *turn) thread(l Line) {
	if c := t.rec.open(); c != nil && c.Card != "" {
		t.put(Entry{Side: Desk, Ref: c.Card, Line: &l})
	}
}

// threadOf writes into the thread of a case that may be closed by now.
func (t *turn) threadOf(c *Case, l Line) {
	if c.Card != "" {
		t.put(Entry{Side: Desk, Ref: c.Card, Line: &l})
	}
}

// mark puts a reaction on a line of the thread, or takes it away.
func (t *turn) mark(line, name string, remove bool) {
	t.put(Entry{Side: Desk, Repeatable: true, Mark: &Mark{Line: line, Name: name, Remove: remove}})
}

// whisper shows something to the associate who caused this event, alone.
func (t *turn) whisper(text string, buttons ...DeskButton) {
	e := Entry{Side: Aside, Whisper: &Whisper{User: t.ev.By.ID, Text: text, Buttons: buttons}}
	if n := len(t.rec.Cases); n > 0 { // the case may be closed: nobody's press is silent
		e.Ref = t.rec.Cases[n-1].Card
	}
	t.put(e)
}

// discreet is the event as the journal may keep it: before a person has agreed
// to the privacy notice, what they typed is not kept, only that they did and
// which choice or common question of ours it was.
func (t *turn) discreet() Event {
	ev := t.ev
	if ev.Book = nil; !t.asked.empty() {
		ev.Book = &t.asked
	}
	if ev.Message == nil || t.rec.consented(stateNotice) {
		return ev
	}
	m := *ev.Message
	m.Phone, m.Place, m.File = "", nil, nil
	name, _, isCommand := parseCommand(m.Text)
	switch {
	case isCommand && t.commands[name] != nil:
		m.Text = "/" + name
	case isCommand:
		m.Text = "/…"
	case t.gist != "":
		m.Text = t.gist
	case m.Text != "":
		m.Text = "…"
	}
	ev.Message = &m
	return ev
}
