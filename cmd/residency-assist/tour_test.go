package main

import (
	"slices"
	"strings"

	"residencyassist/adapters/sandbox/page/pagetest"
)

// pageWithItsTour follows the page's guided tour to the letter: what it sets in bold is
// pressed, what it sets as keys is typed, and nothing else is done. It leads from
// the README's command to an answered request and a reminder.
func pageWithItsTour(h *house, b *pagetest.Tab) {
	h.t.Helper()
	for step := range 7 {
		b.Sees("#tour-title", string(rune('1'+step))+" of 7")
		for _, act := range b.Reads("#tour-words :is(b, kbd)") {
			h.obeys(b, act)
		}
		if step < 6 {
			b.Presses("#tour", "Next")
		}
	}
	emma := h.onlyPerson()
	if emma.count("Ana: Hello Emma, shall we talk on Monday?") != 1 {
		h.t.Errorf("Emma's request was not answered: %q", emma.heard())
	}
	if n := h.card("E.C.").inThread("Yes, at ten"); n != 1 {
		h.t.Errorf("what Emma wrote stands %d times in the thread", n)
	}
	b.Sees(".theirs .text", "Your renewal window opens")
	b.Presses("#tour", "Done")
	b.Until("the tour being over", `document.querySelector("#tour").hidden`)
}

// obeys does one thing that the tour says and waits until the bot has reacted.
func (h *house) obeys(b *pagetest.Tab, words string) {
	h.t.Helper()
	switch keys := b.Reads("#tour-words kbd"); {
	case !slices.Contains(keys, words):
		b.Presses("body", words)
	case slices.Contains(b.Reads(`#tour-words kbd[data-into="thread"]`), words):
		b.Sends("#write-thread textarea", words)
	default:
		b.Sends("#message", words)
	}
	h.settle()
}

// pageWithSamplePeople lets each sample person of the page enter, one after the other.
func pageWithSamplePeople(h *house, b *pagetest.Tab) {
	h.t.Helper()
	b.Presses("#people", "Samples…")
	samples := b.Reads("dialog .sample b")
	if len(samples) < 5 {
		h.t.Fatalf("the page offers %q", samples)
	}
	b.Presses("dialog", "Close")
	for _, name := range samples {
		b.Presses("#people", "Samples…")
		b.PressesOn("dialog .sample", name)
		first, _, _ := strings.Cut(name, " ")
		b.Sees("#people [aria-pressed=true]", first)
		b.Until(name+" having talked", `document.querySelector("#walking").textContent === ""`)
	}
	if complaints := b.Reads("#notices p"); len(complaints) > 0 {
		h.t.Errorf("a sample person could not enter: %q", complaints)
	}
	for _, initials := range []string{"C.S.", "E.B.", "F.M.", "H.V."} {
		h.card(initials)
	}
	if n := len(h.cards()); n != 4 {
		h.t.Errorf("there are %d cards; somebody who stopped half-way has none", n)
	}
}
