package conversation

import (
	"strconv"
	"strings"
	"unicode"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// facts are what conditions and readers may know: the answers and the day.
type facts struct {
	answers Answers
	today   renewal.Date
}

func (t *turn) facts() facts { return facts{answers: t.rec.Answers, today: t.today()} }

// expires is the date printed on the card, or the zero date.
func (a Answers) expires() renewal.Date {
	d, _ := renewal.ParseDate(a[stateExpires])
	return d
}

func (a Answers) applicants() int {
	n, err := strconv.Atoi(a[stateApplicants])
	if err != nil {
		return 1
	}
	return n
}

// initials is how a person appears at the desk until somebody looks closer.
func (a Answers) initials() string {
	var b strings.Builder
	for _, s := range []State{stateFirstName, stateLastName} {
		for _, r := range a[s] {
			b.WriteRune(unicode.ToUpper(r))
			b.WriteRune('.')
			break
		}
	}
	return b.String()
}

// assess applies the rules to what has been answered so far. The second value
// is false as long as too little is known.
func (t *turn) assess() (renewal.Assessment, bool) {
	a := t.rec.Answers
	answers := renewal.Answers{
		Today: t.today(), Card: renewal.Card(a[stateCard]), Expires: a.expires(),
		Applicants: a.applicants(), Where: renewal.InMexico, Closed: t.service.Closed,
		Language: renewal.Language(t.lang()),
	}
	if a[stateInMexico] == choiceNo {
		answers.Where = renewal.Abroad
	}
	out, err := renewal.Assess(answers, renewal.Settings{Fees: t.service.Fees})
	return out, err == nil
}

// noticed records the answer to the privacy notice. Who declines leaves nothing
// behind but the language.
func noticed(t *turn, value string) {
	if value != choiceAgree {
		t.say("declined", nil)
		return
	}
	t.consent(stateNotice, true)
	if t.rec.open() == nil {
		t.rec.Cases = append(t.rec.Cases, Case{Stage: Intake, Opened: t.now, Waiting: Chat})
	}
}

// sayWindow reads the expiry date back and says at once what it means.
func sayWindow(t *turn, _ string) {
	a, ok := t.assess()
	if !ok {
		return
	}
	args := locale.Args{
		"Expires": locale.Long(t.rec.Answers.expires()), "Opens": locale.Long(a.Window.Opens),
		"Count": *a.DaysLeft,
	}
	switch a.Timing {
	case renewal.TimingExpired:
		args["Count"] = -*a.DaysLeft
		t.say("window.expired", args)
	case renewal.TimingTooEarly:
		args["Count"] = a.Window.Opens.Sub(t.today())
		args["Last"] = locale.Long(a.LastOfficeDay)
		t.say("window.too_early", args)
	case renewal.TimingUrgent:
		if a.LastOfficeDay.IsZero() {
			t.say("window.no_office_day", args)
			return
		}
		args["Last"] = locale.Long(a.LastOfficeDay)
		t.say("window.urgent", args)
	default:
		args["Last"] = locale.Long(a.LastOfficeDay)
		t.say("window.open", args)
	}
}

// sayAbroad tells a person abroad what the renewal asks of them.
func sayAbroad(t *turn, value string) {
	a, ok := t.assess()
	switch {
	case !ok || value == choiceYes:
	case a.Timing == renewal.TimingExpired:
		t.say("abroad.expired", nil)
	default:
		t.say("abroad.not_expired", locale.Args{"Expires": locale.Long(t.rec.Answers.expires())})
	}
}

// sayFee quotes the fee, itemised, for renewals alone; every other way is
// quoted by an associate.
func sayFee(t *turn, _ string) {
	a, ok := t.assess()
	if !ok {
		return
	}
	if a.ServiceFeeUSD == nil {
		t.say("fee.by_associate", nil)
		return
	}
	more := t.rec.Answers.applicants() - 1
	args := locale.Args{
		"Principal": t.service.Fees.Principal, "Additional": t.service.Fees.Additional,
		"Count": more, "More": more * t.service.Fees.Additional, "Total": *a.ServiceFeeUSD,
	}
	if more == 0 {
		t.say("fee.alone", args)
		return
	}
	t.say("fee.family", args)
}
