package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"residencyassist/storage"
)

// BenchmarkStep is what one message costs: load, commit with an answer, settle.
func BenchmarkStep(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "bot.db"))
	ctx, data := b.Context(), make([]byte, 2000)
	for i := 0; b.Loop(); i++ {
		id, event := fmt.Sprintf("q7record%d", i%300), fmt.Sprint("telegram:", i)
		row, err := s.Load(ctx, id, event)
		if err != nil {
			b.Fatal(err)
		}
		now := time.Now()
		claims, err := s.Commit(ctx, storage.Commit{
			ID: id, Version: row.Version, Data: data, Event: event, At: now, Journal: data[:200], Wake: now.Add(time.Hour),
			Entries: []storage.Entry{{ID: event, Side: "chat", Body: data[:500], Track: true}}, Lease: time.Minute,
		})
		if err != nil || len(claims) != 1 {
			b.Fatal(len(claims), err)
		}
		_, err = s.Settle(ctx, storage.Settlement{
			Lane: claims[0].Lane, Entry: event, Token: claims[0].Token, Receipt: "message", Now: now, Lease: time.Minute,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
