package renewal

import (
	"cmp"
	"slices"
)

// Settings is what the service decides, not the applicant.
type Settings struct {
	Fees   Fees
	Closed ClosedDays // closures known for the person's office
}

// Assess concludes from one person's answers where they stand. The error is a
// *FieldError that names the answer to mend.
//
// The first of five rules that matches decides the route.
func Assess(a Answers, s Settings) (Assessment, error) {
	if err := a.validate(); err != nil {
		return Assessment{}, err
	}
	r := newReading(a, s)
	switch {
	case a.Wants == WishReplacement:
		r.replacement()
	case a.Card == CardPermanent:
		r.neverExpires()
	case a.ProcedureOpen:
		r.procedureOpen()
	case r.daysLeft < 0:
		r.expired()
	default:
		r.current()
	}
	return r.conclude(), nil
}

// reading is one assessment in the making. The rules write their conclusions
// into it, each with the sentence and the source that explain it.
type reading struct {
	Answers
	fees     Fees
	calendar ClosedDays
	window   Window
	daysLeft int

	out       Assessment
	route     note
	timing    note
	deadlines []note
	flags     []note
	fee       note
}

// note is the explanation of one conclusion.
type note struct {
	code     string
	sentence string // the code, or the code with a variant: "renew/procedure_open"
	source   string
}

func newReading(a Answers, s Settings) *reading {
	a.Applicants = max(a.Applicants, 1)
	a.Basis = cmp.Or(a.Basis, BasisOther)
	a.Wants = cmp.Or(a.Wants, WishRenew)
	a.Language = cmp.Or(a.Language, English)
	r := &reading{Answers: a, fees: s.Fees, calendar: s.Closed.With(a.Closed...)}
	if !a.Expires.IsZero() {
		r.window = WindowOf(a.Expires)
		r.daysLeft = r.window.DaysLeft(a.Today)
	}
	return r
}

// goTo sets the route. The variant picks among a route's sentences; "" is the
// plain one.
func (r *reading) goTo(route Route, variant, source string) {
	r.out.Route = route
	r.route = newNote(string(route), variant, source)
}

func (r *reading) setTiming(t Timing, variant, source string) {
	r.out.Timing = t
	r.timing = newNote(string(t), variant, source)
}

// flag raises a flag. Where two rules raise the same one, the first explains it.
func (r *reading) flag(f Flag, variant, source string) {
	if !r.flagged(f) {
		r.flags = append(r.flags, newNote(string(f), variant, source))
	}
}

func (r *reading) flagged(f Flag) bool {
	return slices.ContainsFunc(r.flags, func(n note) bool { return n.code == string(f) })
}

func (r *reading) ask() { r.out.AskAssociate = true }

func newNote(code, variant, source string) note {
	sentence := code
	if variant != "" {
		sentence += "/" + variant
	}
	return note{code, sentence, source}
}

// showDates publishes the days left and the window, if the date is known.
func (r *reading) showDates() {
	if r.Expires.IsZero() {
		return
	}
	r.out.DaysLeft, r.out.Window = &r.daysLeft, &r.window
}

// conclude puts the flags in order and words the reasons.
func (r *reading) conclude() Assessment {
	slices.SortFunc(r.flags, func(a, b note) int { return cmp.Compare(a.code, b.code) })
	r.out.Flags = make([]Flag, len(r.flags))
	for i, n := range r.flags {
		r.out.Flags[i] = Flag(n.code)
	}
	notes := slices.Concat([]note{r.route, r.timing}, r.deadlines, r.flags, []note{r.fee})
	words := r.wording()
	r.out.Reasons = make([]Reason, 0, len(notes))
	for _, n := range notes {
		if n.code != "" {
			r.out.Reasons = append(r.out.Reasons, Reason{n.code, words(n.sentence), n.source})
		}
	}
	return r.out
}
