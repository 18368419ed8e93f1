package paper

// paginate lays strips on pages of a height. There is always one page, be it
// empty. Strips that keep together move to the next page together, unless no page
// could hold them.
func paginate(strips []strip, height float64) [][]strip {
	pages := [][]strip{nil}
	used := 0.0
	put := func(group []strip, turn bool) {
		last := len(pages) - 1
		if turn && len(pages[last]) > 0 {
			pages, used = append(pages, nil), 0
			last++
		}
		for _, s := range group {
			if len(pages[last]) > 0 {
				used += s.before
			}
			used += s.height
			pages[last] = append(pages[last], s)
		}
	}
	for len(strips) > 0 {
		n := together(strips)
		group := strips[:n]
		if tall(group) > height { // no page holds it
			group = group[:1]
		}
		over := used+group[0].before+tall(group) > height
		put(group, over || group[0].turn)
		strips = strips[len(group):]
	}
	return pages
}

// together is how many strips from the first on may not be parted.
func together(strips []strip) int {
	n := 1
	for n < len(strips) && strips[n-1].keep && !strips[n].turn {
		n++
	}
	return n
}

// tall is the height of strips at the top of a page.
func tall(strips []strip) float64 {
	sum := -strips[0].before
	for _, s := range strips {
		sum += s.before + s.height
	}
	return sum
}
