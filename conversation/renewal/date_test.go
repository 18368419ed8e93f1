package renewal

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// day is a date that the test's author has typed correctly.
func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestParseDateReadsOneFormOnly(t *testing.T) {
	if got := day("2028-02-29"); got != (Date{2028, time.February, 29}) {
		t.Errorf("29 February 2028 = %v", got)
	}
	for _, s := range []string{"", "2027-02-29", "2026-11-31", "2026-13-01", "2026-1-2",
		"02/01/2026", "2026-11-22T00:00:00Z", " 2026-11-22", "0000-01-01", "12026-01-01"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %v", s, d)
		}
	}
}

func TestNewDateSaysWhetherTheDayExists(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		exists  bool
	}{{2028, 2, 29, true}, {2027, 2, 29, false}, {2026, 4, 31, false}, {2026, 13, 1, false}, {0, 1, 1, false}} {
		if _, ok := NewDate(c.y, time.Month(c.m), c.d); ok != c.exists {
			t.Errorf("%d-%d-%d exists: %v", c.y, c.m, c.d, ok)
		}
	}
}

func TestAddYearsTakesALeapDayToTheFirstOfMarch(t *testing.T) {
	for years, want := range map[int]string{1: "2025-03-01", 3: "2027-03-01", 4: "2028-02-29"} {
		if got := day("2024-02-29").AddYears(years); got != day(want) {
			t.Errorf("%d years on: %v, want %s", years, got, want)
		}
	}
}

func TestSubSpansCenturies(t *testing.T) {
	if got := day("9999-12-31").Sub(day("0001-01-01")); got != 3652058 {
		t.Errorf("days from the first to the last date: %d", got)
	}
}

func TestAddAndSubUndoEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := day("1900-01-01").Add(rapid.IntRange(0, 100_000).Draw(t, "from"))
		n := rapid.IntRange(-100_000, 100_000).Draw(t, "days")
		if got := from.Add(n).Sub(from); got != n {
			t.Fatalf("%v and %d days: %d days away", from, n, got)
		}
		if before := from.Add(n).Before(from); before != (n < 0) {
			t.Fatalf("%v and %d days lies before it: %v", from, n, before)
		}
	})
}

// The office's night decides, not the server's: at 23:30 in Tijuana it is
// already tomorrow in Cancún.
func TestADayDependsOnTheZone(t *testing.T) {
	instant := time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)
	for name, want := range map[string]string{"America/Tijuana": "2026-11-22", "America/Cancun": "2026-11-23"} {
		zone, err := Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(instant.In(zone)); got != day(want) {
			t.Errorf("in %s it is %v", name, got)
		}
	}
}

func TestInSkipsAnHourThatDoesNotExist(t *testing.T) {
	zone, err := Zone("America/Tijuana")
	if err != nil {
		t.Fatal(err)
	}
	got := day("2027-03-14").In(zone, 2, 30) // clocks go from 2:00 to 3:00
	if DateOf(got) != day("2027-03-14") || got.Hour() == 2 {
		t.Errorf("half past two became %v", got)
	}
}

func TestDatesInJSON(t *testing.T) {
	type card struct {
		Expires Date `json:"expires"`
		Born    Date `json:"born"`
		Left    Date `json:"left,omitzero"`
	}
	in := card{Expires: day("2026-12-23")}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"expires":"2026-12-23","born":null}` {
		t.Fatalf("%s, %v", text, err)
	}
	var out card
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("read back as %v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"born":""}`), &out); err != nil || !out.Born.IsZero() {
		t.Errorf("an empty date was read as %v, %v", out.Born, err)
	}
	if json.Unmarshal([]byte(`{"born":"2027-02-29"}`), &out) == nil {
		t.Error("29 February 2027 was read")
	}
}
