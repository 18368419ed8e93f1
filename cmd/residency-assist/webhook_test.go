package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"residencyassist/storage/redis/redistest"
)

// TestWebhookReplicas is the main job with Telegram posting to two bots behind
// a proxy: one is killed in the middle, later each update reaches both at the
// same time, and every message is there once.
func TestWebhookReplicas(t *testing.T) {
	t.Parallel()
	proxy, address := gate(t)
	h := open(t, redistest.Start(t), "2026-11-20")
	h.more = webhook(address)
	first, second := h.serve(), h.serve()
	proxy.before(h.bots, false)
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)

	third, rest := len(english)/3, 2*len(english)/3
	carol.plays(english[:third]...)
	carol.does(english[third])
	first.kill() // wherever it stands in its work; the proxy does not know yet
	h.pass("3s")
	carol.plays(english[third+1 : rest]...)
	h.bots = h.bots[1:]
	last := h.serve()
	proxy.before(h.bots, true)
	carol.plays(english[rest:]...)

	want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
	if extra, missing := difference(got, want); len(missing) > 0 || len(extra) > h.resent() {
		t.Errorf("two replicas did not say %q, and %q besides", missing, extra)
	}
	cards := h.cards()
	if len(cards) != 2 {
		t.Fatalf("two requests made %d cards", len(cards))
	}
	for _, card := range cards {
		h.replies("ana", card, "Shall we talk on Monday?")
	}
	h.settle()
	carol.plays("> Yes, at ten")
	answers := 0
	for _, card := range h.cards() {
		answers += card.inThread("Yes, at ten")
	}
	if carol.count("Ana: Shall we talk on Monday?") != 1 || answers != 1 {
		t.Errorf("the reply stands %d times in the chat, the answer %d times in the thread", carol.count("Ana: Shall we talk on Monday?"), answers)
	}
	h.until("2026-11-24")
	if n := carol.count("Your renewal window is open"); n != 1 {
		t.Errorf("the reminder came %d times", n)
	}
	if proxy.failed == 0 || proxy.passed[first] == 0 || proxy.passed[second] == 0 || proxy.passed[last] == 0 {
		t.Errorf("the bots took %v updates, and %d found nobody", proxy.passed, proxy.failed)
	}
	for _, bot := range h.bots {
		if status := bot.stop(); status != 0 {
			t.Errorf("asked to stop, a bot ended with %d:\n%s", status, bot.log())
		}
		assertDiscreet(t, bot.log())
	}
}

// TestPressedTwiceAtOnce presses one button twice and types its words, all at the
// same time and each at both replicas: one request is sent, one card is made.
func TestPressedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	proxy, address := gate(t)
	h := open(t, redistest.Start(t), "2026-11-20")
	h.more = webhook(address)
	proxy.before([]*process{h.serve(), h.serve()}, true)
	carol := h.applicant("Carol", "en")
	carol.plays(english[:len(english)-1]...)

	const words = "Yes, send my request"
	var hands sync.WaitGroup
	for _, act := range []map[string]string{{"press": words}, {"press": words}, {"text": words}} {
		hands.Go(func() {
			if err := h.try("POST", carol.path+"say", act, nil); err != nil {
				t.Error(err)
			}
		})
	}
	hands.Wait()
	h.pass("3s")
	if n := carol.count("Your request is sent"); n != 1 {
		t.Errorf("the request was sent %d times: %q", n, carol.heard())
	}
	h.card("C.S.")
	for _, bot := range h.bots {
		if strings.Contains(bot.log(), `"level":"ERROR"`) {
			t.Errorf("something went wrong:\n%s", bot.log())
		}
	}
}

// TestClosingFinishesWhatWasPosted closes the server while an update is handled.
func TestClosingFinishesWhatWasPosted(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan struct{}), make(chan struct{})
	web, err := listen("127.0.0.1:0", nil, map[string]http.Handler{
		"/hook": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { close(begun); <-goOn; w.WriteHeader(http.StatusOK) }),
	})
	if err != nil {
		t.Fatal(err)
	}
	var working sync.WaitGroup
	working.Go(web.run)
	status := make(chan int, 1)
	working.Go(func() {
		defer close(status)
		resp, err := http.Post("http://"+web.address()+"/hook", "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Error(err)
			return
		}
		resp.Body.Close()
		status <- resp.StatusCode
	})
	<-begun
	closed := make(chan struct{})
	working.Go(func() { web.close(t.Context()); close(closed) })
	for {
		conn, err := net.Dial("tcp", web.address())
		if err != nil {
			break // nothing more is taken in
		}
		conn.Close()
	}
	select {
	case <-closed:
		t.Error("closed before the update was handled")
	default:
	}
	close(goOn)
	if got := <-status; got != http.StatusOK {
		t.Errorf("what had begun was answered with %d", got)
	}
	working.Wait()
}

// TestReadyOnceTheWebhookIsSet asks a bot how it is, and knocks at its webhook
// without the secret.
func TestReadyOnceTheWebhookIsSet(t *testing.T) {
	t.Parallel()
	proxy, address := gate(t)
	h := open(t, redistest.Start(t), "2026-11-20")
	h.more = webhook(address)
	bot := h.serve()
	knock := func(method, path string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+bot.address+path, strings.NewReader(`{"update_id":1}`))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(answer)
	}
	for patience := time.After(30 * time.Second); ; {
		status, answer := knock(http.MethodGet, "/readyz")
		if status == http.StatusOK {
			break
		}
		select {
		case <-patience:
			t.Fatalf("the bot is never ready: %s", answer)
		case <-time.After(20 * time.Millisecond):
		}
	}
	for _, try := range []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/telegram/hook", http.StatusMethodNotAllowed},
		{http.MethodPost, "/telegram/hook", http.StatusUnauthorized},
		{http.MethodPost, "/telegram/other", http.StatusNotFound},
	} {
		if status, answer := knock(try.method, try.path); status != try.status || strings.Contains(answer, "secret") {
			t.Errorf("%s %s: %d %s", try.method, try.path, status, answer)
		}
	}
	proxy.before(h.bots, false)
	carol := h.applicant("Carol", "en")
	carol.plays("> /start")
	if len(carol.heard()) == 0 {
		t.Error("nobody answered")
	}
}
