package slack

import (
	"maps"
	"slices"
)

// message is one message of a channel, as stored: text is in Slack's encoding.
type message struct {
	channel     *channel
	ts          string
	threadTS    string // of the parent, also on the parent once it has replies
	user        string
	text        string
	subtype     string
	blocks      []any
	attachments []any
	metadata    object
	files       []*file
	reactions   []reaction
	editedBy    string
	editedAt    string
	ephemeralTo string // the only user who sees it
}

// reaction is one emoji under a message and who put it there.
type reaction struct {
	name  string
	users []string
}

// post stores a new message and tells the app of it.
func (w *World) post(m *message) {
	m.ts = w.nextTS()
	if m.threadTS != "" {
		m.channel.find(m.threadTS).threadTS = m.threadTS
	}
	m.channel.messages = append(m.channel.messages, m)
	event := m.json()
	event["event_ts"] = m.ts
	w.messageEvent(m.channel, event)
}

// amend changes a message and tells the app what it was and is.
func (w *World) amend(m *message, change func()) {
	before := m.json()
	change()
	w.messageEvent(m.channel, object{
		"type": "message", "subtype": "message_changed", "hidden": true,
		"ts": w.nextTS(), "message": m.json(), "previous_message": before,
	})
}

// remove deletes a message. A parent with replies leaves a tombstone, so that
// its thread stays; that is told as a change, of the parent and of each reply,
// though nobody touched those.
func (w *World) remove(m *message) {
	if m.threadTS == m.ts && len(m.channel.replies(m.ts)) > 0 {
		w.amend(m, func() {
			*m = message{
				channel: m.channel, ts: m.ts, threadTS: m.threadTS,
				user: "USLACKBOT", subtype: "tombstone", text: "This message was deleted.",
			}
		})
		for _, reply := range m.channel.replies(m.ts) {
			w.amend(reply, func() {})
		}
		return
	}
	m.channel.messages = slices.DeleteFunc(m.channel.messages, func(o *message) bool { return o == m })
	w.messageEvent(m.channel, object{
		"type": "message", "subtype": "message_deleted", "hidden": true,
		"ts": w.nextTS(), "deleted_ts": m.ts, "previous_message": m.json(),
	})
}

// react adds or takes away a reaction. It reports whether there was anything to do.
func (w *World) react(m *message, userID, name string, add bool) bool {
	i := slices.IndexFunc(m.reactions, func(r reaction) bool { return r.name == name })
	has := i >= 0 && slices.Contains(m.reactions[i].users, userID)
	if has == add {
		return false
	}
	kind := "reaction_added"
	switch {
	case !add:
		kind = "reaction_removed"
		m.reactions[i].users = slices.DeleteFunc(slices.Clone(m.reactions[i].users), func(id string) bool { return id == userID })
		if len(m.reactions[i].users) == 0 {
			m.reactions = slices.Delete(m.reactions, i, i+1)
		}
	case i < 0:
		m.reactions = append(m.reactions, reaction{name, []string{userID}})
	default:
		m.reactions[i].users = append(m.reactions[i].users, userID)
	}
	w.touch()
	if !m.channel.has(botUserID) {
		return true
	}
	w.emit(object{
		"type": kind, "user": userID, "reaction": name, "item_user": m.user, "event_ts": w.nextTS(),
		"item": object{"type": "message", "channel": m.channel.id, "ts": m.ts},
	})
	return true
}

// messageEvent sends a message event of a channel that the app is in.
func (w *World) messageEvent(c *channel, event object) {
	w.touch()
	if !c.has(botUserID) {
		return
	}
	event["channel"] = c.id
	event["channel_type"] = c.kind
	if event["event_ts"] == nil {
		event["event_ts"] = event["ts"]
	}
	w.emit(event)
}

// json is the message as the Web API and events show it, without metadata.
func (m *message) json() object {
	o := object{"type": "message", "user": m.user, "text": m.text, "ts": m.ts, "team": teamID}
	if m.user == botUserID {
		o["bot_id"] = botID
		o["app_id"] = appID
		o["bot_profile"] = object{"id": botID, "app_id": appID, "name": "Residency Assist", "team_id": teamID}
	}
	optional := object{"subtype": m.subtype, "thread_ts": m.threadTS}
	if m.editedAt != "" {
		optional["edited"] = object{"user": m.editedBy, "ts": m.editedAt}
	}
	if m.blocks != nil {
		optional["blocks"] = m.blocks
	}
	if m.attachments != nil {
		optional["attachments"] = m.attachments
	}
	maps.DeleteFunc(optional, func(_ string, v any) bool { return v == "" })
	maps.Copy(o, optional)
	if m.subtype == "tombstone" {
		o["hidden"] = true
	}
	m.addFiles(o)
	m.addReactions(o)
	m.addThread(o)
	return o
}

func (m *message) addFiles(o object) {
	if len(m.files) == 0 {
		return
	}
	list := make([]any, len(m.files))
	for i, f := range m.files {
		list[i] = f.json()
	}
	o["files"] = list
}

func (m *message) addReactions(o object) {
	if len(m.reactions) == 0 {
		return
	}
	list := make([]any, len(m.reactions))
	for i, r := range m.reactions {
		list[i] = object{"name": r.name, "users": slices.Clone(r.users), "count": len(r.users)}
	}
	o["reactions"] = list
}

// addThread adds what a reply says of its parent, and a parent of its replies.
func (m *message) addThread(o object) {
	if m.threadTS == "" {
		return
	}
	if m.threadTS != m.ts {
		if parent := m.channel.find(m.threadTS); parent != nil {
			o["parent_user_id"] = parent.user
		}
		return
	}
	replies := m.channel.replies(m.ts)
	var users []string
	for _, r := range replies {
		if !slices.Contains(users, r.user) {
			users = append(users, r.user)
		}
	}
	o["reply_count"] = len(replies)
	o["reply_users"] = users
	o["reply_users_count"] = len(users)
	if n := len(replies); n > 0 {
		o["latest_reply"] = replies[n-1].ts
	}
}
