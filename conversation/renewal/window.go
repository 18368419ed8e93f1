package renewal

// windowDays is how long before the printed date a renewal may first be filed
// [S13: Reglamento, article 156].
const windowDays = 30

// Window is the span of days in which a renewal or an exchange is filed. Both
// ends belong to it.
type Window struct {
	Opens  Date `json:"opens"`
	Closes Date `json:"closes"`
}

// WindowOf returns the window of a card that expires on this day: the printed
// date and the 30 calendar days before it [S13].
func WindowOf(expires Date) Window {
	return Window{Opens: expires.Add(-windowDays), Closes: expires}
}

// Contains says whether the day lies inside the window.
func (w Window) Contains(d Date) bool {
	return !d.Before(w.Opens) && !d.After(w.Closes)
}

// DaysLeft returns the days from today to the printed date: 0 on the last day
// itself, negative once the card has expired.
func (w Window) DaysLeft(today Date) int { return w.Closes.Sub(today) }
