package main

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"residencyassist/storage/redis/redistest"
)

// The days of March and February 2027 on which somebody in Mexico City is told of
// a card that expires on 20 March 2027, and when the month begins and ends.
var (
	monthBegins = "2027-02-16"
	monthEnds   = "2027-03-22"
	toldOn      = []string{
		"2027-02-17", "2027-02-18", "2027-02-27", "2027-03-06", "2027-03-13", // 31, 30, 21, 14 and 7 days before
		"2027-03-16", "2027-03-18", "2027-03-19", // 3, 1 and 0 days before the last office day
		"2027-03-21", // a day after
	}
)

// TestSoakAMonthOfKilledReplicas lets a month of reminders go by while three bots
// on one Redis are killed at random, from outside and at every named point. Each
// person is told on each of the days, within their hours, and once, but for sends
// whose first result nobody could know: those are counted apart.
func TestSoakAMonthOfKilledReplicas(t *testing.T) {
	t.Parallel()
	people, life := 3, 1500*time.Millisecond
	if soaking() {
		people, life = 60, 500*time.Millisecond
	}
	h := open(t, redistest.Start(t), monthBegins)
	for range 3 {
		h.serve()
	}
	var watchers []*applicant
	for range people {
		p := h.applicant("Carol", "en")
		p.plays(watched("20 March 2027")...)
		watchers = append(watchers, p)
	}

	killed := h.killsUntil(monthEnds, life)

	h.settle()
	told, twice := 0, 0
	for _, p := range watchers {
		once, again := p.toldDaily(t)
		told, twice = told+once, twice+again
	}
	unknown := h.resent()
	t.Logf("%d people, %d reminders, %d bots killed, %d sends repeated because the first result was unknown, %d of them stand twice", people, told, killed, unknown, twice)
	if twice > unknown {
		t.Errorf("%d reminders came twice, and only %d sends were unknown", twice, unknown)
	}
}

// killsUntil moves the clock to a day, and until it is there kills one of the bots
// again and again, after so long at most.
func (h *house) killsUntil(day string, life time.Duration) (killed int) {
	h.t.Helper()
	there := make(chan error, 1)
	go func() { there <- h.try("POST", "/sandbox/clock", map[string]any{"to": day}, nil) }()
	points := crashPoints()
	for {
		select {
		case err := <-there:
			if err != nil {
				h.t.Fatal(err)
			}
			return killed
		case <-time.After(time.Duration(rand.Int64N(int64(life)))):
		}
		// One that was told to kill itself goes first, so that never all three are
		// gone: the clock of a sandbox without a bot has nothing to stop at.
		i := len(h.bots) - 1
		if killed%2 == 1 {
			i = rand.IntN(len(h.bots))
		}
		h.bots[i].kill()
		h.bots = slices.Delete(h.bots, i, i+1)
		killed++
		var doom []string
		if killed%2 == 0 {
			doom = append(doom, "CRASH_AT="+points[killed/2%len(points)]+":"+strconv.Itoa(1+rand.IntN(3)))
		}
		h.serve(doom...)
	}
}

// toldDaily holds that somebody was told on each of the days, from nine to seven,
// and counts the days and how often there was a second message on one.
func (a *applicant) toldDaily(t *testing.T) (days, again int) {
	t.Helper()
	zone, err := time.LoadLocation("America/Mexico_City")
	if err != nil {
		t.Fatal(err)
	}
	on := map[string]int{}
	for _, m := range a.chat() {
		if m.From != "bot" || !strings.Contains(m.Text, "What you do now:") || !strings.Contains(m.Text, "What we do:") {
			continue
		}
		at := m.At.In(zone)
		if on[at.Format(time.DateOnly)]++; at.Hour() < 9 || at.Hour() >= 19 {
			t.Errorf("somebody was told at %s", at)
		}
	}
	for _, day := range toldOn {
		if on[day] == 0 {
			t.Errorf("nothing was said on %s", day)
		}
		again += max(0, on[day]-1)
		delete(on, day)
	}
	if len(on) > 0 {
		t.Errorf("something was said on other days as well: %v", on)
	}
	return len(toldOn), again
}
