package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestName is what a name field of an official form holds.
const longestName = 60

// Name reads a name in any script: in composed form, with single blanks, and
// otherwise as its owner writes it.
func Name(text string) (string, Problem) { return nameWithin(text, longestName) }

func nameWithin(text string, longest int) (string, Problem) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return hiddenControl(r) && !unicode.IsSpace(r)
	}) {
		return "", NotAName
	}
	text = strings.Map(withoutMarks, text)
	name := norm.NFC.String(strings.Join(strings.Fields(text), " "))
	if !strings.ContainsFunc(name, visible) {
		return "", Empty
	}
	if utf8.RuneCountInString(name) > longest {
		return "", TooLong
	}
	if looksLikeLink(name) || !looksLikeName(name) {
		return "", NotAName
	}
	return name, ""
}

// withoutMarks drops the marks that keyboards leave and no reader sees. The two
// that join letters stay.
func withoutMarks(r rune) rune {
	switch r {
	case '\u00ad', '\u061c', '\u200b', '\u200e', '\u200f', '\u2060', '\ufeff':
		return -1
	default:
		return r
	}
}

// looksLikeName says whether a text is made of what names are made of: letters
// above all, and the marks between them. It refuses commands by their slash.
func looksLikeName(name string) bool {
	letters, digits := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsMark(r), strings.ContainsRune(" '’ʼ‘`´-‐–.,()·・ª°", r):
		case r == '\u200c' || r == '\u200d': // join letters in Persian and Indian names
		default:
			return false
		}
	}
	return letters > digits
}

// looksLikeLink knows a web address by its ending, since dots stand in names
// too ("J.R.", "Ma.Elena").
func looksLikeLink(name string) bool {
	for _, word := range strings.Fields(strings.ToLower(name)) {
		if strings.HasPrefix(word, "www.") {
			return true
		}
		dot := strings.LastIndexByte(word, '.')
		if dot < 1 {
			continue
		}
		switch word[dot+1:] {
		case "com", "net", "org", "info", "io", "mx", "ru", "cn", "us", "xyz", "me":
			return true
		}
	}
	return false
}
