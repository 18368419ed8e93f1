package storagetest

import (
	"sync"
	"time"

	"residencyassist/storage"
)

// book asks for a place in a budget and says how far away it is.
func (s *scene) book(patience time.Duration, rates ...storage.Rate) (wait time.Duration, ok bool) {
	s.Helper()
	at, ok, err := s.Backend.Book(s.ctx, storage.Booking{Budget: "chat", Now: s.now, Patience: patience, Rates: rates})
	s.must(err)
	return at.Sub(s.now), ok
}

// books asserts what comes of asking for a place.
func (s *scene) books(patience, wait time.Duration, ok bool, rates ...storage.Rate) {
	s.Helper()
	gotWait, gotOK := s.book(patience, rates...)
	s.same("wait", gotWait, wait)
	s.same("booked", gotOK, ok)
}

// budgetStories tell of what all lanes together may do.
func budgetStories() []story {
	two := storage.Rate{N: 2, Per: time.Second}
	return []story{
		{"a budget gives so many places in any such time", func(s *scene) {
			s.books(0, 0, true, two)
			s.now = s.now.Add(400 * time.Millisecond)
			s.books(0, 0, true, two)
			s.books(0, 600*time.Millisecond, false, two)
			s.now = s.now.Add(600 * time.Millisecond)
			s.books(0, 0, true, two)
			s.books(0, 400*time.Millisecond, false, two)
		}},
		{"patience books places ahead, first come, first served", func(s *scene) {
			for _, wait := range []time.Duration{0, 0, time.Second, time.Second, 2 * time.Second} {
				s.books(2*time.Second, wait, true, two)
			}
			s.books(time.Second, 2*time.Second, false, two)
			s.books(0, 2*time.Second, false, storage.Rate{N: 100, Per: time.Second})
		}},
		{"several rates hold together", func(s *scene) {
			burst := storage.Rate{N: 1, Per: 100 * time.Millisecond}
			s.books(0, 0, true, two, burst)
			s.books(0, 100*time.Millisecond, false, two, burst)
			s.now = s.now.Add(100 * time.Millisecond)
			s.books(0, 0, true, two, burst)
			s.books(0, 900*time.Millisecond, false, two, burst)
		}},
		{"who asks for less leaves room for who asks for more", func(s *scene) {
			s.books(0, 0, true, two)
			s.books(0, time.Second, false, storage.Rate{N: 1, Per: time.Second})
			s.books(0, 0, true, two)
		}},
		{"a shut budget refuses everybody until its instant", func(s *scene) {
			until := s.now.Add(30 * time.Second)
			s.must(s.Backend.Shut(s.ctx, "chat", until))
			s.must(s.Backend.Shut(s.ctx, "chat", until.Add(-time.Second))) // which opens nothing sooner
			s.books(time.Second, 30*time.Second, false)
			s.books(time.Second, 30*time.Second, false, two)
			s.now = until
			s.books(0, 0, true)
			s.books(0, 0, true, two)
		}},
		{"without rates nothing is counted", func(s *scene) {
			s.books(0, 0, true)
			s.books(0, 0, true, storage.Rate{N: 1, Per: time.Minute})
		}},
		{"one budget is not another", func(s *scene) {
			s.books(0, 0, true, storage.Rate{N: 1, Per: time.Minute})
			_, ok, err := s.Backend.Book(s.ctx, storage.Booking{Budget: "desk", Now: s.now, Rates: []storage.Rate{{N: 1, Per: time.Minute}}})
			s.must(err)
			s.same("desk", ok, true)
		}},
		{"a clock that was set back does not shut a budget", func(s *scene) {
			s.books(0, 0, true, storage.Rate{N: 1, Per: time.Minute})
			s.now = s.now.Add(-time.Hour)
			s.books(0, 0, true, storage.Rate{N: 1, Per: time.Minute})
		}},
	}
}

// crowdStories tell of several who ask at once.
func crowdStories() []story {
	return []story{
		{"replicas share a budget, also after a restart", func(s *scene) {
			rate := storage.Rate{N: 10, Per: time.Minute}
			handles := []storage.Backend{s.Backend, s.Reopen(s.T)}
			var mu sync.Mutex
			booked := 0
			race(8, func(i int) {
				for range 5 {
					_, ok, err := handles[i%2].Book(s.ctx, storage.Booking{Budget: "chat", Now: s.now, Rates: []storage.Rate{rate}})
					mu.Lock()
					if ok {
						booked++
					}
					if err != nil {
						s.Errorf("booking: %v", err)
					}
					mu.Unlock()
				}
			})
			s.same("booked", booked, 10)
			s.Backend = s.Reopen(s.T)
			s.books(0, time.Minute, false, rate)
		}},
	}
}
