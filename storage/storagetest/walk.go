package storagetest

import (
	"cmp"
	"errors"
	"flag"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"residencyassist/storage"
)

// walkBesideModel takes random walks through the contract, each step on a
// backend and on the model, and compares every answer.
func walkBesideModel(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	if err := knownWalks(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := newScene(t, open(t))
		w := &walk{T: rt, scene: s, real: s.Backend, model: newModel()}
		rt.Repeat(map[string]func(*rapid.T){
			"":                    w.compareStores,
			"commit":              w.commit,
			"settle":              w.settle,
			"put back":            w.putBack,
			"renew":               w.renew,
			"claim entries":       w.claimEntries,
			"claim wakes":         w.claimWakes,
			"let leases run out":  w.letLeasesRunOut,
			"story time goes on":  w.goOn,
			"link":                w.link,
			"find":                w.find,
			"acquire":             w.acquire,
			"book":                w.book,
			"open another handle": w.reopen,
			"read a journal":      w.readJournal,
			"replace":             w.replace,
			"park":                w.park,
			"erase":               w.erase,
		})
	})
}

// knownWalks has the walks be the same few each time, so that a backend is always
// judged alike; with SOAK set, others are tried each time.
var knownWalks = sync.OnceValue(func() error {
	if os.Getenv("SOAK") != "" {
		return nil
	}
	return errors.Join(flag.Set("rapid.seed", "20261122"), flag.Set("rapid.checks", "40"))
})

// walk is one walk: the two stores, and every claim they ever gave, so that
// stale ones are tried as well.
type walk struct {
	*rapid.T
	scene  *scene
	real   storage.Backend
	model  *model
	claims []twins
	named  int          // entries named so far
	pace   storage.Pace // of the settlement under way
}

// twins are one claim as the backend and as the model gave it. They differ in
// their tokens alone.
type twins struct{ real, model storage.Claim }

func (w *walk) commit(t *rapid.T) {
	w.T = t
	id := w.anyID()
	row, err := w.real.Load(w.scene.ctx, id, "")
	w.agree("load", err, nil)
	c := storage.Commit{
		ID:      id,
		Version: row.Version,
		Data:    rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "data"),
		Event:   rapid.SampledFrom([]string{"", "", "e1", "e2", "e3", "e4", "e5"}).Draw(t, "event"),
		At:      w.scene.now,
		Journal: []byte("line"),
		Lease:   held,
	}
	if rapid.IntRange(0, 5).Draw(t, "stale") == 0 {
		c.Version++
	}
	switch rapid.IntRange(0, 3).Draw(t, "board") {
	case 1:
		c.Board = []byte{}
	case 2:
		c.Board = rapid.SliceOfN(rapid.Byte(), 1, 8).Draw(t, "row on the board")
	}
	for range rapid.IntRange(0, 3).Draw(t, "entries") {
		c.Entries = append(c.Entries, w.anyEntry())
	}
	if rapid.Bool().Draw(t, "wakes") {
		c.Wake = w.soon("wake")
	}
	for _, value := range rapid.SliceOfN(rapid.SampledFrom([]string{"A", "B", "C", "D"}), 0, 2).Draw(t, "index") {
		c.Index = append(c.Index, storage.Index{Name: "reference", Value: value})
	}
	onReal, onModel := c, c
	if i := w.anyClaimOf(id); i >= 0 {
		receipt, notBefore := w.outcome()
		onReal.Settle = w.settlement(w.claims[i].real, receipt, notBefore)
		onModel.Settle = w.settlement(w.claims[i].model, receipt, notBefore)
	}
	got, err := w.real.Commit(w.scene.ctx, onReal)
	want, wantErr := w.model.Commit(w.scene.ctx, onModel)
	w.agree("commit", err, wantErr)
	w.given("commit", got, want)
}

func (w *walk) settle(t *rapid.T) {
	w.T = t
	i := w.anyClaim()
	receipt, notBefore := w.outcome()
	got, err := w.real.Settle(w.scene.ctx, *w.settlement(w.claims[i].real, receipt, notBefore))
	want, wantErr := w.model.Settle(w.scene.ctx, *w.settlement(w.claims[i].model, receipt, notBefore))
	w.agree("settle", err, wantErr)
	w.given("settle", listed(got), listed(want))
}

func (w *walk) putBack(t *rapid.T) {
	w.T = t
	i := w.anyClaim()
	p := storage.PutBack{Unknown: rapid.Bool().Draw(t, "unknown"), Untried: rapid.IntRange(0, 3).Draw(t, "untried") == 0}
	_, p.NotBefore = w.outcome()
	put := func(b storage.Backend, c storage.Claim) error {
		p.Lane, p.Entry, p.Token = c.Lane, c.Entry.ID, c.Token
		return b.PutBack(w.scene.ctx, p)
	}
	w.agree("put back", put(w.real, w.claims[i].real), put(w.model, w.claims[i].model))
}

func (w *walk) renew(t *rapid.T) {
	w.T = t
	i := w.anyClaim()
	renew := func(b storage.Backend, c storage.Claim) error {
		return b.Renew(w.scene.ctx, storage.Renewal{Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, Lease: held})
	}
	w.agree("renew", renew(w.real, w.claims[i].real), renew(w.model, w.claims[i].model))
}

func (w *walk) claimEntries(t *rapid.T) {
	w.T = t
	w.claimBoth(held)
}

func (w *walk) claimBoth(lease time.Duration) {
	got, err := w.real.ClaimEntries(w.scene.ctx, w.scene.now, everyone, lease)
	want, wantErr := w.model.ClaimEntries(w.scene.ctx, w.scene.now, everyone, lease)
	w.agree("claim entries", err, wantErr)
	w.given("claim entries", got, want)
}

func (w *walk) claimWakes(t *rapid.T) {
	w.T = t
	w.wakeBoth(held)
}

func (w *walk) wakeBoth(lease time.Duration) {
	got, err := w.real.ClaimWakes(w.scene.ctx, w.scene.now, many, lease)
	want, wantErr := w.model.ClaimWakes(w.scene.ctx, w.scene.now, many, lease)
	w.agree("claim wakes", err, wantErr)
	for _, wakes := range [][]storage.Wake{got, want} {
		slices.SortFunc(wakes, func(a, b storage.Wake) int { return cmp.Compare(a.ID, b.ID) })
	}
	w.equal("wakes", got, want)
}

func (w *walk) letLeasesRunOut(t *rapid.T) {
	w.T = t
	w.claimBoth(w.scene.Lease)
	w.wakeBoth(w.scene.Lease)
	w.scene.Pass(w.scene.Lease)
	w.model.pass(w.scene.Lease)
}

func (w *walk) goOn(t *rapid.T) {
	w.scene.now = w.scene.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
}

func (w *walk) link(t *rapid.T) {
	w.T = t
	name, id := rapid.SampledFrom([]string{"t1", "t2"}).Draw(t, "name"), w.anyID()
	if rapid.Bool().Draw(t, "link") {
		w.agree("link", w.real.Link(w.scene.ctx, name, id), w.model.Link(w.scene.ctx, name, id))
	}
	got, err := w.real.Resolve(w.scene.ctx, name)
	want, wantErr := w.model.Resolve(w.scene.ctx, name)
	w.agree("resolve", err, wantErr)
	w.equal("resolved", got, want)
}

func (w *walk) find(t *rapid.T) {
	w.T = t
	shard, value := storage.ShardOf(w.anyID()), rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "value")
	got, err := w.real.Find(w.scene.ctx, shard, "reference", value)
	want, wantErr := w.model.Find(w.scene.ctx, shard, "reference", value)
	w.agree("find", err, wantErr)
	w.equal("found", got, want)
}

func (w *walk) acquire(t *rapid.T) {
	w.T = t
	holder := rapid.SampledFrom([]string{"one", "two"}).Draw(t, "holder")
	if rapid.Bool().Draw(t, "release") {
		w.agree("release", w.real.Release(w.scene.ctx, "polling", holder), w.model.Release(w.scene.ctx, "polling", holder))
	}
	got, err := w.real.Acquire(w.scene.ctx, "polling", holder, held)
	want, wantErr := w.model.Acquire(w.scene.ctx, "polling", holder, held)
	w.agree("acquire", err, wantErr)
	w.equal("acquired", got, want)
}

func (w *walk) book(t *rapid.T) {
	w.T = t
	b := storage.Booking{
		Budget: rapid.SampledFrom([]string{"chat", "desk"}).Draw(t, "budget"), Now: w.scene.now,
		Patience: time.Duration(rapid.IntRange(0, 12).Draw(t, "patience")) * time.Second,
	}
	for range rapid.IntRange(0, 2).Draw(t, "rates") {
		b.Rates = append(b.Rates, storage.Rate{
			N: rapid.IntRange(1, 4).Draw(t, "n"), Per: time.Duration(rapid.IntRange(1, 9000).Draw(t, "per")) * time.Millisecond,
		})
	}
	if rapid.IntRange(0, 4).Draw(t, "shut") == 0 {
		until := w.soon("until")
		w.agree("shut", w.real.Shut(w.scene.ctx, b.Budget, until), w.model.Shut(w.scene.ctx, b.Budget, until))
	}
	at, ok, err := w.real.Book(w.scene.ctx, b)
	wantAt, wantOK, wantErr := w.model.Book(w.scene.ctx, b)
	w.agree("book", err, wantErr)
	w.equal("place", at, wantAt)
	w.equal("booked", ok, wantOK)
}

func (w *walk) reopen(t *rapid.T) {
	if rapid.IntRange(0, 9).Draw(t, "reopen") == 0 {
		w.real = w.scene.Reopen(w.scene.T)
	}
}

func (w *walk) readJournal(t *rapid.T) {
	w.T = t
	id, after, limit := w.anyID(), rapid.Uint64Range(0, 9).Draw(t, "after"), rapid.IntRange(1, 9).Draw(t, "limit")
	got, err := w.real.Journal(w.scene.ctx, id, after, limit)
	want, wantErr := w.model.Journal(w.scene.ctx, id, after, limit)
	w.agree("journal", err, wantErr)
	w.equal("journal", got, want)
}

// compareStores runs after every step: what can be read must be the same.
func (w *walk) compareStores(t *rapid.T) {
	w.T = t
	for _, id := range []string{ana, ben, eva} {
		got, err := w.real.Load(w.scene.ctx, id, "e1")
		want, wantErr := w.model.Load(w.scene.ctx, id, "e1")
		w.agree("load", err, wantErr)
		w.equal("row of "+id, got, want)
		w.compareParts(id)
	}
	ids, err := w.real.Records(w.scene.ctx, "", many)
	w.agree("list", err, nil)
	w.equal("records", ids, w.model.ids(), cmpopts.SortSlices(cmp.Less[string]))
	got, err := w.real.Pending(w.scene.ctx)
	want, wantErr := w.model.Pending(w.scene.ctx)
	w.agree("pending", err, wantErr)
	w.equal("pending", w.comparable(got), w.comparable(want))
}

// comparable makes one of all the instants in the past: a lane that may be
// served now may be said to have been so from its commit or from its last hold.
func (w *walk) comparable(p storage.Pending) storage.Pending {
	for q, next := range p.NextEntry {
		if !next.IsZero() && next.Before(w.scene.now) {
			p.NextEntry[q] = w.scene.now
		}
	}
	return p
}

// given compares claims and remembers them.
func (w *walk) given(what string, got, want []storage.Claim) {
	byLane := func(a, b storage.Claim) int {
		return cmp.Or(cmp.Compare(a.Lane.Record, b.Lane.Record), cmp.Compare(a.Lane.Side, b.Lane.Side))
	}
	slices.SortFunc(got, byLane)
	slices.SortFunc(want, byLane)
	w.equal(what, got, want, cmpopts.IgnoreFields(storage.Claim{}, "Token"))
	for i := range got {
		w.claims = append(w.claims, twins{got[i], want[i]})
	}
}

func (w *walk) equal(what string, got, want any, opts ...gocmp.Option) {
	if diff := gocmp.Diff(want, got, append(opts, cmpopts.EquateEmpty())...); diff != "" {
		w.Fatalf("%s (-model +backend):\n%s", what, diff)
	}
}

func (w *walk) agree(what string, err, want error) {
	if !errors.Is(err, want) {
		w.Fatalf("%s: the backend says %v, the model %v", what, err, want)
	}
}

func (w *walk) settlement(c storage.Claim, receipt string, notBefore time.Time) *storage.Settlement {
	s := w.scene.settlement(c)
	s.Receipt, s.NotBefore = receipt, notBefore
	s.Pace = w.pace
	return &s
}

func listed(c *storage.Claim) []storage.Claim {
	if c == nil {
		return nil
	}
	return []storage.Claim{*c}
}
