package storagetest

import (
	"cmp"
	"slices"

	"residencyassist/storage"
)

// boardStories tell of what lists show of records.
func boardStories() []story {
	put := func(s *scene, id string, row []byte) {
		c := s.draft(id)
		c.Board = row
		s.commit(c)
	}
	board := func(s *scene) []storage.BoardRow {
		rows, err := s.Backend.Board(s.ctx)
		s.must(err)
		slices.SortFunc(rows, func(a, b storage.BoardRow) int { return cmp.Compare(a.ID, b.ID) })
		return rows
	}
	return []story{
		{"the board shows what the last commits put there", func(s *scene) {
			s.same("to begin with", board(s), []storage.BoardRow{})
			put(s, ana, []byte("first"))
			put(s, eva, []byte("eva"))
			put(s, ana, []byte("second"))
			put(s, ben, nil)
			want := []storage.BoardRow{{ID: ana, Data: []byte("second")}, {ID: eva, Data: []byte("eva")}}
			s.same("board", board(s), want)
			row, err := s.Backend.OnBoard(s.ctx, ana)
			s.must(err)
			s.same("one row", row, []byte("second"))
			row, err = s.Backend.OnBoard(s.ctx, ben)
			s.must(err)
			s.same("no row", row, []byte{})
		}},
		{"a commit that says nothing of the board leaves it, an empty row takes it off", func(s *scene) {
			put(s, ana, []byte("row"))
			put(s, ana, nil)
			s.same("left", len(board(s)), 1)
			put(s, ana, []byte{})
			s.same("taken off", board(s), []storage.BoardRow{})
		}},
		{"a refused commit changes no board", func(s *scene) {
			put(s, ana, []byte("row"))
			c := s.draft(ana)
			c.Version++
			c.Board = []byte("other")
			_, err := s.Backend.Commit(s.ctx, c)
			s.refused(err, storage.ErrConflict)
			s.same("board", string(board(s)[0].Data), "row")
		}},
		{"a row of the board is replaced like all that is sealed", func(s *scene) {
			put(s, ana, []byte("row"))
			s.swap(ana, storage.Place{Part: storage.InBoard}, "other", "new", 0)
			s.swap(ana, storage.Place{Part: storage.InBoard}, "row", "new", 1)
			s.same("board", string(board(s)[0].Data), "new")
		}},
	}
}
