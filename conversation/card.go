package conversation

import (
	"strconv"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// refreshCard updates the case's card once in a step that changed the case.
func (t *turn) refreshCard() {
	if len(t.rec.Cases) == 0 || !t.stirred {
		return
	}
	c := &t.rec.Cases[len(t.rec.Cases)-1]
	if c.Card == "" {
		return
	}
	t.put(Entry{Side: Desk, Ref: c.Card, Repeatable: true, Card: t.card(c)})
	t.stirred = false
}

// card is how a case looks to the associates: initials and reference, what is
// due, and buttons for the moves that are legal now.
func (t *turn) card(c *Case) *Card {
	who := t.rec.Answers.initials()
	if who == "" || !t.rec.consented(stateSend) {
		who = t.plain("card.no_name", nil)
	}
	card := &Card{Title: t.plain("card.title", locale.Args{"Ref": c.Ref, "Initials": who})}
	add := func(name, value string) {
		if value != "" {
			card.Fields = append(card.Fields, CardField{Label: t.plain("card."+name, nil), Value: value})
		}
	}
	a, assessed := t.assess(1)
	if assessed {
		add("route", t.plain("route."+string(a.Route), nil))
		add("dates", t.cardDates(a))
	}
	if t.rec.Answers[stateApplicants] != "" {
		add("people", strconv.Itoa(t.rec.Answers.applicants()))
	}
	if t.rec.Answers[stateInMexico] == choiceNo {
		add("place", t.plain("card.abroad", nil))
	}
	add("stage", t.plain("stage."+string(c.Stage)+".name", nil))
	owner := c.Owner.Name
	if owner == "" {
		owner = t.plain("card.nobody", nil)
	}
	add("owner", owner)
	if c.Waiting != "" && c.Stage != Closed {
		add("waiting", t.plain("card.waiting_"+string(c.Waiting), nil))
	}
	add("papers", t.papersAtDesk(c))
	if c.Visit != nil {
		add("visit", t.visitAtDesk(c))
	}
	if c.Filing != nil {
		add("filed", locale.Date(t.service.Desk, renewal.DateOf(c.Filing.At.In(t.zone())))+"."+t.filingAtDesk(c))
	}
	add("next", t.plain("stage."+string(c.Stage)+".todo", nil))
	add("language", t.plain("language."+string(t.lang()), nil))
	if assessed && a.ServiceFeeUSD != nil {
		add("fee", t.plain("card.fee_value", locale.Args{"Fee": t.familyFee(*a.ServiceFeeUSD)}))
	} else {
		add("fee", t.plain("card.fee_by_associate", nil))
	}
	switch {
	case t.unreachable():
		add("reach", t.plain("card.unreachable", nil))
	case t.rec.Gone:
		add("reach", t.plain("card.by_mail", nil))
	}
	card.Buttons, card.More = t.cardButtons(c)
	return card
}

// cardDates speaks the window with the day on which it was counted, because a
// card may be read tomorrow.
func (t *turn) cardDates(a renewal.Assessment) string {
	if a.Window == nil {
		return ""
	}
	key := "card.window"
	args := locale.Args{"Opens": a.Window.Opens, "Expires": a.Window.Closes, "Today": t.today(), "Count": *a.DaysLeft}
	if *a.DaysLeft < 0 {
		key, args["Count"] = "card.window_expired", -*a.DaysLeft
	}
	return t.plain(key, args)
}
