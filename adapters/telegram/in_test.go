package telegram

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the updates are translated to")

const table = "testdata/updates.txt"

// TestUpdates reads blocks of a title, an update as Telegram sends it, and the
// event it means, or "nothing".
func TestUpdates(t *testing.T) {
	file, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	me := Identity{ID: 7001, Username: "residency_bot"}
	var written []string
	for block := range strings.SplitSeq(strings.TrimSpace(string(file)), "\n\n") {
		title, rest, _ := strings.Cut(block, "\n")
		raw, want, _ := strings.Cut(rest, "\n=> ")
		got := translated(t, me, raw)
		written = append(written, title+"\n"+raw+"\n=> "+got)
		if !*update && got != want {
			t.Errorf("%s\ngot  %s\nwant %s", title, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(table, []byte(strings.Join(written, "\n\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func translated(t *testing.T, me Identity, raw string) string {
	t.Helper()
	ev, ok := me.Event(json.RawMessage(raw))
	if !ok {
		return "nothing"
	}
	text, err := json.Marshal(ev)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAChatsNameLeadsBackToItsNumber(t *testing.T) {
	for name, want := range map[string]string{
		"telegram:7001:42": "42", "telegram:7001:-100123": "-100123",
		"": "", "42": "", "telegram:7001:": "", "telegram:7001:ana": "", "slack:T1:42": "", "telegram:1:2:3": "",
	} {
		got, err := chatID(name)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", name, got, err, want)
		}
	}
	if got, _ := chatID(Identity{ID: 7001}.Chat(42)); got != "42" {
		t.Errorf("there and back: got %q", got)
	}
}
