package main

import (
	"os"
	"strings"
	"testing"
)

// What stands around the README's table of settings.
const (
	tableBegins = "<!-- settings: rewritten by go test ./cmd/residency-assist -update -->\n"
	tableEnds   = "<!-- end of settings -->\n"
)

// TestReadmeNamesEverySetting holds the README's table to the one that --help
// prints.
func TestReadmeNamesEverySetting(t *testing.T) {
	const file = "../../README.md"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(readme), tableBegins)
	table, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		t.Fatalf("the README has lost the remarks around its table of settings: %q and %q", tableBegins, tableEnds)
	}
	want := tableInMarkdown(settingsTable())
	if table == want {
		return
	}
	if !*update {
		t.Fatalf("the README's settings are not those of --help; rewrite them with -update. They should be:\n%s", want)
	}
	if err := os.WriteFile(file, []byte(before+tableBegins+want+tableEnds+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tableInMarkdown turns the indented rows of a table printed for a terminal into
// Markdown. The words around the rows are left to the README.
func tableInMarkdown(printed string) string {
	var b strings.Builder
	b.WriteString("| Setting | What it is (and its usual value) |\n|---|---|\n")
	for line := range strings.Lines(printed) {
		if !strings.HasPrefix(line, "  ") {
			continue
		}
		name, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		b.WriteString("| `" + name + "` | " + strings.ReplaceAll(strings.TrimSpace(words), "|", `\|`) + " |\n")
	}
	return b.String()
}
