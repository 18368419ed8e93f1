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

// awaitsPayment says whether the applicant was asked to pay, and has not said yet
// that they did.
func (c *Case) awaitsPayment() bool {
	return c.Stage == PaymentRequested && c.Payment != nil && c.Payment.Said.IsZero()
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
		t.whisper(t.plain("form.problem.amount", nil) + t.givenBack())
		return nil
	}
	if err := t.move(moveRequestPayment, ""); err != nil {
		return err
	}
	c.Payment = &Payment{Amount: amount, Link: v.get("link"), At: t.now}
	t.waitsFor(c, Chat)
	html := t.html("payment.request", locale.Args{"Amount": amount, "Associate": c.Owner.Name, "Ref": c.Ref})
	html += " " + t.itemised(amount, c.Owner.Name)
	if c.Payment.Link != "" {
		html += "\n\n" + t.html("payment.link", locale.Args{"Link": c.Payment.Link})
	}
	if note := v.get("note"); note != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": c.Owner.Name, "Note": note})
	}
	t.sendSurely(html, t.caseButton("payment.paid_button", pressPaid), t.caseButton("payment.fees_button", pressFees))
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

// itemised says of what an amount is made up: of our fees; or, where the associate
// quoted another, of what our fee for these people would be and the difference.
func (t *turn) itemised(amount int, associate string) string {
	fees := t.service.Fees
	more := 0
	if fees.Additional > 0 {
		more = max(amount-fees.Principal, 0) / fees.Additional
	}
	people := max(t.rec.Answers.applicants(), 1)
	args := locale.Args{"Principal": fees.Principal, "Additional": fees.Additional, "Count": more, "More": more * fees.Additional}
	switch usual := fees.Of(people); {
	case amount == fees.Of(1):
		return t.html("payment.for_one", args)
	case amount == fees.Of(1+more):
		return t.html("payment.for_family", args)
	case amount > usual:
		return t.html("payment.and_more", locale.Args{"Usual": usual, "Count": people, "Rest": amount - usual, "Associate": associate})
	default:
		return t.html("payment.less", locale.Args{"Usual": usual, "Count": people, "Rest": usual - amount})
	}
}

// takeReceipt takes a file that comes while a payment is awaited for its receipt:
// the associate sees it, and looks whether the money has arrived.
func (t *turn) takeReceipt(c *Case, m *Incoming, album bool) {
	if !m.File.carriable(MaxToDesk) {
		t.passFile(c, m, album)
		return
	}
	c.hear(m)
	line := Line{Text: t.plain("desk.receipt", locale.Args{"Initials": t.rec.Answers.initials()}), Quote: m.Text, Mention: c.attention()}
	c.pass(t.put(Entry{Side: Desk, Ref: c.Card, Report: true, File: &File{Attachment: *m.File, Examine: true, Line: &line}}), m.File.Name)
	c.Payment.Said = t.now
	t.waitsFor(c, Desk)
	t.say("payment.receipt_thanks", locale.Args{"Associate": c.Owner.Name})
}
