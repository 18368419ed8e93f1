package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// openDemo starts the demo, on the day on which the journeys begin.
func openDemo(t *testing.T) *house {
	t.Helper()
	p := start(t, nil, "demo", "--listen", "127.0.0.1:0", "--headless", "--today", "2026-11-20")
	return &house{t: t, url: p.printed(`(http://\S+)`), bots: []*process{p}}
}

// TestPage plays the demo as its visitor does, with the hands on the page: a
// request is begun on the phone, its card is seen in Slack, a reply travels
// back, and the reminder comes as the clock is moved.
func TestPage(t *testing.T) {
	t.Parallel()
	h := openDemo(t)
	b := openPage(t, h.url)

	b.presses("#intro", "New person")
	b.fills(`dialog [name="first_name"]`, "Carol")
	b.fills(`dialog [name="last_name"]`, "Smith")
	b.presses("dialog", "Hand over the phone")
	b.sees("#people", "Carol")
	carol := h.onlyPerson()
	byHand := slices.Index(english, "> 23 December 2026") + 1 // the rest differs in words only
	for _, step := range english[:byHand] {
		b.plays(step)
		h.pass("3s")
	}
	b.sees(".theirs .text", "23 November 2026") // the window, worked out from what was typed
	carol.plays(english[byHand:]...)

	// The associates see the card, whose thread lies open beside it.
	card := h.card("C.S.")
	b.sees("#lines .card h4", card.Blocks[0])
	b.types("#write-thread textarea", "Hello Carol, shall we talk on <Monday>?")
	b.sees("#thread-lines .line", "shall we talk on <Monday>?")
	h.pass("10s") // the hold, in which the reply could still be undone
	b.sees(".theirs .text", "Ana: Hello Carol, shall we talk on <Monday>?")
	b.sees("#thread-lines .reactions", "✅")
	b.types("#message", "Yes, at ten")
	b.sees("#thread-lines", "Yes, at ten")

	b.fills("#go-date", "2026-11-23")
	b.presses("#go", "Go")
	b.sees("#now-day", "23 November 2026")
	h.settle()
	reminder := carol.last()
	b.sees(".theirs .text", reminder[:strings.IndexByte(reminder, '.')])
	if n := h.card("C.S.").inThread("Yes, at ten"); n != 1 {
		t.Errorf("what Carol typed stands %d times in the thread", n)
	}
}

// plays does one step of a journey on the phone: "> words" are typed, "[ button"
// is pressed.
func (b *browser) plays(step string) {
	b.t.Helper()
	sign, words, _ := strings.Cut(step, " ")
	if sign == "[" {
		b.presses(".keys", words)
		return
	}
	b.types("#message", words)
}

// onlyPerson is the one who holds the phone.
func (h *house) onlyPerson() *applicant {
	h.t.Helper()
	var people []struct {
		ID int64 `json:"id"`
	}
	h.call("GET", "/sandbox/telegram/people", nil, &people)
	if len(people) != 1 {
		h.t.Fatalf("%d people have a phone, not one", len(people))
	}
	return &applicant{house: h, path: fmt.Sprintf("/sandbox/telegram/people/%d/", people[0].ID)}
}
