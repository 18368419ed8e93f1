package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"path/filepath"
	"strings"
	"testing"
)

// photograph is one of an even brightness.
func photograph(t *testing.T, name string, w, h int, gray uint8) paper {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.Gray{Y: gray}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return paper{name, "image/jpeg", b.Bytes()}
}

// document is a PDF of so many pages.
func document(name string, pages int, trailer string) paper {
	objects := strings.Repeat("3 0 obj\n<< /Type /Page >>\nendobj\n", pages)
	return paper{name, "application/pdf", fmt.Appendf(nil, "%%PDF-1.7\n%strailer\n<< %s >>\nstartxref\n9\n%%%%EOF\n", objects, trailer)}
}

// prepares leads a case that Ana owns from its request to the checklist.
func (a *associate) prepares(initials, summary string) {
	a.t.Helper()
	a.presses(a.card(initials), "Claim")
	a.opens(a.card(initials), "Set another stage…").fill("Stage", "consultation").fill("Why", "We talked by telephone").passes()
	a.opens(a.card(initials), "Start preparing…").fill("What was agreed", summary).passes()
}

// asked is the newest line of a case's thread that can be decided about.
func (h *house) asked(initials string) post {
	h.t.Helper()
	var last post
	for _, l := range h.card(initials).Thread {
		for _, b := range l.Buttons {
			if b == "Accept" {
				last = l
			}
		}
	}
	if last.TS == "" {
		h.t.Fatalf("nothing is asked about in the thread of %s", initials)
	}
	return last
}

// pressesOn presses a button of the person's list of papers.
func (a *applicant) pressesOn(words string) {
	a.t.Helper()
	a.does("[ " + words)
	a.settle()
}

// uploads sends a file as it is, also a picture: no telephone makes it smaller.
func (a *applicant) uploads(p paper) {
	a.t.Helper()
	file := p.json("")
	file["document"] = true
	a.call("POST", a.path+"say", map[string]any{"file": file}, nil)
	a.settle()
}

// TestPapersFromTheListToTheLastYes: the checklist is sent, a photo is uploaded
// and accepted, another is rejected with a reason, sent again and accepted.
func TestPapersFromTheListToTheLastYes(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, carol := h.associate("ana"), h.applicant("Carol", "en")
		carol.plays(english...)
		ana.prepares("C.S.", "We renew for three years & you bring <both> passports.")
		expect(t, "Carol", strings.Join(carol.heard(), "\n"), "We renew for three years & you bring <both> passports.")
		expect(t, "Carol", strings.Join(carol.heard(), "\n"), "0 of 3 papers accepted")

		carol.pressesOn("▫️ Passport")
		expect(t, "Carol", carol.last(), "JPEG, PNG, WEBP, HEIC or PDF, up to 20 MB")
		passport := photograph(t, "passport.jpg", 1200, 900, 200)
		carol.hands(passport, "My data page")
		card := h.card("C.S.")
		if n := len(card.filesOf(botOf(card))); n != 0 {
			t.Fatalf("%d papers were passed on before the yes", n)
		}
		carol.pressesOn("Yes, pass my papers on")
		card = h.card("C.S.")
		files := card.filesOf(botOf(card))
		if len(files) != 1 || !bytes.Equal(h.bytesAt("/sandbox/slack/files/"+files[0].Files[0].ID), passport.data) {
			t.Fatalf("the passport is not in the thread as it was sent: %+v\n%s", files, bot.log())
		}
		ana.presses(h.asked("C.S."), "Accept")
		expect(t, "Carol", carol.last(), "Passport is accepted. 1 of 3 papers accepted.")

		carol.pressesOn("▫️ Resident card")
		carol.uploads(photograph(t, "front.jpg", 1200, 900, 10))
		expect(t, "Carol", carol.last(), "“front.jpg” looks very dark")
		carol.hands(document("back.pdf", 2, "/Encrypt 4 0 R"), "")
		expect(t, "Carol", carol.last(), "protected with a password")
		line := h.asked("C.S.")
		if !line.says("“front.jpg” looks very dark") && !line.says("“back.pdf” is a protected PDF") {
			t.Errorf("the associate reads %q", line.Blocks)
		}
		reject := ana.opens(line, "Reject…")
		if wrong := reject.fill("Why", "another reason, in my words").submits(); len(wrong) != 1 {
			t.Errorf("a rejection without a reason is refused with %v", wrong)
		}
		reject.fill("Why", "it cannot be read").fill("In your words", "The number is in the shadow.").passes()
		expect(t, "Carol", carol.last(), "It cannot be read. Please take it again in daylight, from straight above, without flash. The number is in the shadow.")
		carol.pressesOn("Send it again")
		carol.hands(photograph(t, "front.jpg", 1200, 900, 180), "")
		ana.presses(line, "Accept") // the old one
		expect(t, "Ana", ana.told(), "A newer file for “Resident card” has come since")
		ana.presses(h.asked("C.S."), "Accept")
		expect(t, "Carol", carol.last(), "Resident card is accepted. 2 of 3 papers accepted.")

		carol.pressesOn("▫️ Proof of address")
		h.crash()
		carol.hands(document("bill.pdf", 1, ""), "")
		ana.presses(h.asked("C.S."), "Accept")
		expect(t, "Carol", carol.last(), "All 3 papers are accepted.")
		h.stands("C.S.", "3 of 3 accepted, 0 to look at")
		for _, p := range h.all {
			assertDiscreet(t, p.log())
		}
	})
}

// TestWhatPapersCanBe sends everything that people send for papers: an album of
// ten, the same file twice, an update delivered again, a HEIC, and what is
// refused: a program that calls itself a PDF, nothing at all, too much.
func TestWhatPapersCanBe(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	bot := h.serve()
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	carol.plays(english...)
	ana.prepares("C.S.", "One year.")
	carol.pressesOn("▫️ Passport")
	carol.hands(photograph(t, "one.jpg", 900, 700, 150), "")
	carol.pressesOn("Yes, pass my papers on")
	inThread := func() int { card := h.card("C.S."); return len(card.filesOf(botOf(card))) }

	carol.pressesOn("▫️ Proof of address")
	var album []any
	for n := range 10 {
		album = append(album, photograph(t, fmt.Sprintf("page%d.jpg", n), 800, 600, uint8(100+n)).json(""))
	}
	h.call("POST", carol.path+"say", map[string]any{"album": album}, nil)
	h.settle()
	if n := inThread(); n != 11 {
		t.Errorf("after an album of ten the thread has %d files\n%s", n, bot.log())
	}
	if n := carol.count("Proof of address: received"); n != 1 {
		t.Errorf("Carol was thanked %d times for the album", n)
	}
	h.call("POST", carol.path+"say", map[string]any{"repeat": true}, nil)
	h.settle()
	if n := inThread(); n != 11 {
		t.Errorf("an update delivered again brought the files to %d", n)
	}

	carol.pressesOn("▫️ Resident card")
	carol.hands(photograph(t, "again.jpg", 900, 700, 150), "")
	expect(t, "Carol", carol.last(), "You sent this very file already, for Passport.")
	carol.uploads(photograph(t, "tiny.jpg", 90, 60, 150))
	expect(t, "Carol", carol.last(), "“tiny.jpg” is small (90 × 60 points)")
	carol.uploads(paper{"photo.heic", "image/heic", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 200)...)})
	carol.hands(paper{"x.pdf", "application/octet-stream", document("", 1, "").data}, "")
	carol.uploads(paper{"lies.heic", "image/heic", photograph(t, "", 700, 600, 99).data})
	before := inThread()
	if before != 16 {
		t.Errorf("the thread has %d files", before)
	}
	for _, p := range []paper{
		{"passport.pdf", "application/pdf", append([]byte("MZ\x90\x00\x03"), bytes.Repeat([]byte{7}, 300)...)},
		{"<b>page</b>.jpg", "image/jpeg", []byte("<!DOCTYPE html><html><script>alert(1)</script>")},
		{"clip.gif", "image/gif", append([]byte("GIF89a"), make([]byte, 100)...)},
	} {
		carol.uploads(p)
		expect(t, "Carol", carol.last(), "“"+p.name+"” was not passed on")
		expect(t, "Carol", carol.last(), "send Resident card as JPEG, PNG, WEBP, HEIC or PDF")
	}
	carol.hands(paper{"empty.pdf", "application/pdf", nil}, "")
	expect(t, "Carol", carol.last(), "“empty.pdf” did not reach us: there is nothing in it")
	carol.hands(large(21<<20), "")
	expect(t, "Carol", carol.last(), "please send a smaller scan")
	if n := inThread(); n != before {
		t.Errorf("of what is refused %d reached Slack", n-before)
	}
	if strings.Contains(bot.log(), `"level":"ERROR"`) {
		t.Errorf("something went wrong:\n%s", bot.log())
	}
}

// TestTwoPapersAtOnce: two people, and one person twice, send at the same moment.
func TestTwoPapersAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	h.serve()
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	carol.plays(english...)
	ana.prepares("C.S.", "One year.")
	carol.pressesOn("▫️ Passport")
	carol.hands(photograph(t, "one.jpg", 900, 700, 150), "")
	carol.pressesOn("Yes, pass my papers on")
	done := make(chan error)
	for n := range 4 {
		p := photograph(t, fmt.Sprintf("page%d.jpg", n), 800, 600, uint8(100+n))
		go func() { done <- h.try("POST", carol.path+"say", map[string]any{"file": p.json("")}, nil) }()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	h.settle()
	card := h.card("C.S.")
	if n := len(card.filesOf(botOf(card))); n != 5 {
		t.Errorf("the thread has %d files", n)
	}
	ana.presses(h.asked("C.S."), "Accept")
	h.stands("C.S.", "1 of 3 accepted")
}
