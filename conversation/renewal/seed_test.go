package renewal

import (
	"flag"
	"os"
	"testing"
)

// TestMain has random lives be the same each time, so that the tests always give
// the same answer; with SOAK set, others are tried each time.
func TestMain(m *testing.M) {
	if os.Getenv("SOAK") == "" {
		if err := flag.Set("rapid.seed", "20261122"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
