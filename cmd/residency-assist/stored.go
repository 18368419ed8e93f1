package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"residencyassist/storage"
)

var (
	// storeTimes are the buckets of what a storage takes, in seconds.
	storeTimes = [...]float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5}
	// lateTimes are those of wake-ups, in seconds of story time.
	lateTimes = [...]float64{.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600}
)

// measuredBackend is a storage backend whose operations are measured: those that
// an event passes on its way, and what is looked up all the time.
type measuredBackend struct {
	storage.Backend
	load, commit, resolve, claimEntries, settle, putBack, book, claimWakes, pending, acquire operation

	late  prometheus.Histogram
	paced map[string]pace // by platform
}

// operation is what one operation takes, and how often it fails.
type operation struct {
	took   prometheus.Histogram
	failed prometheus.Counter
}

// pace is what keeping a platform's limits costs.
type pace struct {
	waited              prometheus.Histogram
	deferred, throttled prometheus.Counter
}

func (m *metrics) backend(b storage.Backend) storage.Backend {
	operation := func(name string) operation {
		l := labels{"operation": name}
		return operation{
			took:   m.histogram("store_operation_duration_seconds", "How long the storage takes, by operation.", storeTimes[:], l),
			failed: m.counter("store_failures_total", "Operations that failed because the storage did not work, or could not be reached.", l),
		}
	}
	measured := &measuredBackend{
		Backend: b, load: operation("load"), commit: operation("commit"), resolve: operation("resolve"), claimEntries: operation("claim_entries"),
		settle: operation("settle"), putBack: operation("put_back"), book: operation("book"), claimWakes: operation("claim_wakes"),
		pending: operation("pending"), acquire: operation("acquire"),
		late:  m.histogram("wake_up_lateness_seconds", "How long after it was due a wake-up was taken up, in story time.", lateTimes[:], nil),
		paced: map[string]pace{},
	}
	for _, platform := range []string{onTelegram, onSlack, byMail} {
		l := labels{"platform": platform}
		measured.paced[platform] = pace{
			waited:    m.histogram("rate_limit_wait_seconds", "How long a send waited for its place within a platform's limits.", waitingTimes[:], l),
			deferred:  m.counter("rate_limit_deferred_total", "Sends that went back to their queue because no place was free soon.", l),
			throttled: m.counter("throttled_total", "How often a platform itself asked for patience.", l),
		}
	}
	return measured
}

// done notes the end of an operation. A storage that refuses something works, and
// one that was not waited for may.
func (o operation) done(begun time.Time, err error) {
	o.took.Observe(time.Since(begun).Seconds())
	if err != nil && !refused(err) && !errors.Is(err, context.Canceled) {
		o.failed.Inc()
	}
}

// booked is whose limits a budget keeps, and whether it is the one that is asked
// first by what may wait; limits and the bot name them so.
func booked(budget string) (platform string, first bool) {
	platform, _, _ = strings.Cut(budget, " ")
	return platform, strings.HasSuffix(budget, " bulk")
}

// Load implements storage.Backend, as all of these do.
func (b *measuredBackend) Load(ctx context.Context, id, event string) (storage.Row, error) {
	begun := time.Now()
	row, err := b.Backend.Load(ctx, id, event)
	b.load.done(begun, err)
	return row, err
}

// Commit is measured.
func (b *measuredBackend) Commit(ctx context.Context, c storage.Commit) ([]storage.Claim, error) {
	begun := time.Now()
	claims, err := b.Backend.Commit(ctx, c)
	b.commit.done(begun, err)
	return claims, err
}

// Resolve is measured.
func (b *measuredBackend) Resolve(ctx context.Context, name string) (string, error) {
	begun := time.Now()
	id, err := b.Backend.Resolve(ctx, name)
	b.resolve.done(begun, err)
	return id, err
}

// ClaimEntries is measured.
func (b *measuredBackend) ClaimEntries(ctx context.Context, now time.Time, room storage.Room, lease time.Duration) ([]storage.Claim, error) {
	begun := time.Now()
	claims, err := b.Backend.ClaimEntries(ctx, now, room, lease)
	b.claimEntries.done(begun, err)
	return claims, err
}

// Settle is measured.
func (b *measuredBackend) Settle(ctx context.Context, s storage.Settlement) (*storage.Claim, error) {
	begun := time.Now()
	claim, err := b.Backend.Settle(ctx, s)
	b.settle.done(begun, err)
	return claim, err
}

// PutBack is measured.
func (b *measuredBackend) PutBack(ctx context.Context, p storage.PutBack) error {
	begun := time.Now()
	err := b.Backend.PutBack(ctx, p)
	b.putBack.done(begun, err)
	return err
}

// Book is measured, and with it how long the send has to wait. What may wait books
// twice: at first only whether it may go at all.
func (b *measuredBackend) Book(ctx context.Context, booking storage.Booking) (time.Time, bool, error) {
	begun := time.Now()
	at, ok, err := b.Backend.Book(ctx, booking)
	b.book.done(begun, err)
	platform, first := booked(booking.Budget)
	switch paced := b.paced[platform]; {
	case err != nil || paced.waited == nil:
	case !ok:
		paced.deferred.Inc()
	case !first:
		paced.waited.Observe(max(0, at.Sub(booking.Now).Seconds()))
	}
	return at, ok, err
}

// Shut counts that a platform asked for patience.
func (b *measuredBackend) Shut(ctx context.Context, budget string, until time.Time) error {
	if platform, _ := booked(budget); b.paced[platform].throttled != nil {
		b.paced[platform].throttled.Inc()
	}
	return b.Backend.Shut(ctx, budget, until)
}

// ClaimWakes is measured, and with it how late each wake-up is.
func (b *measuredBackend) ClaimWakes(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]storage.Wake, error) {
	begun := time.Now()
	wakes, err := b.Backend.ClaimWakes(ctx, now, limit, lease)
	b.claimWakes.done(begun, err)
	for _, w := range wakes {
		b.late.Observe(now.Sub(w.Due).Seconds())
	}
	return wakes, err
}

// Pending is measured.
func (b *measuredBackend) Pending(ctx context.Context) (storage.Pending, error) {
	begun := time.Now()
	p, err := b.Backend.Pending(ctx)
	b.pending.done(begun, err)
	return p, err
}

// Acquire is measured.
func (b *measuredBackend) Acquire(ctx context.Context, name, holder string, lease time.Duration) (bool, error) {
	begun := time.Now()
	ok, err := b.Backend.Acquire(ctx, name, holder, lease)
	b.acquire.done(begun, err)
	return ok, err
}
