package main

import (
	"strings"
	"testing"
)

// TestEditsAndDeletionsReachTheChat follows what an associate does to a line
// after it was written, and what Slack does to it by itself.
func TestEditsAndDeletionsReachTheChat(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, carol := h.associate("ana"), h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.card("C.S.")
		ana.presses(card, "Claim")
		line := ana.writes(card, "The window opnes on 23 November: https://example.org/")
		h.call("POST", "/sandbox/slack/unfurl", map[string]string{"channel": "cases", "ts": line}, nil)
		h.settle()
		ana.edits(line, "The window opens on 23 November.")
		if carol.count("opnes") != 0 || carol.count("Ana: The window opens on 23 November.") != 1 {
			t.Errorf("after the edit Carol reads %q", carol.heard())
		}
		inside := ana.writes(card, ";; she seems in a hurry")
		ana.edits(inside, "she seems in a hurry")
		if carol.count("in a hurry") != 0 {
			t.Error("a line that was internal reached Carol by an edit")
		}
		expect(t, "ana", ana.told(), "stays internal")
		ana.edits(line, ";; never mind")
		second := ana.writes(card, "Please bring two photos.")
		third := ana.writes(card, "And your passport.")
		ana.deletes(third)
		if carol.count("The window opens") != 0 || carol.count("And your passport.") != 0 || carol.count("Please bring two photos.") != 1 {
			t.Errorf("after two lines were taken back Carol reads %q", carol.heard())
		}
		if n := h.card("C.S.").inThread("Ana took a line back"); n != 2 {
			t.Errorf("the desk reads %d times that a line was taken back", n)
		}
		carol.plays("> My passport is G1234")
		h.call("POST", carol.path+"say", map[string]any{"edit": map[string]any{"message": lastOf(carol, "G1234"), "text": "My passport is G12345"}}, nil)
		h.settle()
		if h.card("C.S.").inThread("before: My passport is G1234") != 1 {
			t.Error("the desk does not read what Carol's message said before")
		}

		// past Telegram's two days a line cannot be taken back, and the desk is told
		h.until("2026-11-23")
		ana.deletes(second)
		if carol.count("Please bring two photos.") != 1 || h.card("C.S.").inThread("Telegram refused it") != 1 {
			t.Errorf("a line that is too old to be taken back: %v", h.card("C.S.").Thread)
		}

		// the end of the card is told as a change of every line below it
		before := len(carol.heard())
		h.call("POST", "/sandbox/slack/delete", map[string]string{"user": "bot", "channel": "cases", "ts": card.TS}, nil)
		h.settle()
		if now := carol.heard(); len(now) != before {
			t.Errorf("when the card was deleted Carol was told %q", now[before:])
		}
		if strings.Contains(bot.log(), `"level":"ERROR"`) {
			t.Errorf("something went wrong:\n%s", bot.log())
		}
	})
}

// lastOf is the id of the last message that says something.
func lastOf(a *applicant, words string) (id int) {
	a.t.Helper()
	for _, m := range a.chat() {
		if strings.Contains(m.Text, words) {
			id = m.ID
		}
	}
	return id
}
