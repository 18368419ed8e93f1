package main

import (
	"io"
	"net/http"
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
