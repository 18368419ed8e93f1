package storagetest

import (
	"fmt"
	"sync"
	"time"

	"residencyassist/storage"
)

// wakeStories tell of the one wake-up that a record has, and of its replacement.
func wakeStories() []story {
	return []story{
		{"a wake-up is given when it is due and not before", func(s *scene) {
			due := s.now.AddDate(0, 0, 30)
			s.arm(ana, due)
			s.now = due.Add(-time.Millisecond)
			s.same("before", s.claimWakes(many, held), []storage.Wake{})
			s.now = due
			s.same("at", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: due}})
			s.same("twice", s.claimWakes(many, held), []storage.Wake{})
		}},
		{"a wake-up missed for years is still given", func(s *scene) {
			due := s.now
			s.arm(ana, due)
			s.now = s.now.AddDate(3, 0, 0)
			s.same("wakes", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: due}})
		}},
		{"a commit replaces the wake-up", func(s *scene) {
			s.arm(ana, s.now)
			s.arm(ana, s.now.Add(time.Hour))
			s.same("old", s.claimWakes(many, held), []storage.Wake{})
			s.now = s.now.Add(time.Hour)
			s.same("new", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: s.now}})
		}},
		{"a commit without a wake-up clears it", func(s *scene) {
			s.arm(ana, s.now)
			s.arm(ana, time.Time{})
			s.same("wakes", s.claimWakes(many, held), []storage.Wake{})
			s.same("pending", s.pending(), storage.Pending{})
		}},
	}
}

// wakeLeaseStories tell of wake-ups that somebody has claimed.
func wakeLeaseStories() []story {
	return []story{
		{"a wake-up not answered is due again when its lease ran out", func(s *scene) {
			s.arm(ana, s.now)
			s.claimWakes(many, s.Lease)
			s.Pass(s.Lease)
			s.same("again", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: s.now}})
		}},
		{"a commit re-arms a wake-up under lease", func(s *scene) {
			s.arm(ana, s.now)
			s.claimWakes(many, held)
			s.arm(ana, s.now.Add(time.Second))
			s.now = s.now.Add(time.Second)
			s.same("wakes", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: s.now}})
			s.arm(ana, s.now) // the same instant once more
			s.same("same again", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: s.now}})
		}},
		{"a commit clears a wake-up under lease for good", func(s *scene) {
			s.arm(ana, s.now)
			s.claimWakes(many, s.Lease)
			s.arm(ana, time.Time{})
			s.Pass(s.Lease)
			s.same("wakes", s.claimWakes(many, held), []storage.Wake{})
		}},
	}
}

// wakeOrderStories tell of many wake-ups at once.
func wakeOrderStories() []story {
	return []story{
		{"the earliest wake-ups come first, up to the limit", func(s *scene) {
			s.arm(ana, s.now.Add(-1*time.Hour))
			s.arm(eva, s.now.Add(-3*time.Hour))
			s.arm(ben, s.now.Add(-2*time.Hour))
			var got []string
			for range 3 {
				for _, w := range s.claimWakes(1, held) {
					got = append(got, w.ID)
				}
			}
			s.same("order", got, []string{eva, ben, ana})
		}},
		{"one answer gives many wake-ups in order", func(s *scene) {
			var want []storage.Wake
			for i := range 20 {
				w := storage.Wake{ID: fmt.Sprintf("%02xrecord", 19-i), Due: s.now.Add(time.Duration(i) * time.Second)}
				s.arm(w.ID, w.Due)
				want = append(want, w)
			}
			s.now = s.now.Add(time.Minute)
			s.same("wakes", s.claimWakes(many, held), want)
		}},
		{"the earliest wake-ups come first, also where all of them are kept in one place", func(s *scene) {
			var want []storage.Wake
			for i := range 40 {
				w := storage.Wake{ID: fmt.Sprintf("00early%02d", i), Due: s.now.Add(time.Duration(i) * time.Second)}
				s.arm(w.ID, w.Due)
				want = append(want, w)
				s.arm(fmt.Sprintf("%02xlate", i), s.now.Add(time.Minute))
			}
			s.now = s.now.Add(time.Hour)
			s.same("wakes", s.claimWakes(30, held), want[:30])
			s.same("the next of them", s.claimWakes(10, held), want[30:])
		}},
		{"two thousand due wake-ups reach three racing claimers exactly once", racingWakes},
	}
}

func racingWakes(s *scene) {
	const records = 2000
	race(8, func(part int) {
		for i := part; i < records; i += 8 {
			_, err := s.Backend.Commit(s.ctx, storage.Commit{
				ID: fmt.Sprintf("%02xrecord%d", i%32, i), Data: []byte("x"), At: s.now, Wake: s.now,
			})
			if err != nil {
				s.Errorf("arming: %v", err)
			}
		}
	})
	second := s.Reopen(s.T)
	var mu sync.Mutex
	given := map[string]int{}
	race(3, func(i int) {
		b := s.Backend
		if i == 1 {
			b = second
		}
		for {
			wakes, err := b.ClaimWakes(s.ctx, s.now, 50, held)
			if err != nil {
				s.Errorf("claiming: %v", err)
			}
			if len(wakes) == 0 {
				return
			}
			mu.Lock()
			for _, w := range wakes {
				given[w.ID]++
			}
			mu.Unlock()
		}
	})
	s.same("records woken", len(given), records)
	for id, times := range given {
		s.same("times "+id+" was woken", times, 1)
	}
	s.same("under lease", s.pending().InFlight, records)
}
