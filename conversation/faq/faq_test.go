package faq

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"residencyassist/conversation/locale"
)

// asked reads the phrasings of a file, by the question they mean.
func asked(t testing.TB, file string) map[string][]string {
	t.Helper()
	found, id := map[string][]string{}, ""
	for _, line := range lines(t, file) {
		if name, ok := strings.CutPrefix(line, "["); ok {
			id = strings.TrimSuffix(name, "]")
			continue
		}
		found[id] = append(found[id], line)
	}
	return found
}

// lines reads a file without its comments and empty lines.
func lines(t testing.TB, file string) (found []string) {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for scan := bufio.NewScanner(f); scan.Scan(); {
		if line := strings.TrimSpace(scan.Text()); line != "" && !strings.HasPrefix(line, "#") {
			found = append(found, line)
		}
	}
	return found
}

func phrasings(t testing.TB) map[string]map[string][]string {
	return map[string]map[string][]string{"en": asked(t, "asked.en.txt"), "es": asked(t, "asked.es.txt")}
}

func TestPeopleAskInTheirOwnWords(t *testing.T) {
	for lang, byID := range phrasings(t) {
		for _, id := range IDs() {
			if n := len(byID[id]); n < 4 {
				t.Errorf("%s has %d phrasings in %s, four are wanted", id, n, lang)
			}
		}
		for id, texts := range byID {
			if !slices.Contains(IDs(), id) {
				t.Errorf("nobody answers %s", id)
			}
			for _, text := range texts {
				if got, ok := Find(locale.Language(lang), text); got != id || !ok {
					t.Errorf("%q is %s, read as %q", text, id, got)
				}
				if !IsQuestion(text) {
					t.Errorf("%q is not seen as a question", text)
				}
			}
		}
	}
}

// A person who set the bot to one language may well ask in the other.
func TestTheLanguageOfAQuestionIsFree(t *testing.T) {
	other := map[string]locale.Language{"en": locale.Spanish, "es": locale.English}
	for lang, byID := range phrasings(t) {
		for id, texts := range byID {
			for _, text := range texts {
				if got, _ := Find(other[lang], text); got != id {
					t.Errorf("%q, asked of a bot that speaks %s, is %s, read as %q", text, other[lang], id, got)
				}
			}
		}
	}
}

func TestCaseAccentsAndMarksDoNotCount(t *testing.T) {
	for lang, byID := range phrasings(t) {
		for id, texts := range byID {
			for _, text := range texts {
				for _, typed := range []string{strings.ToUpper(text), "  " + text + " ??", "¡Hola! " + text, strings.ReplaceAll(text, " ", "  ")} {
					if got, _ := Find(locale.Language(lang), typed); got != id {
						t.Errorf("%q is %s, read as %q", typed, id, got)
					}
				}
			}
		}
	}
}

// A telephone number or the name Will Cost is an answer, whatever else its
// words may mean.
func TestAnswersAreNotTakenForQuestions(t *testing.T) {
	texts := lines(t, "answers.txt")
	if len(texts) < 60 {
		t.Errorf("%d texts are too few", len(texts))
	}
	for _, text := range texts {
		if IsQuestion(text) {
			t.Errorf("%q is taken for a question", text)
		}
	}
}

func TestOtherQuestionsAreLeftToOthers(t *testing.T) {
	for _, text := range lines(t, "other_questions.txt") {
		for _, lang := range locale.Languages() {
			if id, ok := Find(lang, text); ok {
				t.Errorf("%q is taken for the question %s", text, id)
			}
		}
	}
}
