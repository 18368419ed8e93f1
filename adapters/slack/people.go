package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

const (
	nameAge          = time.Hour
	memberAge        = 5 * time.Minute
	memberAgeAway    = 24 * time.Hour // while Slack does not say who is in the channel now
	memberPatience   = time.Second
	rememberedPeople = 2000
)

// people remembers names for a while.
type people struct {
	mu    sync.Mutex
	known map[string]acquaintance
}

type acquaintance struct {
	name string
	at   time.Time
}

// person is an associate as applicants may see them: by their first name. When
// Slack does not answer, a name that is out of date will do.
func (d *Desk) person(ctx context.Context, user string) (conversation.Actor, error) {
	known, ok := d.people.get(user)
	if ok && time.Since(known.at) < nameAge {
		return conversation.Actor{ID: user, Name: known.name}, nil
	}
	info, err := d.api.GetUserInfoContext(ctx, user)
	if err != nil && ok {
		return conversation.Actor{ID: user, Name: known.name}, nil
	}
	if _, refused := errors.AsType[slack.SlackErrorResponse](err); refused {
		// Asking again would not help, and a line must not be lost for a name.
		return conversation.Actor{ID: user, Name: d.notices.somebody}, nil
	}
	if err != nil {
		return conversation.Actor{}, fmt.Errorf("asking Slack for a name: %w", harmless(err))
	}
	name := firstName(info)
	d.people.put(user, name)
	return conversation.Actor{ID: user, Name: name}, nil
}

// firstName takes the name a person goes by. Slack escapes names as it does text.
func firstName(u *slack.User) string {
	if name := strings.TrimSpace(u.Profile.FirstName); name != "" {
		return unescape(name)
	}
	for _, name := range []string{u.Profile.RealName, u.RealName, u.Profile.DisplayName, u.Name} {
		if words := strings.Fields(name); len(words) > 0 {
			return unescape(words[0])
		}
	}
	return u.ID
}

func (p *people) get(user string) (acquaintance, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.known[user]
	return known, ok
}

func (p *people) put(user, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= rememberedPeople {
		p.known = map[string]acquaintance{}
	}
	p.known[user] = acquaintance{name: name, at: time.Now()}
}

// members remembers who is in the channel.
type members struct {
	mu  sync.Mutex
	in  map[string]bool
	set time.Time
}

// errMembership is why something comes again: who may act cannot be known now.
var errMembership = errors.New("asking Slack who is in the channel")

// isMember reports whether somebody is in the channel. Somebody not seen there
// before is looked for again: they may have just joined. While Slack cannot say,
// those it named last may act, and nobody else.
func (d *Desk) isMember(ctx context.Context, user string) (bool, error) {
	if d.members.has(user, memberAge) {
		return true, nil
	}
	asking, known := ctx, d.members.has(user, memberAgeAway)
	if known { // a Slack that hangs must leave time to go on with that
		var done context.CancelFunc
		asking, done = context.WithTimeout(ctx, memberPatience)
		defer done()
	}
	in, err := d.askMembers(asking)
	switch {
	case err == nil:
		d.members.replace(in)
		return in[user], nil
	case known:
		return true, nil
	}
	return false, fmt.Errorf("%w: %w", errMembership, harmless(err))
}

func (d *Desk) askMembers(ctx context.Context) (map[string]bool, error) {
	in := map[string]bool{}
	ask := &slack.GetUsersInConversationParameters{ChannelID: d.home.Load().channel, Limit: 200}
	for {
		found, next, err := d.api.GetUsersInConversationContext(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			in[id] = true
		}
		if next == "" {
			return in, nil
		}
		ask.Cursor = next
	}
}

func (m *members) has(user string, age time.Duration) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.in[user] && time.Since(m.set) < age
}

// forget sees that somebody who left may act no more, from the next moment on.
func (m *members) forget(user string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.in, user)
}

func (m *members) replace(in map[string]bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.in, m.set = in, time.Now()
}
