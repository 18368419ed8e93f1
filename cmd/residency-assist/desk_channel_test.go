package main

import (
	"slices"
	"strings"
	"testing"
)

// arranges makes a channel of Slack's, archives it or opens it again, and may tell
// bots that start from now on to work in it.
func (h *house) arranges(name string, archived, desk bool) {
	h.t.Helper()
	h.call("POST", "/sandbox/slack/channels", map[string]any{"name": name, "archived": archived, "desk": desk}, nil)
}

// TestCasesFollowTheDeskToAnotherChannel archives the associates' channel while a
// case is under way. Nothing is lost: the bot says that it is not ready and what
// to do, and once it is told of another channel each case goes on there, under one
// card, with what was said meanwhile; also when Slack's answer to the first post is
// lost.
func TestCasesFollowTheDeskToAnotherChannel(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, carol, tom := h.associate("ana"), h.applicant("Carol", "en"), h.applicant("Tom", "en")
		carol.plays(english...)
		old := h.card("C.S.")
		ana.presses(old, "Claim")
		line := ana.writes(old, "I am looking at your dates.")
		idle := h.applicant("Ida", "en")
		idle.plays(english...)

		h.arranges("cases", true, false)
		carol.plays("> Is anybody there?")
		tom.plays(english...)
		carol.plays("> I can wait.")
		bot.becomesIll("slack", "is archived; unarchive it, or write the id of another")
		h.stopBots()
		if log := bot.log(); strings.Contains(log, "parked") || strings.Contains(log, "not delivered") || !strings.Contains(log, "everything waits meanwhile") {
			t.Errorf("while the channel was archived the log said:\n%s", log)
		}

		h.arranges("cases-2", false, true)
		h.desk = "cases-2"
		h.orders(order{API: "slack", Method: "chat.postMessage", Kind: "lost"}, order{API: "slack", Method: "chat.postMessage", Status: 429, RetryAfter: 2})
		bot = h.serve()
		if strings.HasPrefix(h.storage, "redis") {
			h.serve() // and another, which does it all as well
		}
		bot.becomesReady()
		h.pass("2m")
		if cards := h.cards(); len(cards) != 3 {
			t.Fatalf("%d cards stand in the new channel: %v", len(cards), cards)
		}
		goesOnHere(t, ana, carol)
		h.arranges("cases", false, false)
		comesTooLate(t, ana, carol, old, line)
		assertDiscreet(t, bot.log())
	})
}

// goesOnHere holds what stands in the new thread, and goes on in it.
func goesOnHere(t *testing.T, ana *associate, carol *applicant) {
	t.Helper()
	var card post
	for _, p := range ana.cards() {
		if p.inThread("Is anybody there?") > 0 {
			card = p
		}
	}
	if card.TS == "" || !card.says("Owner: Ana") {
		t.Fatalf("no card has what Carol wrote: %v", ana.cards())
	}
	want := []string{"goes on here", "Is anybody there?", "I can wait."}
	if len(card.Thread) != len(want) {
		t.Errorf("the new thread has %d lines: %v", len(card.Thread), card.Thread)
	}
	for i, line := range card.Thread {
		if !line.says(want[i]) {
			t.Errorf("line %d of the new thread reads %q", i, line.Blocks)
		}
	}
	ana.writes(card, "We moved; here I am.")
	expect(t, "Carol", carol.last(), "We moved; here I am.")
	ana.opens(card, "Request payment…").passes()
	expect(t, "Carol", carol.last(), "US$219")
	answer := ana.types("/cases", "")
	ana.reads(answer, "· payment requested")
}

// comesTooLate writes in the old thread, when that can be done again.
func comesTooLate(t *testing.T, ana *associate, carol *applicant, old post, line string) {
	t.Helper()
	before := len(carol.heard())
	ana.call("POST", "/sandbox/slack/say", map[string]string{"user": "ana", "channel": "cases", "thread_ts": old.TS, "text": "And what of this?"}, nil)
	ana.call("POST", "/sandbox/slack/edit", map[string]any{"user": "ana", "channel": "cases", "ts": line, "text": "I was looking."}, nil)
	ana.settle()
	expect(t, "ana", ana.told(), "Cases go on in another channel now")
	if now := carol.heard(); len(now) != before {
		t.Errorf("what was written in the old thread reached Carol: %q", now[before:])
	}
}

// TestAChannelThatIsOpenedAgain gets what waited for it, and nothing twice.
func TestAChannelThatIsOpenedAgain(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(english...)
		h.arranges("cases", true, false)
		carol.plays("> Is anybody there?")
		bot.becomesIll("slack", "is archived")
		h.arranges("cases", false, false)
		bot.becomesReady()
		h.pass("2m")
		if n := h.card("C.S.").inThread("Is anybody there?"); n != 1 {
			t.Errorf("what Carol wrote meanwhile stands there %d times", n)
		}
	})
}

// TestAThreadThatIsDeleted to the last line by somebody gets the case another
// card, once something is to be said there: it is not lost.
func TestAThreadThatIsDeleted(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	h.serve()
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	carol.plays(english...)
	ana.presses(h.card("C.S."), "Claim")
	card := h.card("C.S.")
	for _, line := range append(slices.Clone(card.Thread), card) {
		h.call("POST", "/sandbox/slack/delete", map[string]string{"user": line.User, "channel": h.desk, "ts": line.TS}, nil)
	}
	h.settle()
	carol.plays("> Is anybody there?", "> Hello?")
	h.pass("1m")
	card = h.stands("C.S.", "Owner: Ana")
	if card.inThread("Is anybody there?") != 1 || card.inThread("Hello?") != 1 {
		t.Errorf("the new thread reads %v", card.Thread)
	}
	ana.writes(card, "Here I am.")
	expect(t, "Carol", carol.last(), "Here I am.")
}
