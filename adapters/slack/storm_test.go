package slack

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// TestNobodysWordsAreNoEvents has Slack tell of everything that stands in a thread
// without anybody having written it just now: previews of links, changes of every
// line after the card was deleted, what bots and we ourselves posted, and notes of
// Slack's own. Nothing of it is an event, however it is put together.
func TestNobodysWordsAreNoEvents(t *testing.T) {
	f := newFake(t)
	f.withThread()
	d := f.started(t)
	rapid.Check(t, func(rt *rapid.T) {
		person := map[string]any{"user": "UANA"}
		nobody := []map[string]any{
			{"user": theBot}, {"user": theBot, "bot_id": "BBOT"}, {"user": "UOTHER", "bot_id": "B2"},
			{"bot_id": "B2", "subtype": "bot_message", "username": "Ana"}, {}, {"user": "USLACKBOT"},
			{"user": "UANA", "hidden": true}, {"user": "UANA", "bot_id": "B2"},
		}
		message := func(who map[string]any) map[string]any {
			m := map[string]any{
				"type": "message", "text": rapid.SampledFrom([]string{"see https://example.org", "hello", ""}).Draw(rt, "text"),
				"ts": "1790000001.000200", "thread_ts": theCard, "channel": theChannel,
			}
			for k, v := range who {
				m[k] = v
			}
			if rapid.Bool().Draw(rt, "file") {
				m["files"] = []any{map[string]any{"id": "F1", "name": "a.pdf", "size": 10}}
				if m["subtype"] == nil {
					m["subtype"] = "file_share"
				}
			}
			return m
		}
		var event map[string]any
		switch rapid.IntRange(0, 4).Draw(rt, "what") {
		case 0: // somebody who is nobody writes
			event = message(rapid.SampledFrom(nobody).Draw(rt, "who"))
		case 1: // a person's line changes without them: its words and files stay as they were
			was := message(person)
			now := maps.Clone(was)
			now["attachments"] = []any{map[string]any{"from_url": "https://example.org", "fallback": "a page"}}
			if rapid.Bool().Draw(rt, "edited before") {
				edited := map[string]any{"user": "UANA", "ts": "1790000005.000000"}
				was["edited"], now["edited"] = edited, edited
			}
			event = changed(now, was)
		case 2: // the card was deleted: every line below it is told of
			was := message(person)
			now := message(person)
			now["text"], now["subtype"] = was["text"], "thread_broadcast"
			delete(now, "thread_ts")
			event = changed(now, was)
		case 3: // the words of nobody change
			who := rapid.SampledFrom(nobody).Draw(rt, "who")
			now, was := message(who), message(who)
			now["text"], now["edited"] = "something else", map[string]any{"user": who["user"], "ts": "1790000009.000000"}
			event = changed(now, was)
		case 4: // Slack's own notes
			event = message(person)
			event["subtype"] = rapid.SampledFrom([]string{"channel_join", "channel_leave", "channel_topic", "pinned_item", "reminder_add", "tombstone", "message_replied", "assistant_app_thread", "huddle_thread"}).Draw(rt, "note")
		}
		payload, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": fmt.Sprint("Ev", rapid.Int().Draw(rt, "id")), "event": event})
		if err != nil {
			rt.Fatal(err)
		}
		if ev, ok, err := translate(t, d, payload); ok || err != nil {
			rt.Fatalf("%s\nis %+v, %v", payload, ev, err)
		}
	})
}

func changed(now, was map[string]any) map[string]any {
	return map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": theChannel, "ts": "1790000010.000000",
		"message": now, "previous_message": was,
	}
}
