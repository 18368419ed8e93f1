package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"residencyassist/bot"
)

type replayCommand struct {
	Ref  string `arg:"" optional:"" help:"The case's reference, like RA-1A2B-3C4D."`
	All  bool   `help:"Every record, also of people without a case, and the associates' own."`
	JSON bool   `name:"json" help:"Print each outcome as one line of JSON, and nothing else."`
}

// Help is printed by --help, below the one line.
func (replayCommand) Help() string {
	return `Takes every event of the journal again, from an empty record, and compares what comes of it with the record that is stored, byte for byte. It changes nothing. A step follows from the record, the event, its instant and the settings SERVICE_…, SLACK_HOLD, SLACK_RELAY and SMTP_URL: give it those of the bot, and the bot's build. It ends with 0 if both are the same, and with 1 if they are not, or if an event is missing or cannot be opened.`
}

// replayed is what a replay came to. It says where two records differ, and
// nothing of what they hold.
type replayed struct {
	Ref    string `json:"ref"` // of its first case, or the record's key where there is none
	Events uint64 `json:"events"`
	Bytes  int    `json:"bytes"` // of the stored record
	Same   bool   `json:"same"`
	At     int    `json:"at,omitempty"`    // the first byte that differs, from 0
	Where  string `json:"where,omitempty"` // the field it stands in
}

// Run rebuilds a record and compares.
func (cmd replayCommand) Run(ctx context.Context, c console) error {
	if cmd.All == (cmd.Ref != "") {
		return errors.New("write cases replay RA-XXXX-XXXX for one case, or cases replay --all for every record")
	}
	a, err := openArchive(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // it was only read
	if cmd.All {
		return a.replayAll(ctx, c, cmd.JSON)
	}
	ref, id, err := a.find(ctx, cmd.Ref)
	if err != nil {
		return err
	}
	r, err := a.replay(ctx, ref, id)
	if err != nil {
		return fmt.Errorf("%s cannot be rebuilt: %w", ref, err)
	}
	switch {
	case cmd.JSON:
		err = json.NewEncoder(c.out).Encode(r)
	case r.Same:
		_, err = fmt.Fprintf(c.out, "%s: its %d events rebuild the stored record, %d bytes, byte for byte.\n", ref, r.Events, r.Bytes)
	}
	return errors.Join(err, r.difference())
}

// difference says how the two records differ, if they do.
func (r replayed) difference() error {
	if r.Same {
		return nil
	}
	return fmt.Errorf("%s: its %d events rebuild another record; the first difference is at byte %d, in %s", r.Ref, r.Events, r.At, r.Where)
}

// replayAll rebuilds every record. One that cannot be rebuilt does not keep it
// from the next.
func (a *archive) replayAll(ctx context.Context, c console, quiet bool) error {
	bar, err := c.recordsBar(ctx, a.Store, quiet)
	if err != nil {
		return err
	}
	var troubles []error
	records, events := 0, uint64(0)
	err = a.eachRecord(ctx, bar, func(id string) error {
		records++
		ref, err := a.firstRef(ctx, id)
		if err != nil {
			ref = id
		}
		r, err := a.replay(ctx, ref, id)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			troubles = append(troubles, fmt.Errorf("%s cannot be rebuilt: %w", ref, err))
			return nil
		case quiet:
			err = json.NewEncoder(c.out).Encode(r)
		}
		events += r.Events
		if trouble := r.difference(); trouble != nil {
			troubles = append(troubles, trouble)
		}
		return err
	})
	if err == nil && !quiet {
		_, err = fmt.Fprintf(c.out, "%s records: %s events rebuild %s of them, byte for byte.\n", grouped(records), grouped(int(events)), grouped(records-len(troubles)))
	}
	return errors.Join(append(troubles, err)...)
}

// firstRef is the reference of a record's first case, or its key.
func (a *archive) firstRef(ctx context.Context, id string) (string, error) {
	loaded, err := a.Read(ctx, id, "")
	for _, c := range loaded.Record.Cases {
		if c.Ref != "" {
			return c.Ref, err
		}
	}
	return id, err
}

// replay rebuilds a record as it is now. Events that come meanwhile are left out.
func (a *archive) replay(ctx context.Context, ref, id string) (replayed, error) {
	stored, version, err := a.Plain(ctx, id)
	if err != nil {
		return replayed{}, err
	}
	again := bot.NewReplay(a.engine, id)
	if err := a.history(ctx, id, version, again.Take); err != nil {
		return replayed{}, err
	}
	r := replayed{Ref: ref, Events: version, Bytes: len(stored), Same: bytes.Equal(stored, again.Text())}
	if !r.Same {
		r.At = firstDifference(stored, again.Text())
		r.Where = fieldAt(stored, r.At)
	}
	return r, nil
}

// firstDifference is the index of the first byte that differs.
func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// level is an object or a list while it is being read.
type level struct {
	list  bool
	index int
	key   string
	named bool // of an object: the key was read, its value comes next
}

// fieldAt names the field of a JSON text that a byte belongs to.
func fieldAt(text []byte, at int) string {
	reader := json.NewDecoder(bytes.NewReader(text))
	var levels []level
	for reader.InputOffset() <= int64(at) {
		token, err := reader.Token()
		if err != nil {
			break
		}
		if last := len(levels) - 1; last >= 0 && !levels[last].list && !levels[last].named {
			if key, ok := token.(string); ok {
				levels[last].key, levels[last].named = key, true
				continue
			}
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			levels = append(levels, level{list: token == json.Delim('['), index: 0})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:len(levels)-1]
		}
		if reader.InputOffset() > int64(at) {
			break
		}
		if last := len(levels) - 1; last >= 0 {
			levels[last].index++
			levels[last].named = false
		}
	}
	return fieldPath(levels)
}

func fieldPath(levels []level) string {
	var b strings.Builder
	for _, l := range levels {
		switch {
		case l.list:
			b.WriteString("[" + strconv.Itoa(l.index) + "]")
		case l.key != "":
			b.WriteString("." + l.key)
		}
	}
	if b.Len() == 0 {
		return "the record itself"
	}
	return strings.TrimPrefix(b.String(), ".")
}
