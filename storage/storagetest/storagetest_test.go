package storagetest

import (
	"testing"
	"time"

	"residencyassist/storage"
)

// TestModel runs the suite on its own model: the two have to agree on what the
// contract says before either may judge a backend.
func TestModel(t *testing.T) {
	Run(t, func(*testing.T) Harness {
		m := newModel()
		return Harness{
			Backend: m,
			Reopen:  func(*testing.T) storage.Backend { return m },
			Lease:   time.Minute,
			Pass:    m.pass,
		}
	})
}
