package conversation

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// pick turns the live message into a calendar of buttons: first the year, then
// the month by its name, then the day. The day is an answer like a typed one.
func (t *turn) pick(q *Question, picked string) {
	d := &t.rec.Dialogue
	if d.Prompt == "" {
		return
	}
	r := &rows{t: t}
	year, month, _ := strings.Cut(picked, "-")
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	step := "calendar.day"
	switch {
	case y == 0:
		step = "calendar.year"
		t.years(q, r)
	case m < 1 || m > 12:
		step = "calendar.month"
		t.months(y, r)
	default:
		t.days(y, time.Month(m), r)
	}
	t.lastRow(q, r)
	html := t.questionHTML(q) + "\n\n" + t.html(step, locale.Args{"Picked": t.pickedSoFar(y, m)})
	t.put(Entry{Side: Chat, Ref: d.Prompt, Repeatable: true, Edit: &Message{HTML: html, Buttons: r.list}})
}

// years offers the years in which an answer can lie: for an expiry those around
// now, for a birth date those before.
func (t *turn) years(q *Question, r *rows) {
	this := t.today().Year
	first, last := this-4, this+4
	switch q.key("") {
	case "q.born.", "q.p_born.":
		first, last = this-19, this
	case "q.expires.", "q.p_expires.":
		first = this - 1
	case "q.reentered.":
		first, last = this-1, this
	case "q.moved_since.", "q.first_granted.", "q.p_first_granted.":
		first, last = this-7, this
	case "q.return_on.":
		first, last = this, this+1
	case "q.new_expires.":
		first, last = this, this+maxYearsAhead
	case "q.passport_expires.":
		first, last = this-1, this+10
	}
	for y := first; y <= last; y++ {
		r.add(strconv.Itoa(y), actPick+strconv.Itoa(y), 4)
	}
}

func (t *turn) months(year int, r *rows) {
	for m := time.January; m <= time.December; m++ {
		r.add(locale.Month(t.lang(), m), fmt.Sprintf("%s%d-%02d", actPick, year, m), 3)
	}
	r.line("‹ "+strconv.Itoa(year), actPick)
}

func (t *turn) days(year int, month time.Month, r *rows) {
	for d := 1; d <= 31; d++ {
		if day, exists := renewal.NewDate(year, month, d); exists {
			r.add(strconv.Itoa(d), actChoice+day.String(), 7)
		}
	}
	r.line("‹ "+locale.Month(t.lang(), month), actPick+strconv.Itoa(year))
}

func (t *turn) pickedSoFar(year, month int) string {
	switch {
	case year == 0:
		return ""
	case month < 1 || month > 12:
		return strconv.Itoa(year)
	}
	return locale.Month(t.lang(), time.Month(month)) + " " + strconv.Itoa(year)
}
