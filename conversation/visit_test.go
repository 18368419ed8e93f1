package conversation_test

import (
	"slices"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// paidCase is a request that an associate has taken and set to paid.
func paidCase(t *testing.T) *stage {
	t.Helper()
	s := requested(t)
	s.set("paid")
	return s
}

// set has Ana set the case to a stage.
func (s *stage) set(to conversation.Stage) {
	s.t.Helper()
	s.made("ana", conversation.DeskMove{Name: "set_stage", Values: conversation.FormValues{"stage": string(to), "reason": "as agreed"}})
}

// lastCase is the open case, or the one that was closed last.
func (s *stage) lastCase() conversation.Case { return s.rec.Cases[len(s.rec.Cases)-1] }

// visit has somebody send the form of the visit, and returns what all read of it.
func (s *stage) visit(user string, values conversation.FormValues) string {
	s.t.Helper()
	before := s.told.Len()
	full := conversation.FormValues{"instead": "0", "kind": "appointment", "office": "Querétaro", "hour": "10:00"}
	for name, value := range values {
		full[name] = value
	}
	s.made(user, conversation.DeskMove{Name: "visit", Values: full})
	return s.told.String()[before:]
}

// TestADayThatTheBookClosesIsRefused: the associates' own closed days count as
// the country's do, and the reason stands with them.
func TestADayThatTheBookClosesIsRefused(t *testing.T) {
	s := paidCase(t)
	l := newLibrary(t, s)
	l.does("closed_day", conversation.FormValues{"day": "2027-02-10", "why": "inventory"})
	before := s.told.Len()
	l.hears(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "ana", Name: "Ana"}, Move: &conversation.DeskMove{
		Name: "visit", Values: conversation.FormValues{"instead": "0", "office": "Querétaro", "day": "2027-02-10", "hour": "10:00"},
	}})
	told := s.told.String()[before:]
	for _, words := range []string{"The offices are closed on Wednesday 10 February 2027. inventory", "With a reason to override", "2027-02-10"} {
		if !strings.Contains(told, words) {
			t.Errorf("Ana is not told %q, but:\n%s", words, told)
		}
	}
	if s.lastCase().Visit != nil {
		t.Error("the visit was set all the same")
	}
}

// TestAnExpiredCardHasItsOwnLastDay: what counts is the deadline of its way, not
// the window that has passed.
func TestAnExpiredCardHasItsOwnLastDay(t *testing.T) {
	s := paidCase(t)
	for state, answer := range map[conversation.State]string{"expires": "2026-11-10", "there_at_expiry": "yes"} {
		s.rec.Answers[state] = answer
	}
	if told := s.visit("ana", conversation.FormValues{"day": "2026-12-01"}); !strings.Contains(told, "Your appointment") {
		t.Errorf("a day before the deadline was refused:\n%s", told)
	}
	told := s.visit("ana", conversation.FormValues{"instead": "1", "day": "2027-02-10"})
	if !strings.Contains(told, "has expired, and the last day for this way is") {
		t.Errorf("a day after the deadline was taken:\n%s", told)
	}
}

// TestEveryoneOfAFamilyCounts: a day has to lie in the window of each.
func TestEveryoneOfAFamilyCounts(t *testing.T) {
	s := paidCase(t)
	for state, answer := range map[conversation.State]string{"applicants": "2", "p2_name": "Bo", "p2_card": "temporary", "p2_expires": "2027-03-25"} {
		s.rec.Answers[state] = answer
	}
	told := s.visit("ana", conversation.FormValues{"day": "2027-02-10"})
	if !strings.Contains(told, "outside the window of Person 2") {
		t.Errorf("the second person's window was not looked at:\n%s", told)
	}
	if told = s.visit("ana", conversation.FormValues{"day": "2027-02-26"}); !strings.Contains(told, "Your appointment") {
		t.Errorf("a day in both windows was refused:\n%s", told)
	}
}

// TestTheVisitIsKeptWithWhoAndWhy: what was set against the rules can be told
// years later.
func TestTheVisitIsKeptWithWhoAndWhy(t *testing.T) {
	s := paidCase(t)
	s.visit("ben", conversation.FormValues{"day": "2027-02-06", "why": "open that Saturday"})
	s.step(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "ana", Name: "Ana"},
		Move: &conversation.DeskMove{Name: "cancel_visit", Values: conversation.FormValues{"reason": "moved"}}})
	s.set("filed")
	var kept []string
	for _, m := range s.lastCase().Moves {
		kept = append(kept, m.Move+" "+m.By.Name+": "+m.Reason)
	}
	for _, want := range []string{"visit Ben: open that Saturday", "cancel_visit Ana: moved", "set_filed Ana: as agreed"} {
		if !slices.Contains(kept, want) {
			t.Errorf("%q is not kept, but %q", want, kept)
		}
	}
}

// TestACaseThatEndsClearsCalendars: what will not come to pass is taken out of
// both, once.
func TestACaseThatEndsClearsCalendars(t *testing.T) {
	s := paidCase(t)
	s.visit("ana", conversation.FormValues{"day": "2027-02-10"})
	before := s.told.Len()
	s.made("ana", conversation.DeskMove{Name: "close", Values: conversation.FormValues{"reason": "withdrew"}})
	told := s.told.String()[before:]
	if n := strings.Count(told, "sequence 1, off"); n != 2 || strings.Count(told, "visit-") != 2 {
		t.Errorf("the calendars were cleared %d times:\n%s", n, told)
	}
	if s.lastCase().Visit != nil {
		t.Error("a closed case still has a visit")
	}
}

// TestTheNextCycle: who was renewed and asks for help again is asked only what
// no longer holds, and nothing is passed on before they say so.
func TestTheNextCycle(t *testing.T) {
	s := paidCase(t)
	old := s.lastCase().Ref
	s.set("renewed")
	s.made("ana", conversation.DeskMove{Name: "file"}) // too late: refused in words
	s.step(conversation.Event{Kind: conversation.Pressed, Chat: "telegram:1:1001", Press: &conversation.Press{Callback: "cb", Data: "!card:"}})
	for _, words := range []string{"I would rather not", "14 March 2029", "Yes, correct", "Yes, remind me"} {
		if m := s.chat[s.last]; m != nil && strings.Contains(words, "March") {
			s.say(words)
			continue
		}
		s.press(words)
	}
	if c := s.lastCase(); c.Stage != conversation.Watching || c.Ref != "" || len(s.rec.Cases) != 2 {
		t.Fatalf("no next cycle began: %+v", s.rec.Cases)
	}
	want := map[conversation.State]string{"expires": "2029-03-14", "first_name": s.rec.Answers["first_name"], "procedure_open": "", "situation": "", "file_number": "", "new_expires": ""}
	for state, answer := range want {
		if s.rec.Answers[state] != answer || state == "first_name" && answer == "" {
			t.Errorf("the answer to %q is %q", state, s.rec.Answers[state])
		}
	}
	s.press("5 ★")
	s.say("/status")
	s.press("🙋 Ask for help with the renewal")
	if s.rec.Dialogue.State != "situation" {
		t.Errorf("they are asked %q next", s.rec.Dialogue.State)
	}
	for _, words := range []string{"Nothing to add", "It is right, and I understand", "Yes, send my request"} {
		s.press(words)
	}
	if c := s.lastCase(); c.Stage != conversation.Requested || c.Ref == old || c.Ref == "" {
		t.Errorf("the new request stands at %q as %q", c.Stage, c.Ref)
	}
}

// TestTheOfficesHoursCount: what associates have confirmed of an office is checked
// against, shown, and lies under the date in the calendar.
func TestTheOfficesHoursCount(t *testing.T) {
	s := paidCase(t)
	l := newLibrary(t, s)
	l.takes(conversation.Event{Kind: conversation.Moved, Desk: true, By: conversation.Actor{ID: "ana", Name: "Ana"}, Move: &conversation.DeskMove{
		Name: "office", About: "Tijuana", Values: conversation.FormValues{"address": "Calle Uno 1", "days": "Mon-Sat", "opens": "08:00", "closes": "13:00"},
	}})
	sets := func(values conversation.FormValues) string {
		before := s.told.Len()
		values["instead"], values["office"] = "0", "Tijuana"
		l.hears(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "ana", Name: "Ana"}, Move: &conversation.DeskMove{Name: "visit", Values: values}})
		return s.told.String()[before:]
	}
	if told := sets(conversation.FormValues{"day": "2027-02-10", "hour": "13:30"}); !strings.Contains(told, "Tijuana is closed at that hour") {
		t.Errorf("an hour at which the office is closed was taken:\n%s", told)
	}
	told := sets(conversation.FormValues{"day": "2027-02-06", "hour": "12:30"}) // a Saturday on which it is open
	for _, words := range []string{"Your appointment: Saturday 6 February 2027, 12:30", "Calle Uno 1", "query=Calle+Uno+1%2C+Tijuana", "Open:", "14:30 to 16:30 CST"} {
		if !strings.Contains(told, words) {
			t.Errorf("%q was not told, but:\n%s", words, told)
		}
	}
}
