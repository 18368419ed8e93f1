package storagetest

import (
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"residencyassist/storage"
)

// eraseStories tell of records that are taken away.
func eraseStories() []story {
	return []story{
		{"of an erased record a row and one journal line stay, and nothing else", nothingStays},
		{"an erased record takes nothing of another with it", othersStay},
		{"what was in flight when its record was erased settles nothing", lateSettlements},
		{"an event that comes again does not begin an erased record anew", func(s *scene) {
			c := s.draft(ana)
			c.Event = "telegram:1"
			s.commit(c)
			last := s.erasing(ana)
			last.Event = "telegram:2"
			s.commit(last)
			for _, event := range []string{"telegram:1", "telegram:2"} {
				s.same("seen", s.load(ana, event).Seen, true)
				again := s.draft(ana)
				again.Event = event
				_, err := s.Backend.Commit(s.ctx, again)
				s.refused(err, storage.ErrRepeated)
			}
			s.Pass(storage.DedupeAge + time.Hour)
			s.same("seen after two days", s.load(ana, "telegram:1").Seen, false)
		}},
		{"a commit on what was loaded before an erasure is refused", func(s *scene) {
			s.commit(s.draft(ana))
			stale := s.draft(ana)
			s.commit(s.erasing(ana))
			_, err := s.Backend.Commit(s.ctx, stale)
			s.refused(err, storage.ErrConflict)
			stale.Version = 0
			_, err = s.Backend.Commit(s.ctx, stale)
			s.refused(err, storage.ErrConflict)
		}},
		{"a refused erasure changes nothing", func(s *scene) {
			claim := s.everything(ana, "RA-1")
			before := s.load(ana, "")
			c := s.erasing(ana)
			c.Version++
			_, err := s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrConflict)
			c = s.erasing(ana)
			late := s.settlement(claim)
			late.Token++
			c.Settle = &late
			_, err = s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrLost)
			s.same("row", s.load(ana, ""), before)
			s.same("entries", s.pending().Entries, 2)
			s.same("journal", len(s.journal(ana)), 1)
			id, err := s.Backend.Resolve(s.ctx, "thread of "+ana)
			s.must(err)
			s.same("thread", id, ana)
		}},
		{"of sixteen who erase at once one does", func(s *scene) {
			s.everything(ana, "RA-1")
			var done atomic.Int32
			c, second := s.erasing(ana), s.Reopen(s.T)
			race(16, func(i int) {
				b := s.Backend
				if i%2 == 1 {
					b = second
				}
				switch _, err := b.Commit(s.ctx, c); {
				case err == nil:
					done.Add(1)
				case !errors.Is(err, storage.ErrConflict):
					s.Errorf("got %v, want %v", err, storage.ErrConflict)
				}
				if err := b.Sweep(s.ctx); err != nil {
					s.Errorf("sweeping: %v", err)
				}
			})
			s.same("erased", done.Load(), int32(1))
			s.same("version", s.load(ana, "").Version, uint64(2))
		}},
	}
}

// everything commits a record of which the store has something in every place, and
// returns the claim of its chat, which is in flight.
func (s *scene) everything(id, ref string) storage.Claim {
	s.Helper()
	c := s.draft(id)
	c.Event, c.Wake, c.Board = "first of "+id, s.now, []byte("row of "+id)
	c.Index = []storage.Index{{Name: "reference", Value: ref}}
	c.Entries = []storage.Entry{
		{ID: "e1", Side: chat, Track: true, Body: []byte("to " + id)},
		{ID: "e2", Side: desk, Queue: storage.DeskBulk, Body: []byte("about " + id)},
	}
	claim := s.only(s.commit(c))
	s.must(s.Backend.Link(s.ctx, "thread of "+id, id))
	s.park(id, storage.Parked{Event: "parked of " + id, At: s.now, Data: []byte("parked")})
	return claim
}

// erasing is the commit that takes a record away.
func (s *scene) erasing(id string) storage.Commit {
	s.Helper()
	c := s.draft(id)
	c.Data, c.Journal = []byte("tombstone"), []byte("erased")
	c.Erase = &storage.Erasure{Links: []string{"thread of " + id, "never linked"}, Indexes: []string{"reference", "never used"}}
	return c
}

func nothingStays(s *scene) {
	claim := s.everything(ana, "RA-1")
	receipt := s.settlement(claim)
	receipt.Receipt = "message 1"
	s.settleWith(receipt)
	claim = s.sendOne(ana, chat, storage.Entry{ID: "e3", Ref: "e1"})
	c := s.erasing(ana)
	settled := s.settlement(claim)
	c.Settle = &settled
	s.same("claims", s.commit(c), []storage.Claim{})
	s.must(s.Backend.Sweep(s.ctx))
	s.Backend = s.Reopen(s.T)
	s.same("row", s.load(ana, ""), storage.Row{Version: c.Version + 1, Data: c.Data})
	s.same("journal", s.journal(ana), []storage.JournalLine{{Version: c.Version + 1, At: c.At, Data: c.Journal}})
	entries, err := s.Backend.Entries(s.ctx, ana)
	s.must(err)
	s.same("entries", entries, []storage.Entry{})
	s.same("pending", s.pending(), storage.Pending{})
	s.same("wake-ups", s.claimWakes(many, held), []storage.Wake{})
	s.same("parked", s.parked(ana), []storage.Parked{})
	s.same("parked records", s.parkedRecords(), []string{})
	row, err := s.Backend.OnBoard(s.ctx, ana)
	s.must(err)
	s.same("board", row, []byte{})
	_, err = s.Backend.Resolve(s.ctx, "thread of "+ana)
	s.refused(err, storage.ErrNotFound)
	_, err = s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", "RA-1")
	s.refused(err, storage.ErrNotFound)
	s.same("receipt of e1", s.sendOne(ana, chat, storage.Entry{ID: "e4", Ref: "e1"}).Receipt, "")
}

func othersStay(s *scene) {
	s.everything(ana, "RA-1")
	s.everything(ben, "RA-2")
	s.must(s.Backend.Link(s.ctx, "thread of "+ana, eva)) // it has gone to somebody else
	s.commit(s.erasing(ana))
	s.must(s.Backend.Sweep(s.ctx))
	s.same("version", s.load(ben, "first of "+ben), storage.Row{Version: 1, Data: []byte("record 1"), Seen: true, Parked: true})
	s.same("entries", s.pending().Entries, 2)
	s.same("parked", s.parkedRecords(), []string{ben})
	id, err := s.Backend.Find(s.ctx, storage.ShardOf(ben), "reference", "RA-2")
	s.must(err)
	s.same("found", id, ben)
	id, err = s.Backend.Resolve(s.ctx, "thread of "+ben)
	s.must(err)
	s.same("resolved", id, ben)
	id, err = s.Backend.Resolve(s.ctx, "thread of "+ana)
	s.must(err)
	s.same("what leads to another by now", id, eva)
	ids, err := s.Backend.Records(s.ctx, "", many)
	s.must(err)
	slices.Sort(ids)
	s.same("records", ids, []string{ana, ben})
}

func lateSettlements(s *scene) {
	before := s.everything(ana, "RA-1")
	s.commit(s.erasing(ana))
	_, err := s.Backend.Settle(s.ctx, s.settlement(before))
	s.refused(err, storage.ErrLost)
	after := s.sendOne(ana, chat, entry("e1")) // called as the one before
	for _, late := range []error{
		s.Backend.PutBack(s.ctx, storage.PutBack{Lane: before.Lane, Entry: "e1", Token: before.Token}),
		s.Backend.Renew(s.ctx, storage.Renewal{Lane: before.Lane, Entry: "e1", Token: before.Token, Lease: held}),
	} {
		s.refused(late, storage.ErrLost)
	}
	c := s.draft(ana)
	late := s.settlement(before)
	c.Settle = &late
	_, err = s.Backend.Commit(s.ctx, c)
	s.refused(err, storage.ErrLost)
	s.settle(after)
}
