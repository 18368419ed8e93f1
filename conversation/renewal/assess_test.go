package renewal

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// today is a Wednesday with plain weeks around it.
var today = Date{2026, 6, 10}

func assess(t *testing.T, a Answers) Assessment {
	t.Helper()
	if a.Card == "" {
		a.Card = CardTemporary
	}
	if a.Today.IsZero() {
		a.Today = today
	}
	got, err := Assess(a, Settings{Fees: DefaultFees()})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func flagsOf(a Assessment) string {
	words := make([]string, len(a.Flags))
	for i, f := range a.Flags {
		words[i] = string(f)
	}
	return strings.Join(words, " ")
}

// outcome is the route, the timing, whether an associate is asked, the flags.
func outcome(a Assessment) string {
	ask := "-"
	if a.AskAssociate {
		ask = "ask"
	}
	return strings.TrimSpace(strings.Join([]string{string(a.Route), string(a.Timing), ask, flagsOf(a)}, " "))
}

func TestTheDaysAroundTheWindow(t *testing.T) {
	for left, want := range map[int]string{
		31:  "renew too_early -",
		30:  "renew open -",
		4:   "renew open -", // Wednesday, Thursday and Friday are office days
		3:   "renew urgent ask",
		0:   "renew urgent ask",
		-1:  "regularize expired ask",
		-55: "regularize expired ask",
		-56: "regularize expired ask sources_disagree",
		-60: "regularize expired ask sources_disagree",
		-61: "restart expired ask",
	} {
		if got := outcome(assess(t, Answers{Expires: today.Add(left)})); got != want {
			t.Errorf("%d days left: %s, want %s", left, got, want)
		}
	}
}

func TestAbroadWithAnExpiredCard(t *testing.T) {
	for _, c := range []struct {
		days int
		card Card
		at   Place
		want string
	}{
		{1, CardTemporary, Abroad, "renew_after_return expired ask"},
		{55, CardTemporary, "", "renew_after_return expired ask"},
		{56, CardTemporary, Abroad, "restart expired ask"},
		{20, CardTemporary, InMexico, "renew_after_return expired ask sources_disagree"},
		{20, CardPermanentMinor, Abroad, "renew_after_return expired ask minor sources_disagree"},
		{56, CardPermanentMinor, InMexico, "restart expired ask minor sources_disagree"},
	} {
		a := assess(t, Answers{Card: c.card, Expires: today.Add(-c.days), Where: Abroad, WhereAtExpiry: c.at})
		if got := outcome(a); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if a.Route == RouteRenewAfterReturn && a.Deadlines.ReenterBy != today.Add(55-c.days) {
			t.Errorf("%+v: back by %v", c, a.Deadlines.ReenterBy)
		}
	}
}

// Somebody lands on Thursday 5 November 2026: calendar day five is the 10th,
// working day five the 12th. With Monday the 16th a holiday, a landing on the
// 12th gives the 17th and the 20th.
func TestBackWithAnExpiredCard(t *testing.T) {
	for _, c := range []struct {
		back, today string
		after       int // days from the printed date to the return
		want        string
	}{
		{"2026-11-05", "2026-11-10", 20, "renew_after_return expired ask"},
		{"2026-11-05", "2026-11-11", 20, "renew_after_return expired ask sources_disagree"},
		{"2026-11-05", "2026-11-12", 20, "renew_after_return expired ask sources_disagree"},
		{"2026-11-05", "2026-11-13", 20, "regularize expired ask sources_disagree"},
		{"2026-11-12", "2026-11-20", 20, "renew_after_return expired ask sources_disagree"},
		{"2026-11-12", "2026-11-21", 20, "regularize expired ask sources_disagree"},
		{"2026-11-05", "2026-11-10", 55, "renew_after_return expired ask"},
		{"2026-11-05", "2026-11-12", 55, "renew_after_return expired ask sources_disagree"},
		{"2026-11-05", "2026-11-13", 55, "restart expired ask"},
		{"2026-11-05", "2026-11-05", 56, "restart expired ask"},
	} {
		back := day(c.back)
		a := assess(t, Answers{Today: day(c.today), Expires: back.Add(-c.after), WhereAtExpiry: Abroad, Reentered: back})
		if got := outcome(a); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if a.Route == RouteRenewAfterReturn && a.Deadlines.FileBy != back.Add(5) {
			t.Errorf("%+v: file by %v", c, a.Deadlines.FileBy)
		}
	}
}

func TestRestartWithAFamilyMayHaveAnotherWay(t *testing.T) {
	for basis, want := range map[Basis]string{
		BasisSolvency:        "restart expired ask",
		BasisWork:            "restart expired ask half_fee_candidate",
		BasisFamilyTemporary: "restart expired ask family_link half_fee_candidate",
	} {
		if got := outcome(assess(t, Answers{Expires: today.Add(-90), Basis: basis})); got != want {
			t.Errorf("%s: %s", basis, got)
		}
	}
}

func TestYearsDecideTheRoute(t *testing.T) {
	expires := today.Add(20)
	for _, c := range []struct {
		first Date
		basis Basis
		wants Wish
		want  string
		years int // of the renewal; 0 is null
	}{
		{expires, "", "", "renew open -", 3},
		{expires.AddYears(-1), "", "", "renew open -", 3},
		{expires.AddYears(-2), "", "", "renew open -", 2},
		{expires.AddYears(-3), "", "", "renew open -", 1},
		{expires.AddYears(-4), "", WishPermanent, "exchange open -", 0},
		{expires.AddYears(-4), "", WishRenew, "exchange open - max_years_reached", 0},
		{expires.AddYears(-4), "", WishStayTemporary, "exchange open ask max_years_reached", 0},
		{expires.AddYears(-4).Add(1), "", WishRenew, "renew open ask years_unsure", 1},
		{expires.AddYears(-4).Add(180), "", WishRenew, "renew open ask years_unsure", 1},
		{expires.AddYears(-4).Add(181), "", WishRenew, "renew open -", 1},
		{expires.AddYears(-2), BasisFamilyMexican, WishPermanent, "exchange open - half_fee_candidate", 0},
		{expires.AddYears(-2), BasisFamilyPermanent, WishPermanent, "exchange open ask half_fee_candidate sources_disagree", 0},
		{expires.AddYears(-4), BasisFamilyPermanent, WishPermanent, "exchange open ask half_fee_candidate sources_disagree", 0},
		{expires.AddYears(-2), BasisFamilyTemporary, WishPermanent, "renew open ask half_fee_candidate permanent_not_yet", 2},
		{expires.AddYears(-2), BasisFamilyMexican, WishRenew, "renew open - exchange_possible half_fee_candidate", 2},
		{expires.AddYears(-4), BasisFamilyMexican, WishRenew, "exchange open - half_fee_candidate max_years_reached", 0},
		{expires.AddYears(-2).Add(1), BasisFamilyMexican, WishPermanent,
			"renew open ask half_fee_candidate permanent_not_yet years_unsure", 3},
		{Date{}, BasisFamilyMexican, WishPermanent, "renew open ask half_fee_candidate", 0},
		{Date{}, "", WishRenew, "renew open -", 0},
	} {
		a := assess(t, Answers{Expires: expires, FirstGranted: c.first, Basis: c.basis, Wants: c.wants})
		years := 0
		if a.MaxYears != nil {
			years = *a.MaxYears
		}
		if got := outcome(a); got != c.want || years != c.years {
			t.Errorf("%+v: %s, %d years", c, got, years)
		}
	}
}

func TestLeapYearsOfResidency(t *testing.T) {
	for expires, want := range map[string]Route{
		"2028-02-28": RouteRenew, "2028-02-29": RouteExchange, "2028-03-01": RouteExchange,
	} {
		a := assess(t, Answers{Today: day("2028-02-10"), Expires: day(expires), FirstGranted: day("2024-02-29")})
		if a.Route != want {
			t.Errorf("from 29 February 2024 to %s: %s", expires, a.Route)
		}
	}
	// In a common year the first year is complete on 1 March.
	for expires, years := range map[string]int{"2027-02-28": 2, "2027-03-01": 1} {
		a := assess(t, Answers{Today: day("2027-02-10"), Expires: day(expires), FirstGranted: day("2024-02-29")})
		if a.MaxYears == nil || *a.MaxYears != years {
			t.Errorf("to %s: %v years", expires, a.MaxYears)
		}
	}
}

// A card that expires in the long weekend of November 2026: Saturday 14,
// Sunday 15, Monday 16 a holiday. The Friday before is the real end, and if
// the office closes for it too, the Thursday.
func TestAnExpiryInALongWeekend(t *testing.T) {
	friday := day("2026-11-13")
	for _, c := range []struct {
		today  string
		closed []Date
		first  string
		last   string
		want   string
	}{
		{"2026-11-11", nil, "2026-11-11", "2026-11-13", "renew open -"},
		{"2026-11-11", []Date{friday}, "2026-11-11", "2026-11-12", "renew urgent ask"},
		{"2026-11-13", []Date{friday}, "", "", "renew urgent ask no_office_day_left office_closed_today"},
		{"2026-11-14", nil, "", "", "renew urgent ask no_office_day_left office_closed_today"},
		{"2026-11-16", nil, "", "", "renew urgent ask no_office_day_left office_closed_today"},
		{"2026-11-17", nil, "2026-11-17", "", "regularize expired ask"},
	} {
		a := assess(t, Answers{Today: day(c.today), Expires: day("2026-11-16"), Closed: c.closed})
		if got := outcome(a); got != c.want {
			t.Errorf("%s: %s, want %s", c.today, got, c.want)
		}
		if a.FirstOfficeDay.String() != c.first || a.LastOfficeDay.String() != c.last {
			t.Errorf("%s: office days %v to %v", c.today, a.FirstOfficeDay, a.LastOfficeDay)
		}
	}
}

func TestThePresidentialHandoverIsClosed(t *testing.T) {
	a := assess(t, Answers{Today: day("2030-10-01"), Expires: day("2030-10-20")})
	if a.FirstOfficeDay != day("2030-10-02") || flagsOf(a) != "office_closed_today" {
		t.Errorf("from %v, %s", a.FirstOfficeDay, flagsOf(a))
	}
}

// With the whole window closed there is no first office day; closures known to
// the service and closures given with the answers count alike.
func TestClosedDaysOfBothKindsCount(t *testing.T) {
	expires := today.Add(40)
	var first, second []Date
	for d := expires.Add(-30); !d.After(expires); d = d.Add(1) {
		if d.Day%2 == 0 {
			first = append(first, d)
		} else {
			second = append(second, d)
		}
	}
	a, err := Assess(Answers{Today: today, Card: CardTemporary, Expires: expires, Closed: second},
		Settings{Fees: DefaultFees(), Closed: NewClosedDays(first...)})
	if err != nil || !a.FirstOfficeDay.IsZero() || a.Timing != TimingTooEarly {
		t.Errorf("first office day %v, %s, %v", a.FirstOfficeDay, a.Timing, err)
	}
	a = assess(t, Answers{Today: expires.Add(-30), Expires: expires, Closed: append(first, second...)})
	if got := outcome(a); got != "renew urgent ask no_office_day_left office_closed_today" {
		t.Errorf("on the day the closed window opens: %s", got)
	}
}

func TestAnOpenProcedureStopsEverythingElse(t *testing.T) {
	for left, timing := range map[int]string{40: "too_early", 20: "open", 2: "urgent", -70: "expired"} {
		a := assess(t, Answers{Expires: today.Add(left), FirstGranted: today.AddYears(-5), Basis: BasisWork,
			ProcedureOpen: true, Travelling: true, Moved: today.Add(-100), Where: Abroad, ByProxy: true})
		want := "renew " + timing + " ask exit_permit half_fee_candidate procedure_open"
		if got := outcome(a); got != want {
			t.Errorf("%d days left: %s", left, got)
		}
		if a.ServiceFeeUSD != nil || a.MaxYears != nil || a.Deadlines != (Deadlines{}) {
			t.Errorf("%d days left: fee %v, years %v, %v", left, a.ServiceFeeUSD, a.MaxYears, a.Deadlines)
		}
	}
}

func TestAReplacementNeedsNoDate(t *testing.T) {
	a := assess(t, Answers{Card: CardPermanent, Wants: WishReplacement, Born: today.AddYears(-17), Basis: BasisWork})
	if outcome(a) != "replace  ask minor" || a.DaysLeft != nil || a.Window != nil {
		t.Errorf("%s, %v, %v", outcome(a), a.DaysLeft, a.Window)
	}
	a = assess(t, Answers{Wants: WishReplacement, Expires: today.Add(-100), ProcedureOpen: true})
	if outcome(a) != "replace  ask" || *a.DaysLeft != -100 || a.Window == nil || !a.FirstOfficeDay.IsZero() {
		t.Errorf("%s, %v", outcome(a), a)
	}
}

func TestAnAdultsPermanentCardHasNoDates(t *testing.T) {
	a := assess(t, Answers{Card: CardPermanent, Expires: today, Born: today.AddYears(-3), ProcedureOpen: true})
	if outcome(a) != "none  -" || a.DaysLeft != nil || a.Window != nil {
		t.Errorf("%s, %v, %v", outcome(a), a.DaysLeft, a.Window)
	}
}

func TestWhatAPersonBringsAlong(t *testing.T) {
	expires := today.Add(20)
	for _, c := range []struct {
		name string
		a    Answers
		want string
	}{
		{"not yet 18", Answers{Born: today.AddYears(-18).Add(1)}, "- minor"},
		{"18 today", Answers{Born: today.AddYears(-18)}, "-"},
		{"18 on the printed date", Answers{Card: CardPermanentMinor, Born: expires.AddYears(-18)}, "ask minor turns_18"},
		{"18 the day after", Answers{Card: CardPermanentMinor, Born: expires.AddYears(-18).Add(1)}, "- minor"},
		{"moved 90 days ago", Answers{Moved: today.Add(-90)}, "ask address_first"},
		{"moved 91 days ago", Answers{Moved: today.Add(-91)}, "ask address_first late_notice"},
		{"passport to the same day", Answers{PassportExpires: expires}, "ask passport_first"},
		{"passport a day longer", Answers{PassportExpires: expires.Add(1)}, "-"},
		{"new employer", Answers{EmployerChanged: true}, "ask employer_changed"},
		{"abroad, by proxy, travelling", Answers{Where: Abroad, ByProxy: true, Travelling: true}, "- abroad no_proxy"},
		{"minor wishing for permanence", Answers{Card: CardPermanentMinor, Wants: WishPermanent}, "ask minor"},
		{"student wishing for permanence", Answers{Card: CardStudent, Wants: WishPermanent, FirstGranted: expires.AddYears(-5)},
			"ask permanent_not_yet"},
	} {
		c.a.Expires = expires
		if got := outcome(assess(t, c.a)); got != "renew open "+c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestYearsOfARenewal(t *testing.T) {
	one := func(a Answers) bool {
		a.Expires = today.Add(20)
		n := assess(t, a).MaxYears
		return n != nil && *n == 1
	}
	if !one(Answers{Card: CardStudent}) || !one(Answers{Born: today.AddYears(-3).Add(1)}) {
		t.Error("a student, or a child under three, may ask for more or less than one year")
	}
	if one(Answers{Born: today.AddYears(-3)}) || one(Answers{Card: CardPermanentMinor, Born: today}) {
		t.Error("a child of three, or a minor's permanent card, is given one year")
	}
}

func TestFieldErrors(t *testing.T) {
	ok := Answers{Today: today, Card: CardTemporary, Expires: today}
	for field, spoil := range map[string]func(*Answers){
		"card":                func(a *Answers) { a.Card = "" },
		"today":               func(a *Answers) { a.Today = Date{} },
		"expires":             func(a *Answers) { a.Expires = Date{} },
		"basis":               func(a *Answers) { a.Basis = "love" },
		"wants":               func(a *Answers) { a.Wants = "all" },
		"language":            func(a *Answers) { a.Language = "fr" },
		"in_mexico":           func(a *Answers) { a.Where = "moon" },
		"in_mexico_at_expiry": func(a *Answers) { a.WhereAtExpiry = "moon" },
		"applicants":          func(a *Answers) { a.Applicants = 11 },
		"born":                func(a *Answers) { a.Born = today.Add(1) },
		"reentered":           func(a *Answers) { a.Reentered = today.Add(1) },
		"first_granted":       func(a *Answers) { a.FirstGranted = today.Add(1) },
	} {
		a := ok
		spoil(&a)
		_, err := Assess(a, Settings{})
		if bad, is := errors.AsType[*FieldError](err); !is || bad.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// The reason for a shared flag tells which rule raised it.
func TestDisputesAreWordedEachInItsOwnWay(t *testing.T) {
	texts := map[string]bool{}
	for _, a := range []Answers{
		{Card: CardPermanentMinor, Expires: today.Add(-5), Where: Abroad},
		{Expires: today.Add(-5), Where: Abroad, WhereAtExpiry: InMexico},
		{Expires: today.Add(-20), WhereAtExpiry: Abroad, Reentered: today.Add(-6)},
		{Expires: today.Add(-20), WhereAtExpiry: Abroad},
		{Expires: today.Add(-58)},
		{Expires: today, FirstGranted: today.AddYears(-2), Basis: BasisFamilyPermanent, Wants: WishPermanent},
	} {
		got := assess(t, a)
		i := slices.IndexFunc(got.Reasons, func(r Reason) bool { return r.Code == string(FlagSourcesDisagree) })
		if i < 0 {
			t.Fatalf("%+v raises no dispute", a)
		}
		texts[got.Reasons[i].Text] = true
	}
	if len(texts) != 6 {
		t.Errorf("six disputes in %d wordings", len(texts))
	}
}
