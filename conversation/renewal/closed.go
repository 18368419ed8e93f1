package renewal

import (
	"maps"
	"time"
)

// ClosedDays is a set of days on which an immigration office is closed beyond
// weekends and statutory holidays: the December break, Holy Week, a local
// feast. Associates keep it. The nil set is ready to use.
type ClosedDays map[Date]bool

// NewClosedDays returns the set of these days.
func NewClosedDays(days ...Date) ClosedDays {
	return ClosedDays(nil).With(days...)
}

// With returns the set with these days added; the receiver stays as it is.
func (c ClosedDays) With(days ...Date) ClosedDays {
	if len(days) == 0 {
		return c
	}
	wider := make(ClosedDays, len(c)+len(days))
	maps.Copy(wider, c)
	for _, d := range days {
		wider[d] = true
	}
	return wider
}

// OpenDay says whether the office works on this day: it is no Saturday, no
// Sunday, no statutory holiday and not in the set.
func (c ClosedDays) OpenDay(d Date) bool {
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	return !StatutoryHoliday(d) && !c[d]
}

// NextOpen returns the first open day on or after d.
func (c ClosedDays) NextOpen(d Date) Date {
	for !c.OpenDay(d) {
		d = d.Add(1)
	}
	return d
}

// PreviousOpen returns the last open day on or before d.
func (c ClosedDays) PreviousOpen(d Date) Date {
	for !c.OpenDay(d) {
		d = d.Add(-1)
	}
	return d
}

// OpenDayAfter returns the nth open day after d; d itself does not count.
func (c ClosedDays) OpenDayAfter(d Date, n int) Date {
	for range n {
		d = c.NextOpen(d.Add(1))
	}
	return d
}

// CountOpen returns how many open days lie between from and to, both included.
func (c ClosedDays) CountOpen(from, to Date) int {
	n := 0
	for d := from; !d.After(to); d = d.Add(1) {
		if c.OpenDay(d) {
			n++
		}
	}
	return n
}

// StatutoryHoliday says whether the whole country rests by law on this day.
// Three of the holidays are kept on a Monday [S70].
func StatutoryHoliday(d Date) bool {
	monday := d.Weekday() == time.Monday
	switch d.Month {
	case time.January, time.May:
		return d.Day == 1
	case time.February:
		return monday && d.Day <= 7
	case time.March, time.November:
		return monday && d.Day >= 15 && d.Day <= 21
	case time.September:
		return d.Day == 16
	case time.October:
		return d.Day == 1 && presidentialHandover(d.Year)
	case time.December:
		return d.Day == 25
	}
	return false
}

// presidentialHandover says whether a new president takes office on 1 October
// of this year: 2024, and each sixth year after.
func presidentialHandover(year int) bool {
	return year >= 2024 && (year-2024)%6 == 0
}
