package pagetest

import (
	_ "embed"

	"github.com/chromedp/chromedp"
)

// axe is Deque's axe-core 4.14.1 (MPL 2.0, its licence beside it), which finds what
// keeps people with disabilities from using a page.
//
//go:embed axe/axe.min.js
var axe string

// audit runs axe on what is shown now and keeps what it finds serious.
const audit = `window.findings = undefined;
axe.run(document, {preload: false, resultTypes: ["violations"]}).then(found => {
	window.findings = found.violations.filter(v => ["serious", "critical"].includes(v.impact))
		.flatMap(v => v.nodes.map(n => v.id + ": " + v.help + " " + n.target.join(" ") + " " + (n.any[0]?.message ?? "")));
});
true`

// Accessible fails the test for each serious finding of axe on what is shown now.
func (b *Tab) Accessible(what string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](axe+"\ntrue"))
	b.Must(err, "loading axe")
	_, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool](audit))
	b.Must(err, "starting axe")
	b.Until("axe having looked", `window.findings !== undefined`)
	findings, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`window.findings`))
	b.Must(err, "reading what axe found")
	for _, finding := range findings {
		b.t.Errorf("%s: %s", what, finding)
	}
}
