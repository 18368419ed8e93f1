package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestScreenshots takes the README's pictures: both sides in the middle of a
// story, on a wide screen by day and by night, and on a telephone.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		t.Skip("takes the README's pictures when SCREENSHOTS names the folder to write them to; run `make screenshots`")
	}
	h := openDemo(t)
	h.call("POST", "/sandbox/telegram/people", map[string]string{"first_name": "Carol", "last_name": "Smith", "language_code": "en"}, nil)
	carol := h.onlyPerson()
	h.applicant("Inés", "es").plays(spanish...)
	carol.plays(english...)
	card := h.card("C.S.")
	h.pass("20m")
	h.replies("ana", card, "Hello Carol, I have read your request. Your window opens on Monday: shall we talk that morning?")
	h.pass("7m")
	carol.plays("> Yes, at ten. Do I need new photos?")
	h.pass("4m")
	h.replies("ana", card, "Not yet; I bring the list of papers to our call.")
	h.pass("1m")
	h.until("2026-11-23") // the window opens, and the reminder comes by itself

	b := openPage(t, h.url)
	b.presses("#welcome", "×")
	b.sees("#thread-lines", "23 November 2026")
	b.sees("#bubbles", "23 November 2026")
	b.picture(filepath.Join(folder, "demo.png"), 1280, 800, "light")
	b.picture(filepath.Join(folder, "demo-dark.png"), 1280, 800, "dark")
	b.picture(filepath.Join(folder, "phone.png"), 390, 844, "light")
}

// picture writes what the page looks like on a screen of this size, in the light
// or the dark scheme.
func (b *browser) picture(file string, width, height int64, scheme string) {
	b.t.Helper()
	b.do("dressing the page", chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	b.must(err, "taking a picture")
	b.must(os.WriteFile(file, image, 0o644), "saving a picture")
}
