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

// drawings is where people find both machines drawn.
const drawings = "../.github/DRAWINGS.md"

// TestDrawingsAreCurrent keeps the drawings equal to the tables they are made
// from.
func TestDrawingsAreCurrent(t *testing.T) {
	s := newStage(t, "2026-11-22 10:00")
	dialogue, cases := s.engine.Drawings()
	want := "# The two machines\n\nDrawn from their tables by `go test ./conversation -update`.\n\n" +
		"## The dialogue\n\nEvery question can also be left, resumed, edited from the review and gone back from.\n\n```mermaid\n" + dialogue + "```\n\n" +
		"## The case\n\nEvery case can also be closed, with a reason.\n\n```mermaid\n" + cases + "```\n"
	if *update {
		if err := os.WriteFile(drawings, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(drawings)
	if err != nil || string(kept) != want {
		t.Errorf("%s is not what the tables draw; rewrite it with -update (%v)", drawings, err)
	}
}
