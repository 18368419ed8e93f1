package main

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// telegramItself reaches only some ports; a Bot API server of one's own, any.
const telegramItself = "https://api.telegram.org"

var (
	// plainPath has nothing in it that a proxy would write in another way.
	plainPath = regexp.MustCompile(`^(/[A-Za-z0-9_-]+)+$`)
	// webhookSecret is what Telegram sends in its header, and long enough not to
	// be guessed.
	webhookSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{16,256}$`)
)

// checkWebhook returns what is wrong with the settings of a webhook, each with
// what to do. Neither is needed: without them the bot polls.
func (s settings) checkWebhook() (problems []error) {
	wrong := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	address, secret := s.TelegramWebhookURL, s.TelegramWebhookSecret
	wrong(address != "" && secret == "", "TELEGRAM_WEBHOOK_SECRET is missing: write what `openssl rand -hex 32` prints")
	wrong(address == "" && secret != "", "TELEGRAM_WEBHOOK_URL is missing: write where Telegram reaches the bot, like https://bot.example.com/telegram, or leave out TELEGRAM_WEBHOOK_SECRET too")
	wrong(secret != "" && !webhookSecret.MatchString(secret), "TELEGRAM_WEBHOOK_SECRET must be 16 to 256 letters, digits, _ or -: write what `openssl rand -hex 32` prints")
	if address == "" {
		return problems
	}
	const like = "; write it like https://bot.example.com/telegram"
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return append(problems, errors.New("TELEGRAM_WEBHOOK_URL needs a host and a path, and no user, query or fragment"+like))
	}
	wrong(u.Scheme != "https" && (u.Scheme != "http" || !onLoopback(address)), "TELEGRAM_WEBHOOK_URL must begin with https:// (http:// only on this machine)"+like)
	wrong(!plainPath.MatchString(u.EscapedPath()), "TELEGRAM_WEBHOOK_URL needs a path of letters, digits, _ or -"+like)
	wrong(strings.HasPrefix(u.Path, "/slack/"), "TELEGRAM_WEBHOOK_URL cannot have a path to which Slack posts"+like)
	wrong(slices.Contains([]string{"/healthz", "/readyz", "/metrics"}, u.Path), "TELEGRAM_WEBHOOK_URL cannot have a path by which the bot is watched"+like)
	wrong(s.SandboxURL == "" && s.TelegramAPIURL == telegramItself && !slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port()),
		"TELEGRAM_WEBHOOK_URL has a port that Telegram does not reach: 443, 80, 88 and 8443 it does")
	_, half, _ := strings.Cut(s.TelegramToken, ":")
	wrong(half != "" && strings.Contains(address, half), "TELEGRAM_WEBHOOK_URL must not hold the bot's token, which proxies would write down"+like)
	return problems
}

// webhookPath is where the bot itself serves the webhook: what stands before it
// passes the path on as it is.
func (s settings) webhookPath() string {
	u, err := url.Parse(s.TelegramWebhookURL)
	if err != nil {
		return ""
	}
	return u.Path
}
