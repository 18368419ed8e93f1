package slack

import (
	"context"
	"encoding/json"
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

// maxAcknowledged is how many bytes an answer may have that goes with the
// acknowledgement: of Socket Mode's, envelope and all, Slack silently drops what has
// twenty thousand. A list of all cases can be longer.
const maxAcknowledged = 16_000

// answerCommand answers in the acknowledgement, or where the answer is too long for
// that, right after it, at the address that came with the command.
func (a arrival) answerCommand(life context.Context, c slack.SlashCommand) {
	ctx, cancel := context.WithDeadline(life, a.received.Add(a.pressPatience))
	defer cancel()
	answer := a.desk.obey(ctx, c)
	text, err := json.Marshal(answer)
	if err == nil && len(text) <= maxAcknowledged || c.ResponseURL == "" {
		a.acknowledge(answer)
		return
	}
	a.acknowledge(nil)
	telling, done := context.WithTimeout(life, callTimeout)
	defer done()
	said := &slack.WebhookMessage{Text: answer.Text, Blocks: &answer.Blocks, ResponseType: answer.ResponseType}
	if err := slack.PostWebhookCustomHTTPContext(telling, c.ResponseURL, a.desk.http, said); err != nil {
		a.desk.log.Error("Slack: a command could not be answered", "command", c.Command, "problem", harmless(err))
	}
}

// obey is the answer to a command: there always is one, and it is for whoever
// asked, wherever they did.
func (d *Desk) obey(ctx context.Context, c slack.SlashCommand) commandAnswer {
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
