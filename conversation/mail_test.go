package conversation_test

import (
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

// mailing plays a story up to a request that Ana owns, where mail can be sent.
func mailing(t *testing.T) *stage {
	t.Helper()
	s := requested(t)
	s.mails()
	return s
}

// mailsSince are the words of the mails that were written after a mark in the story.
func (s *stage) mailsSince(mark int) int {
	return strings.Count(s.told.String()[mark:], "mail| To:")
}

// TestWhatTheChatLosesGoesByMailOnce loses a line and a payment request without a
// word before: Telegram refuses them, or twice does not answer.
func TestWhatTheChatLosesGoesByMailOnce(t *testing.T) {
	for _, outcome := range []conversation.Outcome{conversation.Unreachable, conversation.Refused, conversation.Unknown} {
		s := mailing(t)
		s.fails = outcome
		mark := s.told.Len()
		s.act("ana: Please telephone me.")
		s.until(s.now.Add(time.Minute))
		s.act("ana/request_payment")
		s.act("ana/submit amount=219")
		if n := s.mailsSince(mark); n != 2 {
			t.Errorf("%s: %d mails were written, want 2", outcome, n)
		}
		told := s.told.String()[mark:]
		for _, want := range []string{"Ana:</b> Please telephone me.", "with one of these: I have paid", "✉ Your reply went by email", "✉ A message to the applicant went by email"} {
			if strings.Count(told, want) != 1 {
				t.Errorf("%s: %q stands there %d times", outcome, want, strings.Count(told, want))
			}
		}
		if got := s.lineFate("line1"); got != conversation.Arrived {
			t.Errorf("%s: the line's fate is %q", outcome, got)
		}
		if gone := outcome == conversation.Unreachable; s.rec.Gone != gone {
			t.Errorf("%s: the person is taken for gone: %t", outcome, s.rec.Gone)
		}
	}
}

// TestEveryPartOfALongLineGoesByMail loses a reply in three parts: what was one
// line for its author is settled once, when the last part has arrived.
func TestEveryPartOfALongLineGoesByMail(t *testing.T) {
	s := mailing(t)
	s.fails = conversation.Refused
	s.act("ana: " + strings.Repeat("word ", 1000))
	mark := s.told.Len()
	s.until(s.now.Add(time.Minute))
	told := s.told.String()[mark:]
	if n := strings.Count(told, "word"); s.mailsSince(mark) != 3 || n != 1000 {
		t.Errorf("%d mails carry %d words", s.mailsSince(mark), n)
	}
	if strings.Contains(told, "+warning") || s.lineFate("line1") != conversation.Arrived {
		t.Errorf("its fate is %q", s.lineFate("line1"))
	}
}

// TestALongLineToSomebodyGoneIsOneMail has no need of parts.
func TestALongLineToSomebodyGoneIsOneMail(t *testing.T) {
	s := mailing(t)
	s.act("gone")
	mark := s.told.Len()
	s.act("ana: " + strings.Repeat("word ", 1000))
	s.until(s.now.Add(time.Minute))
	if n := strings.Count(s.told.String()[mark:], "word"); s.mailsSince(mark) != 1 || n != 1000 {
		t.Errorf("%d mails carry %d words", s.mailsSince(mark), n)
	}
}

// TestAFileToSomebodyGoneGoesWithAMail carries it over.
func TestAFileToSomebodyGoneGoesWithAMail(t *testing.T) {
	s := mailing(t)
	s.act("gone")
	mark := s.told.Len()
	s.step(conversation.Event{
		Kind: conversation.Wrote, Thread: s.rec.Cases[0].Thread, By: conversation.Actor{ID: "ana", Name: "Ana"},
		Line: &conversation.DeskLine{ID: "line1", Files: []conversation.Attachment{{Ref: "F1", Name: "letter.pdf", Type: "application/pdf", Size: 1000}}},
	})
	s.until(s.now.Add(time.Minute))
	if told := s.told.String()[mark:]; s.mailsSince(mark) != 1 || !strings.Contains(told, "📎 letter.pdf") {
		t.Errorf("the story goes on\n%s", told)
	}
}

// TestWhenMailFailsTooTheAssociateHears, by name.
func TestWhenMailFailsTooTheAssociateHears(t *testing.T) {
	s := mailing(t)
	s.fails, s.noMail = conversation.Refused, true
	mark := s.told.Len()
	s.act("ana: Please telephone me.")
	s.until(s.now.Add(time.Minute))
	s.act("ana/request_payment")
	s.act("ana/submit amount=219")
	told := s.told.String()[mark:]
	for _, want := range []string{"@ana ⚠ Your reply did not arrive: the mail server refused it", "@ana ⚠ An email to the applicant could not be delivered"} {
		if strings.Count(told, want) != 1 {
			t.Errorf("%q is not said once:\n%s", want, told)
		}
	}
	if got := s.lineFate("line1"); got != conversation.Failed {
		t.Errorf("its fate is %q", got)
	}
}

// TestNobodyIsMailedWhoHasNotAskedForIt has no server, no address, or no consent.
func TestNobodyIsMailedWhoHasNotAskedForIt(t *testing.T) {
	for name, take := range map[string]func(*stage){
		"no server":  func(s *stage) { s.engine = newStage(t, "2026-11-22 10:00").engine },
		"no address": func(s *stage) { delete(s.rec.Answers, "email") },
		"withdrawn":  func(s *stage) { withdraws(s) },
	} {
		s := mailing(t)
		take(s)
		mark := s.told.Len()
		s.act("gone")
		s.act("ana: Hello?")
		s.until(s.now.Add(60 * 24 * time.Hour))
		if n := s.mailsSince(mark); n != 0 {
			t.Errorf("%s: %d mails were written", name, n)
		}
	}
}

// TestWhatIsTooLateIsNotMailed: it comes again in the words of its day.
func TestWhatIsTooLateIsNotMailed(t *testing.T) {
	s := mailing(t)
	mark := s.told.Len()
	s.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{
		Entry: "e1", Side: conversation.Chat, Outcome: conversation.Stale, Wanted: true,
		Lost: &conversation.Entry{ID: "e1", Side: conversation.Chat, Report: true, Send: &conversation.Message{HTML: "yesterday's news"}},
	}})
	if n := s.mailsSince(mark); n != 0 {
		t.Errorf("%d mails were written", n)
	}
}
