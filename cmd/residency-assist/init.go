package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/joho/godotenv"

	"residencyassist/storage"
)

type initCommand struct {
	File    string `default:".env" placeholder:"FILE" help:"The file to write (${default})."`
	Storage string `placeholder:"URL" help:"Where the bot remembers; sqlite:residency-assist.db if absent."`
	URL     string `name:"url" help:"https://…, where the platforms reach the bot; absent: it calls them, and needs no address."`
	Force   bool   `help:"Write anew a file that is there, without asking. What is set in it stays, its keys above all."`
}

// Help is printed by --help, below the one line.
func (initCommand) Help() string {
	return `Settings that stand in the environment, such as TELEGRAM_TOKEN, are taken into the file, so that nothing has to be typed:

TELEGRAM_TOKEN=… SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… SLACK_CHANNEL=… residency-assist init

No secret is printed. The file can be read by its owner alone.`
}

// Run writes the file, and says what is to be done next.
func (cmd initCommand) Run(c console) error {
	address, err := hostAlone(cmd.URL)
	if err != nil {
		return err
	}
	values, err := cmd.kept(c)
	if err != nil {
		return err
	}
	cmd.complete(values, address)
	if err := writePrivately(cmd.File, annotated(values)); err != nil {
		return fmt.Errorf("writing %s: %w", cmd.File, err)
	}
	_, err = io.WriteString(c.out, cmd.steps(values, address))
	return err
}

// kept is what stands in the file already, if it may be written anew, under what
// stands in the environment.
func (cmd initCommand) kept(c console) (map[string]string, error) {
	values, err := godotenv.Read(cmd.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		values = map[string]string{}
	case err != nil:
		return nil, fmt.Errorf("%s is there and cannot be read, so it is left as it is; every line must be NAME=value or a # remark", cmd.File)
	case !cmd.Force && !onTerminal(c.in):
		return nil, fmt.Errorf("%s is there already; --force writes it anew and keeps what is set in it", cmd.File)
	case !cmd.Force && !agreed(c, cmd.File+" is there already. Write it anew, and keep what is set in it? [y/N] "):
		return nil, errors.New("left as it is")
	}
	for _, f := range settingFields() {
		for _, name := range []string{f.name, f.name + "_FILE"} {
			if value := os.Getenv(name); value != "" {
				values[name] = value
			}
		}
	}
	return values, nil
}

// agreed asks, and takes nothing but a yes for one.
func agreed(c console, question string) bool {
	fmt.Fprint(c.out, question)
	answer, _ := bufio.NewReader(c.in).ReadString('\n') // whoever leaves has not agreed
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y")
}

// complete sets what a machine can set: the storage, fresh keys, and where there
// is an address, the webhook.
func (cmd initCommand) complete(values map[string]string, address string) {
	set := func(name, value string) {
		if values[name] == "" && values[name+"_FILE"] == "" {
			values[name] = value
		}
	}
	if cmd.Storage != "" {
		values["STORAGE_URL"] = cmd.Storage
	}
	set("STORAGE_URL", "sqlite:residency-assist.db")
	set("DATA_KEYS", storage.NewKeys())
	if address != "" {
		set("TELEGRAM_WEBHOOK_URL", address+"/telegram/updates")
		set("TELEGRAM_WEBHOOK_SECRET", rand.Text()+rand.Text())
	}
}

// hostAlone reads the address of a host with nothing behind it.
func hostAlone(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("--url must be the address of a host and nothing behind it, like https://bot.example.com")
	}
	return strings.TrimRight(text, "/"), nil
}

// annotated is the file: first what is needed, then everything that may be set,
// as it is unless it is set.
func annotated(values map[string]string) string {
	var needed, other strings.Builder
	known := map[string]bool{}
	for _, f := range settingFields() {
		known[f.name], known[f.name+"_FILE"] = true, true
		line := "#" + f.name + "=" + quoted(f.usual)
		for _, name := range []string{f.name, f.name + "_FILE"} {
			if values[name] != "" {
				line = name + "=" + quoted(values[name])
			}
		}
		switch {
		case isNeeded(f.name):
			fmt.Fprintf(&needed, "# %s\n%s\n\n", f.help, strings.TrimPrefix(line, "#"))
		case !f.sandbox || values[f.name] != "":
			fmt.Fprintf(&other, "# %s\n%s\n\n", f.help, line)
		}
	}
	var own strings.Builder
	for name, value := range sorted(values) {
		if !known[name] {
			fmt.Fprintf(&own, "%s=%s\n", name, quoted(value))
		}
	}
	text := "# Settings of Residency Assist. Its owner alone may read this file: it holds secrets.\n" +
		"# Keep a copy of DATA_KEYS elsewhere: without it, nothing in the database can be read.\n" +
		"# For a secret, NAME_FILE=/run/secrets/… may stand in place of NAME=….\n\n" +
		"# --- Needed ---\n\n" + needed.String() +
		"# --- As usual; take the # away to change it ---\n\n" + other.String()
	if own.Len() > 0 {
		text += "# --- Of others ---\n\n" + own.String()
	}
	return strings.TrimRight(text, "\n") + "\n"
}

// quoted is a value as it may stand behind NAME=, for us and for Docker alike.
func quoted(value string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=/.,:@%?&~"
	switch {
	case strings.Trim(value, plain) == "":
		return value
	case !strings.ContainsAny(value, "'\n\r"):
		return "'" + value + "'"
	}
	line, _ := godotenv.Marshal(map[string]string{"V": value}) // it has no error to return
	return strings.TrimPrefix(line, "V=")
}

// writePrivately puts a file in place whole, for its owner's eyes alone.
func writePrivately(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".env-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // it is in nobody's way
	}
	return err
}
