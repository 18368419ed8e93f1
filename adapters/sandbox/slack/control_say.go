package slack

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// deed is the body of the control calls by which a person writes.
type deed struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Text     string `json:"text"`
	Emoji    string `json:"emoji"`
	Remove   bool   `json:"remove"`
	FileID   string `json:"file_id"` // of a deletion: only this file
	File     *struct {
		Name   string `json:"name"`
		Type   string `json:"type"`
		Base64 string `json:"base64"`
	} `json:"file"`
}

// act reads a deed and finds who does it and where. Only members may write.
func (w *World) act(r *http.Request) (deed, *user, *channel, error) {
	var d deed
	if err := readBody(r, &d); err != nil {
		return d, nil, nil, err
	}
	u, err := w.person(d.User)
	if err != nil {
		return d, nil, nil, err
	}
	c, err := w.room(d.Channel)
	if err != nil {
		return d, nil, nil, err
	}
	return d, u, c, member(u, c)
}

func member(u *user, c *channel) error {
	if !c.has(u.id) {
		return &controlError{http.StatusForbidden, fmt.Sprintf("%s is not in #%s", u.name, c.name)}
	}
	if c.archived {
		return &controlError{http.StatusForbidden, fmt.Sprintf("#%s is archived", c.name)}
	}
	return nil
}

// theirs finds a message that this person wrote.
func theirs(d deed, u *user, c *channel) (*message, error) {
	m := c.find(d.TS)
	if m == nil {
		return nil, missing("there is no message " + quote(d.TS))
	}
	if m.user != u.id {
		return nil, &controlError{http.StatusForbidden, "the message is not by " + u.name}
	}
	return m, nil
}

func (w *World) say(r *http.Request) (any, error) {
	d, u, c, err := w.act(r)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Text) == "" && d.File == nil {
		return nil, refuse("text or file is missing")
	}
	thread, err := threadOf(c, d.ThreadTS)
	if err != nil {
		return nil, missing("there is no message " + quote(d.ThreadTS) + " to reply to")
	}
	m := &message{channel: c, threadTS: thread, user: u.id, text: w.encode(d.Text)}
	if d.File == nil {
		w.post(m)
		return object{"ts": m.ts}, nil
	}
	data, err := base64.StdEncoding.DecodeString(d.File.Base64)
	if err != nil || d.File.Name == "" {
		return nil, refuse("the file needs a name and its bytes in base64")
	}
	f := w.newFile(d.File.Name, orWord(d.File.Type, "application/octet-stream"), u.id, len(data))
	f.data, f.completed = data, true
	w.share(m, []*file{f})
	return object{"ts": m.ts, "file": f.id}, nil
}

func (w *World) edit(r *http.Request) (any, error) {
	d, u, c, err := w.act(r)
	if err != nil {
		return nil, err
	}
	m, err := theirs(d, u, c)
	if err != nil {
		return nil, err
	}
	w.amend(m, func() {
		m.text, m.attachments = w.encode(d.Text), nil
		m.editedBy, m.editedAt = u.id, w.nextTS()
	})
	return object{"ts": m.ts}, nil
}

func (w *World) erase(r *http.Request) (any, error) {
	d, u, c, err := w.act(r)
	if err != nil {
		return nil, err
	}
	m, err := theirs(d, u, c)
	if err != nil {
		return nil, err
	}
	if d.FileID == "" {
		w.remove(m)
		return object{}, nil
	}
	i := slices.IndexFunc(m.files, func(f *file) bool { return f.id == d.FileID && !f.deleted })
	if i < 0 {
		return nil, missing("the message has no file " + quote(d.FileID))
	}
	w.discard(m.files[i])
	return object{}, nil
}

func (w *World) reactAs(r *http.Request) (any, error) {
	d, u, c, err := w.act(r)
	if err != nil {
		return nil, err
	}
	m := c.find(d.TS)
	if m == nil {
		return nil, missing("there is no message " + quote(d.TS))
	}
	name := strings.Trim(d.Emoji, ":")
	if !emojiName.MatchString(name) {
		return nil, refuse("emoji must be a name such as white_check_mark")
	}
	w.react(m, u.id, name, !d.Remove)
	return object{}, nil
}

// unfurl attaches a preview to a message, as Slack does by itself some time after
// a link was written: a change that leaves the text as it was.
func (w *World) unfurl(r *http.Request) (any, error) {
	var d deed
	if err := readBody(r, &d); err != nil {
		return nil, err
	}
	c, err := w.room(d.Channel)
	if err != nil {
		return nil, err
	}
	m := c.find(d.TS)
	if m == nil {
		return nil, missing("there is no message " + quote(d.TS))
	}
	w.amend(m, func() {
		m.attachments = []any{object{
			"id": 1, "from_url": "https://example.org/", "original_url": "https://example.org/",
			"title": "A page", "fallback": "A page", "service_name": "example.org",
		}}
	})
	return object{}, nil
}

// move lets a person join or leave a channel.
func (w *World) move(r *http.Request) (any, error) {
	var d deed
	if err := readBody(r, &d); err != nil {
		return nil, err
	}
	u, err := w.person(d.User)
	if err != nil {
		return nil, err
	}
	c, err := w.room(d.Channel)
	if err != nil {
		return nil, err
	}
	if c.has(u.id) != d.Remove {
		return object{}, nil
	}
	kind := "member_joined_channel"
	if d.Remove {
		kind = "member_left_channel"
		c.members = slices.DeleteFunc(slices.Clone(c.members), func(id string) bool { return id == u.id })
	} else {
		c.members = append(c.members, u.id)
	}
	w.memberEvent(kind, c, u)
	return object{}, nil
}

// memberEvent tells the app who came or went.
func (w *World) memberEvent(kind string, c *channel, u *user) {
	w.touch()
	if c.has(botUserID) {
		w.emit(object{
			"type": kind, "user": u.id, "channel": c.id, "channel_type": c.id[:1], "team": teamID, "event_ts": w.nextTS(),
		})
	}
}
