package main

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestFromNewToConsultation walks the desk's moves by what stands on the screen:
// claim, payment, consultation, hand over, another stage, close, reopen, block
// and unblock.
func TestFromNewToConsultation(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, luis, carol := h.associate("ana"), h.associate("luis"), h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.stands("C.S.", "requested, nobody has taken it yet", "press Claim")

		ana.presses(card, "Claim")
		expect(t, "Carol", carol.last(), "Ana is your associate now")
		card = h.stands("C.S.", "Owner: Ana", "Stage: accepted")

		paysAndTalks(t, ana, carol, card)
		otherWays(t, ana, luis, carol, card)
		closesAndOpensAgain(t, luis, carol, card)
		blocks(t, luis, carol, card)

		if strings.Contains(bot.log(), "a layout was refused") || strings.Contains(bot.log(), "not delivered") {
			t.Errorf("something did not reach the desk:\n%s", bot.log())
		}
		assertDiscreet(t, bot.log())
	})
}

// paysAndTalks goes from claimed to a time for the consultation.
func paysAndTalks(t *testing.T, ana *associate, carol *applicant, card post) {
	t.Helper()
	form := ana.opens(card, "Request payment…")
	if got := form.shows("Amount in US dollars"); got != "219" {
		t.Errorf("the form begins with the amount %v", got)
	}
	wrong := form.fill("Amount in US dollars", "two hundred").fill("Where to pay", "http://pay.example").submits()
	expect(t, "the amount", wrong["Amount in US dollars"], "whole US dollars")
	expect(t, "the link", wrong["Where to pay"], "https://")
	form.fill("Amount in US dollars", "219").fill("Where to pay", "https://pay.example.com/carol?a=1&b=2").
		fill("A note to the applicant", "Card or transfer, <as you like> & *soon*.").passes()
	expect(t, "Carol", carol.last(), "US$219, fixed")
	expect(t, "Carol", carol.last(), "https://pay.example.com/carol?a=1&b=2")
	expect(t, "Carol", carol.last(), "Card or transfer, <as you like> & *soon*.")

	carol.plays("[ I have paid")
	card = ana.stands("C.S.", "Waiting on: us")
	if card.inThread("The applicant says that the payment is made") != 1 {
		t.Errorf("the desk does not read once that it is paid: %v", card.Thread)
	}
	ana.presses(card, "Mark as paid")
	expect(t, "Carol", carol.last(), "has arrived")

	form = ana.opens(card, "Propose times…")
	wrong = form.fill("First day", "2026-11-25").fill("First hour", "10:00").fill("Second day", "2026-11-26").submits()
	expect(t, "the second hour", wrong["Second hour"], "Choose both the day and the hour")
	form.fill("Second hour", "17:30").
		fill("A note to the applicant", "It takes half an hour.").passes()
	expect(t, "Carol", carol.last(), "It takes half an hour.")
	carol.plays("[ 26 November 2026, 17:30 (CST)")
	if carol.count("Agreed: 26 November 2026, 17:30") != 1 {
		t.Errorf("Carol does not read once what is agreed: %q", carol.heard())
	}
	card = ana.stands("C.S.", "Stage: consultation")
	if card.inThread("The applicant chose 26 November 2026, 17:30") != 1 {
		t.Errorf("the desk does not read once which time was chosen: %v", card.Thread)
	}
}

// otherWays hands the case over and sets it back.
func otherWays(t *testing.T, ana, luis *associate, carol *applicant, card post) {
	t.Helper()
	form := ana.opens(card, "Hand over…")
	expect(t, "a visitor", form.fill("To whom", "visitor").submits()["To whom"], "in the channel")
	form.fill("To whom", "luis").fill("A note to them", "She prefers mornings.").passes()
	expect(t, "Carol", carol.last(), "Luis is your associate now")
	if ana.stands("C.S.", "Owner: Luis").inThread("She prefers mornings.") != 1 {
		t.Error("Luis does not read Ana's note in the thread")
	}
	luis.opens(card, "Set another stage…").fill("Stage", "paid").fill("Why", "It has to be repeated.").passes()
	luis.stands("C.S.", "Stage: paid", "Next: press Propose times")
}

func closesAndOpensAgain(t *testing.T, luis *associate, carol *applicant, card post) {
	t.Helper()
	luis.opens(card, "Close the case…").fill("Why", "renewed elsewhere").fill("A word to the applicant", "All the best with the new card.").passes()
	expect(t, "Carol", carol.last(), "All the best with the new card.")
	card = luis.stands("C.S.", "Stage: closed")
	if slices.Contains(card.Buttons, "Request payment…") || !slices.Contains(card.Buttons, "Reopen…") {
		t.Errorf("a closed case offers %q", card.Buttons)
	}
	luis.opens(card, "Reopen…").fill("Why", "She came back.").passes()
	expect(t, "Carol", carol.last(), "opened your case")
	luis.stands("C.S.", "Stage: accepted", "Owner: Luis")
}

func blocks(t *testing.T, luis *associate, carol *applicant, card post) {
	t.Helper()
	luis.opens(card, "Block this person…").fill("Why", "A test of patience.").passes()
	expect(t, "Carol", carol.last(), "nothing you write is passed on")
	carol.plays("> Can you hear me?")
	if card = luis.card("C.S."); card.inThread("Can you hear me?") != 0 {
		t.Error("what somebody writes who is blocked was passed on")
	}
	luis.presses(card, "Unblock this person")
	carol.plays("> And now?")
	if luis.card("C.S.").inThread("And now?") != 1 {
		t.Error("what somebody writes who is blocked no more was not passed on")
	}
}

// TestTwoPressClaimAtOnce gives a case to one of two who press at once, and tells
// the other who was first.
func TestTwoPressClaimAtOnce(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, h *house) {
		h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.card("C.S.")
		ana, luis := h.associate("ana"), h.associate("luis")
		var both sync.WaitGroup
		for _, a := range []*associate{ana, luis} {
			both.Go(func() { a.tries(card, "Claim", false) })
		}
		both.Wait()
		h.settle()
		owner, other, name := ana, luis, "Ana"
		if h.card("C.S.").says("Owner: Luis") {
			owner, other, name = luis, ana, "Luis"
		}
		h.stands("C.S.", "Owner: "+name)
		expect(t, other.name, other.told(), name+" took this case on 20 November 2026")
		if told := owner.told(); told != "" {
			t.Errorf("the one who owns it is told %q", told)
		}
		if n := carol.count("is your associate now"); n != 1 {
			t.Errorf("Carol was introduced %d times", n)
		}
	})
}

// TestAFormAfterTheCaseHasMovedOn refuses it with the present stage, and gives
// back what was typed: where a colleague has made the same move meanwhile, which
// could be made once more, and where the case is closed.
func TestAFormAfterTheCaseHasMovedOn(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		h.serve()
		ana, luis, carol := h.associate("ana"), h.associate("luis"), h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.card("C.S.")
		ana.presses(card, "Claim")
		form := ana.opens(card, "Request payment…").fill("A note to the applicant", "I thought of this first.")
		luis.opens(card, "Request payment…").fill("A note to the applicant", "Luis was quicker.").passes()
		form.passes()
		expect(t, "ana", ana.told(), "while your form was open Luis moved the case on (20 November 2026")
		expect(t, "ana", ana.told(), "the case stands at “payment requested”")
		expect(t, "ana", ana.told(), "I thought of this first.")
		if n := carol.count("asks you for the payment"); n != 1 || carol.count("Luis was quicker.") != 1 {
			t.Errorf("Carol is asked to pay %d times", n)
		}
		form = ana.opens(card, "Request payment…").fill("A note to the applicant", "Half an hour of thought went into this.")
		luis.opens(card, "Close the case…").fill("A note for colleagues", "They wrote by email.").passes()
		before := len(carol.heard())
		form.passes()
		expect(t, "ana", ana.told(), "the case stands at “closed”")
		expect(t, "ana", ana.told(), "Half an hour of thought went into this.")
		if now := carol.heard(); len(now) != before {
			t.Errorf("Carol was told %q", now[before:])
		}
		if ana.form() != nil {
			t.Error("the form is still open")
		}
	})
}
