package main

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"residencyassist/storage/redis/redistest"
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
