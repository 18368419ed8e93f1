package main

import (
	"regexp"
	"strings"
	"testing"
)

// newcomer is an associate who knows nothing but what the screen says.
type newcomer struct {
	*associate
	presses int
}

// toPress is the button that a card's line about what comes next names.
var toPress = regexp.MustCompile(`Next\W+(?:[^.]*?)press ([A-Z][a-z]+(?: [a-z]+)*?)(?: once|,|\.|$|\n)`)

// TestTheWordsOnScreenLeadOn gives the desk to somebody who reads only what is
// on screen and presses what it names: from a new request to the consultation it
// takes at most twenty presses, a field filled in or a form sent being one each.
func TestTheWordsOnScreenLeadOn(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-23")
	h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	ana := &newcomer{associate: h.associate("ana")}
	for !h.card("C.S.").says("consultation") {
		if ana.presses > 20 {
			t.Fatalf("after %d presses the card reads %q", ana.presses, h.card("C.S.").Blocks)
		}
		ana.follows(h.card("C.S."))
	}
	t.Logf("from new to consultation in %d presses", ana.presses)
}

// follows presses what the card names and fills in what opens.
func (n *newcomer) follows(card post) {
	n.t.Helper()
	named := toPress.FindStringSubmatch(strings.Join(card.Blocks, "\n"))
	if named == nil {
		n.t.Fatalf("the card names nothing to press: %q", card.Blocks)
	}
	n.presses++
	for _, button := range card.Buttons {
		if strings.HasPrefix(button, named[1]) {
			n.associate.presses(card, button)
			n.fills(n.form())
			return
		}
	}
	n.t.Fatalf("the card names %q, its buttons are %q", named[1], card.Buttons)
}

// fills puts something fitting into each field that wants it, by its label.
func (n *newcomer) fills(f *deskForm) {
	if f == nil {
		return
	}
	for _, in := range f.Inputs {
		switch {
		case in.Value != nil && in.Value != "":
		case in.Label == "First day":
			f.fill(in.Label, "2026-11-30")
			n.presses++
		case in.Label == "First hour":
			f.fill(in.Label, "10:00")
			n.presses++
		}
	}
	n.presses++
	f.passes()
}
