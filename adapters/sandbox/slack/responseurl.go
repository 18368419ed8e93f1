package slack

import (
	"net/http"
	"slices"
	"time"
)

// A response address takes five posts within half an hour.
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is the address at which the app may answer one act of a person.
type responseURL struct {
	channel *channel
	user    string
	origin  *message // what the person acted on, if a message
	left    int
	until   time.Time
	first   *message      // the first answer
	heard   chan struct{} // closed when there is one
}

// newResponseURL makes an address for answering what this user just did.
func (w *World) newResponseURL(c *channel, userID string, origin *message) (string, *responseURL) {
	r := &responseURL{
		channel: c, user: userID, origin: origin,
		left: responseUses, until: time.Now().Add(responseLife), heard: make(chan struct{}),
	}
	key := secret()
	w.responses[key] = r
	return w.opt.Base() + "/slack/response/" + key, r
}

// serveResponseURL takes an answer of the app. The address is its own proof: no
// token is asked for.
func (w *World) serveResponseURL(rw http.ResponseWriter, r *http.Request) {
	call, _, err := readArgs(r)
	w.faulty(rw, r, "response_url", func(rw http.ResponseWriter) {
		if err == nil {
			w.locked(func() { err = w.respond(w.responses[r.PathValue("secret")], call) })
		}
		if err != nil {
			writeJSON(rw, http.StatusNotFound, object{"ok": false, "error": err.Error()})
			return
		}
		w.writeAnswer(rw, nil, nil)
	})
}

// respond does what an answer asks for: delete or replace what was acted on, or
// say something to the person or the channel.
func (w *World) respond(r *responseURL, a args) error {
	switch {
	case r == nil:
		return fail("invalid_response_url")
	case r.left == 0:
		return fail("used_url")
	case time.Now().After(r.until):
		return fail("expired_url")
	}
	body, err := w.readContent(a)
	if err != nil {
		return err
	}
	origin := a.flag("delete_original") || a.flag("replace_original")
	switch {
	case origin && r.origin == nil:
		return fail("cant_update_message")
	case !a.flag("delete_original") && body.empty():
		return fail("no_text")
	}
	thread, err := threadOf(r.channel, a.str("thread_ts"))
	if err != nil {
		return err
	}
	r.left--
	switch {
	case a.flag("delete_original"):
		w.removeOriginal(r.origin)
	case a.flag("replace_original"):
		w.replaceOriginal(r.origin, body)
	default:
		r.hear(w.answerWith(r, thread, body, a.str("response_type")))
	}
	return nil
}

// answerWith posts an answer, to the one user unless the channel is meant.
func (w *World) answerWith(r *responseURL, thread string, body content, kind string) *message {
	if kind != "in_channel" {
		return w.whisper(r.channel, r.user, thread, body)
	}
	m := &message{channel: r.channel, threadTS: thread, user: botUserID, text: body.text, blocks: body.blocks}
	w.post(m)
	return m
}

func (r *responseURL) hear(m *message) {
	if r.first == nil {
		r.first = m
		close(r.heard)
	}
}

func (w *World) removeOriginal(m *message) {
	if m.ephemeralTo == "" {
		w.remove(m)
		return
	}
	w.ephemerals = slices.DeleteFunc(w.ephemerals, func(o *message) bool { return o == m })
	w.touch()
}

func (w *World) replaceOriginal(m *message, body content) {
	change := func() { m.text, m.blocks = body.text, body.blocks }
	if m.ephemeralTo == "" {
		w.amend(m, change)
		return
	}
	change()
	w.touch()
}
