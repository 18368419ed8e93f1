package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"residencyassist/adapters/slack"
	"residencyassist/conversation"
)

type manifestCommand struct {
	Name string `default:"Residency Assist" help:"The app's name, of at most 35 letters (${default})."`
	URL  string `name:"url" help:"https://…, where Slack reaches the bot and posts signed requests; absent: Socket Mode."`
}

// Run prints the manifest.
func (cmd manifestCommand) Run(c console) error {
	if cmd.Name == "" || len([]rune(cmd.Name)) > 35 {
		return errors.New("--name must have 1 to 35 letters")
	}
	address, err := hostAlone(cmd.URL)
	if err != nil {
		return err
	}
	service, err := conversation.DefaultService()
	if err != nil {
		return err
	}
	engine, err := conversation.New(service)
	if err != nil {
		return fmt.Errorf("the dialogue does not hold together: %w", err)
	}
	var commands []slack.CommandWords
	for _, name := range conversation.DeskCommands() {
		words, behind := engine.CommandHelp(name)
		commands = append(commands, slack.CommandWords{Name: name, Words: words, Behind: behind})
	}
	out := json.NewEncoder(c.out)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(slack.Manifest(cmd.Name, commands, address))
}
