package main

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// What is measured on an event's way: as it comes in, at the storage, and as it
// goes out. The storage stands in stored.go.

// The platforms, as labels name them.
const (
	onTelegram = "telegram"
	onSlack    = "slack"
	byMail     = "mail"
)

// waitingTimes are the buckets of what somebody waits for, in seconds.
var waitingTimes = [...]float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// kinds are the events that each platform brings.
var kinds = map[string][]conversation.Kind{
	onTelegram: {conversation.Said, conversation.Amended, conversation.Pressed, conversation.Blocked, conversation.Opened},
	onSlack:    {conversation.Wrote, conversation.Reacted, conversation.Revised, conversation.Erased, conversation.Moved},
}

// receiving measures what a platform brings, on its way to where it is safe.
func (m *metrics) receiving(platform string, handle handler) handler {
	at := labels{"platform": platform}
	failed := m.counter("updates_failed_total", "Updates that could not be made safe: the platform brings them again, or whoever pressed something is told.", at)
	took := m.histogram("update_duration_seconds", "How long an update takes from its arrival to its commit.", waitingTimes[:], at)
	received := map[conversation.Kind]prometheus.Counter{}
	for _, kind := range kinds[platform] {
		received[kind] = m.counter("updates_total", "What a platform brought, by the kind of event that it is; repeats are counted too.",
			labels{"platform": platform, "kind": string(kind)})
	}
	return func(ctx context.Context, ev conversation.Event) error {
		begun := time.Now()
		err := handle(ctx, ev)
		took.Observe(time.Since(begun).Seconds())
		if c, ok := received[ev.Kind]; ok {
			c.Inc()
		}
		if err != nil && !errors.Is(err, conversation.ErrNoRecord) {
			failed.Inc()
		}
		return err
	}
}

// measuredCourier is a courier whose sends are measured.
type measuredCourier struct {
	bot.Courier
	*sends
}

// sends are what became of the sends to one platform.
type sends struct {
	delivered, retried, unknown, failed, unreachable prometheus.Counter
	again                                            prometheus.Counter
	took                                             prometheus.Histogram
}

// couriers measures what goes out, each side to its platform.
func (m *metrics) couriers(couriers map[conversation.Side]bot.Courier) map[conversation.Side]bot.Courier {
	byPlatform := map[string]*sends{onTelegram: m.sends(onTelegram), onSlack: m.sends(onSlack), byMail: m.sends(byMail)}
	measured := map[conversation.Side]bot.Courier{}
	for side, courier := range couriers {
		platform := onSlack
		switch side {
		case conversation.Chat:
			platform = onTelegram
		case conversation.Post:
			platform = byMail
		}
		measured[side] = measuredCourier{courier, byPlatform[platform]}
	}
	return measured
}

func (m *metrics) sends(platform string) *sends {
	result := func(name string) prometheus.Counter {
		return m.counter("sends_total", "What a platform answered to what was sent: delivered, retried (surely not taken; it is sent later), "+
			"unknown (no answer: it may have arrived), failed (it will never be taken), unreachable (the person blocked the bot or is gone).",
			labels{"platform": platform, "result": name})
	}
	at := labels{"platform": platform}
	return &sends{
		delivered: result("delivered"), retried: result("retried"), unknown: result("unknown"), failed: result("failed"), unreachable: result("unreachable"),
		again: m.counter("sends_repeated_total", "What was sent once more because nobody knows whether it had arrived: somebody may have got it twice.", at),
		took:  m.histogram("send_duration_seconds", "How long a platform takes to answer a send.", waitingTimes[:], at),
	}
}

// Deliver implements bot.Courier.
func (c measuredCourier) Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer {
	if p.Again {
		c.again.Inc()
	}
	begun := time.Now()
	answer := c.Courier.Deliver(ctx, p)
	c.took.Observe(time.Since(begun).Seconds())
	switch answer.Outcome {
	case conversation.Delivered:
		c.delivered.Inc()
	case conversation.Later, conversation.Elsewhere:
		c.retried.Inc()
	case conversation.Unknown:
		c.unknown.Inc()
	case conversation.Unreachable:
		c.unreachable.Inc()
	default:
		c.failed.Inc()
	}
	return answer
}

// Recalls lets the courier behind it say so.
func (c measuredCourier) Recalls() bool {
	r, ok := c.Courier.(bot.Recaller)
	return ok && r.Recalls()
}

// measuredMemory counts reminders as it hears what became of them.
type measuredMemory struct {
	bot.Memory
	delivered, failed map[string]prometheus.Counter // by rung
}

func (m *metrics) memory(memory bot.Memory) bot.Memory {
	counted := measuredMemory{memory, map[string]prometheus.Counter{}, map[string]prometheus.Counter{}}
	for _, rung := range conversation.Rungs() {
		const help = "Reminders whose end is known, by rung: delivered, or failed for good. One message may tell of several."
		counted.delivered[rung] = m.counter("reminders_total", help, labels{"rung": rung, "result": "delivered"})
		counted.failed[rung] = m.counter("reminders_total", help, labels{"rung": rung, "result": "failed"})
	}
	return counted
}

// Write implements bot.Memory.
func (m measuredMemory) Write(ctx context.Context, step storage.Step) ([]storage.Delivery, error) {
	deliveries, err := m.Memory.Write(ctx, step)
	if report := step.Result.Event.Report; err == nil && report != nil && report.Outcome != conversation.Stale {
		m.told(step.Result.Record, report)
	}
	return deliveries, err
}

// told counts the rungs that a message told of, if it was a reminder.
func (m measuredMemory) told(rec conversation.Record, report *conversation.Report) {
	by := m.failed
	if report.Outcome == conversation.Delivered {
		by = m.delivered
	}
	for _, c := range rec.Cases {
		for _, rung := range c.Rungs {
			if counted := by[rung.Name]; counted != nil && rung.Entry == report.Entry && !rung.Skipped {
				counted.Inc()
			}
		}
	}
}
