package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// sleeper is a linked bot that has things to do at given instants, and does
// each once the clock says so.
type sleeper struct {
	link *Link

	mu   sync.Mutex
	due  []time.Time
	woke []time.Time
	busy string
}

func linkSleeper(t *testing.T, s *Sandbox, due ...time.Time) *sleeper {
	t.Helper()
	b := &sleeper{due: due}
	link, err := Dial(t.Context(), s.URL(), b)
	if err != nil {
		t.Fatal(err)
	}
	b.link = link
	ended := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-link.Moved():
				b.wake(link.Now())
			case <-ended:
				return
			}
		}
	}()
	t.Cleanup(func() {
		close(ended)
		<-done
		link.Close()
	})
	return b
}

func (b *sleeper) wake(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.due) > 0 && !b.due[0].After(now) {
		b.due = b.due[1:]
		b.woke = append(b.woke, now)
	}
}

// Inside knows of one chat, and fails for another.
func (b *sleeper) Inside(_ context.Context, chat string) (any, error) {
	switch chat {
	case "5001":
		return map[string]string{"sleeps in": chat}, nil
	case "5002":
		return nil, errors.New("its storage is away")
	}
	return nil, nil
}

func (b *sleeper) Status(context.Context) (Status, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	st := Status{Busy: b.busy != "", Why: b.busy}
	if len(b.due) > 0 {
		st.Next = b.due[0]
	}
	return st, nil
}

func (b *sleeper) setBusy(why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.busy = why
}

func (b *sleeper) wakings() []time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]time.Time(nil), b.woke...)
}

func TestTheClockOnlyGoesForward(t *testing.T) {
	s := start(t)
	_, answer := call(t, s, http.MethodGet, "/sandbox/clock", "")
	if now := storyNow(t, answer); now.Before(noon()) || now.Sub(noon()) > time.Minute {
		t.Fatalf("the story starts at %s", now)
	}
	for _, tt := range []struct {
		body string
		want time.Time
	}{
		{`{"by":"3d"}`, noon().AddDate(0, 0, 3)},
		{`{"by":"90m"}`, noon().AddDate(0, 0, 3).Add(90 * time.Minute)},
		{`{"to":"2026-03-10"}`, noon().AddDate(0, 0, 9)},
		{`{"to":"2026-03-10T12:30:00-06:00"}`, noon().AddDate(0, 0, 9).Add(30 * time.Minute)},
	} {
		status, answer := call(t, s, http.MethodPost, "/sandbox/clock", tt.body)
		if now := storyNow(t, answer); status != 200 || now.Before(tt.want) || now.Sub(tt.want) > time.Minute {
			t.Fatalf("%s: %d %s", tt.body, status, now)
		}
	}
	for _, body := range []string{
		`{"to":"2026-03-09"}`, `{"by":"-1h"}`, `{"by":"soon"}`, `{"to":"someday"}`, `{}`, `{"by":"1h","to":"2027-01-01"}`, `nonsense`,
	} {
		if status, answer := call(t, s, http.MethodPost, "/sandbox/clock", body); status != 400 || answer["error"] == nil {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
}

func TestMovingTheClockWalksThroughWhatIsDue(t *testing.T) {
	s := start(t)
	first, second, later := noon().Add(5*time.Hour), noon().AddDate(0, 0, 2), noon().AddDate(0, 1, 0)
	b := linkSleeper(t, s, first, second, later)
	if status, answer := call(t, s, http.MethodPost, "/sandbox/clock", `{"by":"7d"}`); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	woke := b.wakings()
	if len(woke) != 2 {
		t.Fatalf("woke at %v", woke)
	}
	for i, want := range []time.Time{first, second} {
		if woke[i].Before(want) || woke[i].Sub(want) > time.Minute {
			t.Errorf("woke at %s, not at %s", woke[i], want)
		}
	}
	if now := b.link.Now(); now.Before(noon().AddDate(0, 0, 7)) {
		t.Errorf("the bot's clock shows %s", now)
	}
}

func TestAJumpLeavesOutWhatLiesBetween(t *testing.T) {
	s := start(t)
	b := linkSleeper(t, s, noon().Add(5*time.Hour), noon().AddDate(0, 0, 2))
	target := noon().AddDate(0, 0, 7)
	if status, answer := call(t, s, http.MethodPost, "/sandbox/clock", `{"by":"7d","down":true}`); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	woke := b.wakings()
	if len(woke) != 2 || woke[0].Before(target) || woke[1].Before(target) {
		t.Fatalf("woke at %v", woke)
	}
}

func TestSettleSaysWhatItWaitsFor(t *testing.T) {
	s := start(t)
	s.patience = 200 * time.Millisecond
	b := linkSleeper(t, s)
	settle := func() (int, string) {
		status, answer := call(t, s, http.MethodPost, "/sandbox/settle", "")
		words, _ := answer["error"].(string)
		return status, words
	}
	b.setBusy("one entry in the outbox")
	if status, why := settle(); status != 504 || !strings.Contains(why, "one entry in the outbox") {
		t.Fatalf("%d %s", status, why)
	}
	b.setBusy("")
	_, made := call(t, s, http.MethodPost, "/sandbox/telegram/people", `{"first_name":"Ana"}`)
	id, _ := made["id"].(float64)
	say := "/sandbox/telegram/people/" + strconv.Itoa(int(id)) + "/say"
	if status, answer := call(t, s, http.MethodPost, say, `{"text":"/start"}`); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	if status, why := settle(); status != 504 || !strings.Contains(why, "telegram: 1 updates not confirmed") {
		t.Fatalf("%d %s", status, why)
	}
}

func TestSettleGoesToWhatIsHeldAMoment(t *testing.T) {
	s := start(t)
	soon, later := s.clock.now().Add(10*time.Second), s.clock.now().Add(time.Hour)
	b := linkSleeper(t, s, soon, later)
	if status, answer := call(t, s, http.MethodPost, "/sandbox/settle", ""); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	if woke := b.wakings(); len(woke) != 1 || woke[0].Before(soon) || woke[0].After(later) {
		t.Fatalf("woke at %v", woke)
	}
}

func TestAClientThatGivesUpFreesItsTurn(t *testing.T) {
	s := start(t)
	b := linkSleeper(t, s)
	b.setBusy("work")
	ctx, giveUp := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer giveUp()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/sandbox/settle", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err == nil {
		resp.Body.Close()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	b.setBusy("")
	if status, answer := call(t, s, http.MethodPost, "/sandbox/settle", ""); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
}

func TestTheLinkIsDialledAgain(t *testing.T) {
	s := start(t)
	b := linkSleeper(t, s)
	before := b.link.Now()
	for _, p := range s.links.all() {
		p.conn.Close()
	}
	for deadline := time.Now().Add(5 * time.Second); ; {
		// A new arrival has a number of its own.
		if list := s.links.all(); len(list) == 1 && list[0].number == 2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the line stayed down")
		}
		<-time.After(time.Millisecond)
	}
	if now := b.link.Now(); now.Before(before) {
		t.Fatalf("time ran back from %s to %s", before, now)
	}
	if status, answer := call(t, s, http.MethodPost, "/sandbox/clock", `{"by":"24h"}`); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	if now := b.link.Now(); now.Before(noon().AddDate(0, 0, 1)) {
		t.Fatalf("the bot's clock shows %s", now)
	}
}

// TestWhatABotKnowsIsPassedOn asks for a chat: what the bot says of it is passed
// on as it is, and what it cannot say is null.
func TestWhatABotKnowsIsPassedOn(t *testing.T) {
	s := start(t)
	for _, linked := range []bool{false, true} {
		if linked {
			linkSleeper(t, s)
		}
		for chat, want := range map[string]string{"5001": `{"sleeps in":"5001"}`, "5002": "null", "5003": "null"} {
			if !linked {
				want = "null"
			}
			resp, err := http.Get(s.URL() + "/sandbox/bot/" + chat)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusOK || strings.TrimSpace(string(body)) != want {
				t.Errorf("of %s, with a bot: %v, is said: %s %s, %v", chat, linked, resp.Status, body, err)
			}
		}
	}
}

// TestASilentLinkIsDialledAgain lets a link stay open and carry nothing more,
// first because the sandbox says nothing, then because the bot does not.
func TestASilentLinkIsDialledAgain(t *testing.T) {
	s := start(t, func(s *Sandbox) { s.links.beat, s.links.patience = 20*time.Millisecond, 500*time.Millisecond })
	link, err := dial(t.Context(), s.URL(), 500*time.Millisecond, &sleeper{})
	if err != nil {
		t.Fatal(err)
	}
	defer link.Close()
	arrived := func(number int) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); ; {
			if list := s.links.all(); len(list) == 1 && list[0].number == number {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("link %d never came alone", number)
			}
			<-time.After(time.Millisecond)
		}
	}
	arrived(1)
	if status, answer := call(t, s, http.MethodPost, "/sandbox/faults", `{"api":"sandbox","method":"link","kind":"silent"}`); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	arrived(2)
	if status, answer := call(t, s, http.MethodPost, "/sandbox/clock", `{"by":"24h"}`); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	if now := link.Now(); now.Before(noon().AddDate(0, 0, 1)) {
		t.Errorf("the bot's clock shows %s", now)
	}

	link.Close()
	deaf, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL(), "http")+"/sandbox/link", nil) //nolint:bodyclose // the dialler has read the answer
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close() // it never reads, and so answers no ping
	arrived(3)
	if status, answer := call(t, s, http.MethodPost, "/sandbox/settle", ""); status != 200 {
		t.Errorf("a bot that fell silent holds up the story: %d %v", status, answer)
	}
}
