package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"residencyassist/conversation"
)

// finder knows some threads and counts how often it is asked.
type finder struct {
	knows map[string]string
	asked int
}

func (f *finder) RecordOf(_ context.Context, thread string) (string, error) {
	f.asked++
	return f.knows[thread], nil
}

func (s *scene) writes(id, thread string) error {
	return s.Handle(s.t.Context(), conversation.Event{
		ID: id, Kind: conversation.Wrote, Thread: thread, Line: &conversation.DeskLine{ID: id, Text: "line"},
	})
}

// TestALivelyForeignThreadIsLookedUpOnceInAWhile writes many lines in a thread
// that is none of ours.
func TestALivelyForeignThreadIsLookedUpOnceInAWhile(t *testing.T) {
	s := newScene(t)
	f := &finder{}
	s.Finder = f
	for i := range 100 {
		if err := s.writes(fmt.Sprint("l", i), "slack:C1:1.1"); err != nil {
			t.Fatal(err)
		}
	}
	if f.asked != 1 {
		t.Errorf("a hundred lines were looked up %d times", f.asked)
	}
	s.clock.pass(time.Minute)
	if err := s.writes("later", "slack:C1:1.1"); err != nil || f.asked != 2 {
		t.Errorf("after a while it was looked up %d times: %v", f.asked, err)
	}
	for i := range 3000 { // however many there are, they take little room
		if err := s.writes(fmt.Sprint("m", i), fmt.Sprint("slack:C1:2.", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.store.Link(t.Context(), "slack:C1:2.2999", s.store.ID("telegram:1:2")); err != nil {
		t.Fatal(err)
	}
	s.says("1", "wake me") // begins the record
	if err := s.writes("linked", "slack:C1:2.2999"); err != nil || s.Counts.Steps.Load() != 2 {
		t.Errorf("a thread that is linked meanwhile is not found: %d steps, %v", s.Counts.Steps.Load(), err)
	}
}

// TestDeskEventsBeginNoRecord presses a button and writes in threads that name a
// record which does not exist: nothing is stored, and the caller is told.
func TestDeskEventsBeginNoRecord(t *testing.T) {
	s := newScene(t)
	f := &finder{knows: map[string]string{"slack:C1:9.9": "q7nobody"}}
	s.Finder = f
	press := conversation.Event{ID: "p", Kind: conversation.Moved, Record: "q7nobody", Move: &conversation.DeskMove{Name: "claim"}}
	if err := s.Handle(t.Context(), press); !errors.Is(err, conversation.ErrNoRecord) {
		t.Errorf("a press: %v", err)
	}
	if err := s.store.Link(t.Context(), "slack:C1:1.1", "q7nobody"); err != nil {
		t.Fatal(err)
	}
	if err := s.writes("l1", "slack:C1:1.1"); !errors.Is(err, conversation.ErrNoRecord) {
		t.Errorf("a line in a thread that is linked: %v", err)
	}
	for _, id := range []string{"l2", "l3"} {
		if err := s.writes(id, "slack:C1:9.9"); err != nil || f.asked != 1 {
			t.Errorf("a line under a card of another memory: %v, looked up %d times", err, f.asked)
		}
	}
	loaded, err := s.store.Read(t.Context(), "q7nobody", "")
	if err != nil || loaded.Version != 0 {
		t.Errorf("the record is at version %d: %v", loaded.Version, err)
	}
	if n := s.Counts.Steps.Load(); n != 0 {
		t.Errorf("%d steps were taken", n)
	}
}
