package storagetest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"residencyassist/storage"
)

// movingStories tell of a store that is copied into another as it stands.
func movingStories() []story {
	return []story{
		{"a record moves with all that is kept of it", movesWhole},
		{"what is under lease moves as if that had run out", movesLeased},
		{"an import repeated, replaced and taken back leaves no trace of what was before", importsAgain},
		{"events parked for somebody who was never committed move in their order", func(s *scene) {
			for _, event := range []string{"e2", "e1", "e3"} {
				s.park(ben, storage.Parked{Event: event, At: s.now, Data: []byte(event)})
			}
			before := s.parked(ben)
			s.move(ben)
			s.same("parked", s.parked(ben), before)
			s.same("records", s.list(many, nil), []string{})
			s.same("with parked events", s.parkedRecords(), []string{ben})
			s.commit(s.draft(ben))
		}},
		{"many records are read at once, in the order asked for", func(s *scene) {
			ids := s.people(40)
			slices.Reverse(ids)
			wholes := s.export(append([]string{"zznobody"}, ids...)...)
			s.same("nobody", wholes[0], storage.Whole{ID: "zznobody"})
			for i, id := range ids {
				s.same("id", wholes[1+i].ID, id)
				s.same("journal", wholes[1+i].Journal, s.journal(id))
			}
			s.same("count", s.count(), 40)
			s.move(ids...)
			s.same("count", s.count(), 40)
			s.same("records", s.list(7, nil), slices.Sorted(slices.Values(ids)))
		}},
		{"to read a record whole changes nothing", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			s.arm(ana, s.now)
			s.claimWakes(many, held)
			before := s.pending()
			s.same("twice", s.export(ana), s.export(ana))
			s.same("pending", s.pending(), before)
			s.same("still held", s.some(s.settle(claim)).Entry.ID, "2")
		}},
		{"links, settings and shut budgets move, and nothing else that has a name", movesNames},
	}
}

// view looks at a record as the stories do.
func (s *scene) view() storage.View {
	return storage.View{Now: s.now, Indexes: []string{"reference", "other"}}
}

func (s *scene) export(ids ...string) []storage.Whole {
	s.Helper()
	wholes, err := s.Backend.Export(s.ctx, ids, s.view())
	s.must(err)
	return wholes
}

func (s *scene) imports(changes ...storage.Change) {
	s.Helper()
	s.must(s.Backend.Import(s.ctx, changes, s.now))
}

func (s *scene) count() int {
	s.Helper()
	n, err := s.Backend.Count(s.ctx)
	s.must(err)
	return n
}

// move copies these records into an empty store, in which the story goes on.
func (s *scene) move(ids ...string) {
	s.Helper()
	wholes := s.export(ids...)
	var changes []storage.Change
	for _, w := range wholes {
		changes = append(changes, storage.Change{Is: w})
	}
	s.Harness = s.another(s.T)
	s.imports(changes...)
	s.same("what was read there", s.export(ids...), wholes)
}

// furnish leaves one of everything in Ana's record.
func (s *scene) furnish() {
	s.Helper()
	c := s.draft(ana)
	c.Event = "telegram:1"
	c.Entries = []storage.Entry{
		{ID: "1", Side: chat, Body: []byte{0, 255}, Track: true},
		{ID: "2", Side: chat, Queue: storage.ChatBulk, Body: []byte("second"), Ref: "1", Repeatable: true},
		{ID: "3", Side: desk, Queue: storage.DeskQueue},
		{ID: "4", Side: "post", Queue: storage.MailQueue, Body: []byte("mail")},
		{ID: "5", Side: "aside", Queue: storage.DeskQueue},
	}
	c.Index = []storage.Index{{Name: "reference", Value: "A1"}, {Name: "other", Value: "B2"}}
	c.Board = []byte("row")
	for _, claim := range s.commit(c) {
		switch claim.Lane.Side {
		case chat:
			with := s.settlement(claim)
			with.Receipt, with.NotBefore = "message 77", s.now.Add(time.Minute)
			with.Pace = storage.Pace{Every: time.Hour, Burst: 5}
			s.settleWith(with)
		case desk:
			s.putBack(claim, s.now.Add(2*time.Minute), false)
		case "aside": // nothing waits there any more, but it is held back
			with := s.settlement(claim)
			with.NotBefore = s.now.Add(3 * time.Minute)
			s.settleWith(with)
		}
	}
	c = s.draft(ana)
	c.Event, c.Wake = "telegram:2", s.now.Add(time.Hour)
	s.commit(c)
	s.park(ana, storage.Parked{Event: "p2", At: s.now, Data: []byte("event")})
	s.park(ana, storage.Parked{Event: "p1", At: s.now.Add(time.Second)})
}

func movesWhole(s *scene) {
	s.furnish()
	row, lines, waiting, parked, pending := s.load(ana, "telegram:1"), s.journal(ana), s.entries(ana), s.parked(ana), s.pending()
	s.move(ana)
	s.same("row", s.load(ana, "telegram:1"), row)
	s.same("journal", s.journal(ana), lines)
	s.same("entries", s.entries(ana), waiting)
	s.same("parked", s.parked(ana), parked)
	s.same("pending", s.pending(), pending)
	s.same("records", s.list(many, nil), []string{ana})
	board, err := s.Backend.OnBoard(s.ctx, ana)
	s.must(err)
	s.same("board", string(board), "row")
	found, err := s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", "A1")
	s.must(err)
	s.same("found", found, ana)

	c := s.draft(ana)
	c.Event = "telegram:2"
	_, err = s.Backend.Commit(s.ctx, c)
	s.refused(err, storage.ErrRepeated)
	c.Event, c.Index = "telegram:3", []storage.Index{{Name: "other", Value: "C3"}}
	c.Entries = []storage.Entry{{ID: "6", Side: "aside", Queue: storage.DeskQueue}}
	c.Wake = s.now.Add(time.Hour)
	s.same("a lane that is held back", s.commit(c), []storage.Claim{})

	s.same("at once", heads(s.claim(many, held)), []string{"4"})
	s.now = s.now.Add(time.Minute)
	second := s.only(s.claim(many, held))
	s.same("the second", second.Entry.ID+" after "+second.Receipt, "2 after message 77")
	s.same("its queue", second.Queue, storage.ChatQueue)
	with := s.settlement(second)
	with.Pace = storage.Pace{Every: time.Hour, Burst: 2}
	s.settleWith(with)
	c = s.draft(ana)
	c.Entries, c.Wake = []storage.Entry{{ID: "7", Side: chat}}, s.now.Add(59*time.Minute)
	s.same("a lane that keeps its pace", s.commit(c), []storage.Claim{})
	s.now = s.now.Add(time.Minute)
	third := s.only(s.claim(many, held))
	s.same("the third", third.Entry.ID+" tried "+strconv.Itoa(third.Tries), "3 tried 1")
	s.now = s.now.Add(time.Minute)
	s.same("held back longer", heads(s.claim(many, held)), []string{"6"})
	s.now = s.now.Add(57 * time.Minute)
	s.same("within its pace", heads(s.claim(many, held)), []string{"7"})
	s.same("woken", s.claimWakes(many, held), []storage.Wake{{ID: ana, Due: c.Wake}})
}

func movesLeased(s *scene) {
	s.sendOne(ana, chat, entry("1"), entry("2"))
	s.sendOne(ana, desk, storage.Entry{ID: "3", Repeatable: true})
	back := s.sendOne(eva, chat, entry("4"))
	s.putBack(back, s.now, true)
	s.claim(1, held)
	s.arm(ben, s.now)
	s.claimWakes(many, held)
	s.move(ana, ben, eva)
	s.same("in flight", s.pending().InFlight, 0)
	unknowns := map[string]int{}
	for _, c := range s.claim(many, held) {
		unknowns[c.Entry.ID] = c.Unknowns
	}
	s.same("unknown", unknowns, map[string]int{"1": 1, "3": 0, "4": 2})
	s.same("woken again", s.claimWakes(many, held), []storage.Wake{{ID: ben, Due: s.now}})
}

func importsAgain(s *scene) {
	s.furnish()
	s.sendOne(eva, chat, entry("1"))
	pending, whole := s.pending(), s.export(ana)[0]
	s.move(ana, eva)
	s.same("pending", s.pending().Entries, pending.Entries)
	for range 2 {
		s.imports(storage.Change{Was: s.export(ana)[0], Is: whole})
		s.same("again", s.export(ana)[0], whole)
		s.same("pending", s.pending().Entries, pending.Entries)
	}
	other := storage.Whole{ID: ana, Version: 1, Data: []byte("other"), Index: []storage.Index{{Name: "reference", Value: "Z9"}}}
	s.imports(storage.Change{Was: whole, Is: other})
	s.same("another in its place", s.export(ana)[0], other)
	s.same("lanes", s.entries(ana), []storage.Entry{})
	s.same("pending", s.pending().Entries, 1)
	s.same("parked", s.parkedRecords(), []string{})
	_, err := s.Backend.Find(s.ctx, storage.ShardOf(ana), "reference", "A1")
	s.refused(err, storage.ErrNotFound)

	s.imports(storage.Change{Was: other, Is: whole})
	s.imports(storage.Change{Was: whole, Is: storage.Whole{ID: ana}})
	s.same("nothing", s.export(ana)[0], storage.Whole{ID: ana})
	s.same("records", s.list(many, nil), []string{eva})
	s.same("row", s.load(ana, ""), storage.Row{})
	s.same("count", s.count(), 1)
	s.same("pending", s.pending(), storage.Pending{Entries: 1, NextEntry: s.pending().NextEntry, Lanes: s.pending().Lanes})
	s.same("lanes waiting", s.pending().Lanes, [storage.Queues]int{storage.ChatQueue: 1})
	board, err := s.Backend.Board(s.ctx)
	s.must(err)
	s.same("board", board, []storage.BoardRow{})
	s.furnish() // as if it had never been
}

func movesNames(s *scene) {
	want := map[storage.Named]bool{}
	for i := range 1200 {
		name := fmt.Sprintf("slack:C1:%d", i)
		want[storage.Named{Kind: storage.Linked, Name: name, Value: ana}] = true
		if i%2 == 0 {
			s.must(s.Backend.Link(s.ctx, name, ana))
		}
	}
	_, err := s.Backend.Meta(s.ctx, "fingerprint", "f")
	s.must(err)
	_, err = s.Backend.Meta(s.ctx, "never", "")
	s.must(err)
	s.acquire("polling", "one", held, true)
	until := s.now.Add(time.Hour)
	s.must(s.Backend.Shut(s.ctx, "telegram", until))
	_, _, err = s.Backend.Book(s.ctx, storage.Booking{Budget: "slack", Now: s.now, Rates: []storage.Rate{{N: 1, Per: time.Second}}})
	s.must(err)
	want[storage.Named{Kind: storage.Setting, Name: "fingerprint", Value: "f"}] = true
	want[storage.Named{Kind: storage.ShutDown, Name: "telegram", Value: strconv.FormatInt(until.UnixMilli(), 10)}] = true
	var all, gone []storage.Named
	for n := range want {
		all = append(all, n)
		gone = append(gone, storage.Named{Kind: n.Kind, Name: n.Name})
	}
	s.same("half of the links", len(s.named()), 602)

	s.Harness = s.another(s.T)
	s.same("to begin with", s.lookup(all), gone)
	s.must(s.Backend.PutNamed(s.ctx, all))
	s.must(s.Backend.PutNamed(s.ctx, all))
	s.same("looked up", s.lookup(all), all)
	s.same("all", s.named(), want)
	id, err := s.Backend.Resolve(s.ctx, "slack:C1:7")
	s.must(err)
	s.same("the link", id, ana)
	at, ok, err := s.Backend.Book(s.ctx, storage.Booking{Budget: "telegram", Now: s.now, Patience: time.Second})
	s.must(err)
	s.same("shut", fmt.Sprint(ok, at.Equal(until)), "false true")
	s.must(s.Backend.PutNamed(s.ctx, gone))
	s.same("taken away", s.named(), map[storage.Named]bool{})
}

func (s *scene) named() map[storage.Named]bool {
	s.Helper()
	all := map[storage.Named]bool{}
	s.must(s.Backend.EachNamed(s.ctx, func(names []storage.Named) error {
		for _, n := range names {
			all[n] = true
		}
		return nil
	}))
	return all
}

func (s *scene) lookup(names []storage.Named) []storage.Named {
	s.Helper()
	found, err := s.Backend.Lookup(s.ctx, names)
	s.must(err)
	return found
}
