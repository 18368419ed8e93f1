package conversation

import (
	"strconv"
	"time"

	"residencyassist/conversation/locale"
)

// The moves of payment.
const (
	moveRequestPayment = "request_payment"
	moveMarkPaid       = "mark_paid"
)

// pressPaid is the applicant's button that says the payment is made.
const pressPaid = "paid"

// Payment is what an applicant was asked to pay.
type Payment struct {
	Amount int       `json:"amount"` // US dollars
	Link   string    `json:"link,omitempty"`
	At     time.Time `json:"at"`
	Said   time.Time `json:"said,omitzero"` // when the applicant said that it is paid
}

func paymentForm(t *turn, _ *Case) []Field {
	amount := ""
	if a, ok := t.assess(1); ok && a.ServiceFeeUSD != nil {
		amount = strconv.Itoa(t.familyFee(*a.ServiceFeeUSD))
	}
	return []Field{
		{Name: "amount", Kind: OneLine, Value: amount},
		{Name: "link", Kind: OneLine, Value: t.service.PaymentLink, Optional: true},
		{Name: "note", Kind: ManyLines, Optional: true},
	}
}

func checkPayment(v FormValues) map[string]string {
	problems := map[string]string{}
	if _, ok := dollars(v.get("amount")); !ok {
		problems["amount"] = "amount"
	}
	if link := v.get("link"); link != "" && !webAddress(link) {
		problems["link"] = "link"
	}
	return problems
}

// requestPayment tells the applicant what to pay, and how.
func (t *turn) requestPayment(c *Case) error {
	v := t.ev.Move.Values
	amount, ok := dollars(v.get("amount"))
	if !ok || len(checkPayment(v)) > 0 {
		t.whisper(t.plain("form.problem.amount", nil) + "\n" + v.typed())
		return nil
	}
	if err := t.move(moveRequestPayment, ""); err != nil {
		return err
	}
	c.Payment = &Payment{Amount: amount, Link: v.get("link"), At: t.now}
	t.waitsFor(c, Chat)
	html := t.html("payment.request", locale.Args{"Amount": amount, "Associate": c.Owner.Name, "Ref": c.Ref})
	if c.Payment.Link != "" {
		html += "\n\n" + t.html("payment.link", locale.Args{"Link": c.Payment.Link})
	}
	if note := v.get("note"); note != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": c.Owner.Name, "Note": note})
	}
	t.sendSurely(html, t.caseButton("payment.paid_button", pressPaid))
	t.thread(Line{Text: t.plain("desk.payment_requested", locale.Args{"Who": t.ev.By.Name, "Amount": amount})})
	return nil
}

// saysPaid takes the applicant's word; the associate looks whether it arrived.
func (t *turn) saysPaid(c *Case) error {
	if c.Stage != PaymentRequested || c.Payment == nil {
		return t.hereQuietly()
	}
	if c.Payment.Said.IsZero() {
		c.Payment.Said = t.now
		t.thread(Line{Text: t.plain("desk.says_paid", nil), Mention: c.attention()})
		t.waitsFor(c, Desk)
	}
	t.say("payment.thanks", locale.Args{"Associate": c.Owner.Name})
	return nil
}

// markPaid says that the payment has arrived.
func (t *turn) markPaid(c *Case) error {
	if err := t.move(moveMarkPaid, ""); err != nil {
		return err
	}
	t.waitsFor(c, Desk)
	t.say("payment.arrived", locale.Args{"Associate": c.Owner.Name, "Ref": c.Ref})
	t.thread(Line{Text: t.plain("desk.paid", locale.Args{"Who": t.ev.By.Name})})
	return nil
}
