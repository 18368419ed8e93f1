package slack

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"residencyassist/conversation"
)

// connection is one run of one connection of a socket.
type connection struct {
	socket  *Socket
	number  int
	handle  Handle
	client  *socketmode.Client
	working sync.WaitGroup
	greeted bool
}

// run connects and receives until the connection cannot be kept or ctx ends.
// What is under way is finished, and acknowledged, before the connection is
// closed.
func (c *connection) run(ctx context.Context) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	c.client = socketmode.New(c.socket.desk.api, socketmode.OptionReadLimit(maxFrame), socketmode.OptionPingInterval(c.socket.silence))
	var failure error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		failure = c.client.RunContext(life)
	}()
	for {
		select {
		case <-ctx.Done():
			c.finish()
			end()
			<-ended
			return nil
		case <-ended:
			end()
			c.working.Wait()
			return failure
		case e := <-c.client.Events:
			if err := c.take(life, e); err != nil {
				end()
				c.working.Wait()
				<-ended
				return err
			}
		}
	}
}

// finish waits for what is under way. What still arrives is left: Slack brings it
// to whoever is there next.
func (c *connection) finish() {
	done := make(chan struct{})
	go func() {
		c.working.Wait()
		close(done)
	}()
	for {
		select {
		case <-done:
			return
		case <-c.client.Events:
		}
	}
}

// take deals with one event of the SDK. An error ends the connection.
func (c *connection) take(life context.Context, e socketmode.Event) error {
	log := c.socket.desk.log
	switch e.Type {
	case socketmode.EventTypeHello:
		c.greeted = true
		c.socket.mark(c.number, true, nil)
		log.Info("Slack: a connection is open", "connection", c.number)
	case socketmode.EventTypeConnecting:
		c.socket.mark(c.number, false, nil)
	case socketmode.EventTypeConnectionError:
		if failed, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
			return failed.ErrorObj
		}
	case socketmode.EventTypeErrorBadMessage:
		c.discard(life, e)
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive:
		received := time.Now()
		c.working.Add(1)
		taken := c.socket.lanes.do(c.socket.desk.laneOf(e.Data), func() {
			defer c.working.Done()
			c.process(life, e, received)
		})
		if !taken {
			c.working.Done()
			log.Warn("Slack: a thread has too much waiting; an envelope is left to come again", "attempt", e.Request.RetryAttempt)
		}
	case socketmode.EventTypeSlashCommand:
		c.acknowledge(life, e.Request.EnvelopeID, nil)
	}
	return nil
}

// laneOf says what has to stay in order: what belongs to one thread.
func (d *Desk) laneOf(data any) string {
	switch data := data.(type) {
	case slack.InteractionCallback:
		if data.Type == slack.InteractionTypeViewSubmission {
			return data.View.ID
		}
		return orElse(data.Container.ThreadTs, data.Container.MessageTs)
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

// process takes an envelope to its commit and acknowledges it then. An event
// that could not be committed is not acknowledged: Slack brings it again. A
// press it would not bring again, so the person is asked to; a form is kept open
// for them, with what they wrote. What belongs to no record is done with.
func (c *connection) process(life context.Context, e socketmode.Event, received time.Time) {
	d := c.socket.desk
	cb, pressed := e.Data.(slack.InteractionCallback)
	patience := c.socket.eventPatience
	if pressed {
		patience = c.socket.pressPatience
	}
	ctx, cancel := context.WithDeadline(life, received.Add(patience))
	defer cancel()
	reply, err := c.persist(ctx, e.Data)
	switch {
	case err == nil:
	case errors.Is(err, conversation.ErrNoRecord):
		d.log.Info("Slack: an envelope belongs to no record", "press", pressed)
	default:
		d.log.Error("Slack: an envelope could not be taken", "press", pressed, "attempt", e.Request.RetryAttempt, "problem", harmless(err))
		if !pressed {
			d.excuse(life, e, err)
			return
		}
	}
	form := cb.Type == slack.InteractionTypeViewSubmission
	if form && err != nil {
		reply = refuseForm(&cb.View, d.sorry(err, d.notices.formNotSaved))
	}
	c.acknowledge(life, e.Request.EnvelopeID, reply)
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
func (d *Desk) excuse(life context.Context, e socketmode.Event, err error) {
	event, ok := e.Data.(slackevents.EventsAPIEvent)
	if !ok || !errors.Is(err, errMembership) || e.Request.RetryAttempt > 0 {
		return
	}
	line, ok := event.InnerEvent.Data.(*slackevents.MessageEvent)
	if !ok {
		return
	}
	ctx, done := context.WithTimeout(life, callTimeout)
	defer done()
	_, err = d.api.PostEphemeralContext(ctx, line.Channel, line.User,
		slack.MsgOptionText(escape(d.notices.notYet), false), slack.MsgOptionTS(orElse(line.ThreadTimeStamp, line.TimeStamp)))
	if err != nil {
		d.log.Warn("Slack: the author of a line that waits could not be told", "problem", harmless(err))
	}
}

// persist translates and commits, and tries again until there is no time left.
func (c *connection) persist(ctx context.Context, data any) (*slack.ViewSubmissionResponse, error) {
	for pause := firstRetry; ; pause *= 2 {
		reply, err := c.socket.desk.take(ctx, data, c.handle)
		if err == nil || errors.Is(err, conversation.ErrNoRecord) || !wait(ctx, pause) {
			return reply, err
		}
	}
}

// discard acknowledges what the SDK cannot read: a kind of event that it does
// not know would come again and again.
func (c *connection) discard(life context.Context, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var envelope struct {
		ID   string `json:"envelope_id"`
		Type string `json:"type"`
	}
	// What is no envelope has no id, and nothing to acknowledge.
	_ = json.Unmarshal(bad.Message, &envelope)
	c.socket.desk.log.Info("Slack: an envelope of an unknown kind is passed over", "type", envelope.Type)
	if envelope.ID != "" {
		c.acknowledge(life, envelope.ID, nil)
	}
}

// acknowledge ends an envelope, with what Slack is to do about a form.
func (c *connection) acknowledge(life context.Context, envelope string, reply *slack.ViewSubmissionResponse) {
	var payload any
	if reply != nil { // a nil in it would be sent as null
		payload = reply
	}
	if err := c.client.AckCtx(life, envelope, payload); err != nil {
		c.socket.desk.log.Warn("Slack: an envelope could not be acknowledged", "problem", err)
	}
}
