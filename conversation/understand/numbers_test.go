package understand

import (
	"strings"
	"testing"
)

func TestCURPsAsPeopleTypeThem(t *testing.T) {
	check(t, typedCases(t, "curps.txt", 24), func(c typedCase) string {
		curp, p := CURP(c.typed)
		return either(t, curp, p)
	})
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	check(t, typedCases(t, "numbers.txt", 12), func(c typedCase) string {
		number, p := Number(c.typed)
		return either(t, number, p)
	})
}

// TestASlipInACURPIsFound: of all single signs typed wrong, the form and the check
// digit find more than nine in ten. Those that pass are of a worth that differs by
// ten, such as O for 0 in the last place but one.
func TestASlipInACURPIsFound(t *testing.T) {
	const right = "HEGG560427MVZRRL04"
	missed, tried := 0, 0
	for i := range right {
		for _, r := range digitsAndLetters {
			if wrong := right[:i] + string(r) + right[i+1:]; wrong != right {
				tried++
				if _, p := CURP(wrong); p == "" {
					missed++
				}
			}
		}
	}
	if missed*10 > tried {
		t.Errorf("%d of %d slips pass", missed, tried)
	}
}

func TestBornOf(t *testing.T) {
	for curp, want := range map[string]string{
		"HEGG560427MVZRRL04": "1956-04-27", "LUXE151130HNEKSRA8": "2015-11-30", "": "", "unknown": "", "HEGG569927MVZRRL04": "",
	} {
		got := ""
		if d := BornOf(curp); !d.IsZero() {
			got = d.String()
		}
		if got != want {
			t.Errorf("BornOf(%q) = %q, want %q", curp, got, want)
		}
	}
}

func TestFullNamesAreAsLongAsPassportsPrintThem(t *testing.T) {
	for _, name := range []string{
		"Åsa Łukasz Ñandú-O'Brien", strings.Repeat("a", 120),
		"Pablo Diego José Francisco de Paula Juan Nepomuceno Crispín Crispiniano María Remedios",
	} {
		if got, p := FullName(name); got != name || p != "" {
			t.Errorf("FullName(%q) = %q, %q", name, got, p)
		}
	}
	for name, want := range map[string]Problem{strings.Repeat("a", 121): TooLong, "🍀": NotAName, " ": Empty} {
		if _, p := FullName(name); p != want {
			t.Errorf("FullName(%q) is %q, want %q", name, p, want)
		}
	}
}

// FuzzNumbers: whatever is typed, what passes is what a machine would keep, and
// reads the same again.
func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"HEGG560427MVZRRL04", "hegg 560427-mvzrrl.04", "P1234567", "", "ÑÑÑÑ560427MVZRRL04", "\xff\xfe", "０"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if curp, p := CURP(text); p == "" {
			again, q := CURP(curp)
			if again != curp || q != "" || len(curp) != 18 || BornOf(curp).IsZero() {
				t.Errorf("CURP(%q) = %q, and again %q, %q", text, curp, again, q)
			}
		}
		if number, p := Number(text); p == "" {
			again, q := Number(number)
			if again != number || q != "" || strings.Trim(number, digitsAndLetters) != "" || len(number) > longestNumber {
				t.Errorf("Number(%q) = %q, and again %q, %q", text, number, again, q)
			}
		}
	})
}
