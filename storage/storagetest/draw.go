package storagetest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"residencyassist/storage"
)

func (w *walk) anyID() string {
	return rapid.SampledFrom([]string{ana, ben, eva}).Draw(w.T, "record")
}

func (w *walk) anyEntry() storage.Entry {
	w.named++
	return storage.Entry{
		ID:         fmt.Sprint("entry", w.named),
		Side:       rapid.SampledFrom([]string{chat, desk}).Draw(w.T, "side"),
		Queue:      storage.Queue(rapid.IntRange(0, int(storage.Queues)-1).Draw(w.T, "queue")),
		Body:       []byte("body"),
		Ref:        fmt.Sprint("entry", rapid.IntRange(0, w.named).Draw(w.T, "ref")),
		Track:      rapid.Bool().Draw(w.T, "track"),
		Repeatable: rapid.Bool().Draw(w.T, "repeatable"),
	}
}

// anyClaim picks one of the latest claims, stale ones included.
func (w *walk) anyClaim() int {
	if len(w.claims) == 0 {
		w.Skip("nothing was claimed yet")
	}
	return rapid.IntRange(max(0, len(w.claims)-8), len(w.claims)-1).Draw(w.T, "claim")
}

// anyClaimOf picks one of a record's latest claims, or none.
func (w *walk) anyClaimOf(id string) int {
	if len(w.claims) == 0 || rapid.Bool().Draw(w.T, "settles nothing") {
		return -1
	}
	if i := w.anyClaim(); w.claims[i].real.Lane.Record == id {
		return i
	}
	return -1
}

// outcome is how a send ended: a receipt, and when the lane may go on.
func (w *walk) outcome() (receipt string, notBefore time.Time) {
	receipt = rapid.SampledFrom([]string{"", "message 1", "message 2"}).Draw(w.T, "receipt")
	if rapid.Bool().Draw(w.T, "held back") {
		notBefore = w.soon("not before")
	}
	w.pace = storage.Pace{}
	if rapid.Bool().Draw(w.T, "paced") {
		w.pace = storage.Pace{Every: time.Duration(rapid.IntRange(1, 30).Draw(w.T, "every")) * time.Minute, Burst: rapid.IntRange(1, 3).Draw(w.T, "burst")}
	}
	return receipt, notBefore
}

// soon is an instant between an hour ago and in an hour.
func (w *walk) soon(label string) time.Time {
	return w.scene.now.Add(time.Duration(rapid.IntRange(-60, 60).Draw(w.T, label)) * time.Minute)
}
