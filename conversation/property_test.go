package conversation_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// TestWholeLives plays random lives: anything anybody can do, in any order. The
// laws that must hold after each step stand in life.step and what it calls.
func TestWholeLives(t *testing.T) {
	engine := newEngine(t)
	deeds := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) deed {
		return deed{rapid.Byte().Draw(t, "what"), rapid.Byte().Draw(t, "which"), rapid.Byte().Draw(t, "more")}
	}), 5, 20)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t, engine)
		l.headStart(rapid.IntRange(0, 40).Draw(t, "answered"), rapid.Byte().Draw(t, "taste"))
		for _, d := range deeds.Draw(t, "deeds") {
			l.do(d)
		}
		l.checkJournal()
	})
}

// deed is one thing that happens: what, and which of those there are.
type deed struct{ what, which, more byte }

// tester is what a life needs of a test, a fuzz target or a rapid check.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newEngine(t testing.TB) *conversation.Engine {
	t.Helper()
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := conversation.New(service)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// life is one record with everything that ever came of it.
type life struct {
	t       tester
	engine  *conversation.Engine
	rec     conversation.Record
	now     time.Time
	wake    time.Time
	told    []string // what happened, for whoever reads a failure
	typed   strings.Builder
	events  []conversation.Event
	moments []time.Time

	live     []conversation.Button // of the newest message that had any
	past     []conversation.Button
	desk     []conversation.DeskButton
	messages int      // typed by the applicant
	lines    []string // written by associates
	unsaid   []conversation.Entry
	tracked  map[string]bool
	posted   int                 // cards
	reminded map[string]int      // by case, rung, person and date: sent, and not known to have missed the person
	reminder map[string][]string // of these, what an entry told
}

func newLife(t tester, engine *conversation.Engine) *life {
	return &life{
		t: t, engine: engine, rec: conversation.Record{ID: "7k3m9q2w4x5y6z8a0b1c2d3e4f"},
		now:     time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC),
		tracked: map[string]bool{}, reminded: map[string]int{}, reminder: map[string][]string{},
	}
}

func (l *life) fail(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("%s\nafter:\n  %s", fmt.Sprintf(format, args...), strings.Join(l.told, "\n  "))
}

const chat = "telegram:1:1001"

// do lets one thing happen. The first numbers lead on, so that lives get
// somewhere; the others are what else may come.
func (l *life) do(d deed) {
	switch what := d.what % 32; {
	case what < 8:
		if len(l.live) > 0 {
			l.press(of(l.live, d.which).Data)
		}
	case what < 15:
		l.say(of(answersTo(l.rec.Dialogue.State), d.which))
	case what < 16:
		l.say(of(anyText(), d.which))
	case what < 17:
		l.say(of(hostile(), d.which))
	case what < 18:
		if len(l.past) > 0 {
			l.press(of(l.past, d.which).Data)
		}
	case what < 19:
		l.press(of([]string{"", ":", "zz:=yes", "1:", "-1:back", "1:pick:9999-99", strconv.FormatInt(int64(l.rec.Dialogue.Turn), 36) + ":pick:2027-02",
			strconv.FormatInt(int64(l.rec.Dialogue.Turn), 36) + ":=nonsense", strings.Repeat("9", 64)}, d.which))
	case what < 20:
		l.say("/" + of([]string{"back", "start", "status", "help", "cancel", "language", "privacy", "human", "reminders", "correct", "withdraw", "mydata", "delete", "start abc", "nothing"}, d.which))
	case what < 21:
		l.say("/back")
	case what < 23:
		l.amend(int(d.which), of(slices.Concat(answersTo(l.rec.Dialogue.State), anyText(), hostile()), d.more))
	case what < 24:
		l.send(d)
	case what < 25:
		l.step(conversation.Event{Kind: of([]conversation.Kind{conversation.Blocked, conversation.Opened}, d.which), Chat: chat})
	case what < 27:
		l.write(d)
	case what < 28:
		l.atTheDesk(d)
	case what < 29:
		l.report(d)
	case what < 30:
		l.pass(of([]time.Duration{time.Second, 6 * time.Second, time.Hour, 9 * time.Hour, 25 * time.Hour}, d.which), d.more)
	case what < 31:
		l.pass(time.Duration(d.which)*24*time.Hour, d.more)
	default:
		l.step(conversation.Event{Kind: conversation.Woke})
	}
	if d.more%4 != 0 {
		l.deliverAll()
	}
}

// headStart answers this many questions in one person's taste, so that lives
// begin anywhere, and in the end asks for those that come after sending.
func (l *life) headStart(questions int, taste byte) {
	for i := range questions {
		switch l.rec.Dialogue.State {
		case conversation.Nowhere:
			l.say("/start")
		case conversation.Home:
			l.say("/status")
			for _, b := range l.live {
				if strings.HasSuffix(b.Data, ":more") || strings.HasSuffix(b.Data, ":request") {
					l.press(b.Data)
					break
				}
			}
		default:
			l.answer(taste + byte(i))
		}
		l.deliverAll()
	}
}

// answer gives the open question an answer that it takes: an agreement first of
// all, else a choice by taste, else the first of what people type.
func (l *life) answer(taste byte) {
	state := l.rec.Dialogue.State
	choices := l.engine.Choices(state)
	for _, agreement := range []string{"agree", "right"} {
		if slices.Contains(choices, agreement) {
			choices = []string{agreement}
		}
	}
	if state == "send" {
		choices = []string{"yes"}
	}
	if len(choices) == 0 || taste%4 == 3 && !slices.Contains(answersTo("?"), answersTo(state)[0]) {
		l.say(answersTo(state)[0])
		return
	}
	l.press(strconv.FormatInt(int64(l.rec.Dialogue.Turn), 36) + ":=" + of(choices, taste))
}

func of[T any](list []T, which byte) T { return list[int(which)%len(list)] }

func (l *life) press(data string) {
	l.step(conversation.Event{Kind: conversation.Pressed, Chat: chat,
		Press: &conversation.Press{Callback: "cb", Data: data, Language: locale.Spanish}})
}

func (l *life) say(text string) {
	l.messages++
	l.message(conversation.Said, conversation.Incoming{ID: fmt.Sprint("m", l.messages), Text: text})
}

func (l *life) amend(which int, text string) {
	l.message(conversation.Amended, conversation.Incoming{ID: fmt.Sprint("m", which%(l.messages+1)), Text: text})
}

func (l *life) message(kind conversation.Kind, m conversation.Incoming) {
	m.Language = locale.English
	l.typed.WriteString(m.Text + "\n")
	l.step(conversation.Event{Kind: kind, Chat: chat, Message: &m})
}

// send is all that an applicant can send besides a line of text.
func (l *life) send(d deed) {
	m := of([]conversation.Incoming{
		{Media: conversation.Contact, Phone: "+525512345678"},
		{Media: conversation.Contact, Phone: "+525512345678", Foreign: true},
		{Media: conversation.Location, Place: &conversation.Place{Latitude: 20.67, Longitude: -103.35}},
		{Media: conversation.Location, Place: &conversation.Place{Latitude: 89.9, Longitude: 179.9}},
		{Media: conversation.Photo, Text: "Zephyrine"}, {Media: conversation.Document, Album: "a1"},
		{Media: conversation.Photo, Album: "a1", Text: "4 August 2027"}, {Media: conversation.Voice},
		{Media: conversation.Sticker}, {Media: conversation.Other}, {Media: "hologram"}, {},
		{Group: true, Text: "Zephyrine"}, {Group: true, Text: "/start"},
	}, d.which)
	l.messages++
	m.ID = fmt.Sprint("m", l.messages)
	l.message(conversation.Said, m)
}

func associate(which byte) conversation.Actor {
	return of([]conversation.Actor{{ID: "U1", Name: "Ana"}, {ID: "U2", Name: "Berta <b>"}, {ID: "U3"}}, which)
}

// write is an associate's line in the thread, now and then one that the
// platform delivers again.
func (l *life) write(d deed) {
	if len(l.rec.Cases) == 0 {
		return
	}
	id := fmt.Sprint("line", len(l.lines)+int(d.more%7+6)/7)
	l.lines = append(l.lines, id)
	line := conversation.DeskLine{ID: id, Text: of(slices.Concat([]string{
		"Hello, I have read your request.", "One question: since when?", ";; this stays here", "🔒 this too", "", "<@U2> look",
	}, hostile()), d.which)}
	if d.which%5 == 4 {
		line.Mentions = []string{"U2"}
	}
	l.typed.WriteString(line.Text + "\n")
	l.step(conversation.Event{Kind: conversation.Wrote, By: associate(d.more / 7), Line: &line})
}

// atTheDesk is a button of the desk, shown or made up, a reaction or a deletion.
func (l *life) atTheDesk(d deed) {
	if len(l.rec.Cases) == 0 {
		return
	}
	ev := conversation.Event{By: associate(d.more / 3)}
	switch d.more % 3 {
	case 0:
		moves := append([]conversation.DeskButton{{Move: "claim"}, {Move: "release"}, {Move: "details"}, {Move: "explode"}, {Move: "send", Line: "line1"}}, l.desk...)
		b := of(moves, d.which)
		ev.Kind, ev.Move = conversation.Moved, &conversation.DeskMove{Name: b.Move, Line: b.Line}
	case 1:
		ev.Kind, ev.Line = conversation.Reacted, &conversation.DeskLine{ID: fmt.Sprint("line", 1+int(d.which)%(len(l.lines)+1)), Reaction: of([]string{"x", "eyes"}, d.which)}
	default:
		ev.Kind, ev.Line = conversation.Erased, &conversation.DeskLine{ID: fmt.Sprint("line", 1+int(d.which)%(len(l.lines)+1))}
	}
	l.step(ev)
}

// report settles one of the entries under way in any of the possible ways.
func (l *life) report(d deed) {
	if len(l.unsaid) == 0 {
		return
	}
	i := int(d.which) % len(l.unsaid)
	e := l.unsaid[i]
	l.unsaid = slices.Delete(l.unsaid, i, i+1)
	l.settle(e, of([]conversation.Outcome{conversation.Delivered, conversation.Unreachable, conversation.Refused, conversation.Unknown, conversation.Stale}, d.more/4), d.which%2 == 0)
}

// deliverAll is the platforms taking everything that is under way.
func (l *life) deliverAll() {
	waiting := l.unsaid
	l.unsaid = nil
	for _, e := range waiting {
		if e.Report {
			l.settle(e, conversation.Delivered, false)
		}
	}
}

func (l *life) settle(e conversation.Entry, outcome conversation.Outcome, again bool) {
	if outcome == conversation.Stale {
		if e.ValidUntil.IsZero() {
			return // only what has a term can outlive it
		}
		if l.engine.Stands(l.rec, e, nil, l.now) {
			l.now = later(l.now, e.ValidUntil)
		}
	}
	if outcome == conversation.Stale || outcome == conversation.Unreachable { // it did not arrive, and is due anew
		for _, told := range l.reminder[e.ID] {
			l.reminded[told]--
		}
	}
	l.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{
		Entry: e.ID, Side: e.Side, Outcome: outcome, Message: "slack:C1:" + e.ID, Again: again,
	}})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// pass lets time pass: through each wake-up on the way, or, as after downtime,
// past all of them.
func (l *life) pass(by time.Duration, how byte) {
	until := l.now.Add(by)
	for rounds := 0; how%3 != 0 && !l.wake.IsZero() && !l.wake.After(until); rounds++ {
		if rounds > 100 {
			l.fail("it never rests: the next wake-up is %v", l.wake)
		}
		l.now = later(l.now, l.wake)
		l.step(conversation.Event{Kind: conversation.Woke})
	}
	l.now = until
}

// step takes one event and holds what comes of it against every law.
func (l *life) step(ev conversation.Event) {
	l.t.Helper()
	l.told = append(l.told, l.describe(ev))
	before, was := asJSON(l.t, l.rec), l.rec
	res, err := l.engine.Step(l.rec, ev, l.now)
	if err != nil {
		l.fail("the step failed: %v", err)
	}
	if asJSON(l.t, l.rec) != before {
		l.fail("the step changed the record it was given")
	}
	if len(l.events)%3 == 0 { // now and then, for it costs a step
		again, err := l.engine.Step(l.rec, ev, l.now)
		if err != nil || asJSON(l.t, res) != asJSON(l.t, again) {
			l.fail("the same step taken twice differs: %v\n%s", err, cmp.Diff(res, again))
		}
	}
	l.rec = res.Record
	l.events, l.moments = append(l.events, res.Event), append(l.moments, l.now)
	l.checkWake(ev, res.Wake)
	l.checkEntries(was, res)
	l.checkDiscretion(was, ev, res)
	l.checkAnswers(was, ev)
	l.wake = res.Wake
}

func (l *life) describe(ev conversation.Event) string {
	text := fmt.Sprintf("%s %q %s", l.now.Format("2006-01-02 15:04:05"), l.rec.Dialogue.State, ev.Kind)
	for _, part := range []any{ev.Message, ev.Press, ev.Line, ev.Move, ev.Report} {
		if b, err := json.Marshal(part); err == nil && string(b) != "null" {
			text += " " + string(b[:min(len(b), 200)])
		}
	}
	return text
}

func asJSON(t tester, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("cannot be written: %v", err)
	}
	return string(b)
}

// checkWake: nothing is asked for in the past, except what was due already and
// waits to be served; and whoever has just been woken has nothing due any more.
func (l *life) checkWake(ev conversation.Event, wake time.Time) {
	overdue := !l.wake.IsZero() && !l.wake.After(l.now) && ev.Kind != conversation.Woke
	if !wake.IsZero() && wake.Before(l.now) && (!overdue || wake.Before(l.wake)) {
		l.fail("it wants to be woken in the past, at %v", wake)
	}
	if ev.Kind == conversation.Woke && !wake.IsZero() && !wake.After(l.now) {
		l.fail("woken, it wants to be woken again at once")
	}
}

// checkEntries: what is sent is numbered in order, refers to what was sent
// before, is fit for its platform, and says nothing twice.
func (l *life) checkEntries(was conversation.Record, res conversation.Result) {
	if l.rec.Seq != was.Seq+len(res.Entries) {
		l.fail("%d entries, but they were numbered from %d to %d", len(res.Entries), was.Seq, l.rec.Seq)
	}
	for i, e := range res.Entries {
		if e.ID != fmt.Sprint("e", was.Seq+i+1) {
			l.fail("entry %d is named %s", was.Seq+i+1, e.ID)
		}
		if e.Ref != "" && !l.tracked[e.Ref] {
			l.fail("%s refers to %s, which is no entry before it that is tracked", e.ID, e.Ref)
		}
		if e.Track {
			l.tracked[e.ID] = true
		}
		l.checkEntry(e)
		l.unsaid = append(l.unsaid, e)
	}
	if l.posted > len(l.rec.Cases) {
		l.fail("%d cards of %d cases were posted", l.posted, len(l.rec.Cases))
	}
	for _, c := range l.rec.Cases {
		for i, r := range c.Rungs {
			if slices.ContainsFunc(c.Rungs[:i], func(o conversation.Rung) bool { return o.Name == r.Name && o.Person == r.Person && o.For == r.For }) {
				l.fail("the reminder %q for %v stands twice", r.Name, r.For)
			}
		}
	}
}

func (l *life) checkEntry(e conversation.Entry) {
	set := 0
	for _, is := range []bool{e.Send != nil, e.Edit != nil, e.Toast != nil, e.Card != nil, e.Line != nil, e.File != nil, e.Mark != nil, e.Whisper != nil} {
		if is {
			set++
		}
	}
	if set != 1 {
		l.fail("%s is %d things at once", e.ID, set)
	}
	switch {
	case e.Send != nil:
		if e.Send.HTML == "" {
			l.fail("%s says nothing", e.ID)
		}
		l.checkMessage(*e.Send)
		if e.Guarded {
			l.checkReminder(e)
		}
	case e.Edit != nil:
		l.checkMessage(*e.Edit)
	case e.Toast != nil:
		if len(utf16.Encode([]rune(e.Toast.Text))) > 200 {
			l.fail("the toast is too long: %s", e.Toast.Text)
		}
		l.checkText(e.Toast.Text)
	case e.Card != nil:
		if e.Ref == "" {
			l.posted++
		}
		l.desk = append(l.desk, e.Card.Buttons...)
		l.checkText(e.Card.Title)
		l.checkDesk(fmt.Sprint(e.Card.Title, e.Card.Fields))
	case e.Line != nil:
		l.desk = append(l.desk, e.Line.Buttons...)
		l.checkDesk(e.Line.Text)
	case e.Whisper != nil:
		l.desk = append(l.desk, e.Whisper.Buttons...)
		l.checkText(e.Whisper.Text)
	}
}

// checkMessage: a message is one that Telegram takes.
func (l *life) checkMessage(m conversation.Message) {
	text, err := readHTML(m.HTML)
	if err != nil {
		l.fail("%v in %s", err, m.HTML)
	}
	if n := len(utf16.Encode([]rune(text))); n > 4096 {
		l.fail("a message of %d characters: %.200s", n, text)
	}
	l.checkText(text)
	if m.Buttons != nil {
		l.live = nil
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if len(b.Data) < 1 || len(b.Data) > 64 || strings.TrimSpace(b.Text) == "" {
				l.fail("the button %q carries %q", b.Text, b.Data)
			}
			l.checkText(b.Text)
			l.live, l.past = append(l.live, b), append(l.past, b)
		}
	}
	if m.Keyboard != nil {
		for _, word := range m.Keyboard.Words {
			l.checkText(word)
		}
	}
}

// unworded is what the catalogue says when it has no words.
var unworded = regexp.MustCompile(`\([a-z0-9_]*(\.[a-z0-9_]+)+\)|<no value>`)

func (l *life) checkText(text string) {
	if missing := unworded.FindString(text); missing != "" && !strings.Contains(l.typed.String(), missing) {
		l.fail("words are missing: %s", missing)
	}
}

// checkDesk: in what all associates see in our own words, nobody is named.
func (l *life) checkDesk(text string) {
	l.checkText(text)
	for state, answer := range l.rec.Answers {
		personal := strings.HasSuffix(string(state), "name") || state == "email" || state == "telephone"
		if personal && len([]rune(answer)) > 3 && strings.Contains(text, answer) {
			l.fail("the desk is told %s %q in %q", state, answer, text)
		}
	}
}

// agreed says whether the person has agreed to the privacy notice, as of now.
func agreed(rec conversation.Record) bool {
	for _, c := range slices.Backward(rec.Consents) {
		if c.To == "notice" {
			return c.Given
		}
	}
	return false
}

// checkDiscretion: as long as a person has not agreed, nothing is kept of what
// they say but the language they like.
func (l *life) checkDiscretion(was conversation.Record, ev conversation.Event, res conversation.Result) {
	if agreed(was) || agreed(l.rec) {
		return
	}
	for state, answer := range l.rec.Answers {
		if state != "language" && was.Answers[state] != answer {
			l.fail("the answer %q to %q is kept before consent", answer, state)
		}
	}
	kept := res.Event.Message
	if kept == nil {
		return
	}
	if kept.Phone != "" || kept.Place != nil {
		l.fail("the journal keeps %s before consent", asJSON(l.t, kept))
	}
	ours := strings.HasPrefix(kept.Text, "/") && !strings.Contains(kept.Text, " ")
	if typed := ev.Message.Text; len([]rune(typed)) > 1 && strings.Contains(kept.Text, typed) && !ours && !slices.Contains(answersTo(was.Dialogue.State), typed) {
		l.fail("the journal keeps %q before consent", kept.Text)
	}
}

// checkAnswers: an old button changes no answer, and the open question is one
// that the answers lead to.
func (l *life) checkAnswers(was conversation.Record, ev conversation.Event) {
	back := ev.Message != nil && ev.Message.Text == "/back"
	if ev.Press != nil {
		turn, action, _ := strings.Cut(ev.Press.Data, ":")
		n, err := strconv.ParseInt(turn, 36, 64)
		ofCase := strings.HasPrefix(ev.Press.Data, "!") // stays good while the case can use it
		old := (err != nil || int(n) != was.Dialogue.Turn) && !ofCase
		if old && was.Dialogue.Script == l.rec.Dialogue.Script && !sameAnswers(was, l.rec) {
			l.fail("an old button changed the answers: %s", cmp.Diff(was.Answers, l.rec.Answers))
		}
		back = !old && action == "back"
	}
	// A day that passes may open a question before the open one; whoever moves
	// then is led there.
	moved := back || l.rec.Dialogue.State != was.Dialogue.State
	state, onPath := l.engine.Open(l.rec, l.now)
	if moved && state != conversation.Home && state != conversation.Nowhere && !onPath && !l.rec.Dialogue.Editing {
		l.fail("%q is open, to which the answers do not lead: %v", state, l.rec.Answers)
	}
}

func sameAnswers(a, b conversation.Record) bool {
	return len(a.Answers) == len(b.Answers) && cmp.Equal(a.Answers, b.Answers) || len(a.Answers)+len(b.Answers) == 0
}

// checkJournal: what the journal kept rebuilds the same record.
func (l *life) checkJournal() {
	again := conversation.Record{ID: l.rec.ID}
	for i, ev := range l.events {
		res, err := l.engine.Step(again, ev, l.moments[i])
		if err != nil {
			l.fail("replaying event %d: %v", i, err)
		}
		if again, err = throughJSON(res.Record); err != nil {
			l.fail("event %d: %v", i, err)
		}
	}
	want, err := throughJSON(l.rec)
	if err != nil {
		l.fail("the record cannot be read: %v", err)
	}
	if diff := cmp.Diff(want, again); diff != "" {
		l.fail("the journal rebuilds another record:\n%s", diff)
	}
}

// readHTML returns the text of a message in Telegram's HTML, or what is wrong.
func readHTML(html string) (string, error) {
	var text strings.Builder
	var open []string
	for len(html) > 0 {
		at := strings.IndexAny(html, "<&>")
		if at < 0 {
			text.WriteString(html)
			break
		}
		text.WriteString(html[:at])
		html = html[at:]
		sign := htmlSign.FindStringSubmatch(html)
		switch {
		case sign == nil:
			return "", fmt.Errorf("%.10q is neither tag nor entity", html)
		case sign[3] != "":
			text.WriteString(map[string]string{"lt": "<", "gt": ">", "amp": "&"}[sign[3]])
		case sign[1] == "":
			open = append(open, sign[2])
		case len(open) == 0 || open[len(open)-1] != sign[2]:
			return "", fmt.Errorf("</%s> closes what is not open", sign[2])
		default:
			open = open[:len(open)-1]
		}
		html = html[len(sign[0]):]
	}
	if len(open) > 0 {
		return "", fmt.Errorf("<%s> is never closed", open[0])
	}
	return text.String(), nil
}

var htmlSign = regexp.MustCompile(`^(?:<(/?)(b|i|code)>|&(lt|gt|amp);)`)

// member is what a question about a member of the family begins with.
var member = regexp.MustCompile(`^p\d+_`)

// answersTo are answers that somebody may well type at a question.
func answersTo(state conversation.State) []string {
	switch member.ReplaceAllString(string(state), "") {
	case "language":
		return []string{"English", "español", "ingles"}
	case "notice":
		return []string{"Yes, I agree", "Sí, acepto", "No", "yes"}
	case "reentered", "moved_since", "born", "first_granted":
		return []string{"2 Jan 2019", "1 November 2026", "05/06/2020", "30 feb 2020", "4 August 2027"}
	case "expires", "passport_expires":
		return []string{"12/23/2026", "4 de agosto de 2027", "05/06/2027", "1 November 2026", "2026-11-30", "20 october 2026", "2019-01-02", "tomorrow"}
	case "first_name", "last_name", "name":
		return []string{"Zephyrine", "Quillfeather-Ñandú", "Ōkuninushi Tanaka", "مريم العلي"}
	case "email":
		return []string{"zephyrine@example.com", "zephyrine@gmial.com", "zephyrine@"}
	case "telephone":
		return []string{"+52 55 1234 5678", "5512345678", "+1 415 555 2671"}
	case "applicants":
		return []string{"1", "dos", "3 people", "11", "10"}
	case "situation":
		return []string{"I married in June and moved to Oaxaca.", strings.Repeat("👩‍👩‍👧", 300), strings.Repeat("&", 1500)}
	case "remind_place", "issued_by", "lives_in":
		return []string{"Tijuana", "Guadalajara", "Chiapas", "Cancun", "somewhere", "skip"}
	}
	return []string{"yes", "no", "sí", "not now", "skip", "I do not know", "permanent", "temporal"}
}

func anyText() []string {
	return []string{"Yes", "No", "sí", "back", "Why do you ask?", "⬅ Atrás", "How much does it cost?", "¿Puedo renovar en el consulado?",
		"4 August 2027", "05/06/2027", "Zephyrine", "zephyrine@example.com", "+52 55 1234 5678", "2", "Tijuana", "hello"}
}

// hostile is what nobody types by accident.
func hostile() []string {
	return []string{
		"<b>bold</i> & <script>alert(1)</script>", "<!channel> <@U2> <https://example.com|x>", strings.Repeat("x", 4096),
		strings.Repeat("😀", 2048), "\u202egnp.exe \u2066x", "שלום עולם", "a\x00b\x00", "\xff\xfe broken", "{{.Name}} %s %d <no value", "/", "//etc", "/ 12",
		" \t\n\u200b", "&amp;&lt;&#x41;", "=yes", strings.Repeat("<", 1500), strings.Repeat("&", 60), "*_`[]()~", "e\u0301\u0301\u0301", "999999999999999999999",
	}
}
