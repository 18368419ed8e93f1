package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

// aDesk is what lists show on a Sunday at ten: one case of each kind, and people
// who are reminded on each of the next days.
func aDesk(now time.Time) (rows []conversation.Row) {
	closes := func(in int) renewal.Date { return renewal.DateOf(now).Add(in) }
	ana, ben := conversation.Actor{ID: "ana", Name: "Ana"}, conversation.Actor{ID: "ben", Name: "Ben"}
	rows = []conversation.Row{
		{Ref: "RA-LATER", Initials: "L.L.", Stage: conversation.Paid, Owner: ana, Waiting: conversation.Chat, Closes: closes(60)},
		{Ref: "RA-OPEN", Stage: conversation.Accepted, Owner: ana, Waiting: conversation.Desk},
		{Ref: "RA-SOON", Initials: "S.S.", Stage: conversation.Ready, Owner: ana, Waiting: conversation.Chat, Closes: closes(1), Trouble: "failed"},
		{Ref: "RA-OVER", Initials: "O.O.", Stage: conversation.Accepted, Owner: ben, Waiting: conversation.Desk, Closes: closes(-3), Trouble: "unreachable"},
		{Ref: "RA-NEW", Initials: "N.N.", Stage: conversation.Requested, Waiting: conversation.Desk, Closes: closes(9)},
	}
	for i := range 4 {
		rows = append(rows, conversation.Row{Stage: conversation.Watching, Rung: "opens", RungAt: renewal.DateOf(now).Add(i).In(now.Location(), 9, i)})
	}
	return rows
}

// onPage is a page as it reads.
func onPage(p conversation.Page) string {
	var b strings.Builder
	for _, button := range p.Buttons {
		fmt.Fprintf(&b, "[%s]\n", button.Text)
	}
	for _, s := range p.Sections {
		fmt.Fprintln(&b, s.Title)
		for _, l := range s.Lines {
			fmt.Fprintln(&b, "  "+l.Text)
		}
	}
	return b.String()
}

// TestHomeShowsWhatIsToBeDone: one's own cases by their deadline, those that nobody
// has taken, those that wait for us, what did not arrive, and the reminders of
// today and tomorrow, whatever the hour.
func TestHomeShowsWhatIsToBeDone(t *testing.T) {
	s := newStage(t, "2026-11-22 10:00")
	zone, err := renewal.Zone("America/Mexico_City")
	if err != nil {
		t.Fatal(err)
	}
	now := s.now.In(zone)
	got := onPage(s.engine.Home("ana", aDesk(now), nil, now))
	want := `[My profile…]
[Add a closed day…]
[Pause all reminders]
Your cases
  RA-SOON · S.S. · ready to file · 1 day left until 23 November 2026 · Ana · ⚠ a line did not arrive
  RA-LATER · L.L. · paid · 60 days left until 21 January 2027 · Ana
  RA-OPEN · no name yet · accepted · Ana
Nobody has taken these yet
  RA-NEW · N.N. · requested, nobody has taken it yet · 9 days left until 1 December 2026
Waiting for us
  RA-OVER · O.O. · accepted · expired 3 days ago · Ben · ⚠ cannot be reached
  RA-NEW · N.N. · requested, nobody has taken it yet · 9 days left until 1 December 2026
  RA-OPEN · no name yet · accepted · Ana
Could not be delivered
  RA-OVER · O.O. · accepted · expired 3 days ago · Ben · ⚠ cannot be reached
  RA-SOON · S.S. · ready to file · 1 day left until 23 November 2026 · Ana · ⚠ a line did not arrive
Reminders of today and tomorrow
  22 November 2026, 09:00: the window opens, somebody who wants reminders only
  23 November 2026, 09:01: the window opens, somebody who wants reminders only
`
	if got != want {
		t.Errorf("%s", firstDifference(want, got))
	}
	late := now.Add(13*time.Hour + 59*time.Minute)
	if page := onPage(s.engine.Home("ana", nil, &conversation.Book{Paused: conversation.Pause{At: now}}, late)); !strings.Contains(page, "[Resume reminders]") || strings.Count(page, "Nothing.") != 5 {
		t.Errorf("an empty desk whose reminders rest reads\n%s", page)
	}
	if page := onPage(s.engine.Outgoing(aDesk(now), nil, late)); strings.Count(page, "the window opens") != 2 || strings.Contains(page, "24 November") {
		t.Errorf("at midnight /reminders lists\n%s", page)
	}
}

// TestAFailureIsListedUntilSomethingArrives: a list that only grows is not read.
func TestAFailureIsListedUntilSomethingArrives(t *testing.T) {
	s := requested(t)
	trouble := func() string {
		t.Helper()
		res, err := s.engine.Step(s.rec, conversation.Event{Kind: conversation.Woke}, s.now)
		if err != nil || res.Row == nil {
			t.Fatalf("no list shows it: %v", err)
		}
		return res.Row.Trouble
	}
	s.fails = conversation.Refused
	s.write("ana", "line1", "This one fails.")
	s.until(s.now.Add(time.Minute))
	if trouble() != "failed" {
		t.Errorf("of a line that failed it says %q", trouble())
	}
	s.write("ana", "line2", ";; I shall telephone")
	if trouble() != "failed" {
		t.Error("an internal line put it right")
	}
	s.fails = ""
	s.write("ana", "line3", "This one arrives.")
	s.until(s.now.Add(time.Minute))
	if trouble() != "" {
		t.Errorf("after another arrived it still says %q", trouble())
	}
}
