package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/joho/godotenv"

	"residencyassist/storage"
)

// inFolder runs the program in a folder, with nothing in its environment but what
// is given.
func inFolder(t *testing.T, folder string, environment []string, args ...string) (out string, status int) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = folder, append([]string{"HOME=" + folder}, environment...)
	said, _ := cmd.CombinedOutput() // its status says the rest
	return string(said), cmd.ProcessState.ExitCode()
}

// TestInitWritesWhatServeReads begins with nothing, has only the tokens added, and
// ends with settings that are complete.
func TestInitWritesWhatServeReads(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, ".env")
	out, status := inFolder(t, folder, nil, "init")
	if status != 0 {
		t.Fatalf("it ended with %d: %s", status, out)
	}
	for _, words := range []string{"@BotFather", "/newbot", "/setjoingroups", "api.slack.com/apps", "residency-assist slack-manifest", "connections:write", "/invite", "copy of DATA_KEYS", "residency-assist doctor", "residency-assist serve"} {
		expect(t, "what is left to do", out, words)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file has the mode %v: %v", info.Mode(), err)
	}
	values, err := godotenv.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := storage.ParseKeyring(values["DATA_KEYS"]); err != nil || !strings.Contains(values["DATA_KEYS"], ",index:") {
		t.Errorf("the keys cannot be used: %v", err)
	}
	if strings.Contains(out, values["DATA_KEYS"][3:30]) {
		t.Error("a key is printed")
	}
	if values["STORAGE_URL"] != "sqlite:residency-assist.db" {
		t.Errorf("the storage is %q", values["STORAGE_URL"])
	}
	_, err = readSettings(values)
	if got := len(each(err)); got != 4 {
		t.Errorf("besides four settings that only a person can get, something is wrong: %v", err)
	}
	for name, value := range map[string]string{"TELEGRAM_TOKEN": "1:a", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_CHANNEL": "C0000001"} {
		values[name] = value
	}
	if _, err := readSettings(values); err != nil {
		t.Error(err)
	}
}

// TestInitNamesEverySetting also where it is left as usual, with the words of --help.
func TestInitNamesEverySetting(t *testing.T) {
	text := annotated(map[string]string{})
	every := strings.ReplaceAll(text, "\n#", "\n")
	for _, f := range settingFields() {
		if f.sandbox {
			if strings.Contains(text, f.name) {
				t.Errorf("%s is for trying alone", f.name)
			}
			continue
		}
		expect(t, "the file", text, "# "+f.help+"\n")
		expect(t, "the file", every, "\n"+f.name+"="+quoted(f.usual)+"\n")
	}
	// Whoever takes every # away has changed nothing.
	values, err := godotenv.Unmarshal(regexp.MustCompile(`(?m)^#([A-Z_]+=)`).ReplaceAllString(text, "$1"))
	if err != nil {
		t.Fatal(err)
	}
	usual, err := readSettings(values)
	taken := map[string]string{}
	for _, f := range settingFields() {
		if f.usual != "" {
			taken[f.name] = f.usual
		}
	}
	same, err2 := readSettings(taken)
	if usual != same || len(each(err)) != len(each(err2)) {
		t.Errorf("the file changes what is usual: %+v and %+v", usual, same)
	}
}

// TestInitKeepsWhatIsThere is asked a second time, without and with --force: the
// keys of a storage are never replaced.
func TestInitKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, ".env")
	given := []string{"TELEGRAM_TOKEN=1:secret-of-telegram", "SLACK_BOT_TOKEN=xoxb-secret", "SLACK_APP_TOKEN=xapp-secret", "SLACK_CHANNEL=C0000001", "SERVICE_NAME=Carol's $5 desk"}
	out, status := inFolder(t, folder, given, "init", "--storage", "redis://localhost:6379/0")
	if status != 0 || strings.Contains(out, "secret") || strings.Contains(out, "BotFather") || strings.Contains(out, "api.slack.com") {
		t.Errorf("with everything given, it ended with %d: %s", status, out)
	}
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if out, status = inFolder(t, folder, nil, "init"); status != 1 || !strings.Contains(out, "is there already; --force") {
		t.Errorf("a second time, it ended with %d: %s", status, out)
	}
	if err := os.WriteFile(file, append(first, "VERSION=v1\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, status = inFolder(t, folder, nil, "init", "--force"); status != 0 {
		t.Errorf("with --force, it ended with %d: %s", status, out)
	}
	again, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(again), strings.TrimRight(string(first), "\n")) || !strings.HasSuffix(string(again), "VERSION=v1\n") {
		t.Errorf("something was lost:\n%s\n%s", first, again)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file that everybody could read stays so: %v", err)
	}
	values, err := godotenv.Read(file)
	if err != nil || values["SERVICE_NAME"] != "Carol's $5 desk" || values["STORAGE_URL"] != "redis://localhost:6379/0" {
		t.Errorf("%q at %q: %v", values["SERVICE_NAME"], values["STORAGE_URL"], err)
	}
	if err := os.WriteFile(file, []byte("this is no setting\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, status = inFolder(t, folder, nil, "init", "--force"); status != 1 || !strings.Contains(out, "cannot be read, so it is left as it is") {
		t.Errorf("over a file that it cannot read, it ended with %d: %s", status, out)
	}
	if out, status = inFolder(t, folder, nil, "init", "--file", "no/such/folder/.env"); status != 1 || !strings.Contains(out, "writing no/such/folder/.env") {
		t.Errorf("without a folder, it ended with %d: %s", status, out)
	}
}

// TestInitAsksBeforeItWritesAnew and takes only a yes for one.
func TestInitAsksBeforeItWritesAnew(t *testing.T) {
	for answer, yes := range map[string]bool{"y\n": true, "Yes\n": true, "n\n": false, "\n": false, "": false, "maybe\n": false} {
		in, answers, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := answers.WriteString(answer); err != nil {
			t.Fatal(err)
		}
		answers.Close()
		var out strings.Builder
		if agreed(console{in: in, out: &out}, "Write it anew? ") != yes || out.String() != "Write it anew? " {
			t.Errorf("%q is taken for another answer", answer)
		}
		in.Close()
	}
}

// TestInitForAnAddress prepares for posted updates and signed requests.
func TestInitForAnAddress(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	out, status := inFolder(t, folder, nil, "init", "--url", "https://bot.example.com/")
	if status != 0 {
		t.Fatalf("it ended with %d: %s", status, out)
	}
	expect(t, "what is left to do", out, "residency-assist slack-manifest --url https://bot.example.com\n")
	expect(t, "what is left to do", out, "SLACK_SIGNING_SECRET=")
	values, err := godotenv.Read(filepath.Join(folder, ".env"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"TELEGRAM_TOKEN": "1:token-of-the-bot", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": strings.Repeat("a", 32), "SLACK_CHANNEL": "C0000001"} {
		values[name] = value
	}
	if s, err := readSettings(values); err != nil || s.webhookPath() != "/telegram/updates" {
		t.Errorf("updates go to %q: %v", s.webhookPath(), err)
	}
	if out, status = inFolder(t, folder, nil, "init", "--force", "--url", "http://bot.example.com"); status != 1 || !strings.Contains(out, "like https://bot.example.com") {
		t.Errorf("an address without TLS ended with %d: %s", status, out)
	}
}
