package slack

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// eventType is the type of the metadata on everything we post.
const eventType = "residency_assist"

// errNoName is Slack saying yes without saying to what: the message may stand
// there or not.
var errNoName = errors.New("the answer names no message")

// Recalls says that a send can be looked for afterwards: everything we post
// bears its entry's key.
func (d *Desk) Recalls() bool { return true }

// Deliver carries one entry. A layout that Slack refuses is sent again as plain
// text: a card that is not there would leave its case without a thread.
func (d *Desk) Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer {
	at := d.home.Load()
	if at == nil {
		return later("not_started")
	}
	e := p.Entry
	if e.Mark != nil {
		return d.mark(ctx, e.Mark, at.channel)
	}
	if e.Clear != nil {
		return d.clear(ctx, p)
	}
	to := place{channel: at.channel}
	if e.Ref != "" {
		channel, ts, ok := readName(p.Ref)
		switch {
		case !ok:
			return later("card_not_delivered")
		case channel == at.channel:
			to = place{channel, ts}
		case e.Whisper == nil && e.Form == nil: // those are for one person, wherever the card is
			return conversation.Answer{Outcome: conversation.Elsewhere, Why: "desk_moved"}
		}
	}
	switch {
	case e.Card != nil && e.Ref == "":
		return d.laidOut(d.card(e.Card, e.To), func(r rendering) conversation.Answer { return d.post(ctx, p, to, r) })
	case e.Card != nil:
		return d.laidOut(d.card(e.Card, e.To), func(r rendering) conversation.Answer { return d.update(ctx, to.channel, to.thread, r) })
	case e.Line != nil: // without a card to stand under it is a message of its own
		return threaded(d.laidOut(d.line(e.Line, e.To), func(r rendering) conversation.Answer { return d.post(ctx, p, to, r) }))
	case e.File != nil && e.Ref != "":
		return threaded(d.carry(ctx, p, to))
	case e.Whisper != nil:
		return d.murmur(ctx, to, e)
	case e.Form != nil:
		return d.open(ctx, to, e)
	}
	return conversation.Answer{Outcome: conversation.Refused, Why: "not_for_slack"}
}

// threaded sees that nothing is lost whose thread somebody deleted to the last
// line: its case goes on under a new card.
func threaded(a conversation.Answer) conversation.Answer {
	if a.Why == "thread_not_found" {
		a.Outcome = conversation.Elsewhere
	}
	return a
}

// laidOut sends a rendering, and once more without its layout if that is what
// was refused.
func (d *Desk) laidOut(r rendering, send func(rendering) conversation.Answer) conversation.Answer {
	answer := send(r)
	switch answer.Why {
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long":
		d.log.Error("Slack: a layout was refused; its words go without it", "code", answer.Why)
		return send(r.plain())
	}
	return answer
}

func later(why string) conversation.Answer {
	return conversation.Answer{Outcome: conversation.Later, Why: why}
}

// place is where a message goes: a channel, or a thread of it.
type place struct {
	channel string
	thread  string
}

// post sends a new message. When an earlier send may have happened it looks for
// that first, and posts only once it knows that there is none.
func (d *Desk) post(ctx context.Context, p conversation.Parcel, to place, r rendering) conversation.Answer {
	if p.Again {
		ts, err := d.posted(ctx, to, p.Key)
		switch {
		case err != nil:
			a := verdict(err, true)
			return conversation.Answer{Outcome: conversation.Later, After: a.After, Why: "looking_back_failed"}
		case ts != "":
			return conversation.Answer{Outcome: conversation.Delivered, Message: nameOf(to.channel, ts)}
		}
	}
	options := append(r.options(),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType:    eventType,
			EventPayload: map[string]any{"record": p.Entry.To, "entry": p.Key},
		}))
	if to.thread != "" {
		options = append(options, slack.MsgOptionTS(to.thread))
	}
	answer := d.attempt(ctx, func(ctx context.Context) (string, error) {
		channel, ts, err := d.api.PostMessageContext(ctx, to.channel, options...)
		return named(channel, ts, err)
	})
	if answer.Outcome == conversation.Delivered && to.thread != "" {
		d.threads.begun(to)
	}
	return answer
}

// update shows a card as it is now. Its metadata stays, being left out.
func (d *Desk) update(ctx context.Context, channel, ts string, r rendering) conversation.Answer {
	return d.attempt(ctx, func(ctx context.Context) (string, error) {
		channel, ts, _, err := d.api.UpdateMessageContext(ctx, channel, ts, r.options()...)
		return named(channel, ts, err)
	})
}

func named(channel, ts string, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case ts == "" || channel == "":
		return "", errNoName
	}
	return nameOf(channel, ts), nil
}

// murmur shows something to one associate. Slack hides what is whispered in a
// thread that nobody has written in yet: there it is said beside the card.
func (d *Desk) murmur(ctx context.Context, to place, e conversation.Entry) conversation.Answer {
	options := d.whisper(e.Whisper, e.To).options()
	if to.thread != "" && d.active(ctx, to) {
		options = append(options, slack.MsgOptionTS(to.thread))
	}
	return d.attempt(ctx, func(ctx context.Context) (string, error) {
		_, err := d.api.PostEphemeralContext(ctx, to.channel, e.Whisper.User, options...)
		return "", err
	})
}

// mark puts a reaction on a line or takes it away. A line that is gone, or
// already as it should be, is as good as done; and so is one in a channel that the
// desk has left, whatever Slack says there.
func (d *Desk) mark(ctx context.Context, m *conversation.Mark, desk string) conversation.Answer {
	channel, ts, ok := readName(m.Line)
	if !ok {
		return conversation.Answer{Outcome: conversation.Refused, Why: "not_a_line"}
	}
	answer := d.call(ctx, func(ctx context.Context) (string, error) {
		item := slack.NewRefToMessage(channel, ts)
		if m.Remove {
			return "", d.api.RemoveReactionContext(ctx, m.Name, item)
		}
		return "", d.api.AddReactionContext(ctx, m.Name, item)
	})
	left := channel != desk && ours(answer.Why)
	if !left {
		d.heed(answer)
	}
	switch {
	case left, answer.Why == "already_reacted", answer.Why == "no_reaction", answer.Why == "message_not_found":
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	return answer
}
