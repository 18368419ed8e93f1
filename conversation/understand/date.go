package understand

import (
	"slices"
	"strings"
	"unicode/utf8"

	"residencyassist/conversation/renewal"
)

// longestDateText is more than a sentence around a date; what is longer is a
// letter, and a date in it is not an answer.
const longestDateText = 200

// DateReading is what a text says as a date. One date is understood. Two dates
// are the two ways to read it, day before month first, as the card prints it:
// the person must choose. With no date the Problem says why.
type DateReading struct {
	Dates   []renewal.Date
	Problem Problem
}

// Date reads a date as people type it in English and Spanish, with words
// around it or without. Today settles the century of a year of two digits, and
// words such as "tomorrow"; it must be a known date.
func Date(text string, today renewal.Date) DateReading {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > longestDateText {
		return DateReading{Problem: NotADate}
	}
	folded := strings.TrimSpace(fold(text))
	if folded == "" {
		return DateReading{Problem: Empty}
	}
	if day, ok := dayByName(folded, today); ok {
		return DateReading{Dates: []renewal.Date{day}}
	}
	tokens := dateTokens(folded)
	if slices.ContainsFunc(tokens, movesTheDate) {
		return DateReading{Problem: NotADate}
	}
	var readings []DateReading
	for _, run := range dateRuns(tokens) {
		readings = append(readings, readRun(run, today)...)
	}
	return agree(readings)
}

// dayByName reads a text that is nothing but the name of a day near today.
func dayByName(folded string, today renewal.Date) (renewal.Date, bool) {
	switch strings.Join(splitWords(folded), " ") {
	case "today", "hoy":
		return today, true
	case "tomorrow", "manana":
		return today.Add(1), true
	case "yesterday", "ayer":
		return today.Add(-1), true
	default:
		return renewal.Date{}, false
	}
}

// agree joins the readings of one text. A date said twice is one date, and the
// second saying may settle the first: "04/08/2027, that is 4 August 2027".
func agree(readings []DateReading) DateReading {
	if len(readings) == 0 {
		return DateReading{Problem: NotADate}
	}
	if len(readings) == 1 {
		return readings[0]
	}
	common := readings[0].Dates
	for _, r := range readings {
		if r.Problem == NotADate {
			return r
		}
		common = slices.DeleteFunc(slices.Clone(common), func(d renewal.Date) bool {
			return !slices.Contains(r.Dates, d)
		})
	}
	if len(common) == 0 {
		return DateReading{Problem: TwoDates}
	}
	return DateReading{Dates: common}
}

// readRun reads the dates of one unbroken run of pieces. What is left after
// the last whole date is a reading too, with its problem: a number that has no
// place makes the text not a date.
func readRun(run []piece, today renewal.Date) []DateReading {
	if !slices.ContainsFunc(run, piece.isNumber) {
		return nil // a month's name in prose: "it may be"
	}
	if len(run) > 3 && run[0].weekday {
		run = run[1:]
	}
	var readings []DateReading
	for len(run) > 0 {
		var reading DateReading
		switch {
		case run[0].digits == 8:
			reading, run = readCompact(run[0].value), run[1:]
		case len(run) >= 3:
			reading, run = readThree(run[0], run[1], run[2], today), run[3:]
		default:
			reading, run = DateReading{Problem: missing(run)}, nil
			if len(readings) > 0 {
				reading.Problem = NotADate // "4 August 08 2027"
			}
		}
		readings = append(readings, reading)
	}
	return readings
}

// missing says what one or two pieces lack to be a date.
func missing(run []piece) Problem {
	var years, days, months int
	for _, p := range run {
		switch {
		case !p.isNumber():
			months++
		case p.isYear() && likelyYear(p.value):
			years++
		case p.digits <= 2 && p.value >= 1 && p.value <= 31:
			days++
		}
	}
	switch {
	case years+days+months < len(run):
		return NotADate
	case years == 1:
		return NoDay
	case len(run) == 2 && days >= 1:
		return NoYear
	default:
		return NotADate
	}
}
