package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"residencyassist/bot"
	"residencyassist/storage"
)

// queueNames are the queues of the outbox, as labels name them.
var queueNames = [storage.Queues]string{"chat", "desk", "chat_bulk", "desk_bulk", "mail"}

// What is looked up when somebody asks. The storage's figures are of the whole
// store: every replica tells the same.
var (
	readyDesc    = described("ready", "1 while a part of the bot works, as /readyz says.", "part")
	entriesDesc  = described("outbox_entries", "What waits to be sent or is under way, in the whole store.")
	inFlightDesc = described("outbox_in_flight", "Lanes and wake-ups that some replica is at work on, in the whole store.")
	lanesDesc    = described("outbox_lanes", "Chats, threads and mailboxes for which something waits or is under way, in the whole store, by the queue it waits in.", "queue")
	ageDesc      = described("outbox_age_seconds", "How long the first of a queue has been waiting since it might have been sent, in story time, in the whole store.", "queue")
	wakeDesc     = described("wake_up_overdue_seconds", "How long a wake-up has been due that nobody has taken up, in story time, in the whole store.")
)

func described(name, help string, by ...string) *prometheus.Desc {
	return prometheus.NewDesc(named(name), help, by, nil)
}

// readiness tells of each part whether it works.
type readiness map[string]check

// Describe implements prometheus.Collector.
func (r readiness) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- readyDesc }

// Collect implements prometheus.Collector.
func (r readiness) Collect(found chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	for part, works := range r {
		value := 0.0
		if works(ctx) == nil {
			value = 1
		}
		found <- prometheus.MustNewConstMetric(readyDesc, prometheus.GaugeValue, value, part)
	}
}

// outbox tells what waits in the storage. The storage is asked so often at most,
// however often somebody asks the bot; while it does not answer, nothing is told.
type outbox struct {
	pending func(context.Context) (storage.Pending, error)
	clock   bot.Clock

	mu    sync.Mutex
	asked time.Time
	known bool
	last  storage.Pending
}

// Describe implements prometheus.Collector.
func (o *outbox) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{entriesDesc, inFlightDesc, lanesDesc, ageDesc, wakeDesc} {
		descriptions <- d
	}
}

// Collect implements prometheus.Collector.
func (o *outbox) Collect(found chan<- prometheus.Metric) {
	p, ok := o.look()
	if !ok {
		return
	}
	gauge := func(d *prometheus.Desc, value float64, of ...string) {
		found <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, of...)
	}
	now := o.clock.Now()
	gauge(entriesDesc, float64(p.Entries))
	gauge(inFlightDesc, float64(p.InFlight))
	gauge(wakeDesc, overdue(p.NextWake, now))
	for queue, name := range queueNames {
		gauge(lanesDesc, float64(p.Lanes[queue]), name)
		gauge(ageDesc, overdue(p.NextEntry[queue], now), name)
	}
}

// look asks the storage, unless that was done a moment ago.
func (o *outbox) look() (storage.Pending, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.asked.IsZero() || time.Since(o.asked) >= askedAgain {
		ctx, cancel := context.WithTimeout(context.Background(), askTime)
		defer cancel()
		p, err := o.pending(ctx)
		o.last, o.known, o.asked = p, err == nil, time.Now()
	}
	return o.last, o.known
}

// overdue is how many seconds ago something was due; 0 when it is not, or when
// there is no such thing.
func overdue(due, now time.Time) float64 {
	if due.IsZero() {
		return 0
	}
	return max(0, now.Sub(due).Seconds())
}
