package conversation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// How the date on a card stands on a day. The words of a reminder follow from
// it, not from the day on which its rung was due: whoever hears late hears what
// is true then.
const (
	phaseAhead     = "ahead"      // the window is still closed
	phaseTomorrow  = "tomorrow"   // it opens
	phaseOpens     = "opens"      // it opens today
	phaseOpen      = "open"       // it is open
	phaseLast      = "last"       // three days, or fewer, to the last office day
	phaseLastDay   = "last_day"   // today is the last office day
	phaseAfterLast = "after_last" // no office day is left, the card still holds
	phaseExpired   = "expired"
)

// fewDays is how close the last office day is when a reminder becomes pressing.
const fewDays = 3

// remind tells what is due, one message a matter. Somebody with an appointment at
// the door need not hear of the card's date beside it.
func (t *turn) remind(c *Case, due []coming) {
	var matters []string
	groups := map[string][]coming{}
	for _, r := range due {
		m := r.matter()
		if !slices.Contains(matters, m) {
			matters = append(matters, m)
		}
		groups[m] = append(groups[m], r)
	}
	if card := groups[fromCard]; len(card) > 0 && len(groups[fromVisit]) > 0 {
		groups[fromVisit] = append(card, groups[fromVisit]...)
		matters = slices.DeleteFunc(matters, func(m string) bool { return m == fromCard })
	}
	for _, m := range matters {
		t.remindOf(c, m, groups[m])
	}
}

// remindOf sends the one message of a matter. The last rung of the person whose
// need is most pressing leads; the earlier ones, which were due while nobody could
// be told, are noted as skipped.
func (t *turn) remindOf(c *Case, matter string, due []coming) {
	lead := t.lead(due)
	m := Message{Buttons: t.reminderButtons(c, lead)}
	if matter == fromCard {
		m.HTML = t.cardReminder(c, due)
	} else {
		m.HTML = t.html(t.wordsOf(lead, ""), t.reminderArgs(c, lead.person))
	}
	entry := t.put(Entry{Side: Chat, Report: true, Guarded: true, ValidUntil: t.goodUntil(lead), Send: &m})
	news := false
	for _, r := range due {
		n := r.noted(t.now, entry)
		n.Skipped = slices.ContainsFunc(due, func(o coming) bool { return o.person == r.person && t.planned(o).After(t.planned(r)) })
		news = c.note(n) && r.desk || news
	}
	if matter == fromCard {
		t.sendWindow(c, lead)
	}
	if news && t.concernsDesk(c, lead) {
		t.thread(Line{Text: t.plain(t.wordsOf(lead, "_desk"), t.deskArgs(c, lead.person)), Mention: c.attention()})
	}
	t.stirred = true
}

// planned is when a rung was to be told, had somebody been there to tell it.
func (t *turn) planned(r coming) time.Time { return t.firstAt(r.rungType, r.anchor) }

// lead is the rung that a message is worded by.
func (t *turn) lead(due []coming) (lead coming) {
	first := t.pressingFirst(due)[0]
	for _, r := range due {
		if r.person == first {
			lead = r
		}
	}
	return lead
}

// note keeps what became of a rung, and says whether it is news: one that is
// sent anew takes its own place.
func (c *Case) note(n Rung) (news bool) {
	i := slices.IndexFunc(c.Rungs, func(r Rung) bool { return r.Name == n.Name && r.Person == n.Person && r.For == n.For })
	if i >= 0 {
		c.Rungs[i] = n
		return false
	}
	c.Rungs = append(c.Rungs, n)
	return true
}

// concernsDesk says whether an associate has to hear of a rung: of the last days,
// only when there is no appointment yet.
func (t *turn) concernsDesk(c *Case, r coming) bool {
	return r.matter() != fromCard || r.name == "opens" || c.Visit == nil || strings.HasPrefix(r.name, "after_")
}

// wordsOf is the key of a rung's words: its own, or those of its matter. Those of
// the card's date at the desk follow from the day.
func (t *turn) wordsOf(r coming, suffix string) string {
	if r.matter() == fromCard {
		switch t.phase(r.person) {
		case phaseExpired:
			return "reminder.expired" + suffix
		case phaseLast, phaseLastDay, phaseAfterLast:
			return "reminder.last" + suffix
		}
		return "reminder.open" + suffix
	}
	if key := "reminder." + r.name + suffix; t.words.Has(key) {
		return key
	}
	return "reminder." + r.from + suffix
}

// goodUntil is the end of the hours in which a reminder that waits for its turn
// may still go out.
func (t *turn) goodUntil(r coming) time.Time {
	_, last := t.hours()
	if r.hour > 0 {
		last = lateHour
	}
	until := t.today().In(t.zone(), last, 0)
	if r.before > 0 || r.anchor.until.Before(until) {
		until = r.anchor.until
	}
	return until
}

// phase is how a person's card stands today.
func (t *turn) phase(person int) string {
	expires, today := t.rec.Answers.date(of(person, stateExpires)), t.today()
	last, opens := t.lastOfficeDay(expires), renewal.WindowOf(expires).Opens
	switch {
	case today.After(expires):
		return phaseExpired
	case today.After(last):
		return phaseAfterLast
	case today == last:
		return phaseLastDay
	case last.Sub(today) <= fewDays:
		return phaseLast
	case today == opens:
		return phaseOpens
	case today.After(opens):
		return phaseOpen
	case today == opens.Add(-1):
		return phaseTomorrow
	}
	return phaseAhead
}

func (t *turn) lastOfficeDay(expires renewal.Date) renewal.Date {
	return renewal.NewClosedDays(t.closedDays()...).PreviousOpen(expires)
}

// cardReminder words how the card stands today, for the person whose need is
// most pressing and for the others of the family that are due, what to do and
// what we do.
func (t *turn) cardReminder(c *Case, due []coming) string {
	people := t.pressingFirst(due)
	first := people[0]
	phase := t.phase(first)
	var parts []string
	if slices.ContainsFunc(due, func(r coming) bool { return r.name == "again" }) {
		parts = append(parts, t.html("reminder.as_asked", nil))
	}
	heading := "reminder.family_only"
	if slices.Contains(people, 1) {
		parts = append(parts, t.html(t.cardHead(), t.reminderArgs(c, 1)))
		people, heading = slices.DeleteFunc(people, func(p int) bool { return p == 1 }), "reminder.family"
	}
	if len(people) > 0 {
		lines := []string{t.html(heading, nil)}
		for _, p := range people {
			lines = append(lines, "• "+t.html("reminder.member_"+t.phaseOfMember(p), t.reminderArgs(c, p)))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	if closed := renewal.NewClosedDays(t.closedDays()...); !closed.OpenDay(t.today()) && phase != phaseAhead {
		parts = append(parts, t.html("reminder.closed_today", locale.Args{"Next": locale.Long(closed.NextOpen(t.today()))}))
	}
	return strings.Join(append(parts, t.html(t.whatToDo(c, phase), t.reminderArgs(c, first))), "\n\n")
}

// cardHead is the key of how the applicant's own card stands.
func (t *turn) cardHead() string {
	key := "reminder.card_" + t.phase(1)
	if t.whereabouts() == abroad && t.words.Has(key+"_abroad") {
		return key + "_abroad"
	}
	return key
}

// pressingFirst are the people of the rungs, the earliest date first.
func (t *turn) pressingFirst(due []coming) (people []int) {
	for _, r := range due {
		if !slices.Contains(people, r.person) {
			people = append(people, r.person)
		}
	}
	slices.SortStableFunc(people, func(a, b int) int {
		return t.rec.Answers.date(of(a, stateExpires)).Sub(t.rec.Answers.date(of(b, stateExpires)))
	})
	return people
}

// phaseOfMember is the phase of one of the family, told in a line.
func (t *turn) phaseOfMember(person int) string {
	switch t.phase(person) {
	case phaseExpired:
		return phaseExpired
	case phaseAhead, phaseTomorrow:
		return phaseAhead
	}
	return phaseOpen
}

// whatToDo is the key of what the person does now and what we do.
func (t *turn) whatToDo(c *Case, phase string) string {
	when := phaseOpen
	switch phase {
	case phaseAhead, phaseTomorrow:
		when = phaseAhead
	case phaseLast, phaseLastDay, phaseAfterLast:
		when = "late"
	case phaseExpired:
		when = phaseExpired
	}
	switch {
	case c.Visit != nil && c.Visit.At.After(t.now):
		return "reminder.do_visit"
	case c.Stage == Watching:
		return "reminder.do_watching_" + when
	case c.Owner.ID == "":
		return "reminder.do_waiting_" + when
	}
	return "reminder.do_owned_" + when
}

// reminderArgs are the values in the words of reminders.
func (t *turn) reminderArgs(c *Case, person int) locale.Args {
	return t.reminderArgsIn(t.lang(), c, person)
}

func (t *turn) reminderArgsIn(lang locale.Language, c *Case, person int) locale.Args {
	w := renewal.WindowOf(t.rec.Answers.date(of(person, stateExpires)))
	days := func(n int) string {
		return t.words.Plain(lang, "reminder.days", locale.Args{"Count": max(n, -n)})
	}
	args := locale.Args{
		"Opens": locale.Long(w.Opens), "Expires": locale.Long(w.Closes), "Last": locale.Long(t.lastOfficeDay(w.Closes)),
		"Left": days(w.DaysLeft(t.today())), "ToOpen": days(w.Opens.Sub(t.today())),
		"Name": t.rec.Answers[of(person, "name")], "Associate": c.Owner.Name, "Ref": c.Ref,
	}
	if person == 1 {
		args["Name"] = t.rec.Answers[stateFirstName]
	}
	if c.Visit != nil {
		args["When"], args["Office"] = t.clockTime(c.Visit.At), c.Visit.Office
	}
	if c.Talk != nil && c.Stage == Consultation && !c.Talk.Chosen.IsZero() {
		args["When"], args["Way"] = t.clockTime(c.Talk.Chosen), t.label("consult.way_"+c.Talk.Way)
	}
	if c.Payment != nil {
		args["Amount"] = c.Payment.Amount
	}
	if c.Filing != nil {
		args["Number"], args["Return"] = c.Filing.Number, locale.Long(c.Filing.Return)
		if !c.Filing.Asked.IsZero() {
			args["Until"] = locale.Long(t.requestDue(c))
		}
	}
	return args
}

// answerDays is how many working days an office gives for what it asked for
// [S73: Ley de Migración, article 130].
const answerDays = 10

// requestDue is the last day for what the office asked for.
func (t *turn) requestDue(c *Case) renewal.Date {
	return renewal.NewClosedDays(t.closedDays()...).OpenDayAfter(renewal.DateOf(c.Filing.Asked.In(t.zone())), answerDays)
}

// deskArgs are the same at the desk, in its language; of a member of the family
// it has the initial of the name.
func (t *turn) deskArgs(c *Case, person int) locale.Args {
	args := t.reminderArgsIn(t.service.Desk, c, person)
	args["Initials"], args["Visit"] = t.rec.Answers.initials(), t.plain("reminder.no_visit", nil)
	if name := []rune(t.rec.Answers[of(person, "name")]); person > 1 && len(name) > 0 {
		args["Initials"] = t.rec.Answers.initials() + " + " + string(name[0]) + "."
	}
	if c.Visit != nil {
		args["Visit"] = t.plain("reminder.with_visit", locale.Args{"When": t.moment(c.Visit.At)})
	}
	return args
}

// sendWindow sends a calendar file of the window with the first reminder of a
// date, so that it stands where the person looks anyhow.
func (t *turn) sendWindow(c *Case, r coming) {
	mark := t.rec.Answers.expires().String()
	if c.Plan.Calendar == mark || t.phase(1) == phaseExpired {
		return
	}
	if c.Plan.Calendar != "" {
		c.Plan.Calendars++
	}
	c.Plan.Calendar = mark
	w := t.window()
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/window", t.rec.ID, len(t.rec.Cases)))
	t.put(Entry{Side: Chat, File: &File{
		Attachment: Attachment{Name: t.label("reminder.calendar_name") + ".ics", Type: "text/calendar"},
		HTML:       t.html("reminder.calendar", nil),
		Made: &Made{Occasion: &Occasion{
			UID: hex.EncodeToString(sum[:12]) + "@residency-assist", Sequence: c.Plan.Calendars, Stamp: t.now,
			First: w.Opens, Last: t.lastOfficeDay(w.Closes),
			Summary: t.label("reminder.calendar_title"),
			Details: t.words.Plain(t.lang(), "reminder.calendar_details", t.reminderArgs(c, r.person)),
		}},
	}})
}
