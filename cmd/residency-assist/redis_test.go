package main

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/storage/redis/redistest"
)

// TestJourneyOnCluster is a request and its reminder where records lie on three
// nodes.
func TestJourneyOnCluster(t *testing.T) {
	t.Parallel()
	h := open(t, redistest.NewCluster(t).URL(), "2026-11-20")
	h.serve()
	journey(t, h, func(int) {})
}

// TestJourneyOnSentinel is the same where the master is killed in the middle of
// it: the bot finds the next one by itself and goes on at the same question.
func TestJourneyOnSentinel(t *testing.T) {
	t.Parallel()
	sentinel := redistest.NewSentinel(t, "--min-replicas-to-write", "1")
	h := open(t, sentinel.URL()+"?wait=1", "2026-11-20")
	bot := h.serve()
	journey(t, h, func(step int) {
		if step == len(english)/2 {
			killed := sentinel.KillMaster()
			sentinel.AwaitFailover(killed)
			sentinel.Rejoin(killed)
		}
	})
	if status := bot.stop(); status != 0 {
		t.Errorf("asked to stop, the bot ended with %d", status)
	}
	for line := range strings.Lines(bot.log()) {
		if !strings.HasPrefix(line, "{") {
			t.Errorf("the log has a line that is not JSON: %s", line)
		}
	}
	assertDiscreet(t, bot.log())
}

// journey lets two people walk the same way, the second one with something
// happening right after each step, and holds that they read the same: nothing
// lost, and nothing doubled save what was counted.
func journey(t *testing.T, h *house, happens func(step int)) {
	t.Helper()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	h.walk(carol, happens)
	want := withoutReference(undisturbed.heard())
	assertReads(t, h, carol, want, h.resent())
	if n := len(h.cards()); n != 2 {
		t.Errorf("two requests made %d cards", n)
	}
	h.until("2026-11-24")
	for _, person := range []*applicant{undisturbed, carol} {
		if n := person.count("Your renewal window is open"); n != 1 {
			t.Errorf("the reminder came %d times", n)
		}
	}
}

// walk lets a person walk the short path, with something happening right after
// each step.
func (h *house) walk(person *applicant, happens func(step int)) {
	h.t.Helper()
	for step, what := range english {
		person.does(what)
		happens(step)
		h.pass("3s")
	}
	h.settle()
}

func assertReads(t *testing.T, h *house, person *applicant, want []string, twice int) {
	t.Helper()
	got := withoutReference(person.heard())
	t.Logf("%d messages, %d sends repeated because the first result was unknown", len(got), twice)
	if got = once(got, want, twice); !slices.Equal(got, want) {
		t.Errorf("somebody read something else:\n%s", cmp.Diff(want, got))
	}
}

// TestSoakRedisKilledUnderTheBot kills Redis at random moments while people talk
// to the bot; it comes back on the same data. With SOAK=1 it does so fifteen
// times and more, otherwise twice.
func TestSoakRedisKilledUnderTheBot(t *testing.T) {
	t.Parallel()
	kills := 2
	if soaking() {
		kills = 15
	}
	server := redistest.New(t)
	h := open(t, server.URL(), "2026-11-20")
	h.serve()
	undisturbed := h.applicant("Carol", "en")
	undisturbed.plays(english...)
	want := withoutReference(undisturbed.heard())
	people, killed := 0, 0
	for killed < kills {
		carol, before := h.applicant("Carol", "en"), h.resent()
		h.walk(carol, func(int) {
			if rand.IntN(4) > 0 {
				return
			}
			<-time.After(time.Duration(rand.IntN(40)) * time.Millisecond)
			server.Kill()
			server.Restart()
			killed++
		})
		assertReads(t, h, carol, want, h.resent()-before)
		people++
	}
	t.Logf("%d people, Redis killed %d times", people, killed)
	if n := len(h.cards()); n != people+1 {
		t.Errorf("%d requests made %d cards", people+1, n)
	}
}

// TestServeSaysThatRedisIsAway holds that a bot without its Redis ends at once,
// so that whoever started it knows, and says what to look at, without the
// password.
func TestServeSaysThatRedisIsAway(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	server.Kill()
	for _, url := range []string{
		"redis://:p4ss-w0rd@" + server.Address() + "/0",
		"redis+sentinel://:p4ss-w0rd@" + server.Address() + "/main",
		"redis+cluster://:p4ss-w0rd@" + server.Address(),
	} {
		h := open(t, url, "2026-11-20")
		bot := h.start()
		<-bot.done
		log := bot.log()
		if bot.cmd.ProcessState.ExitCode() == 0 || !strings.Contains(log, "Redis cannot be reached") || !strings.Contains(log, "STORAGE_URL") {
			t.Errorf("the bot said only %s", log)
		}
		if strings.Contains(log, "p4ss-w0rd") {
			t.Errorf("the bot told the password")
		}
	}
}

// TestServeWaitsForARedisThatIsLoading starts the bot together with a Redis that
// has much to read first.
func TestServeWaitsForARedisThatIsLoading(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	ballast := server.Client().Pipeline()
	for i := range 4096 { // while it loads, Redis looks up after every 1024
		ballast.Set(t.Context(), "ballast "+strconv.Itoa(i), i, 0)
	}
	if _, err := ballast.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.Kill()
	server.Launch("--key-load-delay", "500") // microseconds each
	h := open(t, server.URL(), "2026-11-20")
	bot := h.serve()
	if !strings.Contains(bot.log(), "Redis is still loading its data") {
		t.Errorf("the bot did not find Redis loading:\n%s", bot.log())
	}
}
