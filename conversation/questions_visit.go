package conversation

import (
	"strconv"
	"time"

	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
)

// The questions about an appointment that the person made without us.
const (
	stateOwnVisit State = "own_visit"
	stateOwnDay   State = "own_day"
	stateOwnHour  State = "own_hour"
)

// ownVisit asks for the day and the hour, once somebody has said that they have
// an appointment.
func ownVisit() []Question {
	return []Question{
		{
			State: stateOwnVisit, Hidden: true,
			Choices: []string{choiceYes, choiceNo},
			Next:    []Branch{{To: stateOwnDay}},
		}, {
			State: stateOwnDay, Tick: true, Date: true, When: []string{"own_visit"},
			Read: readAhead, Show: showDate,
			Next: []Branch{{To: stateOwnHour}},
		}, {
			State: stateOwnHour, Tick: true, When: []string{"own_visit"},
			Choices: []string{choiceUnknown},
			Read:    readHour, Show: showAsIs,
			Then: keepOwnVisit,
			Next: []Branch{{To: stateNumber}},
		},
	}
}

// readAhead reads a day that is still to come, within a year; so its own year may
// be left out.
func readAhead(a answering) reading {
	if understand.Date(a.text, a.facts.today).Problem == understand.NoYear {
		for _, year := range []int{a.facts.today.Year, a.facts.today.Year + 1} {
			dated := a
			dated.text = a.text + " " + strconv.Itoa(year)
			if r := readDay(dated, a.facts.today, a.facts.today.Add(365), "ahead"); r.problem == "" {
				return r
			}
		}
	}
	return readDay(a, a.facts.today, a.facts.today.Add(365), "ahead")
}

// readHour reads an hour of the day.
func readHour(a answering) reading {
	at, ok := understand.Hour(a.text)
	if !ok {
		return reading{problem: "hour"}
	}
	return reading{value: at}
}

// unknownHour stands for the hour of an appointment whose hour is not known: when
// offices open.
const unknownHour = 9

// keepOwnVisit plans by the appointment that the person has.
func keepOwnVisit(t *turn, value string) {
	c := t.rec.open()
	day := t.rec.Answers.date(stateOwnDay)
	if c == nil || day.IsZero() {
		return
	}
	hour, minute := unknownHour, 0
	if at, err := time.Parse("15:04", value); err == nil {
		hour, minute = at.Hour(), at.Minute()
	}
	t.plan(c, day, hour, minute)
}

// plan keeps an appointment that the person made.
func (t *turn) plan(c *Case, day renewal.Date, hour, minute int) {
	v := Visit{Sequence: c.visitsSet()}
	if office, ok := officeOf(t.rec.Answers[stateIssuedBy]); ok {
		v.Office = office.City
	}
	if c.Visit != nil {
		v.Office = c.Visit.Office
	}
	v.At = day.In(t.zoneAt(v.Office), hour, minute)
	c.Visit, t.stirred = &v, true
	c.Moves = append(c.Moves, Moving{Move: moveVisit, To: c.Stage, At: t.now, Reason: bySelf})
	t.passOver(fromVisit)
	key := "visit.own_kept"
	if w := t.window(); !w.Contains(day) {
		key = "visit.own_outside"
	}
	t.say(key, t.reminderArgs(c, 1))
	t.thread(Line{Text: t.plain("desk.own_visit", t.deskArgs(c, 1)), Mention: c.attention()})
}
