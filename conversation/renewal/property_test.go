package renewal

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Ten thousand lives, crowded where the rules bend, are judged by the rules
// and by the slow reading of them. They must agree in every field.
func TestTenThousandLives(t *testing.T) {
	const livesARun = 100 // and rapid makes a hundred runs
	rapid.Check(t, func(t *rapid.T) {
		for range livesARun {
			l := drawLife(t)
			input := l.input()
			input["language"] = rapid.SampledFrom([]string{"en", "es"}).Draw(t, "language")
			out := checkObject(t, input)
			want := l.judge().output()
			for field := range want {
				if !sameJSON(t, out[field], want[field]) {
					t.Fatalf("%v\n%s = %v, want %v", input, field, out[field], want[field])
				}
			}
			checkReasons(t, out)
		}
	})
}

// oneOf draws from several ranges, so that the narrow ones are visited often.
func oneOf(t *rapid.T, label string, ranges ...[2]int) int {
	r := rapid.SampledFrom(ranges).Draw(t, label+" range")
	return rapid.IntRange(r[0], r[1]).Draw(t, label)
}

func drawLife(t *rapid.T) life {
	toss := func(label string) bool { return rapid.Bool().Draw(t, label) }
	seldom := func(label string) bool { return rapid.IntRange(0, 4).Draw(t, label) == 0 }
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	l := life{
		card: pick("card", "temporary", "temporary", "temporary", "student", "permanent_minor", "permanent"),
		basis: pick("basis", "", "solvency", "work", "study", "family_mexican", "family_permanent",
			"family_temporary", "other"),
		wants:           pick("wants", "", "renew", "permanent", "permanent", "stay_temporary", "replacement"),
		abroad:          seldom("abroad"),
		atExpiry:        pick("at expiry", "", "in", "out", "out"),
		byProxy:         seldom("by proxy"),
		employerChanged: seldom("employer changed"),
		procedureOpen:   seldom("procedure open"),
		travelling:      toss("travelling"),
		applicants:      rapid.IntRange(1, 10).Draw(t, "applicants"),
		firstGranted:    -1, reentered: -1, born: -1, moved: -1, passport: -1,
	}
	drawDates(t, &l, toss)
	drawClosed(t, &l, seldom)
	return l
}

func drawDates(t *rapid.T, l *life, toss func(string) bool) {
	start := theWall().hangs["2023-06-01"]
	l.today = start + rapid.IntRange(0, 3000).Draw(t, "today")
	l.expires = l.today + oneOf(t, "expires", [2]int{-66, -50}, [2]int{-66, -1}, [2]int{-8, 5},
		[2]int{0, 10}, [2]int{25, 35}, [2]int{0, 60}, [2]int{-400, 400})
	if toss("first granted known") {
		years := rapid.IntRange(0, 5).Draw(t, "years")
		first := l.expires - years*365 - 1 + oneOf(t, "first granted", [2]int{-3, 3}, [2]int{-200, 200})
		l.firstGranted = min(first, l.expires)
	}
	if l.expires <= l.today && toss("reentered known") {
		back := oneOf(t, "reentered", [2]int{l.expires + 53, l.expires + 57},
			[2]int{l.today - 10, l.today}, [2]int{l.expires, l.today})
		l.reentered = min(max(back, l.expires), l.today)
	}
	if toss("born known") {
		age := rapid.SampledFrom([]int{0, 1, 3, 10, 18, 20}).Draw(t, "age")
		born := l.today - age*365 - age/4 + oneOf(t, "born", [2]int{-3, 3}, [2]int{-60, 60})
		l.born = min(born, l.today)
	}
	if toss("moved") {
		l.moved = l.today - oneOf(t, "moved", [2]int{88, 92}, [2]int{-5, 300})
	}
	if toss("passport known") {
		l.passport = l.expires + oneOf(t, "passport", [2]int{-1, 1}, [2]int{-400, 400})
	}
	if (l.card == "permanent" || l.wants == "replacement") && toss("expires not said") {
		l.expires, l.reentered = -1, -1
	}
}

// drawClosed closes the office now and then: single days, and whole weeks.
func drawClosed(t *rapid.T, l *life, seldom func(string) bool) {
	if !seldom("closures") {
		return
	}
	from := l.today + rapid.IntRange(-10, 40).Draw(t, "closed from")
	for n := range oneOf(t, "closed days", [2]int{1, 3}, [2]int{1, 45}) {
		l.closed = append(l.closed, from+n)
	}
}

// input is the life as a person would have it typed.
func (l life) input() map[string]any {
	in := map[string]any{"card": l.card, "applicants": l.applicants, "in_mexico": !l.abroad,
		"by_proxy": l.byProxy, "employer_changed": l.employerChanged,
		"procedure_open": l.procedureOpen, "travelling": l.travelling, "spouse": "unknown field"}
	for field, place := range map[string]int{"today": l.today, "expires": l.expires,
		"first_granted": l.firstGranted, "reentered": l.reentered, "born": l.born,
		"moved": l.moved, "passport_expires": l.passport} {
		in[field] = dateAt(place)
	}
	for field, word := range map[string]string{"basis": l.basis, "wants": l.wants} {
		if word != "" {
			in[field] = word
		}
	}
	if l.atExpiry != "" {
		in["in_mexico_at_expiry"] = l.atExpiry == "in"
	}
	closed := []any{}
	for _, place := range l.closed {
		closed = append(closed, dateAt(place))
	}
	in["closed"] = closed
	return in
}

// output is the verdict as the command must write it.
func (v verdict) output() map[string]any {
	deadlines := map[string]any{}
	for name, place := range map[string]int{"reenter_by": v.reenterBy, "file_by": v.fileBy,
		"regularize_by": v.regularizeBy} {
		if place >= 0 {
			deadlines[name] = dateAt(place)
		}
	}
	out := map[string]any{"route": v.route, "timing": v.timing, "days_left": v.daysLeft, "window": nil,
		"first_office_day": dateAt(v.firstOffice), "last_office_day": dateAt(v.lastOffice),
		"deadlines": deadlines, "max_years": nil, "service_fee_usd": nil,
		"ask_associate": v.ask, "flags": slices.AppendSeq([]string{}, maps.Keys(v.flags))}
	slices.Sort(out["flags"].([]string))
	if v.closes >= 0 {
		out["window"] = map[string]any{"opens": dateAt(v.opens), "closes": dateAt(v.closes)}
	}
	if v.maxYears > 0 {
		out["max_years"] = v.maxYears
	}
	if v.fee > 0 {
		out["service_fee_usd"] = v.fee
	}
	return out
}

// dateAt is the date of a place, or null.
func dateAt(place int) any {
	if place < 0 {
		return nil
	}
	s := theWall().squares[place]
	return fmt.Sprintf("%04d-%02d-%02d", s.year, s.month, s.day)
}
