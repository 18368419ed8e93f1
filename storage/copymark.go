package storage

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A store that is copied to knows it by the setting metaCopy, and one that is
// copied from has a name of its own in metaName, by which a copy that was cut off
// is known.
const (
	metaCopy = "copy"
	metaName = "name"
)

// own says whether something is a store's own and never copied.
func (n Named) own() bool { return n.Kind == Setting && (n.Name == metaCopy || n.Name == metaName) }

// copyMark is the setting metaCopy.
type copyMark struct {
	From string    `json:"from"` // the name of the store copied from
	Done time.Time `json:"done,omitzero"`
}

// errHalf says that a store is not whole.
var errHalf = errors.New("it holds a copy that is not finished: run the same residency-assist copy again, it goes on where it was")

// whole refuses a store with this setting metaCopy if it is half a copy.
func whole(setting string) error {
	if setting == "" {
		return nil
	}
	var mark copyMark
	if err := json.Unmarshal([]byte(setting), &mark); err != nil || mark.Done.IsZero() {
		return errHalf
	}
	return nil
}

// checkWhole says why the store cannot be used yet, if it is half a copy.
func (s *Store) checkWhole(ctx context.Context) error {
	found, err := s.Lookup(ctx, []Named{{Kind: Setting, Name: metaCopy}})
	if err != nil {
		return fmt.Errorf("looking whether the storage is whole: %w", err)
	}
	return whole(found[0].Value)
}

// checkTarget refuses to copy to a store that holds anything but a copy of the
// same store that was cut off, and says whether it holds one.
func (c *copying) checkTarget(ctx context.Context) (again bool, err error) {
	if c.mark.From, err = c.from.Meta(ctx, metaName, rand.Text()); err != nil {
		return false, err
	}
	found, err := c.to.Lookup(ctx, []Named{
		{Kind: Setting, Name: metaName}, {Kind: Setting, Name: metaCopy}, {Kind: Setting, Name: metaFingerprint},
	})
	if err != nil {
		return false, err
	}
	name, setting, fingerprint := found[0].Value, found[1].Value, found[2].Value
	var mark copyMark
	_ = json.Unmarshal([]byte(setting), &mark) // one that cannot be read is nobody's
	switch {
	case name == c.mark.From:
		return false, errors.New("the storage to copy to is the one to copy from")
	case fingerprint != "" && fingerprint != c.from.keys.Fingerprint():
		return false, errors.New("the storage to copy to was begun with other DATA_KEYS")
	case setting == "":
		return false, c.checkEmpty(ctx)
	case !mark.Done.IsZero() && mark.From == c.mark.From:
		return false, fmt.Errorf("the storage to copy to holds this copy already: it was finished on %s, and a bot may use it", mark.Done.Format(time.RFC1123))
	case !mark.Done.IsZero():
		return false, errNotEmpty
	case mark.From != c.mark.From:
		return false, errors.New("the storage to copy to holds a copy of another storage that is not finished: finish that one, or take an empty storage")
	}
	return true, nil
}

var errNotEmpty = errors.New("the storage to copy to is not empty: take an empty one")

// checkEmpty refuses to copy over anything.
func (c *copying) checkEmpty(ctx context.Context) error {
	for _, list := range []func(context.Context, string, int) ([]string, error){c.to.Records, c.to.ParkedRecords} {
		ids, err := list(ctx, "", 1)
		if err == nil && len(ids) > 0 {
			err = errNotEmpty
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// begin marks the store as one that is being copied to, and says whether it was
// so already.
func (c *copying) begin(ctx context.Context) (again bool, err error) {
	if again, err = c.checkTarget(ctx); again || err != nil {
		return again, err
	}
	mark, err := json.Marshal(c.mark)
	if err != nil {
		return false, err
	}
	done, err := c.to.SwapMeta(ctx, metaCopy, "", string(mark))
	if err == nil && !done {
		err = errServed
	}
	return false, err
}

// finish lets bots at the copy.
func (c *copying) finish(ctx context.Context) error {
	half, err := json.Marshal(c.mark)
	if err != nil {
		return err
	}
	c.mark.Done = time.Now().UTC()
	whole, err := json.Marshal(c.mark)
	if err != nil {
		return err
	}
	done, err := c.to.SwapMeta(ctx, metaCopy, string(half), string(whole))
	if err == nil && !done {
		err = errors.New("somebody else has written to the storage to copy to")
	}
	return err
}
