package main

import (
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"residencyassist/bot"
)

// askTime is how long the parts of a bot are given to say how they are.
const askTime = 2 * time.Second

// labels say which of several metrics of one name it is.
type labels = prometheus.Labels

// metrics are the figures that /metrics tells, in the form that Prometheus reads.
// They stand around the bot, at the interfaces that it is given; what it counts
// itself, and what waits in the storage, is looked up when somebody asks.
//
// No label names a person, a chat, a case or a thread. Whatever value a label may
// have is there from the start, at zero: so a first time is a rise like any other,
// and a dashboard has no holes.
type metrics struct{ registry *prometheus.Registry }

func newMetrics() *metrics {
	m := &metrics{prometheus.NewRegistry()}
	m.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	m.shows("build_info", "Always 1; the labels say what is running.", labels{"version": version, "goversion": runtime.Version()},
		func() float64 { return 1 })
	return m
}

// named puts before a name what all of ours begin with.
func named(name string) string { return "residency_assist_" + name }

// handler serves them, to a few at a time: to ask is not for nothing.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, ErrorHandling: promhttp.ContinueOnError})
}

func (m *metrics) counter(name, help string, l labels) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: named(name), Help: help, ConstLabels: l})
	m.registry.MustRegister(c)
	return c
}

func (m *metrics) histogram(name, help string, buckets []float64, l labels) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: named(name), Help: help, Buckets: buckets, ConstLabels: l})
	m.registry.MustRegister(h)
	return h
}

// counts tells what is counted elsewhere.
func (m *metrics) counts(name, help string, l labels, count func() int64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: named(name), Help: help, ConstLabels: l},
		func() float64 { return float64(count()) }))
}

// shows tells how something stands.
func (m *metrics) shows(name, help string, l labels, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: named(name), Help: help, ConstLabels: l}, value))
}

// steps tells what the bot counts by itself.
func (m *metrics) steps(n *bot.Counts) {
	const help = "What became of events: committed, repeated (an event that had been committed before), conflict (another of the same record " +
		"was first; it is stepped again), failed (the person heard an apology, which is committed too), parked (its record cannot be opened)."
	for outcome, count := range map[string]func() int64{
		"committed": n.Steps.Load, "repeated": n.Repeats.Load, "conflict": n.Conflicts.Load, "failed": n.Failures.Load, "parked": n.Parked.Load,
	} {
		m.counts("steps_total", help, labels{"outcome": outcome}, count)
	}
}

// intakes tells how the two ways in are doing, by what each can say of itself.
func (m *metrics) intakes(ways map[string]intake) {
	type pollsAlone interface{ Holding() bool }
	type keepsOpen interface{ Open() int }
	type turnsAway interface{ Refused() int64 }
	for platform, way := range ways {
		if way, ok := way.(pollsAlone); ok {
			m.shows("poller_lease_held", "1 where this replica polls Telegram: of all replicas, one does.", nil, func() float64 {
				if way.Holding() {
					return 1
				}
				return 0
			})
		}
		if way, ok := way.(keepsOpen); ok {
			m.shows("slack_connections", "Connections to Slack that are open, in Socket Mode.", nil, func() float64 { return float64(way.Open()) })
		}
		if way, ok := way.(turnsAway); ok {
			m.counts("refused_requests_total", "Posted requests that were not the platform's own, or not of this moment.", labels{"platform": platform}, way.Refused)
		}
	}
}
