// Package paper prints a conversation.Paper as PDF: the same paper gives the same
// bytes on every run, so that a paper can be made anew each time it is delivered
// and none is ever kept.
//
// It knows how things look, not what they say: no word of a paper comes from
// here. It reads no clock, no file and no network. The typeface is Liberation
// Serif, which has the letters of every language that is written in Latin, Greek
// or Cyrillic script, and comes with the binary under the SIL Open Font License
// 1.1. See legible for what becomes of a character that it lacks.
package paper

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"residencyassist/conversation"
)

// Lengths are in points, 72 to the inch.
const (
	sideMargin = 76.0
	topMargin  = 72.0
	footMargin = 74.0 // below the text, with the footer in it
	footLine   = 36.0 // from the page's lower edge to the footer's base line
	a4Width    = 595.28
	a4Height   = 841.89
	usWidth    = 612.0
	usHeight   = 792.0
)

// Render prints a paper. It fails only for a kind of block that it does not know.
func Render(p conversation.Paper) ([]byte, error) {
	s := newSheet(p)
	strips, err := s.strips(p.Blocks)
	if err != nil {
		return nil, err
	}
	pages := paginate(strips, s.height-topMargin-footMargin)
	for n, page := range pages {
		s.pdf.AddPage()
		y := topMargin
		for i, strip := range page {
			if i > 0 {
				y += strip.before
			}
			strip.draw(y)
			y += strip.height
		}
		s.foot(p.Footer, n+1, len(pages))
	}
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("printing a paper: %w", err)
	}
	return out.Bytes(), nil
}

// sheet is what a paper is set and printed on.
type sheet struct {
	pdf           *fpdf.Fpdf
	width, height float64 // of the page
	measure       float64 // the width of the text
}

func newSheet(p conversation.Paper) *sheet {
	s := &sheet{width: a4Width, height: a4Height}
	if p.Letter {
		s.width, s.height = usWidth, usHeight
	}
	s.measure = s.width - 2*sideMargin
	s.pdf = fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: s.width, Ht: s.height}})
	s.pdf.SetAutoPageBreak(false, 0)
	s.pdf.SetTitle(legible(p.Title), true)
	s.pdf.SetLang(string(p.Language))
	s.pdf.SetProducer("", false)  // the library's name and version are nobody's concern
	made := time.Unix(0, 0).UTC() // the library takes no date for today's
	if !p.Date.IsZero() {
		made = p.Date.In(time.UTC, 12, 0)
	}
	s.pdf.SetCreationDate(made)
	s.pdf.SetModificationDate(made)
	s.pdf.SetCatalogSort(true) // else the order of its objects is left to chance
	return s
}

// foot prints what stands below the text of every page.
func (s *sheet) foot(words string, page, pages int) {
	number := strconv.Itoa(page) + "/" + strconv.Itoa(pages)
	y := s.height - footLine
	right := s.width - sideMargin - s.long(small, number)
	s.print(small, right, y, number)
	lines := s.broken(small, words, right-sideMargin-footGap)
	for i, line := range lines {
		s.print(small, sideMargin, y-float64(len(lines)-1-i)*small.leading, line)
	}
}
