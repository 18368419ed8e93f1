package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// YesNo reads a yes or a no. Not ok means neither, both, or anything more than
// that: "not sure" and "yes?" are no answers.
func YesNo(text string) (yes, ok bool) {
	if strings.ContainsAny(text, "?¿") {
		return false, false
	}
	saidYes, saidNo := false, false
	for _, r := range text {
		switch r {
		case '👍', '✅', '👌', '✔', '☑':
			saidYes = true
		case '👎', '❌', '🚫', '✖':
			saidNo = true
		}
	}
	typed := words(text)
	for _, word := range typed {
		switch {
		case len(typed) == 1 && (word == "y" || word == "s"):
			saidYes = true
		case len(typed) == 1 && word == "n":
			saidNo = true
		case meansYes(word):
			saidYes = true
		case meansNo(word):
			saidNo = true
		case !onlyPolite(word):
			return false, false
		}
	}
	return saidYes, saidYes != saidNo
}

func meansYes(word string) bool {
	switch word {
	case "yes", "yep", "yeah", "yup", "yess", "sure", "ok", "okay", "course", "correct", "right", "true",
		"affirmative", "certainly", "absolutely", "agreed",
		"si", "sii", "sip", "claro", "correcto", "supuesto", "dale", "va", "vale", "cierto", "exacto",
		"afirmativo", "acuerdo":
		return true
	default:
		return false
	}
}

func meansNo(word string) bool {
	switch word {
	case "no", "nope", "nah", "not", "never", "negative", "nop", "nel", "nunca", "negativo", "tampoco":
		return true
	default:
		return false
	}
}

// onlyPolite knows the words that go with a yes or a no and change neither.
func onlyPolite(word string) bool {
	switch word {
	case "please", "thanks", "thank", "you", "of", "i", "do", "am", "m", "it", "is", "that", "s", "have", "yet",
		"por", "favor", "gracias", "muchas", "que", "de", "es", "todavia", "aun", "senor", "senora":
		return true
	default:
		return false
	}
}

// Choose finds the label that a person typed instead of pressing its button.
// Case, accents, emoji and punctuation do not count. The beginning of a label
// will do, and so will one slip of the finger, where a single label fits.
func Choose(text string, labels []string) (index int, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, false
	}
	if i, ok := onlyOne(labels, func(label string) bool { return strings.TrimSpace(label) == text }); ok {
		return i, true
	}
	typed := words(text)
	if len(typed) == 0 {
		return 0, false
	}
	key := strings.Join(typed, " ")
	keys := make([]string, len(labels))
	for i, label := range labels {
		keys[i] = strings.Join(words(label), " ")
	}
	if slices.Contains(keys, key) {
		return onlyOne(keys, func(k string) bool { return k == key })
	}
	if i, ok := onlyOne(keys, func(k string) bool { return begins(k, key) }); ok {
		return i, true
	}
	return onlyOne(keys, func(k string) bool { return slipOf(k, key) })
}

func onlyOne(labels []string, fits func(string) bool) (int, bool) {
	i := slices.IndexFunc(labels, fits)
	if i < 0 || slices.ContainsFunc(labels[i+1:], fits) {
		return 0, false
	}
	return i, true
}

// begins says whether a label begins with what was typed: whole words, or at
// least three letters of one, so that "no" never means "Not sure" and "1"
// never means "12".
func begins(label, typed string) bool {
	rest, ok := strings.CutPrefix(label, typed)
	if !ok {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(typed)
	return strings.HasPrefix(rest, " ") || unicode.IsLetter(last) && utf8.RuneCountInString(typed) >= 3
}

// slipOf says whether the typed words are a label with one slip. Digits must
// be right: 2026 is not a slip of 2027.
func slipOf(label, typed string) bool {
	return utf8.RuneCountInString(label) >= 4 && digitsOf(label) == digitsOf(typed) && withinOneEdit(label, typed)
}
