package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
)

type remindersCommand struct {
	Within time.Duration `default:"24h" help:"How far to look ahead (${default})."`
	JSON   bool          `name:"json" help:"Print each reminder as one line of JSON, and nothing else."`
}

// Help is printed by --help, below the one line.
func (remindersCommand) Help() string {
	return `Each reminder is decided anew when its time has come; this is what would go out if nothing changed until then. It works beside the running bot, and changes nothing.`
}

// outgoing is what goes out soon.
type outgoing struct {
	until  time.Time
	paused *conversation.Pause // nil: they go out
	due    []conversation.Due
}

// outgoingLine is one reminder for a program.
type outgoingLine struct {
	conversation.Due
	Paused bool `json:"paused"` // it does not go out until reminders are resumed
}

func (o outgoing) lines() []outgoingLine {
	list := make([]outgoingLine, len(o.due))
	for i, d := range o.due {
		list[i] = outgoingLine{Due: d, Paused: o.paused != nil}
	}
	return list
}

// Run lists the reminders, earliest first.
func (cmd remindersCommand) Run(ctx context.Context, c console) error {
	if cmd.Within <= 0 {
		return errors.New("--within must be more than nothing, like 24h or 720h")
	}
	a, err := openArchive(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // it was only read
	o, err := a.outgoing(ctx, cmd.Within, c.bar(cmd.JSON, "cases looked at"))
	if err != nil {
		return fmt.Errorf("reading the reminders: %w", err)
	}
	if cmd.JSON {
		return lines(c.out, o.lines())
	}
	return a.printOutgoing(c, o)
}

// outgoing looks into the records of which anything is due in time.
func (a *archive) outgoing(ctx context.Context, within time.Duration, bar *bar) (outgoing, error) {
	o := outgoing{until: a.now.Add(within)}
	book, err := bot.Pages{Archive: a.Store}.Book(ctx)
	if err != nil {
		return o, err
	}
	if book != nil && !book.Paused.At.IsZero() {
		o.paused = &book.Paused
	}
	rows, err := a.Shown(ctx)
	if err != nil {
		return o, err
	}
	bar.total = len(rows)
	defer bar.end()
	for i, r := range rows {
		if r.Rung == "" || !r.RungAt.Before(o.until) {
			continue
		}
		loaded, err := a.Read(ctx, r.ID, "")
		if err != nil {
			return o, err
		}
		o.due = append(o.due, a.engine.Due(loaded.Record, book, a.now, o.until)...)
		bar.show(i + 1)
	}
	slices.SortStableFunc(o.due, conversation.DueOrder)
	return o, nil
}

func (a *archive) printOutgoing(c console, o outgoing) error {
	if o.paused != nil {
		fmt.Fprintf(c.out, "All reminders are paused since %s, by %s: nothing of this goes out until they are resumed.\n", a.told(o.paused.At), orDash(o.paused.By.Name))
	}
	if len(o.due) == 0 {
		_, err := fmt.Fprintf(c.out, "Nothing is due before %s.\n", a.told(o.until))
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, d := range o.due {
		who := d.Ref
		if who == "" {
			who = "reminders only"
		}
		fmt.Fprintf(table, "%s\t%s\tperson %d\t%s\n", a.told(d.At), who, d.Person, d.Words)
	}
	return table.Flush()
}
