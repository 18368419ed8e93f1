package slack

import (
	"encoding/json"
	"net/http"
)

// command types a slash command and answers with what the app says to it, in its
// acknowledgement or right after.
func (w *World) command(r *http.Request) (any, error) {
	var p struct{ User, Channel, Command, Text string }
	if err := readBody(r, &p); err != nil {
		return nil, err
	}
	var e *envelope
	var t *trigger
	var answer *responseURL
	var err error
	w.locked(func() { e, t, answer, err = w.slash(p.User, p.Channel, p.Command, p.Text) })
	if err != nil {
		return nil, err
	}
	if err := w.awaitAck(r.Context(), e); err != nil {
		return nil, err
	}
	w.locked(func() { err = w.ackedCommand(answer, e.reply) })
	if err != nil {
		return nil, err
	}
	w.within(r.Context(), t.opened, answer.heard)
	out := w.openedBy(t)
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := answer.first; m != nil {
		out["text"], out["blocks"], out["ts"] = w.display(m.text), w.lines(m.blocks), m.ts
	}
	return out, nil
}

func (w *World) slash(userName, channelName, command, text string) (*envelope, *trigger, *responseURL, error) {
	if len(command) < 2 || command[0] != '/' {
		return nil, nil, nil, refuse("a command begins with /")
	}
	u, err := w.person(userName)
	if err != nil {
		return nil, nil, nil, err
	}
	c, err := w.room(channelName)
	if err != nil {
		return nil, nil, nil, err
	}
	id, t := w.newTrigger(u.id, nil)
	address, answer := w.newResponseURL(c, u.id, nil)
	e := w.enqueue(slashCommands, object{
		"token": "unused", "team_id": teamID, "team_domain": "residency-assist", "api_app_id": appID,
		"channel_id": c.id, "channel_name": wireName(c), "user_id": u.id, "user_name": u.name,
		"command": command, "text": escape(text), "response_url": address, "trigger_id": id,
		"is_enterprise_install": "false",
	})
	return e, t, answer, nil
}

// ackedCommand shows the answer that came with the acknowledgement of a command,
// if any: a message or a bare text.
func (w *World) ackedCommand(r *responseURL, reply json.RawMessage) error {
	if len(reply) == 0 || string(reply) == "null" {
		return nil
	}
	a := args{}
	var text string
	if json.Unmarshal(reply, &text) == nil {
		a["text"] = text
	} else if json.Unmarshal(reply, &a) != nil {
		a["text"] = string(reply)
	}
	if len(a) == 0 {
		return nil
	}
	body, err := w.readContent(a)
	if err != nil {
		return err
	}
	if !body.empty() {
		r.hear(w.answerWith(r, "", body, a.str("response_type")))
	}
	return nil
}
