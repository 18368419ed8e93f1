package main

import (
	"testing"

	"residencyassist/adapters/sandbox/page/pagetest"
)

// TestPageInSpanish goes the whole intake with the hands on the page, by buttons
// and by typing, and lets a reminder come.
func TestPageInSpanish(t *testing.T) {
	t.Parallel()
	h := openDemo(t)
	b := pagetest.Open(t, h.url)
	b.Presses("#intro", "New person")
	b.Fills(`dialog [name="first_name"]`, "Inés")
	b.Fills(`dialog [name="last_name"]`, "Ruiz")
	b.Fills(`dialog [name="language_code"]`, "es")
	b.Presses("dialog", "Hand over the phone")
	b.Sees("#people", "Inés")
	for _, step := range spanish {
		plays(b, step)
		h.pass("3s")
	}
	b.Sees(".theirs .text", "Su solicitud está enviada")
	b.Sees("#lines .card dd", "Spanish")
	b.Presses(".moves", "Next reminder")
	b.Sees(".theirs .text", "Su plazo de renovación")
	b.Presses(".moves", "Days named in this chat")
	b.PressesOn("#menu button", "24 Nov")
	b.Sees("#now-day", "24 November 2026")
	b.Sees(".theirs .text", "está abierto, desde hoy")
}
