package slack

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// user is one account of the workspace.
type user struct {
	id, name, realName string
	bot                bool
}

// The kinds of channel, by the word that events carry as channel_type.
const (
	public  = "channel"
	private = "group"
	direct  = "im"
)

// channel is a conversation with its messages, oldest first, replies included.
type channel struct {
	id, name string
	kind     string
	archived bool
	members  []string // user ids
	messages []*message
}

// populate makes the preset people and channels. The public and the archived
// channel are there for what a bot may not do in them.
func (w *World) populate() {
	w.users = []*user{
		{id: botUserID, name: "bot", realName: "Residency Assist", bot: true},
		{id: "U0ANA0001", name: "ana", realName: "Ana Torres"},
		{id: "U0LUIS001", name: "luis", realName: "Luis Vega"},
		{id: "U0MAR0001", name: "mar", realName: "Mar Pineda"},
		{id: "U0VISIT01", name: "visitor", realName: "Val Visitor"},
	}
	staff := []string{"U0ANA0001", "U0LUIS001", "U0MAR0001"}
	w.channels = []*channel{
		{id: casesID, name: "cases", kind: private, members: append([]string{botUserID}, staff...)},
		{id: "C0GENERAL", name: "general", kind: public, members: append([]string{"U0VISIT01"}, staff...)},
		{id: "C0OLDCASE", name: "old-cases", kind: private, archived: true, members: append([]string{botUserID}, staff...)},
	}
}

func (w *World) userByID(id string) *user {
	for _, u := range w.users {
		if u.id == id {
			return u
		}
	}
	return nil
}

// person finds who a control call speaks for, by name or id. A name nobody has
// joins the workspace and the private channel.
func (w *World) person(name string) (*user, error) {
	if name == "" {
		return nil, refuse("user is missing")
	}
	for _, u := range w.users {
		if u.name == name || u.id == name {
			return u, nil
		}
	}
	_, first := utf8.DecodeRuneInString(name)
	u := &user{id: w.nextID("U"), name: name, realName: strings.ToUpper(name[:first]) + name[first:]}
	w.users = append(w.users, u)
	cases := w.channelByID(casesID)
	cases.members = append(cases.members, u.id)
	w.memberEvent("member_joined_channel", cases, u)
	return u, nil
}

func (w *World) channelByID(id string) *channel {
	for _, c := range w.channels {
		if c.id == id {
			return c
		}
	}
	return nil
}

// room finds the channel that a control call names.
func (w *World) room(name string) (*channel, error) {
	if who, ok := strings.CutPrefix(name, "@"); ok {
		u, err := w.person(who)
		if err != nil {
			return nil, err
		}
		return w.directWith(u.id), nil
	}
	for _, c := range w.channels {
		if c.id == name || c.name == strings.TrimPrefix(name, "#") {
			return c, nil
		}
	}
	return nil, missing(fmt.Sprintf("there is no channel %q", name))
}

// directWith returns the direct messages between the bot and a user, and opens
// them if need be.
func (w *World) directWith(userID string) *channel {
	for _, c := range w.channels {
		if c.kind == direct && slices.Contains(c.members, userID) {
			return c
		}
	}
	c := &channel{id: w.nextID("D"), kind: direct, members: []string{botUserID, userID}}
	w.channels = append(w.channels, c)
	return c
}

func (c *channel) has(userID string) bool { return slices.Contains(c.members, userID) }

// find returns the message with this timestamp.
func (c *channel) find(ts string) *message {
	for _, m := range c.messages {
		if m.ts == ts {
			return m
		}
	}
	return nil
}

// replies returns the messages of a thread without its parent, oldest first.
func (c *channel) replies(ts string) []*message {
	var out []*message
	for _, m := range c.messages {
		if m.threadTS == ts && m.ts != ts {
			out = append(out, m)
		}
	}
	return out
}

// json is the conversation object of conversations.info and its kin.
func (c *channel) json() object {
	o := object{
		"id":          c.id,
		"is_channel":  c.kind == public,
		"is_group":    c.kind == private,
		"is_im":       c.kind == direct,
		"is_private":  c.kind != public,
		"is_archived": c.archived,
		"is_member":   c.has(botUserID),
		"created":     1735689600,
	}
	if c.kind == direct {
		o["user"] = c.members[1]
		return o
	}
	o["name"] = c.name
	o["name_normalized"] = c.name
	o["num_members"] = len(c.members)
	o["creator"] = "U0ANA0001"
	return o
}

// json is the user object of users.info and users.list.
func (u *user) json() object {
	return object{
		"id": u.id, "team_id": teamID, "name": u.name, "real_name": u.realName,
		"deleted": false, "is_bot": u.bot, "is_app_user": false, "updated": 1735689600,
		"tz": "America/Mexico_City", "tz_label": "Central Standard Time", "tz_offset": -21600,
		"profile": object{
			"real_name": u.realName, "real_name_normalized": u.realName,
			"display_name": u.name, "display_name_normalized": u.name,
			"email": u.name + "@associates.example", "team": teamID,
		},
	}
}
