package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"residencyassist/conversation"
)

// books is what the pages of these tests are read from.
type books struct {
	mu    sync.Mutex
	home  conversation.Page
	reads int
	fail  error
}

func (b *books) page() (conversation.Page, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads++
	return b.home, b.fail
}

func (b *books) Home(context.Context, string) (conversation.Page, error)    { return b.page() }
func (b *books) Queue(context.Context) (conversation.Page, error)           { return b.page() }
func (b *books) Outgoing(context.Context) (conversation.Page, error)        { return b.page() }
func (b *books) ClosedDays(context.Context) (conversation.Page, error)      { return b.page() }
func (b *books) Offices(context.Context, string) (conversation.Page, error) { return b.page() }
func (b *books) Case(_ context.Context, ref string) (conversation.Page, error) {
	return conversation.Page{Title: "the case " + ref}, nil
}
func (b *books) Help(_ context.Context, command string) (conversation.Page, error) {
	return conversation.Page{Title: "help with " + command}, nil
}

// withBooks is a desk that has started and has pages to show.
func (f *fake) withBooks(t *testing.T, b *books) *Desk {
	t.Helper()
	f.on("auth.test", says(`{"ok":true,"user_id":"UBOT00001","bot_id":"BBOT","team_id":"T1","url":"https://assist.slack.com/"}`))
	f.on("views.publish", says(`{"ok":true,"view":{"id":"V1","hash":"h2"}}`))
	d := f.desk(t, func(c *Config) { c.Pages = b })
	d.homePause = time.Millisecond
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// keeping runs what publishes until the test ends.
func keeping(t *testing.T, d *Desk) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); d.keepHomes(ctx) }()
	t.Cleanup(func() { cancel(); receive(t, ended) })
}

func looks(t *testing.T, d *Desk, user, hash string) {
	t.Helper()
	_, err := d.take(t.Context(), slackevents.EventsAPIEvent{InnerEvent: slackevents.EventsAPIInnerEvent{
		Data: &slackevents.AppHomeOpenedEvent{User: user, Tab: "home", View: &slack.View{Hash: hash}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatal("it never came to be that " + what)
		}
		time.Sleep(time.Millisecond) // between two looks at a condition
	}
}

func aPage() conversation.Page {
	return conversation.Page{
		Title: "Your desk", Buttons: []conversation.DeskButton{{Text: "My profile…", Move: "profile"}},
		Sections: []conversation.PageSection{{
			Title: "Your cases", Lines: []conversation.PageLine{{Text: hostile, Thread: nameOf(theChannel, theCard)}}, More: "… and 3 more",
		}},
	}
}

func TestAHomeIsPublishedWhenItIsOpened(t *testing.T) {
	f := newFake(t)
	d := f.withBooks(t, &books{home: aPage()})
	keeping(t, d)
	looks(t, d, "UANA", "h1")
	eventually(t, "the Home is published", func() bool { return len(f.heard("views.publish")) == 1 })
	call := f.heard("views.publish")[0]
	if call.Get("user_id") != "UANA" || call.Get("hash") != "h1" {
		t.Errorf("published for %s against %s", call.Get("user_id"), call.Get("hash"))
	}
	golden(t, "testdata/out/home.json", shown(d.sheet(aPage(), maxHome)))
}

func TestManyOpeningsCostOneCall(t *testing.T) {
	f := newFake(t)
	d := f.withBooks(t, &books{home: aPage()})
	for range 50 {
		looks(t, d, "UANA", "h1")
	}
	keeping(t, d)
	eventually(t, "the Home is published", func() bool { return len(f.heard("views.publish")) > 0 })
	looks(t, d, "UBRUNO", "")
	eventually(t, "the other Home is published", func() bool { return len(f.heard("views.publish")) > 1 })
	if n := len(f.heard("views.publish")); n != 2 {
		t.Errorf("51 openings of two Homes cost %d calls", n)
	}
}

// TestAHomeThatAnotherPublishedIsReadAgain: what stands there may be newer than
// what was read.
func TestAHomeThatAnotherPublishedIsReadAgain(t *testing.T) {
	f := newFake(t)
	b := &books{home: aPage()}
	d := f.withBooks(t, b)
	f.on("views.publish", func(w http.ResponseWriter, _ *http.Request, a url.Values) {
		if a.Get("hash") == "old" {
			fmt.Fprint(w, `{"ok":false,"error":"hash_conflict"}`)
			return
		}
		fmt.Fprint(w, `{"ok":true,"view":{"id":"V1"}}`)
	})
	if err := d.publish(t.Context(), "UANA", wish{hash: "old"}); err != nil {
		t.Fatal(err)
	}
	if n := len(f.heard("views.publish")); n != 2 || b.reads != 2 {
		t.Errorf("published %d times after reading %d times", n, b.reads)
	}
}

func TestAHomeThatCouldNotBePublishedIsTriedAgainAndGivenUp(t *testing.T) {
	f := newFake(t)
	b := &books{fail: errors.New("the storage is away")}
	d := f.withBooks(t, b)
	keeping(t, d)
	reads := func() int { b.mu.Lock(); defer b.mu.Unlock(); return b.reads }
	looks(t, d, "UANA", "")
	eventually(t, "it was tried four times", func() bool { return reads() == homeTries })
	b.mu.Lock()
	b.fail = nil
	b.mu.Unlock()
	looks(t, d, "UANA", "")
	eventually(t, "the Home is published", func() bool { return len(f.heard("views.publish")) == 1 })
}

func TestAStrangersHomeSaysThatItIsNone(t *testing.T) {
	f := newFake(t)
	b := &books{home: aPage()}
	d := f.withBooks(t, b)
	if err := d.publish(t.Context(), "UEVE", wish{}); err != nil {
		t.Fatal(err)
	}
	if view := f.heard("views.publish")[0].Get("view"); !strings.Contains(view, "Only members of the channel") || b.reads != 0 {
		t.Errorf("a stranger is shown %s", view)
	}
}

func TestAPressAtHomeIsAnEventOfTheDesk(t *testing.T) {
	f := newFake(t)
	d := f.withBooks(t, &books{home: aPage()})
	rows := pressable(aPage().Buttons, nil, "")
	element := rows[0].Elements.ElementSet[0].(*slack.ButtonBlockElement)
	cb := slack.InteractionCallback{Type: slack.InteractionTypeBlockActions, TriggerID: "1.2.3", Container: slack.Container{Type: "view", ViewID: "V1"}}
	cb.User.ID, cb.View.Type, cb.View.Hash = "UANA", slack.VTHomeTab, "h7"
	cb.ActionCallback.BlockActions = []*slack.BlockAction{{ActionID: element.ActionID, Value: element.Value, ActionTs: "9.9"}}
	var got conversation.Event
	take := func(_ context.Context, ev conversation.Event) error { got = ev; return nil }
	if _, err := d.take(t.Context(), cb, take); err != nil {
		t.Fatal(err)
	}
	if !got.Desk || got.Record != "" || got.Move.Name != "profile" || got.Move.Trigger != "1.2.3" || got.ID != "slack:act::V1:UANA:9.9" {
		t.Errorf("the event is %+v, %+v", got, got.Move)
	}
	if wanted := d.homes.take(); wanted["UANA"].hash != "h7" {
		t.Errorf("the Homes to be published are %v", wanted)
	}
	cb.User.ID, got = "UEVE", conversation.Event{}
	if _, err := d.take(t.Context(), cb, take); err != nil || got.Kind != "" {
		t.Errorf("a stranger pressed: %+v, %v", got, err)
	}
	if _, wanted := d.homes.take()["UEVE"]; !wanted {
		t.Error("a stranger's Home is not published anew, which would say why nothing happened")
	}
}

// TestTheLongestPageFits holds Slack's limits of a Home and of a message, with
// the longest that stands on a page.
func TestTheLongestPageFits(t *testing.T) {
	f := newFake(t)
	d := f.withBooks(t, &books{})
	line := conversation.PageLine{Text: strings.Repeat("<b>&", 200), Thread: nameOf(theChannel, theCard)}
	full := func(sections, lines int) conversation.Page {
		p := aPage()
		p.Sections = nil
		for range sections {
			s := conversation.PageSection{Title: strings.Repeat("<b>&", 30), More: "… and 12345 more"}
			for range lines {
				s.Lines = append(s.Lines, line)
			}
			p.Sections = append(p.Sections, s)
		}
		return p
	}
	checkLimits(t, d.sheet(full(1, 40), maxBlocks))
	home := d.sheet(full(5, 15), maxHome)
	if n := len(home.blocks); n > maxHome || n != 2+5*17 {
		t.Errorf("a Home has %d blocks", n)
	}
	if text, err := json.Marshal(home.blocks); err != nil || len(text) > 250<<10 {
		t.Errorf("a Home takes %d bytes: %v", len(text), err)
	}
	if cut := d.sheet(full(9, 15), maxHome); len(cut.blocks) != maxHome {
		t.Errorf("a Home that is too long has %d blocks", len(cut.blocks))
	}
}

func TestCommandsAreAnsweredToMembersAlone(t *testing.T) {
	f := newFake(t)
	d := f.withBooks(t, &books{home: aPage()})
	for _, c := range []struct{ user, command, text, want string }{
		{"UANA", "/cases", "", "Your desk"},
		{"UANA", "/reminders", " ", "Your desk"},
		{"UANA", "/closed", "", "Your desk"},
		{"UANA", "/office", "Cancún", "Your desk"},
		{"UANA", "/case", "RA-1 &lt;b&gt;", "the case RA-1 &lt;b&gt;"},
		{"UANA", "/case", "", "help with case"},
		{"UANA", "/office", "", "Your desk"},
		{"UANA", "/cases", "HELP", "help with cases"},
		{"UANA", "/nonsense", "", "help with nonsense"},
		{"UEVE", "/cases", "", "Only members of the channel"},
	} {
		got := d.obey(t.Context(), slack.SlashCommand{UserID: c.user, Command: c.command, Text: c.text})
		if got.ResponseType != slack.ResponseTypeEphemeral || !strings.Contains(got.Text, c.want) {
			t.Errorf("%s: %s %s is answered %+v", c.user, c.command, c.text, got)
		}
	}
	b := &books{fail: errors.New("the storage is away")}
	d.pages = b
	if got := d.obey(t.Context(), slack.SlashCommand{UserID: "UANA", Command: "/cases"}); !strings.Contains(got.Text, "once more") {
		t.Errorf("a command that could not be answered is answered %q", got.Text)
	}
}

func TestADigestIsAMessageOfItsOwn(t *testing.T) {
	f := newFake(t)
	f.on("chat.postMessage", says(`{"ok":true,"channel":"C0CASES01","ts":"18.1"}`))
	d := f.started(t)
	p := conversation.Parcel{Key: "desk/e1", Entry: conversation.Entry{Side: conversation.Desk, To: "desk-record", Line: &conversation.Line{Text: "Good morning."}}}
	if a := d.Deliver(t.Context(), p); a.Outcome != conversation.Delivered || a.Message != nameOf(theChannel, "18.1") {
		t.Errorf("the digest: %+v", a)
	}
	call := f.heard("chat.postMessage")[0]
	if call.Get("thread_ts") != "" || !strings.Contains(call.Get("metadata"), "desk/e1") {
		t.Errorf("posted as %v", call)
	}
	f.on("conversations.history", says(`{"ok":true,"messages":[{"ts":"17.5","user":"UBOT00001","metadata":{"event_type":"residency_assist","event_payload":{"record":"desk-record","entry":"desk/e1"}}}]}`))
	p.Again = true
	if a := d.Deliver(t.Context(), p); a.Message != nameOf(theChannel, "17.5") || len(f.heard("chat.postMessage")) != 1 {
		t.Errorf("sent again: %+v", a)
	}
}
