package storagetest

import (
	"fmt"
	"slices"
	"time"

	"residencyassist/storage"
)

// parkedStories tell of events that wait until their record can be read.
func parkedStories() []story {
	return []story{
		{"parked events are kept in order until they are dropped", parkedInOrder},
		{"an event parked twice is parked once, as it was", func(s *scene) {
			first := storage.Parked{Event: "e1", At: s.now, Data: []byte("first")}
			s.park(ana, first)
			s.park(ana, storage.Parked{Event: "e1", At: s.now.Add(time.Hour), Data: []byte("second")})
			s.same("parked", s.parked(ana), []storage.Parked{first})
		}},
		{"a commit of a parked event takes it up", func(s *scene) {
			s.commit(s.draft(ana))
			for _, event := range []string{"e1", "e2"} {
				s.park(ana, storage.Parked{Event: event, At: s.now, Data: []byte(event)})
				s.park(ben, storage.Parked{Event: event, At: s.now, Data: []byte(event)})
			}
			s.same("parked", s.load(ana, "").Parked, true)
			for _, event := range []string{"e0", "", "e1", "e2"} {
				c := s.draft(ana)
				c.Event = event
				s.commit(c)
			}
			s.same("still parked", s.load(ana, "").Parked, false)
			s.same("of ana", s.parked(ana), []storage.Parked{})
			s.same("of ben", len(s.parked(ben)), 2)
			s.same("records", s.parkedRecords(), []string{ben})
		}},
		{"a refused commit leaves its event parked", func(s *scene) {
			s.commit(s.draft(ana))
			s.park(ana, storage.Parked{Event: "e1", At: s.now})
			c := s.draft(ana)
			c.Event, c.Version = "e1", 7
			_, err := s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrConflict)
			s.same("parked", len(s.parked(ana)), 1)
		}},
		{"no more than so many events of a record are parked", func(s *scene) {
			for i := range storage.ParkedLimit {
				s.park(ana, storage.Parked{Event: fmt.Sprint("e", i), At: s.now})
			}
			s.park(ana, storage.Parked{Event: "e0", At: s.now}) // it is there
			s.refused(s.Backend.Park(s.ctx, ana, storage.Parked{Event: "more", At: s.now}), storage.ErrFull)
			s.must(s.Backend.Unpark(s.ctx, ana, "e5"))
			s.park(ana, storage.Parked{Event: "more", At: s.now})
			parked := s.parked(ana)
			s.same("the last", parked[len(parked)-1].Event, "more")
			s.park(ben, storage.Parked{Event: "e1", At: s.now})
		}},
	}
}

func parkedInOrder(s *scene) {
	s.same("none", s.parked(ana), []storage.Parked{})
	s.same("no records", s.parkedRecords(), []string{})
	var want []storage.Parked
	for i, event := range []string{"z", "a", "m {x}:1", "señora"} {
		p := storage.Parked{Event: event, At: s.now.Add(-time.Duration(i) * time.Minute), Data: []byte{byte(i), ' ', 0, 255, '\n'}}
		s.park(ana, p)
		want = append(want, p)
	}
	s.park(eva, storage.Parked{Event: "a", At: s.now})
	s.same("parked", s.parked(ana), want)
	s.Backend = s.Reopen(s.T)
	s.same("parked, after a restart", s.parked(ana), want)
	s.same("records", s.parkedRecords(), []string{ana, eva})
	for range 2 { // dropping twice is dropping once
		s.must(s.Backend.Unpark(s.ctx, ana, "a"))
	}
	s.same("left", s.parked(ana), slices.Delete(want, 1, 2))
	s.must(s.Backend.Unpark(s.ctx, eva, "a"))
	s.same("records", s.parkedRecords(), []string{ana})
	s.same("a record never committed", s.load(ana, ""), storage.Row{})
}

func (s *scene) park(id string, p storage.Parked) {
	s.Helper()
	s.must(s.Backend.Park(s.ctx, id, p))
}

func (s *scene) parked(id string) []storage.Parked {
	s.Helper()
	parked, err := s.Backend.Parked(s.ctx, id)
	s.must(err)
	return parked
}

// parkedRecords pages through the records that have parked events.
func (s *scene) parkedRecords() []string {
	s.Helper()
	all := []string{}
	for after := ""; ; {
		ids, err := s.Backend.ParkedRecords(s.ctx, after, 1)
		s.must(err)
		if len(ids) == 0 {
			slices.Sort(all)
			return all
		}
		all, after = append(all, ids...), ids[len(ids)-1]
	}
}
