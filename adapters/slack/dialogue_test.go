package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// journey is an engine, an applicant who has walked to their request, and a
// workspace that looks at everything the associates are shown.
type journey struct {
	t             *testing.T
	engine        *conversation.Engine
	slack         *Desk
	record        conversation.Record
	pressed       map[string]string // what a button of the applicant's carries, by its words
	form          *conversation.Form
	seen          map[string]int                     // entries looked at, by kind
	offered       map[string]conversation.DeskButton // the last button of each move
	pressedAtDesk map[string]bool                    // by move
	delivers      bool                               // whether the engine hears that what it sends arrives
}

func newJourney(t *testing.T, lang locale.Language) *journey {
	t.Helper()
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	service.Desk = lang
	engine, err := conversation.New(service)
	if err != nil {
		t.Fatal(err)
	}
	return &journey{
		t: t, engine: engine, slack: newFake(t).desk(t), pressed: map[string]string{}, seen: map[string]int{},
		offered: map[string]conversation.DeskButton{}, pressedAtDesk: map[string]bool{},
		record: conversation.Record{ID: strings.Repeat("X", 26), Chat: "telegram:1:2"},
	}
}

func (j *journey) step(ev conversation.Event) {
	j.t.Helper()
	now := time.Date(2026, 11, 22, 16, 0, len(j.record.Answers), 0, time.UTC).Add(time.Duration(j.record.Seq) * time.Minute)
	result, err := j.engine.Step(j.record, ev, now)
	if err != nil {
		j.t.Fatal(err)
	}
	j.record = result.Record
	if ev.Kind != conversation.Reported {
		j.form = nil
	}
	for _, e := range result.Entries {
		if e.Send != nil {
			for _, row := range e.Send.Buttons {
				for _, b := range row {
					j.pressed[b.Text] = b.Data
				}
			}
		}
		j.look(e)
		if e.Report && j.delivers {
			j.delivered(e)
		}
	}
}

// look holds Slack's limits of whatever associates are shown, and that nothing
// of it is cut.
func (j *journey) look(e conversation.Entry) {
	j.t.Helper()
	switch {
	case e.Card != nil:
		j.seen["card"]++
		checkLimits(j.t, j.slack.card(e.Card, j.record.ID))
		for _, b := range append(e.Card.Buttons, e.Card.More...) {
			j.whole(b.Text, maxPressed)
		}
		j.offers(append(e.Card.Buttons, e.Card.More...))
		j.whole(e.Card.Title, maxHeader)
	case e.Line != nil:
		j.seen["line"]++
		checkLimits(j.t, j.slack.line(e.Line, j.record.ID))
		j.offers(e.Line.Buttons)
	case e.File != nil && e.File.Line != nil:
		j.seen["file"]++
		checkLimits(j.t, j.slack.line(e.File.Line, j.record.ID))
		j.offers(e.File.Line.Buttons)
	case e.Whisper != nil:
		j.seen["whisper"]++
		checkLimits(j.t, j.slack.whisper(e.Whisper, j.record.ID))
	case e.Form != nil:
		j.seen["form"]++
		j.form = e.Form
		checkModal(j.t, modal(e.Form, j.record.ID))
		for _, words := range []string{e.Form.Title, e.Form.Submit, e.Form.Cancel} {
			j.whole(words, maxTitle)
		}
		for _, f := range e.Form.Fields {
			j.whole(f.Label, maxLabel)
			for _, o := range f.Options {
				if !strings.HasPrefix(o.Text, "<b>&") { // a paper that an associate named
					j.whole(o.Text, maxPressed)
				}
			}
		}
	}
}

func (j *journey) whole(words string, limit int) {
	j.t.Helper()
	if short(words, limit) != escape(words) {
		j.t.Errorf("%q does not fit into %d characters", words, limit)
	}
}

// does says or presses one thing as the applicant.
func (j *journey) does(what string) {
	j.t.Helper()
	sign, words, _ := strings.Cut(what, " ")
	if sign == ">" {
		j.step(conversation.Event{Kind: conversation.Said, Chat: j.record.Chat, Message: &conversation.Incoming{Text: words}})
		return
	}
	data, ok := j.pressed[words]
	if !ok {
		j.t.Fatalf("there is no button %q", words)
	}
	j.step(conversation.Event{Kind: conversation.Pressed, Chat: j.record.Chat, Press: &conversation.Press{Callback: "1", Data: data}})
}

// moves presses a button of the card, and sends the form that opens.
func (j *journey) moves(move string, values map[string]string) {
	j.t.Helper()
	by := conversation.Actor{ID: "UANA", Name: longName}
	b, ok := j.offered[move]
	if !ok {
		j.t.Fatalf("%s was never offered", move)
	}
	j.pressedAtDesk[move] = true
	j.step(conversation.Event{Kind: conversation.Moved, By: by, Move: &conversation.DeskMove{Name: move, Case: b.Case, Line: b.Line, About: b.About, Trigger: "1.2.3"}})
	if values == nil {
		return
	}
	if j.form == nil {
		j.t.Fatalf("%s opened no form", move)
	}
	filled := conversation.FormValues{}
	for _, f := range j.form.Fields {
		filled[f.Name] = f.Value
		if f.Kind == conversation.ManyLines {
			filled[f.Name] = strings.Repeat("<b>&", manyLines/4)
		}
		if value, ok := values[f.Name]; ok {
			filled[f.Name] = value
		}
	}
	if f := j.form; f != nil {
		j.step(conversation.Event{Kind: conversation.Moved, By: by, Move: &conversation.DeskMove{Name: move, Case: f.Case, About: f.About, Stage: f.Stage, Values: filled}})
	}
}

const longName = "Wilhelmina-Maximiliana"

// TestWhateverTheDeskShowsFitsSlack walks a case through every move, in each
// language of the desk, with the longest that people can write.
func TestWhateverTheDeskShowsFitsSlack(t *testing.T) {
	for _, lang := range []locale.Language{locale.English, locale.Spanish} {
		t.Run(string(lang), func(t *testing.T) {
			j := newJourney(t, lang)
			long := strings.Repeat("<b>&", 375)
			for _, what := range []string{
				"> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident", "> 1 March 2027",
				"[ Yes, in Mexico", "[ 4 people", "> " + strings.Repeat("Wilhelmina", 6), "> " + strings.Repeat("Feather-Stone ", 4),
				"> " + strings.Repeat("x", 50) + "@" + strings.Repeat("example.", 20) + "com", "> +52 55 1234 5678",
				"> " + long, "[ It is right, and I understand", "[ Yes, send my request",
			} {
				j.does(what)
			}
			reason := map[string]string{"reason": strings.Repeat("<b>&", oneLine/4)}
			j.moves("claim", nil)
			j.moves("details", nil)
			j.moves("request_payment", map[string]string{"link": "https://pay.example/" + strings.Repeat("x", oneLine-20)})
			j.does("[ I have paid")
			j.moves("mark_paid", nil)
			j.moves("consult", map[string]string{"day1": "2026-12-25", "hour1": "10:00", "day2": "2026-12-26", "hour2": "10:00", "day3": "2026-12-27", "hour3": "10:00"})
			j.moves("hand_over", map[string]string{"to": "UBRUNO", "to_name": longName})
			j.moves("set_stage", map[string]string{"stage": "preparing", "reason": reason["reason"]})
			j.moves("block", reason)
			j.moves("unblock", nil)
			j.moves("close", map[string]string{"reason": "duplicate"})
			j.moves("request_payment", nil)
			j.moves("reopen", reason)
			j.moves("canned", map[string]string{"reply": "fees_apart"})
			j.talks(long)
			j.follows()
			for kind, least := range map[string]int{"card": 11, "line": 16, "whisper": 4, "form": 8} {
				if j.seen[kind] < least {
					t.Errorf("only %d entries of kind %s were looked at", j.seen[kind], kind)
				}
			}
		})
	}
}

// talks lets both sides write the longest: in the thread, with colleagues named, and
// with files whose names are as long as a platform takes.
func (j *journey) talks(long string) {
	j.t.Helper()
	name := strings.Repeat("<b>&", 63) + ".pdf"
	j.does("> " + long)
	for _, size := range []int64{1000, conversation.MaxToDesk + 1} {
		j.step(conversation.Event{Kind: conversation.Said, Chat: j.record.Chat, Message: &conversation.Incoming{
			Text: long[:1000], Media: conversation.Document, File: &conversation.Attachment{Ref: "f", Name: name, Size: size},
		}})
	}
	for i, line := range []conversation.DeskLine{
		{Text: long, Mentions: []string{"UBRUNO"}},
		{Text: long, Files: []conversation.Attachment{{Ref: "g", Name: name, Size: conversation.MaxToPerson + 1}}},
	} {
		line.ID = nameOf(theChannel, fmt.Sprint("18.", i))
		j.step(conversation.Event{Kind: conversation.Wrote, By: conversation.Actor{ID: "UBRUNO", Name: longName}, Line: &line})
	}
}

// follows lets the case go on in another channel.
func (j *journey) follows() {
	j.t.Helper()
	c := &j.record.Cases[len(j.record.Cases)-1]
	c.Thread = nameOf(theChannel, theCard)
	j.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Outcome: conversation.Elsewhere, Message: c.Thread}})
	if c = &j.record.Cases[len(j.record.Cases)-1]; c.Anew == "" {
		j.t.Error("the case does not follow the desk")
	}
}

// TestWhateverTheBookShowsFitsSlack fills the associates' own forms with the
// longest, and the book with as many closed days as it holds.
func TestWhateverTheBookShowsFitsSlack(t *testing.T) {
	for _, lang := range []locale.Language{locale.English, locale.Spanish} {
		t.Run(string(lang), func(t *testing.T) {
			j := newJourney(t, lang)
			by := conversation.Actor{ID: "UANA", Name: longName}
			keep := func(move string, values conversation.FormValues) {
				move, about, _ := strings.Cut(move, "/")
				for _, v := range []conversation.FormValues{nil, values} {
					if v != nil && len(j.engine.CheckForm(move, v)) > 0 {
						t.Fatalf("%s is refused: %v", move, j.engine.CheckForm(move, v))
					}
					j.step(conversation.Event{Kind: conversation.Moved, Desk: true, By: by, Move: &conversation.DeskMove{Name: move, About: about, Trigger: "1.2.3", Values: v}})
				}
			}
			most := strings.Repeat("<b>&", oneLine/4)
			for range 2 { // the second time it stands there already
				keep("profile", conversation.FormValues{"name": most[:80], "languages": most, "phone": most, "email": most[:200] + "@example.com", "hours": most})
			}
			day := renewal.Date{Year: 2026, Month: 12, Day: 1}
			for i := range 200 {
				keep("closed_day", conversation.FormValues{"day": day.Add(i).String(), "why": most[:200]})
			}
			keep("open_day", conversation.FormValues{"day": day.String()})
			office := conversation.FormValues{
				"city": "Durango", "state": "Durango", "clock": "America/Mexico_City", "address": most[:160], "days": "Monday to Friday",
				"opens": "09:00", "closes": "13:00", "phone": most[:240], "booking": "walk_in", "note": most[:240],
			}
			keep("new_office", office)
			for range 2 { // the second time a colleague's words are read back
				keep("office/Durango", office)
			}
			keep("pause", nil)
			keep("resume", nil)
			if problem := j.engine.CheckForm("closed_day", map[string]string{"day": day.String(), "why": most[:201]}); problem["why"] == "" {
				t.Error("a reason is taken that fits no list")
			}
			for kind, least := range map[string]int{"whisper": 207, "form": 206} {
				if j.seen[kind] < least {
					t.Errorf("only %d entries of kind %s were looked at", j.seen[kind], kind)
				}
			}
		})
	}
}
