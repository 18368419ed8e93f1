package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

type exportCommand struct {
	All   bool     `help:"Every record: also of people without a case, and the associates' own."`
	JSON  bool     `name:"json" help:"Print a summary as one line of JSON, and nothing else."`
	Where []string `arg:"" name:"ref file" help:"The case's reference and the file to write; with --all the file alone."`
}

// Help is printed by --help, below the one line.
func (exportCommand) Help() string {
	return `residency-assist cases export RA-1A2B-3C4D FILE

residency-assist cases export --all FILE

Each line of the file is one person: {"refs", "version", "record", "journal"}. Nothing in it is sealed. It can be read by its owner alone, and a file that is there is never overwritten.`
}

// exported is one record with how it came about.
type exported struct {
	Refs    []string        `json:"refs"`
	Version uint64          `json:"version"`
	Record  json.RawMessage `json:"record"`
	Journal []exportedEvent `json:"journal"`
}

type exportedEvent struct {
	Version uint64             `json:"version"`
	At      time.Time          `json:"at"`
	Event   conversation.Event `json:"event"`
}

// Run writes the file. One that cannot be written whole is taken away again.
func (cmd exportCommand) Run(ctx context.Context, c console) (err error) {
	if want := map[bool]int{true: 1, false: 2}[cmd.All]; len(cmd.Where) != want {
		return errors.New("write cases export RA-XXXX-XXXX FILE for one case, or cases export --all FILE for every record")
	}
	a, err := openArchive(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // it was only read
	id := ""
	if !cmd.All {
		if _, id, err = a.find(ctx, cmd.Where[0]); err != nil {
			return err
		}
	}
	name := cmd.Where[len(cmd.Where)-1]
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and is not overwritten: name another file", name)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	out := bufio.NewWriter(file)
	records := 0
	write := func(id string) error {
		records++
		if !cmd.All {
			if err := a.noteView(ctx, id, "command_export"); err != nil {
				return fmt.Errorf("noting that it was exported: %w", err)
			}
		}
		return a.export(ctx, id, json.NewEncoder(out))
	}
	if cmd.All {
		err = a.exportAll(ctx, c, cmd.JSON, write)
	} else {
		err = write(id)
	}
	if err = errors.Join(err, out.Flush(), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("nothing was exported: %w", err), os.Remove(name))
	}
	if cmd.JSON {
		return json.NewEncoder(c.out).Encode(exportSummary{File: name, Records: records})
	}
	fmt.Fprintf(c.out, "%s: %d records, nothing in it is sealed.\n", name, records)
	return nil
}

// exportSummary is what an export came to.
type exportSummary struct {
	File    string `json:"file"`
	Records int    `json:"records"`
}

// exportAll writes every record.
func (a *archive) exportAll(ctx context.Context, c console, quiet bool, write func(id string) error) error {
	bar, err := c.recordsBar(ctx, a.Store, quiet)
	if err != nil {
		return err
	}
	return a.eachRecord(ctx, bar, write)
}

// export writes one record as it is now.
func (a *archive) export(ctx context.Context, id string, out *json.Encoder) error {
	text, version, err := a.Plain(ctx, id)
	if err != nil {
		return err
	}
	e := exported{Refs: []string{}, Version: version, Record: text, Journal: make([]exportedEvent, 0, version)}
	var rec conversation.Record
	if err := json.Unmarshal(text, &rec); err != nil {
		return fmt.Errorf("reading record %s: %w", id, err)
	}
	for _, c := range rec.Cases {
		if c.Ref != "" {
			e.Refs = append(e.Refs, c.Ref)
		}
	}
	err = a.history(ctx, id, version, func(h storage.Happened) error {
		e.Journal = append(e.Journal, exportedEvent(h))
		return nil
	})
	if err != nil {
		return fmt.Errorf("the journal of record %s: %w", id, err)
	}
	return out.Encode(e)
}
