package conversation

import (
	"slices"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// assess applies the rules to what has been answered about a person so far. The
// second value is false as long as too little is known.
func (t *turn) assess(person int) (renewal.Assessment, bool) {
	out, err := renewal.Assess(t.judged(person), renewal.Settings{Fees: t.service.Fees})
	return out, err == nil
}

// judged is a person's answers as the rules take them. What was answered before
// another answer made it pointless is left out.
func (t *turn) judged(person int) renewal.Answers {
	a := t.rec.Answers
	own := func(question State) string { return a[of(person, question)] }
	j := renewal.Answers{
		Today: t.today(), Card: renewal.Card(own(stateCard)), Expires: a.date(of(person, stateExpires)),
		Applicants: 1, Where: place(a[stateInMexico]), Closed: t.service.Closed,
		Language: renewal.Language(t.lang()), Born: a.date(of(person, stateBorn)),
		ProcedureOpen: a[stateProcedure] == choiceYes, Travelling: a[stateTravelling] == choiceYes,
		ByProxy: a[stateInPerson] == choiceNo, EmployerChanged: a[stateEmployer] == choiceYes,
	}
	if person == 1 {
		j.Basis, j.Wants = basis(a[stateBasis]), renewal.Wish(a[stateWants])
		j.Applicants = a.applicants()
		if a[stateMoved] == choiceYes {
			j.Moved = a.date(stateMovedSince)
		}
		j.PassportExpires = a.date(statePassport)
	}
	if granted := a.date(of(person, stateGranted)); granted.Before(j.Expires) {
		j.FirstGranted = granted
	}
	if j.Expires.Before(j.Today) {
		j.WhereAtExpiry = place(a[stateThere])
		if back := a.date(stateReentered); a[stateThere] == choiceNo && back.After(j.Expires) {
			j.Reentered = back
		}
	}
	return j
}

func place(inMexico string) renewal.Place {
	switch inMexico {
	case choiceYes:
		return renewal.InMexico
	case choiceNo:
		return renewal.Abroad
	}
	return ""
}

func basis(answer string) renewal.Basis {
	if answer == "different" {
		return renewal.BasisOther
	}
	return renewal.Basis(answer)
}

// window is the applicant's.
func (t *turn) window() renewal.Window { return renewal.WindowOf(t.rec.Answers.expires()) }

// judge tells what the rules conclude, as soon as they can and whenever they
// conclude something that was not said before. What a person must look at goes
// to the desk.
func (t *turn) judge() {
	a, ok := t.assess(1)
	if !ok || t.rec.Answers[stateInMexico] == "" || t.waitsForWhereabouts() {
		return
	}
	var lines []string
	for _, r := range a.Reasons {
		if r.Code == renewal.CodeServiceFee || slices.Contains(t.rec.Told, r.Code) {
			continue
		}
		lines = append(lines, "• "+locale.Escape(r.Text))
	}
	if len(lines) == 0 {
		return
	}
	t.send(Message{HTML: t.html("assessment", locale.Args{"Reasons": locale.Safe(strings.Join(lines, "\n"))})})
	t.rec.Told = codes(a)
	if a.AskAssociate && t.rec.sent() {
		t.thread(Line{Text: t.plain("desk.must_look", locale.Args{"Codes": strings.Join(t.rec.Told, ", ")}), Mention: t.rec.open().attention()})
		t.stirred = true
	}
}

// waitsForWhereabouts says whether an expired card cannot be judged yet,
// because it matters where its holder was.
func (t *turn) waitsForWhereabouts() bool {
	f := t.facts()
	for _, s := range []State{stateThere, stateReentered} {
		if t.dialogue.byID[s].applies(f) && t.rec.Answers[s] == "" {
			return true
		}
	}
	return false
}

func codes(a renewal.Assessment) (list []string) {
	for _, r := range a.Reasons {
		list = append(list, r.Code)
	}
	return list
}

// sayWindow reads the expiry date back and says at once what it means.
func sayWindow(t *turn, _ string) {
	a, ok := t.assess(1)
	if !ok {
		return
	}
	args := locale.Args{"Expires": locale.Long(t.window().Closes), "Opens": locale.Long(t.window().Opens)}
	key := "window." + string(a.Timing)
	switch {
	case a.DaysLeft == nil: // a replacement: the date does not matter
		return
	case a.Timing == renewal.TimingExpired:
		args["Count"] = -*a.DaysLeft
	case a.Timing == renewal.TimingTooEarly:
		args["Count"], args["Last"] = a.Window.Opens.Sub(t.today()), locale.Long(a.LastOfficeDay)
	case a.LastOfficeDay.IsZero():
		key, args["Count"] = "window.no_office_day", *a.DaysLeft
	default:
		args["Count"], args["Last"] = *a.DaysLeft, locale.Long(a.LastOfficeDay)
	}
	if !t.words.Has(key) {
		return
	}
	t.say(key, args)
	t.rec.Told = []string{string(a.Timing)}
}

// sayFee quotes the fee, itemised, for renewals alone; every other way is
// quoted by an associate.
func sayFee(t *turn, _ string) {
	a, ok := t.assess(1)
	switch {
	case !ok:
	case a.ServiceFeeUSD == nil:
		t.say("fee.by_associate", nil)
	default:
		t.quote(t.rec.Answers.applicants())
	}
}

// quote itemises the fee for this many people.
func (t *turn) quote(people int) {
	fees := t.service.Fees
	args := locale.Args{
		"Principal": fees.Principal, "Additional": fees.Additional,
		"Count": people - 1, "More": (people - 1) * fees.Additional, "Total": fees.Of(people),
	}
	if people == 1 {
		t.say("fee.alone", args)
		return
	}
	t.say("fee.family", args)
}
