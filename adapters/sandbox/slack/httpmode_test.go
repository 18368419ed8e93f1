package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	slackgo "github.com/slack-go/slack"
)

// request is a signed delivery as the app received it.
type request struct {
	retry, reason string
	body          []byte
}

// webApp is an app behind signed HTTP. It answers the challenge and hands on
// whatever else is delivered with a good signature.
func webApp(t *testing.T, answer func(http.ResponseWriter, request)) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		verifier, err := slackgo.NewSecretsVerifier(r.Header, signingSecret)
		if err != nil {
			t.Errorf("the signature cannot be read: %v", err)
			return
		}
		if _, err := verifier.Write(body); err != nil {
			t.Error(err)
		}
		if err := verifier.Ensure(); err != nil {
			t.Errorf("the signature is not good: %v", err)
		}
		var hello struct{ Challenge string }
		if json.Unmarshal(body, &hello) == nil && hello.Challenge != "" {
			fmt.Fprint(rw, hello.Challenge)
			return
		}
		answer(rw, request{r.Header.Get("X-Slack-Retry-Num"), r.Header.Get("X-Slack-Retry-Reason"), body})
	}))
	t.Cleanup(server.Close)
	return server
}

func TestSignedHTTPIsRetriedUntilAnswered(t *testing.T) {
	town := newTown(t)
	got := make(chan request, 4)
	server := webApp(t, func(rw http.ResponseWriter, r request) {
		if r.retry == "" {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
		got <- r
	})
	var out struct{ Error string }
	addresses := object{"events_url": server.URL, "interactive_url": server.URL, "commands_url": server.URL}
	if code := town.control("POST", "http", addresses, &out); code != 200 {
		t.Fatalf("switching to HTTP answered %d %s", code, out.Error)
	}
	town.say("ana", "", "over HTTP")
	first, second := <-got, <-got
	if first.retry != "" || second.retry != "1" || second.reason != "http_error" || string(first.body) != string(second.body) {
		t.Errorf("the deliveries were %+v and %+v", first, second)
	}
	town.quiet()
}

func TestSignedHTTPCarriesCommands(t *testing.T) {
	town := newTown(t)
	server := webApp(t, func(rw http.ResponseWriter, r request) {
		writeJSON(rw, http.StatusOK, object{"text": "two cases", "response_type": "in_channel"})
	})
	town.control("POST", "http", object{"events_url": server.URL, "interactive_url": server.URL, "commands_url": server.URL}, nil)
	var out struct{ Text string }
	town.control("POST", "command", object{"user": "ana", "channel": "cases", "command": "/cases"}, &out)
	if out.Text != "two cases" {
		t.Errorf("the command answered %+v", out)
	}
	if seen := town.channel(); len(seen) != 1 || seen[0].Text != "two cases" {
		t.Errorf("the channel shows %+v", seen)
	}
}

func TestHTTPNeedsTheChallenge(t *testing.T) {
	town := newTown(t)
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if code := town.control("POST", "http", object{"events_url": server.URL}, nil); code != 400 {
		t.Errorf("an address that does not answer was taken: %d", code)
	}
}
