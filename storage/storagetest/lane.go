package storagetest

import (
	"fmt"
	"sync"
	"time"

	"residencyassist/storage"
)

// laneStories tell what a commit hands out at once.
func laneStories() []story {
	return []story{
		{"a commit returns the head of each lane that was idle", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{
				{ID: "c1", Side: chat, Body: []byte("one"), Ref: "none", Track: true},
				{ID: "d1", Side: desk, Body: []byte("two"), Repeatable: true},
				{ID: "c2", Side: chat},
			}
			claims := s.commit(c)
			s.same("claims", sortedHeads(claims), []string{"c1", "d1"})
			for _, claim := range claims {
				want := c.Entries[0]
				if claim.Entry.ID == "d1" {
					want = c.Entries[1]
				}
				s.same("entry", claim.Entry, want)
				s.same("lane", claim.Lane, storage.Lane{Record: ana, Side: want.Side})
				s.same("counts", []int{claim.Tries, claim.Unknowns}, []int{0, 0})
			}
			s.same("left to claim", heads(s.claim(many, held)), []string{})
		}},
		{"a commit returns nothing for a lane in flight", func(s *scene) {
			s.sendOne(ana, chat, entry("first"))
			s.same("claims", heads(s.send(ana, chat, entry("second"))), []string{})
			s.same("other lane", heads(s.send(ana, desk, entry("beside"))), []string{"beside"})
		}},
		{"a commit returns the older entry of a lane that waits", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, entry("first")), time.Time{}, false)
			s.same("claims", heads(s.send(ana, chat, entry("second"))), []string{"first"})
		}},
		{"a commit returns nothing for a lane that is held back", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("first"))
			s.putBack(claim, s.now.Add(time.Minute), false)
			s.same("claims", heads(s.send(ana, chat, entry("second"))), []string{})
		}},
		{"a commit returns nothing for a lane it does not touch", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, entry("first")), time.Time{}, false)
			s.same("claims", heads(s.send(ana, desk, entry("beside"))), []string{"beside"})
			s.same("still free", heads(s.claim(many, held)), []string{"first"})
		}},
	}
}

// orderStories tell in which order entries are handed out, and to whom.
func orderStories() []story {
	return []story{
		{"entries of a lane come in order, one at a time", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			s.send(ana, chat, entry("3"), entry("4"))
			got := []string{claim.Entry.ID}
			for next := &claim; ; {
				s.same("free beside the one in flight", heads(s.claim(many, held)), []string{})
				if next = s.settle(*next); next == nil {
					break
				}
				got = append(got, next.Entry.ID)
			}
			s.same("order", got, []string{"1", "2", "3", "4"})
		}},
		{"lanes are served side by side", func(s *scene) {
			for _, id := range []string{ana, ben, eva} {
				for _, side := range []string{chat, desk} {
					s.putBack(s.sendOne(id, side, entry(id+side)), time.Time{}, false)
				}
			}
			s.same("claims", len(s.claim(4, held)), 4)
			s.same("the rest", len(s.claim(4, held)), 2)
			s.same("none twice", len(s.claim(4, held)), 0)
		}},
		{"a free lane is given to one of many racing claimers", racingClaimers},
	}
}

// lapseStories tell of leases that ran out.
func lapseStories() []story {
	return []story{
		{"an entry whose lease ran out is served again and counted unknown", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "once", Side: chat}}
			c.Lease = s.Lease
			first := s.only(s.commit(c))
			s.Pass(s.Lease)
			for unknowns := 1; unknowns <= 2; unknowns++ {
				again := s.only(s.claim(many, s.Lease))
				s.same("entry", again.Entry, first.Entry)
				s.same("counts", []int{again.Tries, again.Unknowns}, []int{0, unknowns})
				s.Pass(s.Lease)
			}
		}},
		{"a repeatable entry whose lease ran out is not counted unknown", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "edit", Side: chat, Repeatable: true}}
			c.Lease = s.Lease
			s.commit(c)
			s.Pass(s.Lease)
			s.same("unknowns", s.only(s.claim(many, held)).Unknowns, 0)
		}},
		{"a lane whose lease ran out is free for a commit as well", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "first", Side: chat}}
			c.Lease = s.Lease
			s.commit(c)
			s.Pass(s.Lease)
			claim := s.sendOne(ana, chat, entry("second"))
			s.same("entry", claim.Entry.ID, "first")
			s.same("unknowns", claim.Unknowns, 1)
		}},
		{"a lease that is renewed outlives its first length", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "long", Side: chat}}
			c.Lease = s.Lease
			claim := s.only(s.commit(c))
			s.must(s.Backend.Renew(s.ctx, renewal(claim)))
			s.Pass(s.Lease)
			s.same("free", heads(s.claim(many, held)), []string{})
			s.settle(claim)
		}},
		{"a lease that passed on is not renewed", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "long", Side: chat}}
			c.Lease = s.Lease
			stale := s.only(s.commit(c))
			s.Pass(s.Lease)
			fresh := s.only(s.claim(many, held))
			s.refused(s.Backend.Renew(s.ctx, renewal(stale)), storage.ErrLost)
			s.settle(fresh)
			s.refused(s.Backend.Renew(s.ctx, renewal(fresh)), storage.ErrLost)
		}},
		{"the longest waiting lanes come first", func(s *scene) {
			for i, id := range []string{eva, ana, ben} {
				s.putBack(s.sendOne(id, chat, entry(id)), s.now.Add(time.Duration(3-i)*time.Second), false)
			}
			s.now = s.now.Add(time.Minute)
			s.same("first", heads(s.claim(1, held)), []string{ben})
			s.same("then", heads(s.claim(many, held)), []string{ana, eva})
		}},
	}
}

func renewal(c storage.Claim) storage.Renewal {
	return storage.Renewal{Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, Lease: held}
}

// racingClaimers lets three claimers on two handles empty two hundred lanes.
func racingClaimers(s *scene) {
	const lanes = 200
	for i := range lanes {
		id := fmt.Sprintf("%02xrecord%d", i%7, i)
		s.putBack(s.sendOne(id, chat, entry(id)), time.Time{}, false)
	}
	second := s.Reopen(s.T)
	var mu sync.Mutex
	given := map[string]int{}
	race(3, func(i int) {
		b := s.Backend
		if i == 1 {
			b = second
		}
		for {
			claims, err := b.ClaimEntries(s.ctx, s.now, storage.Room{7}, held)
			if err != nil {
				s.Errorf("claiming: %v", err)
			}
			if len(claims) == 0 {
				return
			}
			mu.Lock()
			for _, c := range claims {
				given[c.Entry.ID]++
			}
			mu.Unlock()
		}
	})
	s.same("lanes given out", len(given), lanes)
	for id, times := range given {
		s.same("times "+id+" was given", times, 1)
	}
}
