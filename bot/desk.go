package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// deskChat is the name under which the associates' own record is kept. No
// applicant's chat is called so.
const deskChat = "desk"

// bookAge is how long what the associates keep for all cases is taken as read.
// Another replica knows of a change at the latest then.
const bookAge = 3 * time.Second

// bookshelf remembers the associates' book for a moment, so that not every step
// reads it.
type bookshelf struct {
	mu    sync.Mutex
	book  *conversation.Book
	fresh bool
}

// openDesk begins the associates' own record if it has not begun yet, so that it
// wakes each morning.
func (b *Bot) openDesk(ctx context.Context) error {
	id := b.Memory.ID(deskChat)
	loaded, err := b.Memory.Read(ctx, id, "")
	if err == nil && loaded.Version == 0 {
		err = b.take(ctx, id, conversation.Event{Kind: conversation.Woke, Desk: true}, nil)
	}
	return err
}

// informed puts beside an event what its step may have to know: the book, and
// for the associates' own record, when it wakes, all cases.
func (b *Bot) informed(ctx context.Context, id string, ev conversation.Event) (conversation.Event, error) {
	var err error
	if id != b.Memory.ID(deskChat) {
		ev.Book, err = b.book(ctx)
		return ev, err
	}
	if ev.Desk = true; ev.Kind == conversation.Woke {
		ev.Rows, err = b.Memory.Board(ctx)
	}
	return ev, err
}

// book is what the associates keep for all cases; nil as long as that is nothing.
func (b *Bot) book(ctx context.Context) (*conversation.Book, error) {
	s := &b.shelf
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fresh {
		return s.book, nil
	}
	loaded, err := b.Memory.Read(ctx, b.Memory.ID(deskChat), "")
	switch {
	case errors.Is(err, storage.ErrUnreadable): // one broken record must not hold up all others
		b.Log.Error("the associates' book cannot be opened; cases go on without it", "problem", err)
	case err != nil:
		return nil, fmt.Errorf("reading the associates' book: %w", err)
	default:
		s.book = loaded.Record.Book
	}
	s.fresh = true
	time.AfterFunc(bookAge, s.forget)
	return s.book, nil
}

// forget has the book read again: it has just been written.
func (s *bookshelf) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fresh = false
}
