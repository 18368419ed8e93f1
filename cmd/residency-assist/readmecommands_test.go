package main

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"residencyassist/storage/redis/redistest"
)

// written is a command as a document gives it, and what it needs, where that is
// more than this machine: "tokens" of real accounts, "Docker", "a cluster" or
// another program.
type written struct {
	file    string
	command string
	needs   string
}

// needed is all that a remark may say a command needs. What needs tokens is run
// with the sandbox's; what needs anything else is read, and not run.
var needed = regexp.MustCompile(`^(.*?)\s+# needs (tokens|Docker|a cluster|sqlite3)$`)

// writtenIn finds the commands of a document: the lines of its sh blocks, and of
// its tables the first cells that are the program's.
func writtenIn(t *testing.T, file string) (list []written) {
	t.Helper()
	text, err := os.ReadFile(root + file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)\n```").FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	for _, cell := range regexp.MustCompile("(?m)^\\| `(residency-assist [^`]*)` \\|").FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, cell[1])
	}
	for _, line := range lines {
		w := written{file: file, command: line}
		if m := needed.FindStringSubmatch(line); m != nil {
			w.command, w.needs = strings.TrimSpace(m[1]), m[2]
		}
		list = append(list, w)
	}
	if len(list) < 5 {
		t.Fatalf("%s has only %d commands: is one written in another way?", file, len(list))
	}
	return list
}

// typist is somebody who types what the documents say, in folders of their own.
type typist struct {
	*practice
	source string // a copy of what the program is built from
	builds bool   // otherwise the program is there already
	ref    string // of the case that they look at
}

// TestEveryCommandOfTheDocumentsIsRun types each of them word for word, but for
// the reference of a case and the address of a Redis to copy to, on either storage.
func TestEveryCommandOfTheDocumentsIsRun(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		n := &typist{practice: openPractice(t, storageURL), source: t.TempDir()}
		bot := n.serve()
		carol := n.applicant("Carol", "en")
		carol.plays(english...)
		n.settle()
		n.ref = n.card("C.S.").ref()
		n.set["SANDBOX_URL"], n.set["LISTEN"] = n.url, bot.address
		n.builds = strings.HasPrefix(storageURL, "sqlite:") // once is enough
		n.prepares()
		var last []written // what leaves no case to look at
		for _, file := range []string{"README.md", "cmd/residency-assist/operate/README.md"} {
			for _, w := range writtenIn(t, file) {
				if strings.Contains(w.command, " erase ") {
					last = append(last, w)
					continue
				}
				n.follows(w)
			}
		}
		for _, w := range last {
			n.follows(w)
		}
	})
}

// prepares the folder: with what the Dockerfile copies and the Makefile, or with
// the program itself.
func (n *typist) prepares() {
	n.t.Helper()
	files := []string{"go.mod", "go.sum", "Makefile"}
	if !n.builds {
		files = []string{"Makefile"}
		if err := os.Symlink(binary, filepath.Join(n.source, "residency-assist")); err != nil {
			n.t.Fatal(err)
		}
	}
	for _, folder := range []string{"cmd", "bot", "conversation", "adapters", "storage"} {
		if !n.builds {
			break
		}
		if err := os.CopyFS(filepath.Join(n.source, folder), os.DirFS(root+folder)); err != nil {
			n.t.Fatal(err)
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(root + file)
		if err == nil {
			err = os.WriteFile(filepath.Join(n.source, file), text, 0o600)
		}
		if err != nil {
			n.t.Fatal(err)
		}
	}
}

// follows one command.
func (n *typist) follows(w written) {
	n.t.Helper()
	program, _, _ := strings.Cut(w.command, " ")
	ours := strings.TrimPrefix(program, "./") == "residency-assist" || program == "go"
	switch {
	case (program == "go" || w.command == "make build") && !n.builds:
	case program == "make" && w.command != "make build":
		// The one that runs this is make test; the others are seen to be there.
		if out, err := n.types(strings.Replace(w.command, "make", "make -n", 1), nil).CombinedOutput(); err != nil {
			n.t.Errorf("%s: %s: %v\n%s", w.file, w.command, err, out)
		}
	case w.needs != "" && w.needs != "tokens":
		n.t.Logf("%s: not run, because it needs %s: %s", w.file, w.needs, w.command)
	case ours && regexp.MustCompile(` (demo|serve|sandbox)$`).MatchString(w.command):
		n.starts(w)
	case strings.HasPrefix(w.command, "residency-assist copy "):
		n.moves(w)
	default:
		if out, err := n.types(w.command, nil).CombinedOutput(); err != nil {
			n.t.Errorf("%s: %s: %v\n%s", w.file, w.command, err, out)
		}
	}
}

// types a command into a shell, beside what was copied, as somebody who has the
// program at hand and, but for what is given to it, no browser.
func (n *typist) types(command string, environment []string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", strings.ReplaceAll(command, "RA-XXXX-XXXX", n.ref))
	cmd.Dir, cmd.Stdin = n.source, strings.NewReader(n.ref+"\n") // whoever is asked is sure
	if strings.HasPrefix(command, "exec go ") {
		cmd.Dir = root // where everything is compiled already
	}
	cmd.Env = append(slices.Clone(environment), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"), "DISPLAY=", "BROWSER=true")
	for name, value := range n.set {
		if !strings.HasPrefix(command, "./residency-assist init") {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	return cmd
}

// moves a storage that a bot has left to a Redis that is not the one of the
// documents, which somebody may have on this machine.
func (n *typist) moves(w written) {
	n.t.Helper()
	const there = "redis://localhost:6379/0"
	if !strings.Contains(w.command, there) {
		n.t.Errorf("%s: %s copies to another Redis than the test knows", w.file, w.command)
	}
	store, err := openStorage(n.t.Context(), settings{StorageURL: "sqlite:" + filepath.Join(n.source, "residency-assist.db"), DataKeys: n.keys}, slog.New(slog.DiscardHandler))
	if err != nil {
		n.t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		n.t.Fatal(err)
	}
	w.command = strings.Replace(w.command, there, redistest.Start(n.t), 1)
	if out, err := n.types(w.command, nil).CombinedOutput(); err != nil {
		n.t.Errorf("%s: %s: %v\n%s", w.file, w.command, err, out)
	}
}

// starts what goes on until it is stopped, waits until it says that it serves, and
// stops it as somebody does by Ctrl+C.
func (n *typist) starts(w written) {
	n.t.Helper()
	other := n.stopped()
	cmd := n.types("exec "+w.command, nil)
	cmd.Env = append(cmd.Env, "LISTEN=127.0.0.1:0", "STORAGE_URL="+other)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	buffer, heard := make([]byte, 4096), ""
	for !regexp.MustCompile(`http://\S+\n`).MatchString(heard) {
		read, err := out.Read(buffer)
		heard += string(buffer[:read])
		if err != nil {
			n.t.Errorf("%s: %s ended before it served: %s%s", w.file, w.command, heard, said.String())
			break
		}
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)                         // it may have ended by itself
	if err := cmd.Wait(); err != nil && !strings.HasPrefix(w.command, "go ") { // go run calls every interrupt a failure
		n.t.Errorf("%s: %s: %v\n%s%s", w.file, w.command, err, heard, said.String())
	}
}

// stopped is a storage like the practice's that no bot has yet.
func (p *practice) stopped() string {
	return "sqlite:" + filepath.Join(p.t.TempDir(), "other.db")
}

// TestWhatACommandNeedsIsSaid holds the documents to the one way of saying it, and
// each command of the program to a place in one of them.
func TestWhatACommandNeedsIsSaid(t *testing.T) {
	var all []written
	for _, file := range []string{"README.md", "cmd/residency-assist/operate/README.md"} {
		all = append(all, writtenIn(t, file)...)
	}
	for _, w := range all {
		outside := regexp.MustCompile(`^(docker|kubectl|sqlite3)\b|residency-assist serve$`).MatchString(w.command)
		if outside && w.needs == "" {
			t.Errorf("%s: %q needs more than this machine, and does not say what, like # needs Docker", w.file, w.command)
		}
	}
	for _, command := range []string{"init", "doctor", "serve", "demo", "health", "slack-manifest", "check", "reminders", "version", "cases list", "cases show", "cases export", "cases replay", "cases reseal", "cases erase", "copy"} {
		if !slices.ContainsFunc(all, func(w written) bool {
			return regexp.MustCompile(`residency-assist ` + command + `\b`).MatchString(w.command)
		}) {
			t.Errorf("no document shows %s", command)
		}
	}
}
