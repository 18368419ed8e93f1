package telegram

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"residencyassist/conversation"
)

const ana = "telegram:7001:42"

func TestWhatAnEntryAsksForIsWhatTelegramIsAsked(t *testing.T) {
	const noPreview = `{"is_disabled":true}`
	words := conversation.Message{HTML: "<b>Hola</b> Ana"}
	buttons := words
	buttons.Buttons = [][]conversation.Button{{{Text: "Yes", Data: "3:=yes"}, {Text: "No", Data: "3:=no"}}, {{Text: "Back", Data: "3:back"}}}
	silent := words
	silent.Silent, silent.Keyboard = true, &conversation.Keyboard{}
	contact := words
	contact.Keyboard = &conversation.Keyboard{Contact: "Share my number", Words: []string{"I type it"}}

	for name, try := range map[string]struct {
		parcel conversation.Parcel
		method string
		want   url.Values
	}{
		"a text": {
			conversation.Parcel{Entry: conversation.Entry{To: ana, Send: &words}}, "sendMessage",
			url.Values{"chat_id": {"42"}, "text": {"<b>Hola</b> Ana"}, "parse_mode": {"HTML"}, "link_preview_options": {noPreview}},
		},
		"buttons": {
			conversation.Parcel{Entry: conversation.Entry{To: ana, Send: &buttons}}, "sendMessage",
			url.Values{
				"chat_id": {"42"}, "text": {"<b>Hola</b> Ana"}, "parse_mode": {"HTML"}, "link_preview_options": {noPreview},
				"reply_markup": {`{"inline_keyboard":[[{"text":"Yes","callback_data":"3:=yes"},{"text":"No","callback_data":"3:=no"}],[{"text":"Back","callback_data":"3:back"}]]}`},
			},
		},
		"silent, and the person's own keyboard back": {
			conversation.Parcel{Entry: conversation.Entry{To: ana, Send: &silent}}, "sendMessage",
			url.Values{
				"chat_id": {"42"}, "text": {"<b>Hola</b> Ana"}, "parse_mode": {"HTML"}, "link_preview_options": {noPreview},
				"disable_notification": {"true"}, "reply_markup": {`{"remove_keyboard":true}`},
			},
		},
		"a keyboard that shares the number": {
			conversation.Parcel{Entry: conversation.Entry{To: ana, Send: &contact}}, "sendMessage",
			url.Values{
				"chat_id": {"42"}, "text": {"<b>Hola</b> Ana"}, "parse_mode": {"HTML"}, "link_preview_options": {noPreview},
				"reply_markup": {`{"keyboard":[[{"text":"Share my number","request_contact":true}],[{"text":"I type it"}]],"resize_keyboard":true,"one_time_keyboard":true}`},
			},
		},
		"an edit without buttons takes the old ones away": {
			conversation.Parcel{Ref: "9", Entry: conversation.Entry{To: ana, Edit: &words}}, "editMessageText",
			url.Values{
				"chat_id": {"42"}, "message_id": {"9"}, "text": {"<b>Hola</b> Ana"}, "parse_mode": {"HTML"},
				"link_preview_options": {noPreview}, "reply_markup": {`{"inline_keyboard":[]}`},
			},
		},
		"a message that is taken back": {
			conversation.Parcel{Ref: "9", Entry: conversation.Entry{To: ana, Drop: &conversation.Drop{}}}, "deleteMessage",
			url.Values{"chat_id": {"42"}, "message_id": {"9"}},
		},
		"a toast without words": {
			conversation.Parcel{Entry: conversation.Entry{To: ana, Toast: &conversation.Toast{Callback: "77"}}}, "answerCallbackQuery",
			url.Values{"callback_query_id": {"77"}},
		},
		"a toast": {
			conversation.Parcel{Entry: conversation.Entry{To: ana, Toast: &conversation.Toast{Callback: "77", Text: "Saved"}}}, "answerCallbackQuery",
			url.Values{"callback_query_id": {"77"}, "text": {"Saved"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var method string
			var form url.Values
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				method, form = path.Base(r.URL.Path), r.PostForm
				_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":9}}`)
			})
			got := NewCourier(c, nil).Deliver(t.Context(), try.parcel)
			want := conversation.Answer{Outcome: conversation.Delivered}
			if e := try.parcel.Entry; e.Send != nil || e.Edit != nil {
				want.Message = "9"
			}
			if got != want {
				t.Errorf("answered %+v, want %+v", got, want)
			}
			if method != try.method || !reflect.DeepEqual(form, try.want) {
				t.Errorf("asked %s %v\nwant  %s %v", method, form, try.method, try.want)
			}
		})
	}
}

func no(code int, description string) http.HandlerFunc {
	return answers(code, fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description))
}

var (
	aSend  = conversation.Parcel{Entry: conversation.Entry{To: ana, Send: &conversation.Message{HTML: "hola"}}}
	anEdit = conversation.Parcel{Ref: "9", Entry: conversation.Entry{To: ana, Edit: &conversation.Message{HTML: "hola"}}}
	aDrop  = conversation.Parcel{Ref: "9", Entry: conversation.Entry{To: ana, Drop: &conversation.Drop{}}}
	aToast = conversation.Parcel{Entry: conversation.Entry{To: ana, Toast: &conversation.Toast{Callback: "77"}}}
)

func TestWhatTelegramAnswersIsWhatBecameOfTheEntry(t *testing.T) {
	type answer = conversation.Answer
	for name, try := range map[string]struct {
		parcel conversation.Parcel
		server http.HandlerFunc
		want   answer
	}{
		"delivered, unreadably": {aSend, answers(200, `{"ok":true,"result":true}`), answer{Outcome: conversation.Delivered, Why: "unreadable result"}},

		"too many": {
			aSend, answers(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`),
			answer{Outcome: conversation.Later, After: 7 * time.Second, Why: "too many requests"},
		},
		"blocked":         {aSend, no(403, "Forbidden: bot was blocked by the user"), answer{Outcome: conversation.Unreachable, Why: "bot was blocked by the user"}},
		"deactivated":     {aSend, no(403, "Forbidden: user is deactivated"), answer{Outcome: conversation.Unreachable, Why: "user is deactivated"}},
		"never started":   {aSend, no(403, "Forbidden: bot can't initiate conversation with a user"), answer{Outcome: conversation.Unreachable, Why: "bot can't initiate conversation with a user"}},
		"no chat":         {aSend, no(400, "Bad Request: chat not found"), answer{Outcome: conversation.Unreachable, Why: "chat not found"}},
		"too long":        {aSend, no(400, "Bad Request: message is too long"), answer{Outcome: conversation.Refused, Why: "message is too long"}},
		"migrated":        {aSend, answers(400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1009}}`), answer{Outcome: conversation.Refused, Why: "group chat was upgraded to a supergroup chat"}},
		"quoting":         {aSend, no(400, "Bad Request: inline keyboard button URL 'tel:+5255' is invalid"), answer{Outcome: conversation.Refused, Why: "inline keyboard button URL"}},
		"wrong token":     {aSend, no(401, "Unauthorized"), answer{Outcome: conversation.Later, Why: "the Bot API does not know this token"}},
		"malformed token": {aSend, no(404, "Not Found"), answer{Outcome: conversation.Later, Why: "the Bot API does not know this token"}},
		"conflict":        {aSend, no(409, "Conflict: another"), answer{Outcome: conversation.Later, Why: "another"}},
		"broken inside":   {aSend, no(500, "Internal Server Error: restart"), answer{Outcome: conversation.Unknown, Why: "Internal Server Error"}},

		"gateway, JSON":   {aSend, no(502, "Bad Gateway"), answer{Outcome: conversation.Unknown, Why: "Bad Gateway"}},
		"gateway, HTML":   {aSend, answers(502, "<html>"), answer{Outcome: conversation.Unknown, Why: "HTTP 502, not from the Bot API"}},
		"gateway waited":  {aSend, answers(504, ""), answer{Outcome: conversation.Unknown, Why: "HTTP 504, not from the Bot API"}},
		"not available":   {aSend, answers(503, "<html>"), answer{Outcome: conversation.Later, Why: "HTTP 503, not from the Bot API"}},
		"a portal":        {aSend, answers(200, "<html>welcome"), answer{Outcome: conversation.Unknown, Why: "HTTP 200, not from the Bot API"}},
		"a proxy forbids": {aSend, answers(403, "<html>"), answer{Outcome: conversation.Later, Why: "HTTP 403, not from the Bot API"}},

		"edited already": {anEdit, no(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"), answer{Outcome: conversation.Delivered, Message: "9"}},
		"edit, gone":     {anEdit, no(400, "Bad Request: message to edit not found"), answer{Outcome: conversation.Delivered, Message: "9", Why: "message to edit not found"}},
		"edit, too old":  {anEdit, no(400, "Bad Request: message can't be edited"), answer{Outcome: conversation.Delivered, Message: "9", Why: "message can't be edited"}},
		"edit, blocked":  {anEdit, no(403, "Forbidden: bot was blocked by the user"), answer{Outcome: conversation.Unreachable, Why: "bot was blocked by the user"}},
		"drop, gone":     {aDrop, no(400, "Bad Request: message to delete not found"), answer{Outcome: conversation.Delivered, Why: "message to delete not found"}},
		"drop, too old":  {aDrop, no(400, "Bad Request: message can't be deleted for everyone"), answer{Outcome: conversation.Refused, Why: "message can't be deleted for everyone"}},
		"drop, blocked":  {aDrop, no(403, "Forbidden: bot was blocked by the user"), answer{Outcome: conversation.Unreachable, Why: "bot was blocked by the user"}},
		"old press":      {aToast, no(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"), answer{Outcome: conversation.Delivered, Why: "query is too old"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := NewCourier(serve(t, try.server), nil).Deliver(t.Context(), try.parcel)
			if got != try.want {
				t.Fatalf("got  %+v\nwant %+v", got, try.want)
			}
		})
	}
}

func TestWhatCannotBeAskedForAsksNobody(t *testing.T) {
	hola := &conversation.Message{HTML: "hola"}
	for name, try := range map[string]struct {
		parcel conversation.Parcel
		want   conversation.Answer
	}{
		"an edit of nothing": {conversation.Parcel{Entry: conversation.Entry{To: ana, Edit: hola}}, conversation.Answer{Outcome: conversation.Delivered, Why: "no message to edit"}},
		"a drop of nothing":  {conversation.Parcel{Entry: conversation.Entry{To: ana, Drop: &conversation.Drop{}}}, conversation.Answer{Outcome: conversation.Delivered, Why: "no message to take back"}},
		"no chat":            {conversation.Parcel{Entry: conversation.Entry{To: "C01", Send: hola}}, conversation.Answer{Outcome: conversation.Refused, Why: "not the name of a chat"}},
		"a card":             {conversation.Parcel{Entry: conversation.Entry{To: ana, Card: &conversation.Card{}}}, conversation.Answer{Outcome: conversation.Refused, Why: "nothing that a chat can show"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a call was made") })
			if got := NewCourier(c, nil).Deliver(t.Context(), try.parcel); got != try.want {
				t.Fatalf("got %+v, want %+v", got, try.want)
			}
		})
	}
}

func TestWordsThatTelegramCannotReadAreShownPlain(t *testing.T) {
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked = append(asked, r.PostForm.Get("parse_mode")+"|"+r.PostForm.Get("text"))
		if r.PostForm.Has("parse_mode") {
			no(400, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`)(w, r)
			return
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":9}}`)
	})
	p := conversation.Parcel{Entry: conversation.Entry{To: ana, Send: &conversation.Message{HTML: `<b>Fee &amp; date: 3 < 5 > 2 <a href="https://x">here</a>`}}}
	got := NewCourier(c, nil).Deliver(t.Context(), p)
	if want := (conversation.Answer{Outcome: conversation.Delivered, Message: "9"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want := []string{`HTML|` + p.Entry.Send.HTML, "|Fee & date: 3 < 5 > 2 here"}
	if !reflect.DeepEqual(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestWhatSurelyDidNotLeaveComesLaterAndTheRestIsUnknown(t *testing.T) {
	foreign := httptest.NewUnstartedServer(nil)
	foreign.Config.ErrorLog = log.New(io.Discard, "", 0)
	foreign.StartTLS()
	defer foreign.Close()

	for name, try := range map[string]struct {
		client *Client
		want   conversation.Answer
	}{
		"nobody listens":    {newClient(t, "https://api.telegram.org", dials(refused)), conversation.Answer{Outcome: conversation.Later, Why: "no connection"}},
		"unknown authority": {newClient(t, foreign.URL, nil), conversation.Answer{Outcome: conversation.Later, Why: "no connection"}},
		"no way through":    {newClient(t, "https://api.telegram.org", dials(stuck)), conversation.Answer{Outcome: conversation.Later, Why: "timed out"}},
		"no answer":         {serve(t, silent), conversation.Answer{Outcome: conversation.Unknown, Why: "timed out"}},
		"cut off":           {serve(t, cutOff), conversation.Answer{Outcome: conversation.Unknown, Why: "connection lost"}},
		"cut off half way":  {serve(t, halfAnAnswer), conversation.Answer{Outcome: conversation.Unknown, Why: "connection lost"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			if try.want.Why == "timed out" {
				cancel()
				ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
			}
			defer cancel()
			got := NewCourier(try.client, nil).Deliver(ctx, aSend)
			if got != try.want {
				t.Fatalf("got %+v, want %+v", got, try.want)
			}
			if strings.Contains(got.Why, secret) {
				t.Fatalf("the answer tells the token: %q", got.Why)
			}
		})
	}
}

func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // until then the server does not see the client leave
	<-r.Context().Done()
}

func cutOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func halfAnAnswer(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"ok":true,`)
	panic(http.ErrAbortHandler)
}

func dials(dial func(context.Context) error) *http.Transport {
	via := Transport()
	via.Proxy = nil
	via.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return nil, dial(ctx) }
	return via
}

func refused(context.Context) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func stuck(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
