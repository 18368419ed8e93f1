package telegram

import (
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

func TestDocumentedLimits(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	button := func(text, data string) string {
		return `{"inline_keyboard":[[{"text":"` + text + `","callback_data":"` + data + `"}]]}`
	}
	for _, tt := range []struct {
		name   string
		method string
		params tgbotapi.Params
		want   string // empty: accepted
	}{
		{"longest text", "sendMessage", to(ana, "text", strings.Repeat("x", 4096)), ""},
		{"text too long", "sendMessage", to(ana, "text", strings.Repeat("x", 4097)), "message is too long"},
		{"astral characters count twice", "sendMessage", to(ana, "text", strings.Repeat("😀", 2049)), "message is too long"},
		{"tags do not count", "sendMessage", to(ana, "parse_mode", "HTML", "text", "<b>"+strings.Repeat("x", 4096)+"</b>"), ""},
		{"no text", "sendMessage", to(ana, "text", " \n"), "message text is empty"},
		{"nobody", "sendMessage", to(1, "text", "x"), "chat not found"},
		{"longest data", "sendMessage", to(ana, "text", "x", "reply_markup", button("b", strings.Repeat("d", 64))), ""},
		{"data too long", "sendMessage", to(ana, "text", "x", "reply_markup", button("b", strings.Repeat("d", 65))), "BUTTON_DATA_INVALID"},
		{"button without words", "sendMessage", to(ana, "text", "x", "reply_markup", button("", "d")), "must be non-empty"},
		{"button without action", "sendMessage", to(ana, "text", "x", "reply_markup", button("b", "")), "Text buttons are unallowed"},
		{"markup that is none", "sendMessage", to(ana, "text", "x", "reply_markup", "{"), "can't parse reply markup JSON object"},
		{"another parse mode", "sendMessage", to(ana, "text", "x", "parse_mode", "MarkdownV2"), "unsupported parse_mode"},
		{"edit of nothing", "editMessageText", to(ana, "text", "x", "message_id", "1"), "message to edit not found"},
		{"deletion of nothing", "deleteMessage", to(ana, "message_id", "1"), "message to delete not found"},
		{"answer too long", "answerCallbackQuery", tgbotapi.Params{"text": strings.Repeat("x", 201)}, "MESSAGE_TOO_LONG"},
		{"unknown query", "answerCallbackQuery", tgbotapi.Params{"callback_query_id": "1"}, "query is too old"},
		{"unknown reaction", "setMessageReaction", to(ana, "message_id", "1"), "message to react not found"},
		{"answer to nothing", "sendMessage", to(ana, "text", "x", "reply_parameters", `{"message_id":1}`), "message to be replied not found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &town{T: t, server: c.server, bot: c.bot} // fails this case alone
			err := c.call(tt.method, tt.params, nil)
			if tt.want != "" {
				c.refuses(err, 400, tt.want)
			} else if err != nil {
				t.Fatal(err)
			}
		})
	}
	c.refuses(c.call("sendPoll", to(ana), nil), 404, "method not found")
	c.bot.Token = "1:wrong"
	c.refuses(c.call("getMe", nil, nil), 401, "Unauthorized")
}

// A multipart body that ends before its closing boundary was cut off on the way.
func TestABodyThatWasCutOffIsRefused(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	part := "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx"
	for _, body := range []string{"", part, part + "\r\n--b"} {
		address := c.server.URL + "/telegram/bot" + c.bot.Token + "/sendMessage?text=x&chat_id=" + to(ana)["chat_id"]
		resp, err := c.server.Client().Post(address, "multipart/form-data; boundary=b", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 400 {
			t.Errorf("%q: %d", body, resp.StatusCode)
		}
	}
	if len(c.chat(ana)) != 1 {
		t.Fatal("a message was delivered in part")
	}
}

func TestHTML(t *testing.T) {
	for _, tt := range []struct{ source, text, refusal string }{
		{source: "a <b>b <i>c</i></b>", text: "a b c"},
		{source: `<a href="https://x.mx/?a=1&amp;b=2">ñ &lt;&gt;&amp;&quot; &#39;&#x41;</a>`, text: `ñ <>&" 'A`},
		{source: `<pre><code class="language-go">x</code></pre>`, text: "x"},
		{source: `<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>`, text: "st"},
		{source: "<blockquote expandable>q</blockquote>", text: "q"},
		{source: "<br>", refusal: `Unsupported start tag "br" at byte offset 0`},
		{source: "a & b", refusal: "Unescaped '&'"},
		{source: "a > b", refusal: "Unescaped '>'"},
		{source: "a &nbsp; b", refusal: "Unsupported entity"},
		{source: "1 < 2", refusal: "Unclosed start tag"},
		{source: "<b>x", refusal: "Can't find end tag"},
		{source: "<b><i>x</b></i>", refusal: "Unmatched end tag"},
		{source: "x</b>", refusal: "Unexpected end tag"},
		{source: `<a>x</a>`, refusal: "must have attribute"},
		{source: `<a href="javascript:alert(1)">x</a>`, refusal: "Invalid link"},
		{source: `<b onclick="x">x</b>`, refusal: "Unsupported attribute"},
		{source: `<span class="red">x</span>`, refusal: "Unsupported attribute"},
	} {
		got, err := parseHTML(tt.source)
		if tt.refusal != "" {
			if err == nil || !strings.Contains(err.Error(), tt.refusal) {
				t.Errorf("%q: %v, want %q", tt.source, err, tt.refusal)
			}
			continue
		}
		if err != nil || got.text != tt.text {
			t.Errorf("%q: %q, %v", tt.source, got.text, err)
		}
	}
}

func TestEntitiesAreMeasuredInUTF16(t *testing.T) {
	got, err := parseHTML("  😀<b>né</b> <u>x</u> ")
	if err != nil {
		t.Fatal(err)
	}
	if got.text != "😀né x" || got.html != "😀<b>né</b> <u>x</u>" {
		t.Fatalf("%q %q", got.text, got.html)
	}
	bold, underline := got.entities[0], got.entities[1]
	if bold.Offset != 2 || bold.Length != 2 || underline.Offset != 5 || underline.Length != 1 {
		t.Fatalf("%+v", got.entities)
	}
}

func TestOneChatIsSlowedAfterABurst(t *testing.T) {
	c := newTown(t)
	ana, luis := c.person("Ana", true), c.person("Luis", true)
	for range 20 {
		c.does("sendMessage", to(ana, "text", "x"), nil)
	}
	err := c.call("sendMessage", to(ana, "text", "x"), nil)
	c.refuses(err, 429, "retry after 1")
	if err.RetryAfter != 1 {
		t.Fatalf("retry_after %d", err.RetryAfter)
	}
	c.does("sendMessage", to(luis, "text", "x"), nil)
	c.pass(time.Second)
	c.does("sendMessage", to(ana, "text", "x"), nil)
	c.refuses(c.call("sendMessage", to(ana, "text", "x"), nil), 429, "retry after 1")
}

func TestAllChatsTogetherAreLimited(t *testing.T) {
	c := newTown(t)
	people := []int64{c.person("Ana", true), c.person("Luis", true), c.person("Eva", true)}
	for i := range 30 {
		c.does("sendMessage", to(people[i%3], "text", "x"), nil)
	}
	c.refuses(c.call("sendMessage", to(people[0], "text", "x"), nil), 429, "retry after 1")
	c.refuses(c.call("answerCallbackQuery", tgbotapi.Params{"callback_query_id": "1"}, nil), 429, "retry after 1")
	c.pass(time.Second)
	c.does("sendMessage", to(people[0], "text", "x"), nil)
}
