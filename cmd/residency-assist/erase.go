package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"strings"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

type eraseCommand struct {
	Ref  string `arg:"" help:"The reference of one of the person's cases, like RA-1A2B-3C4D."`
	Yes  bool   `short:"y" help:"Do not ask whether that is meant."`
	JSON bool   `name:"json" help:"Print the outcome as one line of JSON, and nothing else; needs --yes."`
}

// Help is printed by --help, below the one line.
func (eraseCommand) Help() string {
	return `Begins to erase the person of a case, in every case of theirs. The running bot, or the next that starts, does the rest: it says farewell in the chat, deletes what it posted in Slack, and then has the storage forget everything but the day. That cannot be undone. Run it again to see whether it is done: then there is no such case any more.`
}

// erased is what the command came to.
type erased struct {
	Ref   string    `json:"ref"`
	Since time.Time `json:"erasing_since"`
	Begun bool      `json:"begun"` // by this very command
}

// Run begins to erase somebody.
func (cmd eraseCommand) Run(ctx context.Context, c console) error {
	if cmd.JSON && !cmd.Yes {
		return errors.New("--json asks nothing, so it needs --yes as well")
	}
	a, err := openArchive(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // everything is committed already
	ref, id, err := a.find(ctx, cmd.Ref)
	if err != nil {
		return err
	}
	before, err := a.erasing(ctx, id)
	if err != nil {
		return err
	}
	if before == nil {
		if !cmd.Yes && !agrees(c, fmt.Sprintf("Erase the person of %s, with every case, message and reminder? It cannot be undone. Type the reference to go on: ", ref), ref) {
			return errors.New("nothing was erased")
		}
		values := conversation.FormValues{"reason": "cases erase", "sure": "erase"}
		if err := a.act(ctx, id, conversation.DeskMove{Name: "erase", Values: values}); err != nil {
			return fmt.Errorf("erasing the person of %s: %w", ref, err)
		}
	}
	now, err := a.erasing(ctx, id)
	if err != nil {
		return err
	}
	done := erased{Ref: ref, Begun: before == nil}
	if now != nil {
		done.Since = now.At
	}
	if cmd.JSON {
		return json.NewEncoder(c.out).Encode(done)
	}
	_, err = fmt.Fprintf(c.out, "%s: erasing has begun. The bot says farewell, deletes what it posted in Slack, and then has everything forgotten; when that is done, there is no such case any more.\n", ref)
	return err
}

// erasing is how far the erasing of a record has come; nil: it has not begun, or is
// done.
func (a *archive) erasing(ctx context.Context, id string) (*conversation.Erasing, error) {
	loaded, err := a.Read(ctx, id, "")
	if err != nil {
		return nil, fmt.Errorf("reading the record: %w", err)
	}
	return loaded.Record.Erasing, nil
}

// agrees asks whether something is meant, and says whether what was typed says so.
func agrees(c console, question, answer string) bool {
	fmt.Fprint(c.err, question)
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n') // an end is no yes
	return strings.EqualFold(strings.TrimSpace(line), answer)
}

// act makes a move of the desk as an operator, the way every event goes: one step
// and one commit. Nothing is delivered from here; that is the running bot's.
func (a *archive) act(ctx context.Context, id string, move conversation.DeskMove) error {
	b := bot.New(bot.Config{Mind: a.engine, Memory: a.Store, Clock: standing(a.now), Log: slog.New(slog.DiscardHandler)})
	b.Finish()
	err := b.Handle(ctx, conversation.Event{Kind: conversation.Moved, Record: id, By: operator(), Move: &move})
	return errors.Join(err, b.Drain(ctx))
}

// operator is who works with these commands, as the journal and the access log name
// them.
func operator() conversation.Actor {
	name := "operator"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name += " " + u.Username
	}
	return conversation.Actor{ID: "operator", Name: name}
}

// standing is a clock that does not go on: a command looks at one moment.
type standing time.Time

// Now implements bot.Clock.
func (s standing) Now() time.Time { return time.Time(s) }

// Moved implements bot.Clock.
func (s standing) Moved() <-chan struct{} { return nil }

// noteView notes in every case of a record that somebody looked at all of it.
func (a *archive) noteView(ctx context.Context, id, what string) error {
	err := a.act(ctx, id, conversation.DeskMove{Name: "viewed", Values: conversation.FormValues{"what": what}})
	if errors.Is(err, storage.ErrNotFound) || errors.Is(err, conversation.ErrNoRecord) {
		return nil
	}
	return err
}
