package main

import (
	"fmt"
	"regexp"
	"testing"

	"residencyassist/storage/redis/redistest"
)

// TestBothReplicasDeliver lets two bots share a lively thread: Slack hands its
// lines to either, so both step and deliver, and each line arrives once.
func TestBothReplicasDeliver(t *testing.T) {
	t.Parallel()
	h := open(t, redistest.Start(t), "2026-11-20")
	bots := []*process{h.serve(), h.serve()}
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	card := h.card("C.S.")
	for i := range 10 {
		h.replies("ana", card, fmt.Sprintf("Line number %d.", i))
		carol.does(fmt.Sprintf("> Answer number %d.", i))
		h.pass("3s")
	}
	h.settle()
	card = h.card("C.S.")
	for i := range 10 {
		if n := carol.count(fmt.Sprintf("Line number %d.", i)); n != 1 {
			t.Errorf("line %d arrived %d times", i, n)
		}
		if n := card.inThread(fmt.Sprintf("Answer number %d.", i)); n != 1 {
			t.Errorf("answer %d stands %d times in the thread", i, n)
		}
	}
	for i, bot := range bots {
		if status := bot.stop(); status != 0 {
			t.Errorf("bot %d ended with %d", i, status)
		}
		if !regexp.MustCompile(`"delivered":[1-9]`).MatchString(bot.log()) {
			t.Errorf("bot %d delivered nothing:\n%s", i, bot.log())
		}
	}
}
