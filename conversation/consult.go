package conversation

import (
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// moveConsult proposes times for the first consultation.
const moveConsult = "consult"

// pressTime is the applicant's button that chooses one of the times.
const pressTime = "time"

// timesOffered is how many times a proposal can hold.
const timesOffered = 3

// Talk is the first consultation: times proposed, and the one chosen.
type Talk struct {
	Way    string      `json:"way"` // phone, video, email or chat
	Times  []time.Time `json:"times"`
	Chosen time.Time   `json:"chosen,omitzero"`
}

func consultForm(t *turn, _ *Case) []Field {
	fields := []Field{{Name: "way", Kind: OneOf, Value: "phone", Options: t.options("consult.way_", "phone", "video", "chat", "email")}}
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
	return problems
}

// proposeTimes sends the applicant the times to choose from.
func (t *turn) proposeTimes(c *Case) error {
	v := t.ev.Move.Values
	talk := Talk{Way: v.get("way")}
	for i := range timesOffered {
		n := strconv.Itoa(i + 1)
		if at, ok := t.officeTime(v.get("day"+n), v.get("hour"+n)); ok {
			talk.Times = append(talk.Times, at)
		}
	}
	if i := t.past(talk.Times); i >= 0 || len(talk.Times) == 0 {
		t.whisper(t.plain("form.problem.past", nil) + "\n" + v.typed())
		return nil
	}
	if err := t.move(moveConsult, ""); err != nil {
		return err
	}
	c.Talk = &talk
	t.waitsFor(c, Chat)
	html := t.html("consult.proposed", locale.Args{"Associate": c.Owner.Name, "Way": t.label("consult.way_" + talk.Way)})
	if note := v.get("note"); note != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": c.Owner.Name, "Note": note})
	}
	var buttons []Button
	for i, at := range talk.Times {
		buttons = append(buttons, Button{Text: t.clockTime(at), Data: casePress + pressTime + ":" + strconv.Itoa(i)})
	}
	t.sendOn(html, buttons...)
	t.thread(Line{Text: t.plain("desk.times_proposed", locale.Args{"Who": t.ev.By.Name})})
	return nil
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
	i, err := strconv.Atoi(which)
	if err != nil || c.Talk == nil || i < 0 || i >= len(c.Talk.Times) {
		return t.hereQuietly()
	}
	at := c.Talk.Times[i]
	if !at.After(t.now) {
		t.say("consult.passed", nil)
		t.thread(Line{Text: t.plain("desk.time_passed", nil), Mention: c.attention()})
		return nil
	}
	if c.Talk.Chosen.Equal(at) {
		t.say("consult.chosen", locale.Args{"When": t.clockTime(at), "Associate": c.Owner.Name})
		return nil
	}
	c.Talk.Chosen = at
	t.stirred = true
	t.waitsFor(c, Desk)
	t.say("consult.chosen", locale.Args{"When": t.clockTime(at), "Associate": c.Owner.Name})
	t.thread(Line{Text: t.plain("desk.time_chosen", locale.Args{"When": t.moment(at)}), Mention: c.attention()})
	return nil
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
