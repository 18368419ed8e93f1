package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "residency-assist-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "residency-assist")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// process is a running program and what it has printed.
type process struct {
	t       *testing.T
	cmd     *exec.Cmd
	address string // where a bot serves its health
	done    chan struct{}
	mu      sync.Mutex
	logs    bytes.Buffer
	line    chan string
}

// start runs the program. It is killed at the end of the test if it still runs.
func start(t *testing.T, environment []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary, args...), done: make(chan struct{}), line: make(chan string, 64)}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, environment...)
	p.cmd.Dir = t.TempDir()
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = writer(func(b []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.logs.Write(b)
	})
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		for scan := bufio.NewScanner(stdout); scan.Scan(); {
			select {
			case p.line <- scan.Text():
			default: // nobody reads any more
			}
		}
		_ = p.cmd.Wait() // its state is asked for later
	}()
	t.Cleanup(p.kill)
	return p
}

type writer func([]byte)

func (w writer) Write(b []byte) (int, error) { w(b); return len(b), nil }

// printed waits for a line that matches and returns its first group.
func (p *process) printed(pattern string) string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	timeout := time.After(30 * time.Second)
	for {
		select {
		case line := <-p.line:
			if m := re.FindStringSubmatch(line); m != nil {
				return m[len(m)-1]
			}
		case <-p.done:
			for len(p.line) > 0 { // it may have died right after
				if m := re.FindStringSubmatch(<-p.line); m != nil {
					return m[len(m)-1]
				}
			}
			p.t.Fatalf("the program ended before it printed %s:\n%s", pattern, p.log())
		case <-timeout:
			p.t.Fatalf("the program never printed %s:\n%s", pattern, p.log())
		}
	}
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.logs.String()
}

// kill ends the program as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.done
}

// stop asks the program to end and returns its exit status.
func (p *process) stop() int {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.done
	return p.cmd.ProcessState.ExitCode()
}

// house is a sandbox with bots in it.
type house struct {
	t       *testing.T
	url     string
	storage string
	keys    string
	desk    string   // the associates' channel
	signed  bool     // Slack posts signed requests, to the bot that started last
	front   string   // or to a proxy here, before all of them
	more    []string // settings besides those that every bot has
	bots    []*process
	all     []*process // also those that have ended
}

// open starts a sandbox, on the given day, for bots with this storage.
func open(t *testing.T, storageURL, today string) *house {
	t.Helper()
	box := start(t, nil, "sandbox", "--listen", "127.0.0.1:0", "--headless", "--today", today)
	h := &house{t: t, desk: "cases", storage: storageURL, keys: storage.NewKeys(), url: box.printed(`(http://\S+)`)}
	return h
}

// start starts a bot, with these settings besides, that nobody counts with yet.
func (h *house) start(settings ...string) *process {
	h.t.Helper()
	return start(h.t, append([]string{
		"SANDBOX_URL=" + h.url, "STORAGE_URL=" + h.storage, "DATA_KEYS=" + h.keys, "SLACK_HOLD=2s",
	}, append(settings, h.more...)...), "serve")
}

// serve starts one more bot, with these settings besides, and waits until it
// serves.
func (h *house) serve(settings ...string) *process {
	h.t.Helper()
	if h.signed {
		settings = append(settings, "SLACK_SIGNING_SECRET=that of the sandbox")
	}
	p := h.start(settings...)
	p.address = p.printed(`serves; health at http://([^/]+)/`)
	h.bots, h.all = append(h.bots, p), append(h.all, p)
	if h.signed && h.front == "" {
		h.postsTo("http://" + p.address)
	}
	return p
}

// postsTo has Slack post signed requests to an address.
func (h *house) postsTo(address string) {
	h.t.Helper()
	at := address + "/slack/"
	h.call("POST", "/sandbox/slack/http", map[string]string{"events_url": at + "events", "interactive_url": at + "interactive", "commands_url": at + "commands"}, nil)
}

// crash kills the oldest bot and starts another in its place.
func (h *house) crash() {
	h.t.Helper()
	h.bots[0].kill()
	h.bots = h.bots[1:]
	h.serve()
}

// resent counts the sends that were repeated because a first result was unknown.
func (h *house) resent() (n int) {
	for _, p := range h.all {
		n += strings.Count(p.log(), "sending again: the first result is unknown")
	}
	return n
}

// call asks the sandbox's control API.
func (h *house) call(method, path string, body, into any) {
	h.t.Helper()
	if err := h.try(method, path, body, into); err != nil {
		logs := ""
		for _, p := range h.bots {
			logs += p.log()
		}
		h.t.Fatalf("%v\n%s", err, logs)
	}
}

func (h *house) try(method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	return h.ask(ctx, method, path, body, into)
}

func (h *house) ask(ctx context.Context, method, path string, body, into any) error {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, h.url+path, content)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %s", method, path, resp.Status, answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

// settle waits until nothing is due, in flight or held.
func (h *house) settle() { h.t.Helper(); h.call("POST", "/sandbox/settle", nil, nil) }

// pass lets story time go by; the clock walks through every wake-up.
func (h *house) pass(by string) {
	h.t.Helper()
	h.call("POST", "/sandbox/clock", map[string]any{"by": by}, nil)
}

// until moves the clock to an instant or a day.
func (h *house) until(to string) {
	h.t.Helper()
	h.call("POST", "/sandbox/clock", map[string]any{"to": to}, nil)
}

// backends are the storages that journeys run on, each fresh.
func backends(t *testing.T, story func(t *testing.T, storageURL string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		story(t, redistest.Start(t))
	})
}

// bothWays tells a story in which Slack brings everything by Socket Mode, and
// once more where it posts signed requests.
func bothWays(t *testing.T, story func(t *testing.T, h *house)) {
	for name, signed := range map[string]bool{"socket": false, "signed": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
			h.signed = signed
			story(t, h)
		})
	}
}

// everyWay does so on each storage.
func everyWay(t *testing.T, story func(t *testing.T, h *house)) {
	bothWays(t, story)
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		story(t, open(t, redistest.Start(t), "2026-11-20"))
	})
}
