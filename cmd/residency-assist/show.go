package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"residencyassist/conversation"
)

type showCommand struct {
	Ref  string `arg:"" help:"The case's reference, like RA-1A2B-3C4D."`
	Full bool   `help:"With the name, the email address and the telephone number, and free text as it was written. It is noted in the case who looked."`
	JSON bool   `name:"json" help:"Print one line of JSON, and nothing else."`
}

// Run tells a case's story.
func (cmd showCommand) Run(ctx context.Context, c console) error {
	a, err := openArchive(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // it was only read
	ref, id, err := a.find(ctx, cmd.Ref)
	if err != nil {
		return err
	}
	loaded, err := a.Read(ctx, id, "")
	if err != nil {
		return fmt.Errorf("reading %s: %w", ref, err)
	}
	story, ok := a.engine.Story(loaded.Record, ref, cmd.Full, a.now)
	if !ok {
		return fmt.Errorf("%s is no longer in its record", ref)
	}
	if cmd.Full {
		if err := a.noteView(ctx, id, "command_show"); err != nil {
			return fmt.Errorf("noting that %s was looked at: %w", ref, err)
		}
		fmt.Fprintf(c.err, "A full view of %s was made, and is noted in the case.\n", ref)
	}
	if cmd.JSON {
		return json.NewEncoder(c.out).Encode(story)
	}
	_, err = io.WriteString(c.out, a.tell(story))
	return err
}

// tell is a story for people.
func (a *archive) tell(s conversation.Story) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s · %s · %s\n", s.Ref, s.Person, s.Named)
	if len(s.Contact) > 0 {
		b.WriteString(strings.Join(s.Contact, " · ") + "\n")
	}
	fmt.Fprintf(&b, "Owner: %s. Waiting on: %s.", orDash(s.Owner), orDash(s.Awaited))
	if s.Left != nil {
		fmt.Fprintf(&b, " Date on the card: %s; days left: %d.", s.Expires, *s.Left)
	}
	b.WriteString("\n\n")
	for _, t := range s.Events {
		fmt.Fprintf(&b, "%s  %s", a.told(t.At), t.What)
		if t.By != "" {
			b.WriteString(" – " + t.By)
		}
		if t.Why != "" {
			b.WriteString(": " + strings.ReplaceAll(t.Why, "\n", " "))
		}
		b.WriteString("\n")
	}
	for i, line := range s.Now {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(line + "\n")
	}
	for i, m := range s.Messages {
		if i == 0 {
			b.WriteString("\nLines of associates, oldest first:\n")
		}
		mailed := ""
		if m.Mailed {
			mailed = ", by email"
		}
		fmt.Fprintf(&b, "%s: %s%s\n", m.By, m.Words, mailed)
	}
	return b.String()
}
