package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// call makes one Web API call as a form and returns the answer's code and the
// problems it names.
func (town *town) call(method string, form url.Values) (code, problems string) {
	town.t.Helper()
	form.Set("token", botToken)
	resp, err := http.PostForm(town.server.URL+"/slack/api/"+method, form)
	if err != nil {
		town.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct {
		OK       bool
		Error    string
		Metadata struct{ Messages []string } `json:"response_metadata"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		town.t.Fatal(err)
	}
	if out.OK != (out.Error == "") {
		town.t.Errorf("%s answered ok %v and error %q", method, out.OK, out.Error)
	}
	return out.Error, strings.Join(out.Metadata.Messages, "\n")
}

// times joins n copies of a JSON value; # becomes a number of its own.
func times(n int, value string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = strings.ReplaceAll(value, "#", fmt.Sprint(i))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func TestBlocksOfAMessage(t *testing.T) {
	town := newTown(t)
	long := func(n int) string { return strings.Repeat("x", n) }
	plain := func(n int) string { return `{"type":"plain_text","text":"` + long(n) + `"}` }
	button := func(rest string) string {
		return `[{"type":"actions","elements":[{"type":"button","text":` + plain(5) + rest + `}]}]`
	}
	const divider = `{"type":"divider"}`
	option := func(n int) string { return `{"text":` + plain(n) + `,"value":"#"}` }
	overflow := func(options string) string {
		return `[{"type":"actions","elements":[{"type":"overflow","options":` + options + `}]}]`
	}
	for _, c := range []struct{ name, blocks, at string }{
		{"fifty blocks", times(50, divider), ""},
		{"too many blocks", times(51, divider), "/blocks"},
		{"unknown block", `[{"type":"video_wall"}]`, "/blocks/0/type"},
		{"section text", `[{"type":"section","text":` + plain(3000) + `}]`, ""},
		{"long section text", `[{"type":"section","text":` + plain(3001) + `}]`, "/blocks/0/text/text"},
		{"empty section text", `[{"type":"section","text":` + plain(0) + `}]`, "/blocks/0/text/text"},
		{"section with nothing", `[{"type":"section"}]`, "/blocks/0"},
		{"ten fields", `[{"type":"section","fields":` + times(10, plain(9)) + `}]`, ""},
		{"eleven fields", `[{"type":"section","fields":` + times(11, plain(9)) + `}]`, "/blocks/0/fields"},
		{"long field", `[{"type":"section","fields":[` + plain(2001) + `]}]`, "/blocks/0/fields/0/text"},
		{"header", `[{"type":"header","text":` + plain(150) + `}]`, ""},
		{"long header", `[{"type":"header","text":` + plain(151) + `}]`, "/blocks/0/text/text"},
		{"mrkdwn header", `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, "/blocks/0/text/type"},
		{"eleven context elements", `[{"type":"context","elements":` + times(11, plain(1)) + `}]`, "/blocks/0/elements"},
		{"button", button(`,"action_id":"` + long(255) + `","value":"` + long(2000) + `"`), ""},
		{"long button", `[{"type":"actions","elements":[{"type":"button","text":` + plain(76) + `}]}]`, "/blocks/0/elements/0/text/text"},
		{"long action id", button(`,"action_id":"` + long(256) + `"`), "/blocks/0/elements/0/action_id"},
		{"long value", button(`,"value":"` + long(2001) + `"`), "/blocks/0/elements/0/value"},
		{"unknown style", button(`,"style":"loud"`), "/blocks/0/elements/0/style"},
		{"26 elements", `[{"type":"actions","elements":` + times(26, `{"type":"button","text":`+plain(1)+`,"action_id":"a#"}`) + `}]`, "/blocks/0/elements"},
		{"same action twice", `[{"type":"actions","elements":` + times(2, `{"type":"button","text":`+plain(1)+`,"action_id":"a"}`) + `}]`, "/blocks/0/elements/1/action_id"},
		{"same block id twice", times(2, `{"type":"divider","block_id":"b"}`), "/blocks/1/block_id"},
		{"long block id", `[{"type":"divider","block_id":"` + long(256) + `"}]`, "/blocks/0/block_id"},
		{"one overflow option", overflow(times(1, option(75))), ""},
		{"no overflow option", overflow(`[]`), "/blocks/0/elements/0/options"},
		{"six overflow options", overflow(times(6, option(5))), "/blocks/0/elements/0/options"},
		{"long option", overflow(times(1, option(76))), "/blocks/0/elements/0/options/0/text/text"},
		{"image without address", `[{"type":"image","alt_text":"x"}]`, "/blocks/0"},
		{"image with a file path", `[{"type":"image","alt_text":"x","image_url":"/etc/passwd"}]`, "/blocks/0/image_url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			town.pass(postEvery)
			code, problems := town.call("chat.postMessage", url.Values{"channel": {casesID}, "text": {"x"}, "blocks": {c.blocks}})
			if (code == "invalid_blocks") != (c.at != "") || (c.at == "" && code != "") {
				t.Errorf("answered %q %s", code, problems)
			}
			if !strings.Contains(problems, "[json-pointer:"+c.at+"]") && c.at != "" {
				t.Errorf("the problem is not at %s: %s", c.at, problems)
			}
		})
	}
}

func TestRefusalsByName(t *testing.T) {
	town := newTown(t)
	town.say("ana", "", "mine")
	hers := town.channel()[0].TS
	for _, c := range []struct {
		method, code string
		form         url.Values
	}{
		{"chat.shout", "unknown_method", url.Values{}},
		{"chat.postMessage", "channel_not_found", url.Values{"channel": {"C0NOWHERE"}, "text": {"x"}}},
		{"chat.postMessage", "not_in_channel", url.Values{"channel": {"C0GENERAL"}, "text": {"x"}}},
		{"chat.postMessage", "is_archived", url.Values{"channel": {"C0OLDCASE"}, "text": {"x"}}},
		{"chat.postMessage", "no_text", url.Values{"channel": {casesID}}},
		{"chat.postMessage", "msg_too_long", url.Values{"channel": {casesID}, "text": {strings.Repeat("x", 40001)}}},
		{"chat.postMessage", "thread_not_found", url.Values{"channel": {casesID}, "text": {"x"}, "thread_ts": {"1.000001"}}},
		{"chat.postMessage", "invalid_blocks_format", url.Values{"channel": {casesID}, "blocks": {"{"}}},
		{"chat.postMessage", "invalid_metadata_schema", url.Values{"channel": {casesID}, "text": {"x"}, "metadata": {`{"event_type":"x"}`}}},
		{"chat.postMessage", "metadata_too_large", url.Values{"channel": {casesID}, "text": {"x"}, "metadata": {`{"event_type":"x","event_payload":{"a":"` + strings.Repeat("x", maxMetadata) + `"}}`}}},
		{"chat.postEphemeral", "user_not_in_channel", url.Values{"channel": {casesID}, "text": {"x"}, "user": {"U0VISIT01"}}},
		{"chat.update", "message_not_found", url.Values{"channel": {casesID}, "text": {"x"}, "ts": {"1.000001"}}},
		{"chat.update", "cant_update_message", url.Values{"channel": {casesID}, "text": {"x"}, "ts": {hers}}},
		{"chat.delete", "cant_delete_message", url.Values{"channel": {casesID}, "ts": {hers}}},
		{"reactions.remove", "no_reaction", url.Values{"channel": {casesID}, "name": {"eyes"}, "timestamp": {hers}}},
		{"reactions.add", "invalid_name", url.Values{"channel": {casesID}, "name": {":eyes:"}, "timestamp": {hers}}},
		{"conversations.join", "method_not_supported_for_channel_type", url.Values{"channel": {casesID}}},
		{"users.info", "user_not_found", url.Values{"user": {"U0NOBODY"}}},
		{"views.open", "invalid_trigger_id", url.Values{"trigger_id": {"1.2.3"}, "view": {"{}"}}},
		{"files.info", "file_not_found", url.Values{"file": {"F0"}}},
		{"apps.connections.open", "not_allowed_token_type", url.Values{}},
	} {
		if code, _ := town.call(c.method, c.form); code != c.code {
			t.Errorf("%s answered %q, want %q", c.method, code, c.code)
		}
	}
}

func TestViewsAreChecked(t *testing.T) {
	town := newTown(t)
	const title = `"type":"modal","title":{"type":"plain_text","text":"T"}`
	input := func(element string) string {
		return `{` + title + `,"submit":{"type":"plain_text","text":"S"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"L"},"element":` + element + `}]}`
	}
	for _, c := range []struct{ name, view, at string }{
		{"plain", `{` + title + `,"blocks":[]}`, ""},
		{"no title", `{"type":"modal","blocks":[]}`, "/view/title"},
		{"long title", `{"type":"modal","title":{"type":"plain_text","text":"` + strings.Repeat("x", 25) + `"},"blocks":[]}`, "/view/title/text"},
		{"long metadata", `{` + title + `,"blocks":[],"private_metadata":"` + strings.Repeat("x", 3001) + `"}`, "/view/private_metadata"},
		{"101 blocks", `{` + title + `,"blocks":` + times(101, `{"type":"divider"}`) + `}`, "/view/blocks"},
		{"inputs without submit", `{` + title + `,"blocks":[{"type":"input","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input"}}]}`, "/view"},
		{"text input", input(`{"type":"plain_text_input","multiline":true,"max_length":500}`), ""},
		{"number input", input(`{"type":"number_input"}`), "/view/blocks/0/element"},
		{"wrong date", input(`{"type":"datepicker","initial_date":"31.12.2026"}`), "/view/blocks/0/element/initial_date"},
		{"button in an input", input(`{"type":"button"}`), "/view/blocks/0/element/type"},
		{"stray choice", input(`{"type":"static_select","options":[{"text":{"type":"plain_text","text":"a"},"value":"a"}],"initial_option":{"text":{"type":"plain_text","text":"b"},"value":"b"}}`), "/view/blocks/0/element"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var body object
			if err := json.Unmarshal([]byte(c.view), &body); err != nil {
				t.Fatal(err)
			}
			var err error
			town.world.locked(func() { err = town.world.acceptView(body, "modal") })
			if c.at == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var refused *apiError
			if !errors.As(err, &refused) || !strings.Contains(strings.Join(refused.messages, "\n"), "[json-pointer:"+c.at+"]") {
				t.Errorf("the problem is not at %s: %v", c.at, refused)
			}
		})
	}
}
