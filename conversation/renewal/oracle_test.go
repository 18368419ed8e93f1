package renewal

import (
	"fmt"
	"slices"
	"sync"
)

// This file reads the rules a second time, slowly, as somebody would with a
// wall calendar and a finger: it knows no arithmetic on dates, only the next
// square and the one before. It shares nothing with the rules it judges.

// square is one day on the wall.
type square struct {
	year, month, day int
	weekday          int // 0 is Monday
	holiday          bool
}

const (
	wallFrom = 1995 // 1 January of it was a Sunday
	wallTo   = 2055
)

// wall is every square in order, and where each date hangs.
type wall struct {
	squares []square
	hangs   map[string]int
}

var theWall = sync.OnceValue(func() wall {
	w := wall{hangs: map[string]int{}}
	weekday := 6
	for year := wallFrom; year <= wallTo; year++ {
		for month := 1; month <= 12; month++ {
			mondays := 0
			for day := 1; day <= monthLength(year, month); day++ {
				if weekday == 0 {
					mondays++
				}
				s := square{year: year, month: month, day: day, weekday: weekday}
				s.holiday = printedRed(s, mondays)
				w.hangs[fmt.Sprintf("%04d-%02d-%02d", year, month, day)] = len(w.squares)
				w.squares = append(w.squares, s)
				weekday = (weekday + 1) % 7
			}
		}
	}
	return w
})

func monthLength(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// printedRed says whether the calendar prints this day in red, given how many
// Mondays of the month have been seen so far, this day included.
func printedRed(s square, mondays int) bool {
	aMonday := s.weekday == 0
	switch [2]int{s.month, s.day} {
	case [2]int{1, 1}, [2]int{5, 1}, [2]int{9, 16}, [2]int{12, 25}:
		return true
	case [2]int{10, 1}:
		return slices.Contains([]int{2024, 2030, 2036, 2042, 2048, 2054}, s.year)
	}
	return aMonday && (s.month == 2 && mondays == 1 ||
		s.month == 3 && mondays == 3 || s.month == 11 && mondays == 3)
}

// life is one person's answers, with every date as a place on the wall; -1
// stands for a date that was not said.
type life struct {
	today, expires, firstGranted, reentered, born, moved, passport int
	card, basis, wants                                             string
	abroad                                                         bool
	atExpiry                                                       string // "", "in", "out"
	byProxy, employerChanged, procedureOpen, travelling            bool
	applicants                                                     int
	closed                                                         []int
}

// verdict is what the slow reading concludes. Dates are places, -1 is null.
type verdict struct {
	route, timing                   string
	daysLeft                        *int
	opens, closes                   int
	firstOffice, lastOffice         int
	reenterBy, fileBy, regularizeBy int
	maxYears, fee                   int // 0 is null
	ask                             bool
	flags                           map[string]bool
}

func (l life) open(place int) bool {
	s := theWall().squares[place]
	return s.weekday < 5 && !s.holiday && !slices.Contains(l.closed, place)
}

// steps moves the finger n squares on, or back.
func steps(place, n int) int {
	for ; n > 0; n-- {
		place++
	}
	for ; n < 0; n++ {
		place--
	}
	return place
}

// anniversary walks on until the same day of a year n years later, or the
// first of March where that year has no 29 February.
func anniversary(place, n int) int {
	s := theWall().squares[place]
	month, day := s.month, s.day
	if month == 2 && day > monthLength(s.year+n, 2) {
		month, day = 3, 1
	}
	for {
		here := theWall().squares[place]
		if here.year == s.year+n && here.month == month && here.day == day {
			return place
		}
		place++
	}
}

// yearsHeld counts the anniversaries that have come by the printed date.
func (l life) yearsHeld() int {
	years := 0
	for anniversary(l.firstGranted, years+1) <= l.expires {
		years++
	}
	return years
}

// judge reads the rules from the first to the last.
func (l life) judge() verdict {
	v := verdict{opens: -1, closes: -1, firstOffice: -1, lastOffice: -1,
		reenterBy: -1, fileBy: -1, regularizeBy: -1, flags: map[string]bool{}}
	if l.wants == "replacement" {
		v.route, v.ask = "replace", true
		l.judgeDates(&v)
		l.judgeMinor(&v)
		return v
	}
	if l.card == "permanent" {
		v.route = "none"
		return v
	}
	l.judgeDates(&v)
	l.judgeOffice(&v)
	l.judgeMinor(&v)
	if l.basis == "work" || l.hasFamily() {
		v.flags["half_fee_candidate"] = true
	}
	switch {
	case l.procedureOpen:
		v.route, v.ask = "renew", true
		v.flags["procedure_open"] = true
		if l.travelling {
			v.flags["exit_permit"] = true
		}
	case l.expires < l.today:
		l.judgeExpired(&v)
	default:
		l.judgeCurrent(&v)
	}
	return v
}

func (l life) hasFamily() bool {
	return slices.Contains([]string{"family_mexican", "family_permanent", "family_temporary"}, l.basis)
}

func (l life) judgeMinor(v *verdict) {
	if l.card == "permanent_minor" || l.born >= 0 && l.today < anniversary(l.born, 18) {
		v.flags["minor"] = true
	}
}

func (l life) judgeDates(v *verdict) {
	if l.expires < 0 {
		return
	}
	left := 0
	for place := l.today; place < l.expires; place++ {
		left++
	}
	for place := l.today; place > l.expires; place-- {
		left--
	}
	v.daysLeft, v.closes, v.opens = &left, l.expires, steps(l.expires, -30)
}

// judgeOffice crosses off the office days and tells the timing from them.
func (l life) judgeOffice(v *verdict) {
	first := l.today
	for first < v.opens || !l.open(first) {
		first++
	}
	gone := l.expires < l.today
	if gone || first <= l.expires {
		v.firstOffice = first
	}
	openLeft := 0
	for place := l.today; place <= l.expires; place++ {
		if l.open(place) {
			v.lastOffice = place
			openLeft++
		}
	}
	switch {
	case gone:
		v.timing = "expired"
	case l.today < v.opens:
		v.timing = "too_early"
	case *v.daysLeft <= 3, openLeft < 3:
		v.timing, v.ask = "urgent", true
	default:
		v.timing = "open"
	}
}

func (l life) judgeExpired(v *verdict) {
	v.ask = true
	since := -*v.daysLeft
	sixty := func(disagree bool) {
		if since > 60 {
			v.route = "restart"
			return
		}
		v.route, v.regularizeBy = "regularize", steps(l.expires, 60)
		if disagree {
			v.flags["sources_disagree"] = true
		}
	}
	switch {
	case l.abroad:
		v.route = "restart"
		if since <= 55 {
			v.route, v.reenterBy = "renew_after_return", steps(l.expires, 55)
		}
		if l.card == "permanent_minor" || l.atExpiry == "in" {
			v.flags["sources_disagree"] = true
		}
	case l.atExpiry == "out" && l.reentered >= 0:
		l.judgeReturned(v, sixty)
	case l.atExpiry == "out":
		sixty(true)
	default:
		sixty(since >= 56)
	}
	if v.route == "restart" && l.hasFamily() {
		v.flags["family_link"] = true
	}
}

func (l life) judgeReturned(v *verdict, sixty func(bool)) {
	fifth := l.reentered
	for seen := 0; seen < 5; {
		fifth++
		if l.open(fifth) {
			seen++
		}
	}
	calendarFive := steps(l.reentered, 5)
	switch {
	case l.reentered > steps(l.expires, 55):
		v.route = "restart"
	case l.today <= calendarFive:
		v.route, v.fileBy = "renew_after_return", calendarFive
	case l.today <= fifth:
		v.route, v.fileBy = "renew_after_return", calendarFive
		v.flags["sources_disagree"] = true
	default:
		sixty(true)
	}
}

func (l life) judgeCurrent(v *verdict) {
	years := -1
	if l.firstGranted >= 0 {
		years = l.yearsHeld()
	}
	closeFamily := l.basis == "family_mexican" || l.basis == "family_permanent"
	v.route = "renew"
	if l.card == "temporary" && years >= 4 {
		v.route = "exchange"
		if l.wants != "permanent" {
			v.flags["max_years_reached"] = true
		}
		if l.wants == "stay_temporary" {
			v.ask = true
		}
	}
	if l.card == "temporary" && years >= 2 && closeFamily {
		if l.wants == "permanent" {
			v.route = "exchange"
			if l.basis == "family_permanent" {
				v.ask = true
				v.flags["sources_disagree"] = true
			}
		} else if v.route == "renew" {
			v.flags["exchange_possible"] = true
		}
	}
	if v.route == "renew" {
		l.judgeRenewal(v, years, closeFamily)
	}
	l.judgeFlags(v)
}

func (l life) judgeRenewal(v *verdict, years int, closeFamily bool) {
	if l.wants == "permanent" {
		v.ask = true
		if (l.card == "temporary" || l.card == "student") && years >= 0 {
			v.flags["permanent_not_yet"] = true
		}
	}
	if l.card == "temporary" && years >= 0 {
		goal := anniversary(l.firstGranted, 4)
		if l.wants == "permanent" && closeFamily {
			goal = anniversary(l.firstGranted, 2)
		}
		for place, n := l.expires+1, 1; n <= 180; place, n = place+1, n+1 {
			if place == goal {
				v.ask = true
				v.flags["years_unsure"] = true
			}
		}
	}
	switch {
	case l.card == "student":
		v.maxYears = 1
	case l.card == "temporary" && l.born >= 0 && l.today < anniversary(l.born, 3):
		v.maxYears = 1
	case l.card == "temporary" && years >= 0:
		v.maxYears = []int{3, 3, 2, 1}[years]
	}
	v.fee = 219
	for range l.applicants - 1 {
		v.fee += 99
	}
}

// judgeFlags raises what is left of the list of flags, for a card not expired.
func (l life) judgeFlags(v *verdict) {
	raise := func(when bool, flag string, ask bool) {
		if when {
			v.flags[flag] = true
			v.ask = v.ask || ask
		}
	}
	inside := l.today >= v.opens
	raise(inside && v.lastOffice < 0, "no_office_day_left", true)
	raise(inside && !l.open(l.today), "office_closed_today", false)
	raise(l.card == "permanent_minor" && l.born >= 0 && anniversary(l.born, 18) <= l.expires, "turns_18", true)
	raise(l.abroad, "abroad", false)
	raise(l.byProxy, "no_proxy", false)
	raise(l.moved >= 0, "address_first", true)
	raise(l.moved >= 0 && steps(l.moved, 90) < l.today, "late_notice", false)
	raise(l.employerChanged, "employer_changed", true)
	raise(l.passport >= 0 && l.passport <= l.expires, "passport_first", true)
}
