package storagetest

import (
	"time"

	"residencyassist/storage"
)

// receiptStories tell how a later entry learns what the platform called an
// earlier one.
func receiptStories() []story {
	return []story{
		{"an entry gets the receipt of the tracked entry it refers to", func(s *scene) {
			s.deliver(ana, chat, tracked("post"), "message 17")
			edit := s.sendOne(ana, chat, referring("edit", "post"))
			s.same("receipt", edit.Receipt, "message 17")
			s.same("ref", edit.Entry.Ref, "post")
		}},
		{"a receipt reaches the next entry of the same chain", func(s *scene) {
			claim := s.sendOne(ana, chat, tracked("post"), referring("edit", "post"))
			with := s.settlement(claim)
			with.Receipt = "message 17"
			s.same("receipt", s.some(s.settleWith(with)).Receipt, "message 17")
		}},
		{"a receipt settled in a commit reaches the claims of that commit", func(s *scene) {
			claim := s.sendOne(ana, desk, tracked("card"), referring("edit", "card"))
			c := s.draft(ana)
			with := s.settlement(claim)
			with.Receipt = "1717.001"
			c.Settle = &with
			answer := referring("answer", "card")
			answer.Side = chat
			c.Entries = []storage.Entry{answer}
			claims := s.commit(c)
			s.same("claims", sortedHeads(claims), []string{"answer", "edit"})
			for _, claim := range claims {
				s.same("receipt of "+claim.Entry.ID, claim.Receipt, "1717.001")
			}
		}},
		{"a receipt crosses to another lane of the record", func(s *scene) {
			s.deliver(ana, desk, tracked("card"), "1717.001")
			s.same("receipt", s.sendOne(ana, chat, referring("answer", "card")).Receipt, "1717.001")
		}},
		{"an entry that takes another's place leaves its receipt there, for what waits already", func(s *scene) {
			s.deliver(ana, desk, tracked("card"), "1717.001")
			s.putBack(s.sendOne(ana, desk, referring("line", "card")), time.Time{}, false)
			claim := s.sendOne(ana, chat, tracked("card anew"))
			with := s.settlement(claim)
			with.Receipt, with.As = "1818.002", "card"
			s.settleWith(with)
			s.same("receipt", s.only(s.claim(many, held)).Receipt, "1818.002")
		}},
		{"a receipt does not cross to another record", func(s *scene) {
			s.deliver(ana, chat, tracked("post"), "message 17")
			s.same("receipt", s.sendOne(ben, chat, referring("edit", "post")).Receipt, "")
		}},
		{"a receipt is there when the lane is claimed again", func(s *scene) {
			s.deliver(ana, chat, tracked("post"), "message 17")
			s.putBack(s.sendOne(ana, chat, referring("edit", "post")), time.Time{}, false)
			s.same("receipt", s.only(s.claim(many, held)).Receipt, "message 17")
		}},
	}
}

// noReceiptStories tell when there is nothing to hand on.
func noReceiptStories() []story {
	return []story{
		{"an entry that was given up leaves no receipt", func(s *scene) {
			s.settle(s.sendOne(ana, chat, tracked("post")))
			s.same("receipt", s.sendOne(ana, chat, referring("edit", "post")).Receipt, "")
		}},
		{"an entry that is not tracked leaves no receipt", func(s *scene) {
			s.deliver(ana, chat, entry("post"), "message 17")
			s.same("receipt", s.sendOne(ana, chat, referring("edit", "post")).Receipt, "")
		}},
		{"an entry that refers to nothing has no receipt", func(s *scene) {
			s.deliver(ana, chat, tracked("post"), "message 17")
			s.same("receipt", s.sendOne(ana, chat, entry("other")).Receipt, "")
		}},
		{"a receipt outlives a restart", func(s *scene) {
			s.deliver(ana, chat, tracked("post"), "message 17")
			s.Backend = s.Reopen(s.T)
			s.same("receipt", s.sendOne(ana, chat, referring("edit", "post")).Receipt, "message 17")
		}},
		{"a lost lease leaves no receipt", func(s *scene) {
			claim := s.sendOne(ana, chat, tracked("post"))
			s.putBack(claim, time.Time{}, false)
			with := s.settlement(claim)
			with.Receipt = "message 17"
			_, err := s.Backend.Settle(s.ctx, with)
			s.refused(err, storage.ErrLost)
			s.same("receipt", s.sendOne(ana, desk, referring("edit", "post")).Receipt, "")
		}},
	}
}

func tracked(id string) storage.Entry {
	e := entry(id)
	e.Track = true
	return e
}

func referring(id, ref string) storage.Entry {
	e := entry(id)
	e.Ref = ref
	return e
}

// deliver sends one entry and settles it with its receipt.
func (s *scene) deliver(id, side string, e storage.Entry, receipt string) {
	s.Helper()
	with := s.settlement(s.sendOne(id, side, e))
	with.Receipt = receipt
	s.settleWith(with)
}
