package conversation

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
)

// maxSituation is how much a person may write about their situation, in
// characters: it has to fit one line of the desk.
const maxSituation = 1500

// shortestCity is the length from which a word in a longer text may name a city.
const shortestCity = 4

// notInMexico is the problem of a location that was wanted, but from elsewhere.
const notInMexico = "not_in_mexico"

// maxPlace is how much a person may write as the name of a place.
const maxPlace = 60

// Cards run four years at the longest, and a renewed one may be handed over
// some weeks before the old one ends. A date beyond that was misread.
const maxYearsAhead = 4

// The oldest expiry date that can be meant: the cards began in November 2012.
const firstCardYear = 2012

// readExpiry reads the date printed on the card.
func readExpiry(a answering) reading {
	r := understand.Date(a.text, a.facts.today)
	if r.Problem != "" {
		return reading{problem: string(r.Problem)}
	}
	var likely []renewal.Date
	for _, d := range r.Dates {
		if d.Year >= firstCardYear && !d.After(a.facts.today.AddYears(maxYearsAhead).Add(60)) {
			likely = append(likely, d)
		}
	}
	switch {
	case len(likely) == 0 && r.Dates[0].Year < firstCardYear:
		return reading{problem: "too_old"}
	case len(likely) == 0:
		return reading{problem: "too_far"}
	case len(r.Dates) == 1:
		return reading{value: likely[0].String()}
	}
	out := reading{about: "ambiguous"}
	for _, d := range r.Dates { // both are shown, even if one is unlikely: a wrong guess costs a status
		out.offer = append(out.offer, d.String())
	}
	return out
}

func showDate(lang locale.Language, value string) string {
	d, err := renewal.ParseDate(value)
	if err != nil {
		return value
	}
	return locale.Date(lang, d)
}

// readDay reads a date that must lie within limits, the first and the last day
// that make sense; outside of them it answers with the problem given.
func readDay(a answering, first, last renewal.Date, outside string) reading {
	r := understand.Date(a.text, a.facts.today)
	if r.Problem != "" {
		return reading{problem: string(r.Problem)}
	}
	var likely []string
	for _, d := range r.Dates {
		if !d.Before(first) && !d.After(last) {
			likely = append(likely, d.String())
		}
	}
	switch {
	case len(likely) == 0:
		return reading{problem: outside}
	case len(r.Dates) == 1:
		return reading{value: likely[0]}
	}
	return reading{offer: likely, about: "ambiguous"}
}

// readReentered reads the day of coming back to Mexico with an expired card.
func readReentered(a answering) reading {
	return readDay(a, a.facts.answers.expires().Add(1), a.facts.today, "after_expiry")
}

// readGranted reads the day from which the first card counts.
func readGranted(a answering) reading {
	expires := a.facts.answers.date(of(a.facts.person, stateExpires))
	return readDay(a, renewal.Date{Year: firstCardYear, Month: time.January, Day: 1}, expires.Add(-1), "before_expiry")
}

// readPast reads a day that has been.
func readPast(a answering) reading {
	return readDay(a, a.facts.today.AddYears(-20), a.facts.today, "in_the_past")
}

// readPassport reads the day on which a passport runs out.
func readPassport(a answering) reading {
	return readDay(a, a.facts.today.AddYears(-10), a.facts.today.AddYears(15), "not_a_passport")
}

// readBirth reads a birth date.
func readBirth(a answering) reading {
	return readDay(a, a.facts.today.AddYears(-120), a.facts.today, "in_the_past")
}

// readPlace reads a city or state of Mexico: by name, or from a location, which
// stands for the nearest city that has an office. A place we do not know is
// kept as it was typed.
func readPlace(a answering) reading {
	if a.place != nil && !a.place.inMexico() {
		return reading{problem: notInMexico}
	}
	if a.place != nil {
		return reading{value: renewal.Nearest(a.place.Latitude, a.place.Longitude).City}
	}
	text, p := understand.Free(a.text, maxPlace)
	if p != "" {
		return reading{problem: string(p)}
	}
	switch found := cityIn(text); {
	case len(found) == 1:
		return reading{value: found[0].City}
	case len(found) > 1 && len(found) <= 6:
		r := reading{about: "which_office"}
		for _, o := range found {
			r.offer = append(r.offer, o.City)
		}
		return r
	}
	return reading{value: text}
}

// inMexico says whether a place lies in Mexico, roughly: no nearest office is
// looked for from another continent.
func (p Place) inMexico() bool {
	return p.Latitude > 14 && p.Latitude < 33 && p.Longitude > -119 && p.Longitude < -86
}

// cityIn finds the offices that a typed place names: the whole of it, what
// stands before a comma, or its last words, as in "vivo en Cancún".
func cityIn(text string) []renewal.Office {
	if found := renewal.OfficesNamed(text); len(found) > 0 || len(renewal.OfficesIn(text)) > 0 {
		return found
	}
	city, _, _ := strings.Cut(text, ",")
	words := strings.Fields(strings.TrimRight(city, " .!"))
	for i := range words {
		tail := strings.Join(words[i:], " ")
		if utf8.RuneCountInString(tail) < shortestCity {
			break
		}
		if found := renewal.OfficesNamed(tail); len(found) > 0 {
			return found
		}
	}
	return nil
}

// readApplicants reads how many people of one family apply together.
func readApplicants(a answering) reading {
	n, p := understand.Count(a.text)
	switch {
	case p != "":
		return reading{problem: string(p)}
	case n < 1:
		return reading{problem: string(understand.NotACount)}
	case n > renewal.MaxApplicants:
		return reading{problem: "too_many"}
	}
	return reading{value: strconv.Itoa(n)}
}

func readName(a answering) reading {
	name, p := understand.Name(a.text)
	return reading{value: name, problem: string(p)}
}

// readEmail reads an address. A slip that looks like one is asked about, never
// mended in silence.
func readEmail(a answering) reading {
	email, better, p := understand.Email(a.text)
	switch {
	case better != "" && p == "":
		return reading{offer: []string{better, email}, about: "email_slip"}
	case better != "":
		return reading{offer: []string{better}, about: "email_slip"}
	}
	return reading{value: email, problem: string(p)}
}

func showAsIs(_ locale.Language, value string) string { return value }

// readTelephone reads a typed number or the person's own contact.
func readTelephone(a answering) reading {
	if a.foreign {
		return reading{problem: "foreign_contact"}
	}
	read, text := understand.Phone, a.text
	if a.media == Contact {
		read, text = understand.SharedPhone, a.phone
	}
	phone, p := read(text)
	return reading{value: phone, problem: string(p)}
}

func showTelephone(_ locale.Language, value string) string { return understand.PhoneWords(value) }

func readSituation(a answering) reading {
	text, p := understand.Free(a.text, maxSituation)
	return reading{value: text, problem: string(p)}
}
