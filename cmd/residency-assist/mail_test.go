package main

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// letter is a mail in the mailbox.
type letter struct {
	To        string   `json:"to"`
	From      string   `json:"from"`
	ReplyTo   string   `json:"reply_to"`
	Subject   string   `json:"subject"`
	Text      string   `json:"text"`
	HTML      string   `json:"html"`
	MessageID string   `json:"message_id"`
	Names     []string `json:"attachments"`
	Files     []struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	} `json:"files"`
}

// mailTo is what lies in the mailbox for somebody, oldest first.
func (h *house) mailTo(address string) (letters []letter) {
	h.t.Helper()
	h.call("GET", "/sandbox/mail", nil, &letters)
	return slices.DeleteFunc(letters, func(l letter) bool { return l.To != address })
}

// lastMail is the newest of so many.
func (h *house) lastMail(address string, many int) letter {
	h.t.Helper()
	letters := h.mailTo(address)
	if len(letters) != many {
		var subjects []string
		for _, l := range letters {
			subjects = append(subjects, l.Subject)
		}
		h.t.Fatalf("%d mails lie there, want %d: %q", len(letters), many, subjects)
	}
	return letters[many-1]
}

// TestMailFollowsTheCase confirms a request and introduces the associate, in both
// languages; once somebody has blocked the bot, lines, files, a payment request
// and the reminder go by mail, and the thread says so; and once they are back,
// everything goes to the chat again.
func TestMailFollowsTheCase(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-22")
		bot := h.serve()
		ana, carol, ines := h.associate("ana"), h.applicant("Carol", "en"), h.applicant("Inés", "es")
		carol.plays(english...)
		ines.plays(spanish...)
		confirmed(t, h)

		ana.homes("Your desk")
		ana.pressesAtHome("My profile…").fill("Name", "Ana Ñandú").fill("Telephone", "+52 55 0000 1111").
			fill("Email", "ana@help.example").fill("Hours", "Mon-Fri 9-18").passes()
		ana.presses(h.card("C.S."), "Claim")
		introduction := h.lastMail("carol.smith@example.com", 2)
		expect(t, "the introduction", introduction.Subject, "Ana Ñandú looks after your case")
		expect(t, "the introduction", introduction.Text, "Telephone: +52 55 0000 1111\nEmail: ana@help.example\nHours: Mon-Fri 9-18")
		expect(t, "an answer", introduction.ReplyTo, "ana@help.example")

		blocked(t, ana, carol)
		h.until("2026-11-23")
		expect(t, "the reminder", h.lastMail("carol.smith@example.com", 6).Text, "Your renewal window is open")
		if carol.count("Your renewal window is open") != 0 || h.card("C.S.").inThread("The reminder went by email") != 1 {
			t.Errorf("the reminder is in the chat, or the thread does not say where it is: %v", h.card("C.S."))
		}

		carol.does("! unblock")
		carol.plays("> /start")
		ana.writes(h.card("C.S."), "Welcome back.")
		h.pass("10s")
		if carol.count("Welcome back.") != 1 || len(h.mailTo("carol.smith@example.com")) != 6 {
			t.Errorf("back again, Carol reads %q", carol.heard())
		}
		for _, words := range []string{"carol.smith@", "help.example", "Please read", "sending again"} {
			if strings.Contains(bot.log(), words) {
				t.Errorf("the log says %q:\n%s", words, bot.log())
			}
		}
	})
}

// confirmed reads the mails that confirm the requests.
func confirmed(t *testing.T, h *house) {
	t.Helper()
	in := h.lastMail("carol.smith@example.com", 1)
	expect(t, "the sender", in.From, "help@residency-assist.example")
	expect(t, "the subject", in.Subject, "Your request RA-")
	for _, words := range []string{"Dear Carol,", "an associate of Residency Assist reads it", "What you sent", "US$219", "Government fees are not included", "we cannot jump the line"} {
		expect(t, "the text", in.Text, words)
	}
	expect(t, "the page", in.HTML, `<html lang="en">`)
	es := h.lastMail("ines.ruiz@example.com", 1)
	expect(t, "the subject in Spanish", es.Subject, "Recibimos su solicitud RA-")
	for _, words := range []string{"Hola, Inés:", "Lo que envió", "US$318", "Los derechos del gobierno no están incluidos"} {
		expect(t, "the text in Spanish", es.Text, words)
	}
	expect(t, "the page in Spanish", es.HTML, `<html lang="es">`)
}

// blocked has Carol block the bot, and Ana go on.
func blocked(t *testing.T, ana *associate, carol *applicant) {
	t.Helper()
	h := carol.house
	carol.does("! block")
	h.settle()
	card := ana.stands("C.S.", "by email only")
	if card.inThread("Until they come back, what you write here goes to them by email") != 1 {
		t.Errorf("the associate is not told: %v", card.Thread)
	}
	line := ana.writes(card, "Please read <this> & that.")
	h.pass("10s")
	said := h.lastMail("carol.smith@example.com", 3)
	expect(t, "the line", said.Text, "Ana Ñandú: Please read <this> & that.")
	expect(t, "the line's way back", said.Text, "answer this mail, or come back to the chat")
	card = h.card("C.S.")
	if len(card.line(t, line).Reactions["white_check_mark"]) != 1 || card.inThread("Your reply went by email") != 1 {
		t.Errorf("the thread does not say that it went by mail: %v", card)
	}

	pdf, _ := papers()
	ana.drops(card, pdf, "")
	h.pass("10s")
	sent := h.lastMail("carol.smith@example.com", 4)
	if len(sent.Files) != 1 || sent.Names[0] != pdf.name || string(h.bytesAt(sent.Files[0].URL)) != string(pdf.data) {
		t.Errorf("the file went as %+v", sent)
	}

	ana.opens(card, "Request payment…").fill("Where to pay", "https://pay.example.com/c?a=1&b=2").passes()
	pays := h.lastMail("carol.smith@example.com", 5)
	expect(t, "the request", pays.Text, "https://pay.example.com/c?a=1&b=2")
	expect(t, "its button", pays.Text, "with one of these: I have paid")
	if carol.count("Please read") != 0 {
		t.Error("a line reached a chat that was blocked")
	}
}

// TestALostChatGoesByMailWithoutAWord meets a chat that refuses from one moment to
// the next: what was on its way there goes by mail.
func TestALostChatGoesByMailWithoutAWord(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	h.serve()
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	carol.plays(english...)
	ana.presses(h.card("C.S."), "Claim")
	h.orders(order{API: "telegram", Method: "sendMessage", Status: http.StatusForbidden})
	line := ana.writes(h.card("C.S."), "Are you there?")
	h.pass("10s")
	expect(t, "the line", h.lastMail("carol.smith@example.com", 3).Text, "Ana: Are you there?")
	card := h.card("C.S.")
	if len(card.line(t, line).Reactions["white_check_mark"]) != 1 || len(card.line(t, line).Reactions["warning"]) != 0 {
		t.Errorf("the line's fate is %v", card.line(t, line).Reactions)
	}
}

// TestChatsGoOnWhileMailIsDown has a mail server that takes nobody: the bot stays
// ready and says so once in its log, the chat goes on, and the mail comes once
// when the server is back.
func TestChatsGoOnWhileMailIsDown(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	bot := h.serve()
	h.orders(order{API: "smtp", Method: "connect", Status: 421, Times: 2})
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	expect(t, "Carol", carol.last(), "Your request is sent")
	if n := len(h.mailTo("carol.smith@example.com")); n != 0 {
		t.Errorf("%d mails came from a server that takes none", n)
	}
	bot.becomesReady()
	h.pass("1h")
	h.lastMail("carol.smith@example.com", 1)
	if strings.Count(bot.log(), "the mail server takes no mail") != 1 || strings.Count(bot.log(), "can be used again") != 1 {
		t.Errorf("the log says\n%s", bot.log())
	}
	assertDiscreet(t, bot.log())
}

// TestAMailIsNeverLost kills the bot while the server has the mail and has not
// answered, and has another answer lost: it is sent again, once, under the same
// Message-ID.
func TestAMailIsNeverLost(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		h.orders(order{API: "smtp", Method: "data", Kind: "timeout"})
		carol := h.applicant("Carol", "en")
		carol.plays(english[:len(english)-1]...)
		carol.does(english[len(english)-1])
		h.handedIn()
		h.crash()
		h.settle()
		confirmation := h.lastMail("carol.smith@example.com", 1)

		h.orders(order{API: "smtp", Method: "data", Kind: "lost"})
		h.associate("ana").presses(h.card("C.S."), "Claim")
		h.pass("1m")
		again := h.mailTo("carol.smith@example.com")
		if len(again) != 3 || again[1].MessageID != again[2].MessageID || again[1].MessageID == confirmation.MessageID {
			t.Errorf("the mailbox holds %+v", again)
		}
		if h.resent() != 2 {
			t.Errorf("%d sends were repeated, want 2", h.resent())
		}
	})
}

// handedIn waits until the mail server has a mail that it does not answer.
func (h *house) handedIn() {
	h.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); <-time.After(20 * time.Millisecond) {
		if slices.ContainsFunc(h.calls(), func(c called) bool { return c.API == "smtp" && c.Method == "data" }) {
			return
		}
	}
	h.t.Fatal("no mail was handed in")
}
