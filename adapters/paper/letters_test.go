package paper_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// letters is where the conversation keeps what each kind of letter, and the sheet
// that goes with it, say.
const letters = "../../conversation/testdata/letters"

// TestEveryLetterIsPrinted prints each of those letters and sheets on both sizes of
// paper, the same twice to the byte, and reads them back: first as they stand on the
// page, then word by word, for a word that is cut or lost would be in no golden file.
func TestEveryLetterIsPrinted(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(letters, "*.txt"))
	if err != nil || len(files) < 12 {
		t.Fatalf("there are %d letters: %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for size, us := range map[string]bool{"a4": false, "us": true} {
				var pages strings.Builder
				for _, p := range written(t, file) {
					p.Letter = us
					pdf := render(t, p)
					if !bytes.Equal(pdf, render(t, p)) {
						t.Errorf("%s has other bytes when it is printed again", p.Title)
					}
					text := read(t, pdf)
					if n := strings.Count(text, "\f"); n > 2 {
						t.Errorf("%s has %d pages", p.Title, n)
					}
					for _, words := range wordsOf(p) {
						if !strings.Contains(letterByLetter(text), letterByLetter(words)) {
							t.Errorf("%s on %s does not say %q", p.Title, size, words)
						}
					}
					pages.WriteString(strings.ReplaceAll(text, "\f", "\n-- page --\n"))
				}
				golden(t, filepath.Join("letters", name+"_"+size+".txt"), pages.String())
			}
		})
	}
}

// letterByLetter is a text without the spaces and line ends that its width brings.
func letterByLetter(text string) string { return strings.Join(strings.Fields(text), "") }

// wordsOf is all that stands on a paper. What is wider than its column in a table is
// mixed with its neighbour when it is read, so a table is looked at cell by cell, by
// words.
func wordsOf(p conversation.Paper) (all []string) {
	for _, b := range p.Blocks {
		if b.Text != "" && !strings.Contains(b.Text, "____") {
			all = append(all, b.Text)
		}
		all = append(all, b.Items...)
		for _, row := range b.Rows {
			all = append(all, strings.Fields(strings.ReplaceAll(row[0]+" "+row[1], "/", " "))...)
		}
	}
	return all
}

var (
	titleLine = regexp.MustCompile(`^=== (.*) · (\w\w) · (\S+) · (A4|US Letter) · (.*)$`)
	blockLine = regexp.MustCompile(`^\[(\w+)\] ?(.*)$`)
)

// written reads papers as the conversation's golden files have them.
func written(t *testing.T, file string) (papers []conversation.Paper) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var p *conversation.Paper
	for _, line := range strings.Split(string(text), "\n") {
		if title := titleLine.FindStringSubmatch(line); title != nil {
			day, err := renewal.ParseDate(title[3])
			if err != nil {
				t.Fatal(err)
			}
			papers = append(papers, conversation.Paper{Title: title[1], Language: locale.Language(title[2]), Date: day, Footer: title[5]})
			p = &papers[len(papers)-1]
			continue
		}
		if block := blockLine.FindStringSubmatch(line); block != nil {
			p.Blocks = append(p.Blocks, conversation.Block{Kind: conversation.BlockKind(block[1]), Text: block[2]})
			continue
		}
		if strings.TrimSpace(line) != "" {
			goesOn(t, &p.Blocks[len(p.Blocks)-1], line)
		}
	}
	return papers
}

// goesOn adds a line to a block: more text, an item, or a row of a table.
func goesOn(t *testing.T, b *conversation.Block, line string) {
	t.Helper()
	if more, ok := strings.CutPrefix(line, "    "); ok {
		b.Text += "\n" + more
		return
	}
	if item, ok := strings.CutPrefix(line, "  - "); ok {
		b.Items = append(b.Items, item)
		return
	}
	what, value, ok := strings.Cut(strings.TrimPrefix(line, "  "), ": ")
	if !ok {
		t.Fatalf("%q is no line of a paper", line)
	}
	b.Rows = append(b.Rows, [2]string{strings.Replace(what, " / ", "\n", 1), value})
}
