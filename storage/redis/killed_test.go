package redis_test

import (
	"os"
	"testing"

	"residencyassist/storage/redis/redistest"
)

// soaking says whether the slow matters run at full length.
func soaking() bool { return os.Getenv("SOAK") != "" }

// TestSoakRedisKilled kills Redis under load, which then starts again on the
// same data: with appendfsync always nothing is lost that was acknowledged, and
// nothing is doubled. With SOAK=1 it does so fifteen times.
func TestSoakRedisKilled(t *testing.T) {
	t.Parallel()
	kills := 3
	if soaking() {
		kills = 15
	}
	server := redistest.New(t)
	w := startWitnesses(t, open(t, server.URL()), 8)
	for range kills {
		w.await(between(50, 400))
		server.Kill()
		w.awaitTrouble(1)
		server.Restart()
	}
	w.await(100)
	found := w.finish()
	t.Logf("%d kills: %v (%d calls failed)", kills, found, w.troubles.Load())
	assertNothingLost(t, found)
}

func assertNothingLost(t *testing.T, found findings) {
	t.Helper()
	wrong := found
	wrong.acknowledged, wrong.repeats = 0, 0
	if wrong != (findings{}) {
		t.Error("something was lost, doubled or torn")
	}
}

// TestScriptsAreForgottenUnderLoad has Redis forget its scripts again and again,
// as SCRIPT FLUSH, a restart or a failover do: nobody notices.
func TestScriptsAreForgottenUnderLoad(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	w := startWitnesses(t, open(t, server.URL()), 4)
	for range 50 {
		w.await(2)
		if err := server.Client().ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	found := w.finish()
	assertNothingLost(t, found)
	if n := w.troubles.Load(); n != 0 || found.repeats != 0 {
		t.Errorf("%d calls failed, %d sends were repeated", n, found.repeats)
	}
}

// TestSoakMasterKilled kills the master of a Sentinel under load, which goes on
// as a replica of the next one. Nothing is written to any disk: what is there
// afterwards is there because a replica had confirmed it. Every other time the
// master is first cut off from its replicas and takes writes that nobody else
// will ever see: none of them may be acknowledged.
func TestSoakMasterKilled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options string
		kills   int
		promise bool
	}{
		"wait=1":  {"?wait=1", 2, true},
		"no wait": {"", 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if soaking() {
				c.kills *= 5
			}
			sentinel := redistest.NewSentinel(t, "--min-replicas-to-write", "1", "--appendonly", "no")
			w := startWitnesses(t, open(t, sentinel.URL()+c.options), 8)
			for i := range c.kills {
				w.await(between(50, 400))
				killed := cutOffEveryOther(w, sentinel, i, c.promise)
				sentinel.AwaitFailover(killed)
				sentinel.Rejoin(killed)
			}
			w.await(100)
			found := w.finish()
			t.Logf("%d failovers: %v (%d calls failed)", c.kills, found, w.troubles.Load())
			if c.promise {
				assertNothingLost(t, found)
			}
		})
	}
}

// cutOffEveryOther kills the master, every other time after it was cut off for a
// while, in which those who wait for replicas are told nothing.
func cutOffEveryOther(w *witnesses, sentinel *redistest.Sentinel, i int, waiting bool) (killed *redistest.Server) {
	w.t.Helper()
	if i%2 == 0 {
		return sentinel.KillMaster()
	}
	killed = sentinel.CutOff()
	if waiting {
		w.awaitTrouble(8)
	} else {
		w.await(50)
	}
	killed.Kill()
	return killed
}
