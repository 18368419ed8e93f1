package storagetest

import (
	"bytes"
	"time"

	"residencyassist/storage"
)

// wholeStories tell of the store as a whole: its figures, its size, a restart.
func wholeStories() []story {
	return []story{
		{"an empty store has nothing pending", func(s *scene) {
			s.same("pending", s.pending(), storage.Pending{})
			s.same("claims", heads(s.claim(many, held)), []string{})
			s.same("wakes", s.claimWakes(many, held), []storage.Wake{})
		}},
		{"pending says what waits, what is in flight and what comes next", pendingFigures},
		{"what ran out of its lease is no longer in flight", func(s *scene) {
			c := s.draft(ana)
			c.Entries = []storage.Entry{{ID: "1", Side: chat}}
			c.Wake, c.Lease = s.now, s.Lease
			s.commit(c)
			s.claimWakes(many, s.Lease)
			s.Pass(s.Lease)
			p := s.pending()
			s.same("in flight", p.InFlight, 0)
			s.same("next wake", p.NextWake, s.now)
			if next := p.NextEntry[storage.ChatQueue]; next.IsZero() || next.After(s.now) {
				s.Fatalf("next entry at %v, want it at once", next)
			}
		}},
		{"a megabyte comes back whole", func(s *scene) {
			big := bytes.Repeat([]byte("\x00\xffresidency"), 100_000)
			c := s.draft(ana)
			c.Data, c.Journal = big, big
			c.Entries = []storage.Entry{{ID: "1", Side: chat, Body: big}}
			claim := s.only(s.commit(c))
			for what, got := range map[string][]byte{
				"record": s.load(ana, "").Data, "entry": claim.Entry.Body, "journal": s.journal(ana)[0].Data,
			} {
				s.same(what+" is whole", bytes.Equal(got, big), true)
			}
		}},
		{"empty bytes are no obstacle", func(s *scene) {
			c := storage.Commit{ID: ana, At: s.now, Lease: held, Entries: []storage.Entry{{ID: "1", Side: chat}}}
			s.same("body", s.only(s.commit(c)).Entry.Body, []byte{})
			s.same("row", s.load(ana, ""), storage.Row{Version: 1})
		}},
		{"a restart keeps everything", restart},
	}
}

func pendingFigures(s *scene) {
	s.sendOne(ana, chat, entry("1"), entry("2"))                                 // one in flight, one waiting
	s.putBack(s.sendOne(ana, desk, entry("3")), s.now.Add(2*time.Minute), false) // held back
	s.putBack(s.sendOne(eva, chat, entry("4")), s.now.Add(time.Minute), false)   // held back less
	s.arm(ben, s.now.Add(-time.Minute))                                          // due
	s.same("claimed", len(s.claimWakes(many, held)), 1)                          // and in flight
	s.arm("q7carla", s.now.Add(time.Hour))                                       // later
	s.arm("x2dario", s.now.Add(2*time.Hour))                                     // later still
	s.same("pending", s.pending(), storage.Pending{
		Entries: 4, InFlight: 2, Lanes: [storage.Queues]int{3}, NextEntry: [storage.Queues]time.Time{s.now.Add(time.Minute)}, NextWake: s.now.Add(time.Hour),
	})
}

// restart leaves one of everything in the store and finds it by a fresh handle.
func restart(s *scene) {
	c := s.draft(ana)
	c.Event = "telegram:1"
	c.Entries = []storage.Entry{{ID: "1", Side: chat}, {ID: "2", Side: chat}, {ID: "3", Side: desk}}
	c.Wake = s.now.Add(time.Hour)
	c.Index = []storage.Index{{Name: "reference", Value: "A1"}}
	claims := s.commit(c)
	for _, claim := range claims {
		if claim.Entry.ID == "3" {
			s.putBack(claim, s.now.Add(time.Minute), false)
		}
	}
	s.must(s.Backend.Link(s.ctx, "thread", ana))
	s.acquire("polling", "one", held, true)
	_, err := s.Backend.Meta(s.ctx, "fingerprint", "f")
	s.must(err)
	before, lines := s.pending(), s.journal(ana)

	s.Backend = s.Reopen(s.T)

	s.same("row", s.load(ana, "telegram:1"), storage.Row{Version: 1, Data: c.Data, Seen: true})
	s.same("journal", s.journal(ana), lines)
	s.same("pending", s.pending(), before)
	s.acquire("polling", "two", held, false)
	for what, get := range map[string]func() (string, error){
		ana: func() (string, error) { return s.Backend.Resolve(s.ctx, "thread") },
		"f": func() (string, error) { return s.Backend.Meta(s.ctx, "fingerprint", "g") },
	} {
		got, err := get()
		s.must(err)
		s.same("kept", got, what)
	}
	found, err := s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", "A1")
	s.must(err)
	s.same("found", found, ana)
	for _, claim := range claims { // what was in flight can still be settled
		if claim.Entry.ID == "1" {
			s.same("next", s.some(s.settle(claim)).Entry.ID, "2")
		}
	}
	s.now = s.now.Add(time.Hour)
	s.same("held back", heads(s.claim(many, held)), []string{"3"})
	s.same("wakes", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: s.now}})
}
