package conversation_test

import (
	"testing"
	"time"

	"residencyassist/conversation"
)

// TestAReminderThatCouldNotBeSentIsSentAnew reports a reminder as too late, and
// then as sent to somebody who was gone: it is due again each time, the
// associate is told of the window once, and once it has arrived it is over.
func TestAReminderThatCouldNotBeSentIsSentAnew(t *testing.T) {
	s := requested(t)
	s.write("ana", "line1", "We are on it.") // or the desk would be told that somebody waits
	s.until(s.instant("2027-01-29 12:00"))   // the window opens the day after tomorrow
	reminders, notices := 0, 0
	for _, outcome := range []conversation.Outcome{conversation.Stale, conversation.Unreachable, conversation.Delivered} {
		s.now = s.wake
		res, err := s.engine.Step(s.rec, conversation.Event{Kind: conversation.Woke}, s.now)
		if err != nil {
			t.Fatal(err)
		}
		s.rec = res.Record
		for _, e := range res.Entries {
			if e.Line != nil {
				notices++
			}
			if e.Send != nil && e.Report {
				reminders++
				s.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: e.ID, Side: e.Side, Outcome: outcome}})
			}
		}
		if outcome == conversation.Unreachable {
			s.step(conversation.Event{Kind: conversation.Opened, Chat: "telegram:1:1001"}) // the person is back
		}
	}
	if reminders != 3 || notices != 1 {
		t.Errorf("%d reminders and %d notices to the associate", reminders, notices)
	}
	if wait := s.wake.Sub(s.now); wait < 7*24*time.Hour {
		t.Errorf("after it arrived the record wakes again within %s", wait)
	}
}
