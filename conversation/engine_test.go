package conversation_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"residencyassist/conversation"
)

// checkReplay steps a story's journal again from nothing: the same build
// rebuilds the same record, and a record survives being written and read.
func checkReplay(t *testing.T, s *stage) {
	t.Helper()
	again := conversation.Record{ID: s.rec.ID}
	for i, ev := range s.events {
		res, err := s.engine.Step(again, ev, s.moments[i])
		if err != nil {
			t.Fatalf("replaying event %d: %v", i, err)
		}
		if again, err = throughJSON(res.Record); err != nil {
			t.Fatal(err)
		}
	}
	want, err := throughJSON(s.rec)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("the journal rebuilds another record:\n%s", diff)
	}
}

func throughJSON(rec conversation.Record) (out conversation.Record, err error) {
	b, err := json.Marshal(rec)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}

// TestDrawingsAreCurrent keeps the drawings in the documentation equal to the
// tables they are made from.
func TestDrawingsAreCurrent(t *testing.T) {
	s := newStage(t, "2026-11-22 10:00")
	dialogue, cases := s.engine.Drawings()
	for file, drawing := range map[string]string{
		"testdata/dialogue.mermaid": dialogue,
		"testdata/case.mermaid":     cases,
	} {
		if *update {
			if err := os.WriteFile(file, []byte(drawing), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		kept, err := os.ReadFile(file)
		if err != nil || string(kept) != drawing {
			t.Errorf("%s is not what the table draws; rewrite it with -update (%v)", file, err)
		}
	}
}
