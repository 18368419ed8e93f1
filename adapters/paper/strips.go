package paper

import (
	"fmt"
	"strings"

	"residencyassist/conversation"
)

// Distances in points.
const (
	paragraphGap = 9.0
	headingGap   = 18.0
	datelineGap  = 14.0
	itemGap      = 4.0
	indent       = 20.0
	cellGap      = 14.0 // between the columns of a table
	rowPad       = 4.5  // above and below a row's text
	boxSide      = 9.0
	signingSpace = 46.0 // above the line to sign on
	signingLine  = 230.0
	footGap      = 24.0
	thin         = 0.5
	light        = 190 // of the rules in a table
)

// strip is a piece of a paper that is never cut: a line of text, mostly.
type strip struct {
	before float64 // the distance to what stands above it on the page
	height float64
	keep   bool // never parted from the next
	turn   bool // begins a new page
	draw   func(top float64)
}

// strips sets the blocks of a paper, from top to bottom.
func (s *sheet) strips(blocks []conversation.Block) (all []strip, err error) {
	turn := false
	for _, b := range blocks {
		if b.Kind == conversation.NewPage {
			turn = true
			continue
		}
		made, err := s.block(b)
		if err != nil {
			return nil, err
		}
		if len(made) == 0 {
			continue
		}
		if b.Kind == conversation.Signature && !turn {
			hold(all)
		}
		made[0].turn = turn
		turn = false
		all = append(all, made...)
	}
	return all, nil
}

// hold ties the last lines to what follows, so that a signature has something
// above it to sign.
func hold(above []strip) {
	const lines = 3
	for i := len(above) - 1; i >= max(0, len(above)-lines); i-- {
		above[i].keep = true
	}
}

// block sets one block.
func (s *sheet) block(b conversation.Block) ([]strip, error) {
	switch b.Kind {
	case conversation.Heading:
		return follow(s.text(title, b.Text, headingGap)), nil
	case conversation.Subheading:
		return follow(s.text(header, b.Text, headingGap)), nil
	case conversation.Paragraph:
		return s.paragraph(body, b.Text), nil
	case conversation.Strong:
		return s.paragraph(strong, b.Text), nil
	case conversation.Note:
		return s.paragraph(note, b.Text), nil
	case conversation.Dateline:
		return s.dateline(b.Text), nil
	case conversation.Bullets:
		return s.items(b.Items, s.bullet), nil
	case conversation.Boxes:
		return s.items(b.Items, s.box), nil
	case conversation.Table:
		return s.table(b.Rows), nil
	case conversation.Signature:
		return s.signature(b.Text), nil
	}
	return nil, fmt.Errorf("printing a paper: there is no block of kind %q", b.Kind)
}

// text sets lines at the left margin.
func (s *sheet) text(l look, text string, gap float64) []strip {
	return s.lines(l, s.broken(l, text, s.measure), func(string) float64 { return sideMargin }, gap)
}

// lines makes strips of lines that begin where at says. The first two stay
// together, and so do the last two.
func (s *sheet) lines(l look, lines []string, at func(line string) float64, gap float64) []strip {
	made := make([]strip, len(lines))
	for i, line := range lines {
		made[i] = strip{height: l.leading, keep: i == 0 && len(lines) > 1 || i == len(lines)-2, draw: func(top float64) {
			s.print(l, at(line), top+l.size, line)
		}}
	}
	if len(made) > 0 {
		made[0].before = gap
	}
	return made
}

// follow ties strips to each other and to what follows them.
func follow(strips []strip) []strip {
	for i := range strips {
		strips[i].keep = true
	}
	return strips
}

// paragraph that announces something stays with it.
func (s *sheet) paragraph(l look, text string) []strip {
	made := s.text(l, text, paragraphGap)
	if len(made) > 0 && strings.HasSuffix(strings.TrimSpace(text), ":") {
		made[len(made)-1].keep = true
	}
	return made
}

// dateline stands apart from what is below it.
func (s *sheet) dateline(text string) []strip {
	right := func(line string) float64 { return s.width - sideMargin - s.long(body, line) }
	made := s.lines(body, s.broken(body, text, s.measure), right, paragraphGap)
	if len(made) > 0 {
		made[len(made)-1].height += datelineGap
	}
	return made
}

// items sets a list: a mark, and beside it the text.
func (s *sheet) items(items []string, mark func(top float64)) (all []strip) {
	for _, item := range items {
		lines := s.broken(body, item, s.measure-indent)
		if lines == nil {
			lines = []string{""}
		}
		made := s.lines(body, lines, func(string) float64 { return sideMargin + indent }, itemGap)
		if all == nil {
			made[0].before = paragraphGap
		}
		line := made[0].draw
		made[0].draw = func(top float64) {
			mark(top)
			line(top)
		}
		all = append(all, made...)
	}
	return all
}

func (s *sheet) bullet(top float64) { s.print(body, sideMargin+6, top+body.size, "•") }

// box is drawn: a square that is a letter would not be one size with its line.
func (s *sheet) box(top float64) {
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetLineWidth(0.8)
	s.pdf.Rect(sideMargin+1, top+body.size-boxSide+0.8, boxSide, boxSide, "D")
}

// signature is room to sign in, a line, and who signs.
func (s *sheet) signature(text string) []strip {
	rule := strip{before: signingSpace, height: 4, keep: true, draw: func(top float64) {
		s.rule(sideMargin, sideMargin+signingLine, top, 0)
	}}
	names := s.text(body, text, 0)
	all := append([]strip{rule}, follow(names)...)
	all[len(all)-1].keep = false
	return all
}

// rule draws a thin line across.
func (s *sheet) rule(left, right, y float64, grey int) {
	s.pdf.SetDrawColor(grey, grey, grey)
	s.pdf.SetLineWidth(thin)
	s.pdf.Line(left, y, right, y)
}
