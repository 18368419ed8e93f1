package main

import (
	"strings"
	"testing"
)

// TestPapersFromTheQuestionsToThePack goes the whole way of the papers by what
// stands on the screen: the questions in the chat, the draft in the thread, the
// approval, and the pack in the applicant's hands, read back as they read it.
func TestPapersFromTheQuestionsToThePack(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		ana, carol := h.associate("ana"), h.applicant("Carol", "en")
		carol.plays(english...)
		ana.presses(h.card("C.S."), "Claim")
		ana.opens(h.card("C.S."), "Set another stage…").fill("Stage", "preparing papers").fill("Why", "We have talked.").passes()

		carol.plays("[ Yes, I agree", "[ Carol Smith", "> Sweden", "> 123456789", "> LUXA900115MNEKSS04")
		expect(t, "Carol", carol.last(), "no complete CURP")
		carol.plays("> LUXA900115MNEKSS05", "> P1234567", "[ 2", "> Calle Ñandú 12, Col. Centro, 44100 Guadalajara")
		expect(t, "Carol", carol.last(), "that is all I need for your letter and forms")

		ana.opens(h.card("C.S."), "Letter and data sheet…").fill("Office", "Guadalajara").fill("Day on the letter", "2026-12-01").passes()
		card := h.card("C.S.")
		drafts := card.filesOf(botOf(card))
		if len(drafts) != 2 {
			t.Fatalf("the thread has %d drafts: %+v\n%s", len(drafts), card.Thread, bot.log())
		}
		letter := printed(t, h.bytesAt("/sandbox/slack/files/"+drafts[0].Files[0].ID))
		for _, words := range []string{"Guadalajara, Jalisco, a 1 de diciembre de 2026.", "CURP LUXA900115MNEKSS05", "por dos años", "bajo protesta de decir verdad"} {
			expect(t, "the letter", inOneLine(letter), words)
		}
		for _, line := range card.Thread {
			if strings.Contains(strings.Join(line.Blocks, " "), "LUXA900115MNEKSS05") {
				t.Errorf("a line of the thread shows the whole CURP: %q", line.Blocks)
			}
		}
		if files := carol.files(); len(files) != 0 {
			t.Errorf("before anybody approved it, Carol has %d files", len(files))
		}
		ana.presses(h.threadLine("C.S.", "Draft for C.S."), "Approve")
		if h.card("C.S.").inThread("ana approved these papers")+h.card("C.S.").inThread("Ana approved these papers") != 1 {
			t.Errorf("the approval is not told once: %+v", h.card("C.S.").Thread)
		}
		ana.opens(h.card("C.S."), "Send the filing pack…").fill("A note to the applicant", "Good luck!").passes()
		h.stands("C.S.", "Stage: ready to file")
		files := carol.files()
		if len(files) != 1 {
			t.Fatalf("Carol has %d files\n%s", len(files), bot.log())
		}
		pack := inOneLine(printed(t, h.bytesAt(files[0].File.URL)))
		for _, words := range []string{
			"Your filing pack", "Ana will send you the day, the hour and the office.", "Good luck!", "Resident card: the original and a plain copy",
			"Aquí están mis originales y copias.", "INSTITUTO NACIONAL DE MIGRACIÓN", "Carol Smith, de nacionalidad sueca", "Hoja de datos para los formatos",
		} {
			expect(t, "the pack", pack, words)
		}
		assertDiscreet(t, bot.log())
		for _, secret := range []string{"LUXA900115MNEKSS05", "P1234567", "123456789"} {
			if strings.Contains(bot.log(), secret) {
				t.Errorf("the log shows %s", secret)
			}
		}
	})
}

// inOneLine is a printed text without the breaks that its width brought about.
func inOneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// threadLine is the newest line of a case's thread that says this.
func (h *house) threadLine(card, words string) post {
	h.t.Helper()
	thread := h.card(card).Thread
	for i := len(thread) - 1; i >= 0; i-- {
		if thread[i].says(words) {
			return thread[i]
		}
	}
	h.t.Fatalf("no line of the thread says %q: %+v", words, thread)
	return post{}
}
