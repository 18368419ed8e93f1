package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"

	"residencyassist/adapters/slack"
	"residencyassist/adapters/telegram"
	"residencyassist/conversation/renewal"
	"residencyassist/storage"
	"residencyassist/storage/redis"
)

// check returns what is missing or wrong, each with what to do.
func (s settings) check() (problems []error) {
	wrong := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	if s.SandboxURL == "" {
		wrong(s.TelegramToken == "", "TELEGRAM_TOKEN is missing: ask @BotFather on Telegram for one")
		wrong(s.SlackBotToken == "", "SLACK_BOT_TOKEN is missing: it begins with xoxb- and stands under OAuth & Permissions of your Slack app")
		wrong(s.SlackAppToken == "" && s.SlackSigningSecret == "", "SLACK_APP_TOKEN is missing: it begins with xapp- and stands under Basic Information of your Slack app; or write SLACK_SIGNING_SECRET, where Slack is to post to a public address of yours")
		wrong(s.SlackChannel == "", "SLACK_CHANNEL is missing: write the id of the associates' private channel, C…; it stands at the foot of the channel's details")
	}
	wrong(s.TelegramRate != 0 && s.TelegramRate <= keptForTalk || s.TelegramRate > 1000, "TELEGRAM_RATE must lie between 3 and 1000, or be 0 for no limit")
	wrong(s.SlackAppToken != "" && s.SlackSigningSecret != "", "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: keep the first for Socket Mode, or the second where Slack posts to a public address of yours")
	wrong(s.Listen != "" && !hasPort(s.Listen), "LISTEN must name a port: write it like :8080, or 127.0.0.1:8080 for this machine alone")
	problems = append(problems, s.checkForms()...)
	problems = append(problems, s.checkCrash()...)
	problems = append(problems, s.checkWebhook()...)
	problems = append(problems, s.checkStorage()...)
	problems = append(problems, s.checkMail()...)
	return append(problems, s.checkService()...)
}

// checkForms does so for what a platform gave, or a person copied from there.
func (s settings) checkForms() (problems []error) {
	wrong := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	if s.SandboxURL != "" {
		return nil // they come from there
	}
	if s.TelegramToken != "" {
		_, err := telegram.NewClient(s.TelegramToken, telegramItself, nil)
		wrong(err != nil, "TELEGRAM_TOKEN has not the form of one: write it as @BotFather gave it, a number, a colon and letters, such as 123456789:AAF0…")
	}
	_, err := telegram.NewClient("1:a", s.TelegramAPIURL, nil)
	wrong(err != nil, "TELEGRAM_API_URL must be an address like https://api.telegram.org, without user, query or fragment")
	_, err = slack.New(slack.Config{BotToken: "any", Channel: "any", APIURL: s.SlackAPIURL})
	wrong(err != nil, "SLACK_API_URL must be an address like https://slack.com/api/")
	wrong(strings.HasPrefix(s.SlackBotToken, "xapp-"), "SLACK_BOT_TOKEN holds the app token: write the one that begins with xoxb- and stands under OAuth & Permissions")
	wrong(strings.HasPrefix(s.SlackBotToken, "xoxp-"), "SLACK_BOT_TOKEN holds a user's token: write the bot's, which begins with xoxb- and stands under OAuth & Permissions")
	wrong(strings.HasPrefix(s.SlackAppToken, "xox"), "SLACK_APP_TOKEN holds a bot's or a user's token: write the one that begins with xapp- and stands under Basic Information")
	wrong(s.SlackGroup != "" && !groupID.MatchString(s.SlackGroup), "SLACK_GROUP must be a user group's id, S…, not its name: it stands behind the group's three dots")
	return problems
}

// groupID is the form of a user group's id.
var groupID = regexp.MustCompile(`^S[A-Z0-9]+$`)

// hasPort says whether an address can be listened at.
func hasPort(address string) bool {
	_, port, err := net.SplitHostPort(address)
	n, bad := strconv.Atoi(port)
	return err == nil && bad == nil && n >= 0 && n <= 65535
}

// checkService does so for what the conversation needs to know.
func (s settings) checkService() (problems []error) {
	wrong := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	wrong(s.SandboxURL != "" && !onLoopback(s.SandboxURL), "SANDBOX_URL must be on this machine, like http://127.0.0.1:8080")
	wrong(s.SlackRelay != "owner" && s.SlackRelay != "explicit", "SLACK_RELAY is neither owner nor explicit")
	wrong(s.SlackHold < 0 || s.SlackHold > time.Hour, "SLACK_HOLD must lie between 0s and 1h, like 5s")
	wrong(s.ServiceFee < 0 || s.ServiceFeeAdditional < 0, "SERVICE_FEE_USD and SERVICE_FEE_ADDITIONAL_USD cannot be negative")
	_, err := renewal.ParseHours(s.ServiceHours)
	wrong(err != nil, "SERVICE_HOURS must be written like Mon-Fri 09:00-18:00")
	wrong(s.ServiceAnswer < 0 || s.ServiceAnswer > 7*24*time.Hour, "SERVICE_ANSWER_TIME must lie between 0s, which reminds nobody, and 168h")
	wrong(!keepsFor(s.RetentionIdle) || !keepsFor(s.RetentionClosed), "RETENTION_IDLE_DAYS and RETENTION_CLOSED_DAYS must lie between 14 and 3650 days, or be 0 to keep for good")
	wrong(s.PaymentLink != "" && !strings.HasPrefix(s.PaymentLink, "https://"), "SERVICE_PAYMENT_LINK must begin with https://")
	return problems
}

// keepsFor says whether so many days leave time for a warning, or mean for good.
func keepsFor(days int) bool { return days == 0 || days >= 14 && days <= 3650 }

// checkStorage does so for what every command needs that looks into the storage.
func (s settings) checkStorage() (problems []error) {
	wrong := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	wrong(s.StorageURL == "", "STORAGE_URL is missing: write sqlite:residency-assist.db, or redis://localhost:6379/0")
	wrong(s.StorageURL != "" && storageKind(s.StorageURL) == "", "STORAGE_URL begins with none of sqlite:, redis://, rediss://, redis+sentinel://, redis+cluster://")
	wrong(s.StorageURL == "sqlite:", "STORAGE_URL names no file: write sqlite:residency-assist.db")
	if strings.HasPrefix(storageKind(s.StorageURL), "redis") {
		err := redis.CheckURL(s.StorageURL)
		wrong(err != nil, fmt.Sprintf("STORAGE_URL cannot be used: %v", err))
	}
	wrong(s.DataKeys == "", "DATA_KEYS is missing: write for instance k1: followed by what `openssl rand -base64 32` prints, a comma, index: and another such line")
	if s.DataKeys != "" {
		_, err := storage.ParseKeyring(s.DataKeys)
		wrong(err != nil, fmt.Sprintf("DATA_KEYS cannot be used: %v", err))
	}
	return problems
}

// checkCrash refuses a crash where real people would suffer it.
func (s settings) checkCrash() []error {
	_, err := parseCrash(s.CrashAt)
	switch {
	case s.CrashAt != "" && s.SandboxURL == "":
		return []error{errors.New("CRASH_AT is for a bot in a sandbox alone: take it away, or set SANDBOX_URL")}
	case err != nil:
		return []error{fmt.Errorf("CRASH_AT cannot be read: %w", err)}
	}
	return nil
}
