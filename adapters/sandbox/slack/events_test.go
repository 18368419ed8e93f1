package slack

import (
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"residencyassist/adapters/sandbox/fault"
)

func TestEventsReachTheAppAsSlackSendsThem(t *testing.T) {
	town := newTown(t)
	app := town.connect()

	ts := town.say("ana", "", "🔒 5 < 6 & see https://example.org/a?b=1&c=2, @luis")
	m := app.message()
	want := ":lock: 5 &lt; 6 &amp; see <https://example.org/a?b=1&amp;c=2>, <@U0LUIS001>"
	if m.Text != want || m.User != "U0ANA0001" || m.TimeStamp != ts || m.ChannelType != private {
		t.Errorf("the event reads %+v", m)
	}
	if seen := town.channel()[0].Text; seen != "🔒 5 < 6 & see https://example.org/a?b=1&c=2, @luis" {
		t.Errorf("the channel reads %q", seen)
	}

	town.control("POST", "unfurl", object{"channel": "cases", "ts": ts}, nil)
	if m := app.message(); m.SubType != "message_changed" || m.Message.Text != m.PreviousMessage.Text || m.Message.Edited != nil {
		t.Errorf("the unfurl reads %+v", m)
	}
	town.control("POST", "edit", object{"user": "ana", "channel": "cases", "ts": ts, "text": "better"}, nil)
	if m := app.message(); m.Message.Text != "better" || m.PreviousMessage.Text != want || m.Message.Edited == nil || m.TimeStamp == ts {
		t.Errorf("the edit reads %+v", m)
	}
	town.control("POST", "react", object{"user": "luis", "channel": "cases", "ts": ts, "emoji": "eyes"}, nil)
	if r, ok := app.inner().(*slackevents.ReactionAddedEvent); !ok || r.User != "U0LUIS001" || r.Item.Timestamp != ts {
		t.Errorf("the reaction reads %+v", r)
	}
	town.control("POST", "delete", object{"user": "ana", "channel": "cases", "ts": ts}, nil)
	if m := app.message(); m.SubType != "message_deleted" || m.DeletedTimeStamp != ts || m.PreviousMessage.Text != "better" {
		t.Errorf("the deletion reads %+v", m)
	}
	town.post(slackgo.MsgOptionText("an echo", false))
	if m := app.message(); m.BotID != botID {
		t.Errorf("the bot's own post reads %+v", m)
	}
	town.quiet()
}

func TestUnacknowledgedEventsComeAgain(t *testing.T) {
	town := newTown(t)
	town.world.ackWait = 50 * time.Millisecond
	app := town.connect()
	town.say("ana", "", "once more")
	first := app.next(socketmode.EventTypeEventsAPI)
	second := app.next(socketmode.EventTypeEventsAPI)
	if second.Request.RetryAttempt != 1 || second.Request.RetryReason != "timeout" {
		t.Errorf("the retry reads %+v", second.Request)
	}
	if a, b := eventID(first), eventID(second); a != b || a == "" {
		t.Errorf("the retry has event id %q, the first %q", b, a)
	}
	app.ack(second, nil)
	town.quiet()
}

func eventID(e socketmode.Event) string {
	return e.Data.(slackevents.EventsAPIEvent).Data.(*slackevents.EventsAPICallbackEvent).EventID
}

func TestEventsWaitForAConnection(t *testing.T) {
	town := newTown(t)
	town.say("ana", "", "is anybody there?")
	if town.world.Pending() == "" {
		t.Fatal("an event that waits is not pending")
	}
	app := town.connect()
	e := app.next(socketmode.EventTypeEventsAPI)
	if e.Request.RetryAttempt != 1 {
		t.Errorf("what waited came as attempt %d", e.Request.RetryAttempt)
	}
	app.ack(e, nil)
	town.quiet()
}

func TestOrderedSocketFaults(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	town.faults.Order(fault.Fault{API: "slack", Method: "socket", Kind: fault.Disconnect})
	town.say("ana", "", "across a reconnect")
	app.next(socketmode.EventTypeHello)
	if m := app.message(); m.Text != "across a reconnect" {
		t.Errorf("after the reconnect came %+v", m)
	}
	town.quiet()
	town.faults.Order(fault.Fault{API: "slack", Method: "socket", Kind: fault.Silent})
	town.say("ana", "", "into a silent line")
	if town.world.Pending() != "Slack events not delivered: 1" {
		t.Errorf("with a silent connection pending is %q", town.world.Pending())
	}
	other := town.connect()
	if m := other.message(); m.Text != "into a silent line" {
		t.Errorf("the other connection got %+v", m)
	}
	town.quiet()
}

func TestDuplicatesHaveIDsOfTheirOwn(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	town.faults.Order(fault.Fault{API: "slack", Method: "event", Kind: fault.Duplicate})
	ts := town.say("ana", "", "twice")
	one, two := app.next(socketmode.EventTypeEventsAPI), app.next(socketmode.EventTypeEventsAPI)
	app.ack(one, nil)
	app.ack(two, nil)
	if eventID(one) == eventID(two) || one.Request.EnvelopeID == two.Request.EnvelopeID {
		t.Error("the duplicate has the ids of the first")
	}
	again := two.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent)
	if again.TimeStamp != ts {
		t.Errorf("the duplicate is of %s", again.TimeStamp)
	}
}
