// Package pagetest shows the sandbox's page to a browser, for tests that look at
// it as a person would. A tab fails its test for whatever no page of ours may
// do: complain on the console, or ask anybody but its own address for anything.
// It is for tests alone.
package pagetest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is a tab that keeps what a reader would not want to see: complaints
// on the console, and requests to anywhere but the sandbox.
type Tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	home       string
	complaints []string
}

// Open starts Chromium on a fresh profile and opens the address.
func Open(t *testing.T, home string) *Tab {
	t.Helper()
	b := &Tab{t: t, home: home}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...) // which outlives the test, for its last picture
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(allocator, chromedp.WithListener(b.note))
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(tab, 5*patience)
	t.Cleanup(cancel)
	b.ctx = ctx
	err := chromedp.Do(ctx)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("RESIDENCY_ASSIST_TEST") != "full" {
		t.Skip("LEFT OUT: the page was not tried in a browser, as Chromium is not installed")
	}
	b.Must(err, "starting Chromium")
	t.Cleanup(func() {
		b.quiet()
		if t.Failed() && ctx.Err() == nil {
			b.Picture("failed", 1280, 800, "light")
		}
	})
	b.Do("opening the page", chromedp.EmulateViewport(1280, 800), chromedp.Navigate(home))
	return b
}

// note is called for every event of the tab, in order.
func (b *Tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, "exception: "+e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			b.complaints = append(b.complaints, "console "+string(e.Type))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.complaints = append(b.complaints, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, b.home+"/") && !strings.HasPrefix(url, "data:") {
			b.complaints = append(b.complaints, "request to "+url)
		}
	}
}

// quiet fails the test if anything was complained about.
func (b *Tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, complaint := range b.complaints {
		b.t.Error(complaint)
	}
}

// Must stops the test if something could not be done.
func (b *Tab) Must(err error, what string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// Do makes the tab do these steps.
func (b *Tab) Do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.Must(chromedp.Do(b.ctx, steps...), what)
}

// patience is how long a page may take to show something on a machine that is
// busy with other tests.
const patience = time.Minute

// Sees waits until an element that matches shows these words.
func (b *Tab) Sees(selector, words string) {
	b.t.Helper()
	b.Until("seeing "+words, `[...document.querySelectorAll(`+quote(selector)+`)].some(n => n.checkVisibility() && n.textContent.includes(`+quote(words)+`))`)
}

// Until waits for a condition of the page.
func (b *Tab) Until(what, condition string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(patience)))
	b.Must(err, what)
}

// Presses clicks the newest button with these words inside an element, as soon as it is there.
func (b *Tab) Presses(within, words string) {
	b.t.Helper()
	found := `[...document.querySelectorAll(` + quote(within+" button") + `)].findLast(n => n.checkVisibility() && !n.disabled && (n.textContent.trim() === ` + quote(words) + ` || n.ariaLabel === ` + quote(words) + `))`
	b.Until("finding the button "+words, "!!"+found)
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](found+`.click(), true`))
	b.Must(err, "pressing "+words)
}

// PressesOn clicks the first element that matches and says these words.
func (b *Tab) PressesOn(selector, words string) {
	b.t.Helper()
	found := `[...document.querySelectorAll(` + quote(selector) + `)].find(n => n.checkVisibility() && n.textContent.includes(` + quote(words) + `))`
	b.Until("finding "+words, "!!"+found)
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](found+`.click(), true`))
	b.Must(err, "pressing "+words)
}

// Sends types a line and ends it with the Enter key.
func (b *Tab) Sends(selector, words string) {
	b.t.Helper()
	// A page that is just being drawn anew takes no focus for a moment.
	b.Until("focusing "+selector, `(e => e && (e.focus(), document.activeElement === e))(document.querySelector(`+quote(selector)+`))`)
	b.Do("typing into "+selector, chromedp.WaitVisible(selector), chromedp.SendKeys(selector, words), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: "keyDown", Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13,
		})
		return err
	}))
}

// Fills sets an input's value as a picker would.
func (b *Tab) Fills(selector, value string) {
	b.t.Helper()
	found := `document.querySelector(` + quote(selector) + `)`
	b.Until("finding the input "+selector, found+`?.checkVisibility()`)
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](found+`.value = `+quote(value)+`, true`))
	b.Must(err, "filling in "+selector)
}

// Reads returns what each element that matches says.
func (b *Tab) Reads(selector string) []string {
	b.t.Helper()
	words, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(`+quote(selector)+`)].map(n => n.textContent.trim())`))
	b.Must(err, "reading "+selector)
	return words
}

// Holds makes every choice of a file end with this one, as no dialog of the
// browser's own can be answered from here.
func (b *Tab) Holds(name, kind, content string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`HTMLInputElement.prototype.click = function () {
		const held = new DataTransfer();
		held.items.add(new File([`+quote(content)+`], `+quote(name)+`, {type: `+quote(kind)+`}));
		this.files = held.files;
		this.dispatchEvent(new Event("change"));
	}, true`))
	b.Must(err, "holding the file "+name)
}

// Picture saves a screenshot in the folder that SCREENSHOTS names, or in one
// that goes with the test.
func (b *Tab) Picture(name string, width, height int64, scheme string) {
	b.t.Helper()
	b.Do("dressing the page", chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	b.Must(err, "taking the picture "+name)
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		folder = b.t.TempDir()
	}
	b.Must(os.WriteFile(filepath.Join(folder, name+".png"), image, 0o644), "saving the picture "+name)
}

func quote(words string) string {
	text, err := json.Marshal(words)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(text)
}
