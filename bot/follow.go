package bot

import (
	"context"
	"errors"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// followDesk lets every open case go on where the desk is, when that has changed,
// or this process does not know yet. A case that another replica has led there
// already is left alone by its own step.
func (b *Bot) followDesk(ctx context.Context) error {
	if b.Premises == nil {
		return nil
	}
	place := b.Premises.Place()
	if place == "" || place == b.deskAt {
		return nil
	}
	rows, err := b.Memory.Board(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Thread == "" || b.Premises.Holds(row.Thread) {
			continue
		}
		if err := b.follow(ctx, row.Thread, ""); err != nil {
			return err
		}
	}
	b.deskAt = place
	return nil
}

// follow tells the record of a thread that the desk is elsewhere now, and which
// entry waits because of that, if one does.
func (b *Bot) follow(ctx context.Context, thread, entry string) error {
	ev := conversation.Event{Kind: conversation.Reported, Thread: thread, Report: &conversation.Report{
		Entry: entry, Side: conversation.Desk, Outcome: conversation.Elsewhere, Message: thread,
	}}
	id, err := b.locate(ctx, ev)
	if err == nil {
		err = b.take(ctx, id, ev, nil)
	}
	switch {
	case errors.Is(err, storage.ErrUnreadable):
		b.Log.Error("a record cannot be opened; its case stays where it is", "record", id, "problem", err)
		return nil
	case errors.Is(err, storage.ErrNotFound), errors.Is(err, conversation.ErrNoRecord):
		return nil // it is no more
	}
	return err
}
