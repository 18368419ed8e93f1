package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"residencyassist/storage/redis/redistest"
)

// TestMain lets this program be the bare loop too, as the built one can.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == bareRole {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestEveryPartWorks measures each part for a moment. What comes out is no
// figure, but every answer behind it has been held against the right one.
func TestEveryPartWorks(t *testing.T) {
	p := plan{only: "bcd", runs: 1, length: 400 * time.Millisecond, waiting: 1000, due: 50, people: 3}
	redistest.Require(t, "redis-server")
	if _, err := exec.LookPath("taskset"); err == nil { // there is one on every Linux, and on no Mac
		p.only = "abcde"
	}
	p.update = filepath.Join(t.TempDir(), "README.md")
	before := "# A bot\n\n" + tableBegins + "old\n" + tableEnds + "\nThe end.\n"
	if err := os.WriteFile(p.update, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := measure(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(p.update)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range p.only {
		if !strings.Contains(string(readme), "| ("+string(part)+") ") {
			t.Errorf("the table lacks part %c:\n%s", part, readme)
		}
	}
	if text := string(readme); strings.Contains(text, "old") || !strings.HasPrefix(text, "# A bot\n") || !strings.HasSuffix(text, "\nThe end.\n") {
		t.Errorf("the table was written over something else:\n%s", text)
	}
}
