package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/storage/redis/redistest"
)

// The story: when it begins, and the morning when everybody's renewal window
// has opened.
const (
	firstDay      = "2026-11-22"
	windowsOpened = "2026-11-23T10:00:00-06:00"
)

// cell is one way to run the bot, and one way to end it.
type cell struct {
	name    string
	redis   bool
	bots    int
	webhook bool // and Slack posts signed requests where the bots are asked to end
	gently  bool // by SIGTERM instead of SIGKILL
	kills   int
	soak    int           // kills of the long form
	life    time.Duration // how long a bot lives at most
}

// matrix is all of them. A bot on Redis lives longer: the lease by which one of
// several polls outlives whoever is killed by three seconds, and without these
// nothing would come in to be interrupted.
func matrix() []cell {
	return []cell{
		{name: "SQLite, one bot", bots: 1, kills: 12, soak: 160, life: time.Second},
		{name: "Redis, one bot", redis: true, bots: 1, kills: 4, soak: 100, life: 5 * time.Second},
		{name: "Redis, two that poll", redis: true, bots: 2, kills: 5, soak: 120, life: 4 * time.Second},
		{name: "Redis, two behind a proxy", redis: true, bots: 2, webhook: true, kills: 7, soak: 160, life: 2 * time.Second},
		{name: "SQLite, SIGTERM", bots: 1, gently: true, kills: 4, soak: 60, life: time.Second},
		{name: "Redis, three that poll, restarted in turn", redis: true, bots: 3, gently: true, kills: 6, soak: 60, life: time.Second},
		{name: "Redis, three behind a proxy, restarted in turn", redis: true, bots: 3, webhook: true, gently: true, kills: 6, soak: 60, life: time.Second},
	}
}

// TestSoakNothingLostNothingDoubled ends the bot again and again under the hands
// of people and associates who go on: at random moments and at every named crash
// point, on both storages, alone and with another beside it. Then it holds what
// every one of them received, and what the bot remembers, against what should
// have come. A message may stand there twice only where the result of its send
// was unknown; where the bot is asked to end, none may. SOAK=1 is the long form.
func TestSoakNothingLostNothingDoubled(t *testing.T) {
	t.Parallel()
	known := undisturbed(t)
	cells := matrix()
	results := make([]figures, len(cells))
	var playing sync.WaitGroup // all at once, however few processors there are: they mostly wait
	for i, c := range cells {
		playing.Go(func() { t.Run(c.name, func(t *testing.T) { results[i] = c.play(t, known, i) }) })
	}
	playing.Wait()
	t.Log("\n" + summary(cells, results))
}

// play is the story of one cell.
func (c cell) play(t *testing.T, known *calm, offset int) figures {
	url := "sqlite:" + filepath.Join(t.TempDir(), "bot.db")
	if c.redis {
		url = redistest.Start(t)
	}
	people := &crowd{house: open(t, url, firstDay), calm: known}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := &reaper{cell: c, house: people.house, points: 2 * offset, ways: map[string]int{}, random: rand.New(rand.NewPCG(seed, 0))}
	r.left.Store(int64(c.kills))
	if soaking() {
		r.left.Store(int64(c.soak))
	}
	if c.webhook {
		proxy, address := gate(t)
		people.more, r.proxy = webhook(address), proxy
		if c.gently {
			people.signed, people.front = true, strings.TrimSuffix(address, hookPath)
		}
	}
	ctx, home := context.WithCancel(t.Context())
	defer home()
	var working, coming sync.WaitGroup
	working.Go(func() { people.associates(ctx) })
	working.Go(func() { people.hurries(ctx, time.Second) })
	forReminders := r.remain() / 5
	r.opens()
	coming.Go(func() { people.come(ctx, streets(), func() bool { return r.remain() > forReminders }) })
	r.reaps(forReminders)
	coming.Wait()
	people.jumps(ctx, windowsOpened)
	r.reaps(0)
	people.settlesAtLast(ctx)
	home()
	working.Wait()
	people.stopAll()
	r.reckons()
	return people.reckon(r.ended)
}

// TestKilledAfterEveryStep kills the bot after every single step of the dialogue,
// of which random moments may miss one: the conversation continues at the same
// question. What was under way had settled, so nothing stands there twice.
func TestKilledAfterEveryStep(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), firstDay)
	h.serve()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	for _, what := range english {
		carol.does(what)
		h.settle()
		h.crash()
	}
	h.settle()
	if want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard()); !slices.Equal(got, want) {
		t.Errorf("the killed bot said something else:\n%s", cmp.Diff(want, got))
	}
}

// streets is how many people come at once.
func streets() int {
	if soaking() {
		return 8
	}
	return 3
}

// summary is the whole matrix in figures.
func summary(cells []cell, results []figures) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "ended\tpeople\tmessages\tbrought twice\tsent again\tstands twice\tcut twice\tLOST\tDOUBLED\t \t")
	var all figures
	row := func(name string, f figures) {
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t %s\t\n",
			f.ended, f.people, f.messages, f.twice, f.resent, f.repeated, f.givenUp, f.lost, f.doubled, name)
	}
	for i, c := range cells {
		row(c.name, results[i])
		all.add(results[i])
	}
	row("all", all)
	_ = w.Flush()
	return out.String()
}

// withoutReference hides the one thing in which two people's chats differ.
func withoutReference(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = reference.ReplaceAllString(text, "RA-…")
	}
	return out
}

var reference = regexp.MustCompile(`RA-[0-9A-Z]{4}-[0-9A-Z]{4}`)
