package storage

import (
	"context"
	"fmt"
	"slices"
)

// names copies what is kept besides records, reads it back and compares.
func (c *copying) names(ctx context.Context, names []Named) error {
	var mine []Named
	for _, n := range names {
		switch {
		case n.own():
			continue
		case n.Kind == Linked:
			c.Links++
		default:
			c.Settings++
		}
		mine = append(mine, n)
	}
	return patiently(ctx, func() error {
		if err := c.to.PutNamed(ctx, mine); err != nil {
			return err
		}
		there, err := c.to.Lookup(ctx, mine)
		if err == nil && !slices.Equal(there, mine) {
			err = fmt.Errorf("a link or a setting was not kept: %w", errSpoiled)
		}
		return err
	})
}

// sweep takes away what an earlier copy that was cut off has written and that the
// store copied from does not have any more.
func (c *copying) sweep(ctx context.Context) error {
	gone := func(ctx context.Context, ids []string) error {
		v := c.view()
		wanted, err := c.from.Export(ctx, ids, v)
		if err != nil {
			return err
		}
		for _, w := range wanted {
			if w.None() {
				c.Removed++
			}
		}
		_, err = c.bring(ctx, wanted, v)
		return err
	}
	for _, list := range []func(context.Context, string, int) ([]string, error){c.to.Records, c.to.ParkedRecords} {
		if err := c.eachPage(ctx, list, gone); err != nil {
			return err
		}
	}
	return c.to.EachNamed(ctx, func(names []Named) error {
		wanted, err := c.from.Lookup(ctx, names)
		if err != nil {
			return err
		}
		var gone []Named
		for i, w := range wanted {
			if w.Value == "" && !names[i].own() {
				gone = append(gone, w)
			}
		}
		c.Removed += len(gone)
		return c.to.PutNamed(ctx, gone)
	})
}
