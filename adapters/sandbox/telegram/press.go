package telegram

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// toastTime is how long a person looks at a button that turns.
const toastTime = 5 * time.Second

// query is a pressed button that waits for its answer.
type query struct {
	at       time.Time
	answered bool
	toast    chan toast // has room for the one answer
}

// toast is what a person sees after a press.
type toast struct {
	Toast string `json:"toast"`
	Alert bool   `json:"alert,omitempty"` // shown in a box that must be closed
	URL   string `json:"url,omitempty"`   // what the telephone opened instead
}

// press finds the button that carries these words, in the newest message or in
// the one named, and presses it; the lock is held.
func (w *World) press(who *person, words string, id int) (*query, error) {
	if id == 0 {
		for i := len(who.posts) - 1; i >= 0; i-- {
			if b, ok := who.posts[i].ReplyMarkup.find(words); ok {
				return w.pressInline(who, who.posts[i], b)
			}
		}
		if b, ok := who.keyboard.find(words); ok {
			return nil, w.pressReply(who, b)
		}
		return nil, unpressable(who)
	}
	m := who.find(id)
	if m == nil {
		return nil, refused(http.StatusNotFound, "there is no such message")
	}
	if b, ok := m.ReplyMarkup.find(words); ok {
		return w.pressInline(who, m, b)
	}
	for i := len(m.past) - 1; i >= 0; i-- {
		if b, ok := m.past[i].find(words); ok {
			return w.pressInline(who, m, b)
		}
	}
	return nil, unpressable(who)
}

// unpressable lists what there is to press.
func unpressable(who *person) error {
	var words []string
	rows := who.keyboard.words()
	for _, m := range who.posts {
		rows = append(rows, m.ReplyMarkup.words()...)
	}
	for _, row := range rows {
		for _, text := range row {
			words = append(words, strconv.Quote(text))
		}
	}
	if len(words) == 0 {
		return refused(http.StatusNotFound, "there is no such button, nor any other")
	}
	return refused(http.StatusNotFound, "there is no such button; these can be pressed: "+strings.Join(words, ", "))
}

func (w *World) pressInline(who *person, m *post, b inlineButton) (*query, error) {
	q := &query{at: w.options.Now(), toast: make(chan toast, 1)}
	if b.CallbackData == "" {
		q.toast <- toast{URL: b.URL} // the telephone acts; the bot hears nothing
		return q, nil
	}
	maps.DeleteFunc(w.queries, func(_ string, old *query) bool { return q.at.Sub(old.at) > time.Hour })
	id := rand.Text()
	w.queries[id] = q
	return q, w.deliver(who, pressedButton, callbackQuery{
		ID: id, From: who.user, Message: m.message,
		ChatInstance: fmt.Sprint(-who.ID), Data: b.CallbackData,
	})
}

func (w *World) pressReply(who *person, b replyButton) error {
	if who.keyboard.once {
		who.keyboard = nil
	}
	switch {
	case b.RequestContact:
		return w.shareContact(who, []byte("true"))
	case b.RequestLocation:
		// Wherever the telephone is, it is in the middle of Mexico City.
		return w.utter(who, &post{message: message{Location: &location{Latitude: 19.4326, Longitude: -99.1332}}})
	}
	return w.write(who, b.Text)
}

// toast waits until the bot has answered, or the person has stopped looking.
func (w *World) toast(ctx context.Context, q *query) toast {
	looking := time.NewTimer(toastTime)
	defer looking.Stop()
	select {
	case t := <-q.toast:
		return t
	case <-looking.C:
	case <-ctx.Done():
	case <-w.ctx.Done():
	}
	return toast{}
}

func (w *World) answerCallbackQuery(p params) (any, error) {
	text := p.text("text")
	if units(text) > maxToast {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	q := w.queries[p.text("callback_query_id")]
	if q == nil || q.answered || w.options.Now().Sub(q.at) > queryAnswer {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	q.answered = true
	q.toast <- toast{Toast: text, Alert: p.flag("show_alert"), URL: p.text("url")}
	return true, nil
}
