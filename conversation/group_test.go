package conversation_test

import (
	"testing"
	"time"

	"residencyassist/conversation"
)

// TestAGroupIsToldOnceAnHour lets a group chatter: it is told that this is no
// place for personal matters, and then left in peace for an hour. Nothing of
// what is said there is kept.
func TestAGroupIsToldOnceAnHour(t *testing.T) {
	s := newStage(t, "2026-11-20 10:00")
	told := 0
	say := func() {
		t.Helper()
		res, err := s.engine.Step(s.rec, conversation.Event{
			Kind: conversation.Said, Chat: "telegram:1:-5", Message: &conversation.Incoming{Group: true},
		}, s.now)
		if err != nil {
			t.Fatal(err)
		}
		s.rec = res.Record
		told += len(res.Entries)
	}
	for range 120 {
		say()
		s.now = s.now.Add(time.Minute)
	}
	if told != 2 {
		t.Errorf("in two hours the group was told %d times", told)
	}
	if len(s.rec.Answers)+len(s.rec.Cases) != 0 || s.rec.Dialogue.State != "" {
		t.Errorf("the group began a dialogue: %+v", s.rec)
	}
	s.now = s.now.Add(-30 * 24 * time.Hour) // a clock that was set right
	if say(); told != 3 {
		t.Error("a group that was told in the future is never told again")
	}
}
