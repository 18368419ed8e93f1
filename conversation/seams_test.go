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
