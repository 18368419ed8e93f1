package redis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/storage"
)

// Park implements storage.Backend in one round trip.
func (s *Store) Park(ctx context.Context, id string, parked storage.Parked) error {
	p := s.partition(id)
	keys := []string{p.counters(), p.parked(id), p.parkedRecords()}
	status, err := s.write(ctx, s.scripts.park, p, keys,
		id, parked.Event, parked.At.UnixMilli(), parked.Data, storage.ParkedLimit).Text()
	if err != nil {
		return fmt.Errorf("parking an event: %w", err)
	}
	return refusal(status)
}

// Parked implements storage.Backend in one round trip.
func (s *Store) Parked(ctx context.Context, id string) ([]storage.Parked, error) {
	found, err := s.client.HGetAll(ctx, s.partition(id).parked(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("reading parked events: %w", err)
	}
	parked, err := unpackParked(found)
	if err != nil {
		return nil, fmt.Errorf("reading the parked events of record %s: %w", id, err)
	}
	return parked, nil
}

// unpackParked reads a record's parked events, and puts them in their order.
func unpackParked(found map[string]string) ([]storage.Parked, error) {
	numbers := map[string]int64{}
	parked := make([]storage.Parked, 0, len(found))
	for event, packed := range found {
		parts := strings.SplitN(packed, " ", 3)
		if len(parts) != 3 {
			return nil, errAnswer
		}
		number, errNumber := strconv.ParseInt(parts[0], 10, 64)
		at, errAt := strconv.ParseInt(parts[1], 10, 64)
		if errNumber != nil || errAt != nil {
			return nil, errAnswer
		}
		numbers[event] = number
		parked = append(parked, storage.Parked{Event: event, At: time.UnixMilli(at).UTC(), Data: []byte(parts[2])})
	}
	slices.SortFunc(parked, func(x, y storage.Parked) int { return cmp.Compare(numbers[x.Event], numbers[y.Event]) })
	return parked, nil
}

// Unpark implements storage.Backend in one round trip.
func (s *Store) Unpark(ctx context.Context, id, event string) error {
	p := s.partition(id)
	keys := []string{p.parked(id), p.parkedRecords()}
	if err := s.write(ctx, s.scripts.unpark, p, keys, id, event).Err(); err != nil {
		return fmt.Errorf("dropping a parked event: %w", err)
	}
	return nil
}
