package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/conversation"
)

const (
	batchSize     = 100
	handledAtOnce = 16
)

// session is polling while the lease is held.
type session struct {
	*Poller
	ready  bool
	me     Identity
	polled bool
	// offset tells Telegram that every update before it is handled. Once
	// Telegram has heard it, it is zero again: after an idle week updates are
	// numbered anew, and lower numbers must not pass for handled ones.
	offset int64
}

func (s *session) run(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		err := s.round(ctx)
		switch {
		case err == nil:
			failures = 0
			s.well()
		case ctx.Err() == nil:
			s.ill(err)
			s.polled = false
			if conflict(err) {
				s.ready = false // a webhook may have been set meanwhile
			}
			pause(ctx, backoff(err, failures))
			failures++
		}
	}
}

// round gets one batch and handles all of it. Only then does the offset rise:
// when one update fails, the whole batch comes again, and what was handled of
// it is known by its number.
func (s *session) round(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	wait := s.wait()
	if !s.polled {
		wait = 0 // to know at once that polling works, or works again
	}
	updates, err := s.fetch(ctx, batchSize, wait)
	if err != nil {
		return err
	}
	s.polled = true
	if len(updates) == 0 {
		s.offset = 0
		return nil
	}
	numbered, err := number(updates)
	if err != nil {
		return err
	}
	if err := s.handleAll(ctx, s.lanes(numbered)); err != nil {
		return err
	}
	s.offset = numbered[len(numbered)-1].id + 1
	return nil
}

// prepare learns who the bot is, and removes a webhook, which excludes polling.
// What waits for the webhook is kept.
func (s *session) prepare(ctx context.Context) error {
	if s.ready {
		return nil
	}
	var err error
	if s.me, err = s.Client.Me(ctx); err != nil {
		return err
	}
	hook, err := s.Client.WebhookInfo(ctx)
	if err != nil {
		return err
	}
	if hook.URL != "" {
		if err := s.Client.call(ctx, "deleteWebhook", nil, nil); err != nil {
			return err
		}
		s.Log.Info("removed the bot's webhook, to poll instead")
	}
	s.ready = true
	return nil
}

func (s *session) fetch(ctx context.Context, limit int, wait time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+callTimeout)
	defer cancel()
	params := tgbotapi.Params{"limit": strconv.Itoa(limit), "timeout": strconv.Itoa(int(wait.Seconds()))}
	params.AddNonZero64("offset", s.offset)
	if err := params.AddInterface("allowed_updates", wanted); err != nil {
		return nil, fmt.Errorf("naming the kinds of update: %w", err)
	}
	var updates []json.RawMessage
	err := s.Client.call(ctx, "getUpdates", params, &updates)
	return updates, err
}

// confirm tells Telegram what was handled last. Should it fail, that comes
// again and is known by its number. The update that Telegram may answer with
// stays unconfirmed.
func (s *session) confirm(ctx context.Context) {
	if s.offset == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lastWords)
	defer cancel()
	if _, err := s.fetch(ctx, 1, 0); err != nil {
		s.Log.Info("the last updates were not confirmed and will come again", "problem", err)
	}
}

// handleAll handles each chat's events in their order, and chats side by side.
func (s *session) handleAll(ctx context.Context, lanes [][]conversation.Event) error {
	failures := make([]error, len(lanes))
	slots := make(chan struct{}, handledAtOnce)
	var running sync.WaitGroup
	for i, lane := range lanes {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			failures[i] = s.handleLane(ctx, lane)
		})
	}
	running.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *session) handleLane(ctx context.Context, lane []conversation.Event) error {
	for _, ev := range lane {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.handleOne(ctx, ev); err != nil {
			return fmt.Errorf("handling an update: %w", err)
		}
	}
	return nil
}

// handleOne finishes what has begun, also when polling stops meanwhile. A store
// that is stuck holds it up for a while and not for ever: the update comes again.
func (s *session) handleOne(ctx context.Context, ev conversation.Event) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleTime)
	defer cancel()
	return s.Handle(ctx, ev)
}

// numbered is an update as it came, and its number.
type numbered struct {
	id  int64
	raw json.RawMessage
}

// number puts updates in their order. One that has no number cannot even be
// confirmed, and is left out.
func number(updates []json.RawMessage) ([]numbered, error) {
	var list []numbered
	for _, raw := range updates {
		if id := updateNumber(raw); id > 0 {
			list = append(list, numbered{id, raw})
		}
	}
	if list == nil {
		return nil, errors.New("getUpdates: no update has a number")
	}
	slices.SortStableFunc(list, func(a, b numbered) int { return int(a.id - b.id) })
	return list, nil
}

// updateNumber is zero for an update without one.
func updateNumber(update json.RawMessage) int64 {
	var u struct {
		ID int64 `json:"update_id"`
	}
	if json.Unmarshal(update, &u) != nil || u.ID < 0 {
		return 0
	}
	return u.ID
}

// lanes translates updates, and puts the events of each chat in one lane.
func (s *session) lanes(updates []numbered) [][]conversation.Event {
	var lanes [][]conversation.Event
	place := map[string]int{}
	for _, u := range updates {
		ev, ok := s.me.Event(u.raw)
		if !ok {
			continue
		}
		i, known := place[ev.Chat]
		if !known {
			i = len(lanes)
			place[ev.Chat] = i
			lanes = append(lanes, nil)
		}
		lanes[i] = append(lanes[i], ev)
	}
	return lanes
}
