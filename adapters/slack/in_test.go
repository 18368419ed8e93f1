package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"residencyassist/conversation"
)

// translate reads a payload as a transport would.
func translate(t *testing.T, d *Desk, payload []byte) (ev conversation.Event, ok bool, err error) {
	t.Helper()
	ev, _, err = answered(t, d, payload)
	return ev, ev.Kind != "", err
}

// answered is the same with what Slack is told at once.
func answered(t *testing.T, d *Desk, payload []byte) (ev conversation.Event, reply *slack.ViewSubmissionResponse, err error) {
	t.Helper()
	var data any
	if strings.Contains(string(payload), `"event_callback"`) {
		data, err = slackevents.ParseEvent(payload, slackevents.OptionNoVerifyToken())
	} else {
		var cb slack.InteractionCallback
		err = json.Unmarshal(payload, &cb)
		data = cb
	}
	if err != nil {
		t.Fatal(err)
	}
	reply, err = d.take(t.Context(), data, func(_ context.Context, taken conversation.Event) error {
		ev = taken
		return nil
	})
	return ev, reply, err
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/in/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// withThread makes the fake know the thread that the lines of the files are in.
func (f *fake) withThread() {
	f.on("conversations.replies", says(`{"ok":true,"messages":[{"ts":"1790000001.000200","thread_ts":"1790000000.000100"}]}`))
}

// TestWhatSlackTells holds what becomes of each payload in testdata/in: the
// event beside it, what Slack is answered at once, or nothing.
func TestWhatSlackTells(t *testing.T) {
	files, err := filepath.Glob("testdata/in/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no payloads", err)
	}
	told := map[string]any{}
	for _, file := range files {
		f := newFake(t)
		f.withThread()
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		ev, reply, err := answered(t, f.started(t), read(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		switch {
		case reply != nil:
			told[name] = reply
		case ev.Kind != "":
			told[name] = ev
		default:
			told[name] = nil
		}
	}
	golden(t, "testdata/events.json", told)
}

func TestTheThreadOfALineSeenBeforeIsNotAskedFor(t *testing.T) {
	f := newFake(t)
	d := f.started(t)
	for _, name := range []string{"line", "reaction"} {
		if _, ok, err := translate(t, d, read(t, name)); !ok || err != nil {
			t.Fatalf("%s: %v %v", name, ok, err)
		}
	}
	if n := len(f.heard("conversations.replies")); n != 0 {
		t.Errorf("it asked %d times", n)
	}
}

func TestOnlyACrossIsWorthACall(t *testing.T) {
	f := newFake(t)
	if _, ok, err := translate(t, f.started(t), read(t, "reaction_other")); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if n := len(f.heard("conversations.replies")); n != 0 {
		t.Errorf("it asked %d times", n)
	}
}

func TestNamesAndMembersAreAskedForOnce(t *testing.T) {
	f := newFake(t)
	d := f.started(t)
	for range 3 {
		for _, name := range []string{"line", "press"} {
			if _, ok, err := translate(t, d, read(t, name)); !ok || err != nil {
				t.Fatal(name, ok, err)
			}
		}
	}
	if n, m := len(f.heard("users.info")), len(f.heard("conversations.members")); n != 1 || m != 1 {
		t.Errorf("it asked %d and %d times", n, m)
	}
}

func TestSomebodyWhoJustJoinedMayAct(t *testing.T) {
	f := newFake(t)
	d := f.started(t)
	if _, ok, _ := translate(t, d, read(t, "press_not_a_member")); ok {
		t.Fatal("Eve may press")
	}
	f.on("conversations.members", says(`{"ok":true,"members":["UANA","UEVE"]}`))
	if _, ok, _ := translate(t, d, read(t, "press_not_a_member")); !ok {
		t.Error("Eve may still not press")
	}
}

func TestAPressOfAStrangerIsAnsweredToThemAlone(t *testing.T) {
	for name, want := range map[string]string{
		"press_not_a_member": "Only members of the channel can use these buttons, forms and commands.",
		"press_unreadable":   "This button no longer works.",
	} {
		f := newFake(t)
		f.on("respond", says(`{"ok":true}`))
		var cb map[string]any
		if err := json.Unmarshal(read(t, name), &cb); err != nil {
			t.Fatal(err)
		}
		cb["response_url"] = f.URL + "/api/respond"
		payload, err := json.Marshal(cb)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := translate(t, f.started(t), payload); ok || err != nil {
			t.Errorf("%s: %v %v", name, ok, err)
		}
		told := f.heard("respond")
		if len(told) != 1 || told[0].Get("text") != want || told[0].Get("response_type") != "ephemeral" || told[0].Get("thread_ts") != theCard {
			t.Errorf("%s: they are told %v", name, told)
		}
	}
}

// TestWhileSlackCannotSayWhoIsAMember holds that nobody acts on a guess: what
// comes then is to come again. Those whom Slack has named before may go on.
func TestWhileSlackCannotSayWhoIsAMember(t *testing.T) {
	for name, away := range map[string]answer{"an error": status(500, ""), "no answer": cut, "a refusal": says(`{"ok":false,"error":"missing_scope"}`)} {
		f := newFake(t)
		f.withThread()
		members := f.answers["conversations.members"]
		f.on("conversations.members", away)
		d := f.started(t)
		for _, what := range []string{"line", "press", "reaction"} {
			if _, ok, err := translate(t, d, read(t, what)); ok || !errors.Is(err, errMembership) {
				t.Errorf("%s: a %s of somebody unknown: %v %v", name, what, ok, err)
			}
		}
		f.on("conversations.members", members)
		if _, ok, err := translate(t, d, read(t, "line")); !ok || err != nil {
			t.Errorf("%s: a line once Slack is back: %v %v", name, ok, err)
		}
		f.on("conversations.members", away)
		d.members.set = time.Now().Add(-time.Hour)
		for _, what := range []string{"line", "press", "reaction"} {
			if _, ok, err := translate(t, d, read(t, what)); !ok || err != nil {
				t.Errorf("%s: a %s of a known member: %v %v", name, what, ok, err)
			}
		}
		if _, ok, err := translate(t, d, read(t, "line_not_a_member")); ok || err == nil {
			t.Errorf("%s: a line of somebody not named before: %v %v", name, ok, err)
		}
		d.members.set = time.Now().Add(-2 * memberAgeAway)
		if _, ok, err := translate(t, d, read(t, "press")); ok || err == nil {
			t.Errorf("%s: a press of somebody named days ago: %v %v", name, ok, err)
		}
	}
}

func TestWhatCannotBeKnownYetComesAgain(t *testing.T) {
	f := newFake(t)
	if _, _, err := translate(t, f.desk(t), read(t, "line")); err == nil {
		t.Error("before the start a line is lost")
	}
	d := f.started(t)
	f.on("users.info", status(500, ""))
	if _, _, err := translate(t, d, read(t, "line")); err == nil {
		t.Error("a line without its author's name is lost")
	}
	f.on("conversations.replies", cut)
	_, _, err := translate(t, d, read(t, "reaction"))
	if err == nil {
		t.Error("a reaction without its thread is lost")
	}
	if err != nil && strings.Contains(err.Error(), "http") {
		t.Errorf("the error carries an address: %v", err)
	}
}

func TestAReactionOnSomethingGoneIsNothing(t *testing.T) {
	f := newFake(t)
	f.on("conversations.replies", says(`{"ok":false,"error":"thread_not_found"}`))
	if _, ok, err := translate(t, f.started(t), read(t, "reaction")); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}

func TestTheNameApplicantsSee(t *testing.T) {
	for profile, want := range map[string]string{
		`"first_name":"María José","real_name":"María José Ruiz"`: "María José",
		`"real_name":"Ana Torres","display_name":"torres.a"`:      "Ana",
		`"real_name":"","display_name":"bruno"`:                   "bruno",
		`"real_name":"A &amp; B"`:                                 "A",
	} {
		f := newFake(t)
		f.on("users.info", func(w http.ResponseWriter, _ *http.Request, _ url.Values) {
			fmt.Fprintf(w, `{"ok":true,"user":{"id":"UANA","name":"x","profile":{%s}}}`, profile)
		})
		if who, err := f.started(t).person(t.Context(), "UANA"); err != nil || who.Name != want {
			t.Errorf("%s: %q %v", profile, who.Name, err)
		}
	}
}
