package telegram

import (
	"math"
	"time"
)

// The documented limits. Lengths of text are in UTF-16 units, after entities
// were parsed.
const (
	maxText         = 4096
	maxCaption      = 1024
	maxCallbackData = 64 // bytes
	maxToast        = 200
	maxButtons      = 100
	maxUpload       = 50 << 20
	maxPhoto        = 10 << 20
	maxDownload     = 20 << 20
	messageLife     = 24 * time.Hour    // an update of a message that nobody fetches
	queryLife       = 150 * time.Second // an update of a pressed button that nobody fetches
	queryAnswer     = time.Minute       // a pressed button waits so long for its answer
	deleteWithin    = 48 * time.Hour
)

// cost is what a method counts against.
type cost int

const (
	free    cost = iota
	overall      // 30 a second over all chats
	perChat      // and 1 a second in one chat, after a burst
)

// bucket is a token bucket in story time, kept as the instant at which it would
// be full again.
type bucket struct {
	burst int
	every time.Duration // one token comes back
	full  time.Time
}

func overallBucket() bucket { return bucket{burst: 30, every: time.Second / 30} }
func chatBucket() bucket    { return bucket{burst: 20, every: time.Second} }

// wait is how long it takes until a token is there.
func (b *bucket) wait(now time.Time) time.Duration {
	if !b.full.After(now) {
		return 0
	}
	return max(0, b.full.Sub(now)-time.Duration(b.burst-1)*b.every)
}

func (b *bucket) take(now time.Time) {
	if b.full.Before(now) {
		b.full = now
	}
	b.full = b.full.Add(b.every)
}

// charge takes a token from each bucket that a call counts against, or from
// none and says when to come again.
func (w *World) charge(c cost, p params) error {
	if c == free {
		return nil
	}
	now := w.options.Now()
	wait := w.overall.wait(now)
	var who *person
	if c == perChat {
		if who = w.people[p.number("chat_id")]; who != nil {
			wait = max(wait, who.sends.wait(now))
		}
	}
	if wait > 0 {
		return tooMany(int(math.Ceil(wait.Seconds())))
	}
	w.overall.take(now)
	if who != nil {
		who.sends.take(now)
	}
	return nil
}
