package conversation_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// preparing is a case whose papers are being prepared, with these answers.
func preparing(t *testing.T, now string, answers conversation.Answers) *stage {
	t.Helper()
	s := newStage(t, now)
	full := conversation.Answers{
		"language": "en", "notice": "agree", "intent": "help", "card": "temporary", "expires": "2027-03-01", "in_mexico": "yes",
		"applicants": "1", "first_name": "Åsa", "last_name": "Ñandú-O'Brien", "email": "asa@example.com", "telephone": "+525512345678",
		"situation": "skip", "review": "right", "send": "yes", "papers": "yes",
		"full_name": "Åsa Łukasz Ñandú-O'Brien", "nationality": "SE", "nue": "123456789", "curp": "LUXA900115MNEKSS05",
		"passport_number": "P7654321", "years": "2", "home_address": "Calle Álvaro Obregón 12, Col. Centro, 44100 Guadalajara, Jal.",
	}
	for state, answer := range answers {
		if full[state] = answer; answer == "" {
			delete(full, state)
		}
	}
	s.rec.Chat, s.rec.Language, s.rec.Answers = "telegram:1:1001", locale.Language(full["language"]), full
	s.rec.Dialogue = conversation.Dialogue{Script: conversation.ScriptVersion, State: conversation.Home}
	for _, to := range []conversation.State{"notice", "send", "papers"} {
		s.rec.Consents = append(s.rec.Consents, conversation.Consent{To: to, At: s.now, Given: true})
	}
	s.rec.Cases = []conversation.Case{{
		Ref: "RA-7K3M-9Q2W", Stage: conversation.Preparing, Card: "e1", Owner: conversation.Actor{ID: "ana", Name: "Ana"},
	}}
	s.rec.Seq = 1
	return s
}

// family is two adults and a child who file together.
func family() conversation.Answers {
	return conversation.Answers{
		"applicants": "3", "more": "yes", "basis": "family_mexican", "first_granted": "2025-03-01", "wants": "permanent",
		"procedure_open": "no", "travelling": "no", "moved": "yes", "moved_since": "2026-10-05", "changed": "nothing",
		"passport_expires": "2031-08-04", "in_person": "yes", "issued_by": "Guadalajara", "lives_in": "Guadalajara", "accompanied": "no", "remind_after": "no",
		"spouse": "José María Núñez Güemes", "old_address": "Av. Chapultepec 5, Ciudad de México", "years": "",
		"p2_name": "Jürgen", "p2_card": "student", "p2_expires": "2027-03-05", "p2_first_granted": "unknown", "p2_full_name": "Jürgen Großmüller", "p2_nationality": "DE",
		"p2_nue": "unknown", "p2_curp": "unknown", "p2_birth": "1988-02-29", "p2_passport_number": "C01X00T47", "p2_school": "Universidad de Guadalajara",
		"p3_name": "Zoë", "p3_card": "permanent_minor", "p3_expires": "2027-03-07", "p3_born": "2015-11-30", "p3_full_name": "Zoë Ñandú Großmüller",
		"p3_nationality": "Ruritanian", "p3_nue": "987654321", "p3_curp": "LUXE151130HNEKSRA8", "p3_passport_number": "C01X00T48", "p3_signer": "Åsa Łukasz Ñandú-O'Brien",
	}
}

// TestLetters writes each variant's letter and data sheet, as their words stand
// on the page.
func TestLetters(t *testing.T) {
	with := func(base conversation.Answers, more conversation.Answers) conversation.Answers {
		for state, answer := range more {
			base[state] = answer
		}
		return base
	}
	alone := func() conversation.Answers { return conversation.Answers{"more": "yes", "basis": "solvency"} }
	for _, letter := range []struct {
		name    string
		answers conversation.Answers
		form    string
	}{
		{"renewal", alone(), ""},
		{"renewal_three_years_us", alone(), "years=3; page=us; extra=Adjunto además mis estados de cuenta."},
		{"renewal_blanks", with(alone(), conversation.Answers{
			"papers": "no", "full_name": "", "nationality": "", "nue": "", "curp": "", "passport_number": "", "years": "", "home_address": "",
		}), ""},
		{"work", with(alone(), conversation.Answers{"basis": "work", "employed_by": "Tequilera «Ñ», S. A. de C. V."}), ""},
		{"student", with(alone(), conversation.Answers{"card": "student", "years": "", "school": "El Colegio de México"}), ""},
		{"exchange_years", with(alone(), conversation.Answers{"first_granted": "2023-03-01"}), ""},
		{"exchange_years_complete", with(alone(), conversation.Answers{"first_granted": "2023-02-01"}), ""},
		{"exchange_bond", with(family(), conversation.Answers{"applicants": "1"}), ""},
		{"returned", with(alone(), conversation.Answers{
			"expires": "2027-01-20", "there_at_expiry": "no", "reentered": "2027-02-09", "more": "", "basis": "",
		}), ""},
		{"address", with(family(), conversation.Answers{"applicants": "1"}), "variant=address; day=2027-01-08"},
		{"by_associate", with(alone(), conversation.Answers{"expires": "2027-01-20", "there_at_expiry": "yes"}), ""},
		{"minor_alone", with(alone(), conversation.Answers{
			"card": "permanent_minor", "born": "2020-02-29", "years": "", "signer": "Ana Núñez", "minor_wants": "renew", "curp": "LUXI200229HNEKSRA9",
		}), ""},
		{"family_bond", family(), ""},
		{"family_student", family(), "person=2"},
		{"family_minor", family(), "person=3; office=Ciudad de México"},
		{"longest", with(alone(), conversation.Answers{
			"full_name": strings.TrimSpace(strings.Repeat("Wolfeschlegelsteinhausenbergerdorff ", 3)), "home_address": strings.TrimSpace(strings.Repeat("Boulevard de los Insurgentes ", 6)),
		}), ""},
	} {
		t.Run(letter.name, func(t *testing.T) {
			s := preparing(t, "2027-02-10 10:00", letter.answers)
			s.move("ana", "letter", "")
			filled := "office=Guadalajara"
			if letter.form != "" {
				filled += "; " + letter.form
			}
			s.submit("ana", filled)
			if len(s.papers) == 0 {
				t.Fatalf("nothing was made:\n%s", s.told.String())
			}
			var text strings.Builder
			for _, p := range s.papers {
				text.WriteString(paperText(p) + "\n")
			}
			golden(t, filepath.Join("testdata", "letters", letter.name+".txt"), text.String())
		})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s reads differently now; see what changed with -update and git diff\n%s", file, firstDifference(string(want), got))
	}
}

// paperText is a paper as it reads.
func paperText(p conversation.Paper) string {
	size := "A4"
	if p.Letter {
		size = "US Letter"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "=== %s · %s · %s · %s · %s\n", p.Title, p.Language, p.Date, size, p.Footer)
	for _, block := range p.Blocks {
		fmt.Fprintf(&b, "[%s]", block.Kind)
		if block.Text != "" {
			fmt.Fprintf(&b, " %s", strings.ReplaceAll(block.Text, "\n", "\n    "))
		}
		b.WriteString("\n")
		for _, item := range block.Items {
			fmt.Fprintf(&b, "  - %s\n", item)
		}
		for _, row := range block.Rows {
			fmt.Fprintf(&b, "  %s: %s\n", strings.ReplaceAll(row[0], "\n", " / "), row[1])
		}
	}
	return b.String()
}

// TestTheLetterIsDatedWithinTheWindow: before the window opens the form offers its
// first day, since the letter says that the window is open.
func TestTheLetterIsDatedWithinTheWindow(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-22 10:00": "2027-01-30", "2027-01-30 00:10": "2027-01-30", "2027-02-10 23:50": "2027-02-10",
	} {
		s := preparing(t, now, nil)
		s.move("ana", "letter", "")
		for _, f := range s.form.Fields {
			if f.Name == "day" && f.Value != want {
				t.Errorf("on %s the letter is dated %s, want %s", now, f.Value, want)
			}
		}
		s.submit("ana", "office=Guadalajara; day=2027-01-29")
		if len(s.papers) != 0 {
			t.Errorf("on %s a letter was made for the day before the window", now)
		}
	}
}

// TestWhatIsMissingIsAskedOnce: an associate who wants a letter too early is told
// what is missing, by name and for whom; the applicant's open question stays the
// one it was.
func TestWhatIsMissingIsAskedOnce(t *testing.T) {
	s := preparing(t, "2027-02-10 10:00", conversation.Answers{"papers": "", "curp": "", "home_address": ""})
	for range 3 {
		s.move("ana", "letter", "")
		s.submit("ana", "office=Guadalajara")
	}
	told := s.told.String()
	if n := strings.Count(told, "Do you agree?"); n != 1 {
		t.Errorf("the applicant was asked %d times:\n%s", n, told)
	}
	if !strings.Contains(told, "still missing: Person 1: CURP, Home address in Mexico.") || len(s.papers) > 0 {
		t.Errorf("the associate was not told what is missing:\n%s", told)
	}
	s.press("No, leave blank lines")
	s.move("ana", "letter", "")
	s.submit("ana", "office=Guadalajara")
	if len(s.papers) != 2 || !strings.Contains(paperText(s.papers[0]), "CURP ____") {
		t.Errorf("without the data there is no letter with blank lines:\n%s", s.told.String())
	}
	given := s.rec.Consents[len(s.rec.Consents)-1]
	if given.To != "papers" || given.Given {
		t.Errorf("the no was kept as %+v", given)
	}
	s.press("Answer the questions for letter and forms")
	s.press("Yes, I agree")
	if s.rec.Dialogue.State != "curp" {
		t.Errorf("after a no and a yes the open question is %q", s.rec.Dialogue.State)
	}
}

// TestADraftThatNobodySawIsNotApproved: its file could not be posted.
func TestADraftThatNobodySawIsNotApproved(t *testing.T) {
	s := preparing(t, "2027-02-10 10:00", nil)
	s.move("ana", "letter", "")
	s.submit("ana", "office=Guadalajara")
	s.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{
		Entry: s.rec.Cases[0].Letters[0].Posted[0], Side: conversation.Desk, Outcome: conversation.Refused,
	}})
	s.pressAtDesk("ana", "Approve")
	if !s.rec.Cases[0].Letters[0].Approved.At.IsZero() || !strings.Contains(s.told.String(), "could not be posted") {
		t.Errorf("a draft that never arrived was approved:\n%s", s.told.String())
	}
}

// TestPacks writes the filing pack of a family, in both languages: with an
// appointment, with a plan to walk in, and with neither.
func TestPacks(t *testing.T) {
	for _, lang := range locale.Languages() {
		for name, visit := range map[string]*conversation.Visit{
			"no_visit": nil, "appointment": {Office: "Ciudad de México"}, "walk_in": {Office: "Chapala", WalkIn: true},
		} {
			t.Run(name+"_"+string(lang), func(t *testing.T) {
				answers := family()
				answers["language"] = string(lang)
				s := preparing(t, "2027-02-10 10:00", answers)
				if visit != nil {
					visit.At = s.instant("2027-02-17 09:30")
				}
				s.rec.Cases[0].Visit = visit
				office := "Chapala"
				if visit != nil {
					office = visit.Office
				}
				for _, person := range []string{"1", "2", "3"} {
					s.move("ana", "letter", "")
					s.submit("ana", "person="+person+"; office="+office)
					s.pressAtDesk("ana", "Approve")
				}
				s.papers = nil
				s.move("ana", "ready", "")
				s.submit("ana", "note=¡Suerte! 🍀")
				if len(s.papers) != 1 || s.rec.Cases[0].Stage != conversation.Ready {
					t.Fatalf("there is no pack:\n%s", s.told.String())
				}
				golden(t, filepath.Join("testdata", "packs", name+"_"+string(lang)+".txt"), paperText(s.papers[0]))
			})
		}
	}
}

// TestAPackWithoutALetterWantsAReason, which is kept with the move.
func TestAPackWithoutALetterWantsAReason(t *testing.T) {
	s := preparing(t, "2027-02-10 10:00", family())
	s.move("ana", "letter", "")
	s.submit("ana", "person=2; office=Guadalajara")
	s.pressAtDesk("ana", "Approve")
	s.move("ana", "ready", "")
	s.submit("ana", "note=Hello")
	if s.rec.Cases[0].Stage != conversation.Preparing || !strings.Contains(s.told.String(), "nobody has approved the papers of Å.Ñ., Person 3 (Z.)") {
		t.Errorf("it went, or did not say whose papers are wanting:\n%s", s.told.String())
	}
	s.move("ana", "ready", "")
	s.submit("ana", "reason=I bring theirs.")
	c := s.rec.Cases[0]
	if c.Stage != conversation.Ready || c.Moves[len(c.Moves)-1].Reason != "I bring theirs." || c.Pack == nil {
		t.Errorf("it did not go for a reason: %+v", c.Moves)
	}
}

// TestNobodysPapersAreAskedForInVain: no question about the papers comes before
// they are prepared, and none of somebody whose card never expires.
func TestNobodysPapersAreAskedForInVain(t *testing.T) {
	s := preparing(t, "2027-02-10 10:00", conversation.Answers{
		"applicants": "2", "more": "yes", "basis": "solvency", "first_granted": "unknown", "wants": "renew", "procedure_open": "no", "travelling": "no",
		"moved": "no", "changed": "nothing", "passport_expires": "unknown", "in_person": "yes", "issued_by": "unknown", "lives_in": "skip",
		"accompanied": "no", "remind_after": "no", "p2_name": "Bo", "p2_card": "permanent", "home_address": "", "curp": "",
	})
	s.rec.Cases[0].Stage = conversation.Consultation
	s.say("/start")
	if s.rec.Dialogue.State != conversation.Home {
		t.Errorf("in the consultation %q is asked", s.rec.Dialogue.State)
	}
	s.rec.Cases[0].Stage = conversation.Preparing
	s.say("/start")
	s.press("Answer the questions for letter and forms")
	s.say("XEXX010101HNEXXXA4") // stands for any foreigner
	s.press("I do not know it")
	s.say("29 February 1990")
	s.say("4/4/1990")
	s.say("Calle 5\n\n , Col. Centro")
	if got := s.rec.Answers; s.rec.Dialogue.State != conversation.Home || got["birth"] != "1990-04-04" || got["home_address"] != "Calle 5, Col. Centro" {
		t.Errorf("it came to %q with %v", s.rec.Dialogue.State, got)
	}
	if s.rec.Cases[0].Stage = conversation.Filed; s.rec.Answers["p2_full_name"] != "" {
		t.Error("an adult's permanent card was asked about")
	}
}
