package main

import (
	"strings"
	"testing"
)

// calendars are the calendar files that the bot put into a chat, oldest first.
func (a *applicant) calendars() (files []string) {
	a.t.Helper()
	for _, m := range a.files() {
		if strings.HasSuffix(m.File.Name, ".ics") {
			files = append(files, string(a.bytesAt(m.File.URL)))
		}
	}
	return files
}

// calendars are those in a case's thread.
func (h *house) calendars(card post) (files []string) {
	h.t.Helper()
	for _, line := range card.filesOf(botOf(card)) {
		for _, f := range line.Files {
			if strings.HasSuffix(f.Name, ".ics") {
				files = append(files, string(h.bytesAt("/sandbox/slack/files/"+f.ID)))
			}
		}
	}
	return files
}

// hasInCalendar holds what the newest calendar file says, on both sides.
func (a *applicant) hasInCalendar(card post, lines ...string) {
	a.t.Helper()
	for side, files := range map[string][]string{"chat": a.calendars(), "thread": a.house.calendars(card)} {
		if len(files) == 0 {
			a.t.Fatalf("no calendar file is in the %s", side)
		}
		last := files[len(files)-1]
		for _, line := range lines {
			if !strings.Contains(last, line) {
				a.t.Errorf("the calendar file in the %s does not say %q:\n%s", side, line, last)
			}
		}
	}
}

// keepsUID holds that all of one's calendar files of a kind, changed and cancelled
// ones too, are of one entry, numbered in the order in which they came.
func (a *applicant) keepsUID(card post, kind string, files int) {
	a.t.Helper()
	for side, all := range map[string][]string{"chat": a.calendars(), "thread": a.house.calendars(card)} {
		uids, sequences := map[string]bool{}, ""
		for _, file := range all {
			if uid := calendarLine(file, "UID"); strings.HasPrefix(uid, kind+"-RA-") {
				uids[uid] = true
				sequences += calendarLine(file, "SEQUENCE") + " "
			}
		}
		if len(uids) != 1 || sequences != "0 1 2 3 "[:2*files] {
			a.t.Errorf("in the %s the files of a %s are numbered %s and of %v", side, kind, sequences, uids)
		}
	}
}

// calendarLine is the value of a calendar file's line; none of those is folded.
func calendarLine(file, name string) string {
	_, rest, _ := strings.Cut(file, "\r\n"+name+":")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}

// TestFromTheConsultationToTheNextCycle goes the way from the request to the watch
// over the next date, through every stage, over real sockets, in both languages.
func TestFromTheConsultationToTheNextCycle(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		ana, ben := h.associate("ana"), h.associate("luis")
		carol, ines := h.applicant("Carol", "en"), h.applicant("Inés", "es")
		carol.plays(english...)
		ines.plays(spanish...)

		consults(t, ana, carol, ines)
		preparesCarol(t, ana, carol)
		preparesInes(t, ana, ines)
		plansVisits(t, ana, ben, carol, ines)
		h.until("2026-12-11T16:00:00Z")
		carolsDay(t, ana, carol)
		inesDay(t, ana, ines)
		h.until("2027-01-25T18:00:00Z") // Carol's next window has opened, Inés is left in peace
		if n := carol.count("is open, from today on"); n != 2 {
			t.Errorf("Carol was told of %d open windows, not of this one and the next", n)
		}
		if n := ines.count("está abierto, desde hoy"); n != 1 {
			t.Errorf("Inés was told of %d open windows", n)
		}
		if strings.Contains(bot.log(), "a layout was refused") || strings.Contains(bot.log(), "not delivered") {
			t.Errorf("something did not arrive:\n%s", bot.log())
		}
		assertDiscreet(t, bot.log())
	})
}

// consults goes from claimed to an agreed consultation, changed once and called
// off once.
func consults(t *testing.T, ana *associate, carol, ines *applicant) {
	t.Helper()
	for _, initials := range []string{"C.S.", "I.R."} {
		card := ana.card(initials)
		ana.presses(card, "Claim")
		ana.opens(card, "Request payment…").passes()
		ana.presses(card, "Mark as paid")
	}
	card := ana.card("C.S.")
	form := ana.opens(card, "Propose times…").fill("How you will talk", "by video").fill("First day", "2026-11-25").fill("First hour", "10:00").
		fill("Second day", "2026-11-26").fill("Second hour", "17:30")
	expect(t, "the link", form.submits()["Video link, or another number"], "https://")
	form.fill("Video link, or another number", "https://meet.example.com/carol?a=1&b=2").passes()
	carol.plays("[ 25 November 2026, 10:00 (CST)")
	card = ana.card("C.S.")
	carol.hasInCalendar(card, "METHOD:PUBLISH", "SEQUENCE:0", "UID:consultation-RA-", "DTSTART:20261125T160000Z")
	carol.plays("[ 26 November 2026, 17:30 (CST)")
	carol.hasInCalendar(ana.card("C.S."), "METHOD:PUBLISH", "SEQUENCE:1", "DTSTART:20261126T233000Z")
	carol.keepsUID(ana.card("C.S."), "consultation", 2)
	if carol.count("open this address at that time: https://meet.example.com/carol?a=1&b=2") != 2 {
		t.Errorf("Carol does not know where to talk: %q", carol.heard())
	}

	ana.opens(ana.card("I.R."), "Propose times…").fill("First day", "2026-11-25").fill("First hour", "12:00").passes()
	ines.plays("[ 25 de noviembre de 2026, 12:00 (CST)", "[ Tengo que cancelarla")
	ines.hasInCalendar(ana.card("I.R."), "METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED")
	ines.keepsUID(ana.card("I.R."), "consultation", 2)
	if ana.card("I.R.").inThread("has to call the consultation of 25 November 2026, 12:00 off") != 1 {
		t.Error("Ana does not read once that the consultation is off")
	}
}

// preparesCarol goes from what was agreed to the filing pack: three papers are sent
// and accepted, one of them after it was sent back; the letter is filled, approved
// and sent.
func preparesCarol(t *testing.T, ana *associate, carol *applicant) {
	t.Helper()
	ana.opens(ana.card("C.S."), "Start preparing…").fill("What was agreed", "We renew for two years.").passes()
	for i, item := range []string{"Passport", "Resident card", "Proof of address"} {
		carol.pressesOn("▫️ " + item)
		carol.hands(photograph(t, "page.jpg", 1200, 900, uint8(150+i)), "")
		if i == 0 {
			carol.pressesOn("Yes, pass my papers on")
			ana.opens(carol.asked("C.S."), "Reject…").fill("Why", "it cannot be read").passes()
			carol.pressesOn("Send it again")
			carol.hands(photograph(t, "page.jpg", 1200, 900, 190), "")
		}
		ana.presses(carol.asked("C.S."), "Accept")
	}
	if carol.count("All 3 papers are accepted") != 1 {
		t.Errorf("Carol does not read once that all is accepted: %q", carol.last())
	}
	carol.plays("[ Yes, I agree", "[ Carol Smith", "> Sweden", "> 123456789", "> LUXA900115MNEKSS05", "> P1234567", "[ 2", "> Calle Ñandú 12, Querétaro")
	ana.opens(ana.card("C.S."), "Letter and data sheet…").fill("Office", "Querétaro").fill("Day on the letter", "2026-12-01").passes()
	ana.presses(carol.threadLine("C.S.", "Draft for C.S."), "Approve")
	ana.opens(ana.card("C.S."), "Send the filing pack…").passes()
	if files := carol.files(); !strings.HasSuffix(files[len(files)-1].File.Name, ".pdf") {
		t.Errorf("Carol has no pack: %v", files)
	}
}

// preparesInes does the same in Spanish, for two: nothing sensitive is given, and the
// papers are looked at when they talk.
func preparesInes(t *testing.T, ana *associate, ines *applicant) {
	t.Helper()
	ana.opens(ana.card("I.R."), "Start preparing…").fill("What was agreed", "Renovar por un año.").passes()
	ines.plays("[ No, deje líneas en blanco")
	form := ana.opens(ana.card("I.R."), "Send the filing pack…")
	form.passes()
	expect(t, "Ana", ana.told(), "Not sent: nobody has approved the papers of")
	ana.opens(ana.card("I.R."), "Send the filing pack…").fill("Why it goes without an approved letter", "They write it with us at the office.").passes()
	ana.stands("I.R.", "Stage: ready to file")
	if ines.count("paquete") == 0 {
		t.Errorf("Inés does not read of her pack: %q", ines.heard())
	}
}

// skipsToReady sets both cases to the day at the office.
func skipsToReady(ana *associate) {
	for _, initials := range []string{"C.S.", "I.R."} {
		ana.opens(ana.card(initials), "Set another stage…").fill("Stage", "ready to file").fill("Why", "All papers are there.").passes()
	}
}

// plansVisits sets an appointment, refused first and changed later, and a walk-in.
func plansVisits(t *testing.T, ana, ben *associate, carol, ines *applicant) {
	t.Helper()
	form := ana.opens(ana.card("C.S."), "Set the appointment…").fill("Day", "2026-12-12").fill("Hour", "10:00")
	expect(t, "the office", form.submits()["Office"], "Choose an office")
	form.fill("Office", "Querétaro, Querétaro").passes()
	expect(t, "Ana", ana.told(), "The office is closed on Saturday 12 December 2026, a weekend.")
	expect(t, "Ana", ana.told(), "2026-12-12")
	late := ben.opens(ana.card("C.S."), "Set the appointment…").fill("Office", "Toluca, Estado de México").fill("Day", "2026-12-09").fill("Hour", "10:00")
	ana.opens(ana.card("C.S."), "Set the appointment…").fill("Office", "Querétaro, Querétaro").fill("Day", "2026-12-10").fill("Hour", "10:00").passes()
	late.passes()
	expect(t, "Luis", ben.told(), "meanwhile a colleague set or cancelled the visit. It is now: Thursday 10 December 2026, 10:00, Querétaro")
	carol.hasInCalendar(ana.card("C.S."), "SEQUENCE:0", "UID:visit-RA-", "DTSTART:20261210T160000Z")
	ana.opens(ana.card("C.S."), "Set the appointment…").fill("Day", "2026-12-11").fill("Hour", "09:30").passes()
	if carol.count("Before: Thursday 10 December 2026, 10:00, in Querétaro.") != 1 || carol.count("Your appointment: Friday 11 December 2026, 09:30") != 1 {
		t.Errorf("Carol does not read what it was and what it is: %q", carol.heard())
	}
	carol.hasInCalendar(ana.card("C.S."), "METHOD:PUBLISH", "SEQUENCE:1", "DTSTART:20261211T153000Z")
	carol.keepsUID(ana.card("C.S."), "visit", 2)
	ana.stands("C.S.", "Visit: Friday 11 December 2026, 09:30, Querétaro")

	ana.opens(ana.card("I.R."), "Set the appointment…").fill("How", "No appointment: queue and token").fill("Office", "Chapala, Jalisco").
		fill("Day", "2026-12-11").fill("Hour", "08:00").passes()
	if ines.count("Su plan: viernes 11 de diciembre de 2026; esté en la oficina de migración de Chapala a las 08:00") != 1 {
		t.Errorf("Inés does not read her plan: %q", ines.heard())
	}
}

// carolsDay goes wrong at the counter once, and comes to a card the same day.
func carolsDay(t *testing.T, ana *associate, carol *applicant) {
	t.Helper()
	carol.plays("> /status", "[ I have arrived", "[ I was called", "[ They ask for something else", "> A copy of page three, they say")
	card := ana.card("C.S.")
	for _, words := range []string{"The applicant arrived at the office", "The applicant was called", "🚨 At the office they ask", "A copy of page three, they say"} {
		if card.inThread(words) != 1 {
			t.Errorf("%q does not stand once in the thread", words)
		}
	}
	carol.pass("11m")
	if ana.card("C.S.").inThread("The applicant stands at the immigration office and has been waiting") != 1 {
		t.Error("nobody was paged for somebody at the counter")
	}
	ana.writes(card, "It is the third sheet of your pack.")
	carol.pass("10s")
	carol.plays("[ Card in hand")
	pdf, jpg := papers()
	carol.hands(jpg, "")
	carol.hands(pdf, "the back")
	if ana.card("C.S.").inThread("sends a photo of the new card") != 2 {
		t.Error("the photos of the card did not reach the thread as such")
	}
	carol.plays("[ All sent", "> 1 December 2026", "> 20 February 2027", "[ Yes, correct", "[ Yes, remind me", "[ 5 ★", "> It went well.")
	card = ana.stands("C.S.", "Stage: closed")
	for _, words := range []string{"The case is closed as renewed.", "new date 20 February 2027", "rates the service 5 of 5", "It went well."} {
		if card.inThread(words) != 1 {
			t.Errorf("%q does not stand once in the thread", words)
		}
	}
}

// inesDay is that of a family, whose cards come another day.
func inesDay(t *testing.T, ana *associate, ines *applicant) {
	t.Helper()
	ines.plays("> /status", "[ Ya lo presenté", "> NUT 4711", "> 15 de diciembre de 2026")
	ana.stands("I.R.", "Stage: filed, waiting for the office", "File number: NUT 4711.", "To come back on 15 December 2026.")
	ines.until("2026-12-15T18:00:00Z")
	ines.plays("> /status", "[ Ya tengo la tarjeta", "[ Todos tenemos la tarjeta", "[ Prefiero no mandarlas",
		"> 14 de diciembre de 2028", "[ Sí, correcto", "[ Es permanente: sin fecha", "[ No, gracias", "[ 4 ★")
	if card := ana.stands("I.R.", "Stage: closed"); card.inThread("Person 2: permanent, no date") != 1 || card.inThread("rates the service 4 of 5") != 1 {
		t.Errorf("the thread does not tell how it ended: %v", card.Thread)
	}
}
