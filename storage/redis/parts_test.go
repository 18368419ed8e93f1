package redis

import (
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// TestRoundTripsOfAReseal counts what a command does beside the bots.
func TestRoundTripsOfAReseal(t *testing.T) {
	s := openReal(t, redistest.Start(t))
	ctx, now := t.Context(), time.Now()
	if _, err := s.Commit(ctx, everything(now)); err != nil {
		t.Fatal(err)
	}
	h := &trips{t: t}
	s.client.AddHook(h)
	everywhere := []storage.Swap{
		{Place: storage.Place{Part: storage.InRow}, Old: []byte("data"), New: []byte("other data")},
		{Place: storage.Place{Part: storage.InJournal, Version: 1}, Old: []byte("line"), New: []byte("other line")},
		{Place: storage.Place{Part: storage.InEntry, Side: "chat", Name: "second"}, New: []byte("other body")},
		{Place: storage.Place{Part: storage.InEntry, Side: "desk", Name: "third"}, New: []byte("other body")},
		{Place: storage.Place{Part: storage.InParked, Name: "later"}, Old: []byte("event"), New: []byte("other event")},
	}
	h.assert([]trip{
		{"listing all records", s.partitions, func() error {
			ids, err := s.Records(ctx, "", 10)
			if len(ids) != 1 || ids[0] != someone {
				t.Errorf("listed %q", ids)
			}
			return err
		}},
		{"reading what waits", 2, func() error {
			_, err := s.Entries(ctx, someone)
			return err
		}},
		{"parking", 1, func() error {
			return s.Park(ctx, someone, storage.Parked{Event: "later", At: now, Data: []byte("event")})
		}},
		{"replacing", 1, func() error {
			done, err := s.Replace(ctx, someone, everywhere)
			if done != len(everywhere) {
				t.Errorf("replaced %d values, want %d", done, len(everywhere))
			}
			return err
		}},
		{"reading what is parked", 1, func() error {
			_, err := s.Parked(ctx, someone)
			return err
		}},
		{"dropping it", 1, func() error { return s.Unpark(ctx, someone, "later") }},
		{"replacing a setting", 1, func() error {
			_, err := s.SwapMeta(ctx, "keys", "", "k1")
			return err
		}},
	})
}
