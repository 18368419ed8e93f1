package conversation

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// visitDay is the day of a visit, as the calendar on the office's wall shows it.
func (t *turn) visitDay(v *Visit) renewal.Date { return renewal.DateOf(v.At.In(t.zoneAt(v.Office))) }

func (t *turn) visitArgs(v *Visit) locale.Args {
	return locale.Args{
		"Day": locale.Long(t.visitDay(v)), "Hour": v.At.In(t.zoneAt(v.Office)).Format("15:04"), "Office": v.Office,
	}
}

// visitKind is how a visit is called in words.
func visitKind(v *Visit) string {
	if v.WalkIn {
		return byQueue
	}
	return byAppointment
}

// visitAtDesk speaks the visit that stands to the associates.
func (t *turn) visitAtDesk(c *Case) string {
	if c.Visit == nil {
		return t.plain("desk.visit_none", nil)
	}
	return t.spokenAtDesk(c.Visit)
}

func (t *turn) spokenAtDesk(v *Visit) string {
	return t.plain("desk.visit_"+visitKind(v), t.visitArgs(v))
}

// tellVisit confirms the visit to the applicant: when, where, what to bring.
func (t *turn) tellVisit(c *Case, before *Visit, note string) {
	parts := []string{t.html("visit."+visitKind(c.Visit), t.visitArgs(c.Visit))}
	if before != nil {
		parts[0] = t.html("visit.before", t.visitArgs(before)) + "\n" + parts[0]
	}
	parts = append(parts, t.placeWords(c.Visit.Office))
	if c.Visit.WalkIn {
		parts = append(parts, t.html("visit.queue", nil))
	}
	if c.Stage != Ready { // the filing pack is still to come
		parts = append(parts, t.html("visit.bring", nil))
	}
	if note != "" {
		parts = append(parts, t.html("payment.note", locale.Args{"Associate": t.ev.By.Name, "Note": note}))
	}
	t.sendSurely(strings.Join(append(parts, t.html("visit.reminded", nil)), "\n\n"), Button{
		Text: t.label("visit.off_button"), Data: casePress + pressVisitOff + ":" + strconv.Itoa(c.Visit.Sequence),
	})
}

// placeWords tell where an office is, and when it is open, as far as somebody has
// confirmed it: nobody is sent to a door that may be another's.
func (t *turn) placeWords(name string) string {
	o, _ := t.office(name)
	text := t.html("visit.no_address", nil)
	if o.Sure() {
		text = t.html("visit.address", locale.Args{"Address": o.Address, "Map": mapOf(o)})
	}
	if o.Hours.Known() {
		text += "\n" + t.html("visit.hours", locale.Args{"Hours": locale.Hours(t.lang(), o.Hours)})
	}
	return text
}

// mapOf is where a map finds the address of an office.
func mapOf(o Office) string {
	return "https://www.google.com/maps/search/?api=1&query=" + url.QueryEscape(o.Address+", "+o.City)
}

// visitOccasion is the visit as calendars take it.
func (t *turn) visitOccasion(c *Case) Occasion {
	place := ""
	if o, _ := t.office(c.Visit.Office); o.Sure() {
		place = o.Address + ", " + o.City
	}
	return Occasion{
		UID: uid(c, "visit"), Sequence: c.Visit.Sequence, Stamp: t.now,
		Start: c.Visit.At, End: c.Visit.At.Add(visitTakes), Place: place,
		Alarms: []int{int((24 * time.Hour).Minutes()), int((2 * time.Hour).Minutes())},
	}
}

// dayWords tell, in the status, of the visit that is planned or of the filing.
func (t *turn) dayWords(c *Case) string {
	switch {
	case c.Filing != nil:
		return strings.TrimSpace(t.filingWords(c))
	case c.Visit != nil:
		return t.html("visit.planned", t.visitArgs(c.Visit))
	}
	return ""
}
