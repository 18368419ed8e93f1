package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"residencyassist/adapters/sandbox"
	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// archive is the cases as the running bot sees them, for commands that look at
// them beside it: its storage, its engine and its time.
type archive struct {
	*storage.Store
	engine *conversation.Engine
	zone   *time.Location // in which instants are told
	now    time.Time
}

// openArchive opens what the settings lead to.
func openArchive(ctx context.Context) (*archive, error) {
	s, err := loadDeskSettings()
	if err != nil {
		return nil, err
	}
	a := &archive{now: bot.NewSystemClock().Now()}
	if s.SandboxURL != "" {
		found, err := sandbox.Fetch(ctx, s.SandboxURL)
		if err != nil {
			return nil, err
		}
		s.SMTPURL = found.Mail.URL
		if a.now, err = sandbox.Time(ctx, s.SandboxURL); err != nil {
			return nil, err
		}
	}
	service, err := s.service()
	if err != nil {
		return nil, err
	}
	a.zone = service.Zone
	if a.engine, err = conversation.New(service); err != nil {
		return nil, fmt.Errorf("the dialogue does not hold together: %w", err)
	}
	a.Store, err = openBeside(ctx, s)
	return a, err
}

// find returns a case's reference in its one spelling, and the record it is in.
func (a *archive) find(ctx context.Context, text string) (ref, id string, err error) {
	if ref, err = conversation.ParseRef(text); err != nil {
		return "", "", errors.New("a reference looks like RA-XXXX-XXXX; residency-assist cases list shows those of the open cases")
	}
	id, err = a.FindRef(ctx, ref)
	if errors.Is(err, storage.ErrNotFound) {
		return "", "", fmt.Errorf("there is no case %s here; residency-assist cases list --all shows every case", ref)
	}
	if err != nil {
		return "", "", fmt.Errorf("finding %s: %w", ref, err)
	}
	return ref, id, nil
}

// pageOf is how much of a long list is read at once.
const pageOf = 200

// eachRecord goes through all records, and shows on the way how many it has met.
func (a *archive) eachRecord(ctx context.Context, bar *bar, do func(id string) error) error {
	defer bar.end()
	after, done := "", 0
	for {
		ids, err := a.Records(ctx, after, pageOf)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := do(id); err != nil {
				return err
			}
			done++
			bar.show(done)
		}
		after = ids[len(ids)-1]
	}
}

// history goes through a record's journal up to a version, oldest first. A line
// that is missing or cannot be opened ends it. Of a person who was erased and came
// back it begins with the erasing.
func (a *archive) history(ctx context.Context, id string, until uint64, do func(storage.Happened) error) error {
	first, err := a.History(ctx, id, 0, 1)
	if err != nil {
		return err
	}
	next := uint64(1)
	if len(first) > 0 && first[0].Event.Kind == conversation.Vanished {
		next = first[0].Version
	}
	for next <= until {
		lines, err := a.History(ctx, id, next-1, int(min(pageOf, until-next+1)))
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return fmt.Errorf("event %d of %d is missing from the journal", next, until)
		}
		for _, line := range lines {
			if line.Version != next {
				return fmt.Errorf("event %d of %d is missing from the journal", next, until)
			}
			if err := do(line); err != nil {
				return err
			}
			next++
		}
	}
	return nil
}
