package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/conversation"
)

func aLine() conversation.Parcel {
	return conversation.Parcel{
		Entry: conversation.Entry{ID: "e2", Side: conversation.Desk, To: "rec1", Ref: "e1", Line: &conversation.Line{Text: "hello"}},
		Key:   "rec1/e2", Ref: nameOf(theChannel, theCard),
	}
}

func aCard() conversation.Parcel {
	return conversation.Parcel{
		Entry: conversation.Entry{ID: "e1", Side: conversation.Desk, To: "rec1", Card: &conversation.Card{Title: "RA-7K2"}},
		Key:   "rec1/e1",
	}
}

func TestACardIsPostedInTheChannelWithItsRecord(t *testing.T) {
	f := newFake(t)
	f.on("chat.postMessage", says(`{"ok":true,"channel":"C0CASES01","ts":"17.1"}`))
	got := f.started(t).Deliver(t.Context(), aCard())
	want := conversation.Answer{Outcome: conversation.Delivered, Message: "slack:C0CASES01:17.1"}
	if got != want {
		t.Errorf("the answer is %+v", got)
	}
	sent := f.heard("chat.postMessage")[0]
	for name, value := range map[string]string{
		"channel": theChannel, "thread_ts": "", "text": "RA-7K2", "unfurl_links": "false", "unfurl_media": "false",
		"metadata": `{"event_type":"residency_assist","event_payload":{"entry":"rec1/e1","record":"rec1"}}`,
	} {
		if sent.Get(name) != value {
			t.Errorf("%s is %q, not %q", name, sent.Get(name), value)
		}
	}
}

func TestACardIsUpdatedInPlace(t *testing.T) {
	f := newFake(t)
	f.on("chat.update", says(`{"ok":true,"channel":"C0CASES01","ts":"1790000000.000100"}`))
	p := aCard()
	p.Entry.Ref, p.Ref = "e1", nameOf(theChannel, theCard)
	if got := f.started(t).Deliver(t.Context(), p); got.Outcome != conversation.Delivered || got.Message != p.Ref {
		t.Errorf("the answer is %+v", got)
	}
	sent := f.heard("chat.update")[0]
	if sent.Get("ts") != theCard || sent.Has("metadata") {
		t.Errorf("the update is %v", sent)
	}
}

func TestALineGoesIntoTheThreadOfItsCard(t *testing.T) {
	f := newFake(t)
	f.on("chat.postMessage", says(`{"ok":true,"channel":"C0CASES01","ts":"17.2"}`))
	d := f.started(t)
	p := aLine()
	if got := d.Deliver(t.Context(), p); got.Message != "slack:C0CASES01:17.2" {
		t.Errorf("the answer is %+v", got)
	}
	if sent := f.heard("chat.postMessage")[0]; sent.Get("thread_ts") != theCard {
		t.Errorf("it went to thread %q", sent.Get("thread_ts"))
	}
	p.Ref = ""
	if got := d.Deliver(t.Context(), p); got.Outcome != conversation.Later {
		t.Errorf("a line whose card was never delivered is %+v", got)
	}
}

func TestWhatBecomesOfASend(t *testing.T) {
	refuse := func(code string) answer { return says(`{"ok":false,"error":"` + code + `"}`) }
	for name, c := range map[string]struct {
		say  answer
		want conversation.Answer
	}{
		"rate limited":        {status(429, "7"), conversation.Answer{Outcome: conversation.Later, After: 7 * time.Second, Why: "ratelimited"}},
		"429 without a time":  {status(429, ""), conversation.Answer{Outcome: conversation.Later, Why: "Too Many Requests"}},
		"too long":            {refuse("msg_too_long"), conversation.Answer{Outcome: conversation.Refused, Why: "msg_too_long"}},
		"bad blocks":          {refuse("invalid_blocks"), conversation.Answer{Outcome: conversation.Refused, Why: "invalid_blocks"}},
		"thread gone":         {refuse("thread_not_found"), conversation.Answer{Outcome: conversation.Elsewhere, Why: "thread_not_found"}},
		"archived":            {refuse("is_archived"), conversation.Answer{Outcome: conversation.Later, Why: "is_archived"}},
		"channel gone":        {refuse("channel_not_found"), conversation.Answer{Outcome: conversation.Later, Why: "channel_not_found"}},
		"not invited":         {refuse("not_in_channel"), conversation.Answer{Outcome: conversation.Later, Why: "not_in_channel"}},
		"token revoked":       {refuse("token_revoked"), conversation.Answer{Outcome: conversation.Later, Why: "token_revoked"}},
		"scope missing":       {refuse("missing_scope"), conversation.Answer{Outcome: conversation.Later, Why: "missing_scope"}},
		"part may have been":  {refuse("fatal_error"), conversation.Answer{Outcome: conversation.Unknown, Why: "fatal_error"}},
		"server error":        {status(503, ""), conversation.Answer{Outcome: conversation.Unknown, Why: "Service Unavailable"}},
		"page of a proxy":     {status(200, ""), conversation.Answer{Outcome: conversation.Unknown, Why: "no_answer"}},
		"connection cut":      {cut, conversation.Answer{Outcome: conversation.Unknown, Why: "no_answer"}},
		"yes, but no message": {says(`{"ok":true}`), conversation.Answer{Outcome: conversation.Unknown, Why: "no_answer"}},
		"no, but no reason":   {says(`{"ok":false}`), conversation.Answer{Outcome: conversation.Unknown, Why: "no_answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on("chat.postMessage", c.say)
			d := f.started(t)
			if diff := cmp.Diff(c.want, d.Deliver(t.Context(), aLine())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACallGivenUpAfterSendingIsUnknown(t *testing.T) {
	f := newFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.on("chat.postMessage", func(_ http.ResponseWriter, r *http.Request, _ url.Values) {
		cancel()
		<-r.Context().Done()
	})
	if got := f.started(t).Deliver(ctx, aLine()); got.Outcome != conversation.Unknown {
		t.Errorf("the answer is %+v", got)
	}
}

func TestASlackThatCannotBeReachedMeansLater(t *testing.T) {
	f := newFake(t)
	d := f.started(t)
	d.http.CloseIdleConnections()
	f.Close()
	if got := d.Deliver(t.Context(), aLine()); got.Outcome != conversation.Later || got.Why != "not_reached" {
		t.Errorf("the answer is %+v", got)
	}
	if got := newFake(t).desk(t).Deliver(t.Context(), aLine()); got.Outcome != conversation.Later {
		t.Errorf("before the start the answer is %+v", got)
	}
}

func TestASecondSendLooksForTheFirst(t *testing.T) {
	page := func(entry, user, next string) string {
		return fmt.Sprintf(`{"ok":true,"messages":[{"ts":"18.5","user":%q,"metadata":{"event_type":"residency_assist",
			"event_payload":{"record":"rec1","entry":%q}}}],"response_metadata":{"next_cursor":%q}}`, user, entry, next)
	}
	for _, c := range []struct {
		name, method string
		parcel       conversation.Parcel
	}{
		{"line", "conversations.replies", aLine()},
		{"card", "conversations.history", aCard()},
	} {
		t.Run(c.name+" found on the second page", func(t *testing.T) {
			f := newFake(t)
			f.on(c.method, func(w http.ResponseWriter, _ *http.Request, a url.Values) {
				if a.Get("cursor") == "" {
					fmt.Fprint(w, page("rec1/other", theBot, "more"))
					return
				}
				fmt.Fprint(w, page(c.parcel.Key, theBot, ""))
			})
			p := c.parcel
			p.Again = true
			got := f.started(t).Deliver(t.Context(), p)
			if got.Outcome != conversation.Delivered || got.Message != "slack:C0CASES01:18.5" || len(f.heard("chat.postMessage")) != 0 {
				t.Errorf("the answer is %+v", got)
			}
			if f.heard(c.method)[0].Get("include_all_metadata") != "1" {
				t.Error("the metadata was not asked for")
			}
		})
		t.Run(c.name+" of somebody else is no proof", func(t *testing.T) {
			f := newFake(t)
			f.on(c.method, says(page(c.parcel.Key, "UEVE", "")))
			f.on("chat.postMessage", says(`{"ok":true,"channel":"C0CASES01","ts":"17.3"}`))
			p := c.parcel
			p.Again = true
			if got := f.started(t).Deliver(t.Context(), p); got.Message != "slack:C0CASES01:17.3" {
				t.Errorf("the answer is %+v", got)
			}
		})
		t.Run(c.name+" is not posted while nobody can look", func(t *testing.T) {
			f := newFake(t)
			f.on(c.method, status(500, ""))
			p := c.parcel
			p.Again = true
			if got := f.started(t).Deliver(t.Context(), p); got.Outcome != conversation.Later || len(f.heard("chat.postMessage")) != 0 {
				t.Errorf("the answer is %+v", got)
			}
		})
	}
}

func TestMarksThatAreAsTheyShouldBeAreDone(t *testing.T) {
	for _, c := range []struct {
		method, body string
		remove       bool
		want         conversation.Outcome
	}{
		{"reactions.add", `{"ok":true}`, false, conversation.Delivered},
		{"reactions.add", `{"ok":false,"error":"already_reacted"}`, false, conversation.Delivered},
		{"reactions.add", `{"ok":false,"error":"message_not_found"}`, false, conversation.Delivered},
		{"reactions.add", `{"ok":false,"error":"too_many_reactions"}`, false, conversation.Refused},
		{"reactions.remove", `{"ok":false,"error":"no_reaction"}`, true, conversation.Delivered},
	} {
		f := newFake(t)
		f.on(c.method, says(c.body))
		got := f.started(t).Deliver(t.Context(), conversation.Parcel{Entry: conversation.Entry{
			To: "rec1", Mark: &conversation.Mark{Line: nameOf(theChannel, "18.1"), Name: "lock", Remove: c.remove},
		}})
		if got.Outcome != c.want {
			t.Errorf("%s %s: %+v", c.method, c.body, got)
		}
		if sent := f.heard(c.method)[0]; sent.Get("timestamp") != "18.1" || sent.Get("channel") != theChannel || sent.Get("name") != "lock" {
			t.Errorf("the call is %v", sent)
		}
	}
}

func TestAWhisperIsNotHiddenInAThreadThatNobodyBegan(t *testing.T) {
	for replies, thread := range map[int]string{0: "", 3: theCard} {
		f := newFake(t)
		f.on("conversations.history", says(fmt.Sprintf(`{"ok":true,"messages":[{"ts":%q,"reply_count":%d}]}`, theCard, replies)))
		f.on("chat.postEphemeral", says(`{"ok":true,"message_ts":"19.1"}`))
		got := f.started(t).Deliver(t.Context(), conversation.Parcel{
			Entry: conversation.Entry{To: "rec1", Ref: "e1", Whisper: &conversation.Whisper{User: "UANA", Text: "psst"}},
			Ref:   nameOf(theChannel, theCard),
		})
		sent := f.heard("chat.postEphemeral")
		if got.Outcome != conversation.Delivered || sent[0].Get("thread_ts") != thread || sent[0].Get("user") != "UANA" {
			t.Errorf("with %d replies: %+v %v", replies, got, sent)
		}
	}
}

func TestAThreadLeadsToItsRecord(t *testing.T) {
	card := func(user, kind string) string {
		return fmt.Sprintf(`{"ok":true,"messages":[{"ts":%q,"user":%q,"metadata":{"event_type":%q,"event_payload":{"record":"rec1","entry":"rec1/e1"}}}]}`, theCard, user, kind)
	}
	for name, c := range map[string]struct{ body, want string }{
		"ours":          {card(theBot, eventType), "rec1"},
		"somebody's":    {card("UEVE", eventType), ""},
		"another kind":  {card(theBot, "other"), ""},
		"another's ts":  {strings.ReplaceAll(card(theBot, eventType), theCard, "11.1"), ""},
		"nothing there": {`{"ok":true,"messages":[]}`, ""},
	} {
		f := newFake(t)
		f.on("conversations.history", says(c.body))
		got, err := f.started(t).RecordOf(t.Context(), nameOf(theChannel, theCard))
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		asked := f.heard("conversations.history")[0]
		if asked.Get("latest") != theCard || asked.Get("inclusive") != "1" || asked.Get("limit") != "1" {
			t.Errorf("%s: asked %v", name, asked)
		}
	}
}

func TestTheStartWaitsForSlackAndFindsTheChannelByName(t *testing.T) {
	f := newFake(t)
	times := 0
	f.on("auth.test", func(w http.ResponseWriter, r *http.Request, a url.Values) {
		if times++; times == 1 {
			status(500, "")(w, r, a)
			return
		}
		says(`{"ok":true,"user_id":"UBOT00001"}`)(w, r, a)
	})
	f.on("conversations.list", func(w http.ResponseWriter, _ *http.Request, a url.Values) {
		if a.Get("cursor") == "" {
			fmt.Fprint(w, `{"ok":true,"channels":[{"id":"C9","name":"general"}],"response_metadata":{"next_cursor":"more"}}`)
			return
		}
		fmt.Fprint(w, `{"ok":true,"channels":[{"id":"C0CASES01","name":"cases"}]}`)
	})
	var log bytes.Buffer
	d := f.desk(t, func(c *Config) { c.Channel = "#cases"; c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	d.pause = time.Millisecond
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if at := d.home.Load(); at.channel != theChannel || at.user != theBot {
		t.Errorf("it is at %+v", at)
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("a token is in the log: %s", log.String())
	}
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	for name, c := range map[string]Config{
		"no token":    {Channel: "#cases"},
		"no channel":  {BotToken: testBotToken, Channel: "#"},
		"bad address": {BotToken: testBotToken, Channel: "#cases", APIURL: "localhost:9"},
	} {
		if _, err := New(c); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := newFake(t).desk(t, func(c *Config) { c.AppToken = "" })
	if _, err := NewSocket(d, 0, nil); err == nil {
		t.Error("a socket without the app token was made")
	}
}

func TestButtonsComeBackAsTheyWent(t *testing.T) {
	b := button(conversation.DeskButton{Text: "Send", Move: "send", Line: nameOf(theChannel, "18.1")}, "rec1", 3)
	var what errand
	move, ok := moveOf(b.ActionID)
	if err := json.Unmarshal([]byte(b.Value), &what); err != nil || !ok || move != "send" {
		t.Errorf("the button is %+v", b)
	}
	if want := (errand{Record: "rec1", Line: nameOf(theChannel, "18.1")}); what != want {
		t.Errorf("it carries %+v", what)
	}
}

// TestNoRedirectIsFollowed lets something in between send our calls elsewhere:
// the token does not go there, and the entry waits.
func TestNoRedirectIsFollowed(t *testing.T) {
	f := newFake(t)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the call was sent elsewhere") }))
	defer elsewhere.Close()
	d := f.started(t)
	for _, code := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		f.on("chat.postMessage", func(w http.ResponseWriter, r *http.Request, _ url.Values) {
			http.Redirect(w, r, elsewhere.URL, code)
		})
		if answer := d.Deliver(t.Context(), aCard()); answer.Outcome != conversation.Later {
			t.Errorf("a redirect %d ended as %+v", code, answer)
		}
	}
}
