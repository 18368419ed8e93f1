package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"residencyassist/conversation/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain has random storms be the same each time, so that the tests always give
// the same answer; with SOAK set, others are tried each time.
func TestMain(m *testing.M) {
	if os.Getenv("SOAK") == "" {
		if err := flag.Set("rapid.seed", "20261122"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

const (
	testBotToken = "xoxb-secret-bot"
	testAppToken = "xapp-secret-app"
	theChannel   = "C0CASES01"
	theBot       = "UBOT00001"
	theCard      = "1790000000.000100"
)

// answer is what the fake says to one call.
type answer func(http.ResponseWriter, *http.Request, url.Values)

// call is a call as the fake heard it.
type call struct {
	method string
	args   url.Values
}

// fake is a Slack Web API that answers as it is told to.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]answer
	calls   []call
}

// newFake knows the bot, Ana, Bruno and the channel that they are in, and Eve,
// who is not.
func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{answers: map[string]answer{
		"auth.test":             says(`{"ok":true,"user_id":"UBOT00001","bot_id":"BBOT","team_id":"T1"}`),
		"conversations.info":    says(`{"ok":true,"channel":{"id":"C0CASES01","is_private":true}}`),
		"conversations.members": says(`{"ok":true,"members":["UBOT00001","UANA","UBRUNO"]}`),
		"users.info": func(w http.ResponseWriter, _ *http.Request, a url.Values) {
			names := map[string]string{"UANA": "Ana Torres", "UBRUNO": "Bruno Díaz", "UEVE": "Eve"}
			fmt.Fprintf(w, `{"ok":true,"user":{"id":%q,"name":"x","real_name":%q,"profile":{"display_name":"handle","real_name":%[2]q}}}`, a.Get("user"), names[a.Get("user")])
		},
	}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	args := url.Values{}
	body, _ := io.ReadAll(r.Body)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var fields map[string]any
		_ = json.Unmarshal(body, &fields)
		for k, v := range fields {
			args.Set(k, fmt.Sprint(v))
		}
	} else {
		args, _ = url.ParseQuery(string(body))
	}
	f.mu.Lock()
	f.calls = append(f.calls, call{method, args})
	say, ok := f.answers[method]
	f.mu.Unlock()
	if !ok {
		say = says(`{"ok":false,"error":"unknown_method"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	say(w, r, args)
}

func (f *fake) on(method string, say answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[method] = say
}

// heard lists the calls of one method.
func (f *fake) heard(method string) (found []url.Values) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c.method == method {
			found = append(found, c.args)
		}
	}
	return found
}

func says(body string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ url.Values) { fmt.Fprint(w, body) }
}

// status answers with a status, and Retry-After if it is not empty.
func status(code int, retryAfter string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ url.Values) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(code)
		fmt.Fprint(w, "<html>not JSON</html>")
	}
}

// cut ends the connection without an answer.
func cut(http.ResponseWriter, *http.Request, url.Values) { panic(http.ErrAbortHandler) }

// desk returns a desk that has not started.
func (f *fake) desk(t *testing.T, change ...func(*Config)) *Desk {
	t.Helper()
	c := Config{
		BotToken: testBotToken, AppToken: testAppToken, APIURL: f.URL + "/api",
		Channel: theChannel, Language: locale.English,
		CheckForm: func(_ string, values map[string]string) map[string]string {
			if values["amount"] == "two hundred" {
				return map[string]string{"amount": "Write whole US dollars.", "gone": "nobody can see this"}
			}
			return nil
		},
	}
	for _, do := range change {
		do(&c)
	}
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.http.CloseIdleConnections)
	return d
}

// started returns a desk that has.
func (f *fake) started(t *testing.T) *Desk {
	t.Helper()
	d := f.desk(t)
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// golden compares what a test made with a file, or writes the file.
func golden(t *testing.T, file string, got any) {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(got); err != nil {
		t.Fatal(err)
	}
	text := out.Bytes()
	if *update {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(text) {
		t.Errorf("%s differs; run with -update and read the difference\ngot:\n%s", file, text)
	}
}
