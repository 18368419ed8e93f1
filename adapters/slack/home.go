package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

const (
	// homePause lies between two rounds of publishing: whoever opens their Home
	// ten times in a second costs one call.
	homePause = 500 * time.Millisecond
	homeTries = 4
)

// homes are the App Homes that are to be published anew: those that somebody has
// just opened, or pressed something on.
type homes struct {
	mu     sync.Mutex
	wanted map[string]wish // by user
	poke   chan struct{}
}

// wish is what is known of a Home that is wanted.
type wish struct {
	hash  string // of the view that the person saw
	tries int
}

func newHomes() homes { return homes{wanted: map[string]wish{}, poke: make(chan struct{}, 1)} }

// want has a Home published soon.
func (h *homes) want(user string, w wish) {
	h.mu.Lock()
	if newer, ok := h.wanted[user]; !ok || newer.tries >= w.tries {
		h.wanted[user] = w
	}
	h.mu.Unlock()
	select {
	case h.poke <- struct{}{}:
	default:
	}
}

func (h *homes) take() map[string]wish {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.wanted
	h.wanted = map[string]wish{}
	return all
}

// keepHomes publishes what is wanted until ctx ends. What is lost at the end is
// published when the person looks again.
func (d *Desk) keepHomes(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.homes.poke:
		}
		for user, w := range d.homes.take() {
			if err := d.publish(ctx, user, w); err != nil && ctx.Err() == nil {
				d.log.Warn("Slack: a Home could not be published", "attempt", w.tries, "problem", harmless(err))
				if w.tries++; w.tries < homeTries {
					d.homes.want(user, w)
				}
			}
		}
		if !wait(ctx, d.homePause) {
			return
		}
	}
}

// publish shows somebody their Home as it is now. Another replica may have
// published meanwhile: then what it knew is read again, and the last one wins.
func (d *Desk) publish(ctx context.Context, user string, w wish) error {
	ctx, cancel := context.WithTimeout(ctx, 2*callTimeout)
	defer cancel()
	for hash := w.hash; ; hash = "" {
		page, err := d.homeOf(ctx, user)
		if err != nil {
			return err
		}
		request := slack.PublishViewContextRequest{UserID: user, View: slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: d.sheet(page, maxHome).blocks},
		}}
		if hash != "" {
			request.Hash = &hash
		}
		_, err = d.api.PublishViewContext(ctx, request)
		if code, refused := asRefusal(err); refused && code == "hash_conflict" && hash != "" {
			continue
		}
		return err
	}
}

// homeOf is what somebody's Home shows: to a stranger, only that it is none of
// theirs.
func (d *Desk) homeOf(ctx context.Context, user string) (conversation.Page, error) {
	member, err := d.isMember(ctx, user)
	if err != nil {
		return conversation.Page{}, err
	}
	if !member {
		return conversation.Page{Title: d.notices.membersOnly}, nil
	}
	page, err := d.pages.Home(ctx, user)
	if err != nil {
		return page, fmt.Errorf("reading what a Home shows: %w", err)
	}
	return page, nil
}
