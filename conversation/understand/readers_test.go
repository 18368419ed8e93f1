package understand

import (
	"strconv"
	"strings"
	"testing"
)

func TestPhonesAsPeopleTypeThem(t *testing.T) {
	check(t, typedCases(t, "phones.txt", 40), func(c typedCase) string {
		e164, p := Phone(c.typed)
		return either(t, e164, p)
	})
}

// The button's contact carries its country, but not always the +.
func TestASharedContactMayLackThePlus(t *testing.T) {
	for shared, want := range map[string]string{
		"5215512345678":    "+525512345678",
		"525512345678":     "+525512345678",
		"14155552671":      "+14155552671",
		"+1 415 555 2671":  "+14155552671",
		"0014155552671":    "+14155552671",
		"4915112345678":    "+4915112345678",
		"5512":             "not_a_phone",
		"":                 "empty",
		"not a number":     "not_a_phone",
		" +52 55 12345678": "+525512345678",
	} {
		e164, p := SharedPhone(shared)
		if got := either(t, e164, p); got != want {
			t.Errorf("the shared %q is read as %q, want %q", shared, got, want)
		}
	}
}

func TestAPhoneIsReadBackWithBlanks(t *testing.T) {
	for e164, want := range map[string]string{
		"+525512345678": "+52 55 1234 5678",
		"+14155552671":  "+1 415-555-2671",
		"unreadable":    "unreadable",
	} {
		if got := PhoneWords(e164); got != want {
			t.Errorf("%s is read back as %q, want %q", e164, got, want)
		}
	}
}

func TestEmailsAsPeopleTypeThem(t *testing.T) {
	check(t, typedCases(t, "emails.txt", 40), func(c typedCase) string {
		email, suggestion, p := Email(c.typed)
		told := either(t, email, p)
		if suggestion != "" {
			told += " maybe " + suggestion
		}
		return told
	})
}

func TestEmailsHaveALimit(t *testing.T) {
	domain := strings.Repeat(strings.Repeat("a", 60)+".", 3) + "com"
	for email, want := range map[string]Problem{
		strings.Repeat("a", 64) + "@" + domain:              "",
		strings.Repeat("a", 65) + "@example.com":            NotAnEmail,
		strings.Repeat("a", 64) + "@aaaaaaaaaa." + domain:   NotAnEmail,
		"ana@" + strings.Repeat("a", 64) + ".com":           NotAnEmail,
		strings.Repeat("ana@example.com ", 1000):            NotAnEmail,
		strings.Repeat(" ", 10000) + "ana@example.com":      "",
		"ana@example.com" + strings.Repeat(" thanks", 10):   "",
		"ana@example.com" + strings.Repeat(" thanks", 1000): NotAnEmail,
	} {
		if _, _, p := Email(email); p != want {
			t.Errorf("%d characters: problem %q, want %q", len(email), p, want)
		}
	}
}

func TestNamesAsPeopleTypeThem(t *testing.T) {
	check(t, typedCases(t, "names.txt", 40), func(c typedCase) string {
		name, p := Name(c.typed)
		return either(t, name, p)
	})
}

func TestCountsAsPeopleTypeThem(t *testing.T) {
	check(t, typedCases(t, "counts.txt", 40), func(c typedCase) string {
		n, p := Count(c.typed)
		if p != "" {
			return string(p)
		}
		return strconv.Itoa(n)
	})
}

func TestYesAndNo(t *testing.T) {
	check(t, typedCases(t, "yesno.txt", 40), func(c typedCase) string {
		switch yes, ok := YesNo(c.typed); {
		case !ok:
			return "neither"
		case yes:
			return "yes"
		default:
			return "no"
		}
	})
}

func TestChoicesTypedInsteadOfPressed(t *testing.T) {
	check(t, typedCases(t, "choices.txt", 40), func(c typedCase) string {
		labels := strings.Split(c.group, " | ")
		i, ok := Choose(c.typed, labels)
		if !ok {
			return "none"
		}
		return labels[i]
	})
}

func TestFreeTextKeepsLinesAndDropsWhatHides(t *testing.T) {
	for typed, want := range map[string]string{
		"  I moved.  ":            "I moved.",
		"one\r\ntwo\rthree":       "one\ntwo\nthree",
		"a\tb":                    "a b",
		"Mari\u0301a":             "María",
		"safe\u202etxt.exe\u202c": "safetxt.exe",
		"a\x00b\x1b[31m":          "ab[31m",
		"👩‍👩‍👧":                   "👩‍👩‍👧",
		"0123456789":              "0123456789",
		"01234567890":             "too_long",
		"\xff!":                   "\ufffd!",
		" \u200d\n\u00a0\u202e":   "empty",
		"":                        "empty",
	} {
		limit := 40
		if strings.HasPrefix(typed, "0123") {
			limit = 10
		}
		text, p := Free(typed, limit)
		if got := either(t, text, p); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestEveryProblemIsListedOnce(t *testing.T) {
	seen := map[Problem]bool{}
	for _, p := range Problems() {
		if p == "" || seen[p] {
			t.Errorf("problem %q is empty or listed twice", p)
		}
		seen[p] = true
	}
	for _, file := range []string{"dates.en.txt", "phones.txt", "emails.txt", "names.txt", "counts.txt", "curps.txt", "numbers.txt"} {
		for _, c := range typedCases(t, file, 1) {
			delete(seen, Problem(strings.Fields(c.want + " .")[0]))
		}
	}
	if len(seen) > 0 {
		t.Errorf("no example leads to %v", seen)
	}
}
