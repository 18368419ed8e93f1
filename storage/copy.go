package storage

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// copiedAtOnce is how many records are copied in one go.
	copiedAtOnce = 100
	// copyTries is how often a part is tried, with a longer rest after each: a
	// storage may be busy, or fail over.
	copyTries = 5
)

// errSpoiled says that a store does not keep what it is given: no use in trying
// again.
var errSpoiled = errors.New("it came back as something else")

// indexNames are the indexes that lead to records.
func indexNames() []string { return []string{indexRef} }

// CopyOptions is how a copy goes about it.
type CopyOptions struct {
	Now      func() time.Time      // story time
	Wait     time.Duration         // how long to wait for those who still use one of the stores
	Progress func(done, total int) // called after each part, with the number of records; may be nil
}

// Copied is what a copy came to. All of it was read back and compared, what an
// earlier copy that was cut off had written too.
type Copied struct {
	Records  int `json:"records"`  // that the store has
	Written  int `json:"written"`  // of these, now; the others were there as they had to be
	Events   int `json:"events"`   // lines of their journals
	Waiting  int `json:"waiting"`  // messages that are still to go out
	Parked   int `json:"parked"`   // events that wait for a key
	Links    int `json:"links"`    // from threads in Slack to their cases
	Settings int `json:"settings"` // and shut budgets
	Removed  int `json:"removed"`  // records and links that an earlier copy had written and that are no more
}

// Copy makes of the store to, which has to be empty or a copy of from that was cut
// off, what the store from is, and keeps everybody else off both meanwhile. Cut off
// at any moment, it simply begins again: what is there as it has to be is passed
// over. Until it is done nobody can open to with NewStore.
func Copy(ctx context.Context, from, to Backend, keys *Keyring, o CopyOptions) (Copied, error) {
	c := copying{from: &Store{Backend: from, keys: keys}, to: &Store{Backend: to, keys: keys}, CopyOptions: o}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if err := c.checkSource(ctx); err != nil {
		return c.Copied, err
	}
	if _, err := c.checkTarget(ctx); err != nil { // rather than wait in vain; what counts is asked again
		return c.Copied, err
	}
	err := c.alone(ctx, cancel, c.from, func() error {
		return c.alone(ctx, cancel, c.to, func() error { return c.run(ctx) })
	})
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	return c.Copied, err
}

// alone does something while nobody else is at a store.
func (c *copying) alone(ctx context.Context, cancel context.CancelCauseFunc, s *Store, do func() error) error {
	seat, err := takeSeat(ctx, s, c.Wait)
	if err != nil {
		return fmt.Errorf("the storage to copy %s: %w", c.way(s), err)
	}
	defer seat.keep(ctx, cancel)()
	return do()
}

// copying is a copy under way.
type copying struct {
	Copied
	CopyOptions
	from, to *Store
	mark     copyMark
	total    int
	empty    bool // nothing that comes is there yet
}

func (c *copying) way(s *Store) string {
	if s == c.from {
		return "from"
	}
	return "to"
}

// checkSource refuses keys that are not those of the store, and a store in which
// there is nothing, before anything is written.
func (c *copying) checkSource(ctx context.Context) error {
	found, err := c.from.Lookup(ctx, []Named{{Kind: Setting, Name: metaFingerprint}, {Kind: Setting, Name: metaCopy}})
	if err != nil {
		return err
	}
	if err := whole(found[1].Value); err != nil {
		return fmt.Errorf("the storage to copy from: %w", err)
	}
	switch found[0].Value {
	case c.from.keys.Fingerprint():
		return c.from.checkKeys(ctx)
	case "":
		return errors.New("no bot has ever used the storage to copy from: there is nothing in it")
	}
	return errors.New("DATA_KEYS does not fit the storage to copy from: its index key is not the one that the storage was begun with")
}

func (c *copying) run(ctx context.Context) error {
	if err := c.from.Sweep(ctx); err != nil { // nothing of somebody who was erased goes along
		return err
	}
	again, err := c.begin(ctx)
	if err != nil {
		return err
	}
	c.empty = !again
	if c.total, err = c.from.Count(ctx); err != nil {
		return err
	}
	if err := c.eachPage(ctx, c.from.Records, c.page); err != nil {
		return err
	}
	if err := c.eachPage(ctx, c.from.ParkedRecords, c.orphans); err != nil {
		return err
	}
	if err := c.from.EachNamed(ctx, func(names []Named) error { return c.names(ctx, names) }); err != nil {
		return err
	}
	if again {
		if err := c.sweep(ctx); err != nil {
			return err
		}
	}
	return c.end(ctx)
}

// eachPage goes through a listing of records.
func (c *copying) eachPage(ctx context.Context, list func(context.Context, string, int) ([]string, error), do func(context.Context, []string) error) error {
	for after := ""; ; {
		ids, err := list(ctx, after, copiedAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := patiently(ctx, func() error { return do(ctx, ids) }); err != nil {
			return err
		}
		after = ids[len(ids)-1]
	}
}

// patiently does a part that may be done twice, again and again if it has to.
func patiently(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if err == nil || ctx.Err() != nil || errors.Is(err, errSpoiled) || try == copyTries {
			return err
		}
		if pause(ctx, time.Duration(try)*time.Second) != nil {
			return err
		}
	}
}

// page copies records, and counts them.
func (c *copying) page(ctx context.Context, ids []string) error {
	v := c.view()
	wanted, err := c.from.Export(ctx, ids, v)
	if err != nil {
		return err
	}
	written, err := c.bring(ctx, wanted, v)
	if err != nil {
		return err
	}
	c.Written += written
	for _, w := range wanted {
		c.Records++
		c.Events += len(w.Journal)
		c.Parked += len(w.Parked)
		for _, l := range w.Lanes {
			c.Waiting += len(l.Entries)
		}
	}
	if c.Progress != nil {
		c.Progress(c.Records, c.total)
	}
	return nil
}

// view looks at records as they matter now.
func (c *copying) view() View {
	return View{Now: c.Now(), Marks: time.Now().Add(-DedupeAge), Indexes: indexNames()}
}

// orphans copies those that have parked events and were never committed.
func (c *copying) orphans(ctx context.Context, ids []string) error {
	v := c.view()
	wanted, err := c.from.Export(ctx, ids, v)
	if err != nil {
		return err
	}
	var never []Whole
	for _, w := range wanted {
		if w.Version == 0 {
			never = append(never, w)
			c.Parked += len(w.Parked)
		}
	}
	_, err = c.bring(ctx, never, v)
	return err
}

// bring writes the records that are not yet there as they have to be, reads them
// back and compares.
func (c *copying) bring(ctx context.Context, wanted []Whole, v View) (written int, err error) {
	ids := make([]string, len(wanted))
	for i, w := range wanted {
		ids[i] = w.ID
	}
	there, err := c.already(ctx, ids, v)
	if err != nil {
		return 0, err
	}
	var changes []Change
	ids = ids[:0]
	for i, w := range wanted {
		if w.DiffersIn(there[i]) != "" {
			changes, ids = append(changes, Change{Was: there[i], Is: w}), append(ids, w.ID)
		}
	}
	if len(changes) == 0 {
		return 0, nil
	}
	if err := c.to.Import(ctx, changes, v.Now); err != nil {
		c.empty = false // who knows
		return 0, err
	}
	if there, err = c.to.Export(ctx, ids, v); err != nil {
		return 0, err
	}
	for i, change := range changes {
		if part := change.Is.DiffersIn(there[i]); part != "" {
			return 0, fmt.Errorf("record %s was not kept, look at %s: %w", change.Is.ID, part, errSpoiled)
		}
	}
	return len(changes), nil
}

// already returns what is there of records before they are written.
func (c *copying) already(ctx context.Context, ids []string, v View) ([]Whole, error) {
	if !c.empty {
		return c.to.Export(ctx, ids, v)
	}
	none := make([]Whole, len(ids))
	for i, id := range ids {
		none[i].ID = id
	}
	return none, nil
}

// end sees to it that there are as many records on both sides, and lets bots at
// the copy.
func (c *copying) end(ctx context.Context) error {
	for _, store := range []*Store{c.from, c.to} {
		n, err := store.Count(ctx)
		if err != nil {
			return err
		}
		if n != c.Records {
			return fmt.Errorf("%d records were copied, but the storage to copy %s has %d: somebody else has written to it; run it again", c.Records, c.way(store), n)
		}
	}
	return c.finish(ctx)
}
