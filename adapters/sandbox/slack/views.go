package slack

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
	"unicode/utf8"
)

// maxStack is how many modals may lie on each other, maxViewSize how many bytes
// one may take.
const (
	maxStack    = 3
	maxViewSize = 250 << 10
)

// view is a modal or a Home tab.
type view struct {
	id, user string
	hash     string
	body     object // what the app sent
	root     string
	previous string
	state    object // block id → action id → value
}

// trigger allows the app to answer a person's act with a view, once and soon.
type trigger struct {
	user   string
	from   *view // the modal it was pulled in
	until  time.Time
	used   bool
	view   *view         // that was opened with it
	opened chan struct{} // closed when view is set
}

// newTrigger makes a trigger for something this user just did.
func (w *World) newTrigger(userID string, from *view) (string, *trigger) {
	t := &trigger{user: userID, from: from, until: time.Now().Add(w.ackWait), opened: make(chan struct{})}
	id := w.nextID("") + ".100." + secret()
	w.triggers[id] = t
	return id, t
}

// pull finds a trigger that can still be used.
func (w *World) pull(a args) (*trigger, error) {
	id := a.str("trigger_id")
	t := w.triggers[id]
	switch {
	case id == "":
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] missing required field: trigger_id"}}
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case time.Now().After(t.until):
		return nil, fail("expired_trigger_id")
	}
	return t, nil
}

// use spends a trigger on a view.
func (t *trigger) use(v *view) {
	t.used, t.view = true, v
	close(t.opened)
}

// readView reads and checks the view argument.
func (w *World) readView(a args, kind string) (object, error) {
	var body object
	if given, err := a.decode("view", &body); err != nil || !given {
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] missing required field: view"}}
	}
	return body, w.acceptView(body, kind)
}

// acceptView refuses a view that Slack would refuse.
func (w *World) acceptView(body object, kind string) error {
	if text, err := json.Marshal(body); err != nil || len(text) > maxViewSize {
		return fail("view_too_large")
	}
	c := w.newChecker()
	if body["type"] != kind {
		c.bad("/view/type", "must be %s", kind)
	}
	c.words("/view", body, "private_metadata", 3000, false)
	c.words("/view", body, "callback_id", 255, false)
	c.words("/view", body, "external_id", 255, false)
	c.blocks("/view/blocks", c.list("/view/blocks", body["blocks"], 0, viewBlocks), viewBlocks)
	if kind == "modal" {
		c.text("/view/title", body["title"], 24, "plain_text")
		c.optionalText("/view", body, "submit", 24, "plain_text")
		c.optionalText("/view", body, "close", 24, "plain_text")
		if c.inputs && body["submit"] == nil {
			c.bad("/view", "missing required field: submit, as the view has input blocks")
		}
	}
	if len(c.problems) > 0 {
		return &apiError{code: "invalid_arguments", messages: c.problems}
	}
	return nil
}

// newView stores a view for a user.
func (w *World) newView(userID string, body object) (*view, error) {
	if w.external(body, "") {
		return nil, fail("duplicate_external_id")
	}
	v := &view{id: w.nextID("V"), user: userID}
	v.root = v.id
	w.views[v.id] = v
	w.fill(v, body)
	return v, nil
}

// external reports whether another view than this one has the same external id.
func (w *World) external(body object, viewID string) bool {
	id, _ := body["external_id"].(string)
	if id == "" {
		return false
	}
	for _, v := range w.views {
		if v.id != viewID && v.body["external_id"] == id {
			return true
		}
	}
	return false
}

// fill gives a view its content. What a person had filled in stays where block
// and action are the same.
func (w *World) fill(v *view, body object) {
	before := v.state
	v.body = body
	v.hash = w.nextTS() + "." + secret()[:8]
	v.state = initialState(asList(body["blocks"]))
	for block, actions := range before {
		now, ok := v.state[block].(object)
		if !ok {
			continue
		}
		for action, value := range actions.(object) {
			if _, ok := now[action]; ok {
				now[action] = value
			}
		}
	}
	w.touch()
}

func (w *World) viewsOpen(a args) (object, error) {
	t, err := w.pull(a)
	if err != nil {
		return nil, err
	}
	body, err := w.readView(a, "modal")
	if err != nil {
		return nil, err
	}
	v, err := w.newView(t.user, body)
	if err != nil {
		return nil, err
	}
	w.forget(w.modals[t.user])
	w.modals[t.user] = []*view{v}
	t.use(v)
	return object{"view": v.json()}, nil
}

// forget lets go of modals that are no longer on the screen.
func (w *World) forget(gone []*view) {
	for _, v := range gone {
		delete(w.views, v.id)
	}
}

func (w *World) viewsPush(a args) (object, error) {
	t, err := w.pull(a)
	if err != nil {
		return nil, err
	}
	if t.from == nil || !slices.Contains(w.modals[t.user], t.from) {
		return nil, fail("not_found")
	}
	body, err := w.readView(a, "modal")
	if err != nil {
		return nil, err
	}
	v, err := w.push(t.from, body)
	if err != nil {
		return nil, err
	}
	t.use(v)
	return object{"view": v.json()}, nil
}

// push lays a new modal on another.
func (w *World) push(onto *view, body object) (*view, error) {
	if len(w.modals[onto.user]) >= maxStack {
		return nil, fail("push_limit_reached")
	}
	v, err := w.newView(onto.user, body)
	if err != nil {
		return nil, err
	}
	v.root, v.previous = onto.root, onto.id
	w.modals[onto.user] = append(w.modals[onto.user], v)
	return v, nil
}

func (w *World) viewsUpdate(a args) (object, error) {
	v := w.views[a.str("view_id")]
	if id := a.str("external_id"); v == nil && id != "" {
		for _, o := range w.views {
			if o.body["external_id"] == id {
				v = o
			}
		}
	}
	if v == nil {
		return nil, fail("not_found")
	}
	if hash := a.str("hash"); hash != "" && hash != v.hash {
		return nil, fail("hash_conflict")
	}
	kind, _ := v.body["type"].(string)
	body, err := w.readView(a, kind)
	if err != nil {
		return nil, err
	}
	if w.external(body, v.id) {
		return nil, fail("duplicate_external_id")
	}
	w.fill(v, body)
	return object{"view": v.json()}, nil
}

// viewsPublish sets the Home tab of a user.
func (w *World) viewsPublish(a args) (object, error) {
	u := w.userByID(a.str("user_id"))
	if u == nil {
		return nil, fail("user_not_found")
	}
	body, err := w.readView(a, "home")
	if err != nil {
		return nil, err
	}
	v := w.homes[u.id]
	if hash := a.str("hash"); hash != "" && (v == nil || hash != v.hash) {
		return nil, fail("hash_conflict")
	}
	if v == nil {
		if v, err = w.newView(u.id, body); err != nil {
			return nil, err
		}
		w.homes[u.id] = v
	} else {
		w.fill(v, body)
	}
	return object{"view": v.json()}, nil
}

// json is the view as answers and payloads carry it.
func (v *view) json() object {
	o := object{
		"id": v.id, "team_id": teamID, "app_id": appID, "bot_id": botID, "app_installed_team_id": teamID,
		"hash": v.hash, "root_view_id": v.root, "previous_view_id": nil,
		"state": object{"values": copyState(v.state)},
		"title": nil, "submit": nil, "close": nil,
		"private_metadata": "", "callback_id": "", "external_id": "",
		"clear_on_close": false, "notify_on_close": false,
	}
	if v.previous != "" {
		o["previous_view_id"] = v.previous
	}
	maps.Copy(o, v.body)
	return o
}

func copyState(state object) object {
	out := object{}
	for block, actions := range state {
		out[block] = maps.Clone(actions.(object))
	}
	return out
}

// fitting reports whether text is within the bounds of a text input.
func fitting(e object, text string) bool {
	n := float64(utf8.RuneCountInString(text))
	least, _ := e["min_length"].(float64)
	most, ok := e["max_length"].(float64)
	return n >= least && (!ok || n <= most) && n <= 3000
}
