package slack

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"residencyassist/conversation"
)

// arrival is one thing that Slack brought, by whatever way: an event, a press, a
// form that was filled in, or a command.
type arrival struct {
	desk          *Desk
	handle        Handle
	data          any
	attempt       int // how often it was brought before
	received      time.Time
	pressPatience time.Duration
	eventPatience time.Duration
	acknowledge   func(reply any) // ends it; what is not acknowledged comes again
}

// laneOf says what has to stay in order: what belongs to one thread.
func (d *Desk) laneOf(data any) string {
	switch data := data.(type) {
	case slack.SlashCommand:
		return data.TriggerID
	case slack.InteractionCallback:
		if data.Type == slack.InteractionTypeViewSubmission {
			return data.View.ID
		}
		return orElse(data.Container.ThreadTs, orElse(data.Container.MessageTs, data.Container.ViewID))
	case slackevents.EventsAPIEvent:
		switch inner := data.InnerEvent.Data.(type) {
		case *slackevents.MessageEvent:
			if inner.PreviousMessage != nil {
				return orElse(inner.PreviousMessage.ThreadTimestamp, inner.PreviousMessage.Timestamp)
			}
			return orElse(inner.ThreadTimeStamp, inner.TimeStamp)
		case *slackevents.ReactionAddedEvent:
			return orElse(d.threads.of(place{inner.Item.Channel, inner.Item.Timestamp}), inner.Item.Timestamp)
		}
	}
	return ""
}

// process takes what came to its commit and acknowledges it then. An event that
// could not be committed is not acknowledged: Slack brings it again. A press it
// would not bring again, so the person is asked to; a form is kept open for them,
// with what they wrote. What belongs to no record is done with.
func (a arrival) process(life context.Context) {
	d := a.desk
	cb, pressed := a.data.(slack.InteractionCallback)
	patience := a.eventPatience
	if pressed {
		patience = a.pressPatience
	}
	if command, ok := a.data.(slack.SlashCommand); ok {
		a.answerCommand(life, command)
		return
	}
	ctx, cancel := context.WithDeadline(life, a.received.Add(patience))
	defer cancel()
	reply, err := a.persist(ctx)
	switch {
	case err == nil:
	case errors.Is(err, conversation.ErrNoRecord):
		d.log.Info("Slack: an envelope belongs to no record", "press", pressed)
	default:
		d.log.Error("Slack: an envelope could not be taken", "press", pressed, "attempt", a.attempt, "problem", harmless(err))
		if !pressed {
			a.excuse(life, err)
			return
		}
	}
	form := cb.Type == slack.InteractionTypeViewSubmission
	if form && err != nil {
		reply = refuseForm(&cb.View, d.sorry(err, d.notices.formNotSaved))
	}
	if reply != nil {
		a.acknowledge(reply)
	} else {
		a.acknowledge(nil) // a nil reply in it would be sent as null
	}
	if pressed && !form && err != nil {
		telling, done := context.WithTimeout(life, callTimeout)
		defer done()
		d.answer(telling, cb, d.sorry(err, d.notices.pressAgain))
	}
}

// sorry is what somebody is told whose press or form was not taken.
func (d *Desk) sorry(err error, again string) string {
	if errors.Is(err, conversation.ErrNoRecord) {
		return d.notices.oldButton
	}
	return again
}

// excuse tells the author of a line, the first time, that it waits because Slack
// does not say who is in the channel. If Slack does not even take these words,
// the line still has no mark.
func (a arrival) excuse(life context.Context, err error) {
	event, ok := a.data.(slackevents.EventsAPIEvent)
	if !ok || !errors.Is(err, errMembership) || a.attempt > 0 {
		return
	}
	line, ok := event.InnerEvent.Data.(*slackevents.MessageEvent)
	if !ok {
		return
	}
	ctx, done := context.WithTimeout(life, callTimeout)
	defer done()
	_, err = a.desk.api.PostEphemeralContext(ctx, line.Channel, line.User,
		slack.MsgOptionText(escape(a.desk.notices.notYet), false), slack.MsgOptionTS(orElse(line.ThreadTimeStamp, line.TimeStamp)))
	if err != nil {
		a.desk.log.Warn("Slack: the author of a line that waits could not be told", "problem", harmless(err))
	}
}

// persist translates and commits, and tries again until there is no time left.
func (a arrival) persist(ctx context.Context) (*slack.ViewSubmissionResponse, error) {
	for pause := firstRetry; ; pause *= 2 {
		reply, err := a.desk.take(ctx, a.data, a.handle)
		if err == nil || errors.Is(err, conversation.ErrNoRecord) || !wait(ctx, pause) {
			return reply, err
		}
	}
}
