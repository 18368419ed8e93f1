package main

import (
	"strings"
	"testing"
)

// The short path, as a person walks it, in both languages.
var (
	english = []string{
		"> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident", "> 23 December 2026",
		"[ Yes, in Mexico", "[ Just me", "> Carol", "> Smith", "> carol.smith@example.com", "> +52 55 1234 5678",
		"[ Nothing to add", "[ It is right, and I understand", "[ Yes, send my request",
	}
	spanish = []string{
		"> /start", "[ Español", "[ Sí, acepto", "[ Quiero ayuda con mi renovación", "[ Residente temporal", "> 24 de diciembre de 2026",
		"[ Sí, en México", "[ 2 personas", "> Inés", "> Ruiz Peña", "> ines.ruiz@example.com", "> +34 612 345 678",
		"> Nos mudamos en octubre.", "[ Está bien, y lo entiendo", "[ Sí, enviar mi solicitud",
	}
)

// TestMainJob is the main job, end to end: a request goes from an applicant's
// chat to an associate and back, and the reminder comes as the window opens.
func TestMainJob(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		carol, ines := h.applicant("Carol", "en"), h.applicant("Inés", "es")

		carol.plays(english...)
		if !strings.Contains(carol.last(), "Your request is sent") {
			t.Fatalf("after the last answer Carol read %q", carol.last())
		}
		ines.plays(spanish...)
		if !strings.Contains(ines.last(), "Su solicitud está enviada") {
			t.Fatalf("after the last answer Inés read %q", ines.last())
		}

		card := h.card("C.S.")
		if !card.says("23 November 2026 to 23 December 2026") || !card.says("US$219") {
			t.Errorf("Carol's card lacks window or fee: %v", card.Blocks)
		}
		if other := h.card("I.R."); !other.says("US$318") || other.inThread("Nos mudamos en octubre.") != 1 {
			t.Errorf("Inés' card or thread lacks what she said: %v", other)
		}
		for _, p := range h.cards() {
			if p.says("Carol") || p.says("carol.smith@example.com") {
				t.Errorf("a card shows more than initials: %v", p.Blocks)
			}
		}

		reply := h.replies("ana", card, "Hello Carol, shall we talk on Monday?")
		h.settle()
		if carol.count("Ana: Hello Carol, shall we talk on Monday?") != 1 {
			t.Errorf("Ana's words did not arrive once: %q", carol.heard())
		}
		if line := h.card("C.S.").line(t, reply); len(line.Reactions["white_check_mark"]) != 1 {
			t.Errorf("Ana does not see that her line was delivered: %v", line.Reactions)
		}
		carol.plays("> Yes, at <ten> & not *before*")
		if n := h.card("C.S.").inThread("Yes, at <ten> & not *before*"); n != 1 {
			t.Errorf("Carol's answer stands %d times in the thread", n)
		}

		h.until("2026-11-23") // Carol's window opens
		if n := carol.count("Your renewal window is open"); n != 1 {
			t.Errorf("Carol was reminded %d times", n)
		}
		if n := h.card("C.S.").inThread("is open since Monday 23 November 2026"); n != 1 {
			t.Errorf("the associate was told %d times", n)
		}
		if n := ines.count("Su plazo de renovación está abierto"); n != 0 {
			t.Errorf("Inés was reminded %d times, a day too early", n)
		}
		h.until("2026-12-20")
		if carol.count("is open, from today on") != 1 || ines.count("está abierto, desde hoy") != 1 {
			t.Errorf("in the end Carol heard that the window opens %d times, Inés %d times",
				carol.count("is open, from today on"), ines.count("está abierto, desde hoy"))
		}
		if status := bot.stop(); status != 0 {
			t.Errorf("asked to stop, the bot ended with %d:\n%s", status, bot.log())
		}
		assertDiscreet(t, bot.log())
	})
}

// assertDiscreet holds that a log names nobody.
func assertDiscreet(t *testing.T, log string) {
	t.Helper()
	for _, private := range []string{"Carol", "Smith", "carol.smith", "Ruiz", "1234 5678", "525512345678", "shall we talk", "xoxb-", "xapp-"} {
		if strings.Contains(log, private) {
			t.Errorf("the log says %q", private)
		}
	}
}
