package telegram

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"residencyassist/conversation"
)

const (
	pollWait = 25 * time.Second // a long poll, unless told otherwise

	lease      = 3 * time.Second
	leaseRenew = time.Second
	leaseRetry = 500 * time.Millisecond

	firstBackoff = 250 * time.Millisecond
	lastBackoff  = 5 * time.Second
	badToken     = 30 * time.Second // between two tries of a token that is not known
	lastWords    = 3 * time.Second  // for what is still to be said when stopping
)

// Leases lets one of several replicas do a thing at a time.
type Leases interface {
	// Acquire takes or renews a lease. It is false while another holds it.
	Acquire(ctx context.Context, name, holder string, lease time.Duration) (bool, error)
	// Release gives a lease back, if the holder still has it.
	Release(ctx context.Context, name, holder string) error
}

// Poller gets updates by long polling. Of several replicas one polls, and an
// update is confirmed to Telegram only when it was handled: what a crash
// interrupts comes again. Handle must therefore bear repeats.
type Poller struct {
	Client *Client
	Leases Leases
	Handle func(context.Context, conversation.Event) error
	Log    *slog.Logger
	Wait   time.Duration // how long one poll may take; zero: 25 seconds

	health  health
	holding atomic.Bool // the lease
}

// Run polls until ctx ends. What is being handled then is finished, and the
// lease is given back, so that another replica goes on at once.
func (p *Poller) Run(ctx context.Context) {
	holder := rand.Text()
	for ctx.Err() == nil {
		asked := time.Now()
		held, err := p.acquire(ctx, holder)
		switch {
		case held:
			p.hold(ctx, holder, asked)
			continue
		case err == nil:
			p.health.standBy()
		case ctx.Err() == nil:
			p.ill(err)
		}
		pause(ctx, jitter(leaseRetry))
	}
}

// Healthy tells whether updates arrive: here, or at the replica that holds the
// lease.
func (p *Poller) Healthy() (ok bool, why string) { return p.health.report(p.wait() + callTimeout) }

// Holding says whether this replica has the lease, and polls.
func (p *Poller) Holding() bool { return p.holding.Load() }

// hold polls for as long as the lease is held. The lease outlives ctx until
// what has begun is finished and confirmed.
func (p *Poller) hold(ctx context.Context, holder string, since time.Time) {
	p.holding.Store(true)
	defer p.holding.Store(false)
	leased, lose := context.WithCancel(context.WithoutCancel(ctx))
	defer lose()
	polling, stop := context.WithCancel(ctx)
	defer stop()
	context.AfterFunc(leased, stop)

	var keeping sync.WaitGroup
	keeping.Go(func() { p.keep(leased, holder, since, lose) })
	s := &session{Poller: p}
	s.run(polling)
	if leased.Err() == nil {
		s.confirm(leased)
	}
	lose()
	keeping.Wait()

	giving, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if err := p.Leases.Release(giving, p.leaseName(), holder); err != nil {
		p.Log.Warn("giving the polling lease back; it runs out by itself", "problem", err)
	}
}

// keep renews the lease, and says when it is lost: taken by another, or not
// renewed for so long that another may have it.
func (p *Poller) keep(ctx context.Context, holder string, since time.Time, lost func()) {
	for pause(ctx, leaseRenew) {
		asked := time.Now()
		attempt, cancel := context.WithTimeout(ctx, time.Until(since.Add(lease)))
		held, err := p.acquire(attempt, holder)
		cancel()
		switch {
		case held:
			since = asked
		case err == nil || time.Since(since)+leaseRenew >= lease:
			if ctx.Err() == nil {
				p.Log.Warn("lost the polling lease", "problem", err)
			}
			lost()
			return
		}
	}
}

func (p *Poller) acquire(ctx context.Context, holder string) (bool, error) {
	attempt, cancel := context.WithTimeout(ctx, lease)
	defer cancel()
	return p.Leases.Acquire(attempt, p.leaseName(), holder, lease)
}

// leaseName is one for each bot; a token begins with its bot's number.
func (p *Poller) leaseName() string {
	id, _, _ := strings.Cut(p.Client.sdk.Token, ":")
	return "telegram:" + id + ":poll"
}

func (p *Poller) wait() time.Duration {
	if p.Wait > 0 {
		return p.Wait
	}
	return pollWait
}

// ill notes a failure. The log hears of it once, not at every try.
func (p *Poller) ill(err error) {
	if p.health.ill(err.Error()) {
		logFailure(p.Log, "polling Telegram", err)
	}
}

func (p *Poller) well() {
	if p.health.well() {
		p.Log.Info("polling Telegram")
	}
}

func logFailure(log *slog.Logger, doing string, err error) {
	if UnknownToken(err) {
		log.Error("Telegram does not know the bot's token: set it as BotFather gave it", "problem", err)
		return
	}
	log.Warn(doing+" failed, and is tried again", "problem", err)
}

// UnknownToken tells a failure that no other try would mend: Telegram does not
// know the bot's token.
func UnknownToken(err error) bool {
	var api *APIError
	return errors.As(err, &api) && !api.Foreign && (api.Code == http.StatusUnauthorized || api.Code == http.StatusNotFound)
}

func conflict(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Code == http.StatusConflict
}

// backoff is how long to wait after a failure: as long as Telegram says, else
// longer each time.
func backoff(err error, failures int) time.Duration {
	var api *APIError
	switch {
	case errors.As(err, &api) && api.RetryAfter > 0:
		return api.RetryAfter
	case UnknownToken(err):
		return badToken
	}
	return jitter(min(firstBackoff<<min(failures, 10), lastBackoff))
}

// jitter keeps replicas from doing the same thing at the same time.
func jitter(d time.Duration) time.Duration { return d/2 + mathrand.N(d/2) }

// pause is false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
