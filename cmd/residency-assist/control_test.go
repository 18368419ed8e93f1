package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// controller speaks the sandbox's control API as somebody does who knows its
// description and nothing of this program.
type controller struct {
	*house
	person string // the path of whoever holds the phone
}

// asks sends JSON as it stands here, holds the status, and returns the answer.
func (c *controller) asks(status int, method, path, body string) any {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	var answer any
	if err := json.Unmarshal(text, &answer); err != nil {
		c.t.Fatalf("%s %s %s answers no JSON: %s", method, path, body, text)
	}
	if resp.StatusCode != status || status != http.StatusOK && fields(answer)["error"] == nil {
		c.t.Errorf("%s %s %s: %s %s; want %d", method, path, body, resp.Status, text, status)
	}
	return answer
}

func (c *controller) says(body string) map[string]any {
	c.t.Helper()
	answer := fields(c.asks(http.StatusOK, "POST", c.person+"/say", body))
	c.has("what a person said", answer, "toast")
	c.pass("3s")
	return answer
}

func (c *controller) refuses(status int, path string, bodies ...string) {
	c.t.Helper()
	for _, body := range bodies {
		c.asks(status, "POST", path, body)
	}
}

// has holds that an object has these fields.
func (c *controller) has(what string, answer any, names ...string) {
	c.t.Helper()
	for _, name := range names {
		if _, ok := fields(answer)[name]; !ok {
			c.t.Errorf("%s has no %q, only %q", what, name, slices.Sorted(maps.Keys(fields(answer))))
		}
	}
}

func fields(answer any) map[string]any {
	object, _ := answer.(map[string]any)
	return object
}

func newestOf(answer any) map[string]any {
	if list, ok := answer.([]any); ok && len(list) > 0 {
		return fields(list[len(list)-1])
	}
	return nil
}

// TestControlAPI asks at every address of the control API that is fixed, in each
// of its forms, and gives each something that it has to refuse.
func TestControlAPI(t *testing.T) {
	t.Parallel()
	c := &controller{house: openDemo(t)}
	made := fields(c.asks(200, "POST", "/sandbox/telegram/people", `{"first_name":"Carol","last_name":"Smith","language_code":"en"}`))
	c.person = fmt.Sprintf("/sandbox/telegram/people/%.0f", made["id"])
	c.refuses(400, "/sandbox/telegram/people", `{}`, `no JSON`)
	c.onTelegram()
	c.onSlack()
	c.byMail()
	c.throughTime()
	c.withFaults()
}

// onTelegram says everything that can be said, and sends a request on the way.
func (c *controller) onTelegram() {
	c.t.Helper()
	chat := func() map[string]any { return newestOf(c.asks(200, "GET", c.person+"/chat", "")) }
	c.says(`{"text":"/start"}`)
	asked := chat()
	c.has("a message", asked, "id", "from", "text", "buttons", "edited", "at")
	if rows, ok := asked["buttons"].([]any); !ok || len(rows) == 0 || asked["from"] != "bot" {
		c.t.Fatalf("the bot's first message is %v", asked)
	}
	c.says(fmt.Sprintf(`{"press":"English","message":%.0f}`, asked["id"]))
	for _, step := range english[2:] {
		said, err := json.Marshal(saying(step))
		if err != nil {
			c.t.Fatal(err)
		}
		c.says(string(said))
	}
	file := `{"name":"paper.txt","type":"text/plain","base64":"` + base64.StdEncoding.EncodeToString([]byte("a paper")) + `","caption":"my paper"}`
	for _, body := range []string{
		`{"contact":true}`, `{"location":[20.97,-89.59]}`, `{"voice":true}`, `{"sticker":true}`, `{"file":` + file + `}`,
		`{"album":[` + file + `,` + file + `]}`, `{"repeat":true}`, `{"block":true}`, `{"unblock":true}`, `{"text":"Yes, at tne"}`,
	} {
		c.says(body)
	}
	var chatted []message
	c.call("GET", c.person+"/chat", nil, &chatted)
	own := slices.IndexFunc(chatted, func(m message) bool { return m.Text == "Yes, at tne" })
	c.says(fmt.Sprintf(`{"edit":{"message":%d,"text":"Yes, at ten"}}`, chatted[own].ID))
	c.call("GET", c.person+"/chat", nil, &chatted)
	if m := chatted[own]; m.From != "person" || m.Text != "Yes, at ten" || !m.Edited {
		c.t.Errorf("what Carol corrected reads %+v", m)
	}
	c.refuses(400, c.person+"/say", `{}`, `no JSON`, `{"txt":"hello"}`, `{"location":[1]}`, `{"file":{"name":"x","base64":"%"}}`)
	c.refuses(404, "/sandbox/telegram/people/1/say", `{"text":"hello"}`)
	c.refuses(404, c.person+"/say", `{"press":"English","message":1000000}`)
	c.asks(404, "GET", "/sandbox/telegram/people/nobody/chat", "")
}

// onSlack does everything that an associate can do.
func (c *controller) onSlack() {
	c.t.Helper()
	cards := c.asks(200, "GET", "/sandbox/slack/channels/cases", "").([]any)
	card := fields(cards[0])
	c.has("a card", card, "ts", "user", "text", "blocks", "buttons", "reactions", "files", "thread")
	ts := card["ts"].(string)
	c.asks(200, "POST", "/sandbox/slack/press", `{"user":"ana","channel":"cases","ts":"`+ts+`","press":"Claim"}`)
	c.settle()
	line := fields(c.asks(200, "POST", "/sandbox/slack/say", `{"user":"ana","channel":"cases","thread_ts":"`+ts+`","text":"Good mornign"}`))["ts"].(string)
	at := `{"user":"ana","channel":"cases","ts":"` + line + `"`
	c.asks(200, "POST", "/sandbox/slack/edit", at+`,"text":"Good morning"}`)
	c.asks(200, "POST", "/sandbox/slack/react", at+`,"emoji":"eyes"}`)
	c.pass("10s")
	c.asks(200, "POST", "/sandbox/slack/delete", at+`}`)
	c.asks(200, "POST", "/sandbox/slack/say", `{"user":"ana","channel":"cases","thread_ts":"`+ts+`","file":{"name":"note.txt","type":"text/plain","base64":"YSBub3Rl"}}`)
	c.pass("10s")

	view := fields(fields(c.asks(200, "POST", "/sandbox/slack/press", `{"user":"ana","channel":"cases","ts":"`+ts+`","press":"Request payment…"}`))["view"])
	c.has("a form", view, "id", "title", "inputs")
	id, _ := view["id"].(string)
	submit := `{"user":"ana","view":"` + id + `","values":{`
	c.has("a refused form", c.asks(200, "POST", "/sandbox/slack/submit", submit+`"Amount in US dollars":"much"}}`), "errors")
	if answer := fields(c.asks(200, "POST", "/sandbox/slack/submit", submit+`"Amount in US dollars":"219"}}`)); answer["errors"] != nil {
		c.t.Errorf("the form was refused: %v", answer)
	}
	c.settle()
	c.asks(200, "POST", "/sandbox/slack/command", `{"user":"ana","channel":"cases","command":"/cases","text":""}`)
	c.has("a Home", c.asks(200, "GET", "/sandbox/slack/home/ana", ""), "blocks")
	c.asks(200, "POST", "/sandbox/slack/press", `{"user":"luis","channel":"cases","ts":"`+ts+`","press":"Show details"}`)
	c.settle()
	c.has("what Luis alone is shown", newestOf(c.asks(200, "GET", "/sandbox/slack/ephemeral/luis", "")), "ts", "text")

	for _, path := range []string{"say", "edit", "delete", "react", "press", "submit", "command"} {
		c.refuses(400, "/sandbox/slack/"+path, `no JSON`)
	}
	c.refuses(404, "/sandbox/slack/press", `{"user":"ana","channel":"cases","ts":"1.1","press":"Claim"}`)
	c.asks(404, "GET", "/sandbox/slack/channels/nowhere", "")
}

func (c *controller) byMail() {
	c.t.Helper()
	mail := newestOf(c.asks(200, "GET", "/sandbox/mail", ""))
	c.has("a mail", mail, "to", "subject", "text", "attachments")
}

// throughTime moves the clock in each way, and settles.
func (c *controller) throughTime() {
	c.t.Helper()
	now := func(answer any) time.Time {
		words, _ := fields(answer)["now"].(string)
		at, err := time.Parse(time.RFC3339Nano, words)
		if err != nil {
			c.t.Errorf("the clock answers %v", answer)
		}
		return at
	}
	for _, body := range []string{
		`{"by":"24h"}`, `{"to":"2026-11-24"}`, `{"to":"2026-11-25T15:00:00Z"}`, `{"by":"48h","down":true}`, `{"to":"2026-11-29","down":true}`,
	} {
		before := now(c.asks(200, "GET", "/sandbox/clock", ""))
		if after := now(c.asks(200, "POST", "/sandbox/clock", body)); !after.After(before) {
			c.t.Errorf("%s leads from %s to %s", body, before, after)
		}
	}
	noon := time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC) // in Mexico City
	if at := now(c.asks(200, "POST", "/sandbox/settle", "")); at.Before(noon) || at.After(noon.Add(time.Hour)) {
		c.t.Errorf("on a date's noon it is %s", at)
	}
	c.refuses(400, "/sandbox/clock", `{}`, `no JSON`, `{"by":"-1h"}`, `{"by":"a while"}`, `{"to":"2020-01-01"}`, `{"to":"2026-12-01","by":"1h"}`)
}

// withFaults lets each platform fail once, and the bot gets over it.
func (c *controller) withFaults() {
	c.t.Helper()
	for _, body := range []string{
		`{"api":"telegram","method":"sendMessage","status":429,"retry_after":1,"times":1}`,
		`{"api":"slack","method":"chat.postMessage","status":500,"times":1}`,
		`{"api":"smtp","method":"data","kind":"timeout"}`,
	} {
		c.asks(200, "POST", "/sandbox/faults", body)
	}
	c.says(`{"text":"Is anybody there?"}`)
	c.pass("1m")
	if n := c.card("C.S.").inThread("Is anybody there?"); n != 1 {
		c.t.Errorf("after faults the thread has what Carol wrote %d times", n)
	}
	c.refuses(400, "/sandbox/faults", `no JSON`, `{"api":"fax","status":500}`, `{"api":"slack","status":200}`, `{"api":"slack","kind":"odd"}`)
}
