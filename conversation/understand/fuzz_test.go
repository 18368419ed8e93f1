package understand

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func seeds(f *testing.F, files ...string) {
	for _, file := range files {
		for _, c := range typedCases(f, file, 1) {
			f.Add(c.typed)
		}
	}
	f.Add(strings.Repeat("4/8/2027 ", 1200))
	f.Add("\xff\u202e\x00")
}

// A reading is one date, or two that differ, or a problem; and every date is on
// the calendar and is read back from its own form.
func FuzzDate(f *testing.F) {
	seeds(f, "dates.en.txt", "dates.es.txt")
	f.Fuzz(func(t *testing.T, text string) {
		r := Date(text, today)
		switch {
		case (r.Problem == "") != (len(r.Dates) > 0), len(r.Dates) > 2:
			t.Fatalf("%q is read as %v", text, r)
		case r.Problem != "" && !slices.Contains(Problems(), r.Problem):
			t.Fatalf("%q has the unlisted problem %q", text, r.Problem)
		case len(r.Dates) == 2 && r.Dates[0] == r.Dates[1]:
			t.Fatalf("%q has one reading twice", text)
		}
		for _, d := range r.Dates {
			if again := Date(d.String(), today); again.Problem != "" || again.Dates[0] != d {
				t.Fatalf("%q is read as %v, which is read as %v", text, d, again)
			}
		}
	})
}

// A stored number is E.164 and its read-back leads to the same number.
func FuzzPhone(f *testing.F) {
	seeds(f, "phones.txt")
	f.Fuzz(func(t *testing.T, text string) {
		e164, p := Phone(text)
		if either(t, e164, p); p != "" {
			return
		}
		if e164[0] != '+' || digitsOf(e164) != e164[1:] || len(e164) > 16 {
			t.Fatalf("%q is stored as %q", text, e164)
		}
		if again, p := Phone(PhoneWords(e164)); p != "" || again != e164 {
			t.Fatalf("%q is stored as %q, read back as %q: %q %q", text, e164, PhoneWords(e164), again, p)
		}
	})
}

// A stored address has one @ and no blank, and is stored unchanged again. A
// suggestion is an address that needs no other.
func FuzzEmail(f *testing.F) {
	seeds(f, "emails.txt")
	f.Fuzz(func(t *testing.T, text string) {
		email, suggestion, p := Email(text)
		either(t, email, p)
		if p == "" {
			if strings.Count(email, "@") != 1 || len(strings.Fields(email)) != 1 || len(email) > longestEmail {
				t.Fatalf("%q is stored as %q", text, email)
			}
			if again, _, p := Email(email); p != "" || again != email {
				t.Fatalf("%q is stored as %q, then as %q (%s)", text, email, again, p)
			}
		}
		if suggestion == "" {
			return
		}
		if meant, more, p := Email(suggestion); p != "" || more != "" || meant != suggestion {
			t.Fatalf("%q leads to the suggestion %q, that to %q (%s)", text, suggestion, more, p)
		}
	})
}

func FuzzName(f *testing.F) {
	seeds(f, "names.txt")
	f.Fuzz(func(t *testing.T, text string) {
		name, p := Name(text)
		if either(t, name, p); p != "" {
			return
		}
		if !norm.NFC.IsNormalString(name) || utf8.RuneCountInString(name) > longestName ||
			strings.ContainsFunc(name, hiddenControl) || strings.ContainsAny(name, "<>@/:&") {
			t.Fatalf("%q is stored as %q", text, name)
		}
		if again, p := Name(name); p != "" || again != name {
			t.Fatalf("%q is stored as %q, then as %q (%s)", text, name, again, p)
		}
	})
}

// The order of the buttons never matters, and a button's own words press it
// unless another button has the same.
func FuzzChoose(f *testing.F) {
	f.Add("in mexico", "In Mexico", "Abroad", "Not sure")
	f.Add("2027", "2026", "2027", "2028")
	f.Add("👍", "👍", "👎", "")
	f.Add("temp", "Temporary", "Temporary student", "Permanent")
	f.Fuzz(func(t *testing.T, text, a, b, c string) {
		there, back := []string{a, b, c}, []string{c, b, a}
		i, ok := Choose(text, there)
		j, okBack := Choose(text, back)
		if ok != okBack || ok && there[i] != back[j] {
			t.Fatalf("%q among %q: %d %v, reversed %d %v", text, there, i, ok, j, okBack)
		}
		if own, ok := Choose(a, there); ok && own != 0 {
			t.Fatalf("the words of %q press %q", a, there[own])
		}
	})
}
