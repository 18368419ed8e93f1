package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/storage/redis/redistest"
)

// TestThreeHundredNewCasesInAMinute lets as many people send their request within
// a minute of story time, to two replicas. Slack takes a post a second: all cards
// are posted as fast as that, each once, with its thread, in the order in which the
// requests came, as far as replicas that post at once can keep it. The lists of them
// are shown as well.
func TestThreeHundredNewCasesInAMinute(t *testing.T) {
	t.Parallel()
	const cases, inASecond = 300, 5
	h := open(t, redistest.Start(t), "2026-11-20")
	h.serve()
	first := h.applicant("Carol", "en")
	first.plays(english[:len(english)-1]...)
	h.stopBots()
	crowd := h.crowd(cases)
	h.call("POST", "/sandbox/clock", map[string]any{"by": "47h", "down": true}, nil) // nobody answers what they say to begin with
	h.likeFirst(first, crowd)
	bots := []*process{h.serve(), h.serve()}
	begun := time.Now()
	for at := range slices.Chunk(crowd, inASecond) {
		for _, p := range at {
			p.does("> Yes, send my request")
		}
		h.pass("1s")
	}
	h.pass("12m")

	var order []string
	for _, p := range crowd {
		order = append(order, reference.FindString(strings.Join(p.heard(), " ")))
	}
	cards := h.cards()
	if len(cards) != cases || slices.Contains(order, "") {
		t.Fatalf("there are %d cards for %d requests; told of theirs: %v", len(cards), cases, order)
	}
	late, seen := 0, map[string]bool{} // how far a card stands behind one whose request came after its own
	for i, card := range cards {
		ref := reference.FindString(card.Text)
		came := slices.Index(order, ref)
		if came < 0 || seen[ref] || card.inThread("New request.") != 1 {
			t.Errorf("the card %q stands there wrongly: %v", card.Text, card.Thread)
		}
		seen[ref] = true
		late = max(late, i-came)
	}
	t.Logf("at worst %d places late; the rush took %v of real time", late, time.Since(begun).Round(time.Second))
	if late > 40 {
		t.Errorf("a card stands %d places late", late)
	}
	ana := h.associate("ana") // lists of so many are longer than an acknowledgement may be
	ana.reads(ana.types("/cases", ""), "Open cases", "and 260 more")
	ana.homes("Nobody has taken these yet", "and 285 more")
	for _, bot := range bots {
		if strings.Contains(bot.log(), "wants us to slow down") {
			t.Error("a limit was met")
		}
	}
}
