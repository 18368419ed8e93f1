package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"residencyassist/storage"
)

// The people of the stories. Ana and Ben live in one shard, Eva in another.
const (
	ana = "q7ana000000000000000000000"
	ben = "q7ben000000000000000000000"
	eva = "x2eva000000000000000000000"
)

// The sides of a record that stories use as lanes.
const (
	chat = "chat"
	desk = "desk"
)

// held is a lease that outlives its story.
const held = 24 * time.Hour

// many is a limit that no story reaches.
const many = 10_000

// everyone is room for more lanes than a story has.
var everyone = storage.Room{many, many, many, many, many}

// scene is one story's store, with the plain calls that must succeed.
type scene struct {
	*testing.T
	Harness
	ctx context.Context
	now time.Time // story time

	another func(t *testing.T) Harness // opens an empty store, after which this one may be empty too
}

func newScene(t *testing.T, h Harness) *scene {
	return &scene{T: t, Harness: h, ctx: t.Context(), now: time.Date(2027, 3, 14, 15, 9, 26, 0, time.UTC)}
}

// draft is the record's next commit, as a caller would make it after loading.
func (s *scene) draft(id string) storage.Commit {
	s.Helper()
	version := s.load(id, "").Version
	return storage.Commit{
		ID:      id,
		Version: version,
		Data:    fmt.Appendf(nil, "record %d", version+1),
		At:      s.now,
		Journal: fmt.Appendf(nil, "event %d", version+1),
		Lease:   held,
	}
}

// commit writes c, which must succeed.
func (s *scene) commit(c storage.Commit) []storage.Claim {
	s.Helper()
	claims, err := s.Backend.Commit(s.ctx, c)
	s.must(err)
	return claims
}

// send commits entries to a record's lane and returns the claims it got.
func (s *scene) send(id, side string, entries ...storage.Entry) []storage.Claim {
	s.Helper()
	c := s.draft(id)
	for _, e := range entries {
		e.Side = side
		c.Entries = append(c.Entries, e)
	}
	return s.commit(c)
}

// sendOne commits entries to an idle lane and returns its claim.
func (s *scene) sendOne(id, side string, entries ...storage.Entry) storage.Claim {
	s.Helper()
	return s.only(s.send(id, side, entries...))
}

// arm commits a wake-up.
func (s *scene) arm(id string, due time.Time) {
	s.Helper()
	c := s.draft(id)
	c.Wake = due
	s.commit(c)
}

func (s *scene) load(id, event string) storage.Row {
	s.Helper()
	row, err := s.Backend.Load(s.ctx, id, event)
	s.must(err)
	return row
}

func (s *scene) claim(limit int, lease time.Duration) []storage.Claim {
	s.Helper()
	claims, err := s.Backend.ClaimEntries(s.ctx, s.now, storage.Room{limit, limit, limit, limit, limit}, lease)
	s.must(err)
	return claims
}

func (s *scene) claimWakes(limit int, lease time.Duration) []storage.Wake {
	s.Helper()
	wakes, err := s.Backend.ClaimWakes(s.ctx, s.now, limit, lease)
	s.must(err)
	return wakes
}

// settlement ends what c holds, now, with nothing to keep.
func (s *scene) settlement(c storage.Claim) storage.Settlement {
	return storage.Settlement{Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, Now: s.now, Lease: held}
}

func (s *scene) settle(c storage.Claim) *storage.Claim {
	s.Helper()
	return s.settleWith(s.settlement(c))
}

func (s *scene) settleWith(with storage.Settlement) *storage.Claim {
	s.Helper()
	next, err := s.Backend.Settle(s.ctx, with)
	s.must(err)
	return next
}

func (s *scene) putBack(c storage.Claim, notBefore time.Time, unknown bool) {
	s.Helper()
	s.must(s.Backend.PutBack(s.ctx, storage.PutBack{
		Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, NotBefore: notBefore, Unknown: unknown,
	}))
}

func (s *scene) pending() storage.Pending {
	s.Helper()
	p, err := s.Backend.Pending(s.ctx)
	s.must(err)
	return p
}

func (s *scene) journal(id string) []storage.JournalLine {
	s.Helper()
	lines, err := s.Backend.Journal(s.ctx, id, 0, many)
	s.must(err)
	return lines
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("unexpected error: %v", err)
	}
}

func (s *scene) refused(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("got error %v, want %v", err, want)
	}
}

// same compares what a backend gave with what was promised; nil and empty are
// one, and so is an instant in any zone.
func (s *scene) same(what string, got, want any) {
	s.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		s.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func (s *scene) only(claims []storage.Claim) storage.Claim {
	s.Helper()
	if len(claims) != 1 {
		s.Fatalf("got claims for %v, want exactly one", heads(claims))
	}
	return claims[0]
}

func (s *scene) some(c *storage.Claim) storage.Claim {
	s.Helper()
	if c == nil {
		s.Fatal("got no next claim, want one")
	}
	return *c
}

// heads names the entries of claims, in the order given.
func heads(claims []storage.Claim) []string {
	names := []string{}
	for _, c := range claims {
		names = append(names, c.Entry.ID)
	}
	return names
}

// sortedHeads names the entries of claims where order is not promised.
func sortedHeads(claims []storage.Claim) []string {
	names := heads(claims)
	slices.Sort(names)
	return names
}

func entry(id string) storage.Entry {
	return storage.Entry{ID: id, Body: []byte("body of " + id)}
}

// race runs n goroutines at once and waits for all.
func race(n int, run func(i int)) {
	start, done := make(chan struct{}), make(chan struct{})
	for i := range n {
		go func() {
			defer func() { done <- struct{}{} }()
			<-start
			run(i)
		}()
	}
	close(start)
	for range n {
		<-done
	}
}
