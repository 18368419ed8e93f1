package main

import (
	"strings"
	"testing"
)

// ref is the reference on a card.
func (p post) ref() string {
	at := strings.Index(p.Text+"\n"+strings.Join(p.Blocks, "\n"), "RA-")
	return (p.Text + "\n" + strings.Join(p.Blocks, "\n"))[at : at+len("RA-XXXX-XXXX")]
}

// TestCasesBesideTheBot looks at cases that have gone all the way, and at others
// under way, while the bot runs on.
func TestCasesBesideTheBot(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		ana, ben := h.associate("ana"), h.associate("luis")
		carol, ines := h.applicant("Carol", "en"), h.applicant("Inés", "es")
		carol.plays(english...)
		ines.plays(spanish...)
		consults(t, ana, carol, ines)
		plansVisits(t, ana, ben, carol, ines)
		h.until("2026-12-11T16:00:00Z")
		carolsDay(t, ana, carol)
		inesDay(t, ana, ines)
		h.until("2027-01-25T18:00:00Z")
		for _, initials := range []string{"C.S.", "I.R."} {
			out, trouble, status := h.cases("replay", h.card(initials).ref())
			if status != 0 || !strings.Contains(out, "byte for byte") {
				t.Errorf("replaying %s ended with %d: %s%s", initials, status, out, trouble)
			}
			t.Log(out)
		}
	})
}
