package main

import (
	"context"
	"sync"
	"testing"
	"time"
)

// calm is what everybody reads when nothing goes wrong, by language.
type calm struct {
	after map[string][]string        // what stood last after each act
	shown map[string]map[string]bool // every text that ever stood in the chat
	end   map[string]outcome
}

// undisturbed plays the whole story once, with nobody killed.
func undisturbed(t *testing.T) *calm {
	t.Helper()
	c := &crowd{house: open(t, "sqlite:"+t.TempDir()+"/bot.db", firstDay)}
	c.serve()
	ctx, home := context.WithCancel(t.Context())
	defer home()
	var busy sync.WaitGroup
	busy.Go(func() { c.associates(ctx) })
	busy.Go(func() { c.hurries(ctx, time.Second) })
	for range 2 {
		p, err := c.joins()
		if err == nil {
			err = c.played(ctx, p)
		}
		if err != nil {
			t.Fatalf("with nobody killed, somebody is stuck %v", err)
		}
	}
	c.settle()
	home()
	busy.Wait()
	c.until(windowsOpened)
	c.stopAll()
	known := &calm{after: map[string][]string{}, shown: map[string]map[string]bool{}, end: map[string]outcome{}}
	ledger := c.ledger()
	for _, p := range c.players {
		known.after[p.tongue], known.shown[p.tongue] = p.after, p.shown
		known.end[p.tongue] = c.outcomeOf(p, ledger)
		for _, text := range known.end[p.tongue].chat {
			p.shown[text] = true
		}
	}
	return known
}
