package storagetest

import (
	"time"

	"residencyassist/storage"
)

// settleStories tell how an entry ends and what follows it.
func settleStories() []story {
	return []story{
		{"settling the last entry empties the lane", func(s *scene) {
			s.same("next", s.settle(s.sendOne(ana, chat, entry("only"))), (*storage.Claim)(nil))
			s.same("pending", s.pending(), storage.Pending{})
			s.same("a later entry", heads(s.send(ana, chat, entry("later"))), []string{"later"})
		}},
		{"settling returns the next entry under a new token", func(s *scene) {
			first := s.sendOne(ana, chat, entry("1"), entry("2"))
			next := s.some(s.settle(first))
			s.same("next", next.Entry.ID, "2")
			if next.Token == first.Token {
				s.Fatal("the token did not change")
			}
			s.same("free", heads(s.claim(many, held)), []string{})
		}},
		{"the next entry's lease runs out like any other", func(s *scene) {
			with := s.settlement(s.sendOne(ana, chat, entry("1"), entry("2")))
			with.Lease = s.Lease
			s.settleWith(with)
			s.Pass(s.Lease)
			again := s.only(s.claim(many, held))
			s.same("entry", again.Entry.ID, "2")
			s.same("unknowns", again.Unknowns, 1)
		}},
	}
}

// tokenStories tell that a lease counts once, and for its holder alone.
func tokenStories() []story {
	return []story{
		{"a token settles once", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			s.settle(claim)
			s.lost(claim)
			s.same("entries", s.pending().Entries, 1)
		}},
		{"a token that was passed on settles nothing", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "1", Side: chat}, {ID: "2", Side: chat}}
			c.Lease = s.Lease
			stale := s.only(s.commit(c))
			s.Pass(s.Lease)
			fresh := s.only(s.claim(many, held))
			s.lost(stale)
			s.same("next", s.some(s.settle(fresh)).Entry.ID, "2")
		}},
		{"a lease that ran out but was not passed on still settles", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "slow", Side: chat}}
			c.Lease = s.Lease
			late := s.only(s.commit(c))
			s.Pass(s.Lease)
			s.settle(late)
			s.same("left", s.pending().Entries, 0)
		}},
		{"a token that was put back settles nothing", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"))
			s.putBack(claim, time.Time{}, false)
			s.lost(claim)
		}},
		{"a token of an emptied lane settles nothing of its new entries", func(s *scene) {
			old := s.sendOne(ana, chat, entry("1"))
			s.settle(old)
			fresh := s.sendOne(ana, chat, entry("2"))
			old.Entry.ID = fresh.Entry.ID
			s.lost(old)
			s.settle(fresh)
		}},
		{"a settlement names the lane and the entry it holds", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			otherEntry, otherSide, otherRecord := claim, claim, claim
			otherEntry.Entry.ID = "2"
			otherSide.Lane.Side = desk
			otherRecord.Lane.Record = ben
			for _, wrong := range []storage.Claim{otherEntry, otherSide, otherRecord} {
				s.lost(wrong)
			}
			s.settle(claim)
		}},
	}
}

// reportStories tell of commits that settle the delivery they report.
func reportStories() []story {
	return []story{
		{"a commit settles the delivery it reports and returns what follows", settleInCommit},
		{"a commit that settles the last entry may add the next", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"))
			c := s.draft(ana)
			with := s.settlement(claim)
			c.Settle = &with
			c.Entries = []storage.Entry{{ID: "2", Side: chat}, {ID: "3", Side: desk}}
			s.same("claims", sortedHeads(s.commit(c)), []string{"2", "3"})
			s.same("in flight", s.pending().InFlight, 2)
		}},
		{"a commit that holds the settled lane back returns nothing of it", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			c := s.draft(ana)
			with := s.settlement(claim)
			with.NotBefore = s.now.Add(time.Second)
			c.Settle = &with
			c.Entries = []storage.Entry{{ID: "3", Side: chat}}
			s.same("claims", heads(s.commit(c)), []string{})
			s.now = with.NotBefore
			s.same("later", heads(s.claim(many, held)), []string{"2"})
		}},
		{"a commit with a stale settlement is refused whole", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"))
			with := s.settlement(claim)
			s.settle(claim)
			c := s.draft(ana)
			c.Settle = &with
			_, err := s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrLost)
			s.same("version", s.load(ana, "").Version, c.Version)
		}},
	}
}

func settleInCommit(s *scene) {
	claim := s.sendOne(ana, chat, entry("1"), entry("2"))
	c := s.draft(ana)
	with := s.settlement(claim)
	c.Settle = &with
	c.Event = "delivered:1"
	next := s.only(s.commit(c))
	s.same("next", next.Entry.ID, "2")
	s.same("version", s.load(ana, "").Version, c.Version+1)
	s.same("entries", s.pending().Entries, 1)
	s.lost(claim)
	s.settle(next)
}

// lost asserts that a claim can no longer be settled nor put back.
func (s *scene) lost(c storage.Claim) {
	s.Helper()
	before := s.pending()
	_, err := s.Backend.Settle(s.ctx, s.settlement(c))
	s.refused(err, storage.ErrLost)
	err = s.Backend.PutBack(s.ctx, storage.PutBack{Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, NotBefore: s.now.Add(time.Hour)})
	s.refused(err, storage.ErrLost)
	s.same("pending after a lost lease", s.pending(), before)
}
