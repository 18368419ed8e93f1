package storage

import (
	"context"
	"encoding/json"
	"hash/fnv"

	"residencyassist/conversation"
)

const boardField = "board"

// Board returns what lists show of all records. What cannot be opened is left
// out: lists are no place to mend it.
func (s *Store) Board(ctx context.Context) ([]conversation.Row, error) {
	shown, err := s.Shown(ctx)
	rows := make([]conversation.Row, len(shown))
	for i, r := range shown {
		rows[i] = r.Row
	}
	return rows, err
}

// ShownRow is what lists show of the record with this key.
type ShownRow struct {
	ID string
	conversation.Row
}

// Shown returns the same with the keys of the records.
func (s *Store) Shown(ctx context.Context) ([]ShownRow, error) {
	sealed, err := s.Backend.Board(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]ShownRow, 0, len(sealed))
	for _, b := range sealed {
		row := ShownRow{ID: b.ID}
		if s.open(b.ID, boardField, b.Data, &row.Row) == nil {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// sealRow seals what lists show of a step's record; empty takes it off them.
func (s *Store) sealRow(step Step) ([]byte, error) {
	if step.Result.Row == nil {
		return []byte{}, nil
	}
	return s.seal(step.ID, boardField, step.Result.Row)
}

// marked is a step's record with the mark of what lists show of it.
func marked(res conversation.Result) conversation.Record {
	res.Record.Shown = rowMark(res.Row)
	return res.Record
}

// rowMark tells rows apart, so that one that has not changed is not written
// again; 0 is none.
func rowMark(row *conversation.Row) uint32 {
	if row == nil {
		return 0
	}
	text, err := json.Marshal(row)
	if err != nil {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write(text) // never fails
	return max(1, h.Sum32())
}
