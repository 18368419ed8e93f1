package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// isNeeded names the settings without which the bot does not start, and that only a
// person can get.
func isNeeded(name string) bool {
	switch name {
	case "TELEGRAM_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CHANNEL", "STORAGE_URL", "DATA_KEYS":
		return true
	}
	return false
}

// steps says what is to be done next. What is set already is left out.
func (cmd initCommand) steps(values map[string]string, address string) string {
	has := func(name string) bool { return values[name] != "" || values[name+"_FILE"] != "" }
	var steps []string
	if !has("TELEGRAM_TOKEN") {
		steps = append(steps, `Telegram. Write to @BotFather: /newbot, then a name and a username that ends in "bot".
   Put the token that it answers with behind TELEGRAM_TOKEN=. Write /setjoingroups, Disable: the bot is for private chats.`)
	}
	if !has("SLACK_BOT_TOKEN") || !has("SLACK_CHANNEL") || !has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET") {
		steps = append(steps, slackSteps(address))
	}
	steps = append(steps,
		`Keep a copy of DATA_KEYS where the database's backups are not: without it nothing can be read, with both everything can.`,
		"residency-assist doctor   tries every setting, and says what is still to be mended.",
		"residency-assist serve    starts the bot.")
	var b strings.Builder
	fmt.Fprintf(&b, "%s is written, for its owner's eyes alone, with fresh keys where it had none. What is left to do:\n", cmd.File)
	for i, step := range steps {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, step)
	}
	return b.String()
}

// slackSteps are those in Slack's pages, by the way in which Slack reaches the bot.
func slackSteps(address string) string {
	print, way := "residency-assist slack-manifest", `   Basic Information, App-Level Tokens: generate one with the scope connections:write; put it, xapp-…, behind SLACK_APP_TOKEN=.`
	if address != "" {
		print += " --url " + address
		way = `   Basic Information, App Credentials: put the Signing Secret behind SLACK_SIGNING_SECRET=, and leave SLACK_APP_TOKEN empty.
   Let ` + address + ` lead to the bot's LISTEN. Slack asks it for an answer when it is given the address: start the bot before.`
	}
	return `Slack. Make a private channel for the associates.
   At https://api.slack.com/apps: Create New App, From a manifest, JSON; paste what this prints:
       ` + print + `
` + way + `
   Install App: install it; put the bot token, xoxb-…, behind SLACK_BOT_TOKEN=.
   In the channel: /invite @Residency Assist. Put the channel's id, which stands at the foot of its details, behind SLACK_CHANNEL=.`
}

// sorted goes through values by their names.
func sorted(values map[string]string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if !yield(name, values[name]) {
				return
			}
		}
	}
}
