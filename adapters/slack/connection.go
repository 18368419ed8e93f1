package slack

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// connection is one run of one connection of a socket.
type connection struct {
	socket  *Socket
	number  int
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
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		a := c.arrival(life, e)
		c.working.Add(1)
		taken := c.socket.lanes.do(c.socket.desk.laneOf(e.Data), func() {
			defer c.working.Done()
			a.process(life)
		})
		if !taken {
			c.working.Done()
			log.Warn("Slack: a thread has too much waiting; an envelope is left to come again", "attempt", e.Request.RetryAttempt)
		}
	}
	return nil
}

// arrival is an envelope as what every way in brings.
func (c *connection) arrival(life context.Context, e socketmode.Event) arrival {
	return arrival{
		desk: c.socket.desk, handle: c.socket.handle, data: e.Data, attempt: e.Request.RetryAttempt, received: time.Now(),
		pressPatience: c.socket.pressPatience, eventPatience: c.socket.eventPatience,
		acknowledge: func(reply any) { c.acknowledge(life, e.Request.EnvelopeID, reply) },
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

// acknowledge ends an envelope, with what Slack is to do about it or show, if
// anything.
func (c *connection) acknowledge(life context.Context, envelope string, reply any) {
	if err := c.client.AckCtx(life, envelope, reply); err != nil {
		c.socket.desk.log.Warn("Slack: an envelope could not be acknowledged", "problem", err)
	}
}
