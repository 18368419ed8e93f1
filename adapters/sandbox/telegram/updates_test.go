package telegram

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/adapters/sandbox/fault"
)

func TestAnUpdateComesUntilItIsConfirmed(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	c.say(ana, map[string]any{"text": "one"})
	c.say(ana, map[string]any{"text": "two"})
	var first, second []tgbotapi.Update
	c.does("getUpdates", tgbotapi.Params{"limit": "1"}, &first)
	c.does("getUpdates", tgbotapi.Params{}, &second)
	if len(first) != 1 || len(second) != 2 || first[0].UpdateID != second[0].UpdateID || second[1].UpdateID != second[0].UpdateID+1 {
		t.Fatalf("%+v %+v", first, second)
	}
	if !strings.Contains(c.world.Pending(), "2 updates") {
		t.Fatal(c.world.Pending())
	}
}

func TestAnUpdateIsNotKeptForEver(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	c.say(ana, map[string]any{"text": "one"})
	c.pass(25 * time.Hour)
	if got := c.updates(); len(got) != 0 || c.world.Pending() != "" {
		t.Fatalf("%+v %s", got, c.world.Pending())
	}
}

func TestRepeatAndDuplicateDeliverTheSameUpdateAgain(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	c.faults.Order(fault.Fault{API: "telegram", Method: "update", Kind: fault.Duplicate})
	c.say(ana, map[string]any{"text": "one"})
	first, again := c.updates(), c.updates()
	if len(first) != 1 || len(again) != 1 || again[0].UpdateID != first[0].UpdateID {
		t.Fatalf("duplicate: %+v %+v", first, again)
	}
	if got := c.updates(); len(got) != 0 {
		t.Fatalf("a third delivery: %+v", got)
	}
	c.say(ana, map[string]any{"repeat": true})
	if got := c.updates(); len(got) != 1 || got[0].UpdateID != first[0].UpdateID {
		t.Fatalf("repeat: %+v", got)
	}
	c.updates()
	if c.world.Pending() != "" {
		t.Fatal(c.world.Pending())
	}
}

func TestOnlyWantedKindsAreDelivered(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	c.does("getUpdates", tgbotapi.Params{"allowed_updates": `["my_chat_member"]`}, nil)
	c.say(ana, map[string]any{"text": "unheard"})
	c.say(ana, map[string]any{"block": true})
	if got := c.updates(); len(got) != 1 || got[0].MyChatMember == nil {
		t.Fatalf("%+v", got)
	}
}

func TestASecondPollerEndsTheFirst(t *testing.T) {
	c := newTown(t)
	ended := make(chan *tgbotapi.Error, 1)
	go func() { ended <- c.call("getUpdates", tgbotapi.Params{"timeout": "50"}, nil) }()
	c.until("the first polls", func() bool { return c.world.inbox.polling != nil })
	if got := c.updates(); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	c.refuses(<-ended, 409, "terminated by other getUpdates request")
}

// until waits for something that happens in another goroutine, under the lock.
func (c *town) until(what string, holds func() bool) {
	c.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; {
		c.world.mu.Lock()
		ok := holds()
		c.world.mu.Unlock()
		switch {
		case ok:
			return
		case time.Now().After(deadline):
			c.Fatal("never: " + what)
		}
		<-time.After(time.Millisecond)
	}
}

func TestWebhookDeliversInOrderUntilTaken(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	type delivery struct {
		secret string
		update tgbotapi.Update
	}
	seen := make(chan delivery, 10)
	refusals := 2
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := delivery{secret: r.Header.Get("X-Telegram-Bot-Api-Secret-Token")}
		if json.NewDecoder(r.Body).Decode(&d.update) != nil {
			t.Error("no update came")
		}
		if refusals--; refusals >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		seen <- d
	}))
	t.Cleanup(bot.Close)
	hook := tgbotapi.Params{"url": bot.URL, "secret_token": "s-1"}
	c.does("setWebhook", hook, nil)
	c.refuses(c.call("getUpdates", nil, nil), 409, "while webhook is active")
	c.say(ana, map[string]any{"text": "one"})
	c.say(ana, map[string]any{"text": "two"})
	for _, want := range []string{"one", "two"} {
		if d := <-seen; d.update.Message.Text != want || d.secret != "s-1" {
			t.Fatalf("%+v, want %s", d, want)
		}
	}
	c.until("all is taken", func() bool { return len(c.world.inbox.queue) == 0 })
	var info struct {
		LastError string `json:"last_error_message"`
	}
	c.does("getWebhookInfo", nil, &info)
	if !strings.Contains(info.LastError, "503") {
		t.Fatalf("info: %+v", info)
	}
	c.refuses(c.call("setWebhook", tgbotapi.Params{"url": "https://example.org/hook"}, nil), 400, "loopback")
	c.does("deleteWebhook", nil, nil)
	c.say(ana, map[string]any{"text": "three"})
	if got := c.updates(); len(got) != 1 || got[0].Message.Text != "three" {
		t.Fatalf("%+v", got)
	}
}

func TestFaultsHitTheMethodTheyWereOrderedFor(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	send := func() (int, http.Header, error) {
		form := url.Values{"chat_id": {to(ana)["chat_id"]}, "text": {"x"}}
		resp, err := c.server.Client().PostForm(c.server.URL+"/telegram/bot"+c.bot.Token+"/sendMessage", form)
		if err != nil {
			return 0, nil, err
		}
		return resp.StatusCode, resp.Header, resp.Body.Close()
	}
	c.faults.Order(fault.Fault{API: "telegram", Method: "sendMessage", Status: 429, RetryAfter: 7})
	c.faults.Order(fault.Fault{API: "telegram", Method: "sendMessage", Status: 502, Kind: fault.HTML})
	c.faults.Order(fault.Fault{API: "telegram", Method: "sendMessage", Kind: fault.Lost})
	c.faults.Order(fault.Fault{API: "telegram", Method: "sendMessage", Status: 403})

	if status, header, err := send(); err != nil || status != 429 || header.Get("Retry-After") != "7" {
		t.Fatalf("%d %v %v", status, header, err)
	}
	if status, header, err := send(); err != nil || status != 502 || header.Get("Content-Type") != "text/html" {
		t.Fatalf("%d %v %v", status, header, err)
	}
	if len(c.chat(ana)) != 1 {
		t.Fatal("a refused message was delivered")
	}
	if _, _, err := send(); err == nil {
		t.Fatal("a lost answer arrived")
	}
	if len(c.chat(ana)) != 2 {
		t.Fatal("the work behind a lost answer was not done")
	}
	c.refuses(c.call("sendMessage", to(ana, "text", "x"), nil), 403, "blocked by the user")
	c.does("sendMessage", to(ana, "text", "x"), nil)
}

func TestATimeoutAnswersNothing(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	c.faults.Order(fault.Fault{API: "telegram", Method: "sendMessage", Kind: fault.Timeout})
	impatient := c.bot
	impatient.Client = &http.Client{Timeout: 100 * time.Millisecond, Transport: c.server.Client().Transport}
	if _, err := impatient.MakeRequest("sendMessage", to(ana, "text", "x")); err == nil {
		t.Fatal("an answer came")
	}
	if len(c.chat(ana)) != 1 {
		t.Fatal("the work was done")
	}
}
