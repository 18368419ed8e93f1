package main

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// balancer stands before several bots, as a proxy does: it gives each update to
// the next of them or, when told to, to all at once.
type balancer struct {
	mu     sync.Mutex
	bots   []*process
	turn   int
	toAll  bool
	passed map[*process]int // updates that a bot took
	failed int              // updates that met a bot that has gone
}

// webhook is the settings of one.
func webhook(address string) []string {
	return []string{"TELEGRAM_WEBHOOK_URL=" + address, "TELEGRAM_WEBHOOK_SECRET=" + strings.Repeat("s3cret-_", 4)}
}

// gate is a balancer, and the address at which Telegram finds it.
func gate(t *testing.T) (*balancer, string) {
	t.Helper()
	b := &balancer{passed: map[*process]int{}}
	web := httptest.NewServer(b)
	t.Cleanup(web.Close)
	return b, web.URL + hookPath
}

// hookPath is where updates are posted.
const hookPath = "/telegram/hook"

// before puts the balancer before these bots.
func (b *balancer) before(bots []*process, toAll bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bots, b.toAll = slices.Clone(bots), toAll
}

// next is whom an update goes to.
func (b *balancer) next() []*process {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.toAll || len(b.bots) == 0 {
		return b.bots
	}
	b.turn++
	i := b.turn % len(b.bots)
	return b.bots[i : i+1]
}

// ServeHTTP answers what the bot did that was asked; of several, the one that fared
// worst. What finds nobody listening any more is given to the next, as proxies do.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	worst := reply{status: http.StatusBadGateway}
	for range 3 {
		bots := b.next()
		if err != nil || len(bots) == 0 {
			break
		}
		if worst = b.askAll(bots, r, body); !worst.gone {
			break
		}
	}
	maps.Copy(w.Header(), worst.header)
	w.WriteHeader(worst.status)
	_, _ = w.Write(worst.body) // whoever asked has gone
}

// reply is what a bot answered.
type reply struct {
	status int
	header http.Header
	body   []byte
	gone   bool // nobody listened
}

func (b *balancer) askAll(bots []*process, r *http.Request, body []byte) reply {
	replies := make([]reply, len(bots))
	var asking sync.WaitGroup
	for i, bot := range bots {
		asking.Go(func() { replies[i] = b.ask(bot, r, body) })
	}
	asking.Wait()
	return slices.MaxFunc(replies, func(a, b reply) int { return a.status - b.status })
}

func (b *balancer) ask(bot *process, r *http.Request, body []byte) reply {
	req := r.Clone(r.Context())
	req.RequestURI, req.URL.Scheme, req.URL.Host = "", "http", bot.address
	req.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := http.DefaultTransport.RoundTrip(req)
	got := reply{status: http.StatusBadGateway, gone: errors.Is(err, syscall.ECONNREFUSED)}
	if err == nil {
		defer resp.Body.Close()
		got.status, got.header = resp.StatusCode, resp.Header
		got.body, _ = io.ReadAll(resp.Body) // what there is of it
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch got.status {
	case http.StatusOK:
		b.passed[bot]++
	case http.StatusBadGateway:
		b.failed++
	}
	return got
}
