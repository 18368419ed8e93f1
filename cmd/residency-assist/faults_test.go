package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"residencyassist/storage/redis/redistest"
)

// telegramFault is a way in which Telegram fails in the middle of a conversation.
type telegramFault struct {
	name    string
	faults  []order
	unknown int // sends that may have to be repeated, as nobody can know whether they arrived
}

var telegramFaults = []telegramFault{
	{"told to wait", []order{{API: "telegram", Method: "sendMessage", Status: 429, RetryAfter: 5, Times: 3}}, 0},
	{"told to wait, not how long", []order{{API: "telegram", Method: "sendMessage", Status: 429, Times: 3}}, 0},
	{"told to wait with edits", []order{{API: "telegram", Method: "editMessageText", Status: 429, RetryAfter: 7, Times: 2}}, 0},
	{"told to wait with updates", []order{{API: "telegram", Method: "getUpdates", Status: 429, RetryAfter: 1, Times: 2}}, 0},
	{"another poller", []order{{API: "telegram", Method: "getUpdates", Status: 409, Times: 3}}, 0},
	{"a gateway's page", []order{{API: "telegram", Method: "sendMessage", Status: 502, Kind: "html"}}, 1},
	{"a gateway's page for edits", []order{{API: "telegram", Method: "editMessageText", Status: 502, Kind: "html", Times: 3}}, 0},
	{"a gateway's page for updates", []order{{API: "telegram", Method: "getUpdates", Status: 502, Kind: "html", Times: 3}}, 0},
	{"an error of its own", []order{{API: "telegram", Method: "sendMessage", Status: 500}}, 1},
	{"no answer", []order{{API: "telegram", Method: "sendMessage", Kind: "timeout"}}, 1},
	{"the answer lost", []order{{API: "telegram", Method: "sendMessage", Kind: "lost"}}, 1},
	{"the answer to an edit lost", []order{{API: "telegram", Method: "editMessageText", Kind: "lost", Times: 2}}, 0},
	{"updates lost on their way", []order{{API: "telegram", Method: "getUpdates", Kind: "lost", Times: 3}}, 0},
	{"updates delivered twice", []order{{API: "telegram", Method: "update", Kind: "duplicate", Times: 3}}, 0},
	{"everything at once", []order{
		{API: "telegram", Method: "sendMessage", Status: 429, RetryAfter: 3},
		{API: "telegram", Method: "sendMessage", Kind: "lost"},
		{API: "telegram", Method: "getUpdates", Status: 409},
		{API: "telegram", Method: "answerCallbackQuery", Status: 500, Times: 2},
		{API: "telegram", Method: "update", Kind: "duplicate", Times: 2},
	}, 1},
}

// TestTelegramFails lets a person talk with the bot while Telegram fails in one
// way after another. Each time they read what somebody undisturbed reads, save
// for sends whose result nobody could know: those are counted, and there are no
// more of them than there were such faults.
func TestTelegramFails(t *testing.T) {
	t.Parallel()
	// In two worlds at once, since most of it is waiting.
	for i, faults := range slices.Collect(slices.Chunk(telegramFaults, (len(telegramFaults)+1)/2)) {
		t.Run(fmt.Sprint("world ", i), func(t *testing.T) {
			t.Parallel()
			h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
			bot := h.serve()
			undisturbed := h.applicant("Carol", "en")
			undisturbed.plays(english[:6]...)
			for _, try := range faults {
				h.talksWhile(try, undisturbed.heard())
			}
			bot.becomesReady()
			if n := h.assertWaited(); n == 0 {
				t.Error("no call was told to wait")
			}
			h.assertSecret()
		})
	}
}

// talksWhile lets a person talk while Telegram fails in one way, and compares
// what they read with what is wanted.
func (h *house) talksWhile(try telegramFault, want []string) {
	h.t.Helper()
	carol, before := h.applicant("Carol", "en"), h.resent()
	carol.plays(english[:2]...)
	h.orders(try.faults...)
	for _, what := range english[2:6] {
		carol.does(what)
		h.pass("30s")
	}
	h.mends()
	got, again := carol.heard(), h.resent()-before
	h.t.Logf("%s: %d messages, %d sends repeated because the first result was unknown", try.name, len(got), again)
	if again > try.unknown {
		h.t.Errorf("%s: %d sends were unknown, at most %d could be", try.name, again, try.unknown)
	}
	if got = once(got, want, again); !slices.Equal(got, want) {
		h.t.Errorf("%s: somebody read something else:\n%s", try.name, cmp.Diff(want, got))
	}
}

// slackFaults are the ways in which Slack fails while an associate and an
// applicant talk. What is posted there is looked for before it is sent again:
// nothing is ever doubled.
var slackFaults = []struct {
	name   string
	faults []order
}{
	{"told to wait", []order{{API: "slack", Method: "chat.postMessage", Status: 429, RetryAfter: 5, Times: 3}}},
	{"told to wait, not how long", []order{{API: "slack", Method: "chat.postMessage", Status: 429, Times: 3}}},
	{"told to wait with the card", []order{{API: "slack", Method: "chat.update", Status: 429, RetryAfter: 5, Times: 3}}},
	{"a gateway's page", []order{{API: "slack", Method: "chat.postMessage", Status: 502, Kind: "html", Times: 3}}},
	{"no answer", []order{{API: "slack", Method: "chat.postMessage", Kind: "timeout"}}},
	{"the answer lost", []order{{API: "slack", Method: "chat.postMessage", Kind: "lost", Times: 2}, {API: "slack", Method: "chat.update", Kind: "lost"}}},
	{"reactions fail", []order{{API: "slack", Method: "reactions.add", Status: 500, Times: 3}}},
	{"events delivered twice", []order{{API: "slack", Method: "event", Kind: "duplicate", Times: 4}}},
	{"connections refreshed", []order{{API: "slack", Method: "socket", Kind: "disconnect", Times: 2}}},
	{"one connection falls silent", []order{{API: "slack", Method: "socket", Kind: "silent"}}},
	{"everything at once", []order{
		{API: "slack", Method: "chat.postMessage", Status: 429, RetryAfter: 2},
		{API: "slack", Method: "chat.postMessage", Kind: "lost"},
		{API: "slack", Method: "chat.update", Status: 503},
		{API: "slack", Method: "event", Kind: "duplicate", Times: 2},
		{API: "slack", Method: "socket", Kind: "disconnect"},
	}},
}

// TestSlackFails lets an associate and an applicant talk while Slack fails in
// one way after another: each line arrives once, and shows that it did.
func TestSlackFails(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	bot := h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	card := h.card("C.S.")
	for _, try := range slackFaults {
		question, reply := "A question while: "+try.name, "A reply while: "+try.name
		h.orders(try.faults...)
		line := h.replies("ana", card, question)
		h.pass("60s")
		carol.does("> " + reply)
		h.pass("60s")
		h.mends()
		h.settle()
		now := h.card("C.S.")
		if n := carol.count(question); n != 1 {
			t.Errorf("%s: the associate's line arrived %d times", try.name, n)
		}
		if n := now.inThread(reply); n != 1 {
			t.Errorf("%s: the applicant's line stands %d times in the thread", try.name, n)
		}
		if mark := now.line(t, line).Reactions; len(mark["white_check_mark"]) != 1 || len(mark["hourglass_flowing_sand"]) != 0 {
			t.Errorf("%s: the associate sees %v on the line", try.name, mark)
		}
	}
	bot.becomesReady()
	if n := h.assertWaited(); n < 7 {
		t.Errorf("only %d calls were told to wait", n)
	}
	if n := len(h.cards()); n != 1 {
		t.Errorf("there are %d cards", n)
	}
	h.assertSecret()
}

// TestReadinessTellsTheTruth takes each platform away in turn: the bot lives, is
// not ready and says why, and is ready again by itself.
func TestReadinessTellsTheTruth(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	bot := h.serve()
	bot.becomesReady()
	always := 1_000_000
	for _, away := range []struct {
		faults    []order
		part, why string
	}{
		{[]order{{API: "telegram", Method: "getUpdates", Status: 502, Kind: "html", Times: always}}, "telegram", "the answer is not the Bot API's (HTTP 502)"},
		{[]order{{API: "telegram", Method: "getUpdates", Status: 409, Times: always}, {API: "telegram", Method: "getMe", Status: 409, Times: always}}, "telegram", "terminated by other getUpdates request"},
		{[]order{
			{API: "slack", Method: "apps.connections.open", Status: 500, Times: always},
			{API: "slack", Method: "socket", Kind: "disconnect", Times: 2},
		}, "slack", "0 of 2 connections to Slack are open; the last problem: "},
	} {
		h.orders(away.faults...)
		h.applicant("Carol", "en").does("> /start") // ends the poll that is open
		bot.becomesIll(away.part, away.why)
		h.mends()
		bot.becomesReady()
	}
	h.settle()
	h.assertSecret()
}

// TestSomebodyBlocksTheBot lets Telegram refuse an associate's reply because the
// person has blocked the bot: the associate is told, everybody else is served,
// and all is well again once the person comes back.
func TestSomebodyBlocksTheBot(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	h.orders(order{API: "telegram", Method: "sendMessage", Status: http.StatusForbidden}) // the introduction meets it
	h.orders(order{API: "smtp", Method: "rcpt", Status: 550, Times: 2})                   // and mail is no way out
	line := h.replies("ana", h.card("C.S."), "Are you there?")
	h.pass("10s")
	card := h.card("C.S.")
	if len(card.line(t, line).Reactions["warning"]) != 1 || card.inThread("Your reply did not arrive: the mail server refused it") != 1 {
		t.Errorf("the associate is not told: %v", card)
	}
	var others []*applicant
	for i := range 9 {
		others = append(others, h.applicant(fmt.Sprint("Person", i), "en"))
		others[i].does("> /start")
	}
	h.pass("10s")
	for i, other := range others {
		if len(other.heard()) != 1 {
			t.Errorf("person %d heard %q", i, other.heard())
		}
	}
	carol.plays("> /start")
	h.replies("ana", card, "Welcome back.")
	h.pass("10s")
	if carol.count("Welcome back.") != 1 || carol.count("Are you there?") != 0 {
		t.Errorf("back again, Carol reads %q", carol.heard())
	}
}

// TestSoakRedisGoesAway stops a Redis as it stands, and another time kills it and
// starts it anew, while a person talks: nothing is answered from memory, the bot
// says that it is not ready, and afterwards everything is there once. With SOAK=1
// it is away for a minute.
func TestSoakRedisGoesAway(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]struct{ away, back func(*redistest.Server) }{
		"stopped": {(*redistest.Server).Pause, (*redistest.Server).Resume},
		"killed":  {(*redistest.Server).Kill, (*redistest.Server).Restart},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.New(t)
			h := open(t, server.URL(), "2026-11-20")
			bots := []*process{h.serve(), h.serve()}
			undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
			undisturbed.plays(english...)
			carol.plays(english[:8]...)
			before := len(carol.heard())
			trouble.away(server)
			carol.does(english[8])
			h.away(func() {
				for _, bot := range bots {
					bot.becomesIll("storage", "the storage does not take a write")
				}
				carol.does(english[9])
			})
			if n := len(carol.heard()); n != before {
				t.Errorf("while Redis was away somebody heard %d messages", n-before)
			}
			trouble.back(server)
			for _, bot := range bots {
				bot.becomesReady()
			}
			h.pass("3s")
			carol.plays(english[10:]...)
			want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
			if got = once(got, want, h.resent()); !slices.Equal(got, want) {
				t.Errorf("after Redis was away somebody read something else:\n%s", cmp.Diff(want, got))
			}
			if n := len(h.cards()); n != 2 {
				t.Errorf("two requests made %d cards", n)
			}
			for _, bot := range bots {
				if status := bot.stop(); status != 0 {
					t.Errorf("asked to stop, a bot ended with %d", status)
				}
			}
			t.Logf("away for %v at least; %d sends repeated because the first result was unknown", outage(), h.resent())
		})
	}
}

// TestSoakSilentSockets lets both connections to Slack stay open and carry
// nothing more, and Slack give no others: with SOAK=1 until the bot notices by
// itself. Otherwise one of the two falls silent, and the other carries on.
func TestSoakSilentSockets(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	bot := h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	bot.becomesReady()
	card := h.card("C.S.")
	silent := order{API: "slack", Method: "socket", Kind: "silent", Times: 1}
	if soaking() {
		silent.Times = 2
		h.orders(order{API: "slack", Method: "apps.connections.open", Status: 500, Times: 3})
	}
	h.orders(silent)
	for i := range 6 {
		h.replies("ana", card, fmt.Sprintf("Line number %d.", i))
	}
	if soaking() {
		bot.becomesIll("slack", "0 of 2 connections to Slack are open")
		bot.becomesReady()
	}
	h.pass("10s")
	h.settle()
	for i := range 6 {
		if n := carol.count(fmt.Sprintf("Line number %d.", i)); n != 1 {
			t.Errorf("line %d arrived %d times", i, n)
		}
	}
	if strings.Contains(bot.log(), "sending again") {
		t.Error("a send was repeated")
	}
}

// once takes out what was sent twice, at most as many messages as were counted
// as such. The first copy of a question keeps its words where the second one,
// whose number is known, has given way to its answer.
func once(got, want []string, repeated int) (out []string) {
	for _, text := range got {
		expected := len(out) < len(want) && want[len(out)] == text
		if !expected && repeated > 0 {
			repeated--
			continue
		}
		out = append(out, text)
	}
	return out
}
