package telegram

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheWebhookIsSetHoweverLongItTakesAndNothingIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newServer(), &journal{}
		s.refuse = []http.HandlerFunc{
			answers(502, "<html>"),
			answers(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`),
		}
		h := hook(t, s, log, (&diary{}).handle)
		if ok, why := h.Healthy(); ok || why != "setWebhook: the answer is not the Bot API's (HTTP 502)" {
			t.Errorf("at first healthy: %v, %q", ok, why)
		}
		time.Sleep(5 * time.Second)
		if ok, why := h.Healthy(); !ok {
			t.Errorf("then not healthy: %s", why)
		}
		_, asked := s.stands()
		if len(asked) != 3 {
			t.Fatalf("asked %d times", len(asked))
		}
		for name, want := range map[string]string{
			"url": hookURL, "secret_token": hookSecret, "max_connections": "64", "drop_pending_updates": "",
			"allowed_updates": `["message","edited_message","callback_query","my_chat_member"]`,
		} {
			if got := asked[2].Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if text := log.String(); strings.Contains(text, hookSecret) || strings.Contains(text, secret) {
			t.Errorf("the log says\n%s", text)
		}
	})
}

func TestUntilTheBotIsKnownUpdatesAreToComeAgain(t *testing.T) {
	s := newServer()
	h := NewWebhook(newClient(t, "https://api.telegram.org", s), hookURL, hookSecret, (&diary{}).handle, (&journal{}).log())
	if answer := posted(h, hookSecret, hola); answer.Code != 503 {
		t.Errorf("answered %d", answer.Code)
	}
}

func TestAnAddressThatTelegramRefusesIsToldInItsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		for range 99 {
			s.refuse = append(s.refuse, no(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"))
		}
		h := hook(t, s, &journal{}, (&diary{}).handle)
		if ok, why := h.Healthy(); ok || !strings.Contains(why, "only on ports") {
			t.Errorf("healthy: %v, %q", ok, why)
		}
	})
}

func TestAWebhookThatAnotherReplacedIsSetAgain(t *testing.T) {
	for name, change := range map[string]struct{ url, failure string }{
		"another address": {"https://elsewhere.example/hook", ""},
		"none":            {"", ""},
		"another secret":  {hookURL, "Wrong response from the webhook: 401 Unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newServer()
				h := hook(t, s, &journal{}, (&diary{}).handle)
				s.hooked(change.url, change.failure)
				time.Sleep(time.Hour)
				if url, asked := s.stands(); len(asked) != 2 || url != hookURL {
					t.Errorf("set %d times, and %q stands", len(asked), url)
				}
				if ok, why := h.Healthy(); !ok {
					t.Errorf("not healthy: %s", why)
				}
			})
		})
	}
}

func TestItIsToldWhenTelegramDoesNotReachTheWebhook(t *testing.T) {
	const unreached = "SSL error {error:0A000086:SSL routines::certificate verify failed}"
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.hooked("", "an old failure that a new registration has mended")
		h := hook(t, s, &journal{}, (&diary{}).handle)
		time.Sleep(5 * time.Minute)
		if ok, why := h.Healthy(); !ok {
			t.Fatalf("an old failure counts: %s", why)
		}
		s.hooked(hookURL, unreached)
		time.Sleep(2 * time.Minute)
		if ok, why := h.Healthy(); ok || why != "the webhook is not reached by Telegram: "+unreached {
			t.Errorf("healthy: %v, %q", ok, why)
		}
		posted(h, hookSecret, hola)
		time.Sleep(lookEvery)
		if ok, why := h.Healthy(); !ok {
			t.Errorf("not healthy although an update came: %s", why)
		}
		s.hooked(hookURL, unreached)
		time.Sleep(2 * time.Minute)
		if ok, _ := h.Healthy(); ok {
			t.Error("a new failure does not count")
		}
		time.Sleep(failureCounts)
		if ok, why := h.Healthy(); !ok {
			t.Errorf("a failure counts for ever: %s", why)
		}
	})
}

// A replica that is not ready gets no updates: it may not stay so because
// Telegram met no replica that was ready.
func TestUpdatesThatWereToComeAgainMakeNobodyUnready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		h := hook(t, s, &journal{}, (&diary{}).handle)
		s.hooked(hookURL, "Wrong response from the webhook: 503 Service Unavailable")
		time.Sleep(2 * time.Minute)
		if ok, why := h.Healthy(); !ok {
			t.Errorf("not healthy: %s", why)
		}
	})
}
