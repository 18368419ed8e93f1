package conversation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/conversation"
)

// saved is a record as some version of the script left it, with the buttons that
// its person still sees.
type saved struct {
	After   string                `json:"after"` // what somebody did last
	At      time.Time             `json:"at"`
	Buttons []conversation.Button `json:"buttons,omitempty"`
	Record  json.RawMessage       `json:"record"`

	engine *conversation.Engine // of today
}

// every runs a test on each record that a version of the script ever left. They
// stay as they are for ever: people's records out there look like this.
func every(t *testing.T, version string, test func(t *testing.T, s saved, name string)) {
	t.Helper()
	engine := newEngine(t)
	files, err := filepath.Glob("testdata/records/" + version + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no records of %s: %v", version, err)
	}
	for _, file := range files {
		for i, s := range readSaved(t, file) {
			s.engine = engine
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			t.Run(fmt.Sprintf("%s/%s/%d %s", filepath.Base(filepath.Dir(file)), name, i+1, s.After), func(t *testing.T) { test(t, s, name) })
		}
	}
}

func readSaved(t *testing.T, file string) (list []saved) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// takeUp is a life that goes on from a saved record.
func takeUp(t *testing.T, s saved) *life {
	t.Helper()
	l := newLife(t, s.engine)
	if err := json.Unmarshal(s.Record, &l.rec); err != nil {
		t.Fatal(err)
	}
	l.now, l.live, l.messages = s.At, s.Buttons, 100
	for i := range l.rec.Seq { // whatever it sent before may be referred to
		l.tracked[fmt.Sprint("e", i+1)] = true
	}
	l.told = append(l.told, "(taken up at "+string(l.rec.Dialogue.State)+")")
	return l
}

// kept refuses the loss of an answer that was given to the older script.
// Agreements may have moved, and who has come back is asked again what they
// declined last.
func (l *life) kept(was conversation.Record) {
	l.t.Helper()
	for state, answer := range was.Answers {
		again := state == "review" || state == "limits" || state == "send" || answer == "done"
		if !again && l.rec.Answers[state] != answer {
			l.fail("the answer %q to %q became %q", answer, state, l.rec.Answers[state])
		}
	}
	if !cmp.Equal(was.Consents, l.rec.Consents) {
		l.fail("the consents changed: %s", cmp.Diff(was.Consents, l.rec.Consents))
	}
	for i, c := range was.Cases {
		now := l.rec.Cases[i]
		if now.Ref != c.Ref || now.Stage != c.Stage || now.Owner != c.Owner || now.Card != c.Card || now.Thread != c.Thread || len(now.Lines) != len(c.Lines) {
			l.fail("the case changed: %s", cmp.Diff(c, now))
		}
	}
}

// finish answers whatever is asked until the request is sent.
func (l *life) finish() {
	l.t.Helper()
	for range 60 {
		if n := len(l.rec.Cases); n > 0 && l.rec.Cases[n-1].Ref != "" && l.rec.Dialogue.State == conversation.Home {
			return
		}
		switch l.rec.Dialogue.State {
		case conversation.Home, conversation.Nowhere:
			l.say("/start")
		default:
			l.answer(0)
		}
		l.deliverAll()
	}
	l.fail("it never came to an end; it is at %q with %v", l.rec.Dialogue.State, l.rec.Answers)
}

// TestOldRecordsGoOn takes up every record of every version with a word, a
// command, each of its buttons, a wake-up: nothing that was answered is lost,
// and all of them can be brought to the end.
func TestOldRecordsGoOn(t *testing.T) {
	every(t, "v*", func(t *testing.T, s saved, _ string) {
		was := takeUp(t, s).rec
		for _, first := range []string{"/status", "/help", "/start", "hm", "wake", "old"} {
			l := takeUp(t, s)
			switch first {
			case "wake":
				l.step(conversation.Event{Kind: conversation.Woke})
			case "old":
				l.press("0:=yes")
			default:
				l.say(first)
			}
			if first != "hm" { // which may be an answer, say to one's situation
				l.kept(was)
			}
			if l.rec.Dialogue.Script != conversation.ScriptVersion {
				l.fail("the record is still of script %d", l.rec.Dialogue.Script)
			}
			l.deliverAll()
			if first == "/start" || first == "hm" {
				l.finish()
			}
		}
	})
}

// TestOldButtonsAreAnswered presses each button that stood on the screen when
// the script changed: it does what it says, or says kindly that it is old.
func TestOldButtonsAreAnswered(t *testing.T) {
	every(t, "v1", func(t *testing.T, s saved, _ string) {
		for _, b := range s.Buttons {
			l := takeUp(t, s)
			seq := l.rec.Seq
			l.press(b.Data)
			l.deliverAll()
			if l.rec.Seq < seq+2 && !strings.HasSuffix(b.Data, ":back") {
				l.fail("the button %q was met with silence", b.Text)
			}
			if open := l.rec.Dialogue.State; open != conversation.Home && len(l.live) == 0 {
				l.fail("after %q, %q is open and has no buttons", b.Text, open)
			}
		}
	})
}

// TestWhereOldRecordsGoOn tells, for those that stood in a place that is no more
// or has changed, what is open at the next word.
func TestWhereOldRecordsGoOn(t *testing.T) {
	want := map[string]conversation.State{
		"ambiguous": "expires", "editing": "email", "limits": "review", "send": "send", "no_expiry": "no_expiry",
		"held": conversation.Home, "later": conversation.Home, "satisfied": conversation.Home,
		"declined": conversation.Home, "cancelled": conversation.Home,
	}
	seen := map[string]bool{}
	every(t, "v1", func(t *testing.T, s saved, name string) {
		state, ok := want[name]
		if !ok {
			return
		}
		seen[name] = true
		l := takeUp(t, s)
		l.say("/help")
		if l.rec.Dialogue.State != state {
			l.fail("%q is open, want %q", l.rec.Dialogue.State, state)
		}
	})
	if missing := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(n string) bool { return seen[n] }); len(missing) > 0 {
		t.Errorf("records are missing: %v", missing)
	}
}

// TestHeldLinesOutliveTheScript: a line that an associate wrote under the old
// build leaves under the new one.
func TestHeldLinesOutliveTheScript(t *testing.T) {
	every(t, "v1", func(t *testing.T, s saved, name string) {
		if name != "held" {
			return
		}
		l := takeUp(t, s)
		l.now = l.now.Add(time.Minute)
		l.step(conversation.Event{Kind: conversation.Woke})
		l.deliverAll()
		lines := l.rec.Cases[0].Lines
		if last := lines[len(lines)-1]; last.Fate != conversation.Arrived {
			l.fail("the held line is %q", last.Fate)
		}
	})
}

// present is where the records of today's version are kept.
var present = fmt.Sprintf("testdata/records/v%d", conversation.ScriptVersion)

// TestPresentRecords plays today's script and compares what it leaves with what
// is kept. A difference means that questions, branches or stored forms have
// changed: records out there are of the kept form. So raise ScriptVersion, teach
// migrate, keep the older folder as it is, and only then run with -update, which
// writes a folder of the new version and never touches one that is there.
func TestPresentRecords(t *testing.T) {
	for name, more := range map[string]bool{"short": false, "long": true} {
		t.Run(name, func(t *testing.T) {
			list := playRecords(t, more)
			if more { // what came before is in the short one
				list = list[len(list)-1:]
			}
			got := writeSaved(t, list)
			file := filepath.Join(present, name+".json")
			if _, err := os.Stat(file); *update && os.IsNotExist(err) {
				if err := os.MkdirAll(present, 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, got) {
				t.Errorf("version %d of the script leaves other records than it did: raise ScriptVersion, teach migrate, then run with -update\n%s",
					conversation.ScriptVersion, firstDifference(string(want), string(got)))
			}
		})
	}
}

// playRecords answers whatever is asked and saves the record after each step;
// the long way has a family and the further questions.
func playRecords(t *testing.T, more bool) (list []saved) {
	l := newLife(t, newEngine(t))
	for range 60 {
		switch state := l.rec.Dialogue.State; {
		case state == conversation.Nowhere:
			l.say("/start")
		case state == conversation.Home:
			return list
		case more && state == "applicants":
			l.say("2")
		case more && state == "review" && l.rec.Answers["more"] == "":
			l.press(l.live[slices.IndexFunc(l.live, func(b conversation.Button) bool { return strings.HasSuffix(b.Data, ":more") })].Data)
		default:
			l.answer(0)
		}
		l.deliverAll()
		record, err := json.Marshal(l.rec)
		if err != nil {
			t.Fatal(err)
		}
		live := l.live
		if state := l.rec.Dialogue.State; state == conversation.Home || state == "telephone" {
			live = nil
		}
		list = append(list, saved{After: string(l.rec.Dialogue.State), At: l.now, Buttons: slices.Clone(live), Record: record})
	}
	return list
}

// writeSaved writes one record a line, so that a change is seen in its line.
func writeSaved(t *testing.T, list []saved) []byte {
	var b bytes.Buffer
	for i, s := range list {
		line, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(map[bool]string{true: "[\n", false: ",\n"}[i == 0])
		b.Write(line)
	}
	b.WriteString("\n]\n")
	return b.Bytes()
}
