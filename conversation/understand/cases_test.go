package understand

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A typedCase is one line of a file in testdata: what a person typed, an
// arrow, and what is understood.
type typedCase struct {
	where string
	typed string
	want  string
	group string // the last line in square brackets above it, without them
}

// typedCases reads a file of testdata and insists that it holds as many lines
// as it is worth having.
func typedCases(t testing.TB, name string, atLeast int) []typedCase {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var cases []typedCase
	group := ""
	for i, line := range strings.Split(string(content), "\n") {
		where := name + ":" + strconv.Itoa(i+1)
		if strings.HasPrefix(line, "[") {
			group = strings.Trim(line, "[]")
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		typed, want, ok := strings.Cut(line, " → ")
		if !ok {
			t.Fatalf("%s: no arrow in %q", where, line)
		}
		cases = append(cases, typedCase{where, unquoted(t, where, typed), unquoted(t, where, want), group})
	}
	if len(cases) < atLeast {
		t.Fatalf("%s holds %d cases, want at least %d", name, len(cases), atLeast)
	}
	return cases
}

func unquoted(t testing.TB, where, s string) string {
	t.Helper()
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	plain, err := strconv.Unquote(s)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return plain
}

// check runs a reader, told as one line, over the cases of a file.
func check(t *testing.T, cases []typedCase, read func(c typedCase) string) {
	t.Helper()
	for _, c := range cases {
		if got := read(c); got != c.want {
			t.Errorf("%s: %q is read as %q, want %q", c.where, c.typed, got, c.want)
		}
	}
}

// either tells a reading or its problem, and insists that it is one of them.
func either(t testing.TB, reading string, p Problem) string {
	t.Helper()
	if p == "" {
		return reading
	}
	if reading != "" {
		t.Errorf("reading %q beside the problem %q", reading, p)
	}
	return string(p)
}
