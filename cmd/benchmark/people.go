package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// hookConnections is how many updates Telegram posts at a time, its own usual
// number.
const hookConnections = 40

// crowd are people who all walk the same journey, each at a step of their own.
// Who has come to its end makes room for somebody new.
type crowd struct {
	moves   []move
	address string // where the bot takes updates
	people  []person
	first   int64         // the first person's chat
	pace    time.Duration // between two updates of the crowd; zero: each goes on at once
	posts   chan post
	updates atomic.Int64
	steps   atomic.Int64
	calls   atomic.Int64
	failed  atomic.Pointer[error]

	mu    sync.Mutex
	times []float64 // of each step, ms
	keeps atomic.Bool
	tired atomic.Bool // nobody makes another move
}

// person is one of the crowd: a chat, how far it is, and what it waits for.
type person struct {
	mu     sync.Mutex
	chat   int64
	at     int // the move that was made last
	heard  int // of its calls
	posted bool
	begun  time.Time
}

type post struct {
	who  *person
	body []byte
}

// firstChat numbers the first person of a run, so that no two runs share one.
var firstChat atomic.Int64

func newCrowd(moves []move, address string, size int) *crowd {
	c := &crowd{moves: moves, address: address, people: make([]person, size), posts: make(chan post, size)}
	c.first = firstChat.Add(1_000_000_000)
	for i := range c.people {
		c.people[i].chat = c.first + int64(i)
	}
	return c
}

// run lets the crowd talk until ctx ends.
func (c *crowd) run(ctx context.Context) error {
	var posting sync.WaitGroup
	for range hookConnections {
		posting.Go(func() { c.fail(c.post(ctx)) })
	}
	if c.pace == 0 {
		for i := range c.people {
			c.next(&c.people[i])
		}
	} else {
		c.walk(ctx)
	}
	<-ctx.Done()
	posting.Wait()
	if problem := c.failed.Load(); problem != nil {
		return *problem
	}
	return nil
}

// walk makes one move after another at the crowd's pace, whatever the bot does.
func (c *crowd) walk(ctx context.Context) {
	start := time.Now()
	for n := 0; ctx.Err() == nil && !c.tired.Load(); n++ {
		time.Sleep(time.Until(start.Add(time.Duration(n) * c.pace)))
		c.next(&c.people[n%len(c.people)])
	}
}

// next makes a person's next move, if the last one was answered.
func (c *crowd) next(p *person) {
	p.mu.Lock()
	if p.posted && p.heard < len(c.moves[p.at].calls) {
		p.mu.Unlock()
		return // this one still waits: the time it takes is told in the end
	}
	if p.posted {
		p.at++
	}
	if p.at == len(c.moves) {
		p.at, p.chat = 0, p.chat+int64(len(c.people))
	}
	p.heard, p.posted, p.begun = 0, true, time.Now()
	body := c.moves[p.at].update(c.updates.Add(1), p.chat)
	p.mu.Unlock()
	c.posts <- post{who: p, body: body}
}

// heard holds a call of the bot against the one that must come now.
func (c *crowd) heard(chat int64, method, form []byte) {
	p := &c.people[(chat-c.first)%int64(len(c.people))]
	p.mu.Lock()
	expected := c.moves[p.at].calls
	switch {
	case p.chat != chat || p.heard == len(expected):
		c.fail(fmt.Errorf("after move %d chat %d heard %s, which nobody asked for", p.at, chat, method))
	case string(method) != expected[p.heard].method || !bytes.Contains(form, []byte(expected[p.heard].text)):
		c.fail(fmt.Errorf("after move %d the bot called %s with %s and not %v", p.at, method, form, expected[p.heard]))
	}
	p.heard++
	c.calls.Add(1)
	done := p.heard == len(expected)
	took := time.Since(p.begun)
	p.mu.Unlock()
	if !done {
		return
	}
	c.steps.Add(1)
	if c.keeps.Load() {
		c.mu.Lock()
		c.times = append(c.times, float64(took.Microseconds())/1000)
		c.mu.Unlock()
	}
	if c.pace == 0 && c.failed.Load() == nil && !c.tired.Load() {
		c.next(p)
	}
}

func (c *crowd) fail(err error) {
	if err != nil {
		c.failed.CompareAndSwap(nil, &err)
	}
}

// timed is how long each step took, in ms, since times are kept.
func (c *crowd) timed() []float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.times)
}

// waiting is how many people have not been answered yet.
func (c *crowd) waiting() (n int) {
	for i := range c.people {
		p := &c.people[i]
		p.mu.Lock()
		if p.posted && p.heard < len(c.moves[p.at].calls) {
			n++
		}
		p.mu.Unlock()
	}
	return n
}

// post posts updates over one connection.
func (c *crowd) post(ctx context.Context) error {
	connection, err := net.Dial("tcp", c.address)
	if err != nil {
		return err
	}
	defer connection.Close()
	reader := bufio.NewReader(connection)
	var request []byte
	for {
		select {
		case <-ctx.Done():
			return nil
		case p := <-c.posts:
			request = append(request[:0], "POST "+hookPath+" HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"+
				"X-Telegram-Bot-Api-Secret-Token: "+hookSecret+"\r\nContent-Length: "...)
			request = strconv.AppendInt(request, int64(len(p.body)), 10)
			request = append(request, "\r\n\r\n"...)
			if _, err := connection.Write(append(request, p.body...)); err != nil {
				return err
			}
			if err := readAnswer(reader); err != nil {
				return err
			}
		}
	}
}

// readAnswer reads an answer without a body.
func readAnswer(reader *bufio.Reader) error {
	line, err := reader.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
		return errors.New("an update was answered with " + string(bytes.TrimSpace(line)))
	}
	for len(line) > 2 {
		if line, err = reader.ReadSlice('\n'); err != nil {
			return err
		}
	}
	return nil
}
