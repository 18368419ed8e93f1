package sqlite

import (
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/storagetest"
)

func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storagetest.Harness {
		path, clock := filepath.Join(t.TempDir(), "bot.db"), newClock()
		reopen := func(t *testing.T) storage.Backend { return open(t, path, Clock(clock.now)) }
		return storagetest.Harness{Backend: reopen(t), Reopen: reopen, Lease: time.Minute, Pass: clock.pass}
	})
}

// clock is lease time in the tests' hands.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	return c
}

func (c *clock) now() time.Time       { return time.UnixMilli(c.ms.Load()) }
func (c *clock) pass(d time.Duration) { c.ms.Add(d.Milliseconds()) }

func open(t testing.TB, path string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}
