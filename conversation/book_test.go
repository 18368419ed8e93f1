package conversation_test

import (
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

// library is the associates' own record beside an applicant's.
type library struct {
	*stage
	rec conversation.Record
}

func newLibrary(t *testing.T, s *stage) *library {
	return &library{stage: s, rec: conversation.Record{ID: "desk"}}
}

// does takes an associate's move of the book and returns what they are told.
func (l *library) does(move string, values conversation.FormValues) string {
	l.t.Helper()
	return l.takes(conversation.Event{
		Kind: conversation.Moved, Desk: true, By: conversation.Actor{ID: "ana", Name: "Ana"},
		Move: &conversation.DeskMove{Name: move, Values: values, Trigger: "trigger"},
	})
}

func (l *library) takes(ev conversation.Event) (told string) {
	l.t.Helper()
	res, err := l.engine.Step(l.rec, ev, l.now)
	if err != nil {
		l.t.Fatal(err)
	}
	l.rec = res.Record
	for _, e := range res.Entries {
		switch {
		case e.Whisper != nil:
			told += e.Whisper.Text
		case e.Form != nil:
			told += e.Form.Title
		case e.Line != nil:
			told += e.Line.Text
		}
	}
	return told
}

// hears gives the applicant's record an event with the book beside it.
func (l *library) hears(ev conversation.Event) {
	l.t.Helper()
	ev.Book = l.rec.Book
	l.step(ev)
}

func TestAProfileIntroducesAnAssociate(t *testing.T) {
	s := requested(t)
	l := newLibrary(t, s)
	if form := l.does("profile", nil); form != "My profile" {
		t.Errorf("pressing My profile opens %q", form)
	}
	l.does("profile", conversation.FormValues{"name": "Ana María", "phone": "+52 55 1111 2222", "hours": "Mondays"})
	s.act("ana/release")
	l.hears(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "ana", Name: "Ana"}, Move: &conversation.DeskMove{Name: "claim"}})
	for _, words := range []string{"Ana María", "+52 55 1111 2222", "Mondays"} {
		if !strings.Contains(s.told.String(), words) {
			t.Errorf("the introduction lacks %q", words)
		}
	}
	checkReplay(t, s) // the journal keeps what the step asked of the book
}

func TestAPauseHoldsRemindersUntilTheyAreResumed(t *testing.T) {
	s := requested(t)
	l := newLibrary(t, s)
	s.write("ana", "line1", "We are on it.")
	s.until(s.now.Add(time.Minute))
	opens := s.wake
	if told := l.does("pause", nil); !strings.Contains(told, "Ana paused them") {
		t.Errorf("who pauses is told %q", told)
	}
	s.now = opens
	l.hears(conversation.Event{Kind: conversation.Woke})
	if strings.Contains(s.told.String(), "not sooner") {
		t.Error("a paused reminder went out")
	}
	if wait := s.wake.Sub(s.now); wait <= 0 || wait > 15*time.Minute {
		t.Errorf("it is looked at again after %v", wait)
	}
	l.does("resume", nil)
	s.now = s.wake
	l.hears(conversation.Event{Kind: conversation.Woke})
	if n := strings.Count(s.told.String(), "not sooner"); n != 1 {
		t.Errorf("after resuming it went out %d times", n)
	}
}

func TestAClosedDayIsKnownToEveryCase(t *testing.T) {
	s := requested(t)
	l := newLibrary(t, s)
	day := renewal.DateOf(s.now).Add(1) // a Monday on which nobody works then
	if told := l.does("closed_day", conversation.FormValues{"day": day.String(), "why": "flood"}); !strings.Contains(told, "flood") {
		t.Errorf("who adds a closed day is told %q", told)
	}
	l.hears(conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001", Message: &conversation.Incoming{ID: "m1", Text: "Hello?"}})
	if !strings.Contains(s.told.String(), "from Tuesday 24 November 2026, 09:00") {
		t.Errorf("who writes before a closed Monday is told\n%s", s.told.String()[s.told.Len()-400:])
	}
	l.does("open_day", conversation.FormValues{"day": day.String()})
	if len(l.rec.Book.Closed) != 0 {
		t.Errorf("still closed: %v", l.rec.Book.Closed)
	}
}

func TestTheMorningTellsHowTheCasesStand(t *testing.T) {
	s := requested(t)
	l := newLibrary(t, s)
	monday := renewal.DateOf(s.now).Add(1)
	rows := []conversation.Row{
		{Ref: "RA-1", Stage: conversation.Requested, Waiting: conversation.Desk}, {Ref: "RA-2", Stage: conversation.Accepted}, {Stage: conversation.Watching},
		// Windows that open on Monday and on Sunday, and one on the Monday after.
		{Ref: "RA-3", Stage: conversation.Paid, Closes: monday.Add(30)}, {Ref: "RA-4", Stage: conversation.Paid, Closes: monday.Add(36)},
		{Ref: "RA-5", Stage: conversation.Paid, Closes: monday.Add(37)}, {Stage: conversation.Watching, Closes: monday.Add(30)},
		// A Sunday two weeks ahead, whose last office day is the Friday before; a
		// Monday, which is one itself; the same, with a day at the office; filed.
		{Ref: "RA-6", Stage: conversation.Ready, Closes: monday.Add(13)}, {Ref: "RA-7", Stage: conversation.Ready, Closes: monday.Add(14)},
		{Ref: "RA-8", Stage: conversation.Ready, Closes: monday.Add(13), Visit: true}, {Ref: "RA-9", Stage: conversation.Filed, Closes: monday.Add(3)},
		{Ref: "RA-10", Stage: conversation.Preparing, Closes: monday.Add(-5)}, // expired
	}
	wake := func(at string) string {
		l.now = s.instant(at)
		return l.takes(conversation.Event{Kind: conversation.Woke, Desk: true, Rows: rows})
	}
	for at, want := range map[string]string{"2026-11-22 10:00": "", "2026-11-23 07:59": ""} {
		if told := wake(at); told != want {
			t.Errorf("at %s everybody is told %q", at, told)
		}
	}
	told := wake("2026-11-23 08:00")
	for _, words := range []string{
		"Open cases: 10. Nobody has taken: 1.", "Window opens within a week: 2.",
		"Last office day within two weeks: 3, of these without an appointment: 2.",
	} {
		if !strings.Contains(told, words) {
			t.Errorf("on Monday morning everybody is told %q, without %q", told, words)
		}
	}
	if told := wake("2026-11-23 08:01"); told != "" {
		t.Errorf("and again %q", told)
	}
	if told := wake("2026-11-28 08:00"); told != "" {
		t.Errorf("on a Saturday everybody is told %q", told)
	}
}
