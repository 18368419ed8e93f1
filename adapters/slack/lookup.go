package slack

import (
	"context"
	"fmt"
	"sync"

	"github.com/slack-go/slack"
)

const (
	pageSize = 200
	// cardPages is how far back a card is looked for. Only cards stand in the
	// channel itself, and one in doubt is seconds old, or as old as an outage.
	cardPages = 5
	// linePages is more than any thread has.
	linePages = 50
)

// posted looks for the message that an entry's earlier send left, by its
// metadata. It returns "" if there is none.
func (d *Desk) posted(ctx context.Context, to place, key string) (string, error) {
	pages := linePages
	if to.thread == "" {
		pages = cardPages
	}
	cursor := ""
	for range pages {
		messages, next, err := d.page(ctx, to, cursor)
		if err != nil {
			return "", err
		}
		for i := range messages {
			if _, entry, ok := d.written(&messages[i].Msg); ok && entry == key {
				return messages[i].Timestamp, nil
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
	return "", nil
}

// page reads a thread from its beginning, or a channel from its end.
func (d *Desk) page(ctx context.Context, to place, cursor string) ([]slack.Message, string, error) {
	if to.thread != "" {
		messages, _, next, err := d.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: to.channel, Timestamp: to.thread, Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
		})
		return messages, next, err
	}
	history, err := d.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: to.channel, Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return history.Messages, history.ResponseMetaData.NextCursor, nil
}

// written reads the metadata of a message of ours. Another app may write the
// same metadata: it is not believed.
func (d *Desk) written(m *slack.Msg) (record, entry string, ok bool) {
	at := d.home.Load()
	if at == nil || m.User != at.user || m.Metadata.EventType != eventType {
		return "", "", false
	}
	record, _ = m.Metadata.EventPayload["record"].(string)
	entry, _ = m.Metadata.EventPayload["entry"].(string)
	return record, entry, true
}

// RecordOf says which record a thread belongs to, by the metadata of its card.
// It returns "" for a thread that is none of ours.
func (d *Desk) RecordOf(ctx context.Context, thread string) (string, error) {
	channel, ts, ok := readName(thread)
	if !ok {
		return "", nil
	}
	if d.home.Load() == nil {
		return "", errNotStarted
	}
	card, err := d.message(ctx, channel, ts)
	if err != nil {
		return "", fmt.Errorf("looking for the card of a thread: %w", harmless(err))
	}
	if card == nil {
		return "", nil
	}
	record, _, _ := d.written(card)
	return record, nil
}

// message reads one message of a channel, nil if there is none.
func (d *Desk) message(ctx context.Context, channel, ts string) (*slack.Msg, error) {
	history, err := d.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Latest: ts, Inclusive: true, Limit: 1, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, err
	}
	if len(history.Messages) == 0 || history.Messages[0].Timestamp != ts {
		return nil, nil
	}
	return &history.Messages[0].Msg, nil
}

// active reports whether a thread has replies. If Slack cannot say, the thread
// is taken to be alive: most are.
func (d *Desk) active(ctx context.Context, to place) bool {
	if d.threads.isBegun(to) {
		return true
	}
	card, err := d.message(ctx, to.channel, to.thread)
	if err == nil && (card == nil || card.ReplyCount == 0) {
		return false
	}
	if err == nil {
		d.threads.begun(to)
	}
	return true
}

// threadOf finds the thread that a line stands in: events about reactions do
// not say. It returns "" for a message that is in no thread.
func (d *Desk) threadOf(ctx context.Context, channel, ts string) (string, error) {
	if thread := d.threads.of(place{channel, ts}); thread != "" {
		return thread, nil
	}
	messages, _, _, err := d.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: channel, Timestamp: ts, Limit: 1,
	})
	if refused, ok := asRefusal(err); ok && (refused == "thread_not_found" || refused == "message_not_found") {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("looking for the thread of a line: %w", harmless(err))
	}
	if len(messages) == 0 {
		return "", nil
	}
	thread := messages[0].ThreadTimestamp
	if thread != "" {
		d.threads.remember(place{channel, ts}, thread)
	}
	return thread, nil
}

// threads remembers what was seen of threads, to save calls. It forgets
// everything when it is full.
type threads struct {
	mu    sync.Mutex
	lines map[place]string // a line, by its own timestamp, and its thread
	alive map[place]bool
}

const rememberedLines = 10_000

func (t *threads) of(line place) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lines[line]
}

func (t *threads) remember(line place, thread string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lines == nil || len(t.lines) >= rememberedLines {
		t.lines = map[place]string{}
	}
	t.lines[line] = thread
}

func (t *threads) isBegun(thread place) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.alive[thread]
}

func (t *threads) begun(thread place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.alive == nil || len(t.alive) >= rememberedLines {
		t.alive = map[place]bool{}
	}
	t.alive[thread] = true
}
