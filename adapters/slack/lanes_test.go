package slack

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestALaneKeepsItsOrder(t *testing.T) {
	l := newLanes(8)
	got := make(chan int, 3)
	gate := make(chan struct{})
	l.do("a", func() { <-gate; got <- 1 })
	l.do("a", func() { got <- 2 })
	other := make(chan struct{})
	l.do("b", func() { close(other) })
	receive(t, other) // another thread does not wait for this one
	close(gate)
	if first, second := receive(t, got), receive(t, got); first != 1 || second != 2 {
		t.Errorf("%d came before %d", first, second)
	}
}

// TestAFloodInOneThreadHoldsUpThatThreadAlone queues far more work of one thread
// than there are slots, all of it slow, and then a line of another thread.
func TestAFloodInOneThreadHoldsUpThatThreadAlone(t *testing.T) {
	l := newLanes(2)
	gate := make(chan struct{})
	var done sync.WaitGroup
	queued := 0
	for range waitingAtMost + 10 {
		done.Add(1)
		if !l.do("flood", func() { defer done.Done(); <-gate }) {
			done.Done()
			break
		}
		queued++
	}
	// one is under way, or about to be, and the rest waits
	if queued < waitingAtMost || queued > waitingAtMost+1 {
		t.Errorf("%d lines of one thread were taken in", queued)
	}
	other := make(chan struct{})
	if !l.do("other", func() { close(other) }) {
		t.Fatal("a line of another thread was turned away")
	}
	receive(t, other)
	close(gate)
	done.Wait()
}

// TestThreadsTakeTurns gives one slot to a long queue and a short one: the short
// one need not wait for the end of the long.
func TestThreadsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(1)
		begun, gate := make(chan struct{}), make(chan struct{})
		l.do("first", func() { close(begun); <-gate })
		receive(t, begun) // the only slot is taken
		got := make(chan string, 100)
		for range 50 {
			l.do("long", func() { got <- "long" })
		}
		for range 3 {
			l.do("short", func() { got <- "short" })
		}
		synctest.Wait() // until both stand in the queue for it
		close(gate)
		var order []string
		for range 53 {
			order = append(order, receive(t, got))
		}
		if last := strings.LastIndex(strings.Join(order, " "), "short"); last > len("short long ")*4 {
			t.Errorf("the short queue was not through before the long one: %q", order)
		}
	})
}
