package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// load is what one run came to.
type load struct {
	steps    float64 // a second
	calls    float64 // of the Bot API, a step
	cpu      float64 // µs a step, of the process alone
	p50, p99 float64 // ms from the update to the last call it caused
	memory   float64 // MB, at its peak
	redisCPU float64 // µs a step
}

// wholeStep measures the whole way of an update, on the bot as it is built for
// production: webhook in, load, step, commit, message out, settled.
func (b *bench) wholeStep() (rows []row, err error) {
	if err := pin(); err != nil {
		return nil, err
	}
	now := time.Now()
	kinds := []*kind{
		{name: "a bare loop of net/http in, a script in Redis, net/http out", bare: true, steps: hello},
		{name: "the bot, as somebody says hello", steps: hello},
		{name: "the bot, the dialogue typed", steps: typed},
		{name: "the bot, the dialogue with its buttons pressed", steps: walk},
	}
	for _, k := range kinds {
		if k.moves, err = b.journey(k.steps, now); err != nil {
			return nil, err
		}
		if k.bare {
			k.moves[0].calls = []call{{method: "sendMessage", text: inForm(bareText)}}
		}
	}
	for range b.runs { // side by side, so that a noisy hour is everybody's
		for _, k := range kinds {
			l, err := b.underLoad(k, 200, 0)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k.name, err)
			}
			fmt.Printf("    %s: %.0f steps/s, %.1f µs of CPU a step, in Redis %.1f\n", k.name, l.steps, l.cpu, l.redisCPU)
			k.runs = append(k.runs, l)
		}
	}
	for _, k := range kinds {
		rows = append(rows, k.throughput(kinds[0]))
	}
	for _, people := range []int{200, 2000} {
		r, err := b.atFixedLoad(kinds[2], people)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// kind is one way to put a process under load.
type kind struct {
	name  string
	bare  bool
	steps []string
	moves []move
	runs  []load
}

// throughput compares a kind with the bare loop, each run with the one beside it.
func (k *kind) throughput(bare *kind) row {
	var ratios []float64
	for i, l := range k.runs {
		ratios = append(ratios, bare.runs[i].cpu/l.cpu)
	}
	used := middle(k.runs, func(l load) float64 { return l.cpu })
	return row{
		what: fmt.Sprintf("(a) %s: %.1f calls to Telegram a step", k.name, k.runs[0].calls),
		figure: fmt.Sprintf("%.0f steps/s a core (%.0f µs of CPU each), %.2f of the bare loop; %.0f/s on this machine",
			1e6/used, used, median(ratios), middle(k.runs, func(l load) float64 { return l.steps })),
	}
}

// fixedLoad is how many updates come in a second where the time of each is
// measured: some hundreds of times what a busy office has.
const fixedLoad = 800

// atFixedLoad measures how long people wait, and what the bot takes for so many
// of them.
func (b *bench) atFixedLoad(k *kind, people int) (row, error) {
	var runs []load
	for range b.runs {
		l, err := b.underLoad(k, people, time.Second/fixedLoad)
		if err != nil {
			return row{}, err
		}
		runs = append(runs, l)
	}
	return row{
		what: fmt.Sprintf("(a) at %d steps/s among %d chats, from an update to the last message it causes", fixedLoad, people),
		figure: fmt.Sprintf("p50 %.2f ms, p99 %.2f ms; %.0f %% of a core; %.0f MB resident at most",
			middle(runs, func(l load) float64 { return l.p50 }), middle(runs, func(l load) float64 { return l.p99 }),
			fixedLoad*middle(runs, func(l load) float64 { return l.cpu })/1e4, middle(runs, func(l load) float64 { return l.memory })),
	}, nil
}

func middle(runs []load, of func(load) float64) float64 {
	var figures []float64
	for _, r := range runs {
		figures = append(figures, of(r))
	}
	return median(figures)
}

// underLoad starts the bot, or the bare loop, on an emptied Redis and lets a
// crowd talk to it: first to warm up, then for as long as a run takes.
func (b *bench) underLoad(k *kind, people int, pace time.Duration) (l load, err error) {
	redisURL, err := b.url()
	if err != nil {
		return l, err
	}
	api, err := newPlatform()
	if err != nil {
		return l, err
	}
	defer api.close()
	command, done, err := b.command(k.bare, redisURL, api.url())
	if err != nil {
		return l, err
	}
	defer done()
	s, err := b.serve(command)
	if err != nil {
		return l, err
	}
	if !k.bare {
		err = b.ready(s.address)
	}
	if err != nil {
		return l, errors.Join(err, s.stop())
	}
	c := newCrowd(k.moves, s.address, people)
	c.pace = pace
	api.heard = c.heard
	l, err = b.observe(c, s)
	return l, errors.Join(err, s.stop())
}

// observe runs a crowd and measures what the process spends on it.
func (b *bench) observe(c *crowd, s *serving) (l load, err error) {
	ctx, stop := context.WithCancel(b.ctx)
	defer stop()
	var talking sync.WaitGroup
	var spoilt error
	talking.Go(func() { spoilt = c.run(ctx) })
	b.pass(b.length / 4)
	c.keeps.Store(true)
	pid := s.command.Process.Pid
	steps, calls, begun := c.steps.Load(), c.calls.Load(), time.Now()
	before, err1 := cpu(pid)
	redisBefore, err2 := cpu(b.server.Process.Pid)
	b.pass(b.length)
	after, err3 := cpu(pid)
	redisAfter, err4 := cpu(b.server.Process.Pid)
	took, n, called := time.Since(begun), float64(c.steps.Load()-steps), float64(c.calls.Load()-calls)
	memory, err5 := peakMemory(pid)
	c.tired.Store(true)
	err6 := b.until("everybody is answered", func() bool { return c.failed.Load() != nil || c.waiting() == 0 })
	stop()
	talking.Wait()
	if err := errors.Join(spoilt, err1, err2, err3, err4, err5, err6); err != nil {
		return l, err
	}
	if n == 0 {
		return l, errors.New("nobody was answered")
	}
	times := c.timed()
	return load{
		steps: n / took.Seconds(), calls: called / n,
		cpu: float64((after - before).Microseconds()) / n, redisCPU: float64((redisAfter - redisBefore).Microseconds()) / n,
		p50: percentile(times, 0.50), p99: percentile(times, 0.99), memory: memory,
	}, nil
}

// pass lets time go by.
func (b *bench) pass(d time.Duration) {
	select {
	case <-time.After(d):
	case <-b.ctx.Done():
	}
}
