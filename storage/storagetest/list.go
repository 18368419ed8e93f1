package storagetest

import (
	"fmt"
	"slices"

	"residencyassist/storage"
)

// listStories tell of looking through the whole store.
func listStories() []story {
	return []story{
		{"a listing names every record once, however it is paged", func(s *scene) {
			want := s.people(40)
			for _, limit := range []int{1, 7, 40, many} {
				s.same(fmt.Sprintf("pages of %d", limit), s.list(limit, nil), want)
			}
		}},
		{"an empty store lists nothing", func(s *scene) {
			s.same("records", s.list(many, nil), []string{})
		}},
		{"a listing meets what was there all the while, whatever is written meanwhile", func(s *scene) {
			want, came := s.people(20), 0
			got := s.list(3, func() {
				s.commit(s.draft(want[came])) // one that is there moves on
				s.commit(s.draft(fmt.Sprintf("%02dnew", came*13%100)))
				came++
			})
			s.same("each once", len(slices.Compact(slices.Clone(got))), len(got))
			for _, id := range want {
				s.same(id+" is listed", slices.Contains(got, id), true)
			}
		}},
		{"a refused commit makes no record", func(s *scene) {
			c := s.draft(ana)
			c.Version = 3
			_, err := s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrConflict)
			s.same("records", s.list(many, nil), []string{})
		}},
		{"what waits in the lanes is read without touching it", waitingEntries},
	}
}

// people commits records in many shards and returns their keys, sorted.
func (s *scene) people(n int) []string {
	s.Helper()
	var ids []string
	for i := range n {
		id := fmt.Sprintf("%02dperson", i*7%100)
		s.commit(s.draft(id))
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// list pages through all records, and does something between the pages.
func (s *scene) list(limit int, between func()) []string {
	s.Helper()
	all := []string{}
	for after := ""; ; {
		ids, err := s.Backend.Records(s.ctx, after, limit)
		s.must(err)
		if len(ids) > limit {
			s.Fatalf("%d keys in a page of %d", len(ids), limit)
		}
		if len(ids) == 0 {
			slices.Sort(all)
			return all
		}
		all, after = append(all, ids...), ids[len(ids)-1]
		if between != nil && len(all) < 60 {
			between()
		}
	}
}

func waitingEntries(s *scene) {
	s.same("none", s.entries(ana), []storage.Entry{})
	first := s.sendOne(ana, chat, entry("1"), storage.Entry{ID: "2", Body: []byte{0, 255}, Ref: "1", Track: true, Repeatable: true})
	s.sendOne(ana, desk, entry("3"))
	s.send(ana, chat, entry("4"))
	s.send(ben, chat, entry("5"))
	s.same("all", s.entries(ana), []storage.Entry{
		{ID: "1", Side: chat, Body: []byte("body of 1")},
		{ID: "2", Side: chat, Body: []byte{0, 255}, Ref: "1", Track: true, Repeatable: true},
		{ID: "4", Side: chat, Body: []byte("body of 4")},
		{ID: "3", Side: desk, Body: []byte("body of 3")},
	})
	second := s.some(s.settle(first))
	s.same("next", second.Entry.ID, "2")
	s.same("settled", s.entryNames(ana), []string{"2", "4", "3"})
	s.settle(s.some(s.settle(second)))
	s.same("one lane is empty", s.entryNames(ana), []string{"3"})
	s.send(ana, chat, entry("6"))
	s.same("filled again", s.entryNames(ana), []string{"6", "3"})
}

// entries returns what waits, the chat's lane before the desk's.
func (s *scene) entries(id string) []storage.Entry {
	s.Helper()
	entries, err := s.Backend.Entries(s.ctx, id)
	s.must(err)
	slices.SortStableFunc(entries, func(a, b storage.Entry) int {
		return slices.Index([]string{chat, desk}, a.Side) - slices.Index([]string{chat, desk}, b.Side)
	})
	return entries
}

func (s *scene) entryNames(id string) []string {
	s.Helper()
	names := []string{}
	for _, e := range s.entries(id) {
		names = append(names, e.ID)
	}
	return names
}
