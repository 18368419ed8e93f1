package conversation_test

import (
	"testing"
	"time"

	"residencyassist/conversation"
)

// left is the event that the desk is not where this thread is, with what waits.
func left(thread, waits string) conversation.Event {
	return conversation.Event{Kind: conversation.Reported, Thread: thread, Report: &conversation.Report{
		Entry: waits, Side: conversation.Desk, Outcome: conversation.Elsewhere, Message: thread,
	}}
}

// follows takes a step and returns what goes ahead of what waits.
func (s *stage) follows(ev conversation.Event) (ahead []conversation.Entry) {
	s.t.Helper()
	res, err := s.engine.Step(s.rec, ev, s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.rec = res.Record
	for _, e := range res.Entries {
		if e.Side == conversation.Ahead {
			ahead = append(ahead, e)
		}
	}
	return ahead
}

// TestACaseFollowsTheDeskOnce posts the card once however often it is told, in the
// place of the first, and does not go to and fro.
func TestACaseFollowsTheDeskOnce(t *testing.T) {
	s := requested(t)
	first, card := s.rec.Cases[0].Thread, s.rec.Cases[0].Card
	ahead := s.follows(left(first, "e90"))
	if len(ahead) != 2 || ahead[0].Card == nil || ahead[0].As != card || ahead[0].Ref != "" || ahead[0].Bulk ||
		ahead[1].Line == nil || ahead[1].Ref != card || ahead[1].Line.Thread != first {
		t.Fatalf("it follows with %+v", ahead)
	}
	for _, waits := range []string{"e90", "e91", ""} {
		if again := s.follows(left(first, waits)); len(again) != 0 {
			t.Errorf("told again, it posts %+v", again)
		}
	}
	arrived := func(entry string, outcome conversation.Outcome, thread string) {
		s.follows(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: entry, Side: conversation.Ahead, Outcome: outcome, Message: thread}})
	}
	arrived(ahead[0].ID, conversation.Delivered, "slack:C2:1.1")
	if c := s.rec.Cases[0]; c.Thread != "slack:C2:1.1" || c.Card != card {
		t.Errorf("it goes on at %q under %q", c.Thread, c.Card)
	}
	if again := s.follows(left(first, "e90")); len(again) != 0 {
		t.Errorf("told late, it posts %+v", again)
	}
	if back := s.follows(left("slack:C2:1.1", "e92")); len(back) != 0 {
		t.Errorf("a moment later it goes back: %+v", back)
	}
	s.now = s.now.Add(11 * time.Minute)
	ahead = s.follows(left("slack:C2:1.1", "e92"))
	if len(ahead) != 2 {
		t.Fatalf("later it follows with %+v", ahead)
	}
	arrived(ahead[0].ID, conversation.Refused, "")
	if c := s.rec.Cases[0]; c.Thread != "slack:C2:1.1" || c.Anew != "" {
		t.Errorf("after a refusal it goes on at %q, waiting for %q", c.Thread, c.Anew)
	}
	if ahead = s.follows(left("slack:C2:1.1", "")); len(ahead) != 2 || !ahead[0].Bulk {
		t.Errorf("with nothing that waits it follows with %+v", ahead)
	}
}
