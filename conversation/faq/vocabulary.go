package faq

import "strings"

// fewestLetters is the length from which a word may hold a slip of the finger.
// In shorter ones a slip makes another word: "track" and "truck".
const fewestLetters = 6

// vocabulary holds every phrase under the first letter of its first word.
type vocabulary [256][]phrase

type phrase struct {
	words  []word
	notion int
	lang   languages
}

// word is a word, or with open set the beginning of one.
type word struct {
	text string
	open bool
}

func (w word) is(typed string) bool {
	return typed == w.text || w.open && strings.HasPrefix(typed, w.text)
}

func (v *vocabulary) learn(notion int, lang languages, list string) {
	for _, item := range strings.Split(list, ",") {
		p := phrase{notion: notion, lang: lang}
		for _, w := range strings.Fields(item) {
			text, open := strings.CutSuffix(w, "*")
			p.words = append(p.words, word{text, open})
		}
		if len(p.words) > 0 {
			first := p.words[0].text[0]
			v[first] = append(v[first], p)
		}
	}
}

// heard is what a text says: for each notion the languages that have the word.
type heard struct{ english, spanish notionSet }

func (h *heard) add(p phrase) {
	if p.lang == inEnglish {
		h.english.add(p.notion)
	} else {
		h.spanish.add(p.notion)
	}
}

// in returns the notions heard in one of these languages.
func (h heard) in(langs languages) (s notionSet) {
	if langs&inEnglish != 0 {
		s = h.english
	}
	if langs&inSpanish != 0 {
		s = s.or(h.spanish)
	}
	return s
}

// hear finds the phrases in a text. A word that begins none as it stands is
// read once more as mistyped.
func (v *vocabulary) hear(typed []string) (h heard) {
	for i, first := range typed {
		begun := false
		for _, p := range v[first[0]] {
			if !p.words[0].is(first) {
				continue
			}
			begun = true
			if p.goesOn(typed[i+1:]) {
				h.add(p)
			}
		}
		if !begun && len(first) >= fewestLetters-1 {
			v.hearMistyped(first, &h)
		}
	}
	return h
}

// goesOn says whether the phrase's other words follow.
func (p phrase) goesOn(rest []string) bool {
	if len(rest) < len(p.words)-1 {
		return false
	}
	for i, w := range p.words[1:] {
		if !w.is(rest[i]) {
			return false
		}
	}
	return true
}

func (v *vocabulary) hearMistyped(typed string, h *heard) {
	for _, p := range v[typed[0]] {
		if len(p.words) == 1 && len(p.words[0].text) >= fewestLetters && p.words[0].isSlip(typed) {
			h.add(p)
		}
	}
}

// isSlip says whether a word was meant and one slip made: a letter missing, too
// many or wrong, or two neighbours swapped. The first letter is right.
func (w word) isSlip(typed string) bool {
	if !w.open {
		return withinOneEdit(w.text, typed)
	}
	for n := len(w.text) - 1; n <= len(w.text)+1 && n <= len(typed); n++ {
		if withinOneEdit(w.text, typed[:n]) {
			return true
		}
	}
	return false
}

// withinOneEdit compares bytes. The vocabulary is plain ASCII, and a letter of
// another script in the middle of a word is no slip of the finger.
func withinOneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	for a != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 2 && len(b) == 2 {
		return a[0] == b[1] && a[1] == b[0]
	}
	return len(b) <= 1
}
