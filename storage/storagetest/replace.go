package storagetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"residencyassist/storage"
)

// replaceStories tell of sealed bytes that others take the place of.
func replaceStories() []story {
	return []story{
		{"sealed bytes are replaced, and nothing else", replaceEverywhere},
		{"a swap of what no longer stands there does nothing", func(s *scene) {
			s.sendOne(ana, chat, entry("1"))
			s.must(s.Backend.Park(s.ctx, ana, storage.Parked{Event: "e1", At: s.now, Data: []byte("event")}))
			for _, place := range everyPlace() {
				s.swap(ana, place, "something else", "new", 0)
			}
			for _, place := range []storage.Place{
				{Part: storage.InJournal, Version: 7}, {Part: storage.InEntry, Side: desk, Name: "1"},
				{Part: storage.InEntry, Side: chat, Name: "2"}, {Part: storage.InParked, Name: "e2"},
			} {
				s.swap(ana, place, "", "new", 0)
			}
			s.swap(ben, storage.Place{Part: storage.InRow}, "", "new", 0)
			s.same("no record was made", s.list(many, nil), []string{ana})
		}},
		{"a swap of an entry that was delivered meanwhile does nothing", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			s.settle(claim)
			s.swap(ana, storage.Place{Part: storage.InEntry, Side: chat, Name: "1"}, "body of 1", "new", 0)
			s.same("left", s.entryNames(ana), []string{"2"})
		}},
		{"who holds an entry goes on with it after a swap", func(s *scene) {
			claim := s.sendOne(ana, chat, entry("1"), entry("2"))
			s.swap(ana, storage.Place{Part: storage.InEntry, Side: chat, Name: "1"}, "body of 1", "new 1", 1)
			s.swap(ana, storage.Place{Part: storage.InEntry, Side: chat, Name: "2"}, "body of 2", "new 2", 1)
			s.putBack(claim, s.now, false)
			again := s.only(s.claim(many, held))
			s.same("again", string(again.Entry.Body)+fmt.Sprint(again.Tries), "new 1"+"1")
			s.same("next", string(s.some(s.settle(again)).Entry.Body), "new 2")
		}},
		{"a long journal keeps its order when lines in it are replaced", longJournal},
		{"writers and replacers do not disturb each other", racingReplacers},
	}
}

// everyPlace is one of each in a record with one commit.
func everyPlace() []storage.Place {
	return []storage.Place{
		{Part: storage.InRow}, {Part: storage.InJournal, Version: 1},
		{Part: storage.InEntry, Side: chat, Name: "1"}, {Part: storage.InParked, Name: "e1"},
	}
}

func replaceEverywhere(s *scene) {
	c := s.draft(ana)
	c.Event, c.Wake = "telegram:1", s.now.Add(time.Hour)
	c.Entries = []storage.Entry{{ID: "1", Side: chat, Body: []byte("body"), Ref: "0", Track: true}}
	claim := s.only(s.commit(c))
	s.must(s.Backend.Park(s.ctx, ana, storage.Parked{Event: "e1", At: s.now, Data: []byte("event")}))
	before := s.pending()
	var swaps []storage.Swap
	for i, old := range []string{string(c.Data), string(c.Journal), "body", "event"} {
		swaps = append(swaps, storage.Swap{Place: everyPlace()[i], Old: []byte(old), New: []byte("new \x00\xff " + old)})
	}
	done, err := s.Backend.Replace(s.ctx, ana, swaps)
	s.must(err)
	s.same("done", done, 4)
	again, err := s.Backend.Replace(s.ctx, ana, swaps)
	s.must(err)
	s.same("done again", again, 0)

	s.same("row", s.load(ana, "telegram:1"), storage.Row{Version: 1, Data: swaps[0].New, Seen: true, Parked: true})
	s.same("journal", s.journal(ana), []storage.JournalLine{{Version: 1, At: s.now, Data: swaps[1].New}})
	s.same("entry", s.entries(ana), []storage.Entry{{ID: "1", Side: chat, Body: swaps[2].New, Ref: "0", Track: true}})
	s.same("parked", s.parked(ana), []storage.Parked{{Event: "e1", At: s.now, Data: swaps[3].New}})
	s.same("pending", s.pending(), before)
	c.Event, c.Version, c.Entries = "telegram:2", 1, nil
	s.commit(c) // the version is what it was
	s.settle(claim)
}

func longJournal(s *scene) {
	var want []storage.JournalLine
	var swaps []storage.Swap
	for i := range uint64(30) {
		c := s.draft(ana)
		s.commit(c)
		line := storage.JournalLine{Version: i + 1, At: c.At, Data: c.Journal}
		if i%3 == 1 {
			line.Data = fmt.Appendf(nil, "another %d", i)
			swaps = append(swaps, storage.Swap{Place: storage.Place{Part: storage.InJournal, Version: i + 1}, Old: c.Journal, New: line.Data})
		}
		want = append(want, line)
	}
	done, err := s.Backend.Replace(s.ctx, ana, swaps)
	s.must(err)
	s.same("done", done, len(swaps))
	s.same("journal", s.journal(ana), want)
	c := s.draft(ana)
	s.commit(c)
	s.same("it goes on", s.journal(ana)[30], storage.JournalLine{Version: 31, At: c.At, Data: c.Journal})
}

// racingReplacers lets eight write a record and eight replace it, until each
// writer has been through.
func racingReplacers(s *scene) {
	const writers = 8
	s.commit(s.draft(ana))
	var written atomic.Int32
	second := s.Reopen(s.T)
	race(2*writers, func(i int) {
		for written.Load() < writers {
			row, err := s.Backend.Load(s.ctx, ana, "")
			if err != nil {
				s.Errorf("loading: %v", err)
				return
			}
			if i >= writers {
				swap := storage.Swap{Place: storage.Place{Part: storage.InRow}, Old: row.Data, New: fmt.Appendf(nil, "%d resealed by %d", row.Version, i)}
				if _, err := second.Replace(s.ctx, ana, []storage.Swap{swap}); err != nil {
					s.Errorf("replacing: %v", err)
					return
				}
				continue
			}
			_, err = s.Backend.Commit(s.ctx, storage.Commit{
				ID: ana, Version: row.Version, Data: fmt.Appendf(nil, "%d written by %d", row.Version+1, i), Journal: []byte("line"), At: s.now,
			})
			if errors.Is(err, storage.ErrConflict) {
				continue
			}
			if err != nil {
				s.Errorf("committing: %v", err)
			}
			written.Add(1)
			return
		}
	})
	row := s.load(ana, "")
	s.same("version", row.Version, uint64(1+writers))
	var version uint64
	if _, err := fmt.Sscanf(string(row.Data), "%d", &version); err != nil || version != row.Version {
		s.Fatalf("version %d holds %q", row.Version, row.Data)
	}
	s.same("lines", len(s.journal(ana)), 1+writers)
}

// swap replaces one value and says how many swaps that should do.
func (s *scene) swap(id string, place storage.Place, old, value string, want int) {
	s.Helper()
	done, err := s.Backend.Replace(s.ctx, id, []storage.Swap{{Place: place, Old: []byte(old), New: []byte(value)}})
	s.must(err)
	s.same(fmt.Sprintf("swaps of %+v", place), done, want)
}
