package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const eraseAll = "🗑 Yes, erase everything"

// carols is all that is known of her and of what was written about her.
func (a *applicant) carols() []string {
	chat := strings.Split(strings.Trim(a.path, "/"), "/")
	return []string{"Carol", "Smith", "C.S.", "carol.smith@example.com", "5512345678", "shall we talk", "I am abroad", chat[len(chat)-1]}
}

// TestErasedEverywhere has somebody with a case, a paper and an associate erase
// everything: Slack shows nothing of ours about her any more, the storage holds
// nothing of her, sealed or not, and what Telegram delivers again does not bring
// her back; a new word of hers begins anew.
func TestErasedEverywhere(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		carol, ines := h.applicant("Carol", "en"), h.applicant("Inés", "es")
		carol.plays(english...)
		ines.plays(spanish...)
		card := h.card("C.S.")
		h.replies("ana", card, "Hello Carol, shall we talk on Monday?")
		carol.plays("> I am abroad until Friday")
		carol.call("POST", carol.path+"say", map[string]any{"file": map[string]string{"name": "card.png", "type": "image/png", "base64": tinyPNG}}, nil)
		carol.plays("> /mydata")
		if files := carol.files(); len(files) != 2 || files[0].File.Name != "my-data-2026-11-20.pdf" || files[1].File.Name != "my-data-2026-11-20.json" {
			t.Errorf("she was handed %v", files)
		}
		if !slices.ContainsFunc(h.card("C.S.").Thread, func(l post) bool { return len(l.Files) > 0 }) {
			t.Error("her file never came to the thread")
		}
		carol.plays("> /delete")
		expect(t, "the question", carol.last(), card.ref())
		carol.plays("[ " + eraseAll)
		h.settle()
		expect(t, "the farewell", carol.last(), "is being erased now")
		h.noneOfOurs(t, card)
		heard := len(carol.heard())
		carol.call("POST", carol.path+"say", map[string]bool{"repeat": true}, nil)
		h.replies("ana", card, "Is anybody there?")
		h.settle()
		if again := carol.heard(); len(again) != heard {
			t.Errorf("what was delivered again was answered with %q", again[heard:])
		}
		h.forgotten(t, carol)
		_, trouble, _ := h.cases("show", card.ref())
		expect(t, "her case", trouble, "there is no case")
		if status := bot.stop(); status != 0 {
			t.Fatalf("the bot ended with %d:\n%s", status, bot.log())
		}
		h.nowhere(t, carol)
		h.serve()
		carol.plays("> hello")
		expect(t, "a new beginning", carol.last(), "Which language do you like?")
		h.card("I.R.") // nobody else was erased
	})
}

// noneOfOurs holds that of a case Slack shows one line that names nobody, and what
// associates wrote themselves.
func (h *house) noneOfOurs(t *testing.T, card post) {
	t.Helper()
	told := 0
	for _, p := range h.posts() {
		if p.says("Case " + card.ref() + " was erased") {
			told++
		} else if p.says(card.ref()) || p.says("C.S.") {
			t.Errorf("Slack still shows %q", p.Text)
		}
		if p.TS != card.TS {
			continue
		}
		for _, line := range p.Thread {
			if line.User != "ana" || len(line.Files) > 0 {
				t.Errorf("its thread still shows %s: %q %v", line.User, line.Text, line.Files)
			}
		}
	}
	if told != 1 {
		t.Errorf("the associates were told %d times", told)
	}
}

// forgotten opens all that is stored, and holds that of one person a date is left.
func (h *house) forgotten(t *testing.T, a *applicant) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "all.jsonl")
	h.prints("cases", "export", "--all", name)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range a.carols() {
		if strings.Contains(string(text), private) {
			t.Errorf("what is stored holds %q", private)
		}
	}
	left := 0
	for line := range strings.Lines(string(text)) {
		var e exported
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(e.Record), `"erased"`) {
			left++
			if len(e.Journal) != 1 || len(e.Record) > 200 {
				t.Errorf("of her are left %d events and %s", len(e.Journal), e.Record)
			}
		}
	}
	if left != 1 {
		t.Errorf("%d people were erased", left)
	}
}

// nowhere searches every byte of a storage whose bot has ended.
func (h *house) nowhere(t *testing.T, a *applicant) {
	t.Helper()
	if path, ok := strings.CutPrefix(h.storage, "sqlite:"); ok {
		files, err := filepath.Glob(path + "*")
		if err != nil || len(files) == 0 {
			t.Fatalf("no files: %v", err)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			assertSealed(t, filepath.Base(name), content, a.carols())
		}
		return
	}
	options, err := goredis.ParseURL(h.storage)
	if err != nil {
		t.Fatal(err)
	}
	client := goredis.NewClient(options)
	defer client.Close()
	for _, key := range client.Keys(t.Context(), "*").Val() {
		for _, value := range append(values(t, client, key), key) {
			assertSealed(t, key, []byte(value), a.carols())
		}
	}
}

// TestSoakKilledWhileErasing kills the bot at every named point while it erases
// somebody, beside another bot where there may be two, and lets the next go on: it
// ends the same way each time. SOAK=1 is the long form, in which it dies at later
// passings, too.
func TestSoakKilledWhileErasing(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		var people []*applicant
		points := erasingPoints()
		for range points {
			people = append(people, h.applicant("Carol", "en"))
		}
		for _, what := range append(slices.Clone(english), "> /delete") { // all at once: it is the same for each
			for _, p := range people {
				p.does(what)
			}
			h.pass("3s")
		}
		cards := h.cards()
		for i, p := range people {
			p.diesAmidst(points[i], strings.HasPrefix(storageURL, "redis"))
			if n := p.count("is being erased now"); n != 1 && h.resent() == 0 {
				t.Errorf("%s: %d farewells", points[i], n)
			}
		}
		for _, p := range h.posts() {
			if p.says("C.S.") || len(p.Thread) > 0 {
				t.Errorf("Slack still shows %q", p.Text)
			}
		}
		for _, card := range cards {
			_, trouble, _ := h.cases("show", card.ref())
			expect(t, "a case", trouble, "there is no case")
		}
	})
}

// erasingPoints is where a bot dies while it erases somebody. Between the press and
// the end there are four commits and as many sends.
func erasingPoints() (points []string) {
	for _, at := range crashPoints() {
		switch {
		case soaking() && at != beforeConfirm:
			for n := 1; n <= 4; n++ {
				points = append(points, fmt.Sprint(at, ":", n))
			}
		case at == beforeConfirm:
			points = append(points, at+":1")
		case at == beforeLoad, at == beforeCommit, at == afterCommit:
			points = append(points, at+":4")
		default:
			points = append(points, at+":3")
		}
	}
	return points
}

// diesAmidst presses the button under a bot that dies, and waits for the next.
func (a *applicant) diesAmidst(point string, beside bool) {
	a.t.Helper()
	if !beside {
		a.bots[0].stop()
		a.bots = nil
	}
	mortal := a.start("CRASH_AT=" + point)
	mortal.printed(`serves; health at (\S+)`)
	a.does("[ " + eraseAll)
	if !beside {
		select {
		case <-mortal.done:
		case <-time.After(20 * time.Second):
			a.t.Errorf("%s: the bot did not die", point)
		}
		mortal.kill()
		a.serve()
	}
	a.settle()
	mortal.kill() // where the other one did it all
	a.settle()
}

// TestErasedForSomebody erases one person by the command and another from the
// card's menu, each asking first, and shows who has looked at all of them.
func TestErasedForSomebody(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		carol, ines, ana := h.applicant("Carol", "en"), h.applicant("Inés", "es"), h.associate("ana")
		carol.plays(english...)
		ines.plays(spanish...)
		ref := h.card("C.S.").ref()
		h.prints("cases", "show", "--full", ref)
		ana.presses(h.card("C.S."), "Show details")
		ana.presses(h.card("C.S."), "Who has seen it all")
		expect(t, "the access log", ana.told(), "command cases show --full")
		expect(t, "the access log", ana.told(), "Ana")
		expect(t, "the story", h.prints("cases", "show", ref), "Looked at in full: Show details")
		expect(t, "the replay", h.prints("cases", "replay", ref), "byte for byte")
		_, trouble, status := h.cases("erase", ref)
		if expect(t, "without an answer", trouble, "nothing was erased"); status == 0 {
			t.Error("it ended well")
		}
		_, trouble, _ = h.cases("erase", "--json", ref)
		expect(t, "without --yes", trouble, "needs --yes")
		expect(t, "the command", h.prints("cases", "erase", "--yes", "--json", ref), `"begun":true`)
		h.settle()
		expect(t, "Carol", carol.last(), "is being erased now")
		_, trouble, _ = h.cases("erase", "--yes", ref)
		expect(t, "a second time", trouble, "there is no case")
		f := ana.opens(h.card("I.R."), "Erase this person…")
		f.fill("How they asked", "By telephone.")
		if wrong := f.submits(); len(wrong) != 1 {
			t.Errorf("a form in which nothing was chosen: %v", wrong)
		}
		f.fill("Are you sure?", "Yes, erase everything").passes()
		expect(t, "Inés", ines.last(), "se está borrando")
		if left := h.cards(); len(left) != 2 || !left[0].says("was erased") || !left[1].says("was erased") {
			t.Errorf("Slack shows %+v", left)
		}
	})
}
