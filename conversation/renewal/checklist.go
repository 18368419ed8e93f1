package renewal

// Bring says in which form a paper is brought to the office.
type Bring string

// The forms.
const (
	BringOriginal Bring = "original"
	BringCopy     Bring = "copy"
	BringBoth     Bring = "both" // the original and a plain copy
)

// Paper is one thing that a person needs. Its words stand in the catalogue of
// the conversation under paper.<ID>.
type Paper struct {
	ID        string // stays the same for ever: cases refer to it
	Bring     Bring
	Sent      bool // a picture of it is looked through before the day; the others are only carried
	Shared    bool // one does for the whole family
	Sensitive bool

	needed func(Situation) bool
}

// Change is what changed in a person's life and was not reported yet.
type Change string

// The changes. The empty one stands for none, and for one that was not said.
const (
	ChangeMarriage    Change = "marriage"
	ChangeName        Change = "name"
	ChangeNationality Change = "nationality"
	ChangePassport    Change = "passport"
)

// Situation is what decides which papers a person needs.
type Situation struct {
	Route           Route
	Card            Card
	Basis           Basis
	ByBond          bool // of an exchange: by the family link, not by four years
	Minor           bool
	Moved           bool
	EmployerChanged bool
	Change          Change
}

// SituationOf reads a person's situation from what they said and what the rules
// concluded from it.
func SituationOf(a Answers, out Assessment, change Change) Situation {
	r := reading{Answers: a}
	years, _ := r.years()
	return Situation{
		Route: out.Route, Card: a.Card, Basis: a.Basis, Change: change,
		ByBond: out.Route == RouteExchange && years < maxTemporaryYears,
		Minor:  a.Card == CardPermanentMinor || a.under(18),
		Moved:  !a.Moved.IsZero(), EmployerChanged: a.EmployerChanged,
	}
}

// Checklist returns what a person needs, in the order in which it is told:
// what is sent for review first. Where a paper is one that some offices ask for
// and others do not, it is on the list; the associate drops it.
func Checklist(s Situation) (list []Paper) {
	for _, p := range papers() {
		if p.needed(s) {
			list = append(list, p)
		}
	}
	return list
}

// Papers returns every paper that there is.
func Papers() []Paper { return papers() }

func papers() []Paper {
	all := identity()
	all = append(all, ground()...)
	all = append(all, occurrences()...)
	return append(all, counter()...)
}

// identity is what everybody shows: who they are, which card they hold, and
// where they live.
func identity() []Paper {
	return []Paper{
		{ID: "card", Bring: BringBoth, Sent: true, Sensitive: true, needed: Situation.holdsCard},                                                      // S14, S35
		{ID: "passport", Bring: BringBoth, Sent: true, Sensitive: true, needed: always},                                                               // S35, S36, S38
		{ID: "old_passport", Bring: BringOriginal, Sent: true, Sensitive: true, needed: func(s Situation) bool { return s.Change == ChangePassport }}, // S36
		{ID: "address", Bring: BringCopy, Sent: true, Shared: true, needed: Situation.files},                                                          // S38, S39: some offices
	}
}

// ground is what shows that the reason for the card subsists, by the reason.
func ground() []Paper {
	return []Paper{
		{ID: "employer_letter", Bring: BringOriginal, Sent: true, needed: Situation.works},                                         // S41
		{ID: "employer_registration", Bring: BringCopy, Sent: true, needed: Situation.works},                                       // S77
		{ID: "enrolment", Bring: BringOriginal, Sent: true, needed: Situation.studies},                                             // S13
		{ID: "bond_certificate", Bring: BringBoth, Sent: true, Sensitive: true, needed: Situation.byFamily},                        // S25, S39, S41
		{ID: "relative_id", Bring: BringCopy, Sent: true, Sensitive: true, needed: Situation.byFamily},                             // S25, S41
		{ID: "bond_statement", Bring: BringOriginal, Sent: true, Sensitive: true, needed: Situation.ofMexican},                     // S25
		{ID: "relative_consent", Bring: BringOriginal, Sent: true, Sensitive: true, needed: Situation.ofResident},                  // S41
		{ID: "shared_home", Bring: BringOriginal, Sent: true, Sensitive: true, needed: func(s Situation) bool { return s.ByBond }}, // S25
		{ID: "ground", Bring: BringCopy, Sent: true, Sensitive: true, needed: Situation.otherGround},                               // S13, S41: inferred
		{ID: "solvency", Bring: BringBoth, Sent: true, Sensitive: true, needed: Situation.provesAgain},                             // S04, S13
		{ID: "birth_certificate", Bring: BringBoth, Sent: true, Sensitive: true, needed: Situation.young},                          // S13, S41
		{ID: "parents_id", Bring: BringBoth, Sent: true, Shared: true, Sensitive: true, needed: Situation.young},                   // S41, S69
	}
}

// occurrences is what follows from what happened.
func occurrences() []Paper {
	return []Paper{
		{ID: "entry_stamp", Bring: BringCopy, Sent: true, needed: func(s Situation) bool { return s.Route == RouteRenewAfterReturn }},                 // S04, S24
		{ID: "change_certificate", Bring: BringBoth, Sent: true, Sensitive: true, needed: Situation.changedStatus},                                    // S16
		{ID: "loss_account", Bring: BringOriginal, Sent: true, needed: func(s Situation) bool { return s.Route == RouteReplace }},                     // no source: the associate looks
		{ID: "address_notice", Bring: BringOriginal, needed: func(s Situation) bool { return s.Moved && s.files() }},                                  // S16, S41
		{ID: "employer_notice", Bring: BringOriginal, needed: func(s Situation) bool { return s.EmployerChanged && s.works() }},                       // S16, S41
		{ID: "irregularity_letter", Bring: BringOriginal, needed: func(s Situation) bool { return s.Route == RouteRegularize }},                       // S13
		{ID: "income_at_hand", Bring: BringCopy, needed: func(s Situation) bool { return s.Basis == BasisSolvency && s.files() && !s.provesAgain() }}, // S36, S39: some offices
	}
}

// counter is what is filled in, printed and paid for the day itself. We prepare
// the first three with the applicant.
func counter() []Paper {
	return []Paper{
		{ID: "form", Bring: BringOriginal, needed: Situation.files},          // S14
		{ID: "basic_form", Bring: BringOriginal, needed: Situation.files},    // S14, S35, S38
		{ID: "letter", Bring: BringOriginal, needed: Situation.files},        // S01, S35, S38, S39
		{ID: "appointment", Bring: BringOriginal, needed: Situation.books},   // S36
		{ID: "study_fee", Bring: BringOriginal, needed: Situation.paysStudy}, // S13, S15
		{ID: "fee_proof", Bring: BringOriginal, needed: Situation.files},     // S14, S35
	}
}

func always(Situation) bool { return true }

// files says whether something is filed at an office in Mexico. Who has to begin
// anew at a consulate, or has nothing to renew, is told by an associate.
func (s Situation) files() bool { return s.Route != RouteRestart && s.Route != RouteNone }

// holdsCard: a card that is to be replaced is lost, stolen or damaged.
func (s Situation) holdsCard() bool { return s.Route != RouteReplace }

// keeps says whether the reason for the card has to be shown: a replacement is
// of the same card, and four years of residency are a reason of their own [S15].
func (s Situation) keeps() bool {
	return s.files() && s.Route != RouteReplace && (s.Route != RouteExchange || s.ByBond)
}

func (s Situation) works() bool { return s.Basis == BasisWork && s.keeps() }
func (s Situation) studies() bool {
	return (s.Basis == BasisStudy || s.Card == CardStudent) && s.keeps()
}

func (s Situation) ofMexican() bool { return s.Basis == BasisFamilyMexican && s.keeps() }
func (s Situation) ofResident() bool {
	return (s.Basis == BasisFamilyPermanent || s.Basis == BasisFamilyTemporary) && s.keeps()
}
func (s Situation) byFamily() bool    { return s.ofMexican() || s.ofResident() }
func (s Situation) otherGround() bool { return s.Basis == BasisOther && s.keeps() }

// provesAgain: who regularises meets the requirements of the first grant once
// more; the family of Mexicans and residents does so without solvency [S13].
func (s Situation) provesAgain() bool {
	return s.Route == RouteRegularize && s.Basis == BasisSolvency
}

func (s Situation) young() bool { return s.Minor && s.files() }

func (s Situation) changedStatus() bool {
	switch s.Change {
	case ChangeMarriage, ChangeName, ChangeNationality:
		return s.files()
	}
	return false
}

// books: there are no appointments for regularisation [S26].
func (s Situation) books() bool { return s.files() && s.Route != RouteRegularize }

// paysStudy: the study of the request is paid for where the condition changes or
// is put right [S13, S15].
func (s Situation) paysStudy() bool {
	return s.Route == RouteExchange || s.Route == RouteRegularize
}
