package conversation_test

import (
	"strings"
	"testing"

	"residencyassist/conversation"
)

// TestOnlyWhatIsSentByButton goes out where the service wants it so: no plain line
// does, whoever writes it, and every word about it says so. The first that is sent
// makes its author the owner.
func TestOnlyWhatIsSentByButton(t *testing.T) {
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	service.Relay = false
	s := requested(t)
	s.engine = engineOf(t, service)
	s.act("ana/release")
	told := s.since(func() {
		s.write("ana", "line1", "Good morning, Eve.")
		s.until(s.now.Add(holdTime))
	})
	if strings.Contains(told, "bot|") || s.lineFate("line1") != conversation.Offered || s.rec.Cases[0].Owner.ID != "" {
		t.Errorf("a plain line is %s:\n%s", s.lineFate("line1"), told)
	}
	told = s.since(func() {
		s.move("ana", "send", "line1")
		s.until(s.now.Add(holdTime))
	})
	if !strings.Contains(told, "Good morning, Eve.") || s.lineFate("line1") != conversation.Arrived || s.rec.Cases[0].Owner.ID != "ana" {
		t.Errorf("a line that was sent is %s, the case is %+v's:\n%s", s.lineFate("line1"), s.rec.Cases[0].Owner, told)
	}
	s.write("ana", "line2", "And another.")
	s.write("ana", "line3", ";; for us")
	if s.lineFate("line2") != conversation.Offered || s.lineFate("line3") != conversation.Internal {
		t.Errorf("the owner's lines are %s and %s", s.lineFate("line2"), s.lineFate("line3"))
	}
	told += s.since(func() {
		s.act("ana/hand_over")
		s.act("ana/submit to=ben; to_name=Ben")
		s.act("ben/release")
		s.act("ana/claim")
	})
	for words, n := range map[string]int{"once its author presses Send to the applicant": 3, "replies in this thread go to the applicant": 0, "replies go to the applicant": 0} {
		if got := strings.Count(told, words); got != n {
			t.Errorf("%q is said %d times, want %d:\n%s", words, got, n, told)
		}
	}
}
