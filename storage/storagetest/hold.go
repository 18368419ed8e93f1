package storagetest

import (
	"time"

	"residencyassist/storage"
)

// holdStories tell of entries put back, and of what is counted.
func holdStories() []story {
	return []story{
		{"an entry put back waits at the head until its instant", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			due := s.now.Add(time.Minute)
			s.putBack(claim, due, false)
			s.now = due.Add(-time.Millisecond)
			s.same("before", heads(s.claim(many, held)), []string{})
			s.now = due
			s.same("at", heads(s.claim(many, held)), []string{"1"})
		}},
		{"an entry put back without an instant is free at once", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, entry("1")), time.Time{}, false)
			s.same("claims", heads(s.claim(many, held)), []string{"1"})
		}},
		{"a known failure counts as a try, an unknown one as unknown", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"))
			for _, step := range []struct {
				unknown         bool
				tries, unknowns int
			}{{false, 1, 0}, {false, 2, 0}, {true, 2, 1}, {false, 3, 1}, {true, 3, 2}} {
				s.putBack(claim, time.Time{}, step.unknown)
				claim = s.only(s.claim(many, held))
				s.same("counts", []int{claim.Tries, claim.Unknowns}, []int{step.tries, step.unknowns})
			}
		}},
		{"a repeatable entry put back is never counted unknown", func(s *scene) {
			e := entry("edit")
			e.Repeatable = true
			s.putBack(s.sendOne(ana, chat, e), time.Time{}, true)
			s.same("unknowns", s.only(s.claim(many, held)).Unknowns, 0)
		}},
		{"counts belong to their entry", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, entry("1"), entry("2")), time.Time{}, true)
			next := s.some(s.settle(s.only(s.claim(many, held))))
			s.same("counts", []int{next.Tries, next.Unknowns}, []int{0, 0})
		}},
	}
}

// heldLaneStories tell of lanes, rather than entries, that are held back.
func heldLaneStories() []story {
	return []story{
		{"a settlement may hold the next entry back", func(s *scene) {
			with := s.settlement(s.sendOne(ana, chat, entry("1"), entry("2")))
			with.NotBefore = s.now.Add(time.Second)
			s.same("next", s.settleWith(with), (*storage.Claim)(nil))
			s.same("before", heads(s.claim(many, held)), []string{})
			s.now = with.NotBefore
			s.same("at", heads(s.claim(many, held)), []string{"2"})
		}},
		{"a hold-back that has passed holds nothing back", func(s *scene) {
			with := s.settlement(s.sendOne(ana, chat, entry("1"), entry("2")))
			with.NotBefore = s.now
			s.same("next", s.some(s.settleWith(with)).Entry.ID, "2")
		}},
		{"an empty lane stays held back for what comes next", func(s *scene) {
			with := s.settlement(s.sendOne(ana, chat, entry("1")))
			with.NotBefore = s.now.Add(time.Second)
			s.settleWith(with)
			s.same("pending", s.pending(), storage.Pending{})
			s.same("claims", heads(s.send(ana, chat, entry("2"))), []string{})
			s.same("another lane", heads(s.send(ana, desk, entry("3"))), []string{"3"})
			s.same("next entry", s.pending().NextEntry[storage.ChatQueue], with.NotBefore)
			s.now = with.NotBefore
			s.same("at", heads(s.claim(many, held)), []string{"2"})
		}},
		{"lease time does not serve what story time holds back", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, entry("1")), s.now.Add(time.Millisecond), false)
			s.Pass(s.Lease)
			s.same("claims", heads(s.claim(many, held)), []string{})
		}},
		{"story time does not end a lease", func(s *scene) {
			s.sendOne(ana, chat, entry("1"))
			s.arm(ben, s.now)
			s.claimWakes(many, held)
			s.now = s.now.AddDate(10, 0, 0)
			s.same("claims", heads(s.claim(many, held)), []string{})
			s.same("wakes", s.claimWakes(many, held), []storage.Wake{})
		}},
	}
}
