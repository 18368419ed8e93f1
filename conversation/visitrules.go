package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// objections are what speaks against a visit, in the desk's words. All but the
// final ones give way to a reason.
func (t *turn) objections(v Visit) (list []string, final bool) {
	if v.At.IsZero() {
		return nil, false
	}
	if !v.At.After(t.now) {
		return []string{t.plain("desk.visit_past", nil)}, true
	}
	day := t.visitDay(&v)
	office, _ := t.office(v.Office)
	local := v.At.In(t.zoneAt(v.Office))
	if words := t.closedBecause(day, office.Hours.Days); words != "" {
		list = append(list, words)
	} else if office.Hours.Known() && !office.Hours.Covers(local) {
		list = append(list, t.plain("desk.visit_hours", locale.Args{"Office": office.City, "Hours": locale.Hours(t.service.Desk, office.Hours)}))
	}
	for person := 1; person <= t.rec.Answers.applicants(); person++ {
		if words := t.outsideWindow(person, day); words != "" {
			list = append(list, words)
		}
	}
	return list, false
}

// closedBecause says why an office does not work on a day; empty: it does. One
// that is known to open on a weekend does.
func (t *turn) closedBecause(day renewal.Date, opens renewal.Weekdays) string {
	args := locale.Args{"Day": locale.Long(day), "Why": ""}
	switch {
	case (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday) && !opens.Has(day.Weekday()):
		return t.plain("desk.visit_weekend", args)
	case renewal.StatutoryHoliday(day):
		return t.plain("desk.visit_holiday", args)
	case !slices.Contains(t.closedDays(), day):
		return ""
	}
	for _, c := range t.ev.Book.days() {
		if c.Day == day {
			args["Why"] = c.Why
		}
	}
	return strings.TrimSpace(t.plain("desk.visit_closed", args))
}

// outsideWindow says in which days a person of the case can file, if this is none
// of them: the window of a card that runs, the deadline of one that has run out.
func (t *turn) outsideWindow(person int, day renewal.Date) string {
	a, ok := t.assess(person)
	if !ok || a.Window == nil {
		return ""
	}
	args := locale.Args{"Who": t.plain("desk.person", locale.Args{"Number": person}), "Opens": a.Window.Opens, "Expires": a.Window.Closes}
	if a.Timing != renewal.TimingExpired {
		if a.Window.Contains(day) {
			return ""
		}
		return t.plain("desk.visit_window", args)
	}
	last := a.Deadlines.FileBy
	if last.IsZero() {
		last = a.Deadlines.RegularizeBy
	}
	switch {
	case last.IsZero():
		return t.plain("desk.visit_no_way", args)
	case day.After(last):
		args["Last"] = last
		return t.plain("desk.visit_deadline", args)
	}
	return ""
}

// officeDaysSpare is how many working days an appointment leaves, below which the
// associates are warned.
const officeDaysSpare = 2

// warnOfEnd warns when hardly a working day is left after the visit: a missing
// paper could not be brought another day.
func (t *turn) warnOfEnd(c *Case) {
	day := t.visitDay(c.Visit)
	var end renewal.Date
	for person := 1; person <= t.rec.Answers.applicants(); person++ {
		a, ok := t.assess(person)
		if ok && !a.LastOfficeDay.IsZero() && (end.IsZero() || a.LastOfficeDay.Before(end)) {
			end = a.LastOfficeDay
		}
	}
	if end.IsZero() || day.After(end) {
		return
	}
	switch left := renewal.NewClosedDays(t.closedDays()...).CountOpen(day.Add(1), end); {
	case left > officeDaysSpare:
	case left == 0:
		t.thread(Line{Text: t.plain("desk.visit_last", locale.Args{"Last": end}), Mention: c.attention()})
	default:
		t.thread(Line{Text: t.plain("desk.visit_late", locale.Args{"Count": left, "Last": end}), Mention: c.attention()})
	}
}
