package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// order is a fault as the sandbox takes it.
type order struct {
	API        string `json:"api"`
	Method     string `json:"method"`
	Status     int    `json:"status,omitempty"`
	RetryAfter int    `json:"retry_after,omitempty"`
	Times      int    `json:"times,omitempty"`
	Kind       string `json:"kind,omitempty"`
}

// orders lets the world fail in some ways.
func (h *house) orders(faults ...order) {
	h.t.Helper()
	for _, f := range faults {
		h.call("POST", "/sandbox/faults", f, nil)
	}
}

// mends forgets every fault that was not met yet.
func (h *house) mends() { h.t.Helper(); h.call("DELETE", "/sandbox/faults", nil, nil) }

// called is one call as the sandbox noted it.
type called struct {
	API        string    `json:"api"`
	Method     string    `json:"method"`
	To         string    `json:"to"`
	Status     int       `json:"status"`
	RetryAfter int       `json:"retry_after"`
	At         time.Time `json:"at"`
}

func (h *house) calls() (list []called) {
	h.t.Helper()
	h.call("GET", "/sandbox/calls", nil, &list)
	return list
}

// assertWaited holds that nobody who was told to wait called the same method for
// the same chat before that. Clocks on two sides of a wire may differ a little.
func (h *house) assertWaited() (refusals int) {
	h.t.Helper()
	const wire = 100 * time.Millisecond
	list := h.calls()
	for _, first := range list {
		if first.Status != http.StatusTooManyRequests || first.RetryAfter == 0 {
			continue
		}
		refusals++
		until := first.At.Add(time.Duration(first.RetryAfter) * time.Second)
		for _, c := range list {
			same := c.API == first.API && c.Method == first.Method && c.To == first.To
			if same && c.At.After(first.At) && c.At.Before(until.Add(-wire)) {
				h.t.Errorf("%s to %q was told to wait for %d seconds and called again after %v", c.Method, c.To, first.RetryAfter, c.At.Sub(first.At))
			}
		}
	}
	return refusals
}

// get asks a bot's own server.
func (p *process) get(path string) (status int, answer []byte) {
	p.t.Helper()
	client := http.Client{Timeout: 10 * time.Second}
	resp, err := client.Get("http://" + p.address + path)
	if err != nil {
		p.t.Fatalf("asking the bot: %v\n%s", err, p.log())
	}
	defer resp.Body.Close()
	if answer, err = io.ReadAll(resp.Body); err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// becomesReady waits until a bot says that it can do its work.
func (p *process) becomesReady() {
	p.t.Helper()
	p.becomes(func(parts map[string]string) bool {
		for _, words := range parts {
			if words != "ok" && !strings.Contains(words, "connections to Slack are open") {
				return false
			}
		}
		return len(parts) > 0
	}, http.StatusOK, "ready")
}

// becomesIll waits until a bot says of one part, and for this reason, that it
// cannot do its work.
func (p *process) becomesIll(part, why string) {
	p.t.Helper()
	p.becomes(func(parts map[string]string) bool { return strings.Contains(parts[part], why) },
		http.StatusServiceUnavailable, fmt.Sprintf("ill because of %s: %s", part, why))
}

// becomes waits for a state of a bot, which lives in the meantime.
func (p *process) becomes(is func(parts map[string]string) bool, want int, what string) {
	p.t.Helper()
	last := ""
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); {
		if status, answer := p.get("/healthz"); status != http.StatusOK {
			p.t.Fatalf("the bot does not live: %d %s", status, answer)
		}
		status, answer := p.get("/readyz")
		var parts map[string]string
		if err := json.Unmarshal(answer, &parts); err != nil {
			p.t.Fatal(err)
		}
		if last = fmt.Sprint(status, " ", string(answer)); status == want && is(parts) {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	p.t.Fatalf("the bot never becomes %s; in the end it says %s\n%s", what, last, p.log())
}

// assertSecret holds that no bot of a house told a secret: in its log, in what it
// says of itself, at the desk or in a chat.
func (h *house) assertSecret(more ...string) {
	h.t.Helper()
	var found struct {
		Telegram struct {
			Token string `json:"token"`
		} `json:"telegram"`
		Slack struct {
			BotToken string `json:"bot_token"`
			AppToken string `json:"app_token"`
		} `json:"slack"`
	}
	h.call("GET", "/sandbox", nil, &found)
	_, half, _ := strings.Cut(found.Telegram.Token, ":")
	secrets := slices.Concat(more, []string{half, found.Slack.BotToken, found.Slack.AppToken, "ticket=", strings.Split(strings.SplitN(h.keys, ":", 2)[1], ",")[0]})
	for _, p := range h.all {
		assertNoneIn(h.t, "the log", p.log(), secrets)
	}
	for _, p := range h.bots {
		for _, path := range []string{"/readyz", "/metrics"} {
			_, answer := p.get(path)
			assertNoneIn(h.t, path, string(answer), secrets)
		}
	}
	for _, path := range []string{"/sandbox/slack/channels/cases", "/sandbox/slack/ephemeral/ana"} {
		var seen json.RawMessage
		h.call("GET", path, nil, &seen)
		assertNoneIn(h.t, path, string(seen), secrets)
	}
}

func assertNoneIn(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for i, secret := range secrets {
		if secret == "" {
			t.Fatalf("secret %d is empty, and would be found nowhere", i)
		}
		if strings.Contains(text, secret) {
			t.Errorf("%s tells secret %d:\n%.2000s", where, i, text)
		}
	}
}

// soaking says whether there is time for the long forms.
func soaking() bool { return os.Getenv("SOAK") != "" }

// outage is how long something is away: in earnest a minute.
func outage() time.Duration {
	if soaking() {
		return time.Minute
	}
	return time.Second
}

// away lets something happen while something is away, which takes an outage at
// least.
func (h *house) away(meanwhile func()) {
	h.t.Helper()
	over := time.After(outage())
	meanwhile()
	<-over
}
