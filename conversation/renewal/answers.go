package renewal

import (
	"slices"
	"strings"
)

// Card is the kind of resident card a person holds.
type Card string

// The kinds of card.
const (
	CardTemporary      Card = "temporary"
	CardStudent        Card = "student"
	CardPermanentMinor Card = "permanent_minor"
	CardPermanent      Card = "permanent" // an adult's
)

// Basis is why the card was granted.
type Basis string

// The bases. BasisOther stands for one that was not said, too.
const (
	BasisSolvency        Basis = "solvency"
	BasisWork            Basis = "work"
	BasisStudy           Basis = "study"
	BasisFamilyMexican   Basis = "family_mexican"
	BasisFamilyPermanent Basis = "family_permanent"
	BasisFamilyTemporary Basis = "family_temporary"
	BasisOther           Basis = "other"
)

// Wish is what the person wants.
type Wish string

// The wishes. WishRenew stands for one that was not said, too.
const (
	WishRenew         Wish = "renew"
	WishPermanent     Wish = "permanent"
	WishStayTemporary Wish = "stay_temporary"
	WishReplacement   Wish = "replacement"
)

// Place is where a person is or was; the empty Place means "not said".
type Place string

// The two places that matter.
const (
	InMexico Place = "in_mexico"
	Abroad   Place = "abroad"
)

// Language is the language of the sentences.
type Language string

// The languages. English stands for one that was not said, too.
const (
	English Language = "en"
	Spanish Language = "es"
)

// MaxApplicants is the largest family that is assessed as one.
const MaxApplicants = 10

// Answers is what one person said. Today, Card and, but for a permanent card
// or a replacement, Expires must be there; every other field may keep its zero
// value, which means "not said".
type Answers struct {
	Today Date // at the immigration office

	Card         Card
	Basis        Basis
	Expires      Date // as printed on the card
	FirstGranted Date // the day from which the first temporary card counts
	Wants        Wish

	Where         Place // now; not said counts as in Mexico
	WhereAtExpiry Place // on the printed date of an expired card
	Reentered     Date  // the day they came back to Mexico

	Born            Date
	Applicants      int  // of one family, together; not said counts as 1
	ByProxy         bool // somebody else shall file
	Moved           Date // an address change not yet reported
	EmployerChanged bool
	PassportExpires Date
	ProcedureOpen   bool // a filing is already open
	Travelling      bool // a trip abroad is planned

	Closed   []Date // further closed days of this office
	Language Language
}

// FieldError says what is wrong with one answer. It never repeats the answer.
type FieldError struct {
	Field   string // its name in JSON
	Problem string // what is wrong, as the rest of a sentence: "is missing"
}

func (e *FieldError) Error() string { return e.Field + " " + e.Problem }

// validate returns a *FieldError for the first answer that cannot be right.
func (a Answers) validate() error {
	for _, check := range []func(Answers) *FieldError{
		checkPresent, checkKnown, checkOrder,
	} {
		if err := check(a); err != nil {
			return err
		}
	}
	return nil
}

func checkPresent(a Answers) *FieldError {
	const missing = "is missing"
	mayLackExpiry := a.Card == CardPermanent || a.Wants == WishReplacement
	switch {
	case a.Card == "":
		return &FieldError{"card", missing}
	case a.Today.IsZero():
		return &FieldError{"today", "is missing, and so is now"}
	case a.Expires.IsZero() && !mayLackExpiry:
		return &FieldError{"expires", missing}
	}
	return nil
}

func checkKnown(a Answers) *FieldError {
	for _, c := range []struct {
		field, value string
		known        []string
	}{
		{"card", string(a.Card), []string{"temporary", "student", "permanent_minor", "permanent"}},
		{"basis", string(a.Basis), []string{
			"solvency", "work", "study", "family_mexican", "family_permanent", "family_temporary", "other"}},
		{"wants", string(a.Wants), []string{"renew", "permanent", "stay_temporary", "replacement"}},
		{"in_mexico", string(a.Where), []string{"in_mexico", "abroad"}},
		{"in_mexico_at_expiry", string(a.WhereAtExpiry), []string{"in_mexico", "abroad"}},
		{"language", string(a.Language), []string{"en", "es"}},
	} {
		if c.value != "" && !slices.Contains(c.known, c.value) {
			return &FieldError{c.field, "must be one of " + strings.Join(c.known, ", ")}
		}
	}
	if a.Applicants < 0 || a.Applicants > MaxApplicants {
		return errApplicants()
	}
	return nil
}

func errApplicants() *FieldError {
	return &FieldError{"applicants", "must be a whole number from 1 to 10"}
}

// checkOrder refuses dates that contradict each other. Dates that are not
// known contradict nothing.
func checkOrder(a Answers) *FieldError {
	later := func(d, e Date) bool { return !d.IsZero() && !e.IsZero() && d.After(e) }
	switch {
	case later(a.Born, a.Today):
		return &FieldError{"born", "lies after today"}
	case later(a.Reentered, a.Today):
		return &FieldError{"reentered", "lies after today"}
	case later(a.FirstGranted, a.Expires):
		return &FieldError{"first_granted", "lies after expires"}
	case later(a.Expires, a.Reentered):
		return &FieldError{"reentered", "lies before expires"}
	}
	return nil
}

// familyBasis says whether the card rests on a family link of any kind.
func (a Answers) familyBasis() bool {
	return a.Basis == BasisFamilyTemporary || a.settledFamilyBasis()
}

// settledFamilyBasis says whether the relative is a Mexican or a permanent
// resident.
func (a Answers) settledFamilyBasis() bool {
	return a.Basis == BasisFamilyMexican || a.Basis == BasisFamilyPermanent
}

// under says whether the person has yet to reach this age today. Who did not
// say when they were born is not under any age.
func (a Answers) under(age int) bool {
	return !a.Born.IsZero() && a.Born.AddYears(age).After(a.Today)
}
