package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"residencyassist/adapters/sandbox"
)

type object = map[string]any

// bot is a tiny bot that speaks to the sandbox by plain calls: just enough to
// give the page something to show.
type bot struct {
	t        *testing.T
	settings sandbox.Settings
	ctx      context.Context

	mu   sync.Mutex
	chat any    // of the person who wrote last
	card string // the case's card
}

// startBot lets a bot take updates and events until the test ends.
func startBot(t *testing.T, url string) *bot {
	t.Helper()
	settings, err := sandbox.Fetch(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b := &bot{t: t, settings: settings, ctx: ctx}
	b.telegram("setMyCommands", object{"commands": []object{
		{"command": "start", "description": "Begin, or begin again"},
		{"command": "status", "description": "Where your case stands"},
		{"command": "privacy", "description": "What we keep about you"},
	}})
	b.telegram("setMyDescription", object{"description": "I help foreign residents of Mexico renew their residency card: dates, papers, reminders, and a person who answers."})
	conn := b.dial()
	var running sync.WaitGroup
	running.Go(b.poll)
	running.Go(func() { b.listen(conn) })
	t.Cleanup(func() {
		cancel()
		conn.Close()
		running.Wait()
	})
	return b
}

// call posts JSON and returns the answer; nothing is said once the test ends.
func (b *bot) call(url, token string, body object) object {
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Error(err)
		return nil
	}
	req, err := http.NewRequestWithContext(b.ctx, http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		b.t.Error(err)
		return nil
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if b.ctx.Err() == nil {
			b.t.Error(err)
		}
		return nil
	}
	defer resp.Body.Close()
	var answer object
	if err := json.NewDecoder(resp.Body).Decode(&answer); err == nil && answer["ok"] != true {
		b.t.Errorf("%s answered %v", url, answer)
	}
	return answer
}

func (b *bot) telegram(method string, body object) any {
	answer := b.call(b.settings.Telegram.APIURL+"/bot"+b.settings.Telegram.Token+"/"+method, "", body)
	return answer["result"]
}

func (b *bot) slack(method string, body object) object {
	return b.call(b.settings.Slack.APIURL+method, b.settings.Slack.BotToken, body)
}

func (b *bot) poll() {
	for offset := 0.0; b.ctx.Err() == nil; {
		updates, _ := b.telegram("getUpdates", object{"timeout": 5, "offset": offset}).([]any)
		for _, u := range updates {
			update := u.(object)
			offset = update["update_id"].(float64) + 1
			if message, ok := update["message"].(object); ok {
				b.heard(message)
			}
			if pressed, ok := update["callback_query"].(object); ok {
				b.pressed(pressed)
			}
		}
	}
}

func (b *bot) heard(message object) {
	chat := message["chat"].(object)["id"]
	b.mu.Lock()
	b.chat = chat
	card := b.card
	b.mu.Unlock()
	text, _ := message["text"].(string)
	switch {
	case text == "/start":
		b.send(chat, "<b>Hello!</b> I help foreign residents of Mexico renew their card.\n\nIt takes about 9 questions, 4 minutes. <i>What brings you here?</i>",
			[][]string{{"Check my dates"}, {"Request help", "Just remind me"}})
	case message["contact"] != nil:
		b.telegram("sendMessage", object{"chat_id": chat, "text": "Thank you, noted.", "reply_markup": object{"remove_keyboard": true}})
	case card != "" && text != "":
		b.slack("chat.postMessage", object{"channel": b.settings.Slack.Channel, "thread_ts": card, "text": "*E. C.* wrote: " + html.EscapeString(text)})
	}
}

// send sends HTML with inline buttons.
func (b *bot) send(chat any, words string, rows [][]string) {
	b.telegram("sendMessage", object{"chat_id": chat, "text": words, "parse_mode": "HTML", "reply_markup": inline(rows)})
}

func inline(rows [][]string) object {
	keys := [][]object{}
	for _, row := range rows {
		var line []object
		for _, words := range row {
			line = append(line, object{"text": words, "callback_data": words})
		}
		keys = append(keys, line)
	}
	return object{"inline_keyboard": keys}
}

// pressed answers the button and, whatever it was, hands the case on.
func (b *bot) pressed(query object) {
	message := query["message"].(object)
	chat := message["chat"].(object)["id"]
	b.telegram("answerCallbackQuery", object{"callback_query_id": query["id"], "text": "Noted: " + query["data"].(string)})
	b.telegram("editMessageText", object{
		"chat_id": chat, "message_id": message["message_id"], "text": "What brings you here?\n✓ <b>" + query["data"].(string) + "</b>", "parse_mode": "HTML",
	})
	b.telegram("sendMessage", object{
		"chat_id": chat, "parse_mode": "HTML",
		"text":         "Your card runs out on <b>15 April 2026</b>, so your window opens on <b>16 March</b>, in 15 days.\n\nMay we have your telephone number?",
		"reply_markup": object{"keyboard": [][]object{{{"text": "📱 Share my number", "request_contact": true}}, {{"text": "I would rather type it"}}}},
	})
	b.openCase()
}

// openCase posts the card of the case, once.
func (b *bot) openCase() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.card != "" {
		return
	}
	posted := b.slack("chat.postMessage", object{
		"channel": b.settings.Slack.Channel, "text": "E. C. asks for help", "blocks": card("nobody yet"),
	})
	b.card, _ = posted["ts"].(string)
}

func card(owner string) []object {
	text := func(words string) object { return object{"type": "mrkdwn", "text": words} }
	button := func(words, style string) object {
		b := object{"type": "button", "action_id": words, "text": object{"type": "plain_text", "text": words}}
		if style != "" {
			b["style"] = style
		}
		return b
	}
	return []object{
		{"type": "header", "text": object{"type": "plain_text", "text": "E. C. · RA-4K7Q · Renewal"}},
		{"type": "section", "fields": []object{
			text("*Window:*"), text("opens 16 March, in 15 days"), text("*Owner:*"), text(owner), text("*Fee:*"), text("US$219"),
		}},
		{"type": "divider"},
		{"type": "context", "elements": []object{text("Next: answer within one working day · Temporary resident, in Mexico, one person")}},
		{"type": "actions", "elements": []object{button("Claim", "primary"), button("Set appointment", ""), button("Close", "danger")}},
	}
}

// dial opens Socket Mode and waits for its greeting.
func (b *bot) dial() *websocket.Conn {
	b.t.Helper()
	opened := b.call(b.settings.Slack.APIURL+"apps.connections.open", b.settings.Slack.AppToken, object{})
	conn, _, err := websocket.DefaultDialer.DialContext(b.ctx, opened["url"].(string), nil) //nolint:bodyclose // the dialler has read the answer; what stays open is conn
	if err != nil {
		b.t.Fatal(err)
	}
	var hello object
	if err := conn.ReadJSON(&hello); err != nil {
		b.t.Fatal(err)
	}
	return conn
}

func (b *bot) listen(conn *websocket.Conn) {
	for {
		var envelope struct {
			ID      string `json:"envelope_id"`
			Type    string `json:"type"`
			Payload object `json:"payload"`
		}
		if conn.ReadJSON(&envelope) != nil {
			return
		}
		ack := object{"envelope_id": envelope.ID}
		if envelope.Payload["type"] == "view_submission" {
			ack["payload"] = b.submitted(envelope.Payload["view"].(object))
		}
		if conn.WriteJSON(ack) != nil {
			return
		}
		switch event, _ := envelope.Payload["event"].(object); {
		case envelope.Payload["type"] == "block_actions":
			b.clicked(envelope.Payload)
		case event["type"] == "message" && event["thread_ts"] != nil && event["bot_id"] == nil && event["subtype"] == nil:
			b.relay(event)
		}
	}
}

// relay carries an associate's reply to the applicant.
func (b *bot) relay(event object) {
	b.mu.Lock()
	chat := b.chat
	b.mu.Unlock()
	b.telegram("sendMessage", object{"chat_id": chat, "text": "Ana: " + event["text"].(string)})
	b.slack("reactions.add", object{"channel": event["channel"], "timestamp": event["ts"], "name": "white_check_mark"})
}

// clicked opens the appointment's form, or says to the one who clicked what happened.
func (b *bot) clicked(payload object) {
	action := payload["actions"].([]any)[0].(object)["action_id"]
	if action != "Set appointment" {
		b.slack("chat.postEphemeral", object{"channel": b.settings.Slack.Channel, "user": payload["user"].(object)["id"], "text": "You own this case now."})
		ts := payload["message"].(object)["ts"]
		b.slack("chat.update", object{"channel": b.settings.Slack.Channel, "ts": ts, "text": "E. C.", "blocks": card("Ana Torres")})
		return
	}
	words := func(s string) object { return object{"type": "plain_text", "text": s} }
	input := func(id, label string, element object) object {
		element["action_id"] = id
		return object{"type": "input", "block_id": id, "label": words(label), "element": element}
	}
	b.slack("views.open", object{"trigger_id": payload["trigger_id"], "view": object{
		"type": "modal", "title": words("Set appointment"), "submit": words("Save"),
		"blocks": []object{
			{"type": "section", "text": words("The applicant is told, and gets a calendar file.")},
			input("day", "Day", object{"type": "datepicker"}),
			input("hour", "Hour", object{"type": "timepicker"}),
			input("office", "Office", object{"type": "static_select", "options": []object{
				{"text": words("Mérida"), "value": "merida"}, {"text": words("Cancún"), "value": "cancun"},
			}}),
		},
	}})
}

// submitted refuses a day before the window and takes every other.
func (b *bot) submitted(view object) object {
	values := view["state"].(object)["values"].(object)
	day, _ := values["day"].(object)["day"].(object)["selected_date"].(string)
	if strings.Compare(day, "2026-03-16") < 0 {
		return object{"response_action": "errors", "errors": object{"day": "The window opens on 16 March."}}
	}
	return object{}
}
