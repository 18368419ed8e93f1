package renewal

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// base is what every filing has; the letters of a row name what comes on top.
const base = "card passport address form basic_form letter appointment fee_proof"

// TestWhoNeedsWhat: the papers that a situation adds to the base, or takes away.
func TestWhoNeedsWhat(t *testing.T) {
	for name, try := range map[string]struct {
		s             Situation
		adds, without string
	}{
		"a plain renewal":       {Situation{Route: RouteRenew, Card: CardTemporary}, "", ""},
		"by solvency":           {Situation{Route: RouteRenew, Card: CardTemporary, Basis: BasisSolvency}, "income_at_hand", ""},
		"by work":               {Situation{Route: RouteRenew, Card: CardTemporary, Basis: BasisWork}, "employer_letter employer_registration", ""},
		"by new work":           {Situation{Route: RouteRenew, Card: CardTemporary, Basis: BasisWork, EmployerChanged: true}, "employer_letter employer_registration employer_notice", ""},
		"by another reason":     {Situation{Route: RouteRenew, Card: CardTemporary, Basis: BasisOther}, "ground", ""},
		"of a Mexican":          {Situation{Route: RouteRenew, Card: CardTemporary, Basis: BasisFamilyMexican}, "bond_certificate relative_id bond_statement", ""},
		"of a resident":         {Situation{Route: RouteRenew, Card: CardTemporary, Basis: BasisFamilyTemporary}, "bond_certificate relative_id relative_consent", ""},
		"a student":             {Situation{Route: RouteRenew, Card: CardStudent}, "enrolment", ""},
		"a minor":               {Situation{Route: RouteRenew, Card: CardPermanentMinor, Minor: true}, "birth_certificate parents_id", ""},
		"who moved":             {Situation{Route: RouteRenew, Card: CardTemporary, Moved: true}, "address_notice", ""},
		"who married":           {Situation{Route: RouteRenew, Card: CardTemporary, Change: ChangeMarriage}, "change_certificate", ""},
		"with a new passport":   {Situation{Route: RouteRenew, Card: CardTemporary, Change: ChangePassport}, "old_passport", ""},
		"by four years":         {Situation{Route: RouteExchange, Card: CardTemporary, Basis: BasisWork}, "study_fee", ""},
		"by the bond":           {Situation{Route: RouteExchange, Card: CardTemporary, Basis: BasisFamilyMexican, ByBond: true}, "bond_certificate relative_id bond_statement shared_home study_fee", ""},
		"to be regularised":     {Situation{Route: RouteRegularize, Card: CardTemporary, Basis: BasisSolvency}, "solvency irregularity_letter study_fee", "appointment"},
		"a family regularising": {Situation{Route: RouteRegularize, Card: CardTemporary, Basis: BasisFamilyMexican}, "bond_certificate relative_id bond_statement irregularity_letter study_fee", "appointment"},
		"back within 55 days":   {Situation{Route: RouteRenewAfterReturn, Card: CardTemporary}, "entry_stamp", ""},
		"a lost card":           {Situation{Route: RouteReplace, Card: CardTemporary, Basis: BasisWork}, "loss_account", "card"},
		"to begin anew":         {Situation{Route: RouteRestart, Card: CardTemporary, Moved: true}, "", "address form basic_form letter appointment fee_proof"},
	} {
		want := slices.DeleteFunc(strings.Fields(base+" "+try.adds), func(id string) bool { return slices.Contains(strings.Fields(try.without), id) })
		var got []string
		for _, p := range Checklist(try.s) {
			got = append(got, p.ID)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s needs %v, not %v", name, got, want)
		}
	}
}

// TestEverySituationHasAList walks every combination: no paper twice, never an
// empty list, and what is sent for review before what is only carried, within
// each part in one order.
func TestEverySituationHasAList(t *testing.T) {
	spelling, all := regexp.MustCompile(`^[a-z_]{4,24}$`), map[string]bool{}
	for _, p := range Papers() {
		if all[p.ID] || !spelling.MatchString(p.ID) {
			t.Errorf("the paper %q stands twice, or is no name", p.ID)
		}
		all[p.ID] = true
	}
	needed, n := map[string]bool{}, 0
	for s := range everySituation {
		n++
		seen := map[string]bool{}
		list := Checklist(s)
		for _, p := range list {
			if seen[p.ID] || !all[p.ID] {
				t.Fatalf("%+v: %q stands twice or is unknown", s, p.ID)
			}
			seen[p.ID], needed[p.ID] = true, true
		}
		if !seen["passport"] {
			t.Fatalf("%+v: without a passport", s)
		}
	}
	if len(needed) != len(all) {
		t.Errorf("of %d papers only %d are ever needed, in %d situations", len(all), len(needed), n)
	}
}

func everySituation(yield func(Situation) bool) {
	for _, route := range []Route{RouteRenew, RouteExchange, RouteRegularize, RouteRenewAfterReturn, RouteRestart, RouteReplace, RouteNone} {
		for _, card := range []Card{CardTemporary, CardStudent, CardPermanentMinor, CardPermanent} {
			for _, basis := range []Basis{"", BasisSolvency, BasisWork, BasisStudy, BasisFamilyMexican, BasisFamilyPermanent, BasisFamilyTemporary, BasisOther} {
				for _, change := range []Change{"", ChangeMarriage, ChangeName, ChangeNationality, ChangePassport} {
					for bits := range 16 {
						s := Situation{Route: route, Card: card, Basis: basis, Change: change,
							ByBond: bits&1 != 0, Minor: bits&2 != 0, Moved: bits&4 != 0, EmployerChanged: bits&8 != 0}
						if !yield(s) {
							return
						}
					}
				}
			}
		}
	}
}

// TestSituations reads situations from whole answers.
func TestSituations(t *testing.T) {
	day := func(text string) Date {
		d, err := ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, try := range map[string]struct {
		a    Answers
		want Situation
	}{
		"four years": {Answers{Card: CardTemporary, Expires: day("2027-01-10"), FirstGranted: day("2023-01-10"), Wants: WishPermanent, Basis: BasisFamilyMexican},
			Situation{Route: RouteExchange, Card: CardTemporary, Basis: BasisFamilyMexican}},
		"two years of a bond": {Answers{Card: CardTemporary, Expires: day("2027-01-10"), FirstGranted: day("2025-01-10"), Wants: WishPermanent, Basis: BasisFamilyMexican},
			Situation{Route: RouteExchange, Card: CardTemporary, Basis: BasisFamilyMexican, ByBond: true}},
		"a child of six": {Answers{Card: CardPermanentMinor, Expires: day("2027-01-10"), Born: day("2020-05-05")},
			Situation{Route: RouteRenew, Card: CardPermanentMinor, Minor: true}},
		"who moved": {Answers{Card: CardTemporary, Expires: day("2027-01-10"), Moved: day("2026-10-01")},
			Situation{Route: RouteRenew, Card: CardTemporary, Moved: true}},
	} {
		try.a.Today = day("2026-12-20")
		out, err := Assess(try.a, Settings{Fees: DefaultFees()})
		if err != nil {
			t.Fatal(err)
		}
		if got := SituationOf(try.a, out, ""); got != try.want {
			t.Errorf("%s is read as %+v, not %+v", name, got, try.want)
		}
	}
}
