package slack

import (
	"strings"

	"github.com/slack-go/slack"
)

// CommandWords is a slash command as Slack lists it.
type CommandWords struct {
	Name   string // without the slash
	Words  string
	Behind string // what is typed behind it
}

// Manifest describes the app to Slack: what it may do, what it is told of, and
// how. With an address of our own, Slack posts to it; without one, Socket Mode
// brings everything.
func Manifest(name string, commands []CommandWords, address string) slack.Manifest {
	address = strings.TrimRight(address, "/")
	at := func(path string) string {
		if address == "" {
			return ""
		}
		return address + path
	}
	m := slack.Manifest{Metadata: slack.ManifestMetadata{MajorVersion: 1}, Display: slack.Display{Name: name, Description: "Cases of card renewals, for the associates who look after them"}}
	m.Features.BotUser = slack.BotUser{DisplayName: name, AlwaysOnline: true}
	m.Features.AppHome = slack.AppHome{HomeTabEnabled: true}
	for _, c := range commands {
		m.Features.SlashCommands = append(m.Features.SlashCommands, slack.ManifestSlashCommand{
			Command: "/" + c.Name, Description: c.Words, UsageHint: c.Behind, Url: at(CommandsPath),
		})
	}
	m.OAuthConfig.Scopes = slack.OAuthScopes{Bot: scopes()}
	m.Settings.EventSubscriptions = &slack.EventSubscriptions{RequestUrl: at(EventsPath), BotEvents: botEvents()}
	m.Settings.Interactivity = &slack.Interactivity{IsEnabled: true, RequestUrl: at(InteractivePath)}
	m.Settings.SocketModeEnabled = address == ""
	return m
}

// scopes is what the app may do, and no more.
func scopes() []string {
	return []string{
		"chat:write",      // cards, lines, whispers
		"commands",        // /cases and its kin
		"files:read",      // what associates attach
		"files:write",     // what applicants send
		"groups:history",  // lines of the channel, which is private
		"groups:read",     // the channel by its name, and who is in it
		"reactions:read",  // the cross that takes a line back
		"reactions:write", // the fate of a line
		"users:read",      // an associate's name
	}
}

// botEvents is what the app is told of.
func botEvents() []string {
	return []string{
		"app_home_opened",
		"member_left_channel",
		"message.groups",
		"reaction_added",
	}
}
