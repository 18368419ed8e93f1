package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"residencyassist/adapters/sandbox/page/pagetest"
)

// openDemo starts the demo, on the day on which the journeys begin.
func openDemo(t *testing.T) *house {
	t.Helper()
	p := start(t, nil, "demo", "--listen", "127.0.0.1:0", "--headless", "--today", "2026-11-20")
	return &house{t: t, desk: "cases", url: p.printed(`(http://\S+)`), bots: []*process{p}}
}

// TestPage has its hands on the page, in one browser, each story in a demo and a
// window of its own.
func TestPage(t *testing.T) {
	t.Parallel()
	browser := pagetest.Start(t)
	for name, story := range map[string]func(*house, *pagetest.Tab){
		"both sides": pageOfBothSides, "in Spanish": pageInSpanish, "associates": pageOfTheAssociates, "tour": pageWithItsTour, "sample people": pageWithSamplePeople,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openDemo(t)
			story(h, browser.Open(t, h.url))
		})
	}
}

// pageOfBothSides plays the demo as its visitor does: a request is begun on the
// phone, its card is seen in Slack, a reply travels back, and the reminder comes as
// the clock is moved.
func pageOfBothSides(h *house, b *pagetest.Tab) {
	h.t.Helper()
	b.Presses("#intro", "New person")
	b.Fills(`dialog [name="first_name"]`, "Carol")
	b.Fills(`dialog [name="last_name"]`, "Smith")
	b.Presses("dialog", "Hand over the phone")
	b.Sees("#people", "Carol")
	carol := h.onlyPerson()
	byHand := slices.Index(english, "> 23 December 2026") + 1 // the rest differs in words only
	for _, step := range english[:byHand] {
		plays(b, step)
		h.pass("3s")
	}
	b.Sees(".theirs .text", "23 November 2026") // the window, worked out from what was typed
	carol.plays(english[byHand:]...)

	// The associates see the card, whose thread lies open beside it.
	card := h.card("C.S.")
	b.Sees("#lines .card h4", card.Blocks[0])
	b.Sends("#write-thread textarea", "Hello Carol, shall we talk on <Monday>?")
	b.Sees("#thread-lines .line", "shall we talk on <Monday>?")
	h.pass("10s") // the hold, in which the reply could still be undone
	b.Sees(".theirs .text", "Ana: Hello Carol, shall we talk on <Monday>?")
	b.Sees("#thread-lines .reactions", "✅")
	b.Sends("#message", "Yes, at ten")
	b.Sees("#thread-lines", "Yes, at ten")

	b.Fills("#go-date", "2026-11-23")
	b.Presses("#go", "Go")
	b.Sees("#now-day", "23 November 2026")
	h.settle()
	reminder := carol.last()
	b.Sees(".theirs .text", reminder[:strings.IndexByte(reminder, '.')])
	if n := h.card("C.S.").inThread("Yes, at ten"); n != 1 {
		h.t.Errorf("what Carol typed stands %d times in the thread", n)
	}
}

// plays does one step of a journey on the phone: "> words" are typed, "[ button"
// is pressed.
func plays(b *pagetest.Tab, step string) {
	sign, words, _ := strings.Cut(step, " ")
	if sign == "[" {
		b.Presses(".keys", words)
		return
	}
	b.Sends("#message", words)
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
