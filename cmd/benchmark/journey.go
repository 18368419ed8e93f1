package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/adapters/telegram"
	"residencyassist/conversation"
)

// me is the bot's identity at our Telegram.
var me = telegram.Identity{ID: 4711, Username: "benchmark_bot"}

// What people do: "> words" are said, "[ words" is a button that is pressed.
var (
	// walk is the short way to a request, up to the last button.
	walk = []string{
		"> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident", "> EXPIRES",
		"[ Yes, in Mexico", "[ Just me", "> Carol", "> Smith", "> carol.smith@example.com", "> +52 55 1234 5678",
		"[ Nothing to add", "[ It is right, and I understand",
	}
	// typed is the same way for somebody who presses nothing.
	typed = typing(walk)
	// hello is what everybody begins with: an update in, a message out.
	hello = walk[:1]
)

func typing(steps []string) []string {
	out := slices.Clone(steps)
	for i, s := range out {
		out[i] = strings.Replace(s, "[ ", "> ", 1)
	}
	return out
}

// move is one update of a journey and what must follow from it.
type move struct {
	pieces []string // of the update: what never changes, and places of what does
	calls  []call
}

// call is a call to the Bot API that the bot has to make.
type call struct {
	method string
	text   string // as it stands in the request's form; empty: none, or none that is known
}

// update is the move as Telegram posts it.
func (m move) update(number, chat int64) []byte {
	body := make([]byte, 0, 2048)
	for _, piece := range m.pieces {
		switch piece {
		case numberPlace:
			body = strconv.AppendInt(body, number, 10)
		case chatPlace:
			body = strconv.AppendInt(body, chat, 10)
		default:
			body = append(body, piece...)
		}
	}
	return body
}

// The places of what differs from update to update, as numbers that JSON bears.
const (
	numberPlace = "990000000000001"
	chatPlace   = "990000000000002"
)

var places = regexp.MustCompile(numberPlace + "|" + chatPlace)

// journey asks the engine what a walk comes to today.
func (b *bench) journey(steps []string, now time.Time) ([]move, error) {
	rec := conversation.Record{ID: "7k3m9q2w4x5y6z8a0b1c2d3e4f"}
	var moves []move
	var shown *conversation.Message
	for _, step := range steps {
		step = strings.ReplaceAll(step, "EXPIRES", now.AddDate(0, 2, 0).Format("2 January 2006"))
		update, err := updateOf(step, shown, now)
		if err != nil {
			return nil, err
		}
		ev, ok := me.Event(update)
		if !ok {
			return nil, fmt.Errorf("%q is no update that means anything", step)
		}
		res, err := b.engine.Step(rec, ev, now)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", step, err)
		}
		rec = res.Record
		moves = append(moves, newMove(update, res.Entries))
		for _, e := range res.Entries {
			if e.Send != nil {
				shown = e.Send
			}
		}
	}
	return moves, nil
}

func newMove(update []byte, entries []conversation.Entry) move {
	var m move
	for rest := string(update); rest != ""; {
		at := places.FindStringIndex(rest)
		if at == nil {
			m.pieces = append(m.pieces, rest)
			break
		}
		m.pieces, rest = append(m.pieces, rest[:at[0]], rest[at[0]:at[1]]), rest[at[1]:]
	}
	for _, e := range entries {
		switch {
		case e.Send != nil:
			m.calls = append(m.calls, call{method: "sendMessage", text: inForm(e.Send.HTML)})
		case e.Edit != nil && e.Edit.HTML == "":
			m.calls = append(m.calls, call{method: "editMessageReplyMarkup"})
		case e.Edit != nil:
			m.calls = append(m.calls, call{method: "editMessageText", text: inForm(e.Edit.HTML)})
		case e.Toast != nil:
			m.calls = append(m.calls, call{method: "answerCallbackQuery"})
		}
	}
	return m
}

func inForm(html string) string { return "text=" + url.QueryEscape(html) }

// updateOf writes an update with all that Telegram sends along.
func updateOf(step string, shown *conversation.Message, now time.Time) ([]byte, error) {
	number, chat := json.Number(numberPlace), json.Number(chatPlace)
	person := map[string]any{"id": chat, "is_bot": false, "first_name": "Carol", "last_name": "Smith", "username": "carol_smith", "language_code": "en"}
	room := map[string]any{"id": chat, "first_name": "Carol", "last_name": "Smith", "username": "carol_smith", "type": "private"}
	sign, words, _ := strings.Cut(step, " ")
	if sign == ">" {
		return json.Marshal(map[string]any{"update_id": number, "message": map[string]any{
			"message_id": 1000, "from": person, "chat": room, "date": now.Unix(), "text": words,
		}})
	}
	data := ""
	var rows [][]map[string]string
	for _, row := range shown.Buttons {
		var buttons []map[string]string
		for _, button := range row {
			buttons = append(buttons, map[string]string{"text": button.Text, "callback_data": button.Data})
			if button.Text == words {
				data = button.Data
			}
		}
		rows = append(rows, buttons)
	}
	if data == "" {
		return nil, fmt.Errorf("there is no button %q", words)
	}
	bot := map[string]any{"id": me.ID, "is_bot": true, "first_name": "Benchmark", "username": me.Username}
	return json.Marshal(map[string]any{"update_id": number, "callback_query": map[string]any{
		"id": "callback" + chatPlace, "from": person, "chat_instance": "-4022033212354873233", "data": data,
		"message": map[string]any{
			"message_id": 1000, "from": bot, "chat": room, "date": now.Unix(), "text": shown.HTML,
			"reply_markup": map[string]any{"inline_keyboard": rows},
		},
	}})
}
