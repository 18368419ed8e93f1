package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"residencyassist/storage"
)

// casesCommand holds what can be done to the storage from outside, beside the
// running bot.
type casesCommand struct {
	List   listCommand   `cmd:"" help:"The open cases, those with the least time left first."`
	Show   showCommand   `cmd:"" help:"The story of one case: who did what, when and why."`
	Export exportCommand `cmd:"" help:"Write records with their journals to a file, opened, as lines of JSON."`
	Erase  eraseCommand  `cmd:"" help:"Erase the person of a case: what is kept of them, and what was posted in Slack."`
	Replay replayCommand `cmd:"" help:"Rebuild a case from its journal and compare it with what is stored."`
	Reseal resealCommand `cmd:"" help:"Seal with the first key of DATA_KEYS whatever is sealed with another, beside the running bot."`
}

type resealCommand struct {
	JSON bool          `name:"json" help:"Print a summary as one line of JSON, and nothing else."`
	Wait time.Duration `default:"20s" help:"How long to wait for bots that seal with an older key to be gone (${default})."`
}

// Help is printed by --help, below the one line.
func (resealCommand) Help() string {
	return `To replace the key k1 by k2, without a moment in which anything cannot be read:

1. Let every bot know the new key. Put its pair behind the first one and start each bot anew, one after another:
   DATA_KEYS=k1:…,k2:…,index:…
2. Let every bot seal with it. Put its pair first and start each bot anew:
   DATA_KEYS=k2:…,k1:…,index:…
3. Run residency-assist cases reseal with the same DATA_KEYS. It may run beside the bots, may be stopped, and then run again: what is done is passed over. It says when k1 opens nothing any more.
4. Take the pair of k1 out, and start each bot anew:
   DATA_KEYS=k2:…,index:…

With a single bot, step 1 can be left out. The order matters: a bot that meets what it has no key for puts it aside until it has the key. The pair index always stays as it is. Where DATA_KEYS has no such pair, its last pair serves instead and has to stay the last.

Backups still hold what was sealed with k1, as do Redis's append-only file until it is rewritten and SQLite's log until the bot has stopped. Keep k1 in a safe place for as long as you keep the backups.`
}

// Run reseals, tells how far it is, and says what is to be done next.
func (cmd resealCommand) Run(ctx context.Context, c console) error {
	s, err := loadStorageSettings()
	if err != nil {
		return err
	}
	store, err := openBeside(ctx, s)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // everything is written already
	options := storage.ResealOptions{Wait: cmd.Wait}
	bar, err := c.recordsBar(ctx, store, cmd.JSON)
	if err != nil {
		return err
	}
	options.Progress = func(r storage.Resealed) { bar.show(r.Records) }
	done, err := store.Reseal(ctx, options)
	bar.end()
	if errors.Is(err, context.Canceled) {
		return errors.New("stopped; run it again, and it goes on where it was")
	}
	if err != nil {
		return err
	}
	if cmd.JSON {
		err = json.NewEncoder(c.out).Encode(done)
	} else {
		_, err = io.WriteString(c.out, resealed(done))
	}
	return errors.Join(err, unfinished(done))
}

// resealed is the summary for people.
func resealed(r storage.Resealed) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d records with %d sealed values looked at; %d values sealed anew with %q.\n", r.Records, r.Values, r.Resealed, r.Key)
	for _, id := range r.Free {
		if id == r.Index {
			fmt.Fprintf(&b, "The key %q opens nothing any more, but it has to stay: DATA_KEYS has no pair \"index\", and the index key comes from its last pair.\n", id)
			continue
		}
		fmt.Fprintf(&b, "The key %q opens nothing any more: it can be taken out of DATA_KEYS.\n", id)
	}
	return b.String()
}

// unfinished says what keeps a key from being taken out.
func unfinished(r storage.Resealed) error {
	var problems []error
	for _, id := range r.Busy {
		problems = append(problems, fmt.Errorf("a bot still seals with %q, or did until a moment ago: put %q first in the DATA_KEYS of every bot, start each anew, and run this again", id, r.Key))
	}
	if r.Unopened > 0 {
		problems = append(problems, fmt.Errorf("values that no key of DATA_KEYS opens: %d, in these records: %s; they stay as they are, and so must the keys they name: %s",
			r.Unopened, strings.Join(r.Broken[:min(len(r.Broken), 20)], ", "), strings.Join(r.Kept, ", ")))
	}
	return errors.Join(problems...)
}

// onTerminal says whether somebody watches what is written.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
