package slack

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
)

// controlError is a failure of a control call, with the status to answer with.
type controlError struct {
	status int
	words  string
}

func (e *controlError) Error() string { return e.words }

func refuse(words string) error  { return &controlError{http.StatusBadRequest, words} }
func missing(words string) error { return &controlError{http.StatusNotFound, words} }

func quote(words string) string { return strconv.Quote(words) }

// controlRoutes mounts the control API. Calls that wait for the app take the lock
// themselves; the others run under it.
func (w *World) controlRoutes(mux *http.ServeMux) {
	const root = "/sandbox/slack/"
	mux.HandleFunc("GET "+root+"users", w.held(w.listUsers))
	mux.HandleFunc("GET "+root+"channels", w.held(w.listChannels))
	mux.HandleFunc("GET "+root+"channels/{name}", w.held(w.showChannel))
	mux.HandleFunc("POST "+root+"channels", w.held(w.arrange))
	mux.HandleFunc("POST "+root+"app", w.held(w.install))
	mux.HandleFunc("GET "+root+"ephemeral/{user}", w.held(w.showEphemeral))
	mux.HandleFunc("GET "+root+"views/{user}", w.held(w.showFront))
	mux.HandleFunc("GET "+root+"home/{user}", w.held(w.showHome))
	mux.HandleFunc("GET "+root+"files/{id}", func(rw http.ResponseWriter, r *http.Request) { w.sendFile(rw, r.PathValue("id")) })
	mux.HandleFunc("POST "+root+"say", w.held(w.say))
	mux.HandleFunc("POST "+root+"edit", w.held(w.edit))
	mux.HandleFunc("POST "+root+"delete", w.held(w.erase))
	mux.HandleFunc("POST "+root+"react", w.held(w.reactAs))
	mux.HandleFunc("POST "+root+"unfurl", w.held(w.unfurl))
	mux.HandleFunc("POST "+root+"members", w.held(w.move))
	mux.HandleFunc("POST "+root+"press", w.free(w.press))
	mux.HandleFunc("POST "+root+"submit", w.free(w.submit))
	mux.HandleFunc("POST "+root+"close", w.free(w.closeView))
	mux.HandleFunc("POST "+root+"command", w.free(w.command))
	mux.HandleFunc("POST "+root+"http", w.free(w.useHTTP))
}

// controlCall is what a control address does: it answers a value or fails.
type controlCall func(*http.Request) (any, error)

// free serves a call that takes the lock itself.
func (w *World) free(do controlCall) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		v, err := do(r)
		if err == nil {
			writeJSON(rw, http.StatusOK, v)
			return
		}
		status := http.StatusInternalServerError
		var known *controlError
		var refused *apiError
		switch {
		case errors.As(err, &known):
			status = known.status
		case errors.As(err, &refused):
			status = http.StatusBadRequest
		}
		writeJSON(rw, status, object{"error": err.Error()})
	}
}

// held serves a call that runs while nothing else happens.
func (w *World) held(do controlCall) http.HandlerFunc {
	return w.free(func(r *http.Request) (v any, err error) {
		w.locked(func() { v, err = do(r) })
		return v, err
	})
}

func readBody(r *http.Request, v any) error {
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 2*maxFile)).Decode(v); err != nil {
		return refuse("the body is not the JSON that was expected: " + err.Error())
	}
	return nil
}

func (w *World) listUsers(*http.Request) (any, error) {
	out := []object{}
	for _, u := range w.users {
		out = append(out, object{
			"id": u.id, "name": u.name, "real_name": u.realName, "bot": u.bot,
			"member": w.channelByID(casesID).has(u.id),
		})
	}
	return out, nil
}

func (w *World) listChannels(*http.Request) (any, error) {
	out := []object{}
	for _, c := range w.channels {
		var members []string
		for _, id := range c.members {
			members = append(members, w.userByID(id).name)
		}
		out = append(out, object{
			"id": c.id, "name": c.name, "private": c.kind != public, "archived": c.archived, "members": members,
		})
	}
	return out, nil
}

// shown is a message as the control API shows it.
type shown struct {
	TS        string              `json:"ts"`
	ThreadTS  string              `json:"thread_ts,omitempty"` // of a line in a thread that is shown by itself
	Channel   string              `json:"channel,omitempty"`
	User      string              `json:"user"`
	Text      string              `json:"text"`
	Blocks    []string            `json:"blocks"`
	Layout    []piece             `json:"layout,omitempty"`
	Buttons   []string            `json:"buttons"`
	Menus     []menu              `json:"menus,omitempty"`
	Reactions map[string][]string `json:"reactions"`
	Files     []shownFile         `json:"files"`
	Edited    bool                `json:"edited"`
	Thread    []shown             `json:"thread"`
}

type shownFile struct {
	Name string `json:"name"`
	ID   string `json:"id"`
	Size int    `json:"size"`
	Type string `json:"type"`
}

func (w *World) showChannel(r *http.Request) (any, error) {
	c, err := w.room(r.PathValue("name"))
	if err != nil {
		return nil, err
	}
	out := []shown{}
	for _, m := range c.messages {
		if m.threadTS != "" && m.threadTS != m.ts {
			continue
		}
		top := w.show(m)
		for _, reply := range c.replies(m.ts) {
			top.Thread = append(top.Thread, w.show(reply))
		}
		out = append(out, top)
	}
	return out, nil
}

func (w *World) show(m *message) shown {
	s := shown{
		TS: m.ts, User: w.nameOf(m.user), Text: w.display(m.text), Edited: m.editedAt != "",
		Blocks: w.lines(m.blocks), Layout: w.layout(m.blocks), Buttons: w.buttonsOf(m.blocks), Menus: w.menusOf(m.blocks),
		Reactions: map[string][]string{}, Files: []shownFile{}, Thread: []shown{},
	}
	for _, reaction := range m.reactions {
		for _, id := range reaction.users {
			s.Reactions[reaction.name] = append(s.Reactions[reaction.name], w.nameOf(id))
		}
	}
	for _, f := range m.files {
		if !f.deleted {
			s.Files = append(s.Files, shownFile{f.name, f.id, len(f.data), f.kind})
		}
	}
	return s
}

func (w *World) nameOf(userID string) string {
	if u := w.userByID(userID); u != nil {
		return u.name
	}
	return "slackbot"
}

func (w *World) showEphemeral(r *http.Request) (any, error) {
	u, err := w.person(r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	out := []shown{}
	for _, m := range w.ephemerals {
		if m.ephemeralTo == u.id {
			s := w.show(m)
			s.Channel, s.ThreadTS = m.channel.name, m.threadTS
			out = append(out, s)
		}
	}
	return out, nil
}

// showHome opens the Home tab of a user, on the first visit or when asked to,
// and shows what is published there.
func (w *World) showHome(r *http.Request) (any, error) {
	u, err := w.person(r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	home := w.homes[u.id]
	if !w.opened[u.id] || r.URL.Query().Get("open") == "1" {
		w.opened[u.id] = true
		event := object{
			"type": "app_home_opened", "user": u.id, "tab": "home",
			"channel": w.directWith(u.id).id, "event_ts": w.nextTS(),
		}
		if home != nil {
			event["view"] = home.json()
		}
		w.emit(event)
	}
	var blocks []any
	if home != nil {
		blocks = asList(home.body["blocks"])
	}
	return object{"blocks": w.lines(blocks), "layout": w.layout(blocks), "buttons": w.buttonsOf(blocks), "menus": w.menusOf(blocks)}, nil
}
