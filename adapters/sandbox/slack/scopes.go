package slack

import (
	"net/http"
	"slices"
	"strings"
)

// entitled refuses a call for which the app lacks a scope, as Slack does: by the
// method, and for conversations by the kind of channel.
func (w *World) entitled(method string, call args) error {
	needed := scopeOf(method)
	if strings.HasPrefix(needed, "*") {
		kind := w.kindOf(call)
		if kind == "" {
			return nil // the method says itself that there is no such channel
		}
		needed = kind + needed[1:]
	}
	if needed == "" || slices.Contains(strings.Split(w.granted, ","), needed) {
		return nil
	}
	return &apiError{code: "missing_scope", needed: needed}
}

// scopeOf is what a method needs; a star stands for the kind of channel.
func scopeOf(method string) string {
	switch method {
	case "team.info":
		return "team:read"
	case "users.info", "users.list":
		return "users:read"
	case "usergroups.list", "usergroups.users.list":
		return "usergroups:read"
	case "chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete":
		return "chat:write"
	case "reactions.add", "reactions.remove":
		return "reactions:write"
	case "reactions.get":
		return "reactions:read"
	case "conversations.info", "conversations.list", "conversations.members":
		return "*:read"
	case "conversations.history", "conversations.replies":
		return "*:history"
	case "files.getUploadURLExternal", "files.completeUploadExternal", "files.delete":
		return "files:write"
	case "files.info":
		return "files:read"
	}
	return ""
}

// kindOf is what scopes call the kind of channel that a call is about; "" if there
// is none.
func (w *World) kindOf(call args) string {
	kind, _, _ := strings.Cut(orWord(call.str("types"), "public_channel"), ",")
	if id := call.str("channel"); id != "" {
		c := w.channelByID(id)
		if c == nil {
			return ""
		}
		kind = c.kind
	}
	switch kind {
	case public, "public_channel":
		return "channels"
	case private, "private_channel":
		return "groups"
	case direct:
		return "im"
	}
	return ""
}

// install grants the app these scopes, as who installs it again does.
func (w *World) install(r *http.Request) (any, error) {
	var p struct{ Scopes string }
	if err := readBody(r, &p); err != nil {
		return nil, err
	}
	w.granted = p.Scopes
	return object{}, nil
}
