package renewal

import (
	"cmp"
	"slices"
)

// SharedWindow returns the days that lie in every one of these windows, if
// there are any: a family that files together has to go on one of them.
func SharedWindow(windows []Window) (Window, bool) {
	if len(windows) == 0 {
		return Window{}, false
	}
	shared := windows[0]
	for _, w := range windows[1:] {
		if w.Opens.After(shared.Opens) {
			shared.Opens = w.Opens
		}
		if w.Closes.Before(shared.Closes) {
			shared.Closes = w.Closes
		}
	}
	return shared, !shared.Opens.After(shared.Closes)
}

// Trip is one visit to the office: who goes, by their place in the family, and
// the days on which all of them can file.
type Trip struct {
	Who    []int
	Window Window
}

// Trips splits a family into as few visits as its windows allow, earliest
// closing first.
func Trips(windows []Window) []Trip {
	order := make([]int, len(windows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(windows[a].Closes.String(), windows[b].Closes.String())
	})
	var trips []Trip
	for _, who := range order {
		last := len(trips) - 1
		if last >= 0 {
			if shared, ok := SharedWindow([]Window{trips[last].Window, windows[who]}); ok {
				trips[last].Who, trips[last].Window = append(trips[last].Who, who), shared
				continue
			}
		}
		trips = append(trips, Trip{Who: []int{who}, Window: windows[who]})
	}
	for _, trip := range trips {
		slices.Sort(trip.Who)
	}
	return trips
}
