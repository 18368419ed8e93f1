package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// reaper ends bots, one after the other, and puts another in the place of each.
// Each carries its end with it: every other one dies at a named crash point, the
// rest at a random moment, or is asked to end then.
type reaper struct {
	cell
	*house
	random *rand.Rand
	proxy  *balancer // before the bots, if they are behind one
	points int       // named points used so far
	ended  int
	ways   map[string]int // how they ended
	left   atomic.Int64   // to be ended
	places []victim
}

// victim is a bot; a doomed one kills itself, at a point or moment.
type victim struct {
	*process
	doom string
}

// remain is how many are still to be ended.
func (r *reaper) remain() int { return int(r.left.Load()) }

// opens starts as many bots as the cell has.
func (r *reaper) opens() {
	r.t.Helper()
	r.places = make([]victim, r.cell.bots)
	for i := range r.places {
		r.fills(i, !r.gently)
	}
	if r.front != "" {
		r.postsTo(r.front)
	}
}

// reaps goes on until no more than so many are left, and leaves bots that live.
func (r *reaper) reaps(until int) {
	r.t.Helper()
	for i := 0; r.remain() > until; i = (i + 1) % len(r.places) {
		r.ends(i)
		r.fills(i, !r.gently && r.remain()-r.doomed() > until)
	}
}

// doomed is how many will end by themselves.
func (r *reaper) doomed() (n int) {
	for _, v := range r.places {
		if v.doom != "" {
			n++
		}
	}
	return n
}

// fills puts a bot in a place.
func (r *reaper) fills(i int, doomed bool) {
	r.t.Helper()
	var settings []string
	var doom string
	if doomed {
		var number int64
		doom, number = r.end()
		settings = []string{fmt.Sprintf("CRASH_AT=%s:%d", doom, number)}
	}
	r.places[i] = victim{r.serve(settings...), doom}
	r.house.bots = nil
	for _, v := range r.places {
		if v.process != nil {
			r.house.bots = append(r.house.bots, v.process)
		}
	}
	if r.proxy != nil {
		r.proxy.before(r.house.bots, false)
	}
	if r.gently {
		r.places[i].becomesReady() // the next is not asked to end before
	}
}

// justBegun is for how many milliseconds a bot lives at least: it has to say that it
// serves.
const justBegun = 200

// mayTake is what a supervisor waits for a bot that it has asked to end.
const mayTake = 10 * time.Second

// end is how the next bot is to die: after so many milliseconds, or at one of
// the next passings of the next point.
func (r *reaper) end() (point string, number int64) {
	r.points++
	if r.points%2 == 0 {
		return anyMoment, justBegun + r.random.Int64N(r.life.Milliseconds())
	}
	points := crashPoints()
	return points[r.points/2%len(points)], 1 + r.random.Int64N(8)
}

// ends ends a bot. A doomed one that nothing brings to its point is killed.
func (r *reaper) ends(i int) {
	r.t.Helper()
	v, way := r.places[i], "from outside"
	life := time.Duration(r.random.Int64N(int64(r.life)))
	if v.doom != "" {
		life = 2 * r.life
	}
	select {
	case <-v.done:
		if way = v.doom; way == "" {
			r.t.Errorf("a bot ended by itself:\n%s", v.log())
		}
	case <-time.After(life):
	}
	begun := time.Now()
	if !r.gently {
		v.kill()
	} else if status := v.stop(); status != 0 || time.Since(begun) > mayTake {
		r.t.Errorf("asked to end, a bot ended with %d after %v:\n%s", status, time.Since(begun), v.log())
	}
	r.places[i] = victim{}
	r.ways[way]++
	r.ended++
	r.left.Add(-1)
}

// reckons holds that the long form met every point.
func (r *reaper) reckons() {
	r.t.Helper()
	r.t.Logf("ended: %v", r.ways)
	for _, point := range append(crashPoints(), anyMoment) {
		if soaking() && !r.gently && r.ways[point] == 0 {
			r.t.Errorf("no bot died at the point %q", point)
		}
	}
	r.reckonsPolls()
}

// reckonsPolls holds that bots which are asked to end hand the polling over. Telegram
// may see a bot's last words before it notices that its poll has hung up, and answers
// that poll with a conflict: once for each bot at most, and none ever hears of it.
func (r *reaper) reckonsPolls() {
	r.t.Helper()
	polls, crossed := 0, 0
	for _, c := range r.calls() {
		if c.Method == "getUpdates" {
			polls++
			if c.Status == http.StatusConflict {
				crossed++
			}
		}
	}
	r.t.Logf("%d polls, %d of which met another", polls, crossed)
	if !r.gently {
		return // who is killed hands nothing over
	}
	if crossed > len(r.all) {
		r.t.Errorf("%d polls met another, and there were %d bots to end", crossed, len(r.all))
	}
	for _, p := range r.all {
		if strings.Contains(p.log(), "Conflict") {
			r.t.Errorf("a bot polled beside another:\n%s", p.log())
		}
	}
}

// stopAll asks every bot to end.
func (h *house) stopAll() {
	h.t.Helper()
	for _, p := range h.bots {
		if status := p.stop(); status != 0 {
			h.t.Errorf("asked to end, a bot ended with %d:\n%s", status, p.log())
		}
	}
}
