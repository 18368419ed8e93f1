package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// moveConsult proposes times for the first consultation.
const moveConsult = "consult"

// moveCancelConsult calls the consultation off.
const moveCancelConsult = "cancel_consult"

// The applicant's buttons: one chooses a time, by its second; the other calls the
// consultation off.
const (
	pressTime    = "time"
	pressTalkOff = "talk_off"
)

// timesOffered is how many times a proposal can hold.
const timesOffered = 3

// Talk is the first consultation: times proposed, and the one chosen.
type Talk struct {
	Way      string      `json:"way"`             // phone, video, email or chat
	Reach    string      `json:"reach,omitempty"` // the number or the address where the two meet, as the associate typed it
	Times    []time.Time `json:"times"`
	Chosen   time.Time   `json:"chosen,omitzero"`
	Anew     bool        `json:"anew,omitempty"`     // times were proposed again since; until another is chosen, the first stands
	Sequence int         `json:"sequence,omitempty"` // of the next calendar file
}

func consultForm(t *turn, _ *Case) []Field {
	fields := []Field{{Name: "way", Kind: OneOf, Value: "phone", Options: t.options("consult.way_", "phone", "video", "chat", "email")}, {Name: "reach", Kind: OneLine, Optional: true}}
	for i := range timesOffered {
		n := strconv.Itoa(i + 1)
		fields = append(fields,
			Field{Name: "day" + n, Kind: ADate, Optional: i > 0},
			Field{Name: "hour" + n, Kind: ATime, Optional: i > 0})
	}
	return append(fields, Field{Name: "note", Kind: ManyLines, Optional: true})
}

func checkConsult(v FormValues) map[string]string {
	problems := map[string]string{}
	for i := range timesOffered {
		n := strconv.Itoa(i + 1)
		if (v.get("day"+n) == "") != (v.get("hour"+n) == "") {
			problems["hour"+n] = "day_and_hour"
		}
	}
	if v.get("day1") == "" {
		problems["day1"] = "day"
	}
	if v.get("way") == "video" && !webAddress(v.get("reach")) {
		problems["reach"] = "link"
	}
	return problems
}

// proposeTimes sends the applicant the times to choose from.
func (t *turn) proposeTimes(c *Case) error {
	v := t.ev.Move.Values
	talk := Talk{Way: v.get("way"), Reach: v.get("reach")}
	if before := c.Talk; before != nil {
		talk.Chosen, talk.Sequence, talk.Anew = before.Chosen, before.Sequence, !before.Chosen.IsZero()
	}
	for i := range timesOffered {
		n := strconv.Itoa(i + 1)
		if at, ok := t.officeTime(v.get("day"+n), v.get("hour"+n)); ok {
			talk.Times = append(talk.Times, at)
		}
	}
	if i := t.past(talk.Times); i >= 0 || len(talk.Times) == 0 {
		t.whisper(t.plain("form.problem.past", nil) + t.givenBack())
		return nil
	}
	if err := t.move(moveConsult, ""); err != nil {
		return err
	}
	c.Talk = &talk
	t.waitsFor(c, Chat)
	html := t.html("consult.proposed", locale.Args{"Associate": c.Owner.Name, "Way": t.label("consult.way_" + talk.Way)})
	if talk.Anew {
		html += "\n\n" + t.html("consult.until_then", locale.Args{"When": t.clockTime(talk.Chosen)})
	}
	if note := v.get("note"); note != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": c.Owner.Name, "Note": note})
	}
	t.sendSurely(html, t.timeButtons(c)...)
	t.thread(Line{Text: t.plain("desk.times_proposed", locale.Args{"Who": t.ev.By.Name})})
	return nil
}

// timeButtons are the times that were proposed and are still to come.
func (t *turn) timeButtons(c *Case) (buttons []Button) {
	for _, at := range c.Talk.Times {
		if at.After(t.now) {
			buttons = append(buttons, Button{Text: t.clockTime(at), Data: casePress + pressTime + ":" + strconv.FormatInt(at.Unix(), 10)})
		}
	}
	return buttons
}

// past finds the first instant that has passed, or -1.
func (t *turn) past(times []time.Time) int {
	for i, at := range times {
		if !at.After(t.now) {
			return i
		}
	}
	return -1
}

// choosesTime takes the applicant's choice and tells both sides.
func (t *turn) choosesTime(c *Case, which string) error {
	second, err := strconv.ParseInt(which, 10, 64)
	if err != nil || c.Talk == nil {
		return t.hereQuietly()
	}
	at := time.Unix(second, 0).UTC()
	known := slices.ContainsFunc(c.Talk.Times, at.Equal)
	switch {
	case known && !at.After(t.now):
		t.say("consult.passed", nil)
		t.thread(Line{Text: t.plain("desk.time_passed", nil), Mention: c.attention()})
	case !known || c.Stage != Consultation:
		return t.tell("consult.gone", nil)
	case c.Talk.Chosen.Equal(at) && !c.Talk.Anew:
		t.say("consult.chosen", t.talkArgs(c, at))
	default:
		t.agreeOn(c, at)
	}
	return nil
}

// agreeOn sets the time of the consultation, or changes it.
func (t *turn) agreeOn(c *Case, at time.Time) {
	was := c.Talk.Chosen
	c.Talk.Chosen, c.Talk.Anew, t.stirred = at, false, true
	t.waitsFor(c, Desk)
	html, line := t.html("consult.chosen", t.talkArgs(c, at)), t.plain("desk.time_chosen", locale.Args{"When": t.moment(at)})
	if !was.IsZero() {
		html = t.html("consult.before", locale.Args{"When": t.clockTime(was)}) + "\n" + html
		line = t.plain("desk.time_changed", locale.Args{"When": t.moment(at), "Before": t.moment(was)})
	}
	html += "\n" + t.html("consult.reach_"+c.Talk.Way, t.talkArgs(c, at))
	t.sendOn(html, t.caseButton("consult.off_button", pressTalkOff))
	t.thread(Line{Text: line, Mention: c.attention()})
	t.inCalendars(c, "talk", c.Talk.Reach, t.talkOccasion(c))
}

func (t *turn) talkArgs(c *Case, at time.Time) locale.Args {
	reach := c.Talk.Reach
	switch {
	case reach != "":
	case c.Talk.Way == "phone":
		reach = showTelephone(t.lang(), t.rec.Answers[stateTelephone])
	case c.Talk.Way == "email":
		reach = t.rec.Answers[stateEmail]
	}
	return locale.Args{"When": t.clockTime(at), "Associate": c.Owner.Name, "Reach": reach, "Ref": c.Ref}
}

// talks says whether a consultation is agreed upon that is still to come.
func talks(t *turn, c *Case) bool {
	return c.Talk != nil && c.Talk.Chosen.After(t.now) && c.Stage != Closed
}

func cancelConsultForm(*turn, *Case) []Field {
	return []Field{{Name: "words", Kind: ManyLines, Optional: true}}
}

// cancelConsult takes the consultation back from the associates' side.
func (t *turn) cancelConsult(c *Case) error {
	o := t.callOff(c)
	t.waitsFor(c, Desk)
	html := t.html("consult.off_ours", locale.Args{"When": t.clockTime(o.Start), "Associate": t.ev.By.Name})
	if words := t.ev.Move.Values.get("words"); words != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": t.ev.By.Name, "Note": words})
	}
	t.sendSurely(html)
	t.thread(Line{Text: t.plain("desk.talk_off", locale.Args{"Who": t.ev.By.Name, "When": t.moment(o.Start)})})
	t.inCalendars(c, "talk", c.Talk.Reach, o)
	return nil
}

// callsTalkOff takes it back from the applicant's.
func (t *turn) callsTalkOff(c *Case) error {
	if !talks(t, c) {
		return t.tell("consult.gone", nil)
	}
	o := t.callOff(c)
	t.waitsFor(c, Desk)
	t.say("consult.off_yours", locale.Args{"When": t.clockTime(o.Start), "Associate": c.Owner.Name})
	t.thread(Line{Text: t.plain("desk.talk_off_by_applicant", locale.Args{"When": t.moment(o.Start)}), Mention: c.attention()})
	t.inCalendars(c, "talk", c.Talk.Reach, o)
	return nil
}

// callOff takes the consultation back, after which the desk proposes others, and
// returns what takes it out of calendars.
func (t *turn) callOff(c *Case) Occasion {
	o := t.talkOccasion(c)
	o.Cancelled = true
	c.Talk.Chosen, c.Talk.Times, c.Talk.Anew, t.stirred = time.Time{}, nil, false, true
	return o
}

// talkTakes is how long a consultation is given in calendars.
const talkTakes = 30 * time.Minute

// talkOccasion is the consultation as it stands, for the next calendar file.
func (t *turn) talkOccasion(c *Case) Occasion {
	o := Occasion{
		UID: uid(c, "consultation"), Sequence: c.Talk.Sequence, Stamp: t.now,
		Start: c.Talk.Chosen, End: c.Talk.Chosen.Add(talkTakes), Alarms: []int{60, 10},
	}
	if c.Talk.Way == "video" {
		o.Place = c.Talk.Reach
	}
	c.Talk.Sequence++
	return o
}

// clockTime speaks an instant to the applicant, in their own zone.
func (t *turn) clockTime(at time.Time) string {
	local := at.In(t.zone())
	zone, _ := local.Zone()
	if strings.ContainsAny(zone, "+-") { // a zone without letters says nothing
		zone = local.Location().String()
	}
	return locale.Date(t.lang(), renewal.DateOf(local)) + ", " + local.Format("15:04") + " (" + zone + ")"
}
