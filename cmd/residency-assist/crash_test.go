package main

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"residencyassist/storage/redis/redistest"
)

// TestKilledAfterEveryStep kills the bot after every single step of the
// dialogue, the sandbox going on: the conversation continues at the same
// question, and every message is there once, save those whose send was cut
// between request and answer, which are counted.
func TestKilledAfterEveryStep(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
		undisturbed.plays(english...)
		for _, what := range english {
			carol.does(what)
			h.settle()
			h.crash()
		}
		h.settle()
		want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
		twice := h.resent()
		t.Logf("%d kills, %d messages, %d sends repeated because the first result was unknown", len(english), len(got), twice)
		if got = once(got, want, twice); !slices.Equal(got, want) {
			t.Errorf("the killed bot said something else:\n%s", cmp.Diff(want, got))
		}
		if n := len(h.cards()); n != 2 {
			t.Errorf("two requests made %d cards", n)
		}
		h.until("2026-11-24")
		if n := carol.count("Your renewal window is open"); n != 1 {
			t.Errorf("the reminder came %d times", n)
		}
	})
}

// TestKilledAtOnce kills the bot the moment something was said, wherever it
// stands in its work.
func TestKilledAtOnce(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
		undisturbed.plays(english...)
		for i, what := range english {
			carol.does(what)
			if i%4 == 3 { // a send cut short is free again only when its lease has run out
				h.crash()
			}
			h.pass("3s")
		}
		h.settle()
		want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
		twice := h.resent()
		t.Logf("%d messages, %d sends repeated because the first result was unknown", len(got), twice)
		if got = once(got, want, twice); !slices.Equal(got, want) {
			t.Errorf("the killed bot said something else:\n%s", cmp.Diff(want, got))
		}
	})
}

// TestTwoReplicas runs two bots on one Redis and one sandbox: one polls, both
// deliver, each message once; the poller is killed and the other takes over.
func TestTwoReplicas(t *testing.T) {
	t.Parallel()
	h := open(t, redistest.Start(t), "2026-11-20")
	h.serve()
	h.serve()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	for i, what := range english {
		carol.does(what)
		h.settle()
		if i%5 == 2 {
			h.crash() // whichever of the two polls, after three crashes both have
		}
	}
	h.settle()
	want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
	if got = once(got, want, h.resent()); !slices.Equal(got, want) {
		t.Errorf("two replicas said something else:\n%s", cmp.Diff(want, got))
	}
	h.until("2026-11-24")
	if n := carol.count("Your renewal window is open"); n != 1 {
		t.Errorf("the reminder came %d times", n)
	}
}

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

// once takes out what was sent twice, at most as many messages as were counted
// as such. The first copy of a question keeps its words where the second one,
// whose number is known, has given way to its answer.
func once(got, want []string, repeated int) (out []string) {
	for _, text := range got {
		expected := len(out) < len(want) && want[len(out)] == text
		if !expected && repeated > 0 {
			repeated--
			continue
		}
		out = append(out, text)
	}
	return out
}

// withoutReference hides the one thing in which two people's chats differ.
func withoutReference(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = reference.ReplaceAllString(text, "RA-…")
	}
	return out
}

var reference = regexp.MustCompile(`RA-[0-9A-Z]{4}-[0-9A-Z]{4}`)
