package conversation

import (
	"io"
	"sync"
)

// Content is the bytes of a file between the side that has it and the side that
// takes it. It notices what neither of them can: that fewer or more came than
// were promised, so that half a document never passes for the whole.
type Content struct {
	Size int64
	from io.ReadCloser
	left int64

	mu     sync.Mutex
	failed error
}

// NewContent returns the content of a file of so many bytes. An empty file, or
// one with more of them than most, is refused.
func NewContent(from io.ReadCloser, size, most int64) (*Content, error) {
	switch {
	case size > most:
		return nil, ErrFileLarge
	case size <= 0:
		return nil, ErrFileEmpty
	}
	return &Content{Size: size, from: from, left: size}, nil
}

// Read reads on. Its error is io.EOF only once all has come that was promised.
func (c *Content) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.left -= int64(n)
	switch {
	case c.left < 0, err == io.EOF && c.left > 0:
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		c.mu.Lock()
		c.failed = err
		c.mu.Unlock()
	}
	return n, err
}

// Close ends the reading.
func (c *Content) Close() error { return c.from.Close() }

// Failed says whether the file could not be read to its end.
func (c *Content) Failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed != nil
}
