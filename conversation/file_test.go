package conversation_test

import (
	"strings"
	"testing"

	"residencyassist/conversation"
)

// hand is the applicant sending a file, alone.
func (s *stage) hand(file conversation.Attachment, album string) {
	s.step(conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001",
		Message: &conversation.Incoming{ID: "f" + file.Ref, Album: album, Media: conversation.Document, File: &file}})
}

// TestFilesOverTheLimitAreRefusedInWords sends files that no platform hands on:
// whoever sent them is told, and nothing of theirs is on its way.
func TestFilesOverTheLimitAreRefusedInWords(t *testing.T) {
	s := requested(t)
	s.hand(conversation.Attachment{Ref: "1", Name: "scan.pdf", Size: conversation.MaxToDesk + 1}, "")
	s.hand(conversation.Attachment{Ref: "2", Name: "nothing.pdf"}, "")
	if told := s.told.String(); strings.Count(told, "please send a smaller scan") != 1 || strings.Count(told, "there is nothing in it") != 1 || len(s.rec.Cases[0].Passing) != 0 {
		t.Errorf("%d files are on their way:\n%s", len(s.rec.Cases[0].Passing), told)
	}
	s.step(conversation.Event{Kind: conversation.Wrote, Thread: s.rec.Cases[0].Thread, By: conversation.Actor{ID: "ana", Name: "Ana"},
		Line: &conversation.DeskLine{ID: "big", Text: "Here", Files: []conversation.Attachment{{Ref: "3", Name: "all.zip", Size: conversation.MaxToPerson + 1}}}})
	if s.lineFate("big") != conversation.Internal || !strings.Contains(s.told.String(), "“all.zip” is larger than the 50 MB") {
		t.Errorf("the line is %q:\n%s", s.lineFate("big"), s.told.String())
	}
}

// TestAFileThatDoesNotReachTheDeskIsAskedForAgain refuses one of two files.
func TestAFileThatDoesNotReachTheDeskIsAskedForAgain(t *testing.T) {
	s := requested(t)
	for _, ref := range []string{"1", "2"} {
		res, err := s.engine.Step(s.rec, conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001",
			Message: &conversation.Incoming{ID: ref, Media: conversation.Photo, File: &conversation.Attachment{Ref: ref, Name: ref + ".jpg", Size: conversation.UnknownSize}}}, s.now)
		if err != nil {
			t.Fatal(err)
		}
		s.rec = res.Record
	}
	onTheirWay := s.rec.Cases[0].Passing
	if len(onTheirWay) != 2 {
		t.Fatalf("%d files are on their way", len(onTheirWay))
	}
	for i, outcome := range []conversation.Outcome{conversation.Delivered, conversation.Refused} {
		s.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: onTheirWay[i].Entry, Side: conversation.Desk, Outcome: outcome}})
	}
	told := s.told.String()
	if strings.Contains(told, "1.jpg") || !strings.Contains(told, "“2.jpg” could not be passed on") || !strings.Contains(told, "“2.jpg” from E.S. could not be fetched") {
		t.Errorf("they read:\n%s", told)
	}
	if len(s.rec.Cases[0].Passing) != 0 {
		t.Error("a file that is settled is still on its way")
	}
}

// TestAnAlbumIsThankedForOnce sends three pictures at once, after a message of
// which they were told just before that it was passed on.
func TestAnAlbumIsThankedForOnce(t *testing.T) {
	s := requested(t)
	s.until(s.instant("2026-11-23 10:00")) // a working day
	s.act("> Here come my stamps")
	for _, ref := range []string{"1", "2", "3"} {
		s.hand(conversation.Attachment{Ref: ref, Name: ref + ".jpg", Size: 1000}, "album")
	}
	if n := strings.Count(s.told.String(), "passed your file on"); n != 1 {
		t.Errorf("they were thanked %d times", n)
	}
}
