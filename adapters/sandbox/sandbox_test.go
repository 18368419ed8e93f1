package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the story's zone, also where the machine has none

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// start runs a sandbox until the test ends.
func start(t *testing.T, change ...func(*Sandbox)) *Sandbox {
	t.Helper()
	s, err := New(Options{Listen: "127.0.0.1:0", Today: "2026-03-01"})
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range change {
		do(s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

// call sends JSON and returns the status and the decoded object.
func call(t *testing.T, s *Sandbox, method, path, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	_ = json.Unmarshal(raw, &answer) // lists and pages have no fields to look at
	return resp.StatusCode, answer
}

func storyNow(t *testing.T, answer map[string]any) time.Time {
	t.Helper()
	words, _ := answer["now"].(string)
	now, err := time.Parse(time.RFC3339Nano, words)
	if err != nil {
		t.Fatalf("%v: %v", answer, err)
	}
	return now
}

// noon is the story's first instant.
func noon() time.Time { return time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC) }

func TestOnlyLoopbackIsServed(t *testing.T) {
	for _, address := range []string{":0", "0.0.0.0:0", "192.0.2.1:0", "example.org:0"} {
		if _, err := New(Options{Listen: address}); err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := New(Options{Listen: "127.0.0.1:0", Today: "tomorrow"}); err == nil {
		t.Error("a day that is none was taken")
	}
	if _, err := Fetch(t.Context(), "http://example.org"); err == nil {
		t.Error("a sandbox elsewhere was asked")
	}
}

func TestOtherWebsitesAreKeptOut(t *testing.T) {
	s := start(t)
	for name, header := range map[string][3]string{
		"foreign origin": {"Origin", "https://evil.example", http.MethodPost},
		"foreign fetch":  {"Sec-Fetch-Site", "cross-site", http.MethodPost},
		"foreign read":   {"Sec-Fetch-Site", "cross-site", http.MethodGet},
		"foreign host":   {"Host", "evil.example", http.MethodPost},
	} {
		req, err := http.NewRequest(header[2], s.URL()+"/sandbox/clock", nil)
		if err != nil {
			t.Fatal(err)
		}
		if header[0] == "Host" {
			req.Host = header[1]
		} else {
			req.Header.Set(header[0], header[1])
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
}

func TestABotLearnsWhereThePlatformsAre(t *testing.T) {
	s := start(t)
	settings, err := Fetch(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	if settings.Telegram.APIURL != s.URL()+"/telegram" || settings.Slack.APIURL == "" || settings.Slack.BotToken == "" {
		t.Fatalf("%+v", settings)
	}
	bot := tgbotapi.BotAPI{Token: settings.Telegram.Token, Client: http.DefaultClient}
	bot.SetAPIEndpoint(settings.Telegram.APIURL + "/bot%s/%s")
	if _, err := bot.MakeRequest("getMe", nil); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/": 200, "/sandbox/mail": 200, "/nowhere": 404} {
		if status, _ := call(t, s, http.MethodGet, path, ""); status != want {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestChangesAreAnnounced(t *testing.T) {
	s := start(t)
	resp, err := http.Get(s.URL() + "/sandbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if number, ok := bytes.CutPrefix(lines.Bytes(), []byte("id: ")); ok {
				return string(number)
			}
		}
		t.Fatal("the stream ended")
		return ""
	}
	first := next()
	call(t, s, http.MethodPost, "/sandbox/telegram/people", `{"first_name":"Ana"}`)
	if second := next(); second == first {
		t.Fatalf("two events have the number %s", first)
	}
}

func TestFaultsAreOrderedAndForgotten(t *testing.T) {
	s := start(t)
	getMe := "/telegram/bot" + s.telegram.Settings().Token + "/getMe"
	order := `{"api":"telegram","method":"getMe","status":500,"times":5}`
	if status, answer := call(t, s, http.MethodPost, "/sandbox/faults", order); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	if status, _ := call(t, s, http.MethodGet, getMe, ""); status != 500 {
		t.Fatalf("the fault was not met: %d", status)
	}
	call(t, s, http.MethodDelete, "/sandbox/faults", "")
	if status, _ := call(t, s, http.MethodGet, getMe, ""); status != 200 {
		t.Fatalf("the fault was not forgotten: %d", status)
	}
	for _, body := range []string{`{"api":"fax","status":500}`, `{"api":"slack"}`, `{"api":"slack","kind":"odd"}`, `{"api":"slack","sttus":500}`, `{"api":"sandbox","method":"clock","kind":"silent"}`} {
		if status, _ := call(t, s, http.MethodPost, "/sandbox/faults", body); status != 400 {
			t.Errorf("%s: %d", body, status)
		}
	}
}

// TestCallsAreNoted asks what was called, and how it was answered.
func TestCallsAreNoted(t *testing.T) {
	s := start(t)
	bot := "/telegram/bot" + s.telegram.Settings().Token
	call(t, s, http.MethodPost, "/sandbox/faults", `{"api":"telegram","method":"sendMessage","status":429}`)
	for _, address := range []string{bot + "/sendMessage?chat_id=5&text=x", bot + "/getMe", "/slack/api/auth.test"} {
		if status, answer := call(t, s, http.MethodPost, address, ""); status != 200 && status != 429 {
			t.Fatalf("%s: %d %v", address, status, answer)
		}
	}
	var got []string
	for _, c := range s.calls.List() {
		got = append(got, fmt.Sprintf("%s %s to %q: %d", c.API, c.Method, c.To, c.Status))
	}
	want := []string{`telegram sendMessage to "5": 429`, `telegram getMe to "": 200`, `slack auth.test to "": 200`}
	if !slices.Equal(got, want) {
		t.Errorf("noted %q, want %q", got, want)
	}
}
