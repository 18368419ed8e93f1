package main

import (
	"fmt"
	"runtime"
	"time"

	"residencyassist/conversation"
)

// engineAlone measures a step of the dialogue with nothing around it.
func (b *bench) engineAlone() ([]row, error) {
	now := time.Now()
	events, err := b.events(walk, now)
	if err != nil {
		return nil, err
	}
	var times, allocations, bytes []float64
	for range b.runs {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		steps, begun := 0, time.Now()
		for time.Since(begun) < b.length/4 {
			if err := b.play(events, now); err != nil {
				return nil, err
			}
			steps += len(events)
		}
		took := time.Since(begun)
		runtime.ReadMemStats(&after)
		times = append(times, float64(took.Nanoseconds())/float64(steps))
		allocations = append(allocations, float64(after.Mallocs-before.Mallocs)/float64(steps))
		bytes = append(bytes, float64(after.TotalAlloc-before.TotalAlloc)/float64(steps))
	}
	return []row{{
		what:   "(d) the engine alone, a step of the dialogue",
		figure: fmt.Sprintf("%.1f µs, %.0f allocations, %.1f KB", median(times)/1000, median(allocations), median(bytes)/1000),
	}}, nil
}

// play takes somebody through a dialogue.
func (b *bench) play(events []conversation.Event, now time.Time) error {
	rec := conversation.Record{ID: "7k3m9q2w4x5y6z8a0b1c2d3e4f"}
	for _, ev := range events {
		res, err := b.engine.Step(rec, ev, now)
		if err != nil {
			return err
		}
		rec = res.Record
	}
	return nil
}

// events are a journey as it enters the engine.
func (b *bench) events(steps []string, now time.Time) (events []conversation.Event, err error) {
	moves, err := b.journey(steps, now)
	if err != nil {
		return nil, err
	}
	for i, m := range moves {
		ev, ok := me.Event(m.update(int64(i+1), 12345))
		if !ok {
			return nil, fmt.Errorf("%q is no update that means anything", steps[i])
		}
		events = append(events, ev)
	}
	return events, nil
}
