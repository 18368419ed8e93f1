package storage

import "context"

// HoldKeyNow does at once what HoldKey does now and then.
func (s *Store) HoldKeyNow(ctx context.Context) error { return s.holdKey(ctx) }

// SealingLease is how long a key counts as in use after its last sign of life.
const SealingLease = sealingLease
