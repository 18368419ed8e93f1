package conversation_test

import (
	"strings"
	"testing"

	"residencyassist/conversation"
)

// TestALetterThatDoesNotFitTheVisit is told when the visit is set, keeps the pack back
// until there is another or a reason, and is forgotten once one fits.
func TestALetterThatDoesNotFitTheVisit(t *testing.T) {
	for name, visit := range map[string]string{
		"another office": "office=Chapala; day=2027-02-17; hour=10:00",
		"an earlier day": "office=Guadalajara; day=2027-02-11; hour=10:00",
	} {
		t.Run(name, func(t *testing.T) {
			s := preparing(t, "2027-02-10 10:00", nil)
			draft := func(filled string) {
				s.move("ana", "letter", "")
				s.submit("ana", filled)
				s.pressAtDesk("ana", "Approve")
			}
			draft("office=Guadalajara; day=2027-02-12")
			told := s.since(func() {
				s.move("ana", "visit", "")
				s.submit("ana", visit+"; why=It was the only one.")
			})
			if !strings.Contains(told, "⚠ The letter of Å.Ñ. is for another office than this one, or bears a later day. Next:") {
				t.Errorf("told:\n%s", told)
			}
			told = s.since(func() {
				s.move("ana", "ready", "")
				s.submit("ana", "note=Good luck!")
			})
			if !strings.Contains(told, "Not sent: the letter of Å.Ñ.") || !strings.Contains(told, "Good luck!") || s.rec.Cases[0].Stage != conversation.Preparing {
				t.Errorf("the pack was sent:\n%s", told)
			}
			office, rest, _ := strings.Cut(visit, ";")
			draft(office + ";" + strings.TrimSuffix(rest, "; hour=10:00"))
			s.move("ana", "ready", "")
			s.submit("ana", "note=Good luck!")
			if s.rec.Cases[0].Stage != conversation.Ready || s.rec.Cases[0].Moves[len(s.rec.Cases[0].Moves)-1].Reason != "" {
				t.Errorf("with a letter that fits the pack was not sent:\n%s", s.told.String())
			}
		})
	}
	s := preparing(t, "2027-02-10 10:00", nil)
	s.move("ana", "letter", "")
	s.submit("ana", "office=Guadalajara; day=2027-02-12")
	s.pressAtDesk("ana", "Approve")
	s.move("ana", "visit", "")
	s.submit("ana", "office=Chapala; day=2027-02-17; hour=10:00; why=It was the only one.")
	s.move("ana", "ready", "")
	s.submit("ana", "reason=They take any letter there.")
	if c := s.rec.Cases[0]; c.Stage != conversation.Ready || c.Moves[len(c.Moves)-1].Reason != "They take any letter there." {
		t.Errorf("for a reason the pack was not sent:\n%s", s.told.String())
	}
}
