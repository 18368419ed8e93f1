package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// lookEvery is how often Telegram is asked whether the webhook still stands.
	lookEvery = 30 * time.Second
	// failureCounts is how long a delivery that failed counts, longer than
	// Telegram waits at most before it tries again.
	failureCounts = 150 * time.Second
)

// registration is what Telegram knows of a webhook, as seen from here.
type registration struct {
	health  health
	set     bool
	arrived atomic.Bool // an update came since the last failure was seen

	// Telegram's last failure is known by its date. Whether it is recent is told
	// by our own clock: it is, when the date has changed since the last look.
	failureDate int64
	failedAt    time.Time
}

// WebhookInfo is what Telegram tells of a webhook. It never tells the secret.
type WebhookInfo struct {
	URL         string `json:"url"` // empty: none is set
	Waiting     int    `json:"pending_update_count"`
	FailureDate int64  `json:"last_error_date"` // seconds since 1970; zero: none failed yet
	Failure     string `json:"last_error_message"`
}

// Run registers the webhook, and again whenever it finds another in its place,
// until ctx ends. The webhook stays: other replicas serve it, and what comes
// while there is none waits at Telegram.
func (h *Webhook) Run(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		err := h.round(ctx)
		switch {
		case err == nil:
			failures = 0
			if h.health.well() {
				h.log.Info("Telegram's webhook is set")
			}
			pause(ctx, lookEvery)
		case ctx.Err() == nil:
			if h.health.ill(err.Error()) {
				logFailure(h.log, "getting Telegram's updates by webhook", err)
			}
			pause(ctx, backoff(err, failures))
			failures++
		}
	}
}

// Healthy tells whether updates arrive, as far as one can know who only waits:
// the webhook is set, and Telegram has not failed to reach it lately.
func (h *Webhook) Healthy() (ok bool, why string) {
	return h.health.report(2*lookEvery + callTimeout)
}

func (h *Webhook) round(ctx context.Context) error {
	if h.me.Load() == nil {
		me, err := h.client.Me(ctx)
		if err != nil {
			return err
		}
		h.me.Store(&me)
	}
	if h.set {
		return h.look(ctx)
	}
	return h.register(ctx)
}

// register sets the webhook, also where its address stands already: whether the
// secret is ours, Telegram does not tell. What waits is kept.
func (h *Webhook) register(ctx context.Context) error {
	params := tgbotapi.Params{"url": h.url, "secret_token": h.secret, "max_connections": strconv.Itoa(takenAtOnce)}
	if err := params.AddInterface("allowed_updates", wanted); err != nil {
		return fmt.Errorf("naming the kinds of update: %w", err)
	}
	err := h.client.call(ctx, "setWebhook", params, nil)
	var api *APIError
	if errors.As(err, &api) && api.says("bad webhook") {
		// Such a refusal quotes nothing but the address, and says what is wrong with it.
		return fmt.Errorf("setWebhook: %s", api.Description)
	}
	if err != nil {
		return err
	}
	info, err := h.client.WebhookInfo(ctx)
	if err != nil {
		return err
	}
	h.set, h.failureDate, h.failedAt = true, info.FailureDate, time.Time{}
	return nil
}

// look asks whether the webhook still stands and is reached. A replica that
// ends, or begins, with other settings may have set its own; once it has gone,
// ours has to stand again.
func (h *Webhook) look(ctx context.Context) error {
	info, err := h.client.WebhookInfo(ctx)
	if err != nil {
		return err
	}
	fresh := info.FailureDate != h.failureDate
	if fresh {
		h.failureDate, h.failedAt = info.FailureDate, time.Now()
		h.arrived.Store(false)
	}
	switch {
	case info.URL != h.url:
		h.set = false
		return errors.New("another webhook, or none, stood in the place of ours, which is set again")
	case fresh && strings.Contains(info.Failure, "webhook: 401"):
		h.set = false
		return errors.New("the webhook was set with another secret, and is set again with ours")
	case time.Since(h.failedAt) < failureCounts && !h.arrived.Load() && !comesAgain(info.Failure):
		return fmt.Errorf("the webhook is not reached by Telegram: %.100s", info.Failure)
	}
	return nil
}

// WebhookInfo asks what webhook is set.
func (c *Client) WebhookInfo(ctx context.Context) (info WebhookInfo, err error) {
	err = c.call(ctx, "getWebhookInfo", nil, &info)
	return info, err
}

// comesAgain tells a failure that says nothing of the webhook: a bot that could
// not handle an update, or the proxy before bots of which none is ready. Were a
// bot not ready for that reason, it would never be ready again.
func comesAgain(failure string) bool {
	return strings.Contains(failure, "response from the webhook: 5")
}
