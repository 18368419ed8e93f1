package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// ref is the reference on a card.
func (p post) ref() string {
	at := strings.Index(p.Text+"\n"+strings.Join(p.Blocks, "\n"), "RA-")
	return (p.Text + "\n" + strings.Join(p.Blocks, "\n"))[at : at+len("RA-XXXX-XXXX")]
}

// TestCasesBesideTheBot looks at cases that have gone all the way, and at others
// under way, while the bot runs on.
func TestCasesBesideTheBot(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		ana, ben := h.associate("ana"), h.associate("luis")
		carol, ines := h.applicant("Carol", "en"), h.applicant("Inés", "es")
		carol.plays(english...)
		ines.plays(spanish...)
		consults(t, ana, carol, ines)
		skipsToReady(ana)
		plansVisits(t, ana, ben, carol, ines)
		h.until("2026-12-11T16:00:00Z")
		carolsDay(t, ana, carol)
		inesDay(t, ana, ines)
		h.until("2027-01-25T18:00:00Z")
		carols, inesRef := h.card("C.S.").ref(), h.card("I.R.").ref()
		for _, ref := range []string{carols, inesRef, strings.ToLower(carols[3:])} {
			expect(t, "replay", h.prints("cases", "replay", ref), "byte for byte")
		}
		expect(t, "replaying all", h.prints("cases", "replay", "--all"), " rebuild 3 of them, byte for byte")
		if all := h.prints("cases", "replay", "--all", "--json"); strings.Count(all, `"same":true`) != 3 || strings.Count(all, "\n") != 3 {
			t.Errorf("as JSON: %s", all)
		}
		h.listsCases(carols)
		h.showsCarol(carols)
		h.exports(carols)
		h.foresees()
		h.refusesCases(carols)
		h.damages(carols)
	})
}

// prints is what a command prints that ends well.
func (h *house) prints(args ...string) string {
	h.t.Helper()
	out, trouble, status := h.beside(args...)
	if status != 0 {
		h.t.Errorf("%q ended with %d: %s", args, status, trouble)
	}
	return out
}

func (h *house) listsCases(carols string) {
	h.t.Helper()
	if out := h.prints("cases", "list"); strings.Contains(out, carols) {
		h.t.Errorf("a closed case is listed as open:\n%s", out)
	}
	expect(h.t, "every case", h.prints("cases", "list", "--all"), carols)
	list := strings.Split(strings.TrimSpace(h.prints("cases", "list", "--all", "--json")), "\n")
	var first conversation.Listed
	if err := json.Unmarshal([]byte(list[0]), &first); err != nil || len(list) != 2 || first.Named != "closed" {
		h.t.Errorf("as JSON: %v %v", list, err)
	}
}

func (h *house) showsCarol(ref string) {
	h.t.Helper()
	story := h.prints("cases", "show", ref)
	for _, words := range []string{
		"C.S.", "stage: accepted – Ana", "skipped ahead to: ready to file – Ana: All papers are there.", "stage: renewed – the applicant",
		"Visit: Friday 11 December 2026, 09:30, Querétaro. Set or cancelled before: 1.", "the office asked for something else",
		"reminder “the window opens”: delivered", "rated by the applicant: 5 of 5", "Ana: delivered",
	} {
		expect(h.t, "the story", story, words)
	}
	assertDiscreet(h.t, story)
	out, trouble, _ := h.cases("show", "--full", ref)
	expect(h.t, "the full story", out, "Carol Smith")
	expect(h.t, "standard error", trouble, "A full view of "+ref+" was made")
	var told conversation.Story
	if err := json.Unmarshal([]byte(h.prints("cases", "show", "--json", ref)), &told); err != nil || len(told.Events) < 10 || told.Person != "C.S." {
		h.t.Errorf("as JSON: %+v %v", told, err)
	}
	h.t.Log(story)
}

func (h *house) exports(ref string) {
	h.t.Helper()
	one, all := filepath.Join(h.t.TempDir(), "one.json"), filepath.Join(h.t.TempDir(), "all.jsonl")
	h.prints("cases", "export", ref, one)
	if summary := h.prints("cases", "export", "--json", "--all", all); summary != fmt.Sprintf(`{"file":%q,"records":3}`+"\n", all) {
		h.t.Errorf("as JSON: %s", summary)
	}
	for name, lines := range map[string]int{one: 1, all: 3} { // the third is the associates' own
		info, err := os.Stat(name)
		text, err2 := os.ReadFile(name)
		if err != nil || err2 != nil || info.Mode().Perm() != 0o600 || strings.Count(string(text), "\n") != lines {
			h.t.Errorf("%s: %v %v %v, %d lines", name, info.Mode(), err, err2, strings.Count(string(text), "\n"))
		}
		var first exported
		if err := json.NewDecoder(strings.NewReader(string(text))).Decode(&first); err != nil || uint64(len(first.Journal)) != first.Version {
			h.t.Errorf("%s has %d events of %d: %v", name, len(first.Journal), first.Version, err)
		}
	}
	_, trouble, status := h.cases("export", ref, one)
	expect(h.t, "a second export", trouble, "is there already")
	if status != 1 {
		h.t.Errorf("it ended with %d", status)
	}
}

// foresees lists reminders before and after they are paused.
func (h *house) foresees() {
	h.t.Helper()
	expect(h.t, "what goes out", h.prints("reminders", "--within", "720h"), "reminders only")
	expect(h.t, "what goes out in a minute", h.prints("reminders", "--within", "1m"), "Nothing is due before")
	ana := h.associate("ana")
	ana.homes("Your desk")
	ana.pressesAtHome("Pause all reminders")
	h.settle()
	expect(h.t, "what is paused", h.prints("reminders"), "All reminders are paused since")
	due := strings.Split(strings.TrimSpace(h.prints("reminders", "--within", "720h", "--json")), "\n")
	var first outgoingLine
	if err := json.Unmarshal([]byte(due[0]), &first); err != nil || !first.Paused || first.At.IsZero() || first.Words == "" {
		h.t.Errorf("as JSON: %v %v", due, err)
	}
	h.t.Logf("%d reminders are due within 30 days", len(due))
}

// refusesCases asks for what is not there, with what is missing or wrong.
func (h *house) refusesCases(ref string) {
	h.t.Helper()
	refused := func(h house, words string, args ...string) {
		h.t.Helper()
		if _, trouble, status := h.beside(args...); status != 1 || !strings.Contains(trouble, words) {
			h.t.Errorf("%q ended with %d: %s", args, status, trouble)
		}
	}
	for _, command := range []string{"show", "replay"} {
		refused(*h, "a reference looks like RA-XXXX-XXXX", "cases", command, "Carol")
		refused(*h, "there is no case RA-"+ref[3:5]+"00-0000", "cases", command, "RA-"+ref[3:5]+"00-0000")
	}
	refused(*h, "cases export --all FILE for every record", "cases", "export", ref)
	refused(*h, "must be more than nothing", "reminders", "--within", "0s")
	without, other := *h, *h
	without.storage = ""
	other.keys = storage.NewKeys()
	for _, args := range [][]string{{"cases", "list"}, {"cases", "show", ref}, {"cases", "replay", ref}, {"cases", "export", ref, "x"}, {"reminders"}} {
		refused(without, "STORAGE_URL is missing", args...)
		refused(other, "DATA_KEYS does not fit this storage", args...)
	}
}

// damages breaks a line of the journal: it is named, and nothing half is exported.
func (h *house) damages(ref string) {
	h.t.Helper()
	store, err := openBeside(h.t.Context(), settings{StorageURL: h.storage, DataKeys: h.keys})
	if err != nil {
		h.t.Fatal(err)
	}
	defer store.Close()
	id, err := store.FindRef(h.t.Context(), ref)
	if err != nil {
		h.t.Fatal(err)
	}
	lines, err := store.Journal(h.t.Context(), id, 6, 1)
	if err != nil || len(lines) != 1 {
		h.t.Fatal(lines, err)
	}
	swapped, err := store.Replace(h.t.Context(), id, []storage.Swap{{Place: storage.Place{Part: storage.InJournal, Version: 7}, Old: lines[0].Data, New: []byte("damaged")}})
	if err != nil || swapped != 1 {
		h.t.Fatal(swapped, err)
	}
	file := filepath.Join(h.t.TempDir(), "damaged.json")
	for _, args := range [][]string{{"replay", ref}, {"export", ref, file}} {
		_, trouble, status := h.cases(args...)
		expect(h.t, "a damaged journal", trouble, "journal/7")
		if status != 1 {
			h.t.Errorf("%q ended with %d", args, status)
		}
	}
	if _, err := os.Stat(file); err == nil {
		h.t.Error("half an export was left")
	}
}

// TestTheFirstDifferenceIsNamed by its field, not by what it holds.
func TestTheFirstDifferenceIsNamed(t *testing.T) {
	for _, c := range []struct{ stored, again, field string }{
		{`{"id":"a","cases":[{"ref":"x"},{"paid":{"amount":12}}]}`, `{"id":"a","cases":[{"ref":"x"},{"paid":{"amount":99}}]}`, "cases[1].paid.amount"},
		{`{"id":"a","seq":1}`, `{"id":"a","sep":1}`, "seq"},
		{`{"id":"a","list":["x","y"],"n":1}`, `{"id":"a","list":["x","z"],"n":1}`, "list[1]"},
		{`{"id":"a","o":{"b":1},"n":1}`, `{"id":"a","o":{"b":1},"n":2}`, "n"},
		{`{"id":"a"}`, ``, "the record itself"},
	} {
		if got := fieldAt([]byte(c.stored), firstDifference([]byte(c.stored), []byte(c.again))); got != c.field {
			t.Errorf("%s and %s differ in %s, not in %s", c.stored, c.again, c.field, got)
		}
	}
}
