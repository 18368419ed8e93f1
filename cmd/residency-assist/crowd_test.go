package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// What the associates say in each thread: the first as the card is there, the
// second as the answer is.
const (
	question     = "Shall we talk on Monday?"
	answer       = "On Monday at ten."
	confirmation = "Ten it is, until Monday."
)

// everyTwentieth thing that is done reaches the bot twice.
const everyTwentieth = 20

// crowd is several people and the associates who answer them, all at once. Each
// goes on as soon as their own screen shows what it should, and nobody knows
// whether there is a bot at the moment.
type crowd struct {
	*house
	calm  *calm // what each screen should show; nil: this is the calm crowd
	acts  atomic.Int64
	twice atomic.Int64

	mu      sync.Mutex
	players []*player
	trouble []string
}

// player is one of them.
type player struct {
	*applicant
	id     int64 // of the chat
	tongue string
	stuck  error    // why they never came to the end
	after  []string // in calm: what stood last in the chat after each act
	shown  map[string]bool
}

// path is what a person does, in their language. All cards expire on one day.
func path(tongue string) []string {
	if tongue == "en" {
		return english
	}
	acts := slices.Clone(spanish)
	acts[slices.Index(acts, "> 24 de diciembre de 2026")] = "> 23 de diciembre de 2026"
	return acts
}

// joins adds a person, every other one a Spanish speaker.
func (c *crowd) joins() (*player, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &player{tongue: "en", shown: map[string]bool{}}
	if len(c.players)%2 == 1 {
		p.tongue = "es"
	}
	var made struct {
		ID int64 `json:"id"`
	}
	if err := c.try("POST", "/sandbox/telegram/people", map[string]string{"first_name": "Alex", "language_code": p.tongue}, &made); err != nil {
		return nil, err
	}
	p.applicant = &applicant{house: c.house, path: fmt.Sprintf("/sandbox/telegram/people/%d/", made.ID)}
	p.id = made.ID
	c.players = append(c.players, p)
	return p, nil
}

// come lets so many people at once walk the whole path, and others after them
// for as long as there are to be more.
func (c *crowd) come(ctx context.Context, atOnce int, more func() bool) {
	var streets sync.WaitGroup
	for range atOnce {
		streets.Go(func() {
			for first := true; first || more(); first = false {
				p, err := c.joins()
				if err != nil {
					c.sorry("nobody more can join: %v", err)
					return
				}
				p.stuck = c.played(ctx, p)
			}
		})
	}
	streets.Wait()
}

// sorry keeps what went wrong with somebody, to be told at the end.
func (c *crowd) sorry(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = append(c.trouble, fmt.Sprintf(format, args...))
}

// played lets a person walk the whole path: the dialogue, and the talk with the
// associate.
func (c *crowd) played(ctx context.Context, p *player) error {
	for i, what := range path(p.tongue) {
		if err := c.act(ctx, p, what); err != nil {
			return fmt.Errorf("at %q: %w", what, err)
		}
		if i == len(path(p.tongue))-1 {
			break // from here on an associate may write
		}
		if err := c.reads(ctx, p, i); err != nil {
			return fmt.Errorf("after %q: %w", what, err)
		}
	}
	if err := p.awaits(ctx, question); err != nil {
		return err
	}
	if err := c.act(ctx, p, "> "+answer); err != nil {
		return err
	}
	return p.awaits(ctx, confirmation)
}

// act does one thing as soon as it can be done. Every twentieth reaches the bot
// twice: in one delivery with itself, or in a later one.
func (c *crowd) act(ctx context.Context, p *player, what string) error {
	n := c.acts.Add(1)
	again := n%everyTwentieth == 0
	if again && n%(2*everyTwentieth) == 0 {
		if err := c.try("POST", "/sandbox/faults", map[string]any{"api": "telegram", "method": "update", "kind": "duplicate"}, nil); err != nil {
			return err
		}
		c.twice.Add(1)
		again = false
	}
	err := until(ctx, func() (bool, error) {
		err := p.tries(what)
		return err == nil, err // the button may not be there yet
	})
	if err == nil && again {
		c.twice.Add(1)
		err = p.tries("! repeat")
	}
	return err
}

// reads waits until the chat ends as it did in calm after the same act; a calm
// crowd waits until all has settled, and keeps that.
func (c *crowd) reads(ctx context.Context, p *player, act int) error {
	if c.calm == nil {
		if err := c.try("POST", "/sandbox/settle", nil, nil); err != nil {
			return err
		}
		texts, err := p.hears()
		if err != nil {
			return err
		}
		for _, text := range texts {
			p.shown[text] = true
		}
		p.after = append(p.after, texts[len(texts)-1])
		return nil
	}
	want := c.calm.after[p.tongue][act]
	return until(ctx, func() (bool, error) {
		texts, err := p.hears()
		return err == nil && len(texts) > 0 && texts[len(texts)-1] == want, err
	})
}

// awaits waits for words of an associate.
func (p *player) awaits(ctx context.Context, words string) error {
	err := until(ctx, func() (bool, error) {
		texts, err := p.hears()
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, words) }), err
	})
	if err != nil {
		return fmt.Errorf("waiting for %q: %w", words, err)
	}
	return nil
}

// hears is what the bot has written, but for the reference.
func (p *player) hears() ([]string, error) {
	texts, err := p.chatNow()
	return withoutReference(texts), err
}

func (p *player) chatNow() (texts []string, err error) {
	var chat []message
	err = p.try("GET", p.path+"chat", nil, &chat)
	for _, m := range chat {
		if m.From == "bot" {
			texts = append(texts, m.Text)
		}
	}
	return texts, err
}

// associates answer each card, Ana the English ones and Ben the Spanish ones,
// until the crowd has gone. Every twentieth line reaches the bot twice.
func (c *crowd) associates(ctx context.Context) {
	said := map[string]int{}
	for lines := 0; ctx.Err() == nil; {
		var cards []post
		if err := c.try("GET", "/sandbox/slack/channels/cases", nil, &cards); err != nil {
			c.sorry("the associates cannot look at the channel: %v", err)
			return
		}
		for _, card := range cards {
			words := []string{question, confirmation}
			turn := said[card.TS]
			if turn == len(words) || turn == 1 && card.inThread(answer) == 0 {
				continue
			}
			said[card.TS]++
			if lines++; lines%everyTwentieth == 0 {
				if err := c.try("POST", "/sandbox/faults", map[string]any{"api": "slack", "method": "event", "kind": "duplicate"}, nil); err != nil {
					c.sorry("ordering a second delivery: %v", err)
				}
				c.twice.Add(1)
			}
			if err := c.try("POST", "/sandbox/slack/say", map[string]string{
				"user": associateOf(card), "channel": "cases", "thread_ts": card.TS, "text": words[turn],
			}, nil); err != nil {
				c.sorry("an associate cannot write: %v", err)
			}
		}
		rest(ctx, 3*glance)
	}
}

func associateOf(card post) string {
	if card.says("I.R.") {
		return "ben"
	}
	return "ana"
}

// tries does what does, and tells when it cannot be done.
func (p *player) tries(what string) error {
	return p.try(http.MethodPost, p.path+"say", saying(what), nil)
}
