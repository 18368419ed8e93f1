package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
)

// crossed is a file as one of the platforms shows it.
type crossed struct {
	Name string `json:"name"`
	ID   string `json:"id"`
	Type string `json:"type"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

// paper is a file that somebody has.
type paper struct {
	name, kind string
	data       []byte
}

func papers() (pdf, jpg paper) {
	return paper{"card.pdf", "application/pdf", []byte("%PDF-1.7 both sides of a card")},
		paper{"sello.jpg", "image/jpeg", append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("stamp"), 300)...)}
}

func large(size int) paper {
	return paper{"large.pdf", "application/pdf", bytes.Repeat([]byte("%PDF"), size/4)}
}

func (p paper) json(caption string) map[string]any {
	return map[string]any{"name": p.name, "type": p.kind, "base64": base64.StdEncoding.EncodeToString(p.data), "caption": caption}
}

// hands sends a file from a telephone.
func (a *applicant) hands(p paper, caption string) {
	a.t.Helper()
	a.call("POST", a.path+"say", map[string]any{"file": p.json(caption)}, nil)
	a.settle()
}

// files are those that the bot sent to this chat, as they stand there now.
func (a *applicant) files() (found []message) {
	a.t.Helper()
	for _, m := range a.chat() {
		if m.From == "bot" && m.File != nil {
			found = append(found, m)
		}
	}
	return found
}

// drops writes in a card's thread with a file and returns the line's ts.
func (a *associate) drops(card post, p paper, text string) (ts string) {
	a.t.Helper()
	var made struct {
		TS string `json:"ts"`
	}
	a.call("POST", "/sandbox/slack/say", map[string]any{"user": a.name, "channel": "cases", "thread_ts": card.TS, "text": text, "file": p.json("")}, &made)
	return made.TS
}

// filesOf are the lines with files that somebody put into a case's thread.
func (p post) filesOf(user string) (lines []post) {
	for _, l := range p.Thread {
		if l.User == user && len(l.Files) > 0 {
			lines = append(lines, l)
		}
	}
	return lines
}

// bytesAt fetches what a platform keeps.
func (h *house) bytesAt(path string) []byte {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		h.t.Fatalf("GET %s: %s %v", path, resp.Status, err)
	}
	return data
}

// botOf is the user as whom the bot posts.
func botOf(card post) string { return card.User }

// TestAnApplicantsFilesReachTheDesk sends papers of every kind, alone and with
// words, one by one and as an album, and one that is too large.
func TestAnApplicantsFilesReachTheDesk(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		carol := h.applicant("Carol", "en")
		pdf, jpg := papers()
		carol.plays(english[:8]...)
		carol.hands(pdf, "")
		if last := carol.last(); strings.Contains(last, "passed your file") {
			t.Errorf("before there is a case at the desk Carol reads %q", last)
		}
		carol.plays(english[8:]...)
		carol.hands(pdf, "Both sides <!channel>")
		carol.hands(jpg, "")
		carol.plays("! voice")
		card := h.card("C.S.")
		lines := card.filesOf(botOf(card))
		if len(lines) != 3 {
			t.Fatalf("the thread has %d files: %+v\n%s", len(lines), card.Thread, bot.log())
		}
		for i, want := range []paper{pdf, jpg, {"voice.ogg", "", []byte("OggS")}} {
			if got := h.bytesAt("/sandbox/slack/files/" + lines[i].Files[0].ID); !bytes.Equal(got, want.data) {
				t.Errorf("file %d has %d bytes at the desk, not %d", i, len(got), len(want.data))
			}
		}
		if !lines[0].says("Both sides <!channel>") || !lines[0].says("C.S. sends a file") {
			t.Errorf("its words read %q", lines[0].Blocks)
		}
		if n := carol.count("passed your file on"); n != 3 {
			t.Errorf("Carol was thanked %d times", n)
		}
		h.call("POST", carol.path+"say", map[string]any{"album": []any{pdf.json("My stamps"), jpg.json(""), pdf.json("")}}, nil)
		h.settle()
		card = h.card("C.S.")
		if n, thanked := len(card.filesOf(botOf(card))), carol.count("passed your file on"); n != 6 || thanked != 4 {
			t.Errorf("after an album of three the thread has %d files and Carol was thanked %d times", n, thanked)
		}
		carol.hands(large(21<<20), "My whole passport")
		expect(t, "Carol", carol.last(), "please send a smaller scan")
		if h.card("C.S.").inThread("My whole passport") != 1 || h.card("C.S.").inThread("asked for another") != 1 {
			t.Error("the desk does not know of the file that is too large")
		}
		if strings.Contains(bot.log(), `"level":"ERROR"`) {
			t.Errorf("something went wrong:\n%s", bot.log())
		}
	})
}

// TestAnAssociatesFilesShareTheFateOfTheirLines follows files from the thread to
// the chat: sent, kept inside, offered, undone, taken back, refused.
func TestAnAssociatesFilesShareTheFateOfTheirLines(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	bot := h.serve()
	ana, luis, carol := h.associate("ana"), h.associate("luis"), h.applicant("Carol", "en")
	carol.plays(english...)
	card := h.card("C.S.")
	ana.presses(card, "Claim")
	pdf, jpg := papers()
	letter := paper{"letter.pdf", "application/pdf", []byte("%PDF-1.7 a letter")}

	first := ana.drops(card, pdf, "Please sign this.")
	h.settle()
	alone := ana.drops(card, jpg, "")
	h.settle()
	arrived := carol.files()
	if len(arrived) != 2 || carol.count("Ana: Please sign this.") != 1 {
		t.Fatalf("Carol has %d files and reads %q\n%s", len(arrived), carol.heard(), bot.log())
	}
	for i, want := range []paper{pdf, jpg} {
		if got := h.bytesAt(arrived[i].File.URL); !bytes.Equal(got, want.data) || arrived[i].File.Name != want.name {
			t.Errorf("Carol got %q of %d bytes, not %q of %d", arrived[i].File.Name, len(got), want.name, len(want.data))
		}
		expect(t, "the file", arrived[i].Text, "Ana sends you this file")
	}
	card = h.card("C.S.")
	for _, ts := range []string{first, alone} {
		if len(card.line(t, ts).Reactions["white_check_mark"]) == 0 {
			t.Errorf("the line %s is not marked as delivered: %v", ts, card.line(t, ts).Reactions)
		}
	}

	ana.drops(card, letter, ";; not yet")
	h.settle()
	undone := ana.drops(card, letter, "")
	h.call("POST", "/sandbox/slack/react", map[string]any{"user": "ana", "channel": "cases", "ts": undone, "emoji": "x"}, nil)
	h.settle()
	luis.drops(card, letter, "From me")
	h.settle()
	if n := len(carol.files()); n != 2 {
		t.Errorf("of three files that stay at the desk %d reached Carol", n-2)
	}
	luis.presses(luis.whispers()[len(luis.whispers())-1], "Send to the applicant")
	if n := len(carol.files()); n != 3 || carol.count("Luis: From me") != 1 {
		t.Errorf("after Luis sent his file Carol has %d", n)
	}
	ana.deletes(first)
	ana.deletes(alone)
	if n := len(carol.files()); n != 1 || carol.count("Please sign this.") != 0 {
		t.Errorf("after two lines were taken back Carol has %d files and reads %q", n, carol.heard())
	}

	before := len(carol.chat())
	ana.drops(card, paper{"empty.pdf", "application/pdf", nil}, "Here it is")
	h.settle()
	expect(t, "ana", ana.told(), "“empty.pdf” is empty")
	if now := len(carol.chat()); now != before {
		t.Error("a part of a line whose file is empty reached Carol")
	}
	ana.drops(card, large(21<<20), ";; keep")
	ana.drops(card, large(21<<20), "")
	h.settle()
	if found := carol.files(); len(found) != 2 || found[1].File.Size != 21<<20 {
		t.Errorf("21 MB from the desk did not arrive: %+v", found)
	}
	if strings.Contains(bot.log(), `"level":"ERROR"`) {
		t.Errorf("something went wrong:\n%s", bot.log())
	}
}

// TestFilesOutliveTrouble carries files while the platforms fail on the way: each
// arrives once, save for the one whose result nobody could know.
func TestFilesOutliveTrouble(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	bot := h.serve("SLACK_HOLD=0s")
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	carol.plays(english...)
	card := h.card("C.S.")
	ana.presses(card, "Claim")
	pdf, _ := papers()
	for i, fault := range []order{
		{API: "telegram", Method: "getFile", Status: 500},
		{API: "telegram", Method: "file", Status: 502, Kind: "html"},
		{API: "slack", Method: "files.getUploadURLExternal", Status: 429, RetryAfter: 1},
		{API: "slack", Method: "upload", Status: 500},
		{API: "slack", Method: "files.completeUploadExternal", Status: 503},
		{API: "slack", Method: "files.completeUploadExternal", Kind: "lost"},
	} {
		h.orders(fault)
		carol.hands(pdf, "")
		h.settle()
		if n := len(h.card("C.S.").filesOf(botOf(card))); n != i+1 {
			t.Fatalf("after %v the thread has %d files, not %d\n%s", fault, n, i+1, bot.log())
		}
	}
	for i, fault := range []order{
		{API: "slack", Method: "files.info", Status: 429, RetryAfter: 1},
		{API: "slack", Method: "download", Status: 500},
		{API: "telegram", Method: "sendDocument", Status: 429, RetryAfter: 2},
	} {
		h.orders(fault)
		ana.drops(card, pdf, "")
		h.settle()
		if n := len(carol.files()); n != i+1 {
			t.Fatalf("after %v Carol has %d files, not %d\n%s", fault, n, i+1, bot.log())
		}
	}
	again := h.resent()
	h.orders(order{API: "telegram", Method: "sendDocument", Kind: "lost"})
	ana.drops(card, pdf, "")
	h.settle()
	if n, sent := len(carol.files()), h.resent()-again; n != 5 || sent != 1 {
		t.Errorf("after a lost answer Carol has %d files; %d sends are counted as repeated", n, sent)
	}
	if h.card("C.S.").inThread("may have arrived twice") != 1 {
		t.Error("the desk does not know that a file may have arrived twice")
	}
	for _, secret := range []string{":AA", "xoxb-", "/file/bot"} {
		if strings.Contains(bot.log(), secret) {
			t.Errorf("the log has %q in it", secret)
		}
	}
}
