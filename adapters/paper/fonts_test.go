package paper

import (
	"testing"
	"unicode"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"golang.org/x/image/font/sfnt"
)

// TestTheStylesHaveTheSameLetters holds what shown takes for granted: it asks the
// upright style alone.
func TestTheStylesHaveTheSameLetters(t *testing.T) {
	for name, file := range map[string][]byte{"bold": liberationserifbold.TTF, "italic": liberationserifitalic.TTF} {
		style, err := sfnt.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		for r := range rune(0x10000) {
			if glyph, err := style.GlyphIndex(nil, r); shown(r) && (err != nil || glyph == 0) {
				t.Errorf("the %s style has no %U", name, r)
			}
		}
	}
	if !shown(missing) {
		t.Errorf("%c stands for what is missing, and is missing itself", missing)
	}
}

// TestEveryCharacterCanBePrinted walks through all that have a meaning so far: what
// is left of each has a glyph, or is the end of a line.
func TestEveryCharacterCanBePrinted(t *testing.T) {
	letters := 0
	for r := range rune(0x33480) { // beyond, nothing is assigned but tags and selectors
		set := legible(string(r))
		for _, p := range set {
			if p != '\n' && !shown(p) {
				t.Errorf("%U is set as %U, which has no glyph", r, p)
			}
		}
		if set == "" && unicode.In(r, unicode.L, unicode.N, unicode.P) {
			t.Errorf("%U is left out, and it may be of a name", r)
		}
		if unicode.In(r, unicode.Latin) && shown(r) {
			letters++
		}
	}
	if letters < 700 {
		t.Errorf("the typeface has %d Latin letters only", letters)
	}
}
