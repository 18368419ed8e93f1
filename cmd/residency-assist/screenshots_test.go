package main

import (
	"testing"

	"residencyassist/adapters/sandbox/page/pagetest"
)

// TestScreenshots takes the README's pictures: both sides in the middle of a
// story, on a wide screen by day and by night, and on a telephone; a form, and
// an associate's Home. They are thrown away unless SCREENSHOTS names a folder,
// as `make screenshots` does.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	h := openDemo(t)
	h.call("POST", "/sandbox/telegram/people", map[string]string{"first_name": "Carol", "last_name": "Smith", "language_code": "en"}, nil)
	carol := h.onlyPerson()
	h.applicant("Inés", "es").plays(spanish...)
	carol.plays(english...)
	card := h.card("C.S.")
	h.pass("20m")
	h.replies("ana", card, "Hello Carol, I have read your request. Your window opens on Monday: shall we talk that morning?")
	h.pass("7m")
	carol.plays("> Yes, at ten. Do I need new photos?")
	h.pass("4m")
	h.replies("ana", card, "Not yet; I bring the list of papers to our call.")
	h.pass("1m")
	h.until("2026-11-23") // the window opens, and the reminder comes by itself

	b := pagetest.Open(t, h.url)
	b.Presses("#tour", "Close the tour")
	b.Sees("#thread-lines", "23 November 2026")
	b.Sees("#bubbles", "23 November 2026")
	b.Picture("demo-dark", 1280, 800, "dark")
	b.Picture("demo", 1280, 800, "light")
	b.Presses("#lines .card", "Request payment…")
	b.Sees("dialog .field", "Amount in US dollars")
	b.Picture("form", 1280, 800, "light")
	b.Presses("dialog footer", "Cancel")
	b.Presses("#places", "Home")
	b.Sees("#home", "Your cases")
	b.Picture("home", 1280, 800, "light")
	b.Picture("phone", 390, 844, "light")
}
