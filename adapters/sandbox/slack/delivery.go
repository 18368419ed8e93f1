package slack

import (
	"encoding/json"
	"slices"
	"time"
)

// The kinds of envelope, by the word that Socket Mode carries as type.
const (
	eventsAPI     = "events_api"
	interactive   = "interactive"
	slashCommands = "slash_commands"
)

// maxReply is the size from which Slack drops an acknowledgement's payload in
// silence.
const maxReply = 20 << 10

// retryPauses are the waits before an event is tried again. Slack waits nothing,
// a minute and five minutes, then gives up; a person at a sandbox is not kept
// that long.
func retryPauses() []time.Duration {
	return []time.Duration{0, 10 * time.Second, time.Minute}
}

// envelope is one delivery to the app, until it is acknowledged or given up.
type envelope struct {
	id, kind string
	payload  json.RawMessage
	attempt  int    // deliveries after the first
	reason   string // why it is tried again
	timeouts int
	inFlight bool
	resting  bool    // between two attempts
	socket   *socket // that carries it
	timer    *time.Timer
	reply    json.RawMessage
	acked    bool
	over     bool
	done     chan struct{} // closed when acknowledged or given up
}

func (e *envelope) disarm() {
	if e.timer != nil {
		e.timer.Stop()
	}
}

// emit delivers an event to the app, twice if that was ordered; the second time
// with an id of its own, so that only the message itself tells.
func (w *World) emit(event object) {
	w.enqueue(eventsAPI, w.callback(event))
	f, ok := w.opt.Faults.Take("slack", "event")
	if ok && f.Method == "" {
		// The order was for a call of the Web API.
		f.Times = 1
		w.opt.Faults.Order(f)
		return
	}
	if ok {
		w.enqueue(eventsAPI, w.callback(event))
	}
}

// callback wraps an event as the Events API does.
func (w *World) callback(event object) object {
	return object{
		"token": "unused", "team_id": teamID, "api_app_id": appID,
		"type": "event_callback", "event": event,
		"event_id": w.nextID("Ev"), "event_time": w.opt.Now().Unix(),
		"authorizations": []any{object{
			"team_id": teamID, "user_id": botUserID, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false,
	}
}

// enqueue hands an envelope over for delivery, after those before it.
func (w *World) enqueue(kind string, payload object) *envelope {
	text, err := json.Marshal(payload)
	if err != nil {
		// Payloads are made of plain JSON values; one that is not is a mistake here.
		panic("a Slack payload cannot be written as JSON: " + err.Error())
	}
	e := &envelope{id: secret(), kind: kind, payload: text, done: make(chan struct{})}
	w.envelopes = append(w.envelopes, e)
	w.dispatch()
	return e
}

// dispatch sends every envelope that waits and can go. Sending may end a
// connection by an ordered fault; what that one carried is then sent again.
func (w *World) dispatch() {
	if w.closed {
		return
	}
	for _, e := range slices.Clone(w.envelopes) {
		if e.inFlight || e.resting || e.over {
			continue
		}
		if w.http != nil {
			w.sendHTTP(e)
		} else {
			w.sendSocket(e)
		}
	}
	if w.requeued {
		w.requeued = false
		w.dispatch()
	}
}

// sendSocket puts an envelope on one open connection. With none, an event waits
// and counts as a retry when it comes; a person's click or command is lost.
func (w *World) sendSocket(e *envelope) {
	s := w.pickSocket(e.socket)
	if s == nil {
		if e.kind != eventsAPI {
			w.finish(e)
			return
		}
		if e.attempt == 0 {
			e.attempt, e.reason = 1, "connection_failed"
		}
		return
	}
	e.inFlight, e.socket = true, s
	frame := object{
		"envelope_id": e.id, "type": e.kind, "payload": e.payload,
		"accepts_response_payload": e.kind != eventsAPI,
	}
	if e.kind == eventsAPI {
		frame["retry_attempt"], frame["retry_reason"] = e.attempt, e.reason
	}
	s.send(frame)
	e.timer = time.AfterFunc(w.ackWait, func() {
		w.locked(func() { w.missed(e, "timeout") })
	})
}

// missed deals with an envelope that was not acknowledged in time.
func (w *World) missed(e *envelope, reason string) {
	if !e.inFlight || w.closed {
		return
	}
	e.inFlight = false
	pauses := retryPauses()
	if e.kind != eventsAPI || e.timeouts == len(pauses) {
		w.finish(e)
		return
	}
	pause := pauses[e.timeouts]
	e.timeouts++
	w.again(e, reason)
	if pause > 0 {
		e.resting = true
		e.timer = time.AfterFunc(pause, func() {
			w.locked(func() { e.resting = false; w.dispatch() })
		})
	}
	w.dispatch()
}

// again marks an event for another delivery.
func (w *World) again(e *envelope, reason string) {
	e.disarm()
	e.inFlight = false
	e.attempt++
	e.reason = reason
}

// acknowledge ends an envelope with the app's answer. A late one still ends the
// retries of an event.
func (w *World) acknowledge(id string, reply json.RawMessage) {
	for _, e := range w.envelopes {
		if e.id == id {
			if len(reply) < maxReply {
				e.reply = reply
			}
			e.acked = true
			w.finish(e)
			return
		}
	}
}

// finish takes an envelope off the list.
func (w *World) finish(e *envelope) {
	e.disarm()
	e.inFlight = false
	w.envelopes = slices.DeleteFunc(w.envelopes, func(o *envelope) bool { return o == e })
	if !e.over {
		e.over = true
		close(e.done)
	}
	w.touch()
}
