package slack

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

const (
	// clearedAtOnce is how many messages one delivery deletes. Slack takes about
	// fifty a minute: https://docs.slack.dev/reference/methods/chat.delete
	clearedAtOnce = 12
	clearPause    = 15 * time.Second
)

// clear deletes what we posted about a case: our files, our lines and at last the
// card, of every thread that the case ever had. It begins again from what is there,
// so it may be cut off anywhere and be done twice. A long thread takes several
// deliveries. What associates wrote themselves a bot cannot delete.
func (d *Desk) clear(ctx context.Context, p conversation.Parcel) conversation.Answer {
	threads := p.Entry.Clear.Left
	if p.Ref != "" { // a card that was never posted leaves nothing
		threads = append([]string{p.Ref}, threads...)
	}
	answer := conversation.Answer{Outcome: conversation.Delivered}
	left := clearedAtOnce
	for _, thread := range threads {
		channel, ts, ok := readName(thread)
		if !ok {
			continue
		}
		a := d.clearThread(ctx, place{channel, ts}, &left)
		switch {
		case a.Outcome == conversation.Delivered:
		case ours(a.Why) && channel != d.home.Load().channel: // a channel that the desk has left: it is as it is
			answer = conversation.Answer{Outcome: conversation.Refused, Why: a.Why}
		case a.Outcome == conversation.Refused:
			answer = a
		default:
			return a
		}
	}
	return answer
}

// clearThread deletes what we posted in one thread, as long as some of left is left.
func (d *Desk) clearThread(ctx context.Context, in place, left *int) conversation.Answer {
	messages, answer := d.posts(ctx, in)
	for i := range messages {
		if answer.Outcome != conversation.Delivered {
			return answer
		}
		if *left--; *left < 0 {
			return conversation.Answer{Outcome: conversation.Later, After: clearPause, Why: "more_to_delete"}
		}
		answer = d.takeAway(ctx, in.channel, &messages[len(messages)-1-i].Msg) // the card last
	}
	return answer
}

// posts are our messages in a thread, the card first. A thread that is gone has none.
func (d *Desk) posts(ctx context.Context, in place) (ours []slack.Message, a conversation.Answer) {
	cursor := ""
	for range linePages {
		page, next, err := d.page(ctx, in, cursor)
		if code, refused := asRefusal(err); refused && (code == "thread_not_found" || code == "message_not_found") {
			return nil, conversation.Answer{Outcome: conversation.Delivered}
		}
		if err != nil {
			return nil, unshared(verdict(err, true))
		}
		for i := range page {
			if page[i].User == d.home.Load().user {
				ours = append(ours, page[i])
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return ours, conversation.Answer{Outcome: conversation.Delivered}
}

// takeAway deletes a message with its files. What is gone already is as good as
// deleted.
func (d *Desk) takeAway(ctx context.Context, channel string, m *slack.Msg) conversation.Answer {
	for i := range m.Files {
		if m.Files[i].Mode == deletedFile {
			continue
		}
		a := d.attempt(ctx, func(ctx context.Context) (string, error) { return "", d.api.DeleteFileContext(ctx, m.Files[i].ID) })
		if a.Outcome != conversation.Delivered && a.Why != "file_not_found" && a.Why != "file_deleted" {
			return a
		}
	}
	a := d.attempt(ctx, func(ctx context.Context) (string, error) {
		_, _, err := d.api.DeleteMessageContext(ctx, channel, m.Timestamp)
		return "", err
	})
	if a.Why == "message_not_found" {
		a.Outcome = conversation.Delivered
	}
	return a
}
