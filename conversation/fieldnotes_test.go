package conversation_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

// TestACorrectionLeavesTheOtherAnswers corrects each answer of the review to what
// it is already, and one to something else: nothing but that one changes.
func TestACorrectionLeavesTheOtherAnswers(t *testing.T) {
	s := newStage(t, "2026-11-22 10:00")
	for _, step := range []string{
		"> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident",
		"> 1 March 2027", "[ Yes, in Mexico", "[ Just me", "> Eve", "> Stone", "> eve@example.com", "> +1 415 555 2671", "[ Nothing to add",
	} {
		s.act(step)
	}
	before := maps.Clone(s.rec.Answers)
	for state, again := range map[string]string{
		"expires": "1 March 2027", "first_name": "Eve", "last_name": "Stone", "email": "eve@example.com", "telephone": "+1 415 555 2671",
	} {
		s.correct(state, again)
		if !maps.Equal(before, s.rec.Answers) {
			t.Errorf("correcting %s to the same changed %v to %v", state, before, s.rec.Answers)
		}
	}
	s.correct("last_name", "Stein")
	before["last_name"] = "Stein"
	if !maps.Equal(before, s.rec.Answers) {
		t.Errorf("correcting the last name changed %v to %v", before, s.rec.Answers)
	}
}

// correct changes an answer from the review.
func (s *stage) correct(state, answer string) {
	s.t.Helper()
	if !s.pressData(":edit:" + state) {
		s.t.Fatalf("%s cannot be corrected here:\n%s", state, s.told.String())
	}
	s.say(answer)
}

// TestAReminderThatFailedHoldsUpNoOther has Telegram refuse what is said of the
// opening: the associate hears of it, and the next reminders go out all the same.
func TestAReminderThatFailedHoldsUpNoOther(t *testing.T) {
	s := requested(t)
	s.write("ana", "line1", "We are on it.")
	s.until(s.instant("2027-01-29 12:00")) // the window opens the day after tomorrow
	s.fails = conversation.Refused
	s.until(s.instant("2027-01-31 12:00"))
	s.fails = ""
	mark := s.told.Len()
	s.until(s.instant("2027-02-23 12:00")) // days 21, 14 and 7
	said := strings.Join(ofApplicant(s.told.String()[mark:]), "\n")
	if n := strings.Count(said, "is open"); n < 3 {
		t.Errorf("after one reminder that failed, %d followed:\n%s", n, said)
	}
	if failed := fates(s, conversation.Refused); failed != 1 {
		t.Errorf("%d reminders are kept as refused", failed)
	}
}

// fates counts the reminders of the last case that ended so.
func fates(s *stage, fate conversation.Outcome) (n int) {
	for _, r := range s.theCase().Rungs {
		if r.Fate == fate {
			n++
		}
	}
	return n
}

// TestClosedHoursAreSaidOnceAndIntoNoTalk writes on a Sunday: once, it is said when
// somebody will be there; not while an associate talks with the person all the same.
func TestClosedHoursAreSaidOnceAndIntoNoTalk(t *testing.T) {
	said := func(s *stage) int { return strings.Count(s.told.String(), "Nobody is at work at the moment") }
	s := requested(t) // on a Sunday
	s.say("Are you there?")
	s.say("Hello?")
	if n := said(s); n != 1 {
		t.Errorf("closed hours were mentioned %d times:\n%s", n, s.told.String())
	}
	s = requested(t)
	s.write("ana", "line1", "I am looking at it.")
	s.until(s.now.Add(3 * time.Minute))
	s.say("Thank you, Ana")
	if n := said(s); n != 0 {
		t.Errorf("closed hours were mentioned in the middle of a talk:\n%s", s.told.String())
	}
}
