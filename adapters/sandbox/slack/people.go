package slack

import (
	"regexp"
	"slices"
)

func (w *World) authTest(args) (object, error) {
	return object{
		"url": w.opt.Base() + "/slack/", "team": "Residency Assist", "team_id": teamID,
		"user": "bot", "user_id": botUserID, "bot_id": botID, "is_enterprise_install": false,
	}, nil
}

func (w *World) teamInfo(args) (object, error) {
	return object{"team": team()}, nil
}

// team is the workspace as payloads name it.
func team() object {
	return object{"id": teamID, "name": "Residency Assist", "domain": "residency-assist"}
}

func (w *World) usersInfo(a args) (object, error) {
	u := w.userByID(a.str("user"))
	if u == nil {
		return nil, fail("user_not_found")
	}
	return object{"user": u.json()}, nil
}

func (w *World) usersList(a args) (object, error) {
	var found []any
	for _, u := range w.users {
		found = append(found, u.json())
	}
	return page(a, "members", found)
}

func (w *World) usergroupsList(args) (object, error) {
	return object{"usergroups": []any{object{
		"id": groupID, "team_id": teamID, "is_usergroup": true, "name": "Associates", "handle": "associates",
		"description": "", "is_external": false, "date_create": 1735689600, "date_update": 1735689600, "date_delete": 0,
		"created_by": "U0ANA0001", "prefs": object{"channels": []any{}, "groups": []any{}},
	}}}, nil
}

// usergroupsUsersList knows one group, the associates: whoever is in the private
// channel besides the bot.
func (w *World) usergroupsUsersList(a args) (object, error) {
	if a.str("usergroup") != groupID {
		return nil, fail("no_such_subteam")
	}
	members := slices.Clone(w.channelByID(casesID).members)
	members = slices.DeleteFunc(members, func(id string) bool { return id == botUserID })
	return object{"users": members}, nil
}

// emojiName is the shape of an emoji's name, with a skin tone if it has one.
var emojiName = regexp.MustCompile(`^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$`)

// reacted finds the message that a reaction is about.
func (w *World) reacted(a args) (*message, error) {
	c, err := w.readable(a)
	if err != nil {
		return nil, err
	}
	if a.str("timestamp") == "" {
		return nil, fail("no_item_specified")
	}
	m := c.find(a.str("timestamp"))
	if m == nil {
		return nil, fail("message_not_found")
	}
	return m, nil
}

func (w *World) reactionsAdd(a args) (object, error) {
	return w.changeReaction(a, true, "already_reacted")
}

func (w *World) reactionsRemove(a args) (object, error) {
	return w.changeReaction(a, false, "no_reaction")
}

func (w *World) changeReaction(a args, add bool, idle string) (object, error) {
	if !emojiName.MatchString(a.str("name")) {
		return nil, fail("invalid_name")
	}
	m, err := w.reacted(a)
	if err != nil {
		return nil, err
	}
	if m.channel.archived {
		return nil, fail("is_archived")
	}
	if !w.react(m, botUserID, a.str("name"), add) {
		return nil, fail(idle)
	}
	return nil, nil
}

func (w *World) reactionsGet(a args) (object, error) {
	m, err := w.reacted(a)
	if err != nil {
		return nil, err
	}
	return object{"type": "message", "channel": m.channel.id, "message": m.json()}, nil
}
