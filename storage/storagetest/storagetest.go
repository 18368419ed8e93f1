// Package storagetest proves that a backend keeps the contract of
// storage.Backend. Every backend runs the whole suite; there is no way to leave
// a story out, because the bot may not care which backend it stands on.
//
// A story fails for a broken promise only: none sleeps, none depends on another,
// and none knows how a backend keeps its data. Beside the stories a state
// machine walks the backend and a model in memory side by side and compares
// every answer.
//
// Instants are compared to the millisecond, which is what a backend has to keep.
package storagetest

import (
	"testing"
	"time"

	"residencyassist/storage"
)

// Harness is an empty store and the power over its time.
type Harness struct {
	Backend storage.Backend

	// Reopen opens the same data once more, as a second process would, or this
	// one after a crash: the first handle is not closed and may be used on.
	Reopen func(t *testing.T) storage.Backend

	// Lease is the length of leases that a story lets run out. A backend on a
	// real clock gives a short one, such as 50 ms; every other lease in the
	// suite lasts a day and has to outlive the story.
	Lease time.Duration

	// Pass makes lease time pass by d at least. A backend with an injected
	// clock moves it; one on a real server waits until the server's clock has
	// gone on. Stories pass Lease once or a few times. A single one passes days,
	// to see dedupe marks run out: there a real server may instead have its
	// marks made older by d.
	Pass func(d time.Duration)
}

// Run tells every story on a store of its own, which open makes.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	chapters := [][]story{
		recordStories(), eventStories(), memoryStories(), refusalStories(),
		laneStories(), orderStories(), lapseStories(),
		settleStories(), tokenStories(), reportStories(), holdStories(), heldLaneStories(),
		queueStories(), paceStories(), budgetStories(), crowdStories(), boardStories(),
		receiptStories(), noReceiptStories(),
		wakeStories(), wakeLeaseStories(), wakeOrderStories(),
		nameStories(), leaseStories(), wholeStories(),
		listStories(), replaceStories(), parkedStories(), movingStories(), eraseStories(),
	}
	for _, chapter := range chapters {
		for _, story := range chapter {
			t.Run(story.promise, func(t *testing.T) {
				scene := newScene(t, open(t))
				scene.another = open
				story.tell(scene)
			})
		}
	}
	t.Run("any walk through the contract agrees with the model", func(t *testing.T) {
		walkBesideModel(t, open)
	})
}

type story struct {
	promise string
	tell    func(*scene)
}
