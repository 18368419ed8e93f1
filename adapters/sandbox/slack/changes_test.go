package slack

import (
	"testing"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// TestTheEndOfAThreadsFirstMessageStormsItsReplies deletes a card: its replies
// are told as changed, though nobody touched them.
func TestTheEndOfAThreadsFirstMessageStormsItsReplies(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	card := town.post(slackgo.MsgOptionText("card", false))
	app.message()
	for _, text := range []string{"one", "two"} {
		town.control("POST", "say", object{"user": "ana", "channel": "cases", "thread_ts": card, "text": text}, nil)
		app.message()
	}
	if code := town.control("POST", "delete", object{"user": "bot", "channel": "cases", "ts": card}, nil); code != 200 {
		t.Fatalf("deleting answered %d", code)
	}
	for _, want := range []string{"tombstone", "", ""} {
		m, ok := app.inner().(*slackevents.MessageEvent)
		if !ok || m.SubType != slackgo.MsgSubTypeMessageChanged || m.Message.SubType != want || m.Message.Edited != nil {
			t.Errorf("the app was told %+v", m)
		}
	}
	town.quiet()
}

// TestAScreenThatIsBehindStillShowsTheChannel lets somebody press who is not in
// the channel, and hear the answer.
func TestAScreenThatIsBehindStillShowsTheChannel(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	word := slackgo.NewTextBlockObject("plain_text", "Claim", false, false)
	card := town.post(slackgo.MsgOptionText("card", false), slackgo.MsgOptionBlocks(slackgo.NewActionBlock("", slackgo.NewButtonBlockElement("claim", "", word))))
	app.message()
	press := object{"user": "visitor", "channel": "cases", "ts": card, "press": "Claim"}
	if code := town.control("POST", "press", press, nil); code != 403 {
		t.Errorf("a visitor's press answered %d", code)
	}
	press["behind"] = true
	done := town.later("press", press, nil)
	e, call := app.interaction()
	app.ack(e, nil)
	<-done
	if err := slackgo.PostWebhook(call.ResponseURL, &slackgo.WebhookMessage{Text: "not you"}); err != nil {
		t.Fatal(err)
	}
	var whispers []shown
	if town.control("GET", "ephemeral/visitor", nil, &whispers); len(whispers) != 1 || whispers[0].Text != "not you" {
		t.Errorf("the visitor was shown %+v", whispers)
	}
}

// TestAScreenThatIsBehindStillPressesTheCard presses a button in a block that an
// edit of its message has put another in the place of.
func TestAScreenThatIsBehindStillPressesTheCard(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	claim := slackgo.NewButtonBlockElement("claim", "RA-1", slackgo.NewTextBlockObject("plain_text", "Claim", false, false))
	card := town.post(slackgo.MsgOptionText("card", false), slackgo.MsgOptionBlocks(slackgo.NewActionBlock("before", claim)))
	app.message()
	if _, _, _, err := town.bot.UpdateMessage(casesID, card, slackgo.MsgOptionText("card", false), slackgo.MsgOptionBlocks(slackgo.NewActionBlock("after", claim))); err != nil {
		t.Fatal(err)
	}
	app.message()
	done := town.later("press", object{"user": "ana", "channel": "cases", "ts": card, "press": "Claim", "block": "before"}, &opened{})
	e, call := app.interaction()
	if action := call.ActionCallback.BlockActions[0]; action.ActionID != "claim" || action.BlockID != "after" {
		t.Errorf("the press reads %+v", action)
	}
	app.ack(e, nil)
	<-done
}
