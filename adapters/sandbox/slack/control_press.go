package slack

import (
	"context"
	"net/http"
	"time"
)

// pressing is the body of a press.
type pressing struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Home    bool   `json:"home"`
	View    string `json:"view"`
	Press   string `json:"press"`
	Value   any    `json:"value"`
	Block   string `json:"block"`  // where these words stand in several blocks
	Behind  bool   `json:"behind"` // on a screen that still shows a channel the person is not in
}

// press does what a person's click does, waits for the app to acknowledge it, and
// shows the form that opens, if one does.
func (w *World) press(r *http.Request) (any, error) {
	var p pressing
	if err := readBody(r, &p); err != nil {
		return nil, err
	}
	var e *envelope
	var t *trigger
	var err error
	w.locked(func() { e, t, err = w.click(p) })
	if err != nil {
		return nil, err
	}
	if err := w.awaitAck(r.Context(), e); err != nil {
		return nil, err
	}
	w.within(r.Context(), t.opened, nil)
	return w.openedBy(t), nil
}

// openedBy is the answer of a call after which a form may have opened.
func (w *World) openedBy(t *trigger) object {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.view == nil {
		return object{}
	}
	return object{"view": w.form(t.view)}
}

// awaitAck waits until the app has acknowledged an envelope.
func (w *World) awaitAck(ctx context.Context, e *envelope) error {
	select {
	case <-e.done:
	case <-w.life.Done():
	case <-ctx.Done():
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !e.acked {
		return &controlError{http.StatusGatewayTimeout, "the app did not acknowledge in time, or is not connected"}
	}
	return nil
}

// within waits a short while for what may follow an acknowledgement: a form, or
// an answer to a command (nil if none is looked for).
func (w *World) within(ctx context.Context, opened, heard <-chan struct{}) {
	timer := time.NewTimer(w.viewWait)
	defer timer.Stop()
	select {
	case <-opened:
	case <-heard:
	case <-timer.C:
	case <-w.life.Done():
	case <-ctx.Done():
	}
}

// click finds what is pressed and sends the app its payload.
func (w *World) click(p pressing) (*envelope, *trigger, error) {
	u, err := w.person(p.User)
	if err != nil {
		return nil, nil, err
	}
	if p.Home || p.View != "" {
		return w.clickView(p, u)
	}
	m, err := w.clickable(p, u)
	if err != nil {
		return nil, nil, err
	}
	blocks := inBlock(m.blocks, p.Block)
	if len(blocks) == 0 { // the message was edited since this screen was drawn
		blocks = m.blocks
	}
	c, err := w.find(blocks, p.Press)
	if err != nil {
		return nil, nil, err
	}
	state := initialState(m.blocks)
	action, err := w.action(c, p, state)
	if err != nil {
		return nil, nil, err
	}
	id, t := w.newTrigger(u.id, nil)
	payload := w.interaction("block_actions", u, id)
	payload["actions"] = []any{action}
	payload["state"] = object{"values": state}
	payload["channel"] = object{"id": m.channel.id, "name": wireName(m.channel)}
	payload["container"] = container(m)
	payload["response_url"], _ = w.newResponseURL(m.channel, u.id, m)
	if m.ephemeralTo == "" {
		payload["message"] = m.json()
	}
	return w.enqueue(interactive, payload), t, nil
}

// clickable finds the message that a press is about: one of the channel's, or one
// that only this user sees.
func (w *World) clickable(p pressing, u *user) (*message, error) {
	for _, m := range w.ephemerals {
		if m.ephemeralTo == u.id && m.ts == p.TS {
			return m, nil
		}
	}
	c, err := w.room(p.Channel)
	if err != nil {
		return nil, err
	}
	if err := member(u, c); err != nil && !p.Behind {
		return nil, err
	}
	m := c.find(p.TS)
	if m == nil {
		return nil, missing("there is no message " + quote(p.TS))
	}
	return m, nil
}

// clickView presses something on the Home tab or in an open modal.
func (w *World) clickView(p pressing, u *user) (*envelope, *trigger, error) {
	v := w.homes[u.id]
	if p.View != "" {
		v = w.views[p.View]
	}
	if v == nil || v.user != u.id {
		return nil, nil, missing("there is no such view for " + u.name)
	}
	c, err := w.find(inBlock(asList(v.body["blocks"]), p.Block), p.Press)
	if err != nil {
		return nil, nil, err
	}
	action, err := w.action(c, p, v.state)
	if err != nil {
		return nil, nil, err
	}
	id, t := w.newTrigger(u.id, v)
	payload := w.interaction("block_actions", u, id)
	payload["actions"] = []any{action}
	payload["view"] = v.json()
	payload["container"] = object{"type": "view", "view_id": v.id}
	return w.enqueue(interactive, payload), t, nil
}

// action is the entry of a payload for one control, which it also notes in state.
func (w *World) action(c control, p pressing, state object) (object, error) {
	a := object{
		"type": c.kind(), "action_id": c.actionID(), "block_id": c.blockID, "action_ts": w.nextTS(),
	}
	switch {
	case c.kind() == "button":
		for _, field := range []string{"text", "value", "style", "url"} {
			if v, ok := c.element[field]; ok {
				a[field] = v
			}
		}
		return a, nil
	case c.option != nil:
		a["selected_option"] = c.option
		return a, nil
	}
	given := p.Value
	if given == nil && c.words != p.Press {
		given = p.Press // a menu was named by one of its choices
	}
	value, err := w.valueFrom(c.element, given)
	if err != nil {
		return nil, err
	}
	for k, v := range value {
		a[k] = v
	}
	state[c.blockID].(object)[c.actionID()] = value
	return a, nil
}

// interaction is what every interactive payload begins with.
func (w *World) interaction(kind string, u *user, triggerID string) object {
	return object{
		"type": kind, "token": "unused", "api_app_id": appID, "team": team(), "trigger_id": triggerID,
		"user":       object{"id": u.id, "username": u.name, "name": u.name, "team_id": teamID},
		"enterprise": nil, "is_enterprise_install": false,
	}
}

func container(m *message) object {
	o := object{
		"type": "message", "message_ts": m.ts, "channel_id": m.channel.id, "is_ephemeral": m.ephemeralTo != "",
	}
	if m.threadTS != "" && m.threadTS != m.ts {
		o["thread_ts"] = m.threadTS
	}
	return o
}

// wireName is how payloads name a channel: a private one never by its name.
func wireName(c *channel) string {
	switch c.kind {
	case private:
		return "privategroup"
	case direct:
		return "directmessage"
	default:
		return c.name
	}
}
