package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// httpMode is where signed requests go instead of sockets.
type httpMode struct {
	EventsURL      string `json:"events_url"`
	InteractiveURL string `json:"interactive_url"`
	CommandsURL    string `json:"commands_url"`
}

// useHTTP switches to signed HTTP once the events address has answered Slack's
// challenge, or back to sockets when nothing is given.
func (w *World) useHTTP(r *http.Request) (any, error) {
	var mode httpMode
	if err := readBody(r, &mode); err != nil {
		return nil, err
	}
	if mode == (httpMode{}) {
		w.locked(func() { w.http = nil; w.dispatch() })
		return object{}, nil
	}
	if err := w.challenge(r.Context(), mode.EventsURL); err != nil {
		return nil, refuse("the events address did not pass the challenge: " + err.Error())
	}
	w.locked(func() { w.http = &mode; w.dispatch() })
	return object{}, nil
}

// challenge asks an events address to repeat a word, as Slack does before it
// takes one.
func (w *World) challenge(ctx context.Context, address string) error {
	word := secret()
	text, err := json.Marshal(object{"token": "unused", "type": "url_verification", "challenge": word})
	if err != nil {
		return err
	}
	reply, _, err := w.deliver(ctx, address, "application/json", text, nil)
	if err != nil {
		return err
	}
	var echo struct{ Challenge string }
	if json.Unmarshal(reply, &echo) == nil && echo.Challenge == word {
		return nil
	}
	if strings.TrimSpace(string(reply)) == word {
		return nil
	}
	return errors.New("it did not repeat the word")
}

// sendHTTP posts an envelope and settles it by the answer.
func (w *World) sendHTTP(e *envelope) {
	e.inFlight = true
	mode := *w.http
	headers := map[string]string{}
	if e.attempt > 0 {
		headers["X-Slack-Retry-Num"] = strconv.Itoa(e.attempt)
		headers["X-Slack-Retry-Reason"] = e.reason
	}
	w.running.Add(1)
	go func() {
		defer w.running.Done()
		ctx, cancel := context.WithTimeout(w.life, w.ackWait)
		defer cancel()
		address, kind, body := mode.request(e)
		reply, header, err := w.deliver(ctx, address, kind, body, headers)
		w.locked(func() { w.settle(e, reply, header, err) })
	}()
}

// settle ends or retries an envelope after its POST.
func (w *World) settle(e *envelope, reply []byte, header http.Header, err error) {
	switch {
	case err == nil:
		w.acknowledge(e.id, reply)
	case header.Get("X-Slack-No-Retry") == "1":
		w.finish(e)
	case errors.Is(err, context.DeadlineExceeded):
		w.missed(e, "http_timeout")
	case header != nil:
		w.missed(e, "http_error")
	default:
		w.missed(e, "connection_failed")
	}
}

// request says where an envelope goes, and as what.
func (m httpMode) request(e *envelope) (address, kind string, body []byte) {
	const form = "application/x-www-form-urlencoded"
	switch e.kind {
	case interactive:
		return m.InteractiveURL, form, []byte(url.Values{"payload": {string(e.payload)}}.Encode())
	case slashCommands:
		fields := url.Values{}
		for k, v := range decoded(e.payload) {
			fields.Set(k, fmt.Sprint(v))
		}
		return m.CommandsURL, form, []byte(fields.Encode())
	default:
		return m.EventsURL, "application/json", e.payload
	}
}

func decoded(payload json.RawMessage) object {
	var o object
	// The payload was written by this package, as an object.
	_ = json.Unmarshal(payload, &o)
	return o
}

// deliver posts a body under Slack's signature. The header is nil when no answer
// came at all; an answer other than 2xx is an error.
func (w *World) deliver(ctx context.Context, address, kind string, body []byte, headers map[string]string) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, nil, fmt.Errorf("addressing a delivery: %w", err)
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", at)
	req.Header.Set("X-Slack-Signature", sign(at, body))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, fmt.Errorf("delivering to the app: %w", err)
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the app's answer: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, resp.Header, fmt.Errorf("the app answered %d", resp.StatusCode)
	}
	return reply, resp.Header, nil
}

// sign is Slack's version 0 signature.
func sign(at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(signingSecret))
	fmt.Fprintf(mac, "v0:%s:%s", at, body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
