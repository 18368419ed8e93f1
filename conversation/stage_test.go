package conversation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// stage plays one record's story: it takes steps, delivers what they say as a
// platform would, and writes down what people read.
type stage struct {
	t       *testing.T
	engine  *conversation.Engine
	rec     conversation.Record
	now     time.Time
	wake    time.Time
	told    strings.Builder
	chat    map[string]*conversation.Message // by entry, as it stands now
	last    string                           // the newest message with buttons
	past    []conversation.Button            // every button ever shown, newest last
	desk    []conversation.DeskButton        // the same at the desk
	lang    locale.Language
	gone    bool
	fails   conversation.Outcome // of what matters in the chat; empty: it arrives
	noMail  bool                 // every mail is refused
	book    *conversation.Book
	lines   int      // written by associates
	typed   []string // by the applicant; the message's id is m and its place, from 1
	events  []conversation.Event
	moments []time.Time
	form    *conversation.Form // the one that was opened last
	papers  []conversation.Paper
	looks   map[string]look // what a look into a file comes to, by its reference
}

func newStage(t *testing.T, start string) *stage {
	t.Helper()
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{
		t: t, engine: engineOf(t, service), lang: locale.English, chat: map[string]*conversation.Message{},
		rec: conversation.Record{ID: "7k3m9q2w4x5y6z8a0b1c2d3e4f"},
	}
	s.now = s.instant(start)
	return s
}

func engineOf(t *testing.T, service conversation.Service) *conversation.Engine {
	t.Helper()
	engine, err := conversation.New(service)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// mails gives the service a mail server.
func (s *stage) mails() {
	s.t.Helper()
	service, err := conversation.DefaultService()
	if err != nil {
		s.t.Fatal(err)
	}
	service.Mail = true
	s.engine = engineOf(s.t, service)
}

// instant reads "2026-11-22 10:00" as the office's clock shows it.
func (s *stage) instant(text string) time.Time {
	s.t.Helper()
	zone, err := time.LoadLocation("America/Mexico_City")
	if err != nil {
		s.t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

// step takes one event and delivers what it says, and what that brings about.
func (s *stage) step(ev conversation.Event) {
	s.t.Helper()
	if s.book != nil {
		ev.Book = s.book
	}
	res, err := s.engine.Step(s.rec, ev, s.now)
	if err != nil {
		s.t.Fatalf("step %s: %v", ev.Kind, err)
	}
	s.rec, s.wake = res.Record, res.Wake
	if res.Erase {
		s.events, s.moments = nil, nil
		fmt.Fprintf(&s.told, "        -- erased: what is left knows %d things of anybody\n", known(res.Record))
	}
	s.events, s.moments = append(s.events, res.Event), append(s.moments, s.now)
	for _, e := range res.Entries {
		s.deliver(e)
	}
}

func (s *stage) deliver(e conversation.Entry) {
	outcome := conversation.Delivered
	if s.gone && e.Side == conversation.Chat {
		outcome = conversation.Unreachable
	}
	if s.fails != "" && e.Side == conversation.Chat && e.Report {
		outcome = s.fails
	}
	if s.noMail && e.Side == conversation.Post {
		outcome = conversation.Refused
	}
	report := &conversation.Report{Entry: e.ID, Side: e.Side, Outcome: outcome, Message: "slack:C1:" + e.ID, Wanted: e.Report}
	if e.File != nil && e.File.Examine {
		s.examine(e.File, report)
	}
	if report.Outcome == conversation.Delivered {
		s.show(e)
	}
	if e.Report || outcome != conversation.Delivered {
		if e.Side == conversation.Chat && e.Report && outcome != conversation.Delivered {
			report.Lost = &e
		}
		s.step(conversation.Event{Kind: conversation.Reported, Report: report})
	}
}

// show writes down an entry as people see it.
func (s *stage) show(e conversation.Entry) {
	switch {
	case e.Send != nil:
		s.chat[e.ID] = e.Send
		s.message("bot", *e.Send)
		if e.Send.Buttons != nil || e.Send.Keyboard != nil {
			s.last = e.ID
		}
	case e.Edit != nil:
		if s.chat[e.Ref] = e.Edit; e.Edit.HTML == "" {
			s.message("edit", conversation.Message{HTML: "(its buttons are gone)", Buttons: e.Edit.Buttons})
			return
		}
		s.message("edit", *e.Edit)
	case e.Toast != nil && e.Toast.Text != "":
		fmt.Fprintf(&s.told, "    toast| %s\n", e.Toast.Text)
	case e.Card != nil:
		s.tell("card", e.Card.Title)
		for _, f := range e.Card.Fields {
			s.tell("", f.Label+": "+f.Value)
		}
		s.deskButtons(e.Card.Buttons)
		if len(e.Card.More) > 0 {
			s.tell("", "⋯")
			s.deskButtons(e.Card.More)
		}
	case e.Line != nil:
		text := e.Line.Text
		if e.Line.Mention != "" {
			text = "@" + e.Line.Mention + " " + text
		}
		s.tell("desk", text)
		if e.Line.Quote != "" {
			s.tell("", "“"+e.Line.Quote+"”")
		}
		s.deskButtons(e.Line.Buttons)
	case e.Mark != nil:
		sign := "+"
		if e.Mark.Remove {
			sign = "-"
		}
		s.tell("mark", e.Mark.Line+" "+sign+e.Mark.Name)
	case e.Clear != nil:
		s.tell("clear", e.Ref+", its thread and our files")
	case e.Drop != nil:
		s.tell("gone", s.chat[e.Ref].HTML)
	case e.File != nil:
		s.tell("file", e.File.Name)
		if e.File.Made != nil && e.File.Made.Paper != nil {
			s.papers = append(s.papers, *e.File.Made.Paper)
		}
		if e.File.Made != nil && e.File.Made.Occasion != nil {
			s.occasion(*e.File.Made.Occasion)
		}
		if e.File.Examine {
			s.tell("", e.File.Line.Text)
			if e.File.Line.Quote != "" {
				s.tell("", "“"+e.File.Line.Quote+"”")
			}
		}
	case e.Mail != nil:
		s.tell("mail", "To: "+e.Mail.Name+" <"+e.Mail.To+">\nReply-To: "+e.Mail.ReplyTo+"\nSubject: "+e.Mail.Subject+"\n"+strings.TrimSpace(e.Mail.HTML))
		for _, f := range e.Mail.Files {
			s.tell("", "📎 "+f.Name)
		}
	case e.Form != nil:
		s.form = e.Form
		s.tell("form", e.Form.Title+"\n"+e.Form.Intro)
		for _, f := range e.Form.Fields {
			s.tell("", f.Name+": "+f.Label+" ["+f.Value+"]")
		}
	case e.Whisper != nil:
		s.tell("only", e.Whisper.User+": "+e.Whisper.Text)
		s.deskButtons(e.Whisper.Buttons)
	}
}

// occasion writes down what a calendar would show.
func (s *stage) occasion(o conversation.Occasion) {
	zone, _ := time.LoadLocation("America/Mexico_City")
	state := "on"
	if o.Cancelled {
		state = "off"
	}
	if o.Start.IsZero() {
		s.tell("", fmt.Sprintf("%s, sequence %d, %s: %s to %s", o.UID, o.Sequence, state, o.First, o.Last))
		s.tell("", o.Summary)
		return
	}
	s.tell("", fmt.Sprintf("%s, sequence %d, %s: %s to %s", o.UID, o.Sequence, state, o.Start.In(zone).Format("Mon 2006-01-02 15:04"), o.End.In(zone).Format("15:04 MST")))
	s.tell("", o.Summary+" | "+o.Place)
}

func (s *stage) message(who string, m conversation.Message) {
	s.tell(who, m.HTML)
	for _, row := range m.Buttons {
		var words []string
		for _, b := range row {
			words = append(words, "["+b.Text+"]")
			s.past = append(s.past, b)
			if len(b.Data) > 64 {
				s.t.Errorf("the button %q carries %d bytes", b.Text, len(b.Data))
			}
		}
		s.tell("", strings.Join(words, " "))
	}
	if k := m.Keyboard; k != nil && k.Contact != "" {
		s.tell("", "keyboard: ["+k.Contact+"] ["+strings.Join(k.Words, "] [")+"]")
	}
}

func (s *stage) deskButtons(buttons []conversation.DeskButton) {
	var words []string
	for _, b := range buttons {
		words = append(words, "["+b.Text+"]")
		s.desk = append(s.desk, b)
	}
	if len(words) > 0 {
		s.tell("", strings.Join(words, " "))
	}
}

func (s *stage) tell(who, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			who = ""
		}
		fmt.Fprintf(&s.told, "%9s| %s\n", who, line)
	}
}

// say is the applicant typing.
func (s *stage) say(text string) {
	s.typed = append(s.typed, text)
	s.step(conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001",
		Message: &conversation.Incoming{ID: fmt.Sprint("m", len(s.typed)), Text: text, Language: s.lang}})
}

// amend is the applicant editing the newest message that reads "old" in
// "old => new"; without the arrow, one that was never an answer.
func (s *stage) amend(text string) {
	m := &conversation.Incoming{Text: text, Language: s.lang}
	if old, now, found := strings.Cut(text, " => "); found {
		m.Text = now
		for i, typed := range s.typed {
			if typed == old {
				m.ID = fmt.Sprint("m", i+1)
			}
		}
		if m.ID == "" {
			s.t.Fatalf("nobody typed %q", old)
		}
	}
	s.step(conversation.Event{Kind: conversation.Amended, Chat: "telegram:1:1001", Message: m})
}

// press is the applicant pressing the newest button with these words.
func (s *stage) press(words string) {
	s.t.Helper()
	for i := len(s.past) - 1; i >= 0; i-- {
		if s.past[i].Text == words {
			s.step(conversation.Event{Kind: conversation.Pressed, Chat: "telegram:1:1001",
				Press: &conversation.Press{Callback: "cb", Data: s.past[i].Data, Language: s.lang}})
			return
		}
	}
	s.t.Fatalf("no button %q was ever shown in\n%s", words, s.told.String())
}

// write is an associate writing in the thread.
func (s *stage) write(user, line, text string, mentions ...string) {
	s.step(conversation.Event{Kind: conversation.Wrote, Thread: s.thread(),
		By:   conversation.Actor{ID: user, Name: strings.ToUpper(user[:1]) + user[1:]},
		Line: &conversation.DeskLine{ID: line, Text: text, Mentions: mentions}})
}

// thread is that of the last case.
func (s *stage) thread() string {
	if n := len(s.rec.Cases); n > 0 {
		return s.rec.Cases[n-1].Thread
	}
	return ""
}

// move is an associate pressing a button of the desk.
func (s *stage) move(user, name, line string) {
	s.made(user, conversation.DeskMove{Name: name, Line: line, About: line, Trigger: "trigger"})
}

// pressAtDesk is an associate pressing the newest button of the desk with these
// words.
func (s *stage) pressAtDesk(user, words string) {
	s.t.Helper()
	for _, b := range slices.Backward(s.desk) {
		if b.Text == words {
			s.made(user, conversation.DeskMove{Name: b.Move, Case: b.Case, Line: b.Line, Trigger: "trigger"})
			return
		}
	}
	s.t.Fatalf("no button %q was ever shown at the desk in\n%s", words, s.told.String())
}

func (s *stage) made(user string, move conversation.DeskMove) {
	s.step(conversation.Event{Kind: conversation.Moved,
		By: conversation.Actor{ID: user, Name: strings.ToUpper(user[:1]) + user[1:]}, Move: &move})
}

// submit is an associate sending the form that was opened last, filled in as
// "field=value; field=value"; what is not named stays as it stood there.
func (s *stage) submit(user, filled string) {
	s.t.Helper()
	if s.form == nil {
		s.t.Fatal("no form is open")
	}
	values := conversation.FormValues{}
	for _, f := range s.form.Fields {
		values[f.Name] = f.Value
	}
	for _, pair := range strings.Split(filled, "; ") {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	if problems := s.engine.CheckForm(s.form.Move, values); len(problems) > 0 {
		for _, f := range s.form.Fields {
			if problems[f.Name] != "" {
				s.tell("form", "⚠ "+f.Name+": "+problems[f.Name])
			}
		}
		return
	}
	s.made(user, conversation.DeskMove{Name: s.form.Move, Case: s.form.Case, About: s.form.About, Stage: s.form.Stage, Values: values})
}

// until lets story time pass, waking the record whenever it asked to be woken.
func (s *stage) until(at time.Time) {
	for !s.wake.IsZero() && !s.wake.After(at) {
		s.now = s.wake
		fmt.Fprintf(&s.told, "        -- %s\n", s.clock())
		s.step(conversation.Event{Kind: conversation.Woke})
	}
	s.now = at
}

func (s *stage) clock() string {
	zone, _ := time.LoadLocation("America/Mexico_City")
	return s.now.In(zone).Format("Mon 2006-01-02 15:04:05")
}

// withdraws takes every agreement back.
func withdraws(s *stage) {
	s.act("> /withdraw")
	s.act("[ Everything")
}

// known counts what a record holds of somebody besides its key, when it was erased,
// and how many entries were numbered.
func known(rec conversation.Record) (n int) {
	var fields map[string]any
	text, _ := json.Marshal(rec)
	_ = json.Unmarshal(text, &fields)
	if fields["chat"] == "" {
		delete(fields, "chat")
	}
	for _, name := range []string{"id", "seq", "erased"} {
		delete(fields, name)
	}
	if d, empty := fields["dialogue"].(map[string]any); empty && d["script"] == 0.0 && d["turn"] == 0.0 && len(d) == 2 {
		delete(fields, "dialogue")
	}
	return len(fields)
}
