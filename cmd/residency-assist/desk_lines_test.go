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
		late := h.card("C.S.")
		if carol.count("Please bring two photos.") != 1 || late.inThread("could not be taken back and still stands") != 1 || late.inThread("Ana took a line back") != 2 {
			t.Errorf("a line that is too old to be taken back: %v", late.Thread)
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

// TestWhatArrivedIsMendedAfterTheCaseIsClosed edits and deletes lines, and a file
// of one, when nothing new can be written any more.
func TestWhatArrivedIsMendedAfterTheCaseIsClosed(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, carol := h.associate("ana"), h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.card("C.S.")
		ana.presses(card, "Claim")
		price := ana.writes(card, "It costs US$291.")
		wrong := ana.writes(card, "This was meant for somebody else.")
		pdf, jpg := papers()
		both := ana.drops(card, pdf, "Please sign this.")
		alone := ana.drops(card, jpg, "")
		h.settle()
		ana.opens(card, "Close the case…").passes()

		ana.edits(price, "It costs US$219.")
		ana.deletes(wrong)
		if carol.count("US$291") != 0 || carol.count("Ana: It costs US$219.") != 1 || carol.count("somebody else") != 0 {
			t.Errorf("after the case was closed Carol reads %q", carol.heard())
		}
		for i, ts := range []string{both, alone} {
			file := h.card("C.S.").line(t, ts).Files[0].ID
			h.call("POST", "/sandbox/slack/delete", map[string]string{"user": "ana", "channel": "cases", "ts": ts, "file_id": file}, nil)
			h.settle()
			if n := len(carol.files()); n != 1-i || carol.count("Please sign this.") != 1 {
				t.Errorf("after the file of line %d was deleted Carol has %d files and reads %q", i, n, carol.heard())
			}
		}
		card = h.card("C.S.")
		if card.inThread("took a part of a line back") != 1 || card.inThread("Ana took a line back") != 2 {
			t.Errorf("the desk reads %v", card.Thread)
		}
		if len(card.line(t, alone).Reactions["leftwards_arrow_with_hook"]) == 0 || len(card.line(t, both).Reactions["white_check_mark"]) == 0 {
			t.Errorf("the lines are marked %v and %v", card.line(t, alone).Reactions, card.line(t, both).Reactions)
		}
		h.until("2026-11-23")
		ana.deletes(price)
		if h.card("C.S.").inThread("The case is closed: press Reopen first") != 1 || carol.count("US$219.") == 0 {
			t.Errorf("a line that is too old to be taken back: %v", h.card("C.S.").Thread)
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
