package storagetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"residencyassist/storage"
)

// recordStories tell of versions.
func recordStories() []story {
	return []story{
		{"a record never committed is empty and no error", func(s *scene) {
			s.same("row", s.load(ana, "any event"), storage.Row{})
			s.same("journal", s.journal(ana), []storage.JournalLine{})
		}},
		{"each commit raises the version by one", func(s *scene) {
			for version := range uint64(3) {
				c := s.draft(ana)
				s.same("version before", c.Version, version)
				s.commit(c)
				s.same("row", s.load(ana, ""), storage.Row{Version: version + 1, Data: c.Data})
			}
			s.same("another record", s.load(ben, ""), storage.Row{})
		}},
		{"a commit on another version than the stored one is refused", func(s *scene) {
			s.commit(s.draft(ana))
			c := s.draft(ana)
			s.commit(c)
			for _, version := range []uint64{0, c.Version, c.Version + 2} {
				wrong := c
				wrong.Version = version
				_, err := s.Backend.Commit(s.ctx, wrong)
				s.refused(err, storage.ErrConflict)
			}
			unknown := s.draft(ben)
			unknown.Version = 1
			_, err := s.Backend.Commit(s.ctx, unknown)
			s.refused(err, storage.ErrConflict)
		}},
		{"of sixteen racing writers one wins each version and nothing is lost", racingWriters},
	}
}

// eventStories tell of events that come again.
func eventStories() []story {
	return []story{
		{"a committed event is known and refused as a repeat", func(s *scene) {
			c := s.draft(ana)
			c.Event = "telegram:1"
			s.commit(c)
			s.same("seen", s.load(ana, "telegram:1").Seen, true)
			s.same("another event seen", s.load(ana, "telegram:2").Seen, false)
			again := s.draft(ana)
			again.Event = "telegram:1"
			_, err := s.Backend.Commit(s.ctx, again)
			s.refused(err, storage.ErrRepeated)
			s.same("version", s.load(ana, "").Version, uint64(1))
		}},
		{"an event that arrives sixteen times at once is committed once", racingRepeats},
		{"an event refused for a conflict may come again", func(s *scene) {
			stale := s.draft(ana)
			stale.Event = "telegram:7"
			s.commit(s.draft(ana))
			_, err := s.Backend.Commit(s.ctx, stale)
			s.refused(err, storage.ErrConflict)
			s.same("seen", s.load(ana, "telegram:7").Seen, false)
			fresh := s.draft(ana)
			fresh.Event = "telegram:7"
			s.commit(fresh)
		}},
		{"an event is a repeat for its own record only", func(s *scene) {
			for _, id := range []string{ana, ben, eva} {
				c := s.draft(id)
				c.Event = "slack:C1:1.2"
				s.commit(c)
			}
		}},
		{"a commit without an event is never a repeat", func(s *scene) {
			s.commit(s.draft(ana))
			s.commit(s.draft(ana))
			s.same("seen", s.load(ana, "").Seen, false)
		}},
	}
}

// memoryStories tell how long an event is remembered, and of the journal.
func memoryStories() []story {
	return []story{
		{"an event id may be any string", func(s *scene) {
			odd := []string{" ", "0", "a:b", "{a}", "%s", "a\x00b", "a\x00", "line\nline", "\"'`;--", "señora 🇲🇽", "\xff\xfe", strings.Repeat("x", 3000)}
			for _, event := range odd {
				s.same(fmt.Sprintf("%q seen before", event), s.load(ana, event).Seen, false)
				c := s.draft(ana)
				c.Event = event
				s.commit(c)
				s.same(fmt.Sprintf("%q seen after", event), s.load(ana, event).Seen, true)
			}
		}},
		{"an event is remembered for two days and then forgotten", func(s *scene) {
			c := s.draft(ana)
			c.Event = "telegram:1"
			s.commit(c)
			s.Pass(storage.DedupeAge - time.Hour)
			s.same("seen within two days", s.load(ana, "telegram:1").Seen, true)
			again := s.draft(ana)
			again.Event = "telegram:1"
			_, err := s.Backend.Commit(s.ctx, again)
			s.refused(err, storage.ErrRepeated)
			s.Pass(2 * time.Hour)
			s.same("seen after two days", s.load(ana, "telegram:1").Seen, false)
			s.commit(again)
			s.same("seen anew", s.load(ana, "telegram:1").Seen, true)
		}},
		{"the journal keeps each committed event in order", journalPages},
	}
}

// racingWriters lets sixteen writers add a line each to one record.
func racingWriters(s *scene) {
	const writers = 16
	second := s.Reopen(s.T)
	race(writers, func(i int) {
		b := s.Backend
		if i%2 == 1 {
			b = second
		}
		for {
			row, err := b.Load(s.ctx, ana, "")
			if err != nil {
				s.Errorf("loading: %v", err)
				return
			}
			line := fmt.Appendf(nil, "writer %d\n", i)
			_, err = b.Commit(s.ctx, storage.Commit{
				ID: ana, Version: row.Version, Data: append(row.Data, line...), Journal: line, At: s.now,
			})
			if errors.Is(err, storage.ErrConflict) {
				continue
			}
			if err != nil {
				s.Errorf("committing: %v", err)
			}
			return
		}
	})
	row := s.load(ana, "")
	s.same("version", row.Version, uint64(writers))
	s.same("lines in the record", bytes.Count(row.Data, []byte("\n")), writers)
	for i := range writers {
		line := fmt.Appendf(nil, "writer %d\n", i)
		s.same(fmt.Sprintf("lines of writer %d", i), bytes.Count(row.Data, line), 1)
	}
	var told []byte
	for _, line := range s.journal(ana) {
		told = append(told, line.Data...)
	}
	s.same("journal in version order", string(told), string(row.Data))
}

func racingRepeats(s *scene) {
	var done atomic.Int32
	c := s.draft(ana)
	c.Event = "telegram:1"
	c.Entries = []storage.Entry{{ID: "answer", Side: chat}}
	race(16, func(int) {
		switch _, err := s.Backend.Commit(s.ctx, c); {
		case err == nil:
			done.Add(1)
		case !errors.Is(err, storage.ErrRepeated):
			s.Errorf("got %v, want %v", err, storage.ErrRepeated)
		}
	})
	s.same("commits", done.Load(), int32(1))
	s.same("entries", s.pending().Entries, 1)
	s.same("version", s.load(ana, "").Version, uint64(1))
}

func journalPages(s *scene) {
	var want []storage.JournalLine
	for i := range 5 {
		c := s.draft(ana)
		c.At = s.now.Add(time.Duration(i) * time.Minute)
		s.commit(c)
		want = append(want, storage.JournalLine{Version: c.Version + 1, At: c.At, Data: c.Journal})
	}
	s.commit(s.draft(ben))
	for _, page := range []struct {
		after uint64
		limit int
		want  []storage.JournalLine
	}{
		{0, many, want},
		{0, 2, want[:2]},
		{2, 2, want[2:4]},
		{4, 2, want[4:]},
		{5, 2, nil},
	} {
		got, err := s.Backend.Journal(s.ctx, ana, page.after, page.limit)
		s.must(err)
		s.same(fmt.Sprintf("%d lines after %d", page.limit, page.after), got, page.want)
	}
}
