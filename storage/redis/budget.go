package redis

import (
	"context"
	"fmt"
	"time"

	"residencyassist/storage"
)

// Book implements storage.Backend in one round trip. Its arithmetic is that of
// storage.Budget. No replica has to confirm a budget: what is left of one after
// a failover is a send too early at worst, which the platform refuses.
func (s *Store) Book(ctx context.Context, b storage.Booking) (at time.Time, ok bool, err error) {
	most, rates := 0, []any{}
	for _, rate := range b.Rates {
		most = max(most, rate.N)
		rates = append(rates, rate.N, rate.Per.Milliseconds())
	}
	memory := 0
	if most > 0 {
		memory = storage.BudgetMemory(most)
	}
	args := append([]any{
		b.Now.UnixMilli(), min(b.Patience, storage.LongestPatience).Milliseconds(),
		storage.LongestPatience.Milliseconds(), memory,
	}, rates...)
	result, err := s.run(ctx, s.scripts.book, []string{sendsKey(b.Budget), shutKey(b.Budget)}, args...).Int64Slice()
	if err != nil || len(result) != 2 {
		return time.Time{}, false, fmt.Errorf("booking from the budget %s: %w", b.Budget, orAnswer(err))
	}
	return time.UnixMilli(result[1]).UTC(), result[0] == 1, nil
}

// Shut implements storage.Backend in one round trip.
func (s *Store) Shut(ctx context.Context, budget string, until time.Time) error {
	err := s.run(ctx, s.scripts.shut, []string{shutKey(budget)}, until.UnixMilli()).Err()
	if err != nil {
		return fmt.Errorf("shutting the budget %s: %w", budget, err)
	}
	return nil
}

// orAnswer is err, or that an answer had an unknown form.
func orAnswer(err error) error {
	if err == nil {
		return errAnswer
	}
	return err
}
