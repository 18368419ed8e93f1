package paper

// table sets rows of a label and a value, each below a thin rule. A row is kept
// whole as long as it goes on a page.
func (s *sheet) table(rows [][2]string) (all []strip) {
	left := s.labels(rows)
	beside := left + cellGap
	for i, row := range rows {
		names := s.broken(label, row[0], left)
		values := s.broken(value, row[1], s.measure-beside)
		made := s.row(names, values, sideMargin+beside)
		if i == 0 {
			made[0].before = paragraphGap
		}
		all = append(all, made...)
	}
	if len(all) > 0 {
		s.close(&all[len(all)-1])
	}
	return all
}

// labels is how wide the first column is: as its widest label, within limits.
func (s *sheet) labels(rows [][2]string) float64 {
	wide := 0.22 * s.measure
	for _, row := range rows {
		wide = max(wide, s.long(label, legible(row[0])))
	}
	return min(wide, 0.38*s.measure)
}

// row sets the lines of both cells side by side.
func (s *sheet) row(names, values []string, beside float64) []strip {
	made := make([]strip, max(1, len(names), len(values)))
	for i := range made {
		above := 0.0
		if i == 0 {
			above = rowPad
		}
		made[i] = strip{height: above + value.leading, keep: i < len(made)-1, draw: func(top float64) {
			if i == 0 {
				s.rule(sideMargin, s.width-sideMargin, top, light)
			}
			if i < len(names) {
				s.print(label, sideMargin, top+above+value.size, names[i])
			}
			if i < len(values) {
				s.print(value, beside, top+above+value.size, values[i])
			}
		}}
	}
	made[len(made)-1].height += rowPad
	return made
}

// close draws the rule below a table's last row.
func (s *sheet) close(last *strip) {
	draw, height := last.draw, last.height
	last.draw = func(top float64) {
		draw(top)
		s.rule(sideMargin, s.width-sideMargin, top+height, light)
	}
}
