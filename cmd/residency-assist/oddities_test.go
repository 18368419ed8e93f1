package main

import (
	"strings"
	"sync"
	"testing"
)

// TestOneEffect delivers and presses things twice, at once and late: one
// effect, and a kind word.
func TestOneEffect(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(english[:4]...)

		// the same button pressed twice at once: a second finger may still see it
		// after the first has been answered
		chat := carol.chat()
		live := chat[len(chat)-1].ID
		var taps sync.WaitGroup
		toasts := make([]string, 2)
		for i := range toasts {
			taps.Go(func() { toasts[i] = carol.presses(live, "Temporary resident") })
		}
		taps.Wait()
		h.pass("3s")
		if n := carol.count("Which expiry date is printed on the card?"); n != 1 {
			t.Errorf("two taps asked for the date %d times", n)
		}
		if !strings.Contains(strings.Join(toasts, ""), "Got it already") {
			t.Errorf("the second tap was told %q", toasts)
		}

		// the same update delivered twice
		carol.plays("> 23 December 2026", "! repeat")
		if n := carol.count("Your card expires on"); n != 1 {
			t.Errorf("one answer, delivered twice, was answered %d times", n)
		}

		// a button of an earlier question
		var card message
		for _, m := range carol.chat() {
			if strings.Contains(m.Text, "✓ Card") {
				card = m
			}
		}
		toast := carol.presses(card.ID, "Permanent, of an adult")
		h.pass("3s")
		if !strings.Contains(toast, "earlier question") {
			t.Errorf("an old button was told %q", toast)
		}
		if !strings.Contains(carol.last(), "Are you in Mexico at the moment?") {
			t.Errorf("after an old button Carol reads %q", carol.last())
		}
	})
}

// TestOddAnswers gives what is no answer where a date is asked: a clear question
// back, nothing lost, nothing crashed.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	bot := h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english[:5]...)
	for _, odd := range []struct{ says, reads string }{
		{"> 31/02/2027", "does not exist in the calendar"},
		{"> 04/08/2027", "can be read in two ways"},
		{"> 20 November 2031", "further ahead than a card can run"},
		{"> nonsense", "could not find a date"},
		{"> " + strings.Repeat("ñ", 10_000), "could not find a date"},
		{"! sticker", "type it as text"},
		{"! voice", "voice messages"},
		{"! photo", "cannot read photos"},
	} {
		if odd.says == "! photo" {
			carol.call("POST", carol.path+"say", map[string]any{"file": map[string]string{"name": "card.png", "type": "image/png", "base64": tinyPNG}}, nil)
			h.pass("3s")
		} else {
			carol.plays(odd.says)
		}
		if !strings.Contains(carol.last(), odd.reads) {
			t.Errorf("%.40q was answered with %q", odd.says, carol.last())
		}
	}
	carol.plays("> 04/08/2027", "[ 4 August 2027", "[ ⬅ Back")
	if carol.count("Wednesday 4 August 2027") != 1 {
		t.Errorf("the date chosen was not read back: %q", carol.heard())
	}
	carol.plays("> 18 November 2026")
	if carol.count("Your card expired on Wednesday 18 November 2026, 2 days ago") != 1 || carol.count("An associate will look at this with you") != 1 {
		t.Errorf("an expired card was answered with %q", carol.heard())
	}
	if strings.Contains(bot.log(), `"level":"ERROR"`) {
		t.Errorf("something went wrong:\n%s", bot.log())
	}
}

// tinyPNG is a picture of one pixel.
const tinyPNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
