package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a tab that shows the page, and notes what no page of ours may do:
// complain on the console, or ask anybody but its own address for anything.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu    sync.Mutex
	home  string
	wrong []string
}

// openPage starts Chromium on a fresh profile and shows the sandbox's page.
func openPage(t *testing.T, home string) *browser {
	t.Helper()
	b := &browser{t: t, home: home}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(allocator, chromedp.WithListener(b.note))
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(tab, 3*time.Minute)
	t.Cleanup(cancel)
	b.ctx = ctx
	err := chromedp.Do(ctx)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("RESIDENCY_ASSIST_TEST") != "full" {
		t.Skip("LEFT OUT: nobody looked at the page in a browser, as Chromium is not installed")
	}
	b.must(err, "starting Chromium")
	t.Cleanup(b.quiet)
	b.do("opening the page", chromedp.EmulateViewport(1280, 800), chromedp.Navigate(home))
	return b
}

// note is called for every event of the tab.
func (b *browser) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, "the page threw: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.wrong = append(b.wrong, "the console says: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, b.home+"/") && !strings.HasPrefix(url, "data:") {
			b.wrong = append(b.wrong, "the page asked elsewhere: "+url)
		}
	}
}

// quiet fails the test for whatever was noted.
func (b *browser) quiet() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, what := range b.wrong {
		b.t.Error(what)
	}
}

func (b *browser) must(err error, what string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b *browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, steps...), what)
}

// until waits for a condition of the page.
func (b *browser) until(what, condition string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(20*time.Second)))
	b.must(err, what)
}

// sees waits until a visible element that matches holds these words.
func (b *browser) sees(selector, words string) {
	b.t.Helper()
	b.until("seeing "+words, `[...document.querySelectorAll(`+quoted(selector)+`)].some(n => n.checkVisibility() && n.textContent.includes(`+quoted(words)+`))`)
}

// presses clicks the newest button with these words inside an element, as soon
// as it is there.
func (b *browser) presses(within, words string) {
	b.t.Helper()
	button := `[...document.querySelectorAll(` + quoted(within+" button") + `)].findLast(n => n.checkVisibility() && !n.disabled && n.textContent.trim() === ` + quoted(words) + `)`
	b.until("finding the button "+words, "!!"+button)
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](button+`.click(), true`))
	b.must(err, "pressing "+words)
}

// fills sets an input's value.
func (b *browser) fills(selector, value string) {
	b.t.Helper()
	field := `document.querySelector(` + quoted(selector) + `)`
	b.until("finding the field "+selector, field+`?.checkVisibility()`)
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](field+`.value = `+quoted(value)+`, true`))
	b.must(err, "filling in "+selector)
}

// types writes a line and ends it with the Enter key, which is sent as an event
// of its own: a newline among the typed characters is no key press to a page.
func (b *browser) types(selector, words string) {
	b.t.Helper()
	enter := chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: "keyDown", Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13,
		})
		return err
	})
	b.do("typing into "+selector, chromedp.WaitVisible(selector), chromedp.SendKeys(selector, words), enter)
}

func quoted(words string) string {
	text, err := json.Marshal(words)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(text)
}
