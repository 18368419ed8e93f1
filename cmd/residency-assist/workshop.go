package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"residencyassist/adapters/calendar"
	printer "residencyassist/adapters/paper"
	"residencyassist/conversation"
)

// workshop is where a courier gets the files it carries: those of our own making
// are made there and then, the others are kept by the platform they come from.
type workshop struct {
	kept    keeper
	service string // by whose name we sign
}

// keeper opens a file that it keeps, by its own name of it.
type keeper interface {
	Open(ctx context.Context, ref string) (*conversation.Content, error)
}

// Open opens a file. One that cannot be made today cannot be made tomorrow.
func (w workshop) Open(ctx context.Context, f *conversation.File) (*conversation.Content, error) {
	if f.Made == nil {
		return w.kept.Open(ctx, f.Ref)
	}
	made, err := w.make(f.Made)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", conversation.ErrUnmakable, err)
	}
	return conversation.NewContent(io.NopCloser(bytes.NewReader(made)), int64(len(made)), conversation.MaxToDesk)
}

func (w workshop) make(m *conversation.Made) ([]byte, error) {
	switch {
	case m.Paper != nil:
		return printer.Render(*m.Paper)
	case m.Occasion != nil:
		return calendar.Render(*m.Occasion, w.service)
	case m.Data != nil:
		var text bytes.Buffer
		err := json.Indent(&text, m.Data, "", "  ")
		return text.Bytes(), err
	}
	return nil, errors.New("neither a paper nor an occasion nor data")
}
