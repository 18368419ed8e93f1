package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"residencyassist/storage"
)

const (
	// redrawn is how often a bar is drawn at most.
	redrawn = 100 * time.Millisecond
	// barSigns is the length of the bar itself; with all that stands beside it a
	// line stays below 80 columns.
	barSigns = 10
)

// bar shows how far long work is, on one line that it writes again and again. It
// is nothing where nobody watches, as the zero bar.
type bar struct {
	out   io.Writer // nil: nobody watches
	what  string
	total int // 0: nobody knows
	now   func() time.Time
	begun time.Time
	drawn time.Time
	wide  int // signs on the line
}

// bar makes one for the terminal, unless a program is to read what is printed.
func (c console) bar(quiet bool, what string) *bar {
	b := &bar{what: what, now: time.Now, begun: time.Now()}
	if !quiet && onTerminal(c.err) {
		b.out = c.err
	}
	return b
}

// recordsBar is one for work that goes through all records of a store.
func (c console) recordsBar(ctx context.Context, store storage.Movable, quiet bool) (*bar, error) {
	b := c.bar(quiet, "records looked at")
	if b.out == nil {
		return b, nil
	}
	var err error
	if b.total, err = store.Count(ctx); err != nil {
		return nil, fmt.Errorf("counting the records: %w", err)
	}
	return b, nil
}

// show draws how much is done.
func (b *bar) show(done int) {
	if b.out == nil {
		return
	}
	now := b.now()
	if now.Sub(b.drawn) < redrawn && done != b.total {
		return
	}
	b.drawn = now
	b.write(b.line(done, now.Sub(b.begun)))
}

// end wipes the line.
func (b *bar) end() {
	if b.out != nil && b.wide > 0 {
		b.write("")
		fmt.Fprint(b.out, "\r")
	}
}

// write puts a line over the one before.
func (b *bar) write(line string) {
	wide := len([]rune(line))
	fmt.Fprint(b.out, "\r"+line+strings.Repeat(" ", max(0, b.wide-wide)))
	b.wide = wide
}

// line is what it shows after that time.
func (b *bar) line(done int, took time.Duration) string {
	total := b.total
	rate := float64(done) / max(took.Seconds(), 0.001)
	if total <= 0 || done > total {
		return fmt.Sprintf("%s: %s, %s/s", b.what, grouped(done), grouped(int(rate)))
	}
	full := barSigns * done / total
	line := fmt.Sprintf("%s [%s%s] %s of %s, %s/s", b.what, strings.Repeat("#", full), strings.Repeat("-", barSigns-full),
		grouped(done), grouped(total), grouped(int(rate)))
	if done == 0 || done == total {
		return line
	}
	left := time.Duration(float64(total-done) / rate * float64(time.Second))
	return line + ", " + clock(left) + " left"
}

// clock is a length of time as a clock shows it.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// grouped is a number with its thousands apart.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// watchedReader shows how much of a file is read.
type watchedReader struct {
	io.Reader
	bar  *bar
	done int
}

// reading watches a file being read, unless what is made of it goes to the
// terminal too.
func (c console) reading(file *os.File) *watchedReader {
	r := &watchedReader{Reader: file, bar: c.bar(onTerminal(c.out), "bytes read")}
	if info, err := file.Stat(); err == nil {
		r.bar.total = int(info.Size())
	}
	return r
}

func (r *watchedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.done += n
	r.bar.show(r.done)
	return n, err
}
