package redis

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// BenchmarkStep measures what storage adds to one answered message: load,
// commit with an outbox entry and a wake-up, settle.
func BenchmarkStep(b *testing.B) {
	s := openReal(b, redistest.Start(b))
	data := make([]byte, 2000)
	var people atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		n := people.Add(1)
		id := string([]byte{shardSigns[n%32], shardSigns[n/32%32]}) + fmt.Sprint("someone", n)
		for step := 0; pb.Next(); step++ {
			if err := oneStep(b, s, id, fmt.Sprint("event", step), data); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func oneStep(b *testing.B, s *Store, id, event string, data []byte) error {
	now := time.Now()
	row, err := s.Load(b.Context(), id, event)
	if err != nil {
		return err
	}
	claims, err := s.Commit(b.Context(), storage.Commit{
		ID: id, Version: row.Version, Data: data, Event: event, At: now, Journal: data[:200],
		Entries: []storage.Entry{{ID: event, Side: "chat", Body: data[:500], Track: true}},
		Wake:    now.Add(time.Hour), Lease: time.Minute,
	})
	if err != nil {
		return err
	}
	_, err = s.Settle(b.Context(), storage.Settlement{
		Lane: claims[0].Lane, Entry: event, Token: claims[0].Token, Receipt: "17", Now: now, Lease: time.Minute,
	})
	return err
}

// BenchmarkIdleClaim measures what is done twice a second for nothing.
func BenchmarkIdleClaim(b *testing.B) {
	s := openReal(b, redistest.Start(b))
	for b.Loop() {
		if _, err := s.ClaimEntries(b.Context(), time.Now(), storage.Room{100, 100, 100, 100}, time.Minute); err != nil {
			b.Fatal(err)
		}
	}
}
