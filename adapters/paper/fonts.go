package paper

import (
	"sync"
	"unicode"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font/sfnt"
)

const family = "serif"

// look is how text is set: sizes in points, black in 0 to 255.
type look struct {
	style   string // of the family: "", "B" or "I"
	size    float64
	leading float64 // from one base line to the next
	grey    int
}

// The looks of a paper.
var (
	title  = look{"B", 17, 21, 0}
	header = look{"B", 12.5, 16, 0}
	body   = look{"", 11.5, 15.5, 0}
	strong = look{"B", 11.5, 15.5, 0}
	label  = look{"", 10.5, 14.5, 85}
	value  = look{"", 11, 14.5, 0}
	note   = look{"I", 9.5, 12.5, 60}
	small  = look{"", 8.5, 11, 85}
)

// typeface is the file of a style.
func typeface(style string) []byte {
	switch style {
	case "B":
		return liberationserifbold.TTF
	case "I":
		return liberationserifitalic.TTF
	}
	return liberationserifregular.TTF
}

// glyphs answers what the family can show; its styles have the same characters.
var glyphs = sync.OnceValue(func() *sfnt.Font {
	font, err := sfnt.Parse(liberationserifregular.TTF)
	if err != nil {
		panic("paper: the font that is built in cannot be read: " + err.Error())
	}
	return font
})

// shown says whether a character can be printed. Above U+FFFF the PDF library
// fails, and what is written from right to left it would print backwards.
func shown(r rune) bool {
	if r > 0xFFFF || unicode.Is(unicode.Hebrew, r) {
		return false
	}
	glyph, err := glyphs().GlyphIndex(nil, r)
	return err == nil && glyph != 0
}

// use makes a look the current one. Its style is loaded when it is first used: not
// every paper has small print, and of a style only the glyphs in use are printed.
func (s *sheet) use(l look) {
	s.pdf.AddUTF8FontFromBytes(family, l.style, typeface(l.style)) // the second time it does nothing
	s.pdf.SetFont(family, l.style, l.size)
	s.pdf.SetTextColor(l.grey, l.grey, l.grey)
}

// long is how wide a text is in a look.
func (s *sheet) long(l look, text string) float64 {
	s.use(l)
	return s.pdf.GetStringWidth(text)
}

// print puts a text that fits on one line on the page, y being its base line.
func (s *sheet) print(l look, x, y float64, text string) {
	s.use(l)
	s.pdf.Text(x, y, text)
}
