package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

// requested plays a story up to a request that Ana owns.
func requested(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, "2026-11-22 10:00")
	for _, step := range []string{
		"> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident",
		"> 1 March 2027", "[ Yes, in Mexico", "[ Just me", "> Eve", "> Stone", "> eve@example.com", "> +1 415 555 2671",
		"[ Nothing to add", "[ It is right, and I understand", "[ Yes, send my request", "ana/claim",
	} {
		s.act(step)
	}
	return s
}

func (s *stage) lineFate(id string) conversation.Fate {
	for _, c := range s.rec.Cases {
		for _, l := range c.Lines {
			if l.Line == id {
				return l.Fate
			}
		}
	}
	return ""
}

// TestALineTakenBackBeforeItComesNeverLeaves hears of a deletion first, as
// happens when the line itself has to be delivered again.
func TestALineTakenBackBeforeItComesNeverLeaves(t *testing.T) {
	s := requested(t)
	s.act("ana/delete line1")
	s.act("ana: I did not mean this")
	s.until(s.now.Add(time.Minute))
	if strings.Contains(s.told.String(), "I did not mean this</b>") || strings.Contains(s.told.String(), "Ana:</b> I did not") {
		t.Error("a deleted line reached the applicant")
	}
	if got := s.lineFate("line1"); got != conversation.Undone {
		t.Errorf("its fate is %q", got)
	}
}

// TestAnEarlierThreadIsClosed writes in the thread of a case that was closed,
// while another is open: nothing of it reaches the applicant.
func TestAnEarlierThreadIsClosed(t *testing.T) {
	s := requested(t)
	old := s.rec.Cases[0].Thread
	withdraws(s)
	s.act("> /start")
	for _, step := range []string{"[ Yes, I agree", "[ It is right, and I understand", "[ Yes, send my request"} {
		s.act(step)
	}
	if len(s.rec.Cases) != 2 || s.rec.Cases[1].Stage != conversation.Requested {
		t.Fatalf("the second request is not there: %+v", s.rec.Cases)
	}
	s.step(conversation.Event{Kind: conversation.Wrote, Thread: old, By: conversation.Actor{ID: "ana", Name: "Ana"},
		Line: &conversation.DeskLine{ID: "late", Text: "about the old case"}})
	s.until(s.now.Add(time.Minute))
	if strings.Contains(s.told.String(), "Ana:</b> about the old case") || s.rec.Cases[1].Owner.ID != "" {
		t.Error("a line of the closed case's thread acted on the open one")
	}
}

// TestALongReplyArrivesWholeOrFails loses the first part of a reply in three
// parts: the line has failed, whatever became of the others.
func TestALongReplyArrivesWholeOrFails(t *testing.T) {
	s := requested(t)
	s.act("ana: " + strings.Repeat("word ", 1000))
	s.now = s.wake
	res, err := s.engine.Step(s.rec, conversation.Event{Kind: conversation.Woke}, s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.rec = res.Record
	var parts []string
	for _, e := range res.Entries {
		if e.Side == conversation.Chat {
			parts = append(parts, e.ID)
		}
	}
	if len(parts) != 3 {
		t.Fatalf("it became %d messages", len(parts))
	}
	for i, entry := range parts {
		outcome := conversation.Delivered
		if i == 0 {
			outcome = conversation.Refused
		}
		s.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: entry, Side: conversation.Chat, Outcome: outcome}})
	}
	if got := s.lineFate("line1"); got != conversation.Failed {
		t.Errorf("its fate is %q", got)
	}
}

// TestAHeldLineIsNotForgotten writes many internal lines while one is held.
func TestAHeldLineIsNotForgotten(t *testing.T) {
	s := requested(t)
	s.act("ana: Hello Eve")
	for range 80 {
		s.act("ana: ;; a note")
	}
	if got := s.lineFate("line1"); got != conversation.Held {
		t.Fatalf("after eighty notes the held line is %q", got)
	}
	s.until(s.now.Add(time.Minute))
	if n := strings.Count(s.told.String(), "<b>Ana:</b> Hello Eve"); n != 1 {
		t.Errorf("it arrived %d times", n)
	}
}

// TestWhatIsHeldWhenACaseClosesStaysAtTheDesk closes a case with a line held.
func TestWhatIsHeldWhenACaseClosesStaysAtTheDesk(t *testing.T) {
	s := requested(t)
	s.act("ana: Hello Eve")
	withdraws(s)
	s.until(s.now.Add(time.Minute))
	if got := s.lineFate("line1"); got != conversation.Internal {
		t.Errorf("its fate is %q", got)
	}
	if strings.Contains(s.told.String(), "<b>Ana:</b> Hello Eve") {
		t.Error("it reached somebody who had taken their agreement back")
	}
}

// TestADeskIsToldOnceOfAStepThatFails apologises several times in a row.
func TestADeskIsToldOnceOfAStepThatFails(t *testing.T) {
	s := requested(t)
	told := 0
	for i := range 3 {
		res := s.engine.Apologise(s.rec, conversation.Event{ID: fmt.Sprint(i), Kind: conversation.Woke}, s.now)
		s.rec = res.Record
		for _, e := range res.Entries {
			if e.Line != nil {
				told++
			}
		}
	}
	if told != 1 {
		t.Errorf("the desk was told %d times", told)
	}
}
