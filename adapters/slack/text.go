package slack

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// escape makes a text harmless in any text object: Slack reads these three
// characters, and no others, as the beginning of something.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// pieces escapes a text and divides it into parts that each fit, at white space
// where there is some. Nothing is left out, and no entity or character is torn.
func pieces(text string, limit int) []string {
	var parts []string
	start, size := 0, 0       // of the part being filled
	space, sizeThere := -1, 0 // the last place to divide it, and its size there
	text = strings.ToValidUTF8(text, "\uFFFD")
	for i, r := range text {
		width := escapedWidth(r)
		if size+width > limit {
			cut, rest := i, 0
			if space > start && sizeThere > limit/2 {
				cut, rest = space, size-sizeThere
			}
			parts = append(parts, escape(text[start:cut]))
			start, size, space = cut, rest, -1
		}
		size += width
		if unicode.IsSpace(r) {
			space, sizeThere = i+len(string(r)), size
		}
	}
	return append(parts, escape(text[start:]))
}

// short escapes a text and keeps what fits, where Slack takes no more than a few
// words. It says so where something is left out.
func short(text string, limit int) string {
	all := pieces(text, limit)
	if len(all) == 1 {
		return all[0]
	}
	return strings.TrimSpace(pieces(text, limit-1)[0]) + "…"
}

// escapedWidth counts a character as the strictest reading of Slack's limits
// would: escaped, in UTF-16.
func escapedWidth(r rune) int {
	switch r {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	}
	return utf16.RuneLen(r)
}

// widthOf is the same for a text that is escaped already.
func widthOf(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
