package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

// delivered steps an event and returns what it sends to the chat and says at the
// desk; nothing is carried anywhere.
func (s *stage) delivered(ev conversation.Event) (chat []conversation.Entry, desk string) {
	s.t.Helper()
	res, err := s.engine.Step(s.rec, ev, s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.rec = res.Record
	for _, e := range res.Entries {
		switch {
		case e.Side == conversation.Chat:
			chat = append(chat, e)
		case e.Line != nil:
			desk += "@" + e.Line.Mention + " " + e.Line.Text + "\n"
		case e.Whisper != nil:
			desk += e.Whisper.Text + "\n"
		}
	}
	return chat, desk
}

func (s *stage) erased(line string, files ...string) conversation.Event {
	return conversation.Event{Kind: conversation.Erased, Thread: s.thread(), By: conversation.Actor{ID: "ana"},
		Line: &conversation.DeskLine{ID: line, Without: files}}
}

func reported(e conversation.Entry, outcome conversation.Outcome) conversation.Event {
	return conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: e.ID, Side: e.Side, Outcome: outcome}}
}

// TestATakeBackIsToldOnceItIsKnown deletes a reply of three messages, of which
// Telegram removes all, or all but one, or gives no answer.
func TestATakeBackIsToldOnceItIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		ends  [3]conversation.Outcome
		words string
		fate  conversation.Fate
	}{
		"all":       {[3]conversation.Outcome{conversation.Delivered, conversation.Delivered, conversation.Delivered}, "@ Ana took a line back", conversation.Withdrawn},
		"a refusal": {[3]conversation.Outcome{conversation.Delivered, conversation.Refused, conversation.Delivered}, "@ana ⚠ A line of Ana could not be taken back and still stands in the applicant's chat: Telegram refused it", conversation.Arrived},
		"no answer": {[3]conversation.Outcome{conversation.Unknown, conversation.Delivered, conversation.Delivered}, "Telegram gave no answer, twice", conversation.Arrived},
		"blocked":   {[3]conversation.Outcome{conversation.Unreachable, conversation.Unreachable, conversation.Unreachable}, "the applicant blocked the bot", conversation.Arrived},
	} {
		t.Run(name, func(t *testing.T) {
			s := requested(t)
			s.act("ana: " + strings.Repeat("word ", 1000))
			s.until(s.now.Add(time.Minute))
			drops, desk := s.delivered(s.erased("line1"))
			if len(drops) != 3 || desk != "" || s.lineFate("line1") != conversation.Leaving {
				t.Fatalf("%d messages are taken back, and before that is known the desk reads %q", len(drops), desk)
			}
			if again, _ := s.delivered(s.erased("line1")); len(again) != 0 {
				t.Errorf("told twice, it takes %d messages back once more", len(again))
			}
			for i, drop := range drops {
				_, said := s.delivered(reported(drop, c.ends[i]))
				desk += said
			}
			if !strings.Contains(desk, c.words) || strings.Count(desk, "line") != 1+strings.Count(desk, "new line") {
				t.Errorf("the desk reads %q", desk)
			}
			if got := s.lineFate("line1"); got != c.fate {
				t.Errorf("its fate is %q", got)
			}
		})
	}
}

// TestALineThatStaysCanBeTakenBackLater is refused once and deleted again.
func TestALineThatStaysCanBeTakenBackLater(t *testing.T) {
	s := requested(t)
	s.act("ana: Hello Eve")
	s.until(s.now.Add(time.Minute))
	for _, outcome := range []conversation.Outcome{conversation.Refused, conversation.Delivered} {
		drops, _ := s.delivered(s.erased("line1"))
		if len(drops) != 1 {
			t.Fatalf("%d messages are taken back", len(drops))
		}
		s.delivered(reported(drops[0], outcome))
	}
	if got := s.lineFate("line1"); got != conversation.Withdrawn {
		t.Errorf("its fate is %q", got)
	}
}

// TestALineOfLongAgoIsSaidToBe deletes a line that is no longer remembered.
func TestALineOfLongAgoIsSaidToBe(t *testing.T) {
	s := requested(t)
	s.act("ana: Hello Eve")
	s.until(s.now.Add(time.Minute))
	for range 80 {
		s.act("ana: ;; a note")
	}
	if drops, desk := s.delivered(s.erased("line1")); len(drops) != 0 || !strings.Contains(desk, "too old to be changed") {
		t.Errorf("%d messages are taken back, and Ana reads %q", len(drops), desk)
	}
}

// TestAReplyThatFailsAfterItsCaseWasClosedIsTold closes a case while a reply is
// on its way.
func TestAReplyThatFailsAfterItsCaseWasClosedIsTold(t *testing.T) {
	s := requested(t)
	s.act("ana: Hello Eve")
	s.now = s.wake
	chat, _ := s.delivered(conversation.Event{Kind: conversation.Woke})
	s.delivered(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "ana", Name: "Ana"},
		Move: &conversation.DeskMove{Name: "close", Values: conversation.FormValues{"reason": "done"}}})
	if _, desk := s.delivered(reported(chat[0], conversation.Refused)); !strings.Contains(desk, "Your reply did not arrive") {
		t.Errorf("the desk reads %q", desk)
	}
}

// TestWhoeverDidWhatFailedIsTold apologises for presses and lines, on a case and
// on the associates' own record.
func TestWhoeverDidWhatFailedIsTold(t *testing.T) {
	s := requested(t)
	ana := conversation.Actor{ID: "ana", Name: "Ana"}
	for name, c := range map[string]struct {
		rec   conversation.Record
		ev    conversation.Event
		words string
	}{
		"a press":            {s.rec, conversation.Event{Kind: conversation.Moved, By: ana, Move: &conversation.DeskMove{Name: "claim"}}, "Nothing was lost"},
		"a form":             {s.rec, conversation.Event{Kind: conversation.Moved, By: ana, Move: &conversation.DeskMove{Name: "close", Values: conversation.FormValues{"note": "half an hour of thought"}}}, "half an hour of thought"},
		"the book":           {conversation.Record{ID: "desk"}, conversation.Event{Kind: conversation.Moved, Desk: true, By: ana, Move: &conversation.DeskMove{Name: "pause"}}, "on our side"},
		"a form of the book": {conversation.Record{ID: "desk"}, conversation.Event{Kind: conversation.Moved, Desk: true, By: ana, Move: &conversation.DeskMove{Name: "profile", Values: conversation.FormValues{"name": "Ana María"}}}, "Ana María"},
		"a line":             {s.rec, conversation.Event{Kind: conversation.Wrote, By: ana, Line: &conversation.DeskLine{ID: "l", Text: "Hello"}}, "has not reached the applicant"},
	} {
		for i := range 2 {
			res := s.engine.Apologise(c.rec, c.ev, s.now)
			var told []string
			for _, e := range res.Entries {
				if e.Whisper != nil && e.Whisper.User == "ana" {
					told = append(told, e.Whisper.Text)
				}
			}
			if c.rec = res.Record; len(told) != 1 || !strings.Contains(told[0], c.words) {
				t.Errorf("%s, time %d: Ana is told %q", name, i+1, fmt.Sprint(told))
			}
		}
	}
}
