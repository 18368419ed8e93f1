package main

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// glance is how often somebody looks at a screen, patience how long they do
// before they give up.
const (
	glance   = 60 * time.Millisecond
	patience = 3 * time.Minute
)

// hurries lets the story run faster than life, so that Slack's one post a second
// is not what everybody waits for. It settles nothing: it leaves at once.
func (c *crowd) hurries(ctx context.Context, by time.Duration) {
	for ctx.Err() == nil {
		c.pokes(ctx, map[string]any{"by": by.String(), "down": true})
		rest(ctx, 4*glance)
	}
}

// pokes moves the clock and does not wait for what comes of it.
func (c *crowd) pokes(ctx context.Context, move map[string]any) {
	ctx, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	_ = c.ask(ctx, "POST", "/sandbox/clock", move, nil) // it never hears the end
}

// jumps moves the clock to an instant, with nobody walked through what is due on
// the way, as when the bot was down.
func (c *crowd) jumps(ctx context.Context, to string) {
	c.t.Helper()
	there, err := time.Parse(time.RFC3339, to)
	if err != nil {
		c.t.Fatal(err)
	}
	err = until(ctx, func() (bool, error) {
		c.pokes(ctx, map[string]any{"to": to, "down": true})
		var clock struct{ Now time.Time }
		err := c.try("GET", "/sandbox/clock", nil, &clock)
		return !clock.Now.Before(there), err
	})
	if err != nil {
		c.t.Fatalf("the clock does not move: %v", err)
	}
}

// settlesAtLast waits until nothing is under way any more.
func (c *crowd) settlesAtLast(ctx context.Context) {
	c.t.Helper()
	err := until(ctx, func() (bool, error) {
		look, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		err := c.ask(look, "POST", "/sandbox/settle", nil, nil)
		return err == nil, err
	})
	if err != nil {
		c.t.Errorf("it does not settle: %v", err)
	}
}

// until asks again and again whether something is so. The last error tells why
// it never was.
func until(ctx context.Context, is func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		so, err := is()
		if so {
			return nil
		}
		if !rest(ctx, glance) {
			return fmt.Errorf("it never came: %w", cmp.Or(err, ctx.Err()))
		}
	}
}

// rest is false when ctx ended first.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
