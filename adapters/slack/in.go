package slack

import (
	"context"
	"errors"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"residencyassist/conversation"
)

// errNotStarted is given back for what comes before Slack has said who we are:
// it has to come again.
var errNotStarted = errors.New("the desk has not been reached yet")

// undoReaction is the only reaction that means something: a cross takes a line
// back.
const undoReaction = "x"

// take translates what came, by whatever way, and has it committed. The reply is
// what Slack wants to hear at once: what is wrong with a form, or nothing.
func (d *Desk) take(ctx context.Context, data any, handle Handle) (reply *slack.ViewSubmissionResponse, err error) {
	var ev conversation.Event
	switch data := data.(type) {
	case slackevents.EventsAPIEvent:
		ev, _, err = d.fromEvent(ctx, data)
	case slack.InteractionCallback:
		if data.Type == slack.InteractionTypeViewSubmission {
			ev, reply, err = d.fromForm(ctx, data)
		} else {
			ev, _, err = d.fromAction(ctx, data)
		}
	}
	if err != nil || ev.Kind == "" {
		return reply, err
	}
	if err := handle(ctx, ev); err != nil {
		return nil, err
	}
	d.moved(data)
	return nil, nil
}

// moved has a Home published anew that somebody has just acted on: they pressed
// something there, or filled in a form that belongs to no case.
func (d *Desk) moved(data any) {
	cb, ok := data.(slack.InteractionCallback)
	if !ok || d.pages == nil {
		return
	}
	what, _ := readErrand(cb.View.PrivateMetadata)
	switch {
	case cb.Type == slack.InteractionTypeViewSubmission && what.Case == "":
		d.homes.want(cb.User.ID, wish{})
	case cb.View.Type == slack.VTHomeTab:
		d.homes.want(cb.User.ID, wish{hash: cb.View.Hash})
	}
}

// opened has somebody's Home published.
func (d *Desk) opened(e *slackevents.AppHomeOpenedEvent) {
	if e.Tab != "home" || d.pages == nil {
		return
	}
	w := wish{}
	if e.View != nil {
		w.hash = e.View.Hash
	}
	d.homes.want(e.User, w)
}

// fromEvent translates what the Events API tells. ok is false for what is none
// of the engine's business; an error means that it cannot be known yet.
func (d *Desk) fromEvent(ctx context.Context, outer slackevents.EventsAPIEvent) (ev conversation.Event, ok bool, err error) {
	at := d.home.Load()
	if at == nil {
		return ev, false, errNotStarted
	}
	switch inner := outer.InnerEvent.Data.(type) {
	case *slackevents.MessageEvent:
		if inner.Message == nil {
			return ev, false, nil
		}
		if inner.Channel != at.channel {
			d.lead(ctx, inner, at)
			return ev, false, nil
		}
		switch inner.SubType {
		case "", slack.MsgSubTypeFileShare, slack.MsgSubTypeThreadBroadcast:
			return d.fromLine(ctx, inner)
		case slack.MsgSubTypeMessageChanged:
			return d.fromChanged(ctx, inner)
		case slack.MsgSubTypeMessageDeleted:
			return d.fromDeleted(inner)
		}
	case *slackevents.AppHomeOpenedEvent:
		d.opened(inner)
	case *slackevents.MemberLeftChannelEvent:
		if inner.Channel == at.channel {
			d.members.forget(inner.User)
		}
	case *slackevents.ReactionAddedEvent:
		if inner.Item.Type == "message" && inner.Item.Channel == at.channel && inner.Reaction == undoReaction {
			return d.fromReaction(ctx, inner)
		}
	}
	return ev, false, nil
}

// fromLine translates a line that a person wrote in a thread. The event's id is
// the line itself: Slack tells of one message under several event ids.
func (d *Desk) fromLine(ctx context.Context, m *slackevents.MessageEvent) (ev conversation.Event, ok bool, err error) {
	thread := place{m.Channel, m.ThreadTimeStamp}
	if m.ThreadTimeStamp == "" || m.ThreadTimeStamp == m.TimeStamp || d.automatic(m.Message) {
		return ev, false, nil
	}
	d.threads.remember(place{m.Channel, m.TimeStamp}, thread.thread)
	d.threads.begun(thread)
	member, err := d.isMember(ctx, m.User)
	if err != nil {
		return ev, false, err
	}
	if !member {
		d.log.Warn("Slack: a line of somebody who is not in the channel is ignored", "user", m.User)
		return ev, false, nil
	}
	by, err := d.person(ctx, m.User)
	if err != nil {
		return ev, false, err
	}
	text, mentions, err := d.read(ctx, m.Text, m.Blocks)
	if err != nil {
		return ev, false, err
	}
	name := nameOf(m.Channel, m.TimeStamp)
	return conversation.Event{
		ID: name, Kind: conversation.Wrote, By: by, Thread: nameOf(thread.channel, thread.thread),
		Line: &conversation.DeskLine{ID: name, Text: text, Mentions: mentions, Files: attachments(m.Message.Files)},
	}, true, nil
}

// lead tells whoever writes in a thread of ours in a channel that the desk has left
// where cases go on. Nothing is done with the line.
func (d *Desk) lead(ctx context.Context, m *slackevents.MessageEvent, at *home) {
	if m.SubType != "" && m.SubType != slack.MsgSubTypeFileShare || m.ThreadTimeStamp == "" || m.Message.ParentUserId != at.user || d.automatic(m.Message) {
		return
	}
	_, err := d.api.PostEphemeralContext(ctx, m.Channel, m.User,
		slack.MsgOptionText(d.notices.elsewhere+" <#"+at.channel+">", false), slack.MsgOptionTS(m.ThreadTimeStamp))
	if err != nil {
		d.log.Warn("Slack: the author of a line in an earlier channel could not be told", "problem", harmless(err))
	}
}

// automatic reports whether no person wrote a message: a bot did, ourselves
// included, or Slack.
func (d *Desk) automatic(m *slack.Msg) bool {
	return m.User == "" || m.User == d.home.Load().user || m.User == "USLACKBOT" || m.BotID != "" || m.Hidden
}

// fromChanged translates an edit of a line in a thread, or that files of it were
// deleted.
func (d *Desk) fromChanged(ctx context.Context, m *slackevents.MessageEvent) (ev conversation.Event, ok bool, err error) {
	now := m.Message
	without, isEdit := deletedFiles(now, m.PreviousMessage), edited(now, m.PreviousMessage)
	if now.ThreadTimestamp == "" || now.ThreadTimestamp == now.Timestamp || d.automatic(now) || !isEdit && len(without) == 0 {
		return ev, false, nil
	}
	if member, err := d.isMember(ctx, now.User); err != nil || !member {
		return ev, false, err
	}
	by, err := d.person(ctx, now.User)
	if err != nil {
		return ev, false, err
	}
	text, mentions, err := d.read(ctx, now.Text, now.Blocks)
	if err != nil {
		return ev, false, err
	}
	ev = conversation.Event{
		ID: "slack:files:" + m.Channel + ":" + now.Timestamp + ":" + strings.Join(without, ":"), Kind: conversation.Erased,
		By: by, Thread: nameOf(m.Channel, now.ThreadTimestamp),
		Line: &conversation.DeskLine{ID: nameOf(m.Channel, now.Timestamp), Without: without},
	}
	if isEdit {
		ev.ID, ev.Kind = "slack:edit:"+m.Channel+":"+now.Timestamp+":"+now.Edited.Timestamp, conversation.Revised
		ev.Line.Text, ev.Line.Mentions = text, mentions
	}
	return ev, true, nil
}

// edited tells an edit from the many changes that are none: a link was given a
// preview, a thread was answered, its first message deleted. An edit is what the
// author made, at a moment of its own, and says something else than before.
func edited(now, was *slack.Msg) bool {
	switch now.SubType {
	case "", slack.MsgSubTypeFileShare, slack.MsgSubTypeThreadBroadcast:
	default:
		return false
	}
	if now.Edited == nil || now.Edited.User != now.User {
		return false
	}
	if was == nil {
		return true
	}
	return was.Text != now.Text && (was.Edited == nil || was.Edited.Timestamp != now.Edited.Timestamp)
}

// fromDeleted translates the end of a line. Slack says whose line it was, not
// who deleted it.
func (d *Desk) fromDeleted(m *slackevents.MessageEvent) (ev conversation.Event, ok bool, err error) {
	was := m.PreviousMessage
	if was == nil || was.ThreadTimestamp == "" || was.ThreadTimestamp == m.DeletedTimeStamp || was.BotID != "" || was.User == "" {
		return ev, false, nil
	}
	return conversation.Event{
		ID:     "slack:del:" + m.Channel + ":" + m.DeletedTimeStamp,
		Kind:   conversation.Erased,
		By:     conversation.Actor{ID: was.User},
		Thread: nameOf(m.Channel, was.ThreadTimestamp),
		Line:   &conversation.DeskLine{ID: nameOf(m.Channel, m.DeletedTimeStamp)},
	}, true, nil
}

func (d *Desk) fromReaction(ctx context.Context, r *slackevents.ReactionAddedEvent) (ev conversation.Event, ok bool, err error) {
	if r.User == d.home.Load().user {
		return ev, false, nil
	}
	thread, err := d.threadOf(ctx, r.Item.Channel, r.Item.Timestamp)
	if err != nil || thread == "" || thread == r.Item.Timestamp {
		return ev, false, err
	}
	if member, err := d.isMember(ctx, r.User); err != nil || !member {
		return ev, false, err
	}
	by, err := d.person(ctx, r.User)
	if err != nil {
		return ev, false, err
	}
	return conversation.Event{
		ID:     "slack:re:" + r.Item.Channel + ":" + r.Item.Timestamp + ":" + r.User + ":" + r.Reaction + ":" + r.EventTimestamp,
		Kind:   conversation.Reacted,
		By:     by,
		Thread: nameOf(r.Item.Channel, thread),
		Line:   &conversation.DeskLine{ID: nameOf(r.Item.Channel, r.Item.Timestamp), Reaction: r.Reaction},
	}, true, nil
}

// fromAction translates a press on a button of ours, or a choice of a menu's. A press that is refused
// here is answered here, so that none is silent.
func (d *Desk) fromAction(ctx context.Context, cb slack.InteractionCallback) (ev conversation.Event, ok bool, err error) {
	if cb.Type != slack.InteractionTypeBlockActions || len(cb.ActionCallback.BlockActions) == 0 {
		return ev, false, nil
	}
	if d.home.Load() == nil {
		return ev, false, errNotStarted
	}
	action := cb.ActionCallback.BlockActions[0]
	what, ours, readable := errandOf(action)
	if !ours {
		return ev, false, nil
	}
	if !readable {
		d.answer(ctx, cb, d.notices.oldButton)
		return ev, false, nil
	}
	member, err := d.isMember(ctx, cb.User.ID)
	if err != nil {
		return ev, false, err
	}
	if !member {
		d.log.Warn("Slack: a press of somebody who is not in the channel is refused", "user", cb.User.ID)
		d.answer(ctx, cb, d.notices.membersOnly)
		return ev, false, nil
	}
	by, err := d.person(ctx, cb.User.ID)
	if err != nil {
		return ev, false, err
	}
	return conversation.Event{
		ID:     "slack:act:" + cb.Container.ChannelID + ":" + orElse(cb.Container.MessageTs, cb.Container.ViewID) + ":" + cb.User.ID + ":" + action.ActionTs,
		Kind:   conversation.Moved,
		By:     by,
		Record: what.Record,
		Desk:   what.Desk,
		Move:   &conversation.DeskMove{Name: what.Move, Case: what.Case, Line: what.Line, About: what.About, Trigger: cb.TriggerID},
	}, true, nil
}

// answer tells the person who pressed something, and nobody else. The response
// address works also for somebody who is not in the channel. A Home has none:
// whoever pressed something there is told in the channel, and a stranger's Home
// itself says that it is none.
func (d *Desk) answer(ctx context.Context, cb slack.InteractionCallback, words string) {
	if cb.ResponseURL == "" && cb.View.Type == slack.VTHomeTab {
		if d.pages != nil {
			d.homes.want(cb.User.ID, wish{})
		}
		_, err := d.api.PostEphemeralContext(ctx, d.home.Load().channel, cb.User.ID, slack.MsgOptionText(escape(words), false))
		if _, refused := asRefusal(err); err != nil && !refused {
			d.log.Warn("Slack: a press could not be answered", "problem", harmless(err))
		}
		return
	}
	if cb.ResponseURL == "" {
		return
	}
	// As a message of the Web API it would bear empty metadata, which is refused.
	said := &slack.WebhookMessage{Text: escape(words), ResponseType: slack.ResponseTypeEphemeral, ThreadTimestamp: cb.Container.ThreadTs}
	if err := slack.PostWebhookCustomHTTPContext(ctx, cb.ResponseURL, d.http, said); err != nil {
		d.log.Warn("Slack: a press could not be answered", "problem", harmless(err))
	}
}
