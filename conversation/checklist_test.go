package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

// look is what a look into a file comes to: what is found, or why it is refused.
type look struct {
	found conversation.Findings
	why   string
}

// examine is the courier that looks into a file on the way.
func (s *stage) examine(f *conversation.File, report *conversation.Report) {
	l := s.looks[f.Ref]
	if l.why != "" {
		report.Outcome, report.Why, report.Message = conversation.Refused, l.why, ""
		return
	}
	report.Found = &l.found
}

// sendPaper is the applicant sending a file, as "card.jpg dark 300x200 sum=a
// album=b size=9: words".
func (s *stage) sendPaper(what string) {
	what, words, _ := strings.Cut(what, ": ")
	fields := strings.Fields(what)
	m := &conversation.Incoming{
		ID: fmt.Sprint("p", len(s.looks)), Media: conversation.Document, Text: words, Language: s.lang,
		File: &conversation.Attachment{Ref: fmt.Sprint("paper", len(s.looks)), Name: fields[0], Size: 1000},
	}
	l := look{found: conversation.Findings{Type: "image/jpeg", Sum: m.File.Ref, Width: 1200, Height: 900}}
	for _, field := range fields[1:] {
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "dark":
			l.found.Dark = true
		case "locked":
			l.found = conversation.Findings{Type: "application/pdf", Sum: m.File.Ref, Pages: 2, Encrypted: true}
		case "broken":
			l.found.Broken = true
		case "sum":
			l.found.Sum = value
		case "album":
			m.Album = value
		case "why":
			l.why = value
		case "size":
			if _, err := fmt.Sscan(value, &m.File.Size); err != nil {
				s.t.Fatal(err)
			}
		default:
			if _, err := fmt.Sscanf(field, "%dx%d", &l.found.Width, &l.found.Height); err != nil {
				s.t.Fatalf("a paper that is %q", field)
			}
		}
	}
	if s.looks == nil {
		s.looks = map[string]look{}
	}
	s.looks[m.File.Ref] = l
	s.step(conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001", Message: m})
}

// gathering plays a story up to a checklist, of one person.
func gathering(t *testing.T) *stage {
	t.Helper()
	s := requested(t)
	for _, step := range []string{
		"@ 2026-11-23 10:00", "ana/request_payment", "ana/submit amount=219", "ana/mark_paid",
		"ana/consult", "ana/submit day1=2026-11-24; hour1=10:00", "ana/prepare", "ana/submit summary=One year.",
	} {
		s.act(step)
	}
	return s
}

func (s *stage) theCase() *conversation.Case { return &s.rec.Cases[len(s.rec.Cases)-1] }

// itemOf is the item of a kind.
func (s *stage) itemOf(kind string) conversation.Item {
	s.t.Helper()
	for _, i := range s.theCase().Items {
		if i.Kind == kind {
			return i
		}
	}
	s.t.Fatalf("no paper %q is on the list", kind)
	return conversation.Item{}
}

// rests lets so much time pass that what arrived is put before the associate.
func (s *stage) rests() { s.until(s.now.Add(5 * time.Second)) }

// since returns what was told after a step.
func (s *stage) since(do func()) string {
	before := s.told.Len()
	do()
	return s.told.String()[before:]
}

// consented is such a story whose applicant agreed that papers are passed on.
func consented(t *testing.T) *stage {
	t.Helper()
	s := gathering(t)
	for _, step := range []string{"[ ▫️ Passport", "! paper pass.jpg", "[ Yes, pass my papers on"} {
		s.act(step)
	}
	s.rests()
	return s
}

// TestNothingIsPassedOnBeforeTheYes sends papers, says no, and sends them again:
// only after the yes anything is on its way, and the yes is on record.
func TestNothingIsPassedOnBeforeTheYes(t *testing.T) {
	s := gathering(t)
	s.act("[ ▫️ Passport")
	for _, answer := range []string{"No", "Yes, pass my papers on"} {
		told := s.since(func() { s.act("! paper pass.jpg: my page") })
		if strings.Contains(told, "file|") || !strings.Contains(told, "Before your first paper is passed on") {
			t.Errorf("before the %q:\n%s", answer, told)
		}
		s.act("[ " + answer)
	}
	if n := strings.Count(s.told.String(), "     file|"); n != 1 {
		t.Errorf("%d files were passed on", n)
	}
	given := map[bool]int{}
	for _, c := range s.rec.Consents {
		if c.To == "uploads" {
			given[c.Given]++
		}
	}
	if given[true] != 1 || given[false] != 1 {
		t.Errorf("on record are %v", given)
	}
	told := s.since(func() { s.act("[ Yes, pass my papers on") }) // the same button once more
	if strings.Contains(told, "file|") || len(s.theCase().Unplaced) != 0 {
		t.Errorf("a second yes tells:\n%s", told)
	}
	withdraws(s)
	if last := s.rec.Consents[len(s.rec.Consents)-1]; last.To != "uploads" || last.Given {
		t.Errorf("after withdrawing the last word is %+v", last)
	}
}

// TestAnAlbumOfTenIsOnePaper sends ten pages, two of them dark: one thanks, one
// warning, one line for the associate that names both.
func TestAnAlbumOfTenIsOnePaper(t *testing.T) {
	s := consented(t)
	s.act("[ ▫️ Proof of address")
	told := s.since(func() {
		for n := range 10 {
			dark := ""
			if n%5 == 0 {
				dark = "dark "
			}
			s.act(fmt.Sprintf("! paper page%d.jpg %salbum=a", n, dark))
			s.now = s.now.Add(200 * time.Millisecond)
		}
		s.rests()
	})
	for words, want := range map[string]int{"Proof of address</b>: received": 1, "file|": 10, "I passed it on all the same": 1, "10 files to look at": 1, "looks very dark.\n": 2} {
		if n := strings.Count(told, words); n != want {
			t.Errorf("%q is said %d times, not %d:\n%s", words, n, want, told)
		}
	}
}

// TestUploadsThatCannotBe: too large, empty, of a wrong type, gone: each is told
// kindly, nothing is kept of it, and the list does not move.
func TestUploadsThatCannotBe(t *testing.T) {
	for what, words := range map[string]string{
		"big.pdf size=20971521":       "please send a smaller scan",
		"nothing.pdf size=0":          "there is nothing in it",
		"late.pdf why=file_too_large": "please send a smaller scan",
		"empty.pdf why=file_empty":    "there is nothing in it",
		"virus.pdf why=file_type":     "as JPEG, PNG, WEBP, HEIC or PDF",
		"gone.pdf why=file_gone":      "could not be passed on",
	} {
		s := consented(t)
		s.act("[ ▫️ Proof of address")
		told := s.since(func() { s.act("! paper " + what); s.rests() })
		if !strings.Contains(told, words) || strings.Contains(told, "to look at. Next") {
			t.Errorf("%s tells:\n%s", what, told)
		}
		if i := s.itemOf("address"); len(i.Sheets) != 0 || i.State != "" {
			t.Errorf("after %s the item is %+v", what, i)
		}
	}
}

// TestHostileNamesAndWords stand literally, everywhere.
func TestHostileNamesAndWords(t *testing.T) {
	s := consented(t)
	s.act("[ ▫️ Proof of address")
	s.looks = map[string]look{"x": {found: conversation.Findings{Type: "image/jpeg", Sum: "x", Width: 10, Height: 10, Dark: true}}}
	s.step(conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001", Message: &conversation.Incoming{
		ID: "x", Media: conversation.Document, Text: "<!channel> *x*",
		File: &conversation.Attachment{Ref: "x", Name: "<b>../../etc/\x00{{.Item}}&.jpg", Size: 10},
	}})
	s.rests()
	told := s.told.String()
	if !strings.Contains(told, "&lt;b&gt;../../etc/\x00{{.Item}}&amp;.jpg") || !strings.Contains(told, "“<!channel> *x*”") {
		t.Errorf("they read:\n%s", told)
	}
}

// TestTheSameFileTwice is told with the item that has it, in whatever order the
// items stand.
func TestTheSameFileTwice(t *testing.T) {
	s := consented(t)
	s.act("[ ▫️ Proof of address")
	s.act("! paper bill.jpg sum=bill")
	s.act("[ ▫️ Resident card")
	if told := s.since(func() { s.act("! paper card.jpg sum=bill") }); !strings.Contains(told, "You sent this very file already, for <b>Proof of address</b>") {
		t.Errorf("told:\n%s", told)
	}
	if told := s.since(s.rests); !strings.Contains(told, "is the very file that was sent for “Proof of address”") || strings.Contains(told, "“bill.jpg” is the very file") {
		t.Errorf("the associate reads:\n%s", told)
	}
}

// TestReplacingAnAcceptedPaperAsksAnew: what was accepted is looked at once more,
// and an old button decides nothing.
func TestReplacingAnAcceptedPaperAsksAnew(t *testing.T) {
	s := consented(t)
	s.act("ana/accept_paper i2.1")
	s.act("[ ✅ Passport")
	told := s.since(func() {
		s.act("! paper newer.jpg")
		s.act("ana/accept_paper i2.1") // while it is on its way
		s.rests()
	})
	if !strings.Contains(told, "A newer file for “Passport” has come") || !strings.Contains(told, "“Passport” was accepted, and now 1 new file has come") {
		t.Errorf("told:\n%s", told)
	}
	if i := s.itemOf("passport"); i.State != conversation.ItemSent || len(i.Verdicts) != 1 {
		t.Errorf("the item is %+v", i)
	}
	s.act("luis/accept_paper i2.2")
	s.act("ana/reject_paper i2.2") // changes her mind about it
	s.act("ana/submit reason=too_old")
	i := s.itemOf("passport")
	if i.State != conversation.ItemRejected || len(i.Verdicts) != 3 || i.Verdicts[1].By.Name != "Luis" || i.Verdicts[2].At.IsZero() || i.Verdicts[2].Reason == "" {
		t.Errorf("its history is %+v", i.Verdicts)
	}
}

// TestFilesThatComeTogetherAreAskedAboutOnce, and go where the answer says.
func TestFilesThatComeTogetherAreAskedAboutOnce(t *testing.T) {
	s := consented(t)
	s.until(s.now.Add(time.Hour)) // the passport is long past
	told := s.since(func() { s.act("! paper a.jpg"); s.act("! paper b.jpg: back"); s.act("! paper c.jpg") })
	if strings.Count(told, "Which paper is this?") != 1 || strings.Contains(told, "file|") {
		t.Errorf("told:\n%s", told)
	}
	s.act("[ ▫️ Resident card")
	if i := s.itemOf("card"); len(i.Sheets) != 3 || len(s.theCase().Unplaced) != 0 {
		t.Errorf("the card has %d files, %d wait", len(i.Sheets), len(s.theCase().Unplaced))
	}
	for range 30 { // nobody answers
		s.until(s.now.Add(time.Hour))
		s.act("! paper more.jpg")
	}
	if n := len(s.theCase().Unplaced); n != 20 {
		t.Errorf("%d files wait for a word", n)
	}
}

// TestAPaperHasAnEnd: nobody can fill the record with pages.
func TestAPaperHasAnEnd(t *testing.T) {
	s := consented(t)
	s.act("[ ▫️ Proof of address")
	for n := range 70 {
		s.act(fmt.Sprintf("! paper p%d.jpg", n))
		s.now = s.now.Add(2 * time.Second)
	}
	if n := len(s.itemOf("address").Sheets); n != 60 || !strings.Contains(s.told.String(), "so many files already") {
		t.Errorf("the paper has %d files", n)
	}
}

// TestAFileOfAClosedCase goes nowhere, and one that arrives after the end is not
// asked about.
func TestAFileOfAClosedCase(t *testing.T) {
	s := consented(t)
	s.act("[ ▫️ Proof of address")
	res, err := s.engine.Step(s.rec, conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001", Message: &conversation.Incoming{
		ID: "late", Media: conversation.Photo, File: &conversation.Attachment{Ref: "late", Name: "late.jpg", Size: 10},
	}}, s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.rec = res.Record
	sheets := s.itemOf("address").Sheets
	s.act("ana/close")
	s.act("ana/submit reason=done")
	told := s.since(func() {
		s.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: sheets[0].Entry, Side: conversation.Desk, Outcome: conversation.Delivered}})
		s.rests()
		s.act("! paper after.jpg")
		s.act("[ ▫️ Proof of address")
	})
	if strings.Contains(told, "to look at. Next") || strings.Contains(told, "file|") {
		t.Errorf("after the end:\n%s", told)
	}
}

// TestOnlyPapersAreTaken: a voice message stays talk, and while a question is open
// a photo is a paper all the same.
func TestOnlyPapersAreTaken(t *testing.T) {
	s := consented(t)
	s.act("[ ▫️ Proof of address")
	s.act("! voice")
	if n := len(s.itemOf("address").Sheets); n != 0 {
		t.Errorf("a voice message is page %d of the address", n)
	}
	s.act("[ ➕ Complete my details")
	s.act("! paper bill.jpg")
	if n := len(s.itemOf("address").Sheets); n != 1 {
		t.Errorf("with a question open the address has %d files", n)
	}
}
