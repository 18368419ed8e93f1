package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"

	"residencyassist/storage/redis/redistest"
)

// An hour of story is so many rounds of traffic.
const (
	rounds    = 3
	roundTime = "20m"
)

// TestSoakNothingLeaks lets an hour's traffic go through a bot on each storage:
// dialogues, talk, connections to Slack that end, Telegram being ill. Then the
// bot has no more goroutines and Redis no more connections than after the first
// of it; and when it has ended, none but those of connections that rest, which
// end by themselves after a minute and a half. SOAK=1 makes it ten hours.
//
// The bot runs in this process, under a label by which its goroutines are told
// from those of other tests. A connection to a platform has goroutines of its
// own, and is counted with them.
func TestSoakNothingLeaks(t *testing.T) {
	t.Parallel()
	hours := 1
	if soaking() {
		hours = 10
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		open(t, "sqlite:"+t.TempDir()+"/bot.db", firstDay).leaksNothing(hours, func() int { return 0 })
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		server := redistest.New(t)
		client := server.Client()
		open(t, server.URL(), firstDay).leaksNothing(hours, func() int {
			list, err := client.ClientList(context.Background()).Result()
			if err != nil {
				t.Error(err)
			}
			return strings.Count(list, "\n")
		})
	})
}

func (h *house) leaksNothing(hours int, connections func() int) {
	h.t.Helper()
	count := func() population { return population{labelled(h.url), connections()} }
	empty := count()
	ctx, end := context.WithCancel(h.t.Context())
	defer end()
	begun, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		pprof.Do(ctx, pprof.Labels(label, h.url), func(ctx context.Context) { h.inProcess(ctx, begun) })
	}()
	<-begun
	h.round()
	before := count()
	for range hours * rounds {
		h.round()
	}
	before.holds(h.t, "after the traffic", few, count)
	end()
	<-ended
	empty.holds(h.t, "after the bot has ended", 2*few, count)
}

// inProcess serves a house from this very process.
func (h *house) inProcess(ctx context.Context, begun chan struct{}) {
	s, err := readSettings(map[string]string{
		"SANDBOX_URL": h.url, "STORAGE_URL": h.storage, "DATA_KEYS": h.keys, "SLACK_HOLD": "2s",
	})
	if err == nil {
		err = serve(ctx, s, slog.New(slog.DiscardHandler), func(string) { close(begun) })
	}
	if err != nil {
		h.t.Errorf("the bot ended: %v", err)
	}
}

// round is somebody who asks for help and talks to an associate, while the
// platforms have their troubles.
func (h *house) round() {
	h.t.Helper()
	troubles := []map[string]any{
		{"api": "slack", "method": "socket", "kind": "disconnect", "times": 2},
		{"api": "telegram", "method": "getUpdates", "kind": "html", "status": 502},
		{"api": "telegram", "method": "sendMessage", "status": 429, "retry_after": 1},
		{"api": "telegram", "method": "editMessageText", "kind": "html", "status": 502},
	}
	carol := h.applicant("Carol", "en")
	for i, act := range english {
		if i < len(troubles) {
			h.call("POST", "/sandbox/faults", troubles[i], nil)
		}
		carol.does(act)
		h.pass("3s")
	}
	ref := reference.FindString(strings.Join(carol.heard(), " "))
	h.replies("ana", h.card(ref), question)
	h.pass(roundTime)
	if carol.count(question) != 1 {
		h.t.Errorf("the traffic stopped at %q", carol.last())
	}
}

// population is what a bot must not have more and more of.
type population struct{ goroutines, connections int }

// few is how many more there may be: a connection that rests until it is needed
// again has two goroutines.
const few = 6

// label marks a bot's goroutines; what they begin inherits it.
const label = "bot in"

// labelled counts the goroutines of a house's bot.
func labelled(url string) (n int) {
	var profile strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		panic(err)
	}
	_, groups, _ := strings.Cut(profile.String(), "\n") // the first line is their sum
	for group := range strings.SplitSeq(groups, "\n\n") {
		if strings.Contains(group, fmt.Sprintf("# labels: {%q:%q}", label, url)) {
			of, _, _ := strings.Cut(group, " ")
			these, err := strconv.Atoi(of)
			if err != nil {
				panic(err)
			}
			n += these
		}
	}
	return n
}

// holds waits until there are no more than there were, but for some.
func (p population) holds(t *testing.T, when string, but int, count func() population) {
	t.Helper()
	var now population
	err := until(t.Context(), func() (bool, error) {
		now = count()
		return now.goroutines <= p.goroutines+but && now.connections <= p.connections+but, nil
	})
	t.Logf("%s: %d goroutines and %d connections to Redis; there were %d and %d", when, now.goroutines, now.connections, p.goroutines, p.connections)
	if err != nil {
		var stacks strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
		t.Errorf("%s there are more than there were:\n%s", when, stacks.String())
	}
}
