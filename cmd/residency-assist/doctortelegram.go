package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"residencyassist/adapters/telegram"
)

// wrongTime is how far this machine's clock may be from a platform's: a message
// that goes out "in the first minute" must not be late because of it, and Slack's
// signed requests are refused after five.
const wrongTime = 30 * time.Second

// examineTelegram asks who the bot is and where its updates go. It never asks for
// updates: that would end the polling of the bot that runs.
func examineTelegram(ctx context.Context, s settings, f *findings) {
	if s.TelegramToken == "" {
		return // it is among the settings' own findings
	}
	dated := &datedAnswers{via: telegram.Transport()}
	client, err := telegram.NewClient(s.TelegramToken, s.TelegramAPIURL, dated)
	if err != nil {
		f.mend("TELEGRAM_TOKEN, TELEGRAM_API_URL", err.Error())
		return
	}
	me, err := client.Me(ctx)
	switch {
	case telegram.UnknownToken(err):
		f.mend("Telegram does not know the bot's token", "ask @BotFather for it with /mybots, API Token, and set TELEGRAM_TOKEN")
		return
	case err != nil:
		f.mend("Telegram cannot be asked: "+err.Error(), "look at the network and at TELEGRAM_API_URL")
		return
	}
	f.ok("the bot is @%s", me.Username)
	if me.JoinsGroups {
		f.look("people can add the bot to groups, where it tells everybody to write to it alone", "tell @BotFather /setjoingroups, Disable")
	}
	if me.ReadsGroups {
		f.look("in a group the bot would be sent everything that is said there", "tell @BotFather /setprivacy, Enable")
	}
	dated.compare(f)
	info, err := client.WebhookInfo(ctx)
	if err != nil {
		f.mend("Telegram does not say where updates go: "+err.Error(), "look at the network, and try again")
		return
	}
	examineWebhook(s, info, f)
}

// examineWebhook compares what is set with what the bot would set when it starts.
func examineWebhook(s settings, info telegram.WebhookInfo, f *findings) {
	switch {
	case s.TelegramWebhookURL == "" && info.URL == "":
		f.ok("updates are fetched by polling, %d wait", info.Waiting)
	case s.TelegramWebhookURL == "":
		f.look("a webhook is set, and the bot, which is to poll, removes it when it starts", "if another program uses this bot, get a bot of its own for each; else start the bot")
	case info.URL == "":
		f.look("the webhook is not set yet", "start the bot, which sets it")
	case info.URL != s.TelegramWebhookURL:
		f.look("another webhook is set than TELEGRAM_WEBHOOK_URL, and the bot replaces it when it starts", "if another program uses this bot, get a bot of its own for each; else start the bot")
	case strings.Contains(info.Failure, "webhook: 401"):
		f.look("the webhook was last answered by a bot with another TELEGRAM_WEBHOOK_SECRET", "give every bot the same secret; one that serves sets the webhook with its own")
	case info.FailureDate > 0 && info.Waiting > 0:
		f.mend(fmt.Sprintf("Telegram does not reach the webhook: %.100s; %d updates wait", info.Failure, info.Waiting), "look at the name, the certificate and the proxy before LISTEN")
	default:
		f.ok("updates are posted to the webhook, %d wait", info.Waiting)
	}
}

// datedAnswers remembers what a server's clock showed when it answered last.
type datedAnswers struct {
	via http.RoundTripper

	mu     sync.Mutex
	theirs time.Time // zero: it did not say
	ours   time.Time
}

// RoundTrip implements http.RoundTripper.
func (d *datedAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := d.via.RoundTrip(r)
	if err != nil {
		return resp, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ours = time.Now()
	d.theirs, _ = http.ParseTime(resp.Header.Get("Date")) // zero, if it is none
	return resp, nil
}

// compare finds whether this machine's clock can be trusted.
func (d *datedAnswers) compare(f *findings) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.theirs.IsZero() {
		return
	}
	if off := d.ours.Sub(d.theirs).Round(time.Second); off.Abs() > wrongTime {
		f.mend(fmt.Sprintf("this machine's clock is off by %v, by Telegram's", off.Abs()), "set it by NTP: reminders go by it")
		return
	}
	f.ok("this machine's clock agrees with Telegram's")
}
