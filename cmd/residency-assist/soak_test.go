package main

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSoakKilledAtRandom kills the bot some milliseconds after people did
// something, wherever that finds it: in the middle of a step, a commit, a send.
// With SOAK=1 it does so to forty people; otherwise for one.
func TestSoakKilledAtRandom(t *testing.T) {
	t.Parallel()
	people := 1
	if os.Getenv("SOAK") != "" {
		people = 40
	}
	backends(t, func(t *testing.T, storageURL string) {
		seed := uint64(time.Now().UnixNano())
		random := rand.New(rand.NewPCG(seed, 0))
		t.Logf("seed %d", seed)
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		undisturbed := h.applicant("Carol", "en")
		undisturbed.plays(english...)
		want := withoutReference(undisturbed.heard())
		kills := 0
		for range people {
			carol, before := h.applicant("Carol", "en"), h.resent()
			for _, what := range english {
				carol.does(what)
				if random.IntN(4) == 0 {
					<-time.After(time.Duration(random.IntN(40)) * time.Millisecond)
					h.crash()
					kills++
				}
				h.pass("3s")
			}
			h.settle()
			got := withoutReference(carol.heard())
			if got = once(got, want, h.resent()-before); !slices.Equal(got, want) {
				t.Errorf("after %d kills somebody read something else:\n%s", kills, cmp.Diff(want, got))
			}
		}
		t.Logf("%d people, %d kills, %d sends repeated because the first result was unknown", people, kills, h.resent())
		if n := len(h.cards()); n != people+1 {
			t.Errorf("%d requests made %d cards", people+1, n)
		}
	})
}
