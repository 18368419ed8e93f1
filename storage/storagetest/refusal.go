package storagetest

import (
	"residencyassist/storage"
)

// refusalStories tell which refusal comes first, and that none leaves a trace.
func refusalStories() []story {
	return []story{
		{"refusals come in the promised order", refusalOrder},
		{"a refused commit leaves nothing behind", refusedLeavesNothing},
		{"a commit without a settlement is not refused for what is in flight", func(s *scene) {
			s.sendOne(ana, chat, entry("first"))
			s.commit(s.draft(ana))
		}},
	}
}

// wrongInEveryWay is a commit for Ana that earns all four refusals, and repairs
// that take them away one after the other.
func (s *scene) wrongInEveryWay() (c storage.Commit, repairs []func(*storage.Commit)) {
	s.Helper()
	taken := s.draft(ben)
	taken.Index = []storage.Index{{Name: "reference", Value: "taken"}}
	s.commit(taken)

	first := s.draft(ana)
	first.Event = "old"
	first.Entries = []storage.Entry{{ID: "in flight", Side: chat, Body: []byte("x")}}
	claim := s.only(s.commit(first))

	c = s.draft(ana)
	lost := s.settlement(claim)
	lost.Token++
	right := s.settlement(claim)
	version := c.Version
	c.Event, c.Version, c.Settle = "old", version+1, &lost
	c.Wake = s.now
	c.Entries = []storage.Entry{{ID: "never", Side: chat}, {ID: "never either", Side: desk}}
	c.Index = []storage.Index{{Name: "reference", Value: "free"}, {Name: "reference", Value: "taken"}}
	return c, []func(*storage.Commit){
		func(c *storage.Commit) { c.Event = "new" },
		func(c *storage.Commit) { c.Version = version },
		func(c *storage.Commit) { c.Settle = &right },
		func(c *storage.Commit) { c.Index = c.Index[:1] },
	}
}

func refusalOrder(s *scene) {
	c, repairs := s.wrongInEveryWay()
	order := []error{storage.ErrRepeated, storage.ErrConflict, storage.ErrLost, storage.ErrTaken}
	for i, want := range order {
		_, err := s.Backend.Commit(s.ctx, c)
		s.refused(err, want)
		repairs[i](&c)
	}
	s.same("claims once nothing is wrong", sortedHeads(s.commit(c)), []string{"never", "never either"})
}

func refusedLeavesNothing(s *scene) {
	c, repairs := s.wrongInEveryWay()
	row, lines, pending := s.load(ana, ""), s.journal(ana), s.pending()
	for _, repair := range repairs {
		if _, err := s.Backend.Commit(s.ctx, c); err == nil {
			s.Fatal("the commit was not refused")
		}
		s.same("row", s.load(ana, ""), row)
		s.same("event seen", s.load(ana, "new").Seen, false)
		s.same("journal", s.journal(ana), lines)
		s.same("pending", s.pending(), pending)
		s.same("wakes", s.claimWakes(many, held), []storage.Wake{})
		s.same("free entries", heads(s.claim(many, held)), []string{})
		_, err := s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", "free")
		s.refused(err, storage.ErrNotFound)
		repair(&c)
	}
	s.commit(c) // the lease outlived every refusal
}
