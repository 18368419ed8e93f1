package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// The commands that associates type.
const (
	commandCases     = "/cases"
	commandCase      = "/case"
	commandReminders = "/reminders"
	commandClosed    = "/closed"
	commandOffice    = "/office"
)

// commandAnswer is what a command is answered with. Nobody else sees it.
type commandAnswer struct {
	ResponseType string       `json:"response_type"`
	Text         string       `json:"text"`
	Blocks       slack.Blocks `json:"blocks,omitzero"`
}

func alone(words string) commandAnswer {
	return commandAnswer{ResponseType: slack.ResponseTypeEphemeral, Text: escape(words)}
}

// obey answers a command, in its acknowledgement: there is always an answer, and
// it is for whoever asked, wherever they did.
func (d *Desk) obey(ctx context.Context, c slack.SlashCommand) any {
	if d.home.Load() == nil || d.pages == nil {
		return alone(d.notices.lookAgain)
	}
	member, err := d.isMember(ctx, c.UserID)
	switch {
	case err != nil:
		d.log.Error("Slack: a command could not be answered", "command", c.Command, "problem", harmless(err))
		return alone(d.notices.lookAgain)
	case !member:
		d.log.Warn("Slack: a command of somebody who is not in the channel is refused", "user", c.UserID)
		return alone(d.notices.membersOnly)
	}
	page, err := d.ask(ctx, c.Command, strings.TrimSpace(unescape(c.Text)))
	if err != nil {
		d.log.Error("Slack: a command could not be answered", "command", c.Command, "problem", err)
		return alone(d.notices.lookAgain)
	}
	r := d.sheet(page, maxBlocks)
	return commandAnswer{ResponseType: slack.ResponseTypeEphemeral, Text: r.text, Blocks: slack.Blocks{BlockSet: r.blocks}}
}

// ask finds the page that a command is for.
func (d *Desk) ask(ctx context.Context, command, text string) (conversation.Page, error) {
	help := strings.EqualFold(text, "help") || strings.EqualFold(text, "ayuda")
	switch {
	case help:
	case command == commandCases:
		return d.pages.Queue(ctx)
	case command == commandCase && text != "":
		return d.pages.Case(ctx, text)
	case command == commandReminders:
		return d.pages.Outgoing(ctx)
	case command == commandClosed:
		return d.pages.ClosedDays(ctx)
	case command == commandOffice:
		return d.pages.Offices(ctx, text)
	}
	return d.pages.Help(ctx, strings.TrimPrefix(command, "/"))
}
