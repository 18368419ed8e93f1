package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"residencyassist/storage/redis/redistest"
)

// knock is a request as Slack made it.
type knock struct {
	path string
	head http.Header
	body []byte
}

// at makes the request once more, to a bot, and returns how it is answered.
func (k knock) at(t *testing.T, bot *process) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://"+bot.address+k.path, bytes.NewReader(k.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = k.head.Clone()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// signedAt is the request as Slack would have signed it at another time.
func (k knock) signedAt(at time.Time, secret string) knock {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(k.body)
	head := k.head.Clone()
	head.Set("X-Slack-Request-Timestamp", stamp)
	head.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return knock{k.path, head, k.body}
}

// eavesdrops stands between Slack and a bot and remembers what passes.
func (h *house) eavesdrops(bot *process) func() []knock {
	h.t.Helper()
	var mu sync.Mutex
	var heard []knock
	ear := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		k := knock{r.URL.Path, r.Header.Clone(), body}
		mu.Lock()
		heard = append(heard, k)
		mu.Unlock()
		status, answer := k.at(h.t, bot)
		if strings.HasPrefix(answer, "{") {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	h.t.Cleanup(ear.Close)
	h.call("POST", "/sandbox/slack/http", map[string]string{
		"events_url": ear.URL + "/slack/events", "interactive_url": ear.URL + "/slack/interactive", "commands_url": ear.URL + "/slack/commands",
	}, nil)
	return func() []knock {
		mu.Lock()
		defer mu.Unlock()
		return append([]knock(nil), heard...)
	}
}

// TestWhatWasHeardOnceIsOfNoUse replays everything that Slack posted while a case
// was claimed, answered and asked to be paid for: to the replica that took it, which
// refuses it, and to another, where nothing happens a second time. What is six
// minutes old is refused everywhere, and each refusal is counted.
func TestWhatWasHeardOnceIsOfNoUse(t *testing.T) {
	t.Parallel()
	h := open(t, redistest.Start(t), "2026-11-20")
	h.signed = true
	other, bot := h.serve(), h.serve()
	heard := h.eavesdrops(bot)
	ana, carol := h.associate("ana"), h.applicant("Carol", "en")
	carol.plays(english...)
	card := h.card("C.S.")
	ana.presses(card, "Claim")
	ana.writes(card, "Shall we begin?")
	ana.opens(card, "Request payment…").fill("A note to the applicant", "Card or transfer.").passes()
	told, before, stood := len(carol.heard()), len(ana.whispers()), len(h.card("C.S.").Thread)

	var secret struct {
		Slack struct {
			SigningSecret string `json:"signing_secret"`
		} `json:"slack"`
	}
	h.call("GET", "/sandbox", nil, &secret)
	knocks := heard()
	for _, k := range knocks {
		if status, _ := k.at(t, bot); status != http.StatusUnauthorized {
			t.Errorf("replayed to the one who took it, a request to %s is answered %d", k.path, status)
		}
		if status, answer := k.at(t, other); status != http.StatusOK {
			t.Errorf("replayed to another, a request to %s is answered %d %s", k.path, status, answer)
		}
		if status, _ := k.signedAt(time.Now().Add(-6*time.Minute), secret.Slack.SigningSecret).at(t, other); status != http.StatusUnauthorized {
			t.Errorf("six minutes old, a request to %s is answered %d", k.path, status)
		}
	}
	h.settle()
	if now := carol.heard(); len(now) != told {
		t.Errorf("Carol was told %q once more", now[told:])
	}
	if now := h.card("C.S."); len(now.Thread) != stood || !now.says("Stage: payment requested") {
		t.Errorf("the thread had %d lines and has %v", stood, now.Thread)
	}
	for _, said := range ana.whispers()[before:] {
		t.Errorf("Ana was told %q", said.Text)
	}
	h.stopBots()
	counted := `"refused":` + strconv.Itoa(len(knocks))
	for _, p := range []*process{bot, other} {
		if !strings.Contains(p.log(), counted) {
			t.Errorf("a bot did not count %d:\n%s", len(knocks), p.log())
		}
	}
}
