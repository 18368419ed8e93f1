package faq

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"residencyassist/conversation/locale"
)

func TestTwoQuestionsAtOnceAreNotGuessedBetween(t *testing.T) {
	for _, text := range []string{
		"do I need photos and how does a nue look",
		"¿necesito fotos? ¿y qué es la curp?",
	} {
		if id, ok := Find(locale.English, text); ok {
			t.Errorf("%q is read as %s alone", text, id)
		}
	}
}

// A statement may name a question's matter. That is why callers ask IsQuestion
// as well.
func TestStatementsMayMatchButAreNotQuestions(t *testing.T) {
	for text, want := range map[string]string{
		"I lost my card in Texas":           "lost",
		"Perdí mi tarjeta en el aeropuerto": "lost",
		"Will Cost":                         "our_fee",
		"Me mudé a Mérida en octubre":       "moved",
	} {
		if id, _ := Find(locale.English, text); id != want {
			t.Errorf("%q is read as %q, want %s", text, id, want)
		}
		if IsQuestion(text) {
			t.Errorf("%q is taken for a question", text)
		}
	}
}

func TestALongTextIsForAPerson(t *testing.T) {
	if id, ok := Find(locale.English, strings.Repeat("and then some more ", 20)+"do I need photos?"); ok {
		t.Errorf("a long story is answered with %s", id)
	}
}

func TestOneSlipOfTheFingerIsForgiven(t *testing.T) {
	for text, want := range map[string]string{
		"can a consluate renew it":                 "consulate",
		"do i need an apointment":                  "appointment",
		"i am a permenant resident, do i renew":    "permanent_adult",
		"what is the penlaty":                      "expired_in_mexico",
		"cuanto cuestan los derehcos del gobierno": "government_fees",
		"puedo renovar en el consuldao":            "consulate",
		"que docuemntos necesito":                  "documents",
	} {
		if id, _ := Find(locale.English, text); id != want {
			t.Errorf("%q is read as %q, want %s", text, id, want)
		}
	}
}

func TestTheTablesAreWellMade(t *testing.T) {
	ids := IDs()
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(IDs()) {
		t.Error("a question stands twice")
	}
	for _, q := range known.questions {
		for _, c := range q.cues {
			if known.weight(c.required) < enough {
				t.Errorf("a cue of %s never weighs enough", q.id)
			}
		}
	}
	used := notionSet{}
	for _, q := range known.questions {
		used = used.or(q.with)
		for _, c := range q.cues {
			used = used.or(c.required).or(c.excluded)
		}
	}
	for i, n := range notions() {
		var one notionSet
		if one.add(i); used.and(one) != one {
			t.Errorf("no question uses the notion %s", n.name)
		}
		for _, letter := range n.english + n.spanish {
			if letter > unicode.MaxASCII || unicode.IsUpper(letter) || letter == '\'' {
				t.Errorf("the words of %s are compared folded, and hold %q", n.name, letter)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, byID := range phrasings(f) {
		for _, texts := range byID {
			f.Add(texts[0])
		}
	}
	f.Add("\xff\u202e\x00¿")
	f.Add(strings.Repeat("photo ", 400))
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range append(locale.Languages(), "", "zh") {
			id, ok := Find(lang, text)
			if ok != (id != "") || ok && !slices.Contains(IDs(), id) {
				t.Fatalf("%q is read as %q, %t", text, id, ok)
			}
			if again, _ := Find(lang, text); again != id {
				t.Fatalf("%q is read as %q, then as %q", text, id, again)
			}
		}
		IsQuestion(text)
	})
}

func BenchmarkFind(b *testing.B) {
	for b.Loop() {
		Find(locale.Spanish, "mi tarjeta venció ayer y estoy en México, ¿qué hago?")
	}
}

func BenchmarkFindNothing(b *testing.B) {
	for b.Loop() {
		Find(locale.English, "We are two, my husband and I, and both of us have lived in Querétaro since 2024")
	}
}

func BenchmarkIsQuestion(b *testing.B) {
	for b.Loop() {
		IsQuestion("My card expired yesterday and I am in Mexico, with my family")
	}
}
