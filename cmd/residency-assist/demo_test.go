package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDemo starts the demo as a newcomer does and finds the page, the control
// API and both chats at work.
func TestDemo(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "demo", "--listen", "127.0.0.1:0", "--headless", "--today", "2026-11-20")
	h := &house{t: t, desk: "cases", url: p.printed(`(http://\S+)`), bots: []*process{p}}
	resp, err := http.Get(h.url)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "Residency Assist") {
		t.Errorf("the page: %s %v", resp.Status, err)
	}
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	h.replies("luis", h.card("C.S."), "Hello from the demo")
	h.pass("10s")
	if carol.count("Luis: Hello from the demo") != 1 {
		t.Errorf("Carol read %q", carol.heard())
	}
	if status := p.stop(); status != 0 {
		t.Errorf("asked to stop, the demo ended with %d:\n%s", status, p.log())
	}
}

// TestDemoRemembers ends the demo with Ctrl+C and starts it again: what it was
// told to keep it has kept, and what it made for itself is gone.
func TestDemoRemembers(t *testing.T) {
	t.Parallel()
	kept := "sqlite:" + filepath.Join(t.TempDir(), "kept.db")
	own := t.TempDir()
	begin := func(today string, more ...string) (*process, *applicant) {
		p := start(t, []string{"TMPDIR=" + own}, append([]string{"demo", "--listen", "127.0.0.1:0", "--headless", "--today", today}, more...)...)
		h := &house{t: t, desk: "cases", url: p.printed(`The page is at (http://\S+)`), bots: []*process{p}}
		return p, h.applicant("Carol", "en")
	}
	interrupt := func(p *process) {
		_ = p.cmd.Process.Signal(os.Interrupt)
		if <-p.done; p.cmd.ProcessState.ExitCode() != 0 {
			t.Errorf("after Ctrl+C the demo ended with %v:\n%s", p.cmd.ProcessState, p.log())
		}
		if left, err := filepath.Glob(filepath.Join(own, "residency-assist-demo-*")); err != nil || len(left) > 0 {
			t.Errorf("the demo left %q, %v", left, err)
		}
	}
	p, carol := begin("2026-11-20", "--storage", kept)
	carol.plays(english[:6]...)
	interrupt(p)
	p, carol = begin("2026-11-21", "--storage", kept)
	if carol.plays("> Am I still here?"); !strings.HasPrefix(carol.last(), "Where you are:") {
		t.Errorf("when it is back, the demo says to Carol: %q\n%s", carol.last(), p.log())
	}
	interrupt(p)
	p, carol = begin("2026-11-21")
	if carol.plays("> Am I still here?"); !strings.Contains(carol.last(), "Which language") {
		t.Errorf("a demo that has never met Carol says to her: %q", carol.last())
	}
	interrupt(p)
}

// TestDemoSaysWhatIsWrong gives the demo and the sandbox what they cannot take.
func TestDemoSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct{ flag, value, says string }{
		{"--listen", "0.0.0.0:0", "loopback"},
		{"--listen", taken.Addr().String(), "address already in use"},
		{"--today", "tomorrow", "2026-03-01"},
	} {
		for _, command := range []string{"demo", "sandbox"} {
			p := start(t, nil, command, "--headless", c.flag, c.value)
			if <-p.done; p.cmd.ProcessState.ExitCode() == 0 || !strings.Contains(p.log(), c.says) {
				t.Errorf("%s %s %s ended with %v and says %q", command, c.flag, c.value, p.cmd.ProcessState, p.log())
			}
		}
	}
}
