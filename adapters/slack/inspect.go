package slack

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// Standing is who the app is in its workspace, and what it was granted there.
type Standing struct {
	Team    string   // the workspace's name
	Lacking []string // scopes that the manifest asks for and Slack does not grant; nil too where Slack did not say
	Groups  bool     // it may look user groups up
}

// Standing asks Slack who the bot token belongs to.
func (d *Desk) Standing(ctx context.Context) (Standing, error) {
	me, err := d.api.AuthTestContext(ctx)
	if err != nil {
		return Standing{}, harmless(err)
	}
	s := Standing{Team: me.Team}
	granted := me.Header.Get("X-OAuth-Scopes")
	if granted == "" {
		return s, nil
	}
	has := func(scope string) bool {
		return strings.Contains(","+strings.ReplaceAll(granted, " ", "")+",", ","+scope+",")
	}
	s.Groups = has("usergroups:read")
	for _, scope := range scopes() {
		if !has(scope) {
			s.Lacking = append(s.Lacking, scope)
		}
	}
	return s, nil
}

// Room is a channel as an app's own associates would find it.
type Room struct {
	Name    string
	Private bool
}

// Room looks at the configured channel as the desk does when it starts. Its
// error says what to do.
func (d *Desk) Room(ctx context.Context) (Room, error) {
	id, err := d.findChannel(ctx)
	if err != nil {
		return Room{}, harmless(err)
	}
	info, err := d.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	if err != nil {
		return Room{}, harmless(err)
	}
	return Room{Name: info.Name, Private: info.IsPrivate}, nil
}

// HasGroup says whether the configured user group is there and not disabled. It
// needs the scope usergroups:read, which the desk itself does without.
func (d *Desk) HasGroup(ctx context.Context) (bool, error) {
	groups, err := d.api.GetUserGroupsContext(ctx)
	if err != nil {
		return false, harmless(err)
	}
	return slices.ContainsFunc(groups, func(g slack.UserGroup) bool { return g.ID == d.group }), nil
}

// TrySocket asks for a place to connect to by Socket Mode, and does not connect.
func (d *Desk) TrySocket(ctx context.Context) error {
	_, _, err := d.api.StartSocketModeContext(ctx)
	return harmless(err)
}

// Refusal is Slack's own word for why it refused something; "" if it did not
// answer at all.
func Refusal(err error) string {
	code, _ := asRefusal(err)
	return code
}
