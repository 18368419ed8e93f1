package conversation_test

import (
	"strings"
	"testing"
)

// TestAYesToDataIsNoYesToPapers: the agreement that numbers go into a letter is
// one thing, that pictures of papers are passed on another; a no to either says
// nothing of the other.
func TestAYesToDataIsNoYesToPapers(t *testing.T) {
	for answer, given := range map[string]string{"[ Yes, I agree": "yes", "[ No, leave blank lines": "no"} {
		t.Run(given, func(t *testing.T) {
			s := gathering(t)
			s.act(answer)
			s.act("[ ▫️ Passport")
			told := s.since(func() { s.act("! paper passport.jpg") })
			if !strings.Contains(told, "Before your first paper is passed on") || len(s.itemOf("passport").Sheets) != 0 {
				t.Fatalf("the first paper went on without its own yes:\n%s", told)
			}
			s.act("[ Yes, pass my papers on")
			if len(s.itemOf("passport").Sheets) != 1 || s.rec.Answers["papers"] != given {
				t.Errorf("after the yes there are %d files, and the answer about data is %q", len(s.itemOf("passport").Sheets), s.rec.Answers["papers"])
			}
		})
	}
}

// ready is a story whose filing pack has gone out without a letter, while the
// applicant was being asked about it.
func ready(t *testing.T) *stage {
	t.Helper()
	s := gathering(t)
	s.act("ana/ready")
	s.act("ana/submit reason=They bring their own letter.")
	return s
}

// TestOnceThePapersAreReadyNobodyIsAskedForThem: the pack closes the questions
// about letter and forms; they come back only if a letter is wanted after all.
func TestOnceThePapersAreReadyNobodyIsAskedForThem(t *testing.T) {
	s := ready(t)
	told := s.since(func() {
		s.act("> /status")
		s.act("@ 2026-11-26 12:00")
	})
	for _, words := range []string{"Your letter and your forms", "Shall we go on?", "Complete my details"} {
		if strings.Contains(told, words) {
			t.Errorf("with the papers ready the applicant reads %q:\n%s", words, told)
		}
	}
	told = s.since(func() {
		s.act("ana/letter")
		s.act("ana/submit office=Guadalajara; day=2027-02-10")
	})
	if !strings.Contains(told, "Your letter and your forms") {
		t.Errorf("for a letter that is wanted now nobody is asked:\n%s", told)
	}
}

// TestWhatIsSentFromTheCounterGoesOnAtOnce: a photo of what the office asks for is
// no paper of the checklist, and nothing is asked before it is passed on.
func TestWhatIsSentFromTheCounterGoesOnAtOnce(t *testing.T) {
	s := ready(t)
	s.act("[ ▫️ Passport")
	s.act("> /status")
	s.act("[ They ask for something else")
	told := s.since(func() { s.act("! paper slip.jpg: they gave me this") })
	if !strings.Contains(told, "file| slip.jpg") || strings.Contains(told, "Which paper is this") || strings.Contains(told, "first paper") {
		t.Errorf("a photo from the counter:\n%s", told)
	}
	s.act("ana: It is the second sheet.")
	s.act("@ 2026-11-23 10:30")
	if told := s.since(func() { s.act("! paper page.jpg") }); !strings.Contains(told, "first paper") {
		t.Errorf("once they are answered, a photo is of the checklist again:\n%s", told)
	}
}

// TestThePackGoesToTheChatAndByMail, once each; to somebody who has blocked the
// bot, by mail alone.
func TestThePackGoesToTheChatAndByMail(t *testing.T) {
	for _, gone := range []bool{false, true} {
		s := gathering(t)
		s.mails()
		if gone {
			s.act("gone")
		}
		told := s.since(func() {
			s.act("ana/ready")
			s.act("ana/submit reason=They bring their own letter.")
		})
		chats := strings.Count(told, "bot| <b>Here is your filing pack")
		if n := strings.Count(told, "mail| To:"); n != 1 || (chats == 0) != gone || strings.Contains(told, "Telegram too") == gone {
			t.Errorf("gone %t: %d mails, and in the chat it stands %d times:\n%s", gone, n, chats, told)
		}
	}
}

// TestTheCounterDoesNotWaitForOurHours: offices open before we do, and whoever
// stands there is waited for no longer than at noon.
func TestTheCounterDoesNotWaitForOurHours(t *testing.T) {
	s := ready(t)
	s.act("@ 2026-11-25 07:30")
	s.act("> /status")
	s.act("[ They ask for something else")
	if told := s.since(func() { s.act("@ 2026-11-25 07:41") }); !strings.Contains(told, "The applicant stands at the immigration office") {
		t.Errorf("eleven minutes later nobody was called:\n%s", told)
	}
}
