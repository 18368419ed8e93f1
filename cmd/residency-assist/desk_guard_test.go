package main

import (
	"slices"
	"strings"
	"testing"
)

// TestNobodyOutsideTheChannelActs refuses presses and forms, in words.
func TestNobodyOutsideTheChannelActs(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		h.serve()
		ana, luis, visitor := h.associate("ana"), h.associate("luis"), h.associate("visitor")
		carol := h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.card("C.S.")
		visitor.tries(card, "Claim", true)
		h.settle()
		expect(t, "a visitor", visitor.told(), "Only members of the channel")
		h.stands("C.S.", "requested, nobody has taken it yet")

		ana.presses(card, "Claim")
		form := luis.opens(card, "Close the case…").fill("A word to the applicant", "Good-bye.")
		luis.leaves()
		wrong := form.submits()
		expect(t, "luis, who has left,", wrong["Why"], "Only members of the channel")
		luis.tries(card, "Show details", true)
		h.settle()
		expect(t, "luis, who has left,", luis.told(), "Only members of the channel")
		if h.stands("C.S.", "Stage: accepted"); carol.count("Good-bye.") != 0 {
			t.Error("Carol read what somebody wrote who is not in the channel")
		}
	})
}

// TestTheLongestWordsFitTheDesk lets people write as much as the dialogue takes,
// hostile besides, where the sandbox refuses whatever Slack would.
func TestTheLongestWordsFitTheDesk(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	bot := h.serve()
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	const hostile = "<!channel> <https://evil.example|click> & *bold* "
	request := slices.Clone(english)
	request[8], request[9] = "> "+longest("Wilhelmina-Aurora ", 60), "> "+longest("Featherstonehaugh-Smith ", 60)
	request[12] = "> " + longest(hostile, 1500)
	carol.plays(request...)
	expect(t, "Carol", carol.last(), "Your request is sent")
	card := h.cards()[0]
	ana.presses(card, "Claim")
	ana.presses(card, "Show details")
	expect(t, "ana", ana.told(), "Featherstonehaugh")
	carol.plays("> " + longest(hostile, 4096))
	if thread := h.cards()[0]; thread.inThread("<!channel> <https://evil.example|click>") < 2 {
		t.Error("what Carol wrote does not stand there literally")
	}
	ana.opens(card, "Request payment…").fill("Where to pay", longest("https://pay.example.com/?token=", 500)).
		fill("A note to the applicant", longest(hostile, 1200)).passes()
	expect(t, "Carol", carol.last(), "<!channel> <https://evil.example|click>")
	ana.opens(card, "Close the case…").fill("A note for colleagues", longest(hostile, 1200)).fill("A word to the applicant", longest("🙏🏽", 1200)).passes()
	expect(t, "Carol", carol.last(), "🙏🏽")
	ana.opens(card, "Reopen…").fill("Why", longest(hostile, 500)).passes()
	h.stands("W.F.", "Stage: accepted")
	for _, trouble := range []string{"a layout was refused", "not delivered", `"level":"ERROR"`} {
		if strings.Contains(bot.log(), trouble) {
			t.Errorf("the log says %q:\n%s", trouble, bot.log())
		}
	}
}

// longest repeats words up to a number of characters.
func longest(words string, characters int) string {
	all := []rune(strings.Repeat(words, characters/len([]rune(words))+1))
	return strings.TrimSpace(string(all[:characters]))
}
