package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	// heldSoon is how far ahead a settle looks: the clock goes to what is held for
	// a few seconds, so that nobody has to wait for it.
	heldSoon = 15 * time.Second
	// glance is the pause between two looks.
	glance = 20 * time.Millisecond
	// quietLooks in a row make a settled world: a delivery may sit between two
	// of the things that one look asks about.
	quietLooks = 2
)

// unsettled is the error of a wait that ended before the world was quiet.
type unsettled struct{ why string }

func (e unsettled) Error() string { return "still waiting: " + e.why }

// takeTurn waits until no other client moves the clock or settles.
func (s *Sandbox) takeTurn(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Sandbox) endTurn() { <-s.turn }

func (s *Sandbox) settleNow(w http.ResponseWriter, r *http.Request) {
	if err := s.takeTurn(r.Context()); err != nil {
		return // the client has given up
	}
	defer s.endTurn()
	s.answerSettled(w, s.settle(r.Context()))
}

func (s *Sandbox) answerSettled(w http.ResponseWriter, err error) {
	if err != nil {
		refuse(w, http.StatusGatewayTimeout, err.Error())
		return
	}
	s.answerNow(w)
}

// walk moves the clock through each instant at which something is due, so that
// what comes first happens first and at its own time.
func (s *Sandbox) walk(ctx context.Context, target time.Time) error {
	for {
		next, err := s.quiet(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(target) {
			break
		}
		s.setClock(next)
	}
	s.setClock(target)
	_, err := s.quiet(ctx)
	return err
}

// farthest is how far the clock goes to find what the bot says next.
const farthest = 60 * 24 * time.Hour

// errSilence is the error of a move that ended without a message.
var errSilence = errors.New("the bot has nothing to say by itself in the next 60 days")

// walkToMessage moves the clock through what is due until the bot has written to
// this person, or to anybody if it is zero. Where nothing is due the clock stays.
func (s *Sandbox) walkToMessage(ctx context.Context, person int64) error {
	said := s.telegram.Said(person)
	limit := s.clock.now().Add(farthest)
	for {
		next, err := s.quiet(ctx)
		switch {
		case err != nil:
			return err
		case s.telegram.Said(person) > said:
			return nil
		case next.IsZero() || next.After(limit):
			return errSilence
		}
		s.setClock(next)
	}
}

func (s *Sandbox) answerMessage(w http.ResponseWriter, err error) {
	if errors.Is(err, errSilence) {
		refuse(w, http.StatusConflict, err.Error())
		return
	}
	s.answerSettled(w, err)
}

// settle waits until nothing is in flight or due, and lets the story go on to
// what is due in a moment.
func (s *Sandbox) settle(ctx context.Context) error {
	patience, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	for {
		next, err := s.quiet(ctx)
		switch {
		case err != nil:
			return err
		case next.IsZero() || next.After(s.clock.now().Add(heldSoon)):
			return nil
		case patience.Err() != nil:
			return unsettled{"something is due again and again, next at " + next.In(s.clock.zone).Format(time.RFC3339)}
		}
		s.setClock(next)
	}
}

// quiet waits until nothing is in flight or due, and returns the earliest instant
// at which anything is due after that.
func (s *Sandbox) quiet(ctx context.Context) (time.Time, error) {
	patience, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	pause := time.NewTicker(glance)
	defer pause.Stop()
	for looks := 0; ; {
		why, next := s.look(ctx)
		if looks++; why != "" {
			looks = 0
		}
		if looks == quietLooks {
			return next, nil
		}
		select {
		case <-pause.C:
		case <-patience.Done():
			if ctx.Err() != nil {
				return time.Time{}, errors.New("the wait was given up")
			}
			if why == "" {
				why = "the world has only just become quiet"
			}
			return time.Time{}, unsettled{why}
		}
	}
}

// look says what stands in the way of quiet, and what is due next.
func (s *Sandbox) look(ctx context.Context) (string, time.Time) {
	var reasons []string
	for _, p := range s.platforms {
		if why := p.Pending(); why != "" {
			reasons = append(reasons, why)
		}
	}
	var next time.Time
	for _, report := range s.links.ask(ctx) {
		if why := s.restless(report); why != "" {
			reasons = append(reasons, why)
		}
		if due := report.status.Next; !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return strings.Join(reasons, "; "), next
}

// restless says why one replica is not at rest.
func (s *Sandbox) restless(r report) string {
	due := r.status.Next
	switch {
	case r.err != nil:
		return fmt.Sprintf("bot replica %d: %v", r.replica, r.err)
	case r.status.Busy:
		return fmt.Sprintf("bot replica %d is busy: %s", r.replica, r.status.Why)
	case !due.IsZero() && !due.After(s.clock.now()):
		return fmt.Sprintf("bot replica %d has something due at %s", r.replica, due.In(s.clock.zone).Format(time.RFC3339))
	}
	return ""
}
