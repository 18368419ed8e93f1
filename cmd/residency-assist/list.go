package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

type listCommand struct {
	All  bool `help:"Closed cases too: looks into every record."`
	JSON bool `name:"json" help:"Print each case as one line of JSON, and nothing else."`
}

// Run lists the cases.
func (cmd listCommand) Run(ctx context.Context, c console) error {
	a, err := openArchive(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // it was only read
	rows, unreadable := []conversation.Row(nil), 0
	if cmd.All {
		rows, unreadable, err = a.everyRow(ctx, c, cmd.JSON)
	} else {
		rows, err = a.Board(ctx)
	}
	if err != nil {
		return fmt.Errorf("reading the cases: %w", err)
	}
	list := a.engine.List(rows, a.now)
	if cmd.JSON {
		err = lines(c.out, list)
	} else {
		err = printCases(c.out, list)
	}
	if unreadable > 0 {
		err = errors.Join(err, fmt.Errorf("records that no key of DATA_KEYS opens, left out of the list: %d", unreadable))
	}
	return err
}

// everyRow looks into every record.
func (a *archive) everyRow(ctx context.Context, c console, quiet bool) (rows []conversation.Row, unreadable int, err error) {
	bar, err := c.recordsBar(ctx, a.Store, quiet)
	if err != nil {
		return nil, 0, err
	}
	err = a.eachRecord(ctx, bar, func(id string) error {
		loaded, err := a.Read(ctx, id, "")
		if errors.Is(err, storage.ErrUnreadable) {
			unreadable++
			return nil
		}
		rows = append(rows, a.engine.Rows(loaded.Record, a.now)...)
		return err
	})
	return rows, unreadable, err
}

// lines prints each thing as one line of JSON.
func lines[T any](out io.Writer, things []T) error {
	to := json.NewEncoder(out)
	for _, thing := range things {
		if err := to.Encode(thing); err != nil {
			return err
		}
	}
	return nil
}

func printCases(out io.Writer, list []conversation.Listed) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "No cases.")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CASE\tWHO\tSTAGE\tOWNER\tCARD ENDS\tDAYS LEFT\tWAITING ON\t")
	for _, l := range list {
		ends, left := "–", "–"
		if l.Left != nil {
			ends, left = l.Expires.String(), strconv.Itoa(*l.Left)
		}
		trouble := ""
		if l.Trouble != "" {
			trouble = "⚠ " + l.Trouble
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Ref, orDash(l.Initials), l.Named, orDash(l.Owner), ends, left, orDash(l.Awaited), trouble)
	}
	return table.Flush()
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// told is an instant as people read it.
func (a *archive) told(at time.Time) string { return at.In(a.zone).Format("2006-01-02 15:04 MST") }
