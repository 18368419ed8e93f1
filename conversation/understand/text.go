package understand

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold returns the text as it is compared: lower case, without accents, full
// width or invisible characters, with every script's digits as 0 to 9. Word
// order, blanks and punctuation stay.
func fold(s string) string {
	s = strings.ToLower(norm.NFKD.String(strings.ToValidUTF8(s, " ")))
	return strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII:
			return r
		case unicode.In(r, unicode.Mn, unicode.Cf):
			return -1
		case unicode.Is(unicode.Nd, r):
			return '0' + digit(r)
		default:
			return r
		}
	}, s)
}

// digit returns the value of a decimal digit of any script. Unicode keeps each
// script's ten digits together, zero first.
func digit(r rune) rune {
	for _, block := range unicode.Nd.R16 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return (r - rune(block.Lo)) % 10
		}
	}
	for _, block := range unicode.Nd.R32 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return (r - rune(block.Lo)) % 10
		}
	}
	return 0
}

// words returns the folded words and numbers of a text, without punctuation,
// symbols and emoji.
func words(s string) []string { return splitWords(fold(s)) }

func splitWords(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mc, r)
	})
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// hiddenControl says whether a character is a control or reorders the text
// around it. Such characters let a text look like another one.
func hiddenControl(r rune) bool {
	switch {
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	default:
		return unicode.IsControl(r)
	}
}

// withinOneEdit says whether a becomes b by at most one slip of the finger: a
// letter missing, too many or wrong, or two neighbours swapped.
func withinOneEdit(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	for len(x) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	switch {
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	default:
		return len(y) <= 1
	}
}
