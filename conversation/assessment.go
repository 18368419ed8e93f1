package conversation

import (
	"hash/fnv"
	"slices"
	"strconv"
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
		Applicants: 1, Where: place(a[stateInMexico]), Closed: t.closedDays(),
		Language: renewal.Language(t.lang()), Born: a.bornOn(person),
	}
	if person == 1 {
		t.addOwn(&j)
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

// addOwn adds what the applicant alone was asked.
func (t *turn) addOwn(j *renewal.Answers) {
	a := t.rec.Answers
	j.Basis, j.Wants, j.Applicants = basis(a[stateBasis]), renewal.Wish(a[stateWants]), a.applicants()
	if j.Card == renewal.CardPermanentMinor {
		j.Basis, j.Wants = "", renewal.Wish(a[stateMinorWants])
	}
	j.ProcedureOpen, j.Travelling = a[stateProcedure] == choiceYes, a[stateTravelling] == choiceYes
	j.ByProxy, j.EmployerChanged = a[stateInPerson] == choiceNo, a[stateEmployer] == choiceYes
	if a[stateMoved] == choiceYes {
		j.Moved = a.date(stateMovedSince)
	}
	j.PassportExpires = a.date(statePassport)
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
	if !ok || t.rec.Answers[stateInMexico] == "" || t.waitsForWhereabouts() || t.facts().filed {
		return
	}
	names := t.conclusions(a)
	var lines []string
	for i, r := range a.Reasons {
		if r.Code != renewal.CodeServiceFee && !slices.Contains(t.rec.Told, names[i]) {
			lines = append(lines, "• "+locale.Escape(r.Text))
		}
	}
	if len(lines) > 0 {
		t.send(Message{HTML: t.html("assessment", locale.Args{"Reasons": locale.Safe(strings.Join(lines, "\n"))})})
		t.tellAnew(names...)
		if a.AskAssociate && t.rec.sent() {
			t.thread(Line{Text: t.plain("desk.must_look", locale.Args{"Codes": strings.Join(codes(a), ", ")}), Mention: t.rec.open().attention()})
			t.stirred = true
		}
	}
	t.sayFee(a)
}

// conclusions names the conclusions of the applicant's assessment, in the order of the reasons.
// One whose sentence speaks of another date has another name, in whichever
// language it was told; a timing has one name, since the window was told with
// the day.
func (t *turn) conclusions(a renewal.Assessment) (names []string) {
	if j := t.judged(1); j.Language != renewal.English {
		var err error
		j.Language = renewal.English
		if a, err = renewal.Assess(j, renewal.Settings{Fees: t.service.Fees}); err != nil {
			return nil
		}
	}
	for _, r := range a.Reasons {
		name := r.Code
		if name != string(a.Timing) {
			sum := fnv.New32a()
			_, _ = sum.Write([]byte(r.Text)) // cannot fail
			name += "#" + strconv.FormatUint(uint64(sum.Sum32()), 36)
		}
		names = append(names, name)
	}
	return names
}

// What was told besides conclusions begins with one of these.
const (
	toldFee    = "fee:"
	toldFamily = "family:"
)

// tellAnew notes the conclusions that were told, in place of earlier ones. The
// fee and the family have their own.
func (t *turn) tellAnew(names ...string) {
	t.rec.Told = slices.DeleteFunc(t.rec.Told, func(s string) bool {
		return !strings.HasPrefix(s, toldFee) && !strings.HasPrefix(s, toldFamily)
	})
	t.rec.Told = append(t.rec.Told, names...)
}

// tellOnce says whether this is to be told: it is not what was told last under
// the prefix.
func (t *turn) tellOnce(prefix, what string) bool {
	if slices.Contains(t.rec.Told, prefix+what) {
		return false
	}
	t.rec.Told = slices.DeleteFunc(t.rec.Told, func(s string) bool { return strings.HasPrefix(s, prefix) })
	t.rec.Told = append(t.rec.Told, prefix+what)
	return true
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

// dated says at once what the expiry date means. What reminders of it would have
// said by now has been said with that.
func dated(t *turn, value string) {
	sayWindow(t, value)
	if c := t.rec.open(); c != nil && c.Stage != Intake {
		t.passOver(fromCard)
	}
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
	t.tellAnew(string(a.Timing))
}

// sayFee quotes the fee, itemised, for renewals alone; every other way is
// quoted by an associate. It is said once the number of people is known, and
// again when it has changed.
func (t *turn) sayFee(a renewal.Assessment) {
	if t.rec.Answers[stateApplicants] == "" {
		return
	}
	if a.ServiceFeeUSD == nil {
		if t.tellOnce(toldFee, "associate") {
			t.say("fee.by_associate", nil)
		}
		return
	}
	if t.tellOnce(toldFee, strconv.Itoa(*a.ServiceFeeUSD)) {
		t.quote(t.rec.Answers.applicants())
	}
}

// quote tells the fee for this many people.
func (t *turn) quote(people int) { t.send(Message{HTML: t.quoteHTML(people)}) }

// quoteHTML itemises the fee for this many people.
func (t *turn) quoteHTML(people int) string {
	fees := t.service.Fees
	args := locale.Args{
		"Principal": fees.Principal, "Additional": fees.Additional,
		"Count": people - 1, "More": (people - 1) * fees.Additional, "Total": fees.Of(people),
	}
	if people == 1 {
		return t.html("fee.alone", args)
	}
	return t.html("fee.family", args)
}
