package slack

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// TestALayoutThatIsRefusedGoesAsPlainText posts a card whose blocks Slack does
// not take: what it says is there all the same, and so is its thread.
func TestALayoutThatIsRefusedGoesAsPlainText(t *testing.T) {
	f := newFake(t)
	f.on("chat.postMessage", func(w http.ResponseWriter, r *http.Request, form url.Values) {
		if form.Get("blocks") != "" {
			says(`{"ok":false,"error":"invalid_blocks"}`)(w, r, form)
			return
		}
		says(`{"ok":true,"channel":"C0000001","ts":"1.5"}`)(w, r, form)
	})
	answer := f.started(t).Deliver(t.Context(), aCard())
	if answer.Outcome != conversation.Delivered || answer.Message != "slack:C0000001:1.5" {
		t.Errorf("the card ended as %+v", answer)
	}
}

// TestAWhisperWithoutACardIsSaidInTheChannel answers a press on a case that has
// no card (yet): nobody's press is silent, and nothing waits behind it.
func TestAWhisperWithoutACardIsSaidInTheChannel(t *testing.T) {
	f := newFake(t)
	f.on("chat.postEphemeral", says(`{"ok":true,"message_ts":"1.6"}`))
	answer := f.started(t).Deliver(t.Context(), conversation.Parcel{Entry: conversation.Entry{
		Side: conversation.Desk, Whisper: &conversation.Whisper{User: "U1", Text: "This case is closed."},
	}})
	if answer.Outcome != conversation.Delivered {
		t.Errorf("the whisper ended as %+v", answer)
	}
	for _, form := range f.heard("chat.postEphemeral") {
		if form.Get("thread_ts") != "" {
			t.Errorf("it was said in the thread %q", form.Get("thread_ts"))
		}
	}
}

// TestANameThatSlackDoesNotTellLosesNoLine takes a line of somebody whom Slack
// will not describe.
func TestANameThatSlackDoesNotTellLosesNoLine(t *testing.T) {
	f := newFake(t)
	f.on("users.info", says(`{"ok":false,"error":"user_not_visible"}`))
	by, err := f.started(t).person(t.Context(), "U9")
	if err != nil || by.ID != "U9" || by.Name != "Associate" {
		t.Errorf("the author is %+v: %v", by, err)
	}
}

// TestALongTextWhoseLayoutIsRefusedArrivesWhole writes a line of Telegram's
// greatest length with buttons under it, and Slack takes no blocks: the plain
// text says all of it, not only what a notification shows.
func TestALongTextWhoseLayoutIsRefusedArrivesWhole(t *testing.T) {
	f := newFake(t)
	f.on("chat.postMessage", func(w http.ResponseWriter, r *http.Request, form url.Values) {
		if form.Get("blocks") != "" {
			says(`{"ok":false,"error":"msg_blocks_too_long"}`)(w, r, form)
			return
		}
		says(`{"ok":true,"channel":"C0CASES01","ts":"1.5"}`)(w, r, form)
	})
	long := strings.Repeat("a<🙏 ", 1024)
	answer := f.started(t).Deliver(t.Context(), conversation.Parcel{
		Entry: conversation.Entry{ID: "e1", Side: conversation.Desk, To: "rec1", Ref: "e0", Line: &conversation.Line{
			Text: "M. G. writes:", Quote: long, Buttons: []conversation.DeskButton{{Text: "Send", Move: "send"}},
		}},
		Key: "rec1/e1", Ref: nameOf(theChannel, theCard),
	})
	calls := f.heard("chat.postMessage")
	if answer.Outcome != conversation.Delivered || len(calls) != 2 {
		t.Fatalf("%d calls ended as %+v", len(calls), answer)
	}
	if got, want := unescape(calls[1].Get("text")), "M. G. writes:\n"+strings.TrimSpace(long); got != want {
		t.Errorf("%d of %d bytes arrive", len(got), len(want))
	}
}
