package main

import "residencyassist/adapters/sandbox/page/pagetest"

// pageInSpanish goes the whole intake with the hands on the page, by buttons
// and by typing, and lets a reminder come.
func pageInSpanish(h *house, b *pagetest.Tab) {
	h.t.Helper()
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
	b.Picture("spanish", 1366, 768, "light")
	b.Accessible("a chat in Spanish")
}

// pageOfTheAssociates plays the associates' side with the hands on the page:
// a claim, a reply that is taken back, forms with pickers, a file each way, the
// menus of a card, the Home and a command.
func pageOfTheAssociates(h *house, b *pagetest.Tab) {
	h.t.Helper()
	b.Presses("#people", "Samples…")
	b.PressesOn("dialog .sample", "Carol Smith")
	b.Sees(".theirs .text", "Your request is sent")
	carol := h.onlyPerson()

	b.Presses("#lines .card", "Claim")
	b.Sees("#lines .card dd", "accepted")
	takesBack(b, carol)
	sendsFiles(b, h)
	consultsOnPage(b, h, carol)

	// What stands behind the card's menus, who can be somebody else, and what the
	// bot publishes and answers besides.
	b.Presses("#lines .card", "More actions, menu 1")
	b.Presses("#menu", "Hand over…")
	b.Sees("dialog h2", "Hand the case over")
	b.Presses("dialog", "Cancel")
	b.Until("the form being closed", `!document.querySelector("dialog")`)
	b.Presses("#places", "Home")
	b.Sees("#home", "Your cases")
	b.Presses("#places", "🔒 cases")
	b.Sends("#write-channel textarea", "/cases")
	b.Sees(".whisper", "Only visible to you")
	b.Presses(".beside", "Calendar (1)")
	b.Sees("dialog .agenda", "25 November 2026, 10:00")
	b.Presses("dialog footer", "Close")
	mailOnPage(b)
	looksInside(b)
}

// takesBack writes a line and puts the cross on it while it waits.
func takesBack(b *pagetest.Tab, carol *applicant) {
	b.Sends("#write-thread textarea", "This was meant for somebody else")
	b.Sees("#thread-lines .line", "meant for somebody else")
	b.PressesIn("#thread-lines .line", "meant for somebody else", "Add a reaction")
	b.Presses("#menu", "x")
	carol.pass("15s") // longer than a line waits
	b.Sends("#write-thread textarea", "Hello Carol, I read your request.")
	carol.pass("15s")
	b.Sees(".theirs .text", "Hello Carol, I read your request.")
	if carol.count("meant for somebody else") != 0 {
		carol.t.Error("Carol read what was taken back")
	}
}

// sendsFiles sends a paper from the associate's thread and one from the phone.
func sendsFiles(b *pagetest.Tab, h *house) {
	pdf, _ := papers()
	b.Holds("receipt.pdf", "application/pdf", string(pdf.data))
	b.Presses("#write-thread", "Attach a file")
	b.Sees("#thread-lines .part", "receipt.pdf")
	h.pass("15s")
	b.Sees(".theirs .part", "receipt.pdf")
	b.Presses(".composer", "Attach")
	b.PressesOn("#menu button", "Sample photo of a card")
	h.pass("15s")
	b.Until("the photo standing in the thread", `!!document.querySelector("#thread-lines :is(.photo, .part[download$=jpg])")`)
}

// consultsOnPage fills in a form with pickers, and what is wrong with it is said
// beside its field.
func consultsOnPage(b *pagetest.Tab, h *house, carol *applicant) {
	b.Presses("#lines .card", "Request payment…")
	b.Presses("dialog footer", "Send")
	b.Until("the form being closed", `!document.querySelector("dialog")`)
	h.settle()
	b.Presses("#lines .card", "Mark as paid")
	b.Presses("#lines .card", "Propose times…")
	b.Fills(`dialog select`, "by video")
	b.Fills(`dialog input[type="date"]`, "2026-11-25")
	b.Fills(`dialog input[type="time"]`, "10:00")
	b.Presses("dialog footer", "Send")
	b.Sees("dialog .field .wrong", "https://")
	b.Fills(`dialog [aria-invalid="true"]`, "https://meet.example.com/carol")
	b.Presses("dialog footer", "Send")
	b.Until("the form being closed", `!document.querySelector("dialog")`)
	carol.settle()
	b.PressesOn(".keys button", "25 November 2026, 10:00")
	carol.settle()
}

// mailOnPage opens the mail that confirms the request, which runs nothing.
func mailOnPage(b *pagetest.Tab) {
	b.PressesOn("#mail", "Mail (")
	b.Until("the letter being shown", `!!document.querySelector("dialog iframe[sandbox='']")`)
	b.Sees("dialog .letter summary", "carol.smith@example.com")
	b.Presses("dialog footer", "Close")
}

// looksInside looks at how the bot sees it: both machines with their present
// states, what goes out next, and what it did and why.
func looksInside(b *pagetest.Tab) {
	b.Presses(".beside", "Inside")
	b.Sees("#machine-case .present", "consultation")
	b.Sees("#stands-case", "→ preparing")
	b.Sees("#machine-dialogue .present", "home")
	b.Sees("#coming li", "the window opens")
	b.Sees("#log li", ": claim")
	b.Presses(".moves", "Next reminder")
	b.Sees("#log li", "The time came: the window opens")
}
