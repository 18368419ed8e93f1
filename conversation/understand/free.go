package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Free reads an answer in the person's own words, of at most limit characters.
// Lines stay; controls and characters that reorder the text around them go.
func Free(text string, limit int) (string, Problem) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").
		Replace(strings.ToValidUTF8(text, "\ufffd"))
	text = strings.Map(func(r rune) rune {
		if r != '\n' && hiddenControl(r) || r == '\ufeff' {
			return -1
		}
		return r
	}, text)
	text = strings.TrimSpace(norm.NFC.String(text))
	if !strings.ContainsFunc(text, visible) {
		return "", Empty
	}
	if utf8.RuneCountInString(text) > limit {
		return "", TooLong
	}
	return text, ""
}

// visible says whether a character leaves ink.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }
