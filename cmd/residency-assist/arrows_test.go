package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const module = "residencyassist"

// pkg is what go list says of a package.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) (list []pkg) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// TestArrows holds which room may know which.
func TestArrows(t *testing.T) {
	arrows := []struct {
		from, to, why string
		except        string
	}{
		{"conversation", "^(net|net/http|os/exec|database/sql)$", "what is said and decided must be the same on every run, so it reaches no network and no store", ""},
		{"conversation", module + "/(bot|adapters|storage|cmd)", "the conversation is asked; it asks nobody", ""},
		{"conversation", "telegram-bot-api|slack-go|go-redis|modernc", "a platform's types would tie the words to that platform", ""},
		{"conversation/renewal", `^[^/]+\.[^/]+/|` + module + "/conversation($|/locale|/understand)", "the rules use the standard library only, so that anyone can read them against the law", ""},
		{"bot", module + "/(adapters|cmd|storage/)", "the bot knows interfaces only; which platform and which store is decided in cmd", ""},
		{"bot", "telegram-bot-api|slack-go|go-redis|modernc", "SDKs stop in their adapters", ""},
		{"storage", module + "/(bot|adapters|cmd)", "a store keeps what it is given and knows nobody who gives it", ""},
		{"adapters", module + "/(bot|storage|cmd)", "an adapter translates; it neither carries events nor keeps anything", ""},
		{"adapters/telegram", module + "/adapters/(slack|sandbox|paper|calendar|examine)", "outside parties do not know each other", ""},
		{"adapters/slack", module + "/adapters/(telegram|sandbox|paper|calendar|examine)", "outside parties do not know each other", ""},
		{"adapters/mail", module + "/adapters/", "outside parties do not know each other", ""},
		{"adapters/paper", module + "/adapters/", "how a paper looks hangs on nobody who carries it", ""},
		{"adapters/examine", module + "/adapters/", "what is found in a file hangs on nobody who carries it", ""},
		{"adapters/calendar", module + "/adapters/", "a calendar file is the same whoever carries it", ""},
		{"adapters/sandbox", module + "/conversation", "the sandbox plays the platforms, and platforms know nothing of us", ""},
	}
	for _, p := range packages(t) {
		for _, a := range arrows {
			if p.ImportPath != module+"/"+a.from && !strings.HasPrefix(p.ImportPath, module+"/"+a.from+"/") {
				continue
			}
			forbidden := regexp.MustCompile(a.to)
			for _, d := range p.Deps {
				if forbidden.MatchString(d) && !strings.HasPrefix(d, p.ImportPath+"/") {
					t.Errorf("%s reaches %s: %s", strings.TrimPrefix(p.ImportPath, module+"/"), d, a.why)
				}
			}
		}
	}
}

// TestOneClock holds that story time is read in one place: outside of it, in
// the rooms that live in story time, nobody asks the machine for the time but
// to measure how long something took.
func TestOneClock(t *testing.T) {
	reads := regexp.MustCompile(`time\.Now\(\)|time\.Until\(`)
	measures := regexp.MustCompile(`claimed := time\.Now\(\)`)
	for _, room := range []string{"../../bot", "../../conversation"} {
		err := filepath.WalkDir(room, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			if filepath.Base(path) == "clock.go" && filepath.Base(filepath.Dir(path)) == "bot" {
				return nil
			}
			source, err := os.ReadFile(path)
			for n, line := range strings.Split(string(source), "\n") {
				if reads.MatchString(line) && !measures.MatchString(line) {
					t.Errorf("%s:%d reads a clock of its own: %s", path, n+1, strings.TrimSpace(line))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
