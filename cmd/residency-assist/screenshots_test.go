package main

import (
	"slices"
	"testing"

	"residencyassist/adapters/sandbox/page/pagetest"
)

// TestScreenshots takes the README's pictures: a request from its first question
// to the reminder, on both sides, on wide and on narrow screens, by day and by
// night. They are thrown away unless SCREENSHOTS names a folder, as `make
// screenshots` does; whatever is shown on them must be within everybody's reach.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	h := openDemo(t)
	h.call("POST", "/sandbox/telegram/people", map[string]string{"first_name": "Carol", "last_name": "Smith", "language_code": "en"}, nil)
	carol := h.onlyPerson()
	h.applicant("Inés", "es").plays(spanish...)
	browser := pagetest.Start(t)
	picturesOfTheIntake(browser.Open(t, h.url), carol)
	writesWithCarol(h, carol)
	b := browser.Open(t, h.url)
	resting(b)
	picturesOfBothSides(b)
	picturesOfAPhone(b)
}

// resting takes away what only a first visit and a keyboard show.
func resting(b *pagetest.Tab) {
	b.Presses("#tour", "Close the tour")
	b.Script("laying the keyboard aside", `document.activeElement.blur()`)
}

// picturesOfTheIntake shows a question with its buttons, and what is worked out
// from the date on the card.
func picturesOfTheIntake(b *pagetest.Tab, carol *applicant) {
	resting(b)
	date := slices.Index(english, "> 23 December 2026")
	carol.plays(english[:date]...)
	b.Sees(".theirs .text", "Which expiry date")
	b.Picture("intake", 390, 844, "light")
	b.Accessible("a question on a phone")
	carol.plays(english[date])
	b.Sees(".theirs .text", "23 November 2026")
	b.Picture("assessment", 390, 844, "light")
	carol.plays(english[date+1:]...)
}

// writesWithCarol lets an associate and Carol talk until the window opens, and the
// reminder comes by itself.
func writesWithCarol(h *house, carol *applicant) {
	card := h.card("C.S.")
	h.pass("20m")
	h.replies("ana", card, "Hello Carol, I have read your request. Your window opens on Monday: shall we talk that morning?")
	h.pass("7m")
	carol.plays("> Yes, at ten. Do I need new photos?")
	h.pass("4m")
	h.replies("ana", card, "Not yet; I bring the list of papers to our call.")
	h.pass("1m")
	h.until("2026-11-23")
}

func picturesOfBothSides(b *pagetest.Tab) {
	b.Sees("#thread-lines", "23 November 2026")
	b.Sees("#bubbles", "23 November 2026")
	b.Picture("demo-dark", 1280, 800, "dark")
	b.Accessible("both sides, dark")
	b.Picture("demo", 1280, 800, "light")
	b.Accessible("both sides")
	b.Presses("#lines .card", "Request payment…")
	b.Sees("dialog .field", "Amount in US dollars")
	b.Picture("form", 1280, 800, "light")
	b.Accessible("a form")
	b.Presses("dialog footer", "Cancel")
	b.Presses("#places", "Home")
	b.Sees("#home", "Your cases")
	b.Picture("home", 1280, 800, "light")
	b.Accessible("an associate's Home")
	b.Presses(".beside", "Inside")
	b.Sees("#log li", "The time came: the window opens")
	b.Picture("inside", 1280, 800, "light")
	b.Accessible("inside the bot")
	b.Presses(".beside", "Inside")
	b.Presses("#places", "🔒 cases")
}

// picturesOfAPhone shows the page on a narrow screen, one side at a time.
func picturesOfAPhone(b *pagetest.Tab) {
	b.Picture("phone-associates", 390, 844, "light")
	b.Accessible("the associates on a phone")
	b.Presses(".sides", "Applicant")
	b.Picture("phone", 390, 844, "light")
	b.Picture("reminder", 390, 844, "dark")
	b.Accessible("the reminder on a phone, dark")
	b.Presses(".sides", "Inside")
	b.Sees("#log li", "The time came: the window opens")
	b.Accessible("inside the bot, on a phone")
}
