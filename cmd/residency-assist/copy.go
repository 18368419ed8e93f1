package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"residencyassist/adapters/sandbox"
	"residencyassist/bot"
	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

type copyCommand struct {
	From string `arg:"" help:"The storage to copy from, in the form of STORAGE_URL."`
	To   string `arg:"" help:"The storage to copy to: an empty one, or a copy of the same storage that was cut off."`
	JSON bool   `name:"json" help:"Print a summary as one line of JSON, and nothing else."`

	Wait time.Duration `default:"15s" help:"How long to wait for bots that use one of the two to be gone (${default})."`
}

// Help is printed by --help, below the one line.
func (copyCommand) Help() string {
	return `Everything goes along: cases with their journals, what waits to be sent, reminders, threads in Slack, what was received already. It stays sealed, so the same DATA_KEYS are needed before, now and afterwards.

1. Stop every bot.
2. Run residency-assist copy sqlite:residency-assist.db redis://localhost:6379/0
   It may be stopped or killed at any moment, and then run again: it goes on where it was. No bot starts on a copy that is not finished.
3. Set STORAGE_URL to the new storage, and start the bots.

Each record is read back and compared with the old one, part by part. The old storage is left as it was: keep it until the bot works on the new one, but never let a bot use both, or people are written to twice. To go back, stop the bots and copy the other way, into an empty storage.`
}

// Run copies, shows how far it is, and says what it came to.
func (cmd copyCommand) Run(ctx context.Context, c console) error {
	keys, now, err := cmd.settings(ctx)
	if err != nil {
		return err
	}
	from, err := cmd.open(ctx, cmd.From, sqlite.Existing())
	if err != nil {
		return fmt.Errorf("the storage to copy from: %w", err)
	}
	defer func() { _ = from.Close() }() // it was only read
	to, err := cmd.open(ctx, cmd.To)
	if err != nil {
		return fmt.Errorf("the storage to copy to: %w", err)
	}
	bar := c.bar(cmd.JSON, "records copied")
	begun := time.Now()
	done, err := storage.Copy(ctx, from, to, keys, storage.CopyOptions{Now: now, Wait: cmd.Wait, Progress: func(done, total int) {
		bar.total = total
		bar.show(done)
	}})
	bar.end()
	err = errors.Join(err, to.Close())
	switch {
	case ctx.Err() != nil:
		return errors.New("stopped; run it again, and it goes on where it was")
	case err != nil:
		return err
	case cmd.JSON:
		return json.NewEncoder(c.out).Encode(done)
	}
	_, err = fmt.Fprint(c.out, copied(done, time.Since(begun)))
	return err
}

// settings are the keys, which have to be those of the storage to copy from, and
// the bot's time.
func (cmd copyCommand) settings(ctx context.Context) (*storage.Keyring, func() time.Time, error) {
	all, err := readEnvironment()
	if err != nil {
		return nil, nil, err
	}
	environment := map[string]string{"DATA_KEYS": all["DATA_KEYS"], "DATA_KEYS_FILE": all["DATA_KEYS_FILE"]}
	problems := secretFiles(environment)
	s := settings{StorageURL: cmd.From, DataKeys: environment["DATA_KEYS"], SandboxURL: all["SANDBOX_URL"]}
	if storageKind(cmd.From) == "" || storageKind(cmd.To) == "" {
		problems = append(problems, errors.New("write both storages like STORAGE_URL: they begin with sqlite:, redis://, rediss://, redis+sentinel:// or redis+cluster://"))
	} else {
		problems = append(problems, s.checkStorage()...)
	}
	if s.SandboxURL != "" && !onLoopback(s.SandboxURL) {
		problems = append(problems, errors.New("SANDBOX_URL must be on this machine, like http://127.0.0.1:8080"))
	}
	if cmd.From == cmd.To {
		problems = append(problems, errors.New("the storage to copy to is the one to copy from"))
	}
	if len(problems) > 0 {
		return nil, nil, fmt.Errorf("nothing was copied:\n%w", errors.Join(problems...))
	}
	keys, err := storage.ParseKeyring(s.DataKeys)
	if err != nil {
		return nil, nil, fmt.Errorf("DATA_KEYS: %w", err)
	}
	if s.SandboxURL == "" {
		return keys, bot.NewSystemClock().Now, nil
	}
	at, err := sandbox.Time(ctx, s.SandboxURL)
	return keys, func() time.Time { return at }, err
}

// open opens one of the two, for nobody else.
func (copyCommand) open(ctx context.Context, storageURL string, roles ...sqlite.Option) (storage.Backend, error) {
	b, err := openBackend(ctx, storageURL, slog.New(slog.DiscardHandler), append(roles, sqlite.Sole())...)
	if errors.Is(err, sqlite.ErrInUse) {
		err = errors.New("a bot or another copy has this file open: stop it, and run this again")
	}
	return b, err
}

// copied is the summary for people.
func copied(d storage.Copied, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s records with %s events, %s messages that wait and %s links are in the new storage, read back and compared.\n",
		grouped(d.Records), grouped(d.Events), grouped(d.Waiting), grouped(d.Links))
	if there := d.Records - d.Written; there > 0 {
		fmt.Fprintf(&b, "Of these, %s were there already, from before.\n", grouped(there))
	}
	if d.Removed > 0 {
		fmt.Fprintf(&b, "What an earlier copy had written and is no more was taken away: %s.\n", grouped(d.Removed))
	}
	fmt.Fprintf(&b, "It took %s. Set STORAGE_URL to the new storage before you start the bots; let none use the old one.\n", took.Round(time.Second/10))
	return b.String()
}
