package renewal

import "testing"

func TestTheWindowIsThirtyDaysAndTheDayItself(t *testing.T) {
	w := WindowOf(day("2026-12-23"))
	if w.Opens != day("2026-11-23") || w.Closes != day("2026-12-23") {
		t.Fatalf("window %v", w)
	}
	for date, c := range map[string]struct {
		inside bool
		left   int
	}{
		"2026-11-22": {false, 31}, "2026-11-23": {true, 30},
		"2026-12-23": {true, 0}, "2026-12-24": {false, -1},
	} {
		if w.Contains(day(date)) != c.inside || w.DaysLeft(day(date)) != c.left {
			t.Errorf("%s: inside %v, %d left", date, w.Contains(day(date)), w.DaysLeft(day(date)))
		}
	}
}

func TestTheWindowAroundALeapDay(t *testing.T) {
	for expires, opens := range map[string]string{
		"2028-02-29": "2028-01-30", "2028-03-01": "2028-01-31", "2027-03-01": "2027-01-30",
	} {
		if got := WindowOf(day(expires)).Opens; got != day(opens) {
			t.Errorf("the window to %s opens on %v", expires, got)
		}
	}
}

func TestStatutoryHolidays(t *testing.T) {
	for date, want := range map[string]bool{
		"2026-11-16": true, "2026-11-20": false, "2026-12-25": true, "2027-01-01": true,
		"2027-02-01": true, "2027-02-05": false, "2027-02-08": false, "2027-03-15": true,
		"2027-03-22": false, "2027-05-01": true, "2027-09-16": true, "2027-11-15": true,
		"2024-10-01": true, "2018-10-01": false, "2026-10-01": false, "2030-10-01": true, "2036-10-01": true,
		"2026-12-12": false, "2027-03-25": false, // common closures, but no statute
	} {
		if got := StatutoryHoliday(day(date)); got != want {
			t.Errorf("%s is a holiday: %v", date, got)
		}
	}
}

func TestOpenDays(t *testing.T) {
	// The long weekend of November 2026, made longer by the office.
	office := NewClosedDays(day("2026-11-13"), day("2026-11-17"))
	if got := office.NextOpen(day("2026-11-13")); got != day("2026-11-18") {
		t.Errorf("opens again on %v", got)
	}
	if got := office.PreviousOpen(day("2026-11-17")); got != day("2026-11-12") {
		t.Errorf("was open last on %v", got)
	}
	if got := office.CountOpen(day("2026-11-12"), day("2026-11-18")); got != 2 {
		t.Errorf("%d open days", got)
	}
	if got := office.OpenDayAfter(day("2026-11-11"), 2); got != day("2026-11-18") {
		t.Errorf("the second open day after is %v", got)
	}
	if got := office.CountOpen(day("2026-11-18"), day("2026-11-12")); got != 0 {
		t.Errorf("%d open days between the wrong ends", got)
	}
}

func TestWithLeavesTheSetAsItIs(t *testing.T) {
	national := NewClosedDays(day("2026-12-24"))
	local := national.With(day("2026-12-11"))
	if !national.OpenDay(day("2026-12-11")) || local.OpenDay(day("2026-12-11")) || local.OpenDay(day("2026-12-24")) {
		t.Error("the local feast leaked into the national set, or a closure got lost")
	}
}

func TestFees(t *testing.T) {
	for applicants, want := range map[int]int{0: 0, 1: 219, 2: 318, 4: 516, 10: 1110} {
		if got := DefaultFees().Of(applicants); got != want {
			t.Errorf("%d applicants: US$%d", applicants, got)
		}
	}
}

func TestZonesThatDependOnTheMachineAreRefused(t *testing.T) {
	for _, name := range []string{"", "Local", "America/Ajijic", "../UTC"} {
		if zone, err := Zone(name); err == nil {
			t.Errorf("%q is the zone %v", name, zone)
		}
	}
}
