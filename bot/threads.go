package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// locate finds the key of the record an event belongs to.
func (b *Bot) locate(ctx context.Context, ev conversation.Event) (string, error) {
	switch {
	case ev.Desk:
		return b.Memory.ID(deskChat), nil
	case ev.Chat != "":
		return b.Memory.ID(ev.Chat), nil
	case ev.Record != "":
		return ev.Record, nil
	}
	if id, ok := b.threads.get(ev.Thread); ok {
		return id, nil
	}
	id, err := b.Memory.Resolve(ctx, ev.Thread)
	if errors.Is(err, storage.ErrNotFound) && b.Finder != nil {
		id, err = b.lookUp(ctx, ev.Thread)
	}
	if err == nil {
		b.threads.put(ev.Thread, id)
	}
	return id, err
}

// lookUp asks the platform about a thread and keeps what it says: that it leads
// to a record of ours for good, that it leads to none for a while. A card may
// bear the key of a record that is no more, or never was in this memory.
func (b *Bot) lookUp(ctx context.Context, thread string) (string, error) {
	if b.foreign.has(thread, b.Clock.Now()) {
		return "", storage.ErrNotFound
	}
	id, err := b.Finder.RecordOf(ctx, thread)
	if err != nil {
		return "", err
	}
	known := false
	if id != "" {
		loaded, err := b.Memory.Read(ctx, id, "")
		if err != nil {
			return "", err
		}
		known = loaded.Version > 0 && loaded.Record.Erased.IsZero()
	}
	if !known {
		b.foreign.put(thread, b.Clock.Now())
		return "", storage.ErrNotFound
	}
	return id, b.Memory.Link(ctx, thread, id)
}

// threadCache remembers which record a thread leads to. A link never changes
// once made, so nothing here can be wrong.
type threadCache struct {
	mu    sync.Mutex
	known map[string]string
}

const cachedThreads = 10_000

func (c *threadCache) get(thread string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, ok := c.known[thread]
	return id, ok
}

func (c *threadCache) put(thread, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= cachedThreads {
		c.known = map[string]string{}
	}
	c.known[thread] = id
}

// foreignThreads remembers for a while which threads the platform said are none
// of ours, so that a lively one costs one look-up and not one a line. The memory
// is asked first all the same: what is linked meanwhile is found at once.
type foreignThreads struct {
	mu    sync.Mutex
	since map[string]time.Time
}

const (
	foreignAge     = time.Minute
	cachedForeign  = 1000
	forgottenFirst = cachedForeign / 2
)

func (f *foreignThreads) has(thread string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	since, ok := f.since[thread]
	age := now.Sub(since)
	return ok && age >= 0 && age < foreignAge
}

func (f *foreignThreads) put(thread string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.since == nil {
		f.since = map[string]time.Time{}
	}
	if len(f.since) >= cachedForeign {
		f.forget(now)
	}
	f.since[thread] = now
}

// forget makes room: what is too old goes, and of the rest, should it be much,
// any half.
func (f *foreignThreads) forget(now time.Time) {
	for thread, since := range f.since {
		if age := now.Sub(since); age < 0 || age >= foreignAge || len(f.since) > forgottenFirst {
			delete(f.since, thread)
		}
	}
}
