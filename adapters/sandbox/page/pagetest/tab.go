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
	"slices"
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

// Browser is a Chromium that several tests share, each with tabs of its own.
type Browser struct {
	ctx context.Context
}

// Start starts Chromium on a fresh profile, until the test and those within it end.
func Start(t *testing.T) *Browser {
	t.Helper()
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
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	err := chromedp.Do(ctx)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("RESIDENCY_ASSIST_TEST") != "full" {
		t.Skip("LEFT OUT: the page was not tried in a browser, as Chromium is not installed")
	}
	if err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return &Browser{ctx: ctx}
}

// Open opens the address in a window that shares nothing with others.
func (browser *Browser) Open(t *testing.T, home string) *Tab {
	t.Helper()
	b := &Tab{t: t, home: home}
	tab, closeTab := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.note))
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(tab, 5*patience)
	t.Cleanup(cancel)
	b.ctx = ctx
	t.Cleanup(func() {
		b.quiet()
		if t.Failed() && ctx.Err() == nil {
			b.Picture("failed", 1280, 800, "light")
		}
	})
	b.Do("opening the page", chromedp.EmulateViewport(1280, 800), chromedp.Navigate(home))
	return b
}

// Open does so in a browser of the test's own.
func Open(t *testing.T, home string) *Tab {
	t.Helper()
	return Start(t).Open(t, home)
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
	slices.Sort(b.complaints)
	for _, complaint := range slices.Compact(b.complaints) {
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

const (
	// patience is how long a page may take to show something on a machine that is
	// busy with other tests.
	patience = time.Minute
	// glance is the pause between two looks at what it shows.
	glance = 40 * time.Millisecond
)

// Sees waits until an element that matches shows these words.
func (b *Tab) Sees(selector, words string) {
	b.t.Helper()
	b.Until("seeing "+words, `[...document.querySelectorAll(`+quote(selector)+`)].some(n => n.checkVisibility() && n.textContent.includes(`+quote(words)+`))`)
}

// Until waits for a condition of the page.
func (b *Tab) Until(what, condition string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(glance)))
	if err != nil {
		shown, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`))
		b.t.Logf("the page shows:\n%s", shown)
	}
	b.Must(err, what)
}

// Presses clicks the newest button with these words inside an element, as soon as it is there.
func (b *Tab) Presses(within, words string) {
	b.t.Helper()
	found := `[...document.querySelectorAll(` + quote(within+" button") + `)].findLast(n => n.checkVisibility() && !n.disabled && (n.textContent.trim() === ` + quote(words) + ` || n.ariaLabel === ` + quote(words) + `))`
	b.clicks(found, words)
}

// PressesIn clicks the button with these words inside the newest element that
// matches and says something, as soon as both are there.
func (b *Tab) PressesIn(selector, saying, words string) {
	b.t.Helper()
	found := `(place => place && [...place.querySelectorAll("button")].find(n => !n.disabled && (n.textContent.trim() === ` + quote(words) + ` || n.ariaLabel === ` + quote(words) + `)))` +
		`([...document.querySelectorAll(` + quote(selector) + `)].findLast(n => n.checkVisibility() && n.textContent.includes(` + quote(saying) + `)))`
	b.clicks(found, words)
}

// PressesOn clicks the first element that matches and says these words.
func (b *Tab) PressesOn(selector, words string) {
	b.t.Helper()
	found := `[...document.querySelectorAll(` + quote(selector) + `)].find(n => n.checkVisibility() && n.textContent.includes(` + quote(words) + `))`
	b.clicks(found, words)
}

// clicks clicks what an expression finds, in the very look that has found it: a
// page that is drawn anew between two looks would leave nothing to click.
func (b *Tab) clicks(found, words string) {
	b.t.Helper()
	b.Until("pressing "+words, `(n => n ? (n.click(), true) : false)(`+found+`)`)
	b.acted()
}

// acted waits until what was pressed or sent has been taken: what comes next may
// not overtake it.
func (b *Tab) acted() {
	b.t.Helper()
	b.Until("the page having acted", `!document.body.hasAttribute("data-acting")`)
}

// Sends types a line, once the box has the focus, and ends it with the Enter key,
// once the box has the words.
func (b *Tab) Sends(selector, words string) {
	b.t.Helper()
	box := `document.querySelector(` + quote(selector) + `)`
	// A page that is just being drawn anew takes no focus for a moment.
	b.Until("focusing "+selector, `(e => e?.checkVisibility() && (e.focus(), document.activeElement === e))(`+box+`)`)
	b.Do("typing into "+selector, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: words})
		return err
	}))
	b.Until("typing into "+selector, box+`.value === `+quote(words))
	b.Do("sending", chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: "keyDown", Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13,
		})
		return err
	}))
	b.acted()
}

// Fills sets an input's value as a picker would.
func (b *Tab) Fills(selector, value string) {
	b.t.Helper()
	b.Until("filling in "+selector, `(n => n?.checkVisibility() ? (n.value = `+quote(value)+`, n.value === `+quote(value)+`) : false)(document.querySelector(`+quote(selector)+`))`)
}

// Reads returns what each element that matches says.
func (b *Tab) Reads(selector string) []string {
	b.t.Helper()
	words, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(`+quote(selector)+`)].map(n => n.textContent.trim())`))
	b.Must(err, "reading "+selector)
	return words
}

// Figure returns a number that the page can tell.
func (b *Tab) Figure(what, expression string) float64 {
	b.t.Helper()
	b.Until(what, `Number.isFinite(`+expression+`)`)
	figure, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](expression))
	b.Must(err, "reading "+what)
	return figure
}

// Script runs a script that says nothing.
func (b *Tab) Script(what, script string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script+"\ntrue"))
	b.Must(err, what)
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
	b.Until("the images having come", `[...document.images].every(n => n.complete)`)
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
