package slack

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"residencyassist/conversation"
)

// thread is what stands in a thread of the fake: who wrote it, by timestamp.
type thread struct {
	mu    sync.Mutex
	lines []string // "ts user file"
	gone  []string
}

// in has a fake serve a thread and delete what is ours of it.
func (h *thread) in(f *fake) {
	f.on("conversations.replies", func(w http.ResponseWriter, _ *http.Request, _ url.Values) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.lines) == 0 {
			fmt.Fprint(w, `{"ok":false,"error":"thread_not_found"}`)
			return
		}
		var messages []string
		for _, line := range h.lines {
			at, rest, _ := strings.Cut(line, " ")
			who, file, _ := strings.Cut(rest, " ")
			messages = append(messages, fmt.Sprintf(`{"type":"message","ts":%q,"user":%q,"files":[%s]}`, at, who, file))
		}
		fmt.Fprintf(w, `{"ok":true,"messages":[%s]}`, strings.Join(messages, ","))
	})
	f.on("chat.delete", func(w http.ResponseWriter, _ *http.Request, a url.Values) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.gone = append(h.gone, a.Get("ts"))
		h.lines = slices.DeleteFunc(h.lines, func(line string) bool { return strings.HasPrefix(line, a.Get("ts")+" ") })
		fmt.Fprintf(w, `{"ok":true,"channel":%q,"ts":%q}`, a.Get("channel"), a.Get("ts"))
	})
	f.on("files.delete", says(`{"ok":true}`))
}

func aClear(left ...string) conversation.Parcel {
	return conversation.Parcel{
		Entry: conversation.Entry{ID: "e9", Side: conversation.Desk, To: "rec1", Ref: "e1", Repeatable: true, Clear: &conversation.Clear{Left: left}},
		Key:   "rec1/e9", Ref: nameOf(theChannel, theCard),
	}
}

// TestWhatWePostedIsDeletedAndNothingElse deletes lines and files of ours, the card
// last, and finds nothing to do when it comes again.
func TestWhatWePostedIsDeletedAndNothingElse(t *testing.T) {
	f := newFake(t)
	h := &thread{lines: []string{
		theCard + " UBOT00001 ", "2.1 UANA ", `2.2 UBOT00001 {"id":"F1","mode":"hosted"},{"id":"F0","mode":"tombstone"}`, "2.3 UBOT00001 ",
	}}
	h.in(f)
	d := f.started(t)
	for range 2 {
		if got := d.Deliver(t.Context(), aClear()); got.Outcome != conversation.Delivered {
			t.Fatalf("the answer is %+v", got)
		}
	}
	if want := []string{"2.3", "2.2", theCard}; !slices.Equal(h.gone, want) {
		t.Errorf("deleted were %v, not %v", h.gone, want)
	}
	if files := f.heard("files.delete"); len(files) != 1 || files[0].Get("file") != "F1" {
		t.Errorf("deleted files: %v", files)
	}
}

// TestALongThreadIsDeletedInSeveralGoes leaves Slack time in between.
func TestALongThreadIsDeletedInSeveralGoes(t *testing.T) {
	f, h := newFake(t), &thread{lines: []string{theCard + " UBOT00001 "}}
	for i := range 2 * clearedAtOnce {
		h.lines = append(h.lines, fmt.Sprintf("3.%d UBOT00001 ", 100+i))
	}
	h.in(f)
	d, goes := f.started(t), 1
	for ; goes < 9; goes++ {
		got := d.Deliver(t.Context(), aClear())
		if got.Outcome == conversation.Delivered {
			break
		}
		if got.Outcome != conversation.Later || got.After != clearPause {
			t.Fatalf("the answer is %+v", got)
		}
	}
	if goes != 3 || len(h.lines) != 0 || h.gone[len(h.gone)-1] != theCard {
		t.Errorf("after %d goes there are left %v", goes, h.lines)
	}
}

// TestWhatCannotBeDeletedIsSaid tells apart what may yet work, what never will, and
// a channel that the desk has left.
func TestWhatCannotBeDeletedIsSaid(t *testing.T) {
	for code, want := range map[string]conversation.Outcome{
		"ratelimited": conversation.Later, "is_archived": conversation.Later, "internal_error": conversation.Unknown,
		"cant_delete_message": conversation.Refused, "message_not_found": conversation.Delivered,
	} {
		f := newFake(t)
		(&thread{lines: []string{theCard + " UBOT00001 "}}).in(f)
		f.on("chat.delete", says(`{"ok":false,"error":"`+code+`"}`))
		if got := f.started(t).Deliver(t.Context(), aClear()); got.Outcome != want {
			t.Errorf("%s: the answer is %+v", code, got)
		}
	}
	f := newFake(t)
	h := &thread{lines: []string{theCard + " UBOT00001 "}}
	h.in(f)
	replies := f.answers["conversations.replies"]
	f.on("conversations.replies", func(w http.ResponseWriter, r *http.Request, a url.Values) {
		if a.Get("channel") != theChannel {
			fmt.Fprint(w, `{"ok":false,"error":"channel_not_found"}`)
			return
		}
		replies(w, r, a)
	})
	got := f.started(t).Deliver(t.Context(), aClear(nameOf("C0LEFT", "1.1")))
	if got.Outcome != conversation.Refused || len(h.lines) != 0 {
		t.Errorf("with a channel that is gone: %+v, left %v", got, h.lines)
	}
	p := aClear()
	p.Ref = ""
	if got := f.started(t).Deliver(t.Context(), p); got.Outcome != conversation.Delivered {
		t.Errorf("of a card that was never posted: %+v", got)
	}
}
