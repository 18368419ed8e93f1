package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"residencyassist/conversation"
)

const (
	hookURL    = "https://bot.example/hook"
	hookSecret = "a-Secret_of-the-Webhook"
)

// hook runs a webhook, registered at a server, in a bubble of its own time.
func hook(t *testing.T, s *server, log *journal, handle handler) *Webhook {
	t.Helper()
	h := NewWebhook(newClient(t, "https://api.telegram.org", s), hookURL, hookSecret, handle, log.log())
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait() })
	synctest.Wait()
	return h
}

// posted is the answer to an update.
func posted(h *Webhook, secret, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(body))
	if secret != "" {
		r.Header.Set(secretHeader, secret)
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer
}

const hola = `{"update_id":7,"message":{"message_id":1,"from":{"id":42},"chat":{"id":42,"type":"private"},"text":"hola"}}`

func TestOnlyTelegramsUpdatesAreTaken(t *testing.T) {
	for name, try := range map[string]struct {
		secret, body string
		status       int
		handled      string
	}{
		"an update":          {hookSecret, hola, 200, "hola"},
		"no secret":          {"", hola, 401, ""},
		"another secret":     {"a-Secret_of-the-webhook", hola, 401, ""},
		"half the secret":    {hookSecret[:12], hola, 401, ""},
		"more than a secret": {hookSecret + "s", hola, 401, ""},
		"too large":          {hookSecret, hola + strings.Repeat(" ", largestUpdate), 413, ""},
		"just not too large": {hookSecret, hola + strings.Repeat(" ", largestUpdate-len(hola)), 200, "hola"},
		"no JSON":            {hookSecret, "hola", 200, ""},
		"no number":          {hookSecret, `{"message":{"text":"hola"}}`, 200, ""},
		"another type":       {hookSecret, `{"update_id":7,"message":"hola"}`, 200, ""},
		"a newer kind":       {hookSecret, `{"update_id":7,"newest_thing":{"text":"hola"}}`, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var d diary
				log := &journal{}
				answer := posted(hook(t, newServer(), log, d.handle), try.secret, try.body)
				if answer.Code != try.status || d.read() != try.handled {
					t.Errorf("answered %d and handled %q", answer.Code, d.read())
				}
				if answer.Body.Len() > 0 {
					t.Errorf("and said %q", answer.Body)
				}
				if text := log.String(); strings.Contains(text, "hola") || strings.Contains(text, "Secret") {
					t.Errorf("the log says\n%s", text)
				}
			})
		})
	}
}

func TestOnlyAPostIsAnUpdate(t *testing.T) {
	var d diary
	h := NewWebhook(newClient(t, "https://api.telegram.org", newServer()), hookURL, hookSecret, d.handle, (&journal{}).log())
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut} {
		r := httptest.NewRequest(method, "/hook", strings.NewReader(hola))
		r.Header.Set(secretHeader, hookSecret)
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		if answer.Code != 405 || answer.Header().Get("Allow") != "POST" || d.read() != "" {
			t.Errorf("%s: %d, %v, handled %q", method, answer.Code, answer.Header(), d.read())
		}
	}
}

func TestWhatCannotBeReadIsCountedWithoutItsText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &journal{}
		h := hook(t, newServer(), log, (&diary{}).handle)
		posted(h, hookSecret, "hola")
		posted(h, hookSecret, "hola!")
		if text := log.String(); !strings.Contains(text, `bytes=5 "so far"=2`) || strings.Contains(text, "hola") {
			t.Errorf("the log says\n%s", text)
		}
	})
}

func TestAnUpdateIsTakenOnlyOnceItIsHandled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		fails, log := 2, &journal{}
		h := hook(t, newServer(), log, func(ctx context.Context, ev conversation.Event) error {
			if fails > 0 {
				fails--
				return errors.New("the store is away")
			}
			return d.handle(ctx, ev)
		})
		for range 2 {
			answer := posted(h, hookSecret, hola)
			if answer.Code != 503 || answer.Header().Get("Retry-After") != "2" {
				t.Errorf("answered %d, to come again in %q", answer.Code, answer.Header().Get("Retry-After"))
			}
		}
		if answer := posted(h, hookSecret, hola); answer.Code != 200 || d.read() != "hola" {
			t.Errorf("answered %d and handled %q", answer.Code, d.read())
		}
		if got := strings.Count(log.String(), "the store is away"); got != 1 {
			t.Errorf("the log tells the failure %d times, want once:\n%s", got, log)
		}
	})
}

func TestWhatHasBegunIsFinishedWhenTelegramHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calling, hangUp := context.WithCancel(t.Context())
		h := hook(t, newServer(), &journal{}, func(ctx context.Context, _ conversation.Event) error {
			hangUp()
			time.Sleep(time.Second)
			if _, bounded := ctx.Deadline(); !bounded {
				t.Error("handling may take for ever")
			}
			return ctx.Err()
		})
		r := httptest.NewRequestWithContext(calling, http.MethodPost, "/hook", strings.NewReader(hola))
		r.Header.Set(secretHeader, hookSecret)
		answer := httptest.NewRecorder()
		if h.ServeHTTP(answer, r); answer.Code != 200 {
			t.Errorf("answered %d", answer.Code)
		}
	})
}

func TestOnlySoManyAreHandledAtOnceAndTheNextWaitsAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		var taken, turnedAway atomic.Int64
		h := hook(t, newServer(), &journal{}, func(context.Context, conversation.Event) error { <-goOn; return nil })
		var posting sync.WaitGroup
		post := func(n int) {
			for range n {
				posting.Go(func() {
					switch posted(h, hookSecret, hola).Code {
					case 200:
						taken.Add(1)
					case 503:
						turnedAway.Add(1)
					}
				})
			}
		}
		post(takenAtOnce + 3)
		time.Sleep(slotTime)
		synctest.Wait()
		if taken.Load() != 0 || turnedAway.Load() != 3 {
			t.Errorf("took %d and turned %d away", taken.Load(), turnedAway.Load())
		}
		post(5)
		time.Sleep(slotTime / 2)
		close(goOn)
		posting.Wait()
		if taken.Load() != takenAtOnce+5 || turnedAway.Load() != 3 {
			t.Errorf("in the end took %d and turned %d away", taken.Load(), turnedAway.Load())
		}
	})
}

func TestABodyThatDoesNotComeIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hook(t, newServer(), &journal{}, (&diary{}).handle)
		r := httptest.NewRequest(http.MethodPost, "/hook", http.NoBody)
		r.Header.Set(secretHeader, hookSecret)
		line := &slowLine{ResponseRecorder: httptest.NewRecorder(), until: make(chan time.Time, 1)}
		r.Body = line
		h.ServeHTTP(line, r)
		if line.Code != 400 {
			t.Errorf("answered %d", line.Code)
		}
	})
}

// slowLine is a connection that carries nothing until its deadline.
type slowLine struct {
	*httptest.ResponseRecorder
	until chan time.Time
}

func (l *slowLine) SetReadDeadline(until time.Time) error { l.until <- until; return nil }

func (l *slowLine) Read([]byte) (int, error) {
	time.Sleep(time.Until(<-l.until))
	return 0, context.DeadlineExceeded
}

func (l *slowLine) Close() error { return nil }
