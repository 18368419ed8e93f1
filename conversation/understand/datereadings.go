package understand

import (
	"slices"
	"time"

	"residencyassist/conversation/renewal"
)

// Years outside these are slips of the finger: nobody alive was born before
// the first, and no card expires after the last.
const (
	firstYear = 1900
	lastYear  = 2100
)

// yearsAhead is how far in the future a year of two digits may lie. Cards run
// four years at most; birth dates lie behind.
const yearsAhead = 20

// ymd is a year, a month and a day that may not exist.
type ymd struct{ year, month, day int }

// readThree reads three pieces in the orders that people use.
func readThree(a, b, c piece, today renewal.Date) DateReading {
	switch {
	case !a.isNumber() && c.digits == 2 && c.sep != 0 && c.sep != b.sep:
		return DateReading{Problem: NotADate} // "August 14-15" is two days
	case !a.isNumber():
		return readNamed(a, b, c, today)
	case !b.isNumber():
		return readNamed(b, a, c, today)
	case !c.isNumber() && !a.isYear() && !b.isYear():
		return DateReading{Problem: NotADate} // "14-15 August" is two days
	case !c.isNumber():
		return readNamed(c, a, b, today)
	default:
		return readNumbers(a, b, c, today)
	}
}

// readNamed reads a month by its name and two numbers, as typed in this order.
// A year of four digits shows itself; one of two digits stands last.
func readNamed(month, a, b piece, today renewal.Date) DateReading {
	switch {
	case !a.isNumber() || !b.isNumber():
		return DateReading{Problem: NotADate}
	case a.isYear() && b.digits <= 2:
		return possible(ymd{a.value, month.value, b.value})
	case b.isYear() && a.digits <= 2:
		return possible(ymd{b.value, month.value, a.value})
	case a.digits <= 2 && b.digits == 2:
		return possible(ymd{inCentury(b.value, today), month.value, a.value})
	default:
		return DateReading{Problem: NotADate}
	}
}

// readNumbers reads three numbers. A year of four digits in front is followed
// by month and day everywhere. With the year at the end the first two may be
// day and month or, as in the United States, month and day.
func readNumbers(a, b, c piece, today renewal.Date) DateReading {
	switch {
	case a.isYear() && b.digits <= 2 && c.digits <= 2:
		return possible(ymd{a.value, b.value, c.value})
	case c.isYear() && a.digits <= 2 && b.digits <= 2:
		return possible(ymd{c.value, b.value, a.value}, ymd{c.value, a.value, b.value})
	case a.digits <= 2 && b.digits <= 2 && c.digits == 2:
		return readShortYear(a, b, c, today)
	default:
		return DateReading{Problem: NotADate}
	}
}

// readShortYear reads three numbers of at most two digits. The year stands
// last, but 27-08-04 with dashes may also begin with it.
func readShortYear(a, b, c piece, today renewal.Date) DateReading {
	year := inCentury(c.value, today)
	dayFirst := ymd{year, b.value, a.value}
	yearFirst := ymd{inCentury(a.value, today), b.value, c.value}
	switch {
	case a.value <= 12 || a.digits != 2 || b.sep != '-' || c.sep != '-':
		return possible(dayFirst, ymd{year, a.value, b.value})
	case a.value > 31:
		return possible(yearFirst)
	case possible(dayFirst).Problem != "":
		return possible(dayFirst)
	default:
		return possible(dayFirst, yearFirst)
	}
}

// readCompact reads eight digits without separators: 04082027 or 20270804. No
// number is both, because no month is 19, 20 or 21.
func readCompact(n int) DateReading {
	if year := n % 10000; likelyYear(year) {
		first, second := n/1000000, n/10000%100
		return possible(ymd{year, second, first}, ymd{year, first, second})
	}
	if year := n / 10000; likelyYear(year) {
		return possible(ymd{year, n / 100 % 100, n % 100})
	}
	return DateReading{Problem: NotADate}
}

// possible keeps the readings that the calendar has, each once.
func possible(candidates ...ymd) DateReading {
	var reading DateReading
	for _, c := range candidates {
		if !likelyYear(c.year) {
			return DateReading{Problem: UnlikelyYear}
		}
		d, ok := renewal.NewDate(c.year, time.Month(c.month), c.day)
		if ok && !slices.Contains(reading.Dates, d) {
			reading.Dates = append(reading.Dates, d)
		}
	}
	if len(reading.Dates) == 0 {
		reading.Problem = NoSuchDay
	}
	return reading
}

func likelyYear(year int) bool { return firstYear <= year && year <= lastYear }

// inCentury returns the latest year that ends in these two digits and lies no
// more than yearsAhead after today.
func inCentury(twoDigits int, today renewal.Date) int {
	latest := today.Year + yearsAhead
	return latest - ((latest-twoDigits)%100+100)%100
}
