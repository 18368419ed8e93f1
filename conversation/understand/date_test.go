package understand

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"residencyassist/conversation/renewal"
)

var today = renewal.Date{Year: 2026, Month: time.November, Day: 22}

func tell(r DateReading) string {
	if r.Problem != "" {
		return string(r.Problem)
	}
	var dates []string
	for _, d := range r.Dates {
		dates = append(dates, d.String())
	}
	return strings.Join(dates, " or ")
}

func TestDatesAsPeopleTypeThem(t *testing.T) {
	for _, file := range []string{"dates.en.txt", "dates.es.txt"} {
		t.Run(file, func(t *testing.T) {
			check(t, typedCases(t, file, 80), func(c typedCase) string { return tell(Date(c.typed, today)) })
		})
	}
}

func TestALongLetterIsNotADate(t *testing.T) {
	letter := strings.Repeat("Dear associate, ", 625) + "4 August 2027"
	if got := Date(letter, today); got.Problem != NotADate {
		t.Errorf("a letter of %d characters is read as %v", len(letter), got)
	}
	padded := strings.Repeat(" ", 5000) + "4 August 2027" + strings.Repeat("\n", 5000)
	if got := tell(Date(padded, today)); got != "2027-08-04" {
		t.Errorf("a date between blanks is read as %q", got)
	}
}

// The century of a two-digit year follows today, not the build.
func TestTwoDigitYearsMoveWithToday(t *testing.T) {
	later := renewal.Date{Year: 2040, Month: time.January, Day: 1}
	if got := tell(Date("25/12/47", later)); got != "2047-12-25" {
		t.Errorf("in 2040, 25/12/47 is read as %q", got)
	}
}

// anyDate draws days within the years that a two-digit year can say.
func anyDate(t *rapid.T) renewal.Date {
	return renewal.Date{Year: 1960, Month: time.January, Day: 1}.Add(rapid.IntRange(0, 86*365).Draw(t, "days"))
}

// Whatever way a date is written, that date is among the readings, and a form
// that names the month or begins with the year has no other.
func TestWrittenDatesAreReadBack(t *testing.T) {
	english := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
		"October", "November", "December"}
	spanish := []string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
		"octubre", "noviembre", "diciembre"}
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		month := rapid.SampledFrom([][]string{english, spanish}).Draw(t, "language")[d.Month-1]
		month = month[:rapid.IntRange(3, len(month)).Draw(t, "letters")]
		sep := rapid.SampledFrom([]string{"/", "-", ".", " ", " / ", "\u00a0", ", "}).Draw(t, "separator")
		certain := []string{
			d.String(),
			fmt.Sprintf("%d%02d%02d", d.Year, d.Month, d.Day),
			fmt.Sprint(d.Year, sep, int(d.Month), sep, d.Day),
			fmt.Sprint(d.Day, sep, month, sep, d.Year),
			fmt.Sprint(month, sep, d.Day, sep, d.Year),
			fmt.Sprintf("%d de %s del %d", d.Day, strings.ToUpper(month), d.Year),
			fmt.Sprintf("%02d%s%02d", d.Day, month, d.Year%100),
		}
		for _, text := range certain {
			if got := tell(Date(text, today)); got != d.String() {
				t.Fatalf("%q is read as %q", text, got)
			}
		}
		for _, text := range []string{
			fmt.Sprint(d.Day, sep, int(d.Month), sep, d.Year),
			fmt.Sprint(int(d.Month), sep, d.Day, sep, d.Year),
			fmt.Sprintf("%02d%02d%d", d.Day, d.Month, d.Year),
			fmt.Sprintf("%02d%s%02d%s%02d", d.Day, sep, d.Month, sep, d.Year%100),
		} {
			reading := Date(text, today)
			if !slices.Contains(reading.Dates, d) || len(reading.Dates) > 2 {
				t.Fatalf("%q is read as %q", text, tell(reading))
			}
			if d.Day <= 12 && d.Day != int(d.Month) && len(reading.Dates) != 2 {
				t.Fatalf("%q has two readings, got %q", text, tell(reading))
			}
		}
	})
}

func BenchmarkDate(b *testing.B) {
	for name, text := range map[string]string{
		"Numbers":  "04/08/2027",
		"Month":    "4 de agosto de 2027",
		"Misspelt": "14 marso 2027",
		"Sentence": "Hello, my temporary resident card expires on Wednesday 4th of August, 2027, thank you",
		"Letter":   strings.Repeat("4 August 2027 ", 714),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Date(text, today)
			}
		})
	}
}
