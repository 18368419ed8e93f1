package paper

import (
	"testing"

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
