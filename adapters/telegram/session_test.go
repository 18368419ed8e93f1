package telegram

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"residencyassist/conversation"
)

func TestAnUpdateIsConfirmedOnlyOnceItIsHandled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, goOn := newServer(), make(chan struct{})
		s.happen(says(42, "hola"))
		start(t, s, &leases{}, &journal{}, func(context.Context, conversation.Event) error { <-goOn; return nil })

		time.Sleep(time.Minute)
		if got := s.waiting(); got != 1 {
			t.Fatalf("%d updates wait at Telegram while one is being handled, want 1", got)
		}
		close(goOn)
		synctest.Wait()
		if got := s.waiting(); got != 0 {
			t.Fatalf("%d updates wait at Telegram once it is handled, want 0", got)
		}
	})
}

func TestACrashBeforeTheCommitLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := newServer(), &leases{}
		s.happen(says(42, "one"), says(42, "two"), says(43, "three"))
		fetched := make(chan struct{}, 3)
		first := start(t, s, l, &journal{}, func(context.Context, conversation.Event) error {
			fetched <- struct{}{}
			return errors.New("the store went away with the process")
		})
		<-fetched
		first.stop()
		if got := s.waiting(); got != 3 {
			t.Fatalf("%d updates wait after the crash, want all 3", got)
		}

		var d diary
		start(t, s, l, &journal{}, d.handle)
		time.Sleep(time.Second)
		if got := len(strings.Fields(d.read())); got != 3 || s.waiting() != 0 {
			t.Fatalf("the next process handled %q, and %d updates wait", d.read(), s.waiting())
		}
	})
}

func TestWhenOneUpdateFailsTheWholeBatchComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.happen(says(42, "one"), says(42, "two"))
		var d diary
		fails, log := 3, &journal{}
		r := start(t, s, &leases{}, log, func(ctx context.Context, ev conversation.Event) error {
			_ = d.handle(ctx, ev)
			if ev.Message.Text == "two" && fails > 0 {
				fails--
				return errors.New("the store is away")
			}
			return nil
		})
		time.Sleep(10 * time.Second)
		if got, want := d.read(), "one two one two one two one two"; got != want {
			t.Errorf("handled %q, want %q", got, want)
		}
		polls := s.polled()
		for i, p := range polls[:4] {
			if p.offset != 0 {
				t.Errorf("poll %d confirmed up to %d before everything was handled", i, p.offset)
			}
		}
		if polls[4].offset != 3 {
			t.Errorf("then up to %d was confirmed, want 3", polls[4].offset)
		}
		for i, least := range []time.Duration{125, 250, 500} {
			if waited := polls[i+1].at.Sub(polls[i].at); waited < least*time.Millisecond || waited > 2*least*time.Millisecond {
				t.Errorf("waited %v after failure %d", waited, i+1)
			}
		}
		if got := strings.Count(log.String(), "the store is away"); got != 1 {
			t.Errorf("the log tells the failure %d times, want once:\n%s", got, log)
		}
		if ok, why := r.Healthy(); !ok {
			t.Errorf("not healthy after it was mended: %s", why)
		}
	})
}

func TestEachChatIsHandledInOrderAndChatsSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const chats, texts = 25, 12 // three batches
		s := newServer()
		for i := range texts {
			for chat := range int64(chats) {
				s.happen(says(100+chat, fmt.Sprint(i)))
			}
		}
		var diaries sync.Map
		var now, most atomic.Int64
		start(t, s, &leases{}, &journal{}, func(ctx context.Context, ev conversation.Event) error {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer now.Add(-1)
			time.Sleep(rand.N(time.Second))
			d, _ := diaries.LoadOrStore(ev.Chat, &diary{})
			return d.(*diary).handle(ctx, ev)
		})
		time.Sleep(5 * time.Minute)
		seen := 0
		diaries.Range(func(chat, d any) bool {
			seen++
			if got := d.(*diary).read(); got != "0 1 2 3 4 5 6 7 8 9 10 11" {
				t.Errorf("%s was handled as %s", chat, got)
			}
			return true
		})
		if seen != chats || s.waiting() != 0 {
			t.Errorf("%d chats were handled, and %d updates wait", seen, s.waiting())
		}
		if most.Load() < 2 || most.Load() > handledAtOnce {
			t.Errorf("%d were handled at once, want up to %d", most.Load(), handledAtOnce)
		}
	})
}

func TestAPressAndATextOfOnePersonKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.happen(
			says(42, "a"),
			`{"update_id":%d,"callback_query":{"id":"7","from":{"id":42},"data":"3:=yes"}}`,
			says(42, "b"),
		)
		var ids []string
		r := start(t, s, &leases{}, &journal{}, func(_ context.Context, ev conversation.Event) error {
			time.Sleep(rand.N(time.Second))
			ids = append(ids, ev.ID)
			return nil
		})
		time.Sleep(10 * time.Second)
		r.stop()
		if got := strings.Join(ids, " "); got != "tg:1 tg:2 tg:3" {
			t.Errorf("handled %s", got)
		}
	})
}

func TestAnUpdateNobodyCanReadHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.happen(says(42, "before"), `{"update_id":%d,"message":"what?"}`, `{"update_id":%d,"newest_thing":{}}`, says(42, "after"))
		var d diary
		start(t, s, &leases{}, &journal{}, d.handle)
		time.Sleep(time.Second)
		if d.read() != "before after" || s.waiting() != 0 {
			t.Errorf("handled %q, and %d updates wait", d.read(), s.waiting())
		}
	})
}

func TestAfterAnIdleWeekLowerNumbersAreNewUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.first = 900
		var d diary
		start(t, s, &leases{}, &journal{}, d.handle)
		s.happen(says(42, "old"))
		time.Sleep(time.Hour) // stands for the week: what counts is that a poll came back empty
		s.mu.Lock()
		s.first = 5
		s.mu.Unlock()
		s.happen(says(42, "new"))
		time.Sleep(time.Second)
		if d.read() != "old new" {
			t.Errorf("handled %q", d.read())
		}
	})
}

func TestAWebhookIsRemovedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.webhook = "https://bot.example/hook"
		s.happen(says(42, "hola"))
		var d diary
		start(t, s, &leases{}, &journal{}, d.handle)
		time.Sleep(time.Second)
		if d.read() != "hola" {
			t.Errorf("handled %q", d.read())
		}
	})
}

func TestAWebhookThatIsSetWhilePollingIsRemovedToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		var d diary
		start(t, s, &leases{}, &journal{}, d.handle)
		time.Sleep(time.Second)
		s.hooked("https://bot.example/hook", "")
		s.happen(says(42, "hola"), says(42, "again"))
		time.Sleep(time.Minute)
		if s.happen(says(42, "last")); s.waiting() != 1 {
			t.Errorf("%d updates wait", s.waiting())
		}
		time.Sleep(time.Second)
		if d.read() != "hola again last" {
			t.Errorf("handled %q", d.read())
		}
	})
}

// TestAStuckStoreDoesNotStallTheIntakeForEver hands an update to a store that
// never answers by itself: the call is given up, and the update comes again.
func TestAStuckStoreDoesNotStallTheIntakeForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.happen(says(42, "one"))
		var d diary
		stuck := true
		r := start(t, s, &leases{}, &journal{}, func(ctx context.Context, ev conversation.Event) error {
			if stuck {
				stuck = false
				<-ctx.Done()
				return ctx.Err()
			}
			return d.handle(ctx, ev)
		})
		time.Sleep(handleTime - time.Second)
		if s.waiting() != 1 || d.read() != "" {
			t.Errorf("while the store is stuck %d updates wait, and %q was handled", s.waiting(), d.read())
		}
		time.Sleep(3 * time.Second)
		if s.waiting() != 0 || d.read() != "one" {
			t.Errorf("afterwards %d updates wait, and %q was handled", s.waiting(), d.read())
		}
		if ok, why := r.Healthy(); !ok {
			t.Errorf("afterwards it is not healthy: %s", why)
		}
	})
}

// TestHealthTellsWhatFailsWhileItFails lets Telegram's gateway fail for a while.
func TestHealthTellsWhatFailsWhileItFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		gateway := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusBadGateway) }
		r := start(t, s, &leases{}, &journal{}, (&diary{}).handle)
		time.Sleep(time.Second)
		s.refuses(slices.Repeat([]http.HandlerFunc{gateway}, 6)...)
		s.happen(says(42, "one")) // ends the poll that is open
		time.Sleep(illAfter - time.Second)
		if ok, why := r.Healthy(); !ok {
			t.Errorf("a first failure counts already: %s", why)
		}
		time.Sleep(3 * time.Second)
		if ok, why := r.Healthy(); ok || why != "getUpdates: the answer is not the Bot API's (HTTP 502)" {
			t.Errorf("while the gateway fails: %v, %q", ok, why)
		}
		time.Sleep(12 * time.Second) // sooner than a long poll would tell
		if ok, why := r.Healthy(); !ok {
			t.Errorf("afterwards it is not healthy: %s", why)
		}
	})
}
