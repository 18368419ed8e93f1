package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"residencyassist/conversation"
)

type handler func(context.Context, conversation.Event) error

// replica is a poller that runs until it is stopped, or its test ends.
type replica struct {
	*Poller
	stop func()
}

// start runs a poller in a bubble of its own time. A goroutine that stays
// behind makes the bubble fail.
func start(t *testing.T, s *server, l *leases, log *journal, handle handler) replica {
	t.Helper()
	p := &Poller{Client: newClient(t, "https://api.telegram.org", s), Leases: l, Handle: handle, Log: log.log()}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	stop := func() { cancel(); running.Wait() }
	t.Cleanup(stop)
	return replica{p, stop}
}

func TestAnotherPollerIsGivenTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		conflict := no(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		s.refuse = []http.HandlerFunc{conflict, conflict, conflict}
		s.happen(says(42, "hola"))
		var d diary
		start(t, s, &leases{}, &journal{}, d.handle)
		time.Sleep(10 * time.Second)
		if d.read() != "hola" {
			t.Errorf("handled %q", d.read())
		}
		if polls := s.polled(); polls[3].at.Sub(polls[0].at) < 800*time.Millisecond {
			t.Errorf("three conflicts were over in %v", polls[3].at.Sub(polls[0].at))
		}
	})
}

func TestAnUnknownTokenIsToldAndTriedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newServer(), &journal{}
		for range 3 {
			s.refuse = append(s.refuse, no(401, "Unauthorized"))
		}
		r := start(t, s, &leases{}, log, (&diary{}).handle)
		time.Sleep(45 * time.Second)
		if got := len(s.polled()); got != 2 {
			t.Errorf("polled %d times in 45 seconds, want 2", got)
		}
		if ok, why := r.Healthy(); ok || why != "getUpdates: 401 Unauthorized" {
			t.Errorf("healthy: %v, %q", ok, why)
		}
		if text := log.String(); strings.Count(text, "level=ERROR") != 1 || strings.Contains(text, secret) {
			t.Errorf("the log says\n%s", text)
		}
		time.Sleep(time.Minute)
		if ok, why := r.Healthy(); !ok {
			t.Errorf("not healthy once the token is known: %s", why)
		}
	})
}

func TestTelegramsOwnWaitIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.refuse = []http.HandlerFunc{answers(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17","parameters":{"retry_after":17}}`)}
		start(t, s, &leases{}, &journal{}, (&diary{}).handle)
		time.Sleep(time.Minute)
		if polls := s.polled(); polls[1].at.Sub(polls[0].at) != 17*time.Second {
			t.Errorf("polled again after %v", polls[1].at.Sub(polls[0].at))
		}
	})
}

func TestOneReplicaPollsAndTheNextTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := newServer(), &leases{}
		var one, two diary
		first := start(t, s, l, &journal{}, one.handle)
		synctest.Wait()
		second := start(t, s, l, &journal{}, two.handle)
		s.happen(says(42, "a"))
		time.Sleep(time.Minute)
		if ok, why := second.Healthy(); !ok {
			t.Errorf("the replica that waits is not healthy: %s", why)
		}
		first.stop()
		if !l.free() {
			t.Error("the lease was not given back")
		}
		s.happen(says(42, "b"))
		time.Sleep(leaseRetry)
		if one.read() != "a" || two.read() != "b" {
			t.Errorf("the first handled %q, the second %q", one.read(), two.read())
		}
	})
}

func TestWhoLosesTheLeaseStopsAndConfirmsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l, log := newServer(), &leases{}, &journal{}
		started, goOn := make(chan struct{}, 9), make(chan struct{})
		start(t, s, l, log, func(context.Context, conversation.Event) error {
			started <- struct{}{}
			<-goOn
			return nil
		})
		s.happen(says(42, "a"))
		<-started
		l.seize()
		time.Sleep(2 * leaseRenew)
		before := len(s.polled())
		close(goOn)
		time.Sleep(5 * time.Second)
		if got := len(s.polled()); got != before || s.waiting() != 1 {
			t.Errorf("%d polls without the lease, and %d updates wait", got-before, s.waiting())
		}
		if !strings.Contains(log.String(), "lost the polling lease") {
			t.Errorf("the log says\n%s", log)
		}
		time.Sleep(10 * time.Second) // the other's lease ran out
		if s.waiting() != 0 {
			t.Error("polling did not go on with the lease back")
		}
	})
}

func TestAStoreThatIsAwayEndsTheLeaseBeforeItRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := newServer(), &leases{}
		r := start(t, s, l, &journal{}, (&diary{}).handle)
		time.Sleep(10*time.Second + 100*time.Millisecond)
		l.mu.Lock()
		l.broken = errors.New("no connection to the store")
		until := l.until
		l.mu.Unlock()
		time.Sleep(time.Until(until))
		s.happen(says(42, "a"))
		time.Sleep(2 * time.Minute)
		if s.waiting() != 1 {
			t.Error("polled without a lease")
		}
		if ok, why := r.Healthy(); ok || why != "no connection to the store" {
			t.Errorf("healthy: %v, %q", ok, why)
		}
		l.mu.Lock()
		l.broken = nil
		l.mu.Unlock()
		time.Sleep(time.Second)
		if s.waiting() != 0 {
			t.Error("polling did not go on with the store back")
		}
	})
}

func TestStoppingFinishesWhatBeganAndConfirmsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := newServer(), &leases{}
		s.happen(says(42, "hola"))
		started := make(chan struct{})
		r := start(t, s, l, &journal{}, func(ctx context.Context, _ conversation.Event) error {
			close(started)
			time.Sleep(5 * time.Second) // longer than the lease
			return ctx.Err()
		})
		<-started
		r.stop()
		polls := s.polled()
		last := polls[len(polls)-1]
		if s.waiting() != 0 || last.offset != 2 || last.limit != 1 || last.timeout != 0 {
			t.Errorf("the last poll was %+v, and %d updates wait", last, s.waiting())
		}
		if !l.free() {
			t.Error("the lease was not given back")
		}
	})
}

func TestStoppingEndsALongPollAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		r := start(t, s, &leases{}, &journal{}, (&diary{}).handle)
		time.Sleep(time.Minute)
		if ok, why := r.Healthy(); !ok {
			t.Errorf("not healthy in a quiet time: %s", why)
		}
		before := time.Now()
		r.stop()
		if took := time.Since(before); took > 0 {
			t.Errorf("stopping took %v", took)
		}
	})
}

func TestNothingStaysBehindOnARealConnection(t *testing.T) {
	before := goleak.IgnoreCurrent()
	s := newServer()
	web := httptest.NewServer(s)
	via := Transport()
	var d diary
	handled := make(chan struct{}, 9)
	p := &Poller{
		Client: newClient(t, web.URL, via), Leases: &leases{}, Log: (&journal{}).log(),
		Handle: func(ctx context.Context, ev conversation.Event) error {
			defer func() { handled <- struct{}{} }()
			return d.handle(ctx, ev)
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	s.happen(says(42, "a"))
	<-handled
	s.happen(says(43, "b"))
	<-handled
	cancel()
	running.Wait()
	if d.read() != "a b" || s.waiting() != 0 {
		t.Errorf("handled %q, and %d updates wait", d.read(), s.waiting())
	}
	via.CloseIdleConnections()
	web.Close()
	goleak.VerifyNone(t, before)
}
