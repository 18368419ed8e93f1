package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// missing stands where a letter stood that the typeface lacks, so that whoever
// reads the paper sees that something is not there.
const missing = '□'

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// legible turns a text into one that can be printed:
//
//   - composed (NFC), so that a letter and its accent are one glyph where there is one;
//   - what has no shape of its own (joiners, soft hyphens, marks of direction or
//     variation) is left out, and so are emoji and other pictures that the
//     typeface lacks: they carry no name and no date;
//   - what has an equal in plainer form (full-width letters, ligatures) is set in that;
//   - every other character that cannot be shown becomes □, one for one: a name is
//     never silently changed.
//
// Line ends stay, as "\n"; all other space is plain, but a no-break space holds.
func legible(text string) string {
	text = lineEnds.Replace(text)
	var out strings.Builder
	dropped := false // a picture, whose spaces on both sides would stand alone
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, string(missing))) {
		set := printable(r)
		if set == "" {
			dropped = dropped || !unicode.Is(unicode.Cf, r)
			continue
		}
		if dropped && set == " " && (out.Len() == 0 || strings.HasSuffix(out.String(), " ")) {
			continue
		}
		dropped = false
		out.WriteString(set)
	}
	return out.String()
}

// printable is what a character is set as; empty: it is left out.
func printable(r rune) string {
	switch {
	case r == '\n' || r == '\u00a0':
		return string(r)
	case r == '\u202f' || r == '\u2007':
		return "\u00a0"
	case unicode.IsSpace(r):
		return " "
	case r == '\u2011': // a hyphen that holds: lines break at spaces alone
		return "-"
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
		return ""
	case shown(r):
		return string(r)
	}
	plain := norm.NFKC.String(string(r))
	if plain != string(r) && strings.IndexFunc(plain, func(r rune) bool { return !shown(r) }) < 0 {
		return plain
	}
	if unicode.In(r, unicode.So, unicode.Sk, unicode.Me) {
		return ""
	}
	return string(missing)
}
