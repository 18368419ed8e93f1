package telegram

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"
)

const (
	maxConnections = 40 // unless the bot asks for another number
	maxBackoff     = 8 * time.Second
	maxRetryAfter  = time.Hour
)

// webhook is where the bot wants its updates posted.
type webhook struct {
	url     string
	secret  string
	slots   chan struct{}   // as many deliveries may run at once
	lanes   map[string]bool // lanes that a goroutine is delivering
	changed chan struct{}   // closed when another webhook is set

	failedAt time.Time
	failure  string
}

// newWebhook is a webhook of so many connections, which takes over the lanes
// that are being delivered.
func newWebhook(url, secret string, connections int, lanes map[string]bool) webhook {
	return webhook{
		url: url, secret: secret, lanes: lanes,
		slots: make(chan struct{}, connections), changed: make(chan struct{}),
	}
}

func (w *World) setWebhook(p params) (any, error) {
	address := p.text("url")
	if address == "" {
		return w.deleteWebhook(p)
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !loopback(u.Hostname()) {
		return nil, badRequest("bad webhook: this service delivers to loopback addresses only")
	}
	secret := p.text("secret_token")
	if secret != "" && !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(secret) {
		return nil, badRequest("secret token contains unallowed characters")
	}
	connections := maxConnections
	if n := p.number("max_connections"); n >= 1 && n <= 100 {
		connections = int(n)
	}
	if err := w.inbox.allow(p); err != nil {
		return nil, err
	}
	w.inbox.endPolling("terminated by setWebhook request")
	w.replaceWebhook(newWebhook(address, secret, connections, w.hook.lanes), p)
	for _, u := range w.inbox.queue {
		w.pump(u.lane)
	}
	return true, nil
}

func (w *World) deleteWebhook(p params) (any, error) {
	w.replaceWebhook(newWebhook("", "", maxConnections, w.hook.lanes), p)
	return true, nil
}

func (w *World) replaceWebhook(h webhook, p params) {
	close(w.hook.changed)
	w.hook = h
	if p.flag("drop_pending_updates") {
		w.inbox.queue = nil
	}
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback())
}

func (w *World) getWebhookInfo(params) (any, error) {
	w.inbox.expire(w.options.Now())
	info := map[string]any{
		"url": w.hook.url, "has_custom_certificate": false, "pending_update_count": len(w.inbox.queue),
	}
	if w.hook.url != "" {
		info["max_connections"] = cap(w.hook.slots)
	}
	if len(w.inbox.allowed) > 0 {
		info["allowed_updates"] = w.inbox.allowed
	}
	if w.hook.failure != "" {
		info["last_error_date"], info["last_error_message"] = w.hook.failedAt.Unix(), w.hook.failure
	}
	return info, nil
}

// pump starts delivering a lane to the webhook unless that is under way; the
// lock is held.
func (w *World) pump(lane string) {
	if w.hook.url == "" || w.hook.lanes[lane] || w.ctx.Err() != nil {
		return
	}
	w.hook.lanes[lane] = true
	w.running.Go(func() { w.deliverLane(lane) })
}

// deliverLane posts a lane's updates one after the other: the next waits until
// the one before was taken.
func (w *World) deliverLane(lane string) {
	pause := w.backoff
	for {
		w.mu.Lock()
		u, hook := w.head(lane), w.hook
		if u == nil || hook.url == "" || w.ctx.Err() != nil {
			delete(w.hook.lanes, lane)
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
		after, err := w.post(hook, u)
		if err == nil {
			w.settled(u)
			pause = w.backoff
			continue
		}
		w.refusedBy(hook, err)
		if after == 0 {
			after, pause = pause, min(2*pause, maxBackoff)
		}
		select {
		case <-time.After(after):
		case <-hook.changed:
		case <-w.ctx.Done():
		}
	}
}

// head is the first update of a lane.
func (w *World) head(lane string) *update {
	w.inbox.expire(w.options.Now())
	for _, u := range w.inbox.queue {
		if u.lane == lane {
			return u
		}
	}
	return nil
}

// post delivers an update once. Any 2xx takes it; another answer may say when
// to come again.
func (w *World) post(hook webhook, u *update) (time.Duration, error) {
	select {
	case hook.slots <- struct{}{}:
		defer func() { <-hook.slots }()
	case <-w.ctx.Done():
		return 0, w.ctx.Err()
	}
	req, err := http.NewRequestWithContext(w.ctx, http.MethodPost, hook.url, bytes.NewReader(u.body))
	if err != nil {
		return 0, fmt.Errorf("preparing a delivery: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if hook.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("connection failed: %w", err)
	}
	defer resp.Body.Close()
	// The body is read so that the connection can be used again.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	if resp.StatusCode/100 == 2 {
		return 0, nil
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return min(time.Duration(max(0, seconds))*time.Second, maxRetryAfter),
		fmt.Errorf("wrong response from the webhook: %s", resp.Status)
}

func (w *World) settled(u *update) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.Index(w.inbox.queue, u); i >= 0 && u.done() {
		w.inbox.queue = slices.Delete(w.inbox.queue, i, i+1)
	}
}

// refusedBy remembers why a delivery failed, for getWebhookInfo.
func (w *World) refusedBy(hook webhook, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hook.changed == hook.changed {
		w.hook.failedAt, w.hook.failure = w.options.Now(), err.Error()
	}
}
