package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"residencyassist/conversation"
)

const (
	secretHeader  = "X-Telegram-Bot-Api-Secret-Token"
	largestUpdate = 1 << 20

	// takenAtOnce bounds what one process handles at a time. Telegram is asked
	// for no more connections, so one process alone turns nothing away.
	takenAtOnce = 64

	// Together these stay well below the minute that Telegram waits.
	slotTime   = 2 * time.Second
	bodyTime   = 10 * time.Second
	handleTime = 20 * time.Second

	comeAgain = "2" // seconds until Telegram delivers again what was not taken
)

// Webhook gets updates as Telegram posts them, at any replica. One is answered
// with 200 only when it was handled: what fails or is cut off comes again, and
// the next of its chat waits for it. Handle must therefore bear repeats, and two
// events of one person at once: a button and a text come side by side.
type Webhook struct {
	client *Client
	url    string
	secret string
	handle func(context.Context, conversation.Event) error
	log    *slog.Logger

	slots      chan struct{}
	me         atomic.Pointer[Identity] // nil until Telegram has told
	unreadable atomic.Int64
	refused    atomic.Int64
	handling   health // so that the log hears once of what keeps failing

	registration
}

// NewWebhook returns a webhook for updates that are posted to a URL with a
// secret in their header. Run registers it.
func NewWebhook(c *Client, url, secret string, handle func(context.Context, conversation.Event) error, log *slog.Logger) *Webhook {
	return &Webhook{client: c, url: url, secret: secret, handle: handle, log: log, slots: make(chan struct{}, takenAtOnce)}
}

// ServeHTTP takes one update.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
	case !h.genuine(r):
		h.refused.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
	case !h.enter(r.Context()):
		refuse(w)
	default:
		defer func() { <-h.slots }()
		h.receive(w, r)
	}
}

// Refused is how many requests did not bear the secret.
func (h *Webhook) Refused() int64 { return h.refused.Load() }

// genuine compares the secret in a time that tells nothing, not even its length.
func (h *Webhook) genuine(r *http.Request) bool {
	want, got := sha256.Sum256([]byte(h.secret)), sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// enter waits a moment for a free slot. It comes before the body is read, so
// that it bounds the memory too.
func (h *Webhook) enter(ctx context.Context) bool {
	select { // as a rule there is one, and no clock is set
	case h.slots <- struct{}{}:
		return true
	default:
	}
	patience := time.NewTimer(slotTime)
	defer patience.Stop()
	select {
	case h.slots <- struct{}{}:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

func (h *Webhook) receive(w http.ResponseWriter, r *http.Request) {
	me := h.me.Load()
	if me == nil {
		refuse(w)
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // where there is no connection, none is slow
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestUpdate))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	case h.take(r.Context(), *me, body) != nil:
		refuse(w)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

// take handles an update. One that means nothing, or that nobody can read, is
// taken as well: it would come for a day and hold up what is behind it.
func (h *Webhook) take(ctx context.Context, me Identity, update json.RawMessage) error {
	h.arrived.Store(true)
	ev, ok := me.Event(update)
	if !ok {
		if updateNumber(update) == 0 {
			h.log.Warn("Telegram sent an update that cannot be read; it is left aside", "bytes", len(update), "so far", h.unreadable.Add(1))
		}
		return nil
	}
	// What has begun is finished, also when Telegram hangs up meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleTime)
	defer cancel()
	err := h.handle(ctx, ev)
	switch {
	case err == nil:
		h.handling.well()
	case h.handling.ill(err.Error()):
		h.log.Warn("handling an update failed, and Telegram delivers it again", "problem", err)
	}
	return err
}

// refuse lets Telegram deliver the update again soon.
func refuse(w http.ResponseWriter) {
	w.Header().Set("Retry-After", comeAgain)
	w.WriteHeader(http.StatusServiceUnavailable)
}
