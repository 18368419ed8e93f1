package redis

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"

	"residencyassist/storage"
)

// errAnswer says that a script answered in a form that this program does not
// know: somebody else wrote to the keys, or runs another version.
var errAnswer = errors.New("an answer of Redis cannot be read")

// answer reads the values of a script's answer one after another. It keeps the
// first error, so that the caller asks once.
type answer struct {
	values []any
	err    error
}

func (a *answer) next() any {
	if len(a.values) == 0 {
		a.err = errAnswer
		return nil
	}
	value := a.values[0]
	a.values = a.values[1:]
	return value
}

func (a *answer) text() string {
	text, ok := a.next().(string)
	if !ok {
		a.err = errAnswer
	}
	return text
}

func (a *answer) number() int64 {
	number, ok := a.next().(int64)
	if !ok {
		a.err = errAnswer
	}
	return number
}

// time reads a score, which Redis spells as a decimal; nothing is the zero time.
func (a *answer) time() time.Time {
	text := a.text()
	if text == "" {
		return time.Time{}
	}
	ms, err := strconv.ParseFloat(text, 64)
	if err != nil {
		a.err = errAnswer
	}
	return time.UnixMilli(int64(ms)).UTC()
}

func (a *answer) list() []any {
	list, ok := a.next().([]any)
	if !ok {
		a.err = errAnswer
	}
	return list
}

// claims reads a list of what grant in lanes.lua returns.
func (a *answer) claims(list []any) []storage.Claim {
	var claims []storage.Claim
	for _, item := range list {
		fields, _ := item.([]any)
		claim, err := readClaim(fields)
		if err != nil {
			a.err = err
			return nil
		}
		claims = append(claims, claim)
	}
	return claims
}

func readClaim(fields []any) (storage.Claim, error) {
	a := answer{values: fields}
	lane, packed := parseLane(a.text()), a.text()
	claim := storage.Claim{
		Lane:     lane,
		Receipt:  a.text(),
		Token:    a.number(),
		Tries:    int(a.number()),
		Unknowns: int(a.number()),
		Queue:    storage.Queue(a.number()),
	}
	if a.err != nil {
		return storage.Claim{}, a.err
	}
	entry, err := unpackEntry([]byte(packed))
	if err != nil {
		return storage.Claim{}, err
	}
	entry.Side = lane.Side
	claim.Entry = entry
	return claim, nil
}

// packEntry writes an entry as one element of its lane's list. The head, "TR
// <length of id> <length of ref> ", is plain because the scripts read it too.
// The side is the lane's.
func packEntry(e storage.Entry) []byte {
	packed := fmt.Appendf(nil, "%d%d %d %d ", digit(e.Track), digit(e.Repeatable), len(e.ID), len(e.Ref))
	packed = append(packed, e.ID...)
	packed = append(packed, e.Ref...)
	return append(packed, e.Body...)
}

func unpackEntry(packed []byte) (storage.Entry, error) {
	parts := bytes.SplitN(packed, []byte(" "), 4)
	if len(parts) != 4 || len(parts[0]) != 2 {
		return storage.Entry{}, errAnswer
	}
	idLength, err := strconv.Atoi(string(parts[1]))
	if err != nil {
		return storage.Entry{}, errAnswer
	}
	refLength, err := strconv.Atoi(string(parts[2]))
	if err != nil {
		return storage.Entry{}, errAnswer
	}
	rest := parts[3]
	if idLength < 0 || refLength < 0 || idLength+refLength > len(rest) {
		return storage.Entry{}, errAnswer
	}
	return storage.Entry{
		ID:         string(rest[:idLength]),
		Ref:        string(rest[idLength : idLength+refLength]),
		Body:       rest[idLength+refLength:],
		Track:      parts[0][0] == '1',
		Repeatable: parts[0][1] == '1',
	}, nil
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}
