package slack

import (
	"slices"
	"strconv"
	"strings"
)

// visible finds a channel that the bot may know of. A private channel without
// the bot does not exist for it.
func (w *World) visible(id string) (*channel, error) {
	c := w.channelByID(id)
	if c == nil || (c.kind != public && !c.has(botUserID)) {
		return nil, fail("channel_not_found")
	}
	return c, nil
}

// readable finds a channel whose messages the bot may read.
func (w *World) readable(a args) (*channel, error) {
	c, err := w.visible(a.str("channel"))
	if err == nil && !c.has(botUserID) {
		err = fail("not_in_channel")
	}
	return c, err
}

func (w *World) conversationsInfo(a args) (object, error) {
	c, err := w.visible(a.str("channel"))
	if err != nil {
		return nil, err
	}
	return object{"channel": c.json()}, nil
}

func (w *World) conversationsList(a args) (object, error) {
	words := map[string]string{"public_channel": public, "private_channel": private, "im": direct, "mpim": "mpim"}
	var kinds []string
	for _, t := range strings.Split(orWord(a.str("types"), "public_channel"), ",") {
		kind, ok := words[strings.TrimSpace(t)]
		if !ok {
			return nil, fail("invalid_types")
		}
		kinds = append(kinds, kind)
	}
	var found []any
	for _, c := range w.channels {
		_, err := w.visible(c.id)
		if err != nil || !slices.Contains(kinds, c.kind) || (c.archived && a.flag("exclude_archived")) {
			continue
		}
		found = append(found, c.json())
	}
	return page(a, "channels", found)
}

// conversationsHistory lists top-level messages, newest first.
func (w *World) conversationsHistory(a args) (object, error) {
	c, err := w.readable(a)
	if err != nil {
		return nil, err
	}
	var found []any
	for _, m := range slices.Backward(c.messages) {
		if m.threadTS != "" && m.threadTS != m.ts {
			continue
		}
		if within(a, m.ts) {
			found = append(found, m.listed(a))
		}
	}
	return page(a, "messages", found)
}

// conversationsReplies lists a thread, its parent first. Of a message without a
// thread it lists that message.
func (w *World) conversationsReplies(a args) (object, error) {
	c, err := w.readable(a)
	if err != nil {
		return nil, err
	}
	asked := c.find(a.str("ts"))
	if asked == nil {
		return nil, fail("thread_not_found")
	}
	parent := asked
	if asked.threadTS != "" {
		parent = c.find(asked.threadTS)
	}
	if parent == nil {
		return nil, fail("thread_not_found")
	}
	found := []any{parent.listed(a)}
	for _, m := range c.replies(parent.ts) {
		if within(a, m.ts) {
			found = append(found, m.listed(a))
		}
	}
	return page(a, "messages", found)
}

// within reports whether a timestamp lies between oldest and latest, either of
// which may be absent.
func within(a args, ts string) bool {
	oldest, latest := a.str("oldest"), a.str("latest")
	if a.flag("inclusive") {
		return (before(oldest, ts) || oldest == ts || oldest == "") && (before(ts, latest) || latest == ts || latest == "")
	}
	return (oldest == "" || before(oldest, ts)) && (latest == "" || before(ts, latest))
}

func before(x, y string) bool {
	a, errA := strconv.ParseFloat(x, 64)
	b, errB := strconv.ParseFloat(y, 64)
	return errA == nil && errB == nil && a < b
}

// listed is a message as history shows it, with its metadata if asked for.
func (m *message) listed(a args) object {
	o := m.json()
	if m.metadata == nil {
		return o
	}
	if a.flag("include_all_metadata") {
		o["metadata"] = m.metadata
	} else {
		o["metadata"] = object{"event_type": m.metadata["event_type"]}
	}
	return o
}

func (w *World) conversationsMembers(a args) (object, error) {
	c, err := w.visible(a.str("channel"))
	if err != nil {
		return nil, err
	}
	found := make([]any, len(c.members))
	for i, id := range c.members {
		found[i] = id
	}
	return page(a, "members", found)
}

func (w *World) conversationsJoin(a args) (object, error) {
	c, err := w.visible(a.str("channel"))
	switch {
	case err != nil:
		return nil, err
	case c.kind != public:
		return nil, fail("method_not_supported_for_channel_type")
	case c.archived:
		return nil, fail("is_archived")
	case c.has(botUserID):
		return object{"channel": c.json(), "warning": "already_in_channel"}, nil
	}
	c.members = append(c.members, botUserID)
	w.touch()
	return object{"channel": c.json()}, nil
}

func (w *World) conversationsOpen(a args) (object, error) {
	if id := a.str("channel"); id != "" {
		return w.conversationsInfo(a)
	}
	ids := strings.Split(a.str("users"), ",")
	switch {
	case ids[0] == "":
		return nil, fail("users_list_not_supplied")
	case len(ids) > 1:
		return nil, fail("method_not_supported_for_channel_type")
	}
	u := w.userByID(ids[0])
	if u == nil {
		return nil, fail("user_not_found")
	}
	if u.bot {
		return nil, fail("cannot_dm_bot")
	}
	c := w.directWith(u.id)
	return object{"channel": object{"id": c.id, "user": u.id, "is_im": true}}, nil
}

// page cuts a list to the limit asked for and says where it goes on. Offsets
// serve as cursors.
func page(a args, name string, all []any) (object, error) {
	limit := a.number("limit", 0)
	if limit == 0 {
		limit = 100
	}
	if limit < 1 || limit > 1000 {
		return nil, fail("invalid_limit")
	}
	start, next := 0, ""
	if cursor := a.str("cursor"); cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "at:"))
		if err != nil || n < 0 || n > len(all) {
			return nil, fail("invalid_cursor")
		}
		start = n
	}
	end := min(start+limit, len(all))
	if end < len(all) {
		next = "at:" + strconv.Itoa(end)
	}
	return object{
		name:                append([]any{}, all[start:end]...),
		"has_more":          next != "",
		"response_metadata": object{"next_cursor": next},
	}, nil
}

func orWord(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
