package storage

import (
	"context"
	"time"

	"residencyassist/conversation"
)

// Waiting is a parked event, opened. One that cannot be opened says why; it can
// only be left where it is.
type Waiting struct {
	Event      conversation.Event
	At         time.Time
	Unreadable error
}

// Park keeps an event aside whose record cannot be opened at the story instant
// at. The event needs an id, by which it is known when it is taken up.
func (s *Store) Park(ctx context.Context, id string, ev conversation.Event, at time.Time) error {
	sealed, err := s.seal(id, parkedField(ev.ID), ev)
	if err != nil {
		return err
	}
	return s.Backend.Park(ctx, id, Parked{Event: ev.ID, At: at, Data: sealed})
}

// Parked returns the events of a record that were put aside, oldest first.
func (s *Store) Parked(ctx context.Context, id string) ([]Waiting, error) {
	parked, err := s.Backend.Parked(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]Waiting, len(parked))
	for i, p := range parked {
		out[i].At = p.At
		out[i].Unreadable = s.open(id, parkedField(p.Event), p.Data, &out[i].Event)
	}
	return out, nil
}

func parkedField(event string) string { return "parked/" + event }
