package main

import (
	"slices"
	"strings"
	"testing"
)

// hostile is what somebody writes who would like to call everybody at the desk and
// lead them somewhere. It is short enough for a name of an associate's.
const hostile = "<!channel> <https://evil.example|click> <@U0ANA0001> *b* & &amp;"

// TestForeignWordsStandThereLiterally lets an applicant write such words wherever
// one can, and an associate call herself so, and reads them wherever the desk shows
// them: the card, the thread, the notification, the full view, a form, Home, the
// commands and the digest. They are words there: what Slack acts on the sandbox
// shows as what it does, "@channel" or the words of a link.
func TestForeignWordsStandThereLiterally(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, eve := h.associate("ana"), h.applicant(hostile, "en")
		ana.homes("Your desk")
		ana.pressesAtHome("My profile…").fill("Name", hostile).passes()
		if got := ana.pressesAtHome("My profile…").shows("Name"); got != hostile {
			t.Errorf("the form that knows Ana's name shows %q", got)
		}
		request := slices.Clone(english)
		request[12] = "> " + hostile
		eve.plays(request[:8]...)
		eve.plays("> <!channel>", "> <https://evil.example|click>") // are no names
		eve.plays(request[8:]...)
		ref := reference.FindString(strings.Join(eve.heard(), " "))

		eve.plays("> " + hostile)
		h.call("POST", eve.path+"say", map[string]any{"edit": map[string]any{"message": lastOf(eve, hostile), "text": "Again: " + hostile}}, nil)
		eve.hands(paper{hostile + ".pdf", "application/pdf", []byte("%PDF-1.7")}, "See "+hostile)
		card := h.card("C.S.")
		ana.presses(card, "Claim")
		ana.presses(card, "Show details")
		ana.opens(card, "Close the case…").fill("A note for colleagues", hostile).passes()
		ana.opens(card, "Reopen…").fill("Why", hostile).passes()
		details := ana.told()
		for _, w := range ana.whispers() {
			details += strings.Join(w.Blocks, "\n")
		}
		expect(t, "Ana's full view", details, hostile)
		card = h.stands("C.S.", "Owner: "+hostile)
		expect(t, "the notification of the card", card.Text, "Owner: "+hostile)
		for _, words := range []string{"writes", "before: " + hostile, "See " + hostile, "owns this case now", "closed", "opened"} {
			if card.inThread(words) == 0 {
				t.Errorf("no line says %q", words)
			}
		}
		if n := card.inThread(hostile); n < 7 {
			t.Errorf("%d lines of the thread show such words: %v", n, card.Thread)
		}
		for _, line := range card.Thread {
			if line.says(hostile) && len(line.Files) == 0 && !strings.Contains(line.Text, hostile) {
				t.Errorf("a line that says so is notified as %q", line.Text)
			}
		}
		ana.homes(ref, hostile)
		ana.reads(ana.types("/cases", ""), hostile)
		ana.reads(ana.types("/case", ref), hostile)
		ana.reads(ana.types("/case", hostile[:30]), hostile[:30])
		h.until("2026-11-23T09:00:00-06:00")
		digests := slices.DeleteFunc(h.posts(), func(p post) bool { return !p.says("Good morning.") })
		if len(digests) != 1 || digests[0].says("evil") { // it counts, and names nobody
			t.Errorf("the digest reads %v", digests)
		}
		assertDiscreet(t, bot.log())
	})
}
