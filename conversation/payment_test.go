package conversation_test

import (
	"strings"
	"testing"
)

// TestEveryQuoteIsItemised, whatever the amount, and says that government fees come
// on top.
func TestEveryQuoteIsItemised(t *testing.T) {
	for _, c := range []struct{ applicants, amount, words string }{
		{"1", "219", "That is our fee for one person."},
		{"2", "318", "That is US$219 for the first person and US$99 for one more."},
		{"3", "417", "That is US$219 for the first person and 2 × US$99 = US$198 for the others."},
		{"3", "318", "That is US$219 for the first person and US$99 for one more."}, // one of them has nothing to file
		{"1", "350", "That is our fee of US$219 for one person, and US$131 for what you have agreed on with Ana besides."},
		{"2", "600", "That is our fee of US$318 for 2 people, and US$282 for what you have agreed on with Ana besides."},
		{"1", "200", "That is our fee of US$219 for one person, less US$19."},
		{"3", "400", "That is our fee of US$417 for 3 people, less US$17."},
	} {
		s := requested(t)
		s.rec.Answers["applicants"] = c.applicants
		told := s.since(func() {
			s.move("ana", "request_payment", "")
			s.submit("ana", "amount="+c.amount)
		})
		for _, words := range []string{"<b>US$" + c.amount + "</b>", c.words, "Government fees are <b>not included</b>"} {
			if !strings.Contains(told, words) {
				t.Errorf("US$%s for %s: the applicant does not read %q:\n%s", c.amount, c.applicants, words, told)
			}
		}
	}
}
