package understand

import (
	"strconv"
	"strings"
)

// mostPeople is more than any family; a larger number is something else.
const mostPeople = 99

// Count reads how many people: a number in digits or words ("somos cuatro"),
// or the people themselves ("me and my wife"). It answers only what is
// certain: every word must be known, a number stands alone, and people are
// counted only beside the speaker, or whether the speaker is one of them would
// be a guess. Zero is a count.
func Count(text string) (int, Problem) {
	if !strings.ContainsFunc(text, visible) {
		return 0, Empty
	}
	typed := words(text)
	var said mentions
	for i, word := range typed {
		switch {
		case word == "s" && i > 0 && typed[i-1] == "it":
		case (word == "una" || word == "un") && i+1 < len(typed) && isGroup(typed[i+1]):
		case !said.add(word):
			return 0, NotACount
		}
	}
	return said.total()
}

// mentions is what the words of an answer say about how many.
type mentions struct {
	numbers []int
	speaker bool // "me"
	others  int  // "my wife", "my son"
	alone   bool // "solo": the speaker, or merely "only"
	kin     bool // "of": the mother of my wife is one person in two words
}

// add takes one word and says whether it is known.
func (m *mentions) add(word string) bool {
	if n, ok := countWord(word); ok {
		m.numbers = append(m.numbers, n)
		return true
	}
	switch {
	case isSpeaker(word):
		m.speaker = true
	case isOnePerson(word):
		m.others++
	case word == "alone" || word == "solo" || word == "sola":
		m.alone = true
	case word == "of" || word == "de":
		m.kin = true
	default:
		return saysNothingOfCount(word)
	}
	return true
}

func (m *mentions) total() (int, Problem) {
	people := m.speaker || m.others > 0
	switch {
	case len(m.numbers) == 1 && !people:
		return m.numbers[0], ""
	case len(m.numbers) == 0 && m.alone && m.others == 0:
		return 1, ""
	case len(m.numbers) == 0 && m.speaker && (m.others == 0 || !m.kin):
		return 1 + m.others, ""
	default:
		return 0, NotACount
	}
}

func countWord(word string) (int, bool) {
	if isDigit(word[0]) {
		n, err := strconv.Atoi(word)
		return n, err == nil && n <= mostPeople
	}
	switch word {
	case "zero", "none", "nobody", "cero", "ninguno", "ninguna", "nadie":
		return 0, true
	case "one", "un", "uno", "una":
		return 1, true
	case "two", "both", "couple", "dos", "ambos", "pareja":
		return 2, true
	case "three", "tres":
		return 3, true
	case "four", "cuatro":
		return 4, true
	case "five", "cinco":
		return 5, true
	case "six", "seis":
		return 6, true
	case "seven", "siete":
		return 7, true
	case "eight", "ocho":
		return 8, true
	case "nine", "nueve":
		return 9, true
	case "ten", "diez":
		return 10, true
	default:
		return 0, false
	}
}

// isGroup knows the words before which "una" counts nobody.
func isGroup(word string) bool { return word == "familia" || word == "pareja" || word == "total" }

func isSpeaker(word string) bool {
	switch word {
	case "me", "myself", "i", "yo":
		return true
	default:
		return false
	}
}

func isOnePerson(word string) bool {
	switch word {
	case "wife", "husband", "spouse", "partner", "son", "daughter", "mother", "mom", "father", "dad", "brother",
		"sister", "girlfriend", "boyfriend",
		"esposa", "esposo", "marido", "mujer", "conyuge", "hijo", "hija", "madre", "mama", "padre", "papa",
		"hermano", "hermana", "novia", "novio":
		return true
	default:
		return false
	}
}

func saysNothingOfCount(word string) bool {
	switch word {
	case "there", "we", "are", "re", "am", "is", "it", "us", "the", "a", "in", "total", "just", "only", "and", "my",
		"people", "persons", "person", "family", "members", "adult", "adults", "all", "will", "be", "apply",
		"somos", "nosotros", "nosotras", "en", "y", "e", "mi", "el", "la", "los", "las", "solamente",
		"unicamente", "persona", "personas", "familia", "miembros", "adulto", "adultos", "todos", "soy", "seremos":
		return true
	default:
		return false
	}
}
