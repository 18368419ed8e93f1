package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// The desk's moves of the appointment at the immigration office.
const (
	moveVisit       = "visit"
	moveCancelVisit = "cancel_visit"
)

// pressVisitOff is the applicant's button that says they cannot come.
const pressVisitOff = "visit_off"

// The ways to visit an office: with an appointment, or with a plan to queue.
const (
	byAppointment = "appointment"
	byQueue       = "walk_in"
)

// visitTakes is how long a visit is given in calendars.
const visitTakes = 2 * time.Hour

// visitStages are the stages in which an appointment can be set.
var visitStages = []Stage{Paid, Consultation, Preparing, Ready}

func visitable(_ *turn, c *Case) bool { return slices.Contains(visitStages, c.Stage) }
func visited(t *turn, c *Case) bool   { return visitable(t, c) && c.Visit != nil }

// visitsSet counts how often the appointment was set, changed or cancelled: a
// calendar takes the highest count for the latest word.
func (c *Case) visitsSet() (n int) {
	for _, m := range c.Moves {
		if m.Move == moveVisit || m.Move == moveCancelVisit {
			n++
		}
	}
	return n
}

// mostOptions is how many a list to choose from can hold; the rest is typed.
const mostOptions = 100

// visitForm begins with what stands, so that a change is a change of one field.
// What it takes the place of is part of it: whoever fills it in while a colleague
// does so too is not to undo the other unawares.
func visitForm(t *turn, c *Case) []Field {
	instead := Option{Value: strconv.Itoa(c.visitsSet()), Text: t.plain("visit.instead_of_nothing", nil)}
	kind, office, other, day, hour := byAppointment, t.likelyOffice(), "", "", ""
	if v := c.Visit; v != nil {
		local := v.At.In(t.zoneAt(v.Office))
		day, hour = renewal.DateOf(local).String(), local.Format("15:04")
		instead.Text = locale.Date(t.service.Desk, renewal.DateOf(local)) + ", " + hour
		if office = v.Office; v.WalkIn {
			kind = byQueue
		}
	}
	var offices []Option
	for _, o := range t.ev.Book.offices() {
		offices = append(offices, Option{Value: o.City, Text: o.City + ", " + o.State})
	}
	offices = offices[:min(len(offices), mostOptions)]
	if !slices.ContainsFunc(offices, func(o Option) bool { return o.Value == office }) {
		office, other = "", office
	}
	return []Field{
		{Name: "instead", Kind: OneOf, Value: instead.Value, Options: []Option{instead}},
		{Name: "kind", Kind: OneOf, Value: kind, Options: t.options("visit.kind_", byAppointment, byQueue)},
		{Name: "office", Kind: OneOf, Value: office, Options: offices, Optional: true},
		{Name: "elsewhere", Kind: OneLine, Value: other, Optional: true},
		{Name: "day", Kind: ADate, Value: day},
		{Name: "hour", Kind: ATime, Value: hour},
		{Name: "why", Kind: OneLine, Optional: true},
		{Name: "note", Kind: ManyLines, Optional: true},
	}
}

// likelyOffice is the office of the place where the person lives.
func (t *turn) likelyOffice() string {
	for _, s := range []State{stateLivesIn, stateIssuedBy} {
		if o, ok := officeOf(t.rec.Answers[s]); ok {
			return o.City
		}
	}
	return ""
}

func checkVisit(v FormValues) map[string]string {
	problems := map[string]string{}
	if v.get("office") == "" && v.get("elsewhere") == "" {
		problems["office"] = "office"
	}
	if _, err := renewal.ParseDate(v.get("day")); err != nil {
		problems["day"] = "a_day"
	}
	if _, err := time.Parse("15:04", v.get("hour")); err != nil {
		problems["hour"] = "hour"
	}
	return problems
}

// zoneAt is the zone of an office, by the name under which it is kept.
func (t *turn) zoneAt(office string) *time.Location {
	if o, ok := t.office(office); ok {
		if zone, err := renewal.Zone(o.Zone); err == nil {
			return zone
		}
	}
	return t.zone()
}

// askedVisit is the visit that a form describes; false: its office can be any of
// several, or its day is none.
func (t *turn) askedVisit(v FormValues) (Visit, bool) {
	visit := Visit{Office: v.get("office"), WalkIn: v.get("kind") == byQueue}
	if other := v.get("elsewhere"); other != "" {
		visit.Office = shortened(other)
		if found := renewal.Named(t.ev.Book.offices(), other); len(found) > 1 {
			return visit, false
		} else if len(found) == 1 {
			visit.Office = found[0].City
		}
	}
	day, err := renewal.ParseDate(v.get("day"))
	at, wrong := time.Parse("15:04", v.get("hour"))
	if err != nil || wrong != nil || visit.Office == "" {
		return visit, false
	}
	visit.At = day.In(t.zoneAt(visit.Office), at.Hour(), at.Minute())
	return visit, true
}

// setVisit keeps what was booked, tells the applicant, and puts it into both
// calendars. What cannot be, or speaks against the rules without a reason, is
// refused in words.
func (t *turn) setVisit(c *Case) error {
	v := t.ev.Move.Values
	visit, clear := t.askedVisit(v)
	objections, final := t.objections(visit)
	switch {
	case v.get("instead") != strconv.Itoa(c.visitsSet()):
		t.refuseVisit(t.plain("desk.visit_meanwhile", locale.Args{"Visit": t.visitAtDesk(c)}))
		return nil
	case !clear:
		t.refuseVisit(t.plain("desk.visit_unclear", nil))
		return nil
	case final:
		t.refuseVisit(t.plain("desk.visit_refused", nil), objections...)
		return nil
	case len(objections) > 0 && v.get("why") == "":
		t.refuseVisit(t.plain("desk.visit_refused", nil), append(objections, t.plain("desk.visit_may", nil))...)
		return nil
	}
	if len(objections) > 0 {
		visit.Reason = v.get("why")
	}
	before := c.Visit
	visit.Sequence = c.visitsSet()
	c.Visit, t.stirred = &visit, true
	c.Moves = append(c.Moves, Moving{Move: moveVisit, To: c.Stage, By: t.ev.By, At: t.now, Reason: visit.Reason})
	t.tellVisit(c, before, v.get("note"))
	t.tellDeskOfVisit(c, before, objections)
	t.inCalendars(c, visitKind(c.Visit), c.Visit.Office, t.visitOccasion(c))
	t.warnOfEnd(c)
	return nil
}

// refuseVisit says why nothing was changed and gives back what was typed.
func (t *turn) refuseVisit(why string, objections ...string) {
	lines := []string{why}
	for _, o := range objections {
		lines = append(lines, "• "+o)
	}
	t.whisper(strings.Join(lines, "\n") + t.givenBack())
}

// tellDeskOfVisit writes into the thread what was set, and against which rules.
func (t *turn) tellDeskOfVisit(c *Case, before *Visit, objections []string) {
	key, args := "desk.visit_set", locale.Args{"Who": t.ev.By.Name, "Visit": t.visitAtDesk(c)}
	if before != nil {
		key, args["Before"] = "desk.visit_changed", t.spokenAtDesk(before)
	}
	text := t.plain(key, args)
	if len(objections) > 0 {
		text += "\n" + t.plain("desk.visit_override", locale.Args{"Why": strings.Join(objections, " "), "Reason": c.Visit.Reason})
	}
	if astray := t.lettersAstray(c); len(astray) > 0 {
		text += "\n" + t.plain("desk.letter_astray", locale.Args{"Who": strings.Join(astray, ", ")})
	}
	t.thread(Line{Text: text})
}

func cancelVisitForm(*turn, *Case) []Field {
	return []Field{{Name: "reason", Kind: OneLine}, {Name: "words", Kind: ManyLines, Optional: true}}
}

// cancelVisit takes the appointment back, out of both calendars.
func (t *turn) cancelVisit(c *Case) error {
	v, before := t.ev.Move.Values, c.Visit
	o := t.dropVisit(c, v.get("reason"))
	t.waitsFor(c, Desk)
	html := t.html("visit.off", t.visitArgs(before))
	if words := v.get("words"); words != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": t.ev.By.Name, "Note": words})
	}
	t.sendSurely(html)
	t.thread(Line{Text: t.plain("desk.visit_off", locale.Args{"Who": t.ev.By.Name, "Visit": t.spokenAtDesk(before), "Reason": v.get("reason")})})
	t.inCalendars(c, visitKind(before), before.Office, o)
	return nil
}

// dropVisit takes the visit back and returns what takes it out of calendars.
func (t *turn) dropVisit(c *Case, reason string) Occasion {
	o := t.visitOccasion(c)
	o.Cancelled, o.Sequence = true, c.visitsSet()
	c.Visit, t.stirred = nil, true
	c.Moves = append(c.Moves, Moving{Move: moveCancelVisit, To: c.Stage, By: t.ev.By, At: t.now, Reason: reason})
	return o
}

// clearCalendars takes out of both calendars what will not come to pass any more:
// the case has ended, or was filed before the day.
func (t *turn) clearCalendars(c *Case, reason string) {
	if v := c.Visit; v != nil && t.visitDay(v).After(renewal.DateOf(t.now.In(t.zoneAt(v.Office)))) {
		t.inCalendars(c, visitKind(v), v.Office, t.dropVisit(c, reason))
	}
	if c.Talk != nil && c.Talk.Chosen.After(t.now) {
		t.inCalendars(c, "talk", c.Talk.Reach, t.callOff(c))
	}
}

// cannotCome takes the applicant's word: the associate is told, and nothing is
// cancelled in silence. Which appointment it was about, its count says.
func (t *turn) cannotCome(c *Case, which string) error {
	switch {
	case c.Visit == nil || c.Filing != nil:
		return t.tell("visit.gone", nil)
	case which != strconv.Itoa(c.Visit.Sequence):
		return t.tell("visit.another", t.visitArgs(c.Visit))
	case c.Visit.Hindered.IsZero():
		c.Visit.Hindered, t.stirred = t.now, true
		t.waitsFor(c, Desk)
		t.thread(Line{Text: t.plain("desk.visit_hindered", locale.Args{"Visit": t.visitAtDesk(c)}), Mention: c.attention()})
	}
	args := t.visitArgs(c.Visit)
	args["Associate"] = c.Owner.Name
	t.say("visit.hindered", args)
	return nil
}
