package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// What stands around the table in the file that -update rewrites.
const (
	tableBegins = "<!-- figures: rewritten by make bench -->\n"
	tableEnds   = "<!-- end of figures -->\n"
)

// row is one figure: what was measured and what it came to.
type row struct {
	what   string
	figure string
}

func (r row) String() string { return "  " + r.what + ": " + r.figure }

// markdown is the table as a file has it.
func markdown(where string, rows []row) string {
	var b strings.Builder
	b.WriteString("| Measured | Median |\n|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s |\n", r.what, r.figure)
	}
	return b.String() + "\n" + where + "\n"
}

// rewrite replaces the table in a file.
func rewrite(file, table string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(content), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return errors.New(file + " has lost the remarks around its table of figures")
	}
	return os.WriteFile(file, []byte(before+tableBegins+table+tableEnds+after), 0o644)
}

// median is the middle one of several figures.
func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}

// percentile is the figure that this share of all stays below.
func percentile(figures []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
