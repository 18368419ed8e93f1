package slack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"residencyassist/conversation"
)

const theNext = "C0CASES02"

// moved is a desk that has left its first channel for another.
func (f *fake) moved(t *testing.T) *Desk {
	t.Helper()
	d := f.started(t)
	d.home.Store(&home{channel: theNext, user: theBot, address: "https://x.slack.com/"})
	return d
}

// TestAChannelThatCannotBeUsedIsNamed says what is wrong with it and what to do.
func TestAChannelThatCannotBeUsedIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		wanted, method string
		say            answer
		words          []string
	}{
		"archived":          {theChannel, "conversations.info", says(`{"ok":true,"channel":{"id":"C0CASES01","is_archived":true,"is_private":true}}`), []string{"is archived", "unarchive it"}},
		"not there":         {theChannel, "conversations.info", says(`{"ok":false,"error":"channel_not_found"}`), []string{"SLACK_CHANNEL", "invite the bot"}},
		"public, outside":   {theChannel, "conversations.info", says(`{"ok":true,"channel":{"id":"C0CASES01"}}`), []string{"the bot is not in the channel"}},
		"public, no scope":  {theChannel, "conversations.info", says(`{"ok":false,"error":"missing_scope","needed":"channels:read","provided":"chat:write"}`), []string{"lacks the scope channels:read", "slack-manifest", "install the app again"}},
		"by name, no scope": {"#cases", "conversations.list", says(`{"ok":false,"error":"missing_scope"}`), []string{"lacks the scope groups:read", "slack-manifest"}},
		"by name, none":     {"#cases", "conversations.list", says(`{"ok":true,"channels":[{"id":"C9","name":"general"}]}`), []string{"SLACK_CHANNEL", "invite the bot"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on(c.method, c.say)
			d := f.desk(t, func(config *Config) { config.Channel = c.wanted })
			ctx, end := context.WithCancel(t.Context())
			begun := make(chan error, 1)
			go func() { begun <- d.Start(ctx) }()
			for d.trouble.Load() == nil {
				time.Sleep(time.Millisecond) // between two looks at a condition
			}
			end()
			if err := <-begun; err == nil {
				t.Error("it started")
			}
			for _, words := range c.words {
				if !strings.Contains(d.ready(), words) {
					t.Errorf("it says %q, not %q", d.ready(), words)
				}
			}
			if asked := f.heard("conversations.list"); len(asked) > 0 && asked[0].Get("types") != "private_channel" {
				t.Errorf("it lists %v, for which the manifest asks no scope", asked[0])
			}
		})
	}
}

// TestADeskFollowsTheNameOfItsChannel to another channel that bears it, when the
// first is archived: without being started again.
func TestADeskFollowsTheNameOfItsChannel(t *testing.T) {
	f := newFake(t)
	var now atomic.Value
	now.Store(`{"ok":true,"channels":[{"id":"C0CASES01","name":"cases"}]}`)
	f.on("conversations.list", func(w http.ResponseWriter, _ *http.Request, _ url.Values) { fmt.Fprint(w, now.Load()) })
	f.on("chat.postMessage", says(`{"ok":false,"error":"is_archived"}`))
	d := f.desk(t, func(c *Config) { c.Channel = "#cases" })
	d.pause = time.Millisecond
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	kept := make(chan struct{})
	go func() { defer close(kept); d.keepChannel(ctx) }()
	defer func() { end(); <-kept }()

	now.Store(`{"ok":true,"channels":[]}`)
	if got := d.Deliver(t.Context(), aLine()); got.Outcome != conversation.Later {
		t.Fatalf("a line for an archived channel is %+v", got)
	}
	for d.ready() == "" {
		time.Sleep(time.Millisecond) // between two looks at a condition
	}
	if d.Place() != theChannel || !d.Holds(aLine().Ref) {
		t.Error("it left before there was another")
	}
	now.Store(`{"ok":true,"channels":[{"id":"C0CASES02","name":"cases"}]}`)
	for d.ready() != "" {
		time.Sleep(time.Millisecond)
	}
	if d.Place() != theNext || d.Holds(aLine().Ref) || !d.Holds(nameOf(theNext, "1.1")) {
		t.Errorf("it is at %s", d.Place())
	}
}

// TestWhatIsInAChannelThatTheDeskLeft waits for its case to go on elsewhere, but
// for what one person alone is shown, and for marks, which wait for nothing.
func TestWhatIsInAChannelThatTheDeskLeft(t *testing.T) {
	f := newFake(t)
	d := f.moved(t)
	card := aCard()
	card.Entry.Ref, card.Ref = "e1", nameOf(theChannel, theCard)
	for what, p := range map[string]conversation.Parcel{"a line": aLine(), "an update": card} {
		if got := d.Deliver(t.Context(), p); got.Outcome != conversation.Elsewhere {
			t.Errorf("%s is %+v", what, got)
		}
	}
	f.on("chat.postEphemeral", says(`{"ok":true,"message_ts":"1.1"}`))
	whisper := aLine()
	whisper.Entry.Line, whisper.Entry.Whisper = nil, &conversation.Whisper{User: "UANA", Text: "hello"}
	if got := d.Deliver(t.Context(), whisper); got.Outcome != conversation.Delivered {
		t.Errorf("a whisper is %+v", got)
	}
	if sent := f.heard("chat.postEphemeral")[0]; sent.Get("channel") != theNext || sent.Get("thread_ts") != "" {
		t.Errorf("it was said in %v", sent)
	}
	f.on("reactions.add", says(`{"ok":false,"error":"is_archived"}`))
	mark := conversation.Parcel{Entry: conversation.Entry{Mark: &conversation.Mark{Line: nameOf(theChannel, "1.2"), Name: "lock"}}}
	if got := d.Deliver(t.Context(), mark); got.Outcome != conversation.Delivered {
		t.Errorf("a mark on a line in an archived channel is %+v", got)
	}
	mark.Entry.Mark.Line = nameOf(theNext, "1.2")
	if got := d.Deliver(t.Context(), mark); got.Outcome != conversation.Later {
		t.Errorf("a mark on a line of the desk's own channel, which was archived, is %+v", got)
	}
}

// TestALineThatLeadsToAThread has a button for it, and its words stand literally.
func TestALineThatLeadsToAThread(t *testing.T) {
	f := newFake(t)
	f.on("chat.postMessage", says(`{"ok":true,"channel":"C0CASES02","ts":"17.1"}`))
	p := aLine()
	p.Ref, p.Entry.Line.Thread = nameOf(theNext, "16.1"), nameOf(theChannel, theCard)
	if got := f.moved(t).Deliver(t.Context(), p); got.Outcome != conversation.Delivered {
		t.Fatalf("it is %+v", got)
	}
	if blocks := f.heard("chat.postMessage")[0].Get("blocks"); !strings.Contains(blocks, `https://x.slack.com/archives/C0CASES01/p1790000000000100?thread_ts=1790000000.000100\u0026cid=C0CASES01`) {
		t.Errorf("it reads %s", blocks)
	}
}

// TestALineInAnEarlierChannelIsAnswered where it was written in a thread of ours,
// and by a person.
func TestALineInAnEarlierChannelIsAnswered(t *testing.T) {
	f := newFake(t)
	f.withThread()
	f.on("chat.postEphemeral", says(`{"ok":true,"message_ts":"1.1"}`))
	d := f.moved(t)
	ours := strings.Replace(string(read(t, "line")), `"thread_ts":`, `"parent_user_id": "UBOT00001", "thread_ts":`, 1)
	for _, payload := range []string{ours, string(read(t, "line"))} {
		if _, ok, err := translate(t, d, []byte(payload)); ok || err != nil {
			t.Errorf("it was taken: %v", err)
		}
	}
	told := f.heard("chat.postEphemeral")
	if len(told) != 1 || !strings.HasSuffix(told[0].Get("text"), "<#C0CASES02>") || told[0].Get("channel") != theChannel {
		t.Errorf("they were told %v", told)
	}
}
