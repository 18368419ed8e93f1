package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/adapters/sandbox/fault"
)

// town is a world behind a real server, with a clock that moves only when told.
type town struct {
	*testing.T
	world  *World
	server *httptest.Server
	faults *fault.Orders
	bot    tgbotapi.BotAPI
	offset int64

	mu  sync.Mutex
	now time.Time
}

func newTown(t *testing.T) *town {
	t.Helper()
	c := &town{T: t, faults: &fault.Orders{}, now: time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)}
	mux := http.NewServeMux()
	c.server = httptest.NewServer(mux)
	c.world = New(Options{
		Now:  c.clock,
		Base: func() string { return c.server.URL }, Changed: func() {}, Faults: c.faults,
	})
	c.world.backoff = time.Millisecond
	c.world.Routes(mux)
	t.Cleanup(func() {
		c.world.Close()
		c.server.Close()
	})
	s := c.world.Settings()
	c.bot = tgbotapi.BotAPI{Token: s.Token, Client: c.server.Client()}
	c.bot.SetAPIEndpoint(s.APIURL + "/bot%s/%s")
	return c
}

func (c *town) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *town) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// control calls a control route and decodes its answer.
func (c *town) control(method, path string, body, into any) int {
	c.Helper()
	status, err := c.request(method, path, body, into)
	if err != nil {
		c.Fatalf("%s %s: %v", method, path, err)
	}
	return status
}

func (c *town) request(method, path string, body, into any) (int, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequest(method, c.server.URL+path, bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	resp, err := c.server.Client().Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, json.NewDecoder(resp.Body).Decode(into)
}

// press lets a person press a button while the test goes on as the bot.
func (c *town) press(id int64, form map[string]any) <-chan map[string]any {
	answers := make(chan map[string]any, 1)
	go func() {
		answer := map[string]any{}
		if status, err := c.request("POST", c.personPath(id, "say"), form, &answer); err != nil || status != http.StatusOK {
			c.Errorf("press: %d %v", status, err)
		}
		answers <- answer
	}()
	return answers
}

// person arrives and, if asked to, starts the bot and has that confirmed.
func (c *town) person(name string, starts bool) int64 {
	c.Helper()
	var made struct{ ID int64 }
	c.control("POST", "/sandbox/telegram/people", map[string]string{"first_name": name, "language_code": "es"}, &made)
	if starts {
		c.say(made.ID, map[string]any{"text": "/start"})
		c.updates()
		c.updates()
	}
	return made.ID
}

func (c *town) say(id int64, form any) map[string]any {
	c.Helper()
	answer := map[string]any{}
	if status := c.control("POST", c.personPath(id, "say"), form, &answer); status != http.StatusOK {
		c.Fatalf("say %v: %d %v", form, status, answer)
	}
	return answer
}

func (c *town) personPath(id int64, what string) string {
	return "/sandbox/telegram/people/" + strconv.FormatInt(id, 10) + "/" + what
}

func (c *town) chat(id int64) []line {
	c.Helper()
	var list []line
	c.control("GET", c.personPath(id, "chat"), nil, &list)
	return list
}

// call is the bot calling a method, with an error that carries the status.
func (c *town) call(method string, params tgbotapi.Params, into any) *tgbotapi.Error {
	c.Helper()
	resp, err := c.bot.MakeRequest(method, params)
	if err != nil {
		var refusal *tgbotapi.Error
		if !errors.As(err, &refusal) {
			c.Fatalf("%s: %v", method, err)
		}
		return refusal
	}
	if into != nil {
		if err := json.Unmarshal(resp.Result, into); err != nil {
			c.Fatalf("%s: %v", method, err)
		}
	}
	return nil
}

// does calls a method that must succeed.
func (c *town) does(method string, params tgbotapi.Params, into any) {
	c.Helper()
	if refusal := c.call(method, params, into); refusal != nil {
		c.Fatalf("%s: %v", method, refusal)
	}
}

// updates fetches what is there, and confirms what was fetched before.
func (c *town) updates() []tgbotapi.Update {
	c.Helper()
	var list []tgbotapi.Update
	c.does("getUpdates", tgbotapi.Params{"offset": strconv.FormatInt(c.offset, 10)}, &list)
	for _, u := range list {
		c.offset = int64(u.UpdateID) + 1
	}
	return list
}

func to(id int64, more ...string) tgbotapi.Params {
	p := tgbotapi.Params{"chat_id": strconv.FormatInt(id, 10)}
	for i := 0; i < len(more); i += 2 {
		p[more[i]] = more[i+1]
	}
	return p
}

func (c *town) refuses(err *tgbotapi.Error, code int, words string) {
	c.Helper()
	if err == nil || err.Code != code || !strings.Contains(err.Message, words) {
		c.Fatalf("got %+v, want %d %q", err, code, words)
	}
}
