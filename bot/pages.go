package bot

import (
	"context"
	"errors"
	"fmt"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// Archive is what pages are read from. *storage.Store is one.
type Archive interface {
	ID(chat string) string
	Read(ctx context.Context, id, event string) (storage.Loaded, error)
	Board(ctx context.Context) ([]conversation.Row, error)
	FindRef(ctx context.Context, ref string) (string, error)
}

// Pages is what associates look at. Looking takes no step and changes nothing;
// whatever a page offers to do comes back as an event.
type Pages struct {
	Archive Archive
	Engine  *conversation.Engine
	Clock   Clock
}

// Home is one associate's own desk.
func (p Pages) Home(ctx context.Context, user string) (conversation.Page, error) {
	rows, book, err := p.rows(ctx)
	return p.Engine.Home(user, rows, book, p.Clock.Now()), err
}

// Queue is all open cases.
func (p Pages) Queue(ctx context.Context) (conversation.Page, error) {
	rows, err := p.Archive.Board(ctx)
	if err != nil {
		return conversation.Page{}, fmt.Errorf("reading the cases: %w", err)
	}
	return p.Engine.Queue(rows, p.Clock.Now()), nil
}

// Outgoing is what goes out soon.
func (p Pages) Outgoing(ctx context.Context) (conversation.Page, error) {
	rows, book, err := p.rows(ctx)
	return p.Engine.Outgoing(rows, book, p.Clock.Now()), err
}

// ClosedDays is the days on which offices are closed.
func (p Pages) ClosedDays(ctx context.Context) (conversation.Page, error) {
	book, err := p.Book(ctx)
	return p.Engine.ClosedDays(book, p.Clock.Now()), err
}

// Offices is the offices of a place.
func (p Pages) Offices(ctx context.Context, place string) (conversation.Page, error) {
	book, err := p.Book(ctx)
	return p.Engine.OfficesPage(book, place, p.Clock.Now()), err
}

// Help is what a command does.
func (p Pages) Help(_ context.Context, command string) (conversation.Page, error) {
	return p.Engine.Help(command), nil
}

// Case is one case, as its card shows it.
func (p Pages) Case(ctx context.Context, ref string) (conversation.Page, error) {
	id, err := p.Archive.FindRef(ctx, ref)
	if errors.Is(err, storage.ErrNotFound) {
		return p.Engine.NoCase(ref), nil
	}
	if err != nil {
		return conversation.Page{}, fmt.Errorf("finding a case: %w", err)
	}
	spelt, err := conversation.ParseRef(ref)
	if err != nil {
		return p.Engine.NoCase(ref), nil
	}
	loaded, err := p.Archive.Read(ctx, id, "")
	if err != nil {
		return conversation.Page{}, fmt.Errorf("reading the record of a case: %w", err)
	}
	return p.Engine.CasePage(loaded.Record, spelt, p.Clock.Now()), nil
}

func (p Pages) rows(ctx context.Context) ([]conversation.Row, *conversation.Book, error) {
	rows, err := p.Archive.Board(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the cases: %w", err)
	}
	book, err := p.Book(ctx)
	return rows, book, err
}

// Book is what the associates keep for all cases, nil if that is nothing. It is
// read each time: whoever has just changed it looks at it next.
func (p Pages) Book(ctx context.Context) (*conversation.Book, error) {
	loaded, err := p.Archive.Read(ctx, p.Archive.ID(deskChat), "")
	if err != nil {
		return nil, fmt.Errorf("reading the associates' book: %w", err)
	}
	return loaded.Record.Book, nil
}
