package faq

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is the length in bytes beyond which a text is no side question.
const longest = 2000

// words returns the words of a text in lower case, without accents and
// apostrophes: "What’s" is "whats". The per cent sign counts as a letter, since
// 50% and 50 days are different matters. A text too long has no words.
func words(text string) []string {
	if len(text) > longest {
		return nil
	}
	return strings.FieldsFunc(fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%'
	})
}

func fold(text string) string {
	if !isASCII(text) {
		text = norm.NFD.String(text)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\'', r == '’', r == '‘', r == '`', r == '´', unicode.Is(unicode.Mn, r):
			return -1
		case r < utf8.RuneSelf:
			return asciiLower(r)
		default:
			return unicode.ToLower(r)
		}
	}, text)
}

func asciiLower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
