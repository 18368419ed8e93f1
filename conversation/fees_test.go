package conversation_test

import (
	"fmt"
	"strings"
	"testing"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// TestTheFeesAreDated asks for the government's fees in two years: in the second,
// of which nothing is known, those of the first are shown as what they are.
func TestTheFeesAreDated(t *testing.T) {
	for _, day := range []string{"2026-11-23 10:00", "2027-03-01 10:00"} {
		s := newStage(t, day)
		s.act("> /fees")
		told := s.told.String()
		for _, words := range []string{"Government fees for 2026, to be confirmed", "MXN 11,141", "hold until 31 December 2026; the amounts for 2027 are not confirmed yet", "not included"} {
			if !strings.Contains(told, words) {
				t.Errorf("on %s they do not read %q:\n%s", day, words, told)
			}
		}
	}
	s := newStage(t, "2025-03-01 10:00")
	if s.act("> /fees"); !strings.Contains(s.told.String(), "not known to me yet") {
		t.Errorf("before the table they read:\n%s", s.told.String())
	}
}

// TestTheCommonQuestionSaysTheSameFees: the amounts in the answer are the table's.
func TestTheCommonQuestionSaysTheSameFees(t *testing.T) {
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	day, err := renewal.ParseDate("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range renewal.GovernmentFees(day) {
		if f.Concept == "work_permission" || f.MXN == 0 {
			continue // the answer does not speak of them
		}
		for _, lang := range locale.Languages() {
			amount := fmt.Sprintf("MXN %d,%03d", f.MXN/1000, f.MXN%1000)
			if answer := words.Plain(lang, "faq.government_fees.answer", nil); !strings.Contains(answer, amount) {
				t.Errorf("the answer in %s does not say %s for %s", lang, amount, f.Concept)
			}
		}
	}
}
