package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"residencyassist/adapters/sandbox"
	"residencyassist/bot"
	"residencyassist/storage"
	"residencyassist/storage/redis"
	"residencyassist/storage/sqlite"
)

// world is where the bot lives: among the real platforms with the machine's
// clock, or in a sandbox with the sandbox's.
type world struct {
	clock bot.Clock
	link  *sandbox.Link
	bot   atomic.Pointer[insider]
}

// reach joins the world that the settings name. In a sandbox, addresses and
// tokens come from there.
func reach(ctx context.Context, s *settings) (*world, error) {
	w := &world{clock: bot.NewSystemClock()}
	if s.SandboxURL == "" {
		return w, nil
	}
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	var err error
	if w.link, err = sandbox.Dial(ctx, s.SandboxURL, w); err != nil {
		return nil, fmt.Errorf("joining the sandbox's clock: %w", err)
	}
	w.clock = w.link
	return w, nil
}

// enter takes addresses and tokens from the sandbox that the settings name.
func (s *settings) enter(ctx context.Context) error {
	found, err := sandbox.Fetch(ctx, s.SandboxURL)
	if err != nil {
		return fmt.Errorf("asking the sandbox for its addresses: %w", err)
	}
	s.TelegramToken, s.TelegramAPIURL = found.Telegram.Token, found.Telegram.APIURL
	s.SlackBotToken = found.Slack.BotToken
	if s.SlackSigningSecret != "" { // whatever it is: what counts is that requests are to be signed
		s.SlackAppToken, s.SlackSigningSecret = "", found.Slack.SigningSecret
	} else {
		s.SlackAppToken = found.Slack.AppToken
	}
	s.SlackAPIURL, s.SlackChannel = found.Slack.APIURL, found.Slack.Channel
	s.SMTPURL, s.MailFrom = found.Mail.URL, found.Mail.From
	return nil
}

// watch lets the sandbox ask this bot whether anything is under way, and what it
// knows.
func (w *world) watch(b insider) { w.bot.Store(&b) }

// Status implements sandbox.Linked.
func (w *world) Status(ctx context.Context) (sandbox.Status, error) {
	b := w.bot.Load()
	if b == nil {
		return sandbox.Status{Busy: true, Why: "the bot is starting"}, nil
	}
	busy, next, err := b.bot.Status(ctx)
	status := sandbox.Status{Busy: busy, Next: next}
	if busy {
		status.Why = "steps or deliveries are under way"
	}
	return status, err
}

// Inside implements sandbox.Linked.
func (w *world) Inside(ctx context.Context, person string) (any, error) {
	b := w.bot.Load()
	if b == nil {
		return nil, nil
	}
	return b.look(ctx, person, w.clock.Now())
}

func (w *world) close() {
	if w.link != nil {
		w.link.Close()
	}
}

// openBackend opens what a storage URL names. A SQLite file is opened in a role:
// the bot's, who has it to itself, or a command's beside it.
func openBackend(ctx context.Context, storageURL string, log *slog.Logger, roles ...sqlite.Option) (storage.Backend, error) {
	if path, ok := strings.CutPrefix(storageURL, "sqlite:"); ok {
		b, err := sqlite.Open(ctx, path, roles...)
		if err != nil {
			return nil, err
		}
		return b, nil
	}
	redis.LogClients(log)
	b, err := redis.Open(ctx, storageURL, redis.WithLogger(log))
	if err != nil {
		return nil, err
	}
	return b, nil
}
