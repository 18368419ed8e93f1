package storage

import "time"

// LongestPatience is how far ahead a place may be booked at most. A budget whose
// last send lies further ahead was written by a clock that has been set back.
const LongestPatience = 10 * time.Second

// Rate is a limit: no more than N sends in any Per of story time.
type Rate struct {
	N   int
	Per time.Duration
}

// Pace is how often one lane may be used: once in Every, after a short burst.
type Pace struct {
	Every time.Duration // zero: as often as one likes
	Burst int           // how many in a row; at least 1
}

// Use returns when a lane may be used again after a use at the story instant
// now, and what the lane has to remember for the next time: when it is free of
// all its uses, had each taken its time.
func (p Pace) Use(now, free time.Time) (serve, freeAgain time.Time) {
	if p.Every <= 0 {
		return time.Time{}, free
	}
	if free.Before(now) {
		free = now
	}
	free = free.Add(p.Every)
	return free.Add(-time.Duration(max(1, p.Burst)-1) * p.Every), free
}

// Booking asks for a place in a budget.
type Booking struct {
	Budget   string
	Now      time.Time
	Patience time.Duration // LongestPatience at most
	Rates    []Rate        // all of them are kept; none: only a budget that is shut refuses
}

// Budget is what a backend keeps of a budget: its latest sends, booked ones
// included, oldest first, and until when it is shut.
type Budget struct {
	Sends []time.Time
	Until time.Time
}

// Book books a place, as Backend promises, in the backends that keep a budget as
// a Go value.
func (k *Budget) Book(b Booking) (at time.Time, ok bool) {
	at = b.Now.Truncate(time.Millisecond)
	if k.Until.After(at) {
		at = k.Until
	}
	if n := len(k.Sends); n > 0 && k.Sends[n-1].After(at.Add(LongestPatience)) {
		k.Sends = nil
	}
	most := 0
	for _, rate := range b.Rates {
		if last := len(k.Sends) - 1; last >= 0 && k.Sends[last].After(at) {
			at = k.Sends[last] // first come, first served
		}
		if first := len(k.Sends) - rate.N; first >= 0 && k.Sends[first].Add(rate.Per).After(at) {
			at = k.Sends[first].Add(rate.Per)
		}
		most = max(most, rate.N)
	}
	if at.After(b.Now.Add(min(b.Patience, LongestPatience))) {
		return at, false
	}
	if most > 0 {
		k.Sends = append(k.Sends, at)
		k.Sends = k.Sends[max(0, len(k.Sends)-BudgetMemory(most)):]
	}
	return at, true
}

// BudgetMemory is how many sends a budget has to remember when it was asked for
// a rate of so many: more than that, because it may be asked for others too.
func BudgetMemory(most int) int { return 2*most + 64 }
