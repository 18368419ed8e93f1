package main

import (
	"context"
	"regexp"
	"strings"

	"residencyassist/adapters/slack"
)

// signingForm is how a signing secret looks; Slack does not promise it.
var signingForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// examineSlack asks who the app is, what it may do, and how the channel is.
func examineSlack(ctx context.Context, s settings, f *findings) {
	if s.SlackSigningSecret != "" && s.SandboxURL == "" && !signingForm.MatchString(s.SlackSigningSecret) {
		f.look("SLACK_SIGNING_SECRET does not look like one, which is 32 of the signs 0-9 and a-f", "copy it from Basic Information, App Credentials, Signing Secret, which is neither the client secret nor the verification token")
	}
	if s.SlackBotToken == "" {
		return // it is among the settings' own findings
	}
	channel := s.SlackChannel
	if channel == "" {
		channel = "none" // it is not looked for
	}
	desk, err := slack.New(slack.Config{BotToken: s.SlackBotToken, AppToken: s.SlackAppToken, APIURL: s.SlackAPIURL, Channel: channel, Group: s.SlackGroup})
	if err != nil {
		f.mend("SLACK_API_URL, SLACK_CHANNEL", err.Error())
		return
	}
	if s.SlackAppToken != "" {
		examineSocket(ctx, desk, f)
	}
	standing, err := desk.Standing(ctx)
	if err != nil {
		f.mend(slackSays("the bot token", err), "copy SLACK_BOT_TOKEN, xoxb-…, from OAuth & Permissions, and look at the network and SLACK_API_URL")
		return
	}
	f.ok("the app is installed in %s", standing.Team)
	switch {
	case len(standing.Lacking) > 0:
		f.mend("the app lacks the scopes "+strings.Join(standing.Lacking, ", "), "replace its manifest by what slack-manifest prints, under App Manifest, and install it to the workspace again")
	default:
		f.ok("the app has the scopes that it needs")
	}
	if s.SlackChannel != "" {
		examineRoom(ctx, desk, f)
	}
	if s.SlackGroup != "" {
		examineGroup(ctx, desk, standing, f)
	}
}

func examineSocket(ctx context.Context, desk *slack.Desk, f *findings) {
	if err := desk.TrySocket(ctx); err != nil {
		f.mend(slackSays("the app token", err), "make one with the scope connections:write under Basic Information, App-Level Tokens, switch Socket Mode on, and set SLACK_APP_TOKEN, xapp-…")
		return
	}
	f.ok("Socket Mode lets the bot in")
}

func examineRoom(ctx context.Context, desk *slack.Desk, f *findings) {
	room, err := desk.Room(ctx)
	switch {
	case err != nil:
		found, do, _ := strings.Cut(err.Error(), "; ")
		f.mend(found, do)
	case !room.Private:
		f.mend("#"+room.Name+" is public, and everybody in the workspace could read what applicants write", "change it to private in its settings, or make a private one and set SLACK_CHANNEL to its id")
	default:
		f.ok("#%s is private, and the bot is in it", room.Name)
	}
}

func examineGroup(ctx context.Context, desk *slack.Desk, standing slack.Standing, f *findings) {
	if !standing.Groups {
		f.look("whether SLACK_GROUP is there cannot be seen without the scope usergroups:read, which the bot itself does without", "look in Slack under People & user groups: the id, S…, stands behind the group's three dots")
		return
	}
	there, err := desk.HasGroup(ctx)
	switch {
	case err != nil:
		f.mend(slackSays("the user groups", err), "try again")
	case !there:
		f.mend("SLACK_GROUP is no user group of this workspace, or a disabled one", "write its id, S…, from the group's three dots under People & user groups, or take SLACK_GROUP out")
	default:
		f.ok("the user group is there")
	}
}

// slackSays words why Slack took something not, by its own word if it answered.
func slackSays(what string, err error) string {
	if code := slack.Refusal(err); code != "" {
		return "Slack refuses " + what + " (" + code + ")"
	}
	return "Slack cannot be asked about " + what + ": " + err.Error()
}
