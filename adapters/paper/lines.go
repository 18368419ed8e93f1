package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// broken sets a text in lines no wider than the width. A line end in the text
// ends a line; a word that is wider than a line is broken where it must be.
func (s *sheet) broken(l look, text string, width float64) (lines []string) {
	text = strings.TrimSpace(legible(text))
	if text == "" {
		return nil
	}
	for piece := range strings.SplitSeq(text, "\n") {
		lines = append(lines, s.filled(l, piece, width)...)
	}
	return lines
}

// filled sets a text without line ends. Empty, it is one empty line.
func (s *sheet) filled(l look, text string, width float64) (lines []string) {
	space := s.long(l, " ")
	line, used := "", 0.0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		wide := s.long(l, word)
		switch {
		case line != "" && used+space+wide <= width:
			line, used = line+" "+word, used+space+wide
			continue
		case line != "":
			lines = append(lines, line)
		}
		for wide > width {
			head := s.fits(l, word, width)
			lines = append(lines, word[:head])
			word = word[head:]
			wide = s.long(l, word)
		}
		line, used = word, wide
	}
	return append(lines, line)
}

// fits is how many bytes of a word go on a line: at least one letter with its
// accents, and if there is a joint in the latter half, up to it.
func (s *sheet) fits(l look, word string, width float64) int {
	end, joint, used := 0, 0, 0.0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		accent := unicode.Is(unicode.Mn, r)
		used += s.long(l, string(r))
		if used > width && end > 0 && !accent {
			break
		}
		end = next
		if strings.ContainsRune("-/@._,;&=", r) {
			joint = next
		}
	}
	if joint > end/2 && joint < len(word) {
		return joint
	}
	return end
}
