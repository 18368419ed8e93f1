package telegram

import (
	"context"
	"fmt"
	"log/slog"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/conversation/locale"
)

// Command is a line of the menu.
type Command struct {
	Name  string // without the slash
	Words string // what it does
}

// menuPatience bounds the wait between two tries: the menu is no hurry.
const menuPatience = 6

// SetMenu sets the menu of commands in every language. It tries until Telegram
// has taken it or ctx ends: a bot without its menu works, so nobody waits for
// it and nothing fails with it.
func SetMenu(ctx context.Context, c *Client, log *slog.Logger, commands func(locale.Language) []Command) {
	for failures := 0; ctx.Err() == nil; failures++ {
		err := setMenu(ctx, c, commands)
		if err == nil || ctx.Err() != nil {
			return
		}
		log.Warn("setting Telegram's menu of commands failed, and is tried again", "problem", err)
		pause(ctx, menuPatience*backoff(err, failures))
	}
}

// setMenu sets one list for each scope and language. The list without a
// language is for everybody whose language we do not speak.
func setMenu(ctx context.Context, c *Client, commands func(locale.Language) []Command) error {
	codes := map[string]locale.Language{"": locale.English}
	for _, lang := range locale.Languages() {
		codes[string(lang)] = lang
	}
	for _, scope := range []tgbotapi.BotCommandScope{tgbotapi.NewBotCommandScopeDefault(), tgbotapi.NewBotCommandScopeAllPrivateChats()} {
		for code, lang := range codes {
			if err := setCommands(ctx, c, scope, code, commands(lang)); err != nil {
				return err
			}
		}
	}
	return nil
}

func setCommands(ctx context.Context, c *Client, scope tgbotapi.BotCommandScope, code string, commands []Command) error {
	list := make([]tgbotapi.BotCommand, len(commands))
	for i, command := range commands {
		list[i] = tgbotapi.BotCommand{Command: command.Name, Description: command.Words}
	}
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", code)
	if err := params.AddInterface("commands", list); err != nil {
		return fmt.Errorf("writing the menu: %w", err)
	}
	if err := params.AddInterface("scope", scope); err != nil {
		return fmt.Errorf("writing the menu's scope: %w", err)
	}
	return c.call(ctx, "setMyCommands", params, nil)
}
