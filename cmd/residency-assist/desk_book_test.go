package main

import (
	"strings"
	"testing"
)

// TestTheOfficeBookIsTheAssociates finds an office, confirms it, corrects what a
// colleague wrote at the same time, and adds one.
func TestTheOfficeBookIsTheAssociates(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, luis, visitor := h.associate("ana"), h.associate("luis"), h.associate("visitor")
		ana.homes("Your desk")
		ana.reads(ana.types("/office", ""), "Immigration offices", "Jalisco: Chapala, Guadalajara", "type /office with a city or a state")
		ana.reads(ana.types("/office", "quintana roo"), "Tulum, Quintana Roo · not confirmed")
		answer := ana.types("/office", "tulum")
		ana.reads(answer, "Tulum, Quintana Roo", "Address: not known", "Applicants are not shown any address", "press Confirm or correct")

		form, other := ana.opens(answer, "Confirm or correct…"), luis.opens(luis.types("/office", "Tulum"), "Confirm or correct…")
		wrong := form.fill("Address", "Av. Tulum <https://evil|12> & 14").fill("Days", "Someday").fill("Opens at", "09:00").fill("Closes at", "13:00").submits()
		expect(t, "the days", wrong["Days"], "such as Monday to Friday")
		wrong = form.fill("Days", "Mon-Fri").fill("Closes at", "08:00").submits()
		expect(t, "the closing hour", wrong["Closes at"], "later than it opens")
		form.fill("Closes at", "13:00").fill("How one gets in", "by appointment").fill("Telephone", "+52 984 100 0000").passes()
		expect(t, "ana", ana.told(), "Av. Tulum <https://evil|12> & 14")
		luis.reads(luis.types("/office", "TULUM"), "Av. Tulum <https://evil|12> & 14", "Monday to Friday, 09:00–13:00", "by appointment",
			"+52 984 100 0000", "Confirmed by Ana on 20 November 2026", "Applicants may be shown the address")

		other.fill("Address", "Av. Cobá 1").fill("Opens at", "08:00").fill("Closes at", "12:00").fill("Days", "Tue, Thu").fill("How one gets in", "walk in: a token or a queue").passes()
		expect(t, "luis", luis.told(), "Before, as Ana wrote on 20 November 2026")
		expect(t, "luis", luis.told(), "Av. Tulum <https://evil|12> & 14")
		form = ana.opens(ana.types("/office", "tulum"), "Confirm or correct…")
		if got := form.shows("Days"); got != "Tuesday, Thursday" || form.shows("Opens at") != "08:00" || form.shows("Address") != "Av. Cobá 1" {
			t.Errorf("the form begins with %v %v %v", form.shows("Address"), got, form.shows("Opens at"))
		}

		ana.opens(ana.types("/office", "Durango"), "Add an office…").fill("City", "Durango").fill("State", "Durango").
			fill("It goes by the clock of", "Ciudad de México").fill("Address", "Calle 5 de Febrero 800").passes()
		expect(t, "ana", ana.told(), "The book now says of Durango, Durango")
		luis.reads(luis.types("/office", "durango"), "Calle 5 de Febrero 800", "Its clock shows", "Confirmed by Ana")
		for _, place := range []string{"", "durango", "quintana roo"} {
			visitor.reads(visitor.types("/office", place), "Only members of the channel")
		}
		if strings.Contains(bot.log(), `"level":"ERROR"`) || strings.Contains(bot.log(), "Febrero") {
			t.Errorf("the log says:\n%s", bot.log())
		}
	})
}

// TestACannedReplySpeaksTheApplicantsLanguage sends the same reply to two people
// and shows the associate the words that went out.
func TestACannedReplySpeaksTheApplicantsLanguage(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		h.serve()
		ana, luis := h.associate("ana"), h.associate("luis")
		carol, ines := h.applicant("Carol", "en"), h.applicant("Inés", "es")
		carol.plays(english...)
		ines.plays(spanish...)
		for _, c := range []struct {
			person                    *applicant
			initials, language, words string
		}{
			{carol, "C.S.", "English", "Please bring the originals and one plain copy of each paper."},
			{ines, "I.R.", "Spanish", "Por favor lleve los originales y una copia simple de cada papel."},
		} {
			card := h.card(c.initials)
			ana.presses(card, "Claim")
			form := ana.opens(card, "Send a canned reply…")
			expect(t, "the form", strings.Join(form.Text, "\n"), "in the applicant's language ("+c.language+")")
			form.fill("Reply", "Bring originals and copies").passes()
			if c.person.count("Ana: "+c.words) != 1 {
				t.Errorf("the applicant reads %q", c.person.last())
			}
			card = h.stands(c.initials, "Waiting on: the applicant")
			if card.inThread("Ana sent a canned reply, in the applicant's language ("+c.language+")") != 1 || card.inThread(c.words) != 1 {
				t.Errorf("the desk does not read which words went out: %v", card.Thread)
			}
		}
		// a form that was open while the case was closed sends nothing
		card := h.card("C.S.")
		form := ana.opens(card, "Send a canned reply…").fill("Reply", "Are you still there?")
		luis.opens(card, "Close the case…").passes()
		before := len(carol.heard())
		form.passes()
		expect(t, "ana", ana.told(), "the case stands at “closed”")
		if now := carol.heard(); len(now) != before {
			t.Errorf("after the case was closed Carol is told %q", now[before:])
		}
	})
}

// TestRemindersRestFromTheirList pauses all from /reminders over the day on which
// a window opens, and lets them go out again.
func TestRemindersRestFromTheirList(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		h.serve()
		ana, luis := h.associate("ana"), h.associate("luis")
		carol := h.applicant("Carol", "en")
		carol.plays(english...)
		ana.presses(h.card("C.S."), "Claim")
		h.until("2026-11-22T10:00:00-06:00")
		answer, behind := ana.types("/reminders", ""), luis.types("/reminders", "")
		ana.reads(answer, "23 November 2026, 09:00: the window opens")
		ana.presses(answer, "Pause all reminders")
		expect(t, "ana", ana.told(), "All reminders rest: Ana paused them on 22 November 2026")
		luis.presses(behind, "Pause all reminders")
		expect(t, "luis", luis.told(), "All reminders rest: Ana paused them on 22 November 2026")

		h.until("2026-11-23T15:00:00-06:00")
		if carol.count("Your renewal window is open") != 0 {
			t.Error("a reminder went out while all of them rested")
		}
		answer = luis.types("/reminders", "")
		luis.presses(answer, "Resume reminders")
		expect(t, "luis", luis.told(), "Reminders go out again")
		h.pass("20m")
		if n := carol.count("Your renewal window is open"); n != 1 {
			t.Errorf("after they were resumed the reminder came %d times", n)
		}
		h.pass("2h")
		if n := carol.count("Your renewal window is open"); n != 1 {
			t.Errorf("and later %d times", n)
		}
	})
}

// TestAnAssociateIsIntroducedAsTheyWish, when they claim a case and when it is
// handed to them, and the hours they keep know of closed days.
func TestAnAssociateIsIntroducedAsTheyWish(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		h.serve()
		ana, luis := h.associate("ana"), h.associate("luis")
		ana.homes("Your desk")
		luis.homes("Your desk")
		ana.pressesAtHome("My profile…").fill("Name", "Ana María").fill("Languages", "inglés y español").fill("Telephone", "+52 55 1111 2222").
			fill("Email", "ana@example.com").fill("Hours", "lunes a viernes, 9 a 17").passes()
		luis.pressesAtHome("My profile…").fill("Name", "Luis Gómez").fill("Telephone", "+52 55 3333 4444").passes()
		ines := h.applicant("Inés", "es")
		ines.plays(spanish...)
		card := h.card("I.R.")
		ana.presses(card, "Claim")
		for _, words := range []string{"Ana María le atiende desde ahora", "Idiomas: inglés y español", "Teléfono: +52 55 1111 2222", "Correo: ana@example.com", "Horario: lunes a viernes, 9 a 17"} {
			expect(t, "Inés", ines.last(), words)
		}
		ana.writes(h.stands("I.R.", "Owner: Ana María"), "Buenos días.")
		expect(t, "Inés", ines.last(), "Ana María: Buenos días.")
		ana.opens(card, "Hand over…").fill("To whom", "luis").passes()
		expect(t, "Inés", ines.last(), "Luis Gómez le atiende desde ahora")
		expect(t, "Inés", ines.last(), "+52 55 3333 4444")
		for _, words := range []string{"1111", "Correo:", "Horario:"} {
			if strings.Contains(ines.last(), words) {
				t.Errorf("of Luis Inés reads %q, which is Ana's", words)
			}
		}
		if h.stands("I.R.", "Owner: Luis Gómez").inThread("Ana María handed this case over to Luis Gómez") != 1 {
			t.Error("the desk does not read who has the case now")
		}

		// the Monday after is closed: who writes on Sunday hears of Tuesday
		luis.opens(luis.types("/closed", ""), "Add a closed day…").fill("Day", "2026-11-23").fill("Why", "Flood").passes()
		h.until("2026-11-22T12:00:00-06:00")
		ines.plays("> ¿Hay alguien?")
		expect(t, "Inés", ines.last(), "martes 24 de noviembre de 2026, 09:00")
		luis.opens(luis.types("/closed", ""), "Remove a closed day…").fill("Day", "2026-11-23").passes()
		ines.plays("> ¿Y el lunes?")
		expect(t, "Inés", ines.last(), "lunes 23 de noviembre de 2026, 09:00")
	})
}
