package conversation_test

import (
	"fmt"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// TestAFormThatTheCaseOutran: while Ana fills in a form, Ben moves the case. What
// she sends does nothing, also where the move would still be legal, as a second
// request for payment would; she is told where the case stands, who moved it and
// when, and every word that she wrote is given back under its field's name.
func TestAFormThatTheCaseOutran(t *testing.T) {
	for move, c := range map[string]struct{ opened, meanwhile conversation.Stage }{
		"request_payment": {conversation.Accepted, conversation.PaymentRequested},
		"consult":         {conversation.Paid, conversation.Consultation},
		"prepare":         {conversation.Consultation, conversation.Preparing},
		"ready":           {conversation.Preparing, conversation.Ready},
		"file":            {conversation.Ready, conversation.Filed},
		"close":           {conversation.Paid, conversation.Ready},
		"set_stage":       {conversation.Paid, conversation.Filed},
	} {
		t.Run(move, func(t *testing.T) {
			s := preparing(t, "2027-02-10 10:00", nil)
			s.rec.Cases[0].Stage = c.opened
			s.move("ana", move, "")
			hers := s.form
			s.move("ben", "set_stage", "")
			s.submit("ben", "stage="+string(c.meanwhile)+"; reason=It went another way.")
			s.form = hers
			filled, wrote := "", []string(nil)
			for i, f := range hers.Fields {
				value := map[conversation.FieldKind]string{conversation.ADate: "2027-02-20", conversation.ATime: "10:30"}[f.Kind]
				if f.Kind == conversation.OneLine || f.Kind == conversation.ManyLines {
					value = fmt.Sprintf("hers %d", i)
				}
				if f.Name == "amount" || f.Name == "link" {
					value = f.Value + map[string]string{"link": "https://pay.example/x"}[f.Name]
				}
				if value != "" {
					filled, wrote = filled+"; "+f.Name+"="+value, append(wrote, f.Label+": "+value)
				}
			}
			told := s.since(func() { s.submit("ana", filled+"; stage=accepted") })
			for _, words := range append(wrote, "while your form was open Ben moved the case on (10 February 2027, 10:00)") {
				if !strings.Contains(told, words) {
					t.Errorf("Ana does not read %q:\n%s", words, told)
				}
			}
			if strings.Contains(told, "bot|") || strings.Contains(told, "desk|") || s.rec.Cases[0].Stage != c.meanwhile {
				t.Errorf("something was done, and the case stands at %s:\n%s", s.rec.Cases[0].Stage, told)
			}
		})
	}
}

// TestWordsOfARejectionAreNotLost where a newer file has come meanwhile, nor those
// of a note where the case is the colleague's already.
func TestWordsOfARejectionAreNotLost(t *testing.T) {
	s := consented(t)
	s.act("ana/reject_paper i2.1")
	hers := s.form
	s.act("[ ▫️ Passport")
	s.act("! paper newer.jpg")
	s.rests()
	s.form = hers
	if told := s.since(func() { s.act("ana/submit reason=unreadable; words=The number is in the shadow.") }); !strings.Contains(told, "In your words: The number is in the shadow.") {
		t.Errorf("told:\n%s", told)
	}
	s.act("ana/hand_over")
	if told := s.since(func() { s.act("ana/submit to=ana; to_name=Ana; note=She prefers mornings.") }); !strings.Contains(told, "A note to them: She prefers mornings.") {
		t.Errorf("told:\n%s", told)
	}
}
