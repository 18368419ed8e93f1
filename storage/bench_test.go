package storage_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"residencyassist/storage"
	"residencyassist/storage/redis"
	"residencyassist/storage/redis/redistest"
	"residencyassist/storage/sqlite"
)

// BenchmarkReseal seals records of nine sealed values anew, one record an
// operation.
func BenchmarkReseal(b *testing.B) {
	old := storage.NewKeys()
	fresh, _, _ := strings.Cut(storage.NewKeys(), ",")
	both := strings.Replace(fresh, "k1:", "k2:", 1) + "," + old
	run := func(b *testing.B, backend storage.Backend, err error) {
		if err != nil {
			b.Fatal(err)
		}
		defer backend.Close()
		open := func(keys string) *storage.Store {
			ring, err := storage.ParseKeyring(keys)
			if err != nil {
				b.Fatal(err)
			}
			s, err := storage.NewStore(b.Context(), backend, ring)
			if err != nil {
				b.Fatal(err)
			}
			return s
		}
		bot := open(old)
		for i := range b.N {
			for range 4 {
				if err := tell(bot, fmt.Sprint("person ", i), strings.Repeat("word ", 100)); err != nil {
					b.Fatal(err)
				}
			}
		}
		s := open(both)
		b.ResetTimer()
		r, err := s.Reseal(b.Context(), storage.ResealOptions{})
		if err != nil || r.Resealed != 9*b.N {
			b.Fatalf("%+v, %v", r, err)
		}
	}
	b.Run("sqlite", func(b *testing.B) {
		backend, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bot.db"))
		run(b, backend, err)
	})
	b.Run("redis", func(b *testing.B) {
		backend, err := redis.Open(b.Context(), redistest.Start(b))
		run(b, backend, err)
	})
}
