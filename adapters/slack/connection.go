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
		c.acknowledge(life, e.Request.EnvelopeID)
	}
	return nil
}

// laneOf says what has to stay in order: what belongs to one thread.
func (d *Desk) laneOf(data any) string {
	switch data := data.(type) {
	case slack.InteractionCallback:
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
// press it would not bring again, so the person is asked to. What belongs to no
// record is done with.
func (c *connection) process(life context.Context, e socketmode.Event, received time.Time) {
	d := c.socket.desk
	cb, pressed := e.Data.(slack.InteractionCallback)
	patience := c.socket.eventPatience
	if pressed {
		patience = c.socket.pressPatience
	}
	ctx, cancel := context.WithDeadline(life, received.Add(patience))
	defer cancel()
	err := c.persist(ctx, e.Data)
	words := ""
	switch {
	case err == nil:
	case errors.Is(err, conversation.ErrNoRecord):
		d.log.Info("Slack: an envelope belongs to no record", "press", pressed)
		words = d.notices.oldButton
	default:
		d.log.Error("Slack: an envelope could not be taken", "press", pressed, "attempt", e.Request.RetryAttempt, "problem", harmless(err))
		words = d.notices.pressAgain
		if !pressed {
			d.excuse(life, e, err)
			return
		}
	}
	c.acknowledge(life, e.Request.EnvelopeID)
	if pressed && err != nil {
		telling, done := context.WithTimeout(life, callTimeout)
		defer done()
		d.answer(telling, cb, words)
	}
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
func (c *connection) persist(ctx context.Context, data any) error {
	for pause := firstRetry; ; pause *= 2 {
		err := c.once(ctx, data)
		if err == nil || errors.Is(err, conversation.ErrNoRecord) || !wait(ctx, pause) {
			return err
		}
	}
}

func (c *connection) once(ctx context.Context, data any) error {
	var ev conversation.Event
	var ok bool
	var err error
	switch data := data.(type) {
	case slackevents.EventsAPIEvent:
		ev, ok, err = c.socket.desk.fromEvent(ctx, data)
	case slack.InteractionCallback:
		ev, ok, err = c.socket.desk.fromAction(ctx, data)
	}
	if err != nil || !ok {
		return err
	}
	return c.handle(ctx, ev)
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
		c.acknowledge(life, envelope.ID)
	}
}

func (c *connection) acknowledge(life context.Context, envelope string) {
	if err := c.client.AckCtx(life, envelope, nil); err != nil {
		c.socket.desk.log.Warn("Slack: an envelope could not be acknowledged", "problem", err)
	}
}
