package slack

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"residencyassist/adapters/sandbox/fault"
)

func TestBotPostsUpdatesAndReacts(t *testing.T) {
	town := newTown(t)
	if who, err := town.bot.AuthTest(); err != nil || who.UserID != botUserID {
		t.Fatalf("auth.test: %v %v", who, err)
	}
	card := town.post(slackgo.MsgOptionText("Case A &amp; B", false), slackgo.MsgOptionBlocks(
		slackgo.NewHeaderBlock(slackgo.NewTextBlockObject("plain_text", "Case RA-1", false, false)),
		slackgo.NewSectionBlock(slackgo.NewTextBlockObject("mrkdwn", "*Window* opens <@U0ANA0001>", false, false), nil, nil),
		slackgo.NewActionBlock("moves", slackgo.NewButtonBlockElement("claim", "1", slackgo.NewTextBlockObject("plain_text", "Claim", false, false))),
	), slackgo.MsgOptionMetadata(slackgo.SlackMetadata{EventType: "case", EventPayload: map[string]any{"ref": "RA-1"}}))
	reply := town.post(slackgo.MsgOptionText("A first line", false), slackgo.MsgOptionTS(card))

	seen := town.channel()
	if len(seen) != 1 || seen[0].Text != "Case A & B" || seen[0].User != "bot" || len(seen[0].Thread) != 1 {
		t.Fatalf("the channel shows %+v", seen)
	}
	if want := []string{"Case RA-1", "Window opens @ana"}; !slices.Equal(seen[0].Blocks, want) {
		t.Errorf("blocks read %q, want %q", seen[0].Blocks, want)
	}
	if !slices.Equal(seen[0].Buttons, []string{"Claim"}) {
		t.Errorf("buttons read %q", seen[0].Buttons)
	}

	if _, _, _, err := town.bot.UpdateMessage(casesID, reply, slackgo.MsgOptionText("A better line", false)); err != nil {
		t.Fatal(err)
	}
	item := slackgo.NewRefToMessage(casesID, reply)
	if err := town.bot.AddReaction("white_check_mark", item); err != nil {
		t.Fatal(err)
	}
	if err := town.bot.AddReaction("white_check_mark", item); err == nil || err.Error() != "already_reacted" {
		t.Errorf("a second reaction answered %v", err)
	}
	got, err := town.bot.GetReactions(item, slackgo.NewGetReactionsParameters())
	if err != nil || len(got.Reactions) != 1 || got.Reactions[0].Users[0] != botUserID {
		t.Errorf("reactions.get: %+v, %v", got, err)
	}
	line := town.channel()[0].Thread[0]
	if line.Text != "A better line" || !line.Edited || !slices.Equal(line.Reactions["white_check_mark"], []string{"bot"}) {
		t.Errorf("the reply shows %+v", line)
	}

	history, err := town.bot.GetConversationHistory(&slackgo.GetConversationHistoryParameters{ChannelID: casesID, IncludeAllMetadata: true})
	if err != nil || len(history.Messages) != 1 || history.Messages[0].Metadata.EventPayload["ref"] != "RA-1" {
		t.Fatalf("history: %+v, %v", history, err)
	}
	thread, _, _, err := town.bot.GetConversationReplies(&slackgo.GetConversationRepliesParameters{ChannelID: casesID, Timestamp: card, Oldest: card})
	if err != nil || len(thread) != 2 || thread[1].Timestamp != reply || thread[0].ReplyCount != 1 {
		t.Fatalf("replies: %+v, %v", thread, err)
	}

	if _, _, err := town.bot.DeleteMessage(casesID, reply); err != nil {
		t.Fatal(err)
	}
	if seen := town.channel(); len(seen[0].Thread) != 0 {
		t.Errorf("the reply is still there: %+v", seen)
	}
}

func TestFilesGoBothWays(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	card := town.post(slackgo.MsgOptionText("card", false))
	app.message()
	sum, err := town.bot.UploadFile(slackgo.UploadFileParameters{
		Filename: "card.pdf", FileSize: 5, Reader: strings.NewReader("%PDF-"), Channel: casesID, ThreadTimestamp: card, InitialComment: "page one",
	})
	if err != nil {
		t.Fatal(err)
	}
	m := app.message()
	if m.SubType != "file_share" || m.Message.Files[0].ID != sum.ID || m.ThreadTimeStamp != card {
		t.Errorf("the share reads %+v", m)
	}
	if f := town.channel()[0].Thread[0].Files; len(f) != 1 || f[0].Name != "card.pdf" || f[0].Size != 5 || f[0].Type != "application/pdf" {
		t.Errorf("the thread shows %+v", f)
	}

	town.control("POST", "say", object{"user": "ana", "channel": "cases", "thread_ts": card,
		"file": object{"name": "form.pdf", "type": "application/pdf", "base64": base64.StdEncoding.EncodeToString([]byte("a form"))}}, nil)
	m = app.message()
	var got bytes.Buffer
	if err := town.bot.GetFile(m.Message.Files[0].URLPrivateDownload, &got); err != nil || got.String() != "a form" {
		t.Errorf("downloading: %q, %v", got.String(), err)
	}
	if err := town.bot.DeleteFile(m.Message.Files[0].ID); err == nil || err.Error() != "cant_delete_file" {
		t.Errorf("deleting ana's file answered %v", err)
	}
	if err := town.bot.DeleteFile(sum.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := town.bot.GetFileInfo(sum.ID, 1, 1); err == nil || err.Error() != "file_deleted" {
		t.Errorf("a deleted file's info answered %v", err)
	}
	if m := app.message(); m.SubType != "message_changed" {
		t.Errorf("the deletion sent %+v", m)
	}
}

func TestPostingRateFollowsTheStoryClock(t *testing.T) {
	town := newTown(t)
	for i := range postBurst {
		town.post(slackgo.MsgOptionText(fmt.Sprint(i), false))
	}
	_, _, err := town.bot.PostMessage(casesID, slackgo.MsgOptionText("too soon", false))
	var limited *slackgo.RateLimitedError
	if !errors.As(err, &limited) || limited.RetryAfter != time.Second {
		t.Fatalf("posting too soon answered %v", err)
	}
	town.pass(time.Second)
	town.post(slackgo.MsgOptionText("in time", false))
}

func TestOrderedAPIFaults(t *testing.T) {
	town := newTown(t)
	town.faults.Order(fault.Fault{API: "slack", Method: "chat.postMessage", Kind: fault.Lost})
	if _, _, err := town.bot.PostMessage(casesID, slackgo.MsgOptionText("lost", false)); err == nil {
		t.Error("a lost answer arrived")
	}
	if seen := town.channel(); len(seen) != 1 || seen[0].Text != "lost" {
		t.Errorf("the work was not done: %+v", seen)
	}
	town.faults.Order(fault.Fault{API: "slack", Status: 429, RetryAfter: 7})
	var limited *slackgo.RateLimitedError
	if _, err := town.bot.AuthTest(); !errors.As(err, &limited) || limited.RetryAfter != 7*time.Second {
		t.Errorf("an ordered 429 answered %v", err)
	}
	town.faults.Order(fault.Fault{API: "slack", Status: 502, Kind: fault.HTML})
	if _, err := town.bot.AuthTest(); err == nil {
		t.Error("a gateway's page passed for an answer")
	}
}
