package slack

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a message, in characters.
const (
	maxText     = 40000
	maxMetadata = 16000
	maxAttached = 100
)

// A channel takes one post a second after a short burst, in story time.
const (
	postBurst = 20
	postEvery = time.Second
)

// bucket counts the posts that a channel can still take.
type bucket struct {
	tokens float64
	at     time.Time
}

// throttle spends one post of a channel, or says how long to wait.
func (w *World) throttle(channelID string) error {
	now := w.opt.Now()
	b := w.buckets[channelID]
	if b == nil {
		b = &bucket{tokens: postBurst, at: now}
		w.buckets[channelID] = b
	}
	if earned := now.Sub(b.at).Seconds() / postEvery.Seconds(); earned > 0 {
		b.tokens = min(postBurst, b.tokens+earned)
		b.at = now
	}
	if b.tokens < 1 {
		return &apiError{code: "ratelimited", retryAfter: 1}
	}
	b.tokens--
	return nil
}

// postable finds the channel that a post is for: a channel, or a user's direct
// messages, that the bot may write to.
func (w *World) postable(a args) (*channel, error) {
	id := a.str("channel")
	if u := w.userByID(id); u != nil && !u.bot {
		return w.directWith(id), nil
	}
	c, err := w.visible(id)
	if err != nil {
		return nil, err
	}
	if c.archived {
		return nil, fail("is_archived")
	}
	if !c.has(botUserID) {
		return nil, fail("not_in_channel")
	}
	return c, nil
}

// content is what a post or an update carries.
type content struct {
	text        string
	hasText     bool
	blocks      []any
	hasBlocks   bool
	attachments []any
	metadata    object
	hasMetadata bool
}

// readContent reads and checks the text, blocks and metadata of a call.
func (w *World) readContent(a args) (content, error) {
	c := content{text: a.str("text")}
	c.hasText = c.text != ""
	if utf8.RuneCountInString(c.text) > maxText {
		return c, fail("msg_too_long")
	}
	var err error
	if c.hasBlocks, err = a.decode("blocks", &c.blocks); err != nil {
		return c, fail("invalid_blocks_format")
	}
	if err := w.acceptBlocks(c.blocks); err != nil {
		return c, err
	}
	if _, err := a.decode("attachments", &c.attachments); err != nil {
		return c, fail("invalid_attachments")
	}
	if len(c.attachments) > maxAttached {
		return c, fail("too_many_attachments")
	}
	c.metadata, c.hasMetadata, err = readMetadata(a)
	return c, err
}

// readMetadata reads the metadata argument. An empty object takes it away.
func readMetadata(a args) (object, bool, error) {
	var m object
	given, err := a.decode("metadata", &m)
	if err != nil {
		return nil, false, fail("invalid_metadata_format")
	}
	if !given || len(m) == 0 {
		return nil, given, nil
	}
	kind, _ := m["event_type"].(string)
	if _, ok := m["event_payload"].(object); !ok || kind == "" {
		return nil, false, fail("invalid_metadata_schema")
	}
	if utf8.RuneCountInString(a.str("metadata")) > maxMetadata {
		return nil, false, fail("metadata_too_large")
	}
	return m, true, nil
}

func (c content) empty() bool {
	return !c.hasText && len(c.blocks) == 0 && len(c.attachments) == 0
}

// threadOf checks the thread that a post is for. A reply to a reply goes to the
// thread's parent.
func threadOf(c *channel, ts string) (string, error) {
	if ts == "" {
		return "", nil
	}
	parent := c.find(ts)
	if parent == nil {
		return "", fail("thread_not_found")
	}
	if parent.threadTS != "" {
		return parent.threadTS, nil
	}
	return ts, nil
}

func (w *World) chatPostMessage(a args) (object, error) {
	c, err := w.postable(a)
	if err != nil {
		return nil, err
	}
	body, err := w.readContent(a)
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, fail("no_text")
	}
	thread, err := threadOf(c, a.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	if err := w.throttle(c.id); err != nil {
		return nil, err
	}
	m := &message{
		channel: c, threadTS: thread, user: botUserID, text: body.text,
		blocks: body.blocks, attachments: body.attachments, metadata: body.metadata,
	}
	w.post(m)
	return object{"channel": c.id, "ts": m.ts, "message": m.json()}, nil
}

func (w *World) chatPostEphemeral(a args) (object, error) {
	c, err := w.postable(a)
	if err != nil {
		return nil, err
	}
	if !c.has(a.str("user")) {
		return nil, fail("user_not_in_channel")
	}
	body, err := w.readContent(a)
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, fail("no_text")
	}
	thread, err := threadOf(c, a.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	if err := w.throttle(c.id); err != nil {
		return nil, err
	}
	m := w.whisper(c, a.str("user"), thread, body)
	return object{"message_ts": m.ts}, nil
}

// whisper shows a message to one user alone.
func (w *World) whisper(c *channel, userID, thread string, body content) *message {
	m := &message{
		channel: c, ts: w.nextTS(), threadTS: thread, user: botUserID,
		text: body.text, blocks: body.blocks, ephemeralTo: userID,
	}
	w.ephemerals = append(w.ephemerals, m)
	w.touch()
	return m
}

// own finds a message of the bot's; code is the refusal if it is another's.
func (w *World) own(a args, code string) (*message, error) {
	c, err := w.visible(a.str("channel"))
	if err != nil {
		return nil, err
	}
	m := c.find(a.str("ts"))
	switch {
	case m == nil:
		return nil, fail("message_not_found")
	case m.user != botUserID:
		return nil, fail(code)
	case c.archived:
		return nil, fail("is_inactive")
	}
	return m, nil
}

// chatUpdate changes a message of the bot's. Text without blocks takes earlier
// blocks away and marks the message as edited; blocks without text keep the text.
func (w *World) chatUpdate(a args) (object, error) {
	m, err := w.own(a, "cant_update_message")
	if err != nil {
		return nil, err
	}
	body, err := w.readContent(a)
	if err != nil {
		return nil, err
	}
	if body.empty() && !body.hasMetadata {
		return nil, fail("no_text")
	}
	w.amend(m, func() {
		if body.hasText {
			m.text = body.text
		}
		if body.hasBlocks || body.hasText {
			m.blocks = body.blocks
		}
		if body.attachments != nil {
			m.attachments = body.attachments
		}
		if body.hasMetadata {
			m.metadata = body.metadata
		}
		if body.hasText && len(body.blocks) == 0 {
			m.editedBy, m.editedAt = botUserID, w.nextTS()
		}
	})
	return object{"channel": m.channel.id, "ts": m.ts, "text": m.text, "message": m.json()}, nil
}

func (w *World) chatDelete(a args) (object, error) {
	m, err := w.own(a, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(m)
	return object{"channel": m.channel.id, "ts": m.ts}, nil
}

func (w *World) chatGetPermalink(a args) (object, error) {
	c, err := w.visible(a.str("channel"))
	if err != nil {
		return nil, err
	}
	m := c.find(a.str("message_ts"))
	if m == nil {
		return nil, fail("message_not_found")
	}
	link := fmt.Sprintf("%s/slack/archives/%s/p%s", w.opt.Base(), c.id, strings.Replace(m.ts, ".", "", 1))
	if m.threadTS != "" && m.threadTS != m.ts {
		link += "?thread_ts=" + m.threadTS + "&cid=" + c.id
	}
	return object{"channel": c.id, "permalink": link}, nil
}
