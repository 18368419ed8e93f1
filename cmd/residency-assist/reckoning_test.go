package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"residencyassist/adapters/sandbox"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// outcome is all that one person's story came to: what they read, what stands on
// the card and in its thread, and what the bot remembers.
type outcome struct {
	chat  []string
	cards [][]string
	posts []string // the bot's lines in the thread
	lines []string // the associates', with the reactions that tell their fate
	acts  map[conversation.Kind]int
	cases int
	stage conversation.Stage
	wrong []string
}

// ledger is what is asked once for everybody: the channel, the memory and the
// logs of all the bots there were.
type ledger struct {
	t       *testing.T
	cards   []post
	store   *storage.Store
	bot     string              // the number in the names of its chats
	resent  map[string][]string // entries sent again because a first result was unknown, by record and side
	givenUp map[string][]string // entries whose result stayed unknown
}

// ledger opens the books. The bots must have ended.
func (h *house) ledger() *ledger {
	h.t.Helper()
	found, err := sandbox.Fetch(h.t.Context(), h.url)
	if err != nil {
		h.t.Fatal(err)
	}
	l := &ledger{t: h.t, cards: h.cards(), resent: map[string][]string{}, givenUp: map[string][]string{}}
	l.bot, _, _ = strings.Cut(found.Telegram.Token, ":")
	l.store, err = openStorage(h.t.Context(), settings{StorageURL: h.storage, DataKeys: h.keys}, slog.New(slog.DiscardHandler))
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = l.store.Close() })
	for _, p := range h.all {
		l.reads(p.log())
	}
	return l
}

// reads goes through a bot's log. An entry may be told of more than once: a bot
// may die after the word and before the deed.
func (l *ledger) reads(log string) {
	for lines := bufio.NewScanner(strings.NewReader(log)); lines.Scan(); {
		var line struct{ Msg, Record, Entry, Side, Outcome string }
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		key := line.Record + " " + line.Side
		switch {
		case line.Msg == "sending again: the first result is unknown":
			l.resent[key] = append(l.resent[key], line.Entry)
		case line.Msg == "not delivered" && line.Outcome == string(conversation.Unknown) && !slices.Contains(l.givenUp[key], line.Entry):
			l.givenUp[key] = append(l.givenUp[key], line.Entry)
		}
	}
}

// record is the key of a person's record.
func (l *ledger) record(p *player) string {
	return l.store.ID(fmt.Sprintf("telegram:%s:%d", l.bot, p.id))
}

// outcomeOf gathers one person's story.
func (c *crowd) outcomeOf(p *player, l *ledger) (o outcome) {
	chat, err := p.chatNow()
	if err != nil {
		l.t.Fatal(err)
	}
	var ref string
	for _, text := range chat {
		if found := reference.FindString(text); found != "" {
			ref = found
		}
	}
	o.chat = withoutReference(chat)
	for _, card := range l.cards {
		if ref == "" || !card.says(ref) {
			continue
		}
		o.cards = append(o.cards, withoutReference(append([]string{card.Text}, card.Blocks...)))
		for _, line := range card.Thread {
			text := withoutReference([]string{strings.Join(append([]string{line.User, line.Text}, line.Blocks...), "\n")})[0]
			if line.User == "ana" || line.User == "ben" {
				o.lines = append(o.lines, text+" "+fmt.Sprint(line.Reactions))
			} else {
				o.posts = append(o.posts, text)
			}
		}
	}
	o.remembers(l, l.record(p))
	return o
}

// remembers looks into the memory: the journal has one line for each version of
// the record, and each event once.
func (o *outcome) remembers(l *ledger, id string) {
	loaded, err := l.store.Read(l.t.Context(), id, "")
	if err != nil {
		l.t.Fatal(err)
	}
	o.cases = len(loaded.Record.Cases)
	if o.cases > 0 {
		o.stage = loaded.Record.Cases[0].Stage
	}
	history, err := l.store.History(l.t.Context(), id, 0, 10_000)
	if err != nil {
		l.t.Fatal(err)
	}
	if uint64(len(history)) != loaded.Version {
		o.wrong = append(o.wrong, fmt.Sprintf("the record is at version %d, its journal has %d lines", loaded.Version, len(history)))
	}
	o.acts = map[conversation.Kind]int{}
	seen := map[string]bool{}
	for i, line := range history {
		if line.Version != uint64(i+1) {
			o.wrong = append(o.wrong, fmt.Sprintf("line %d of the journal is of version %d", i+1, line.Version))
		}
		if id := line.Event.ID; id != "" && seen[id] {
			o.wrong = append(o.wrong, "an event was committed twice: "+id)
		}
		seen[line.Event.ID] = true
		switch line.Event.Kind {
		case conversation.Said, conversation.Pressed, conversation.Wrote:
			o.acts[line.Event.Kind]++
		}
	}
}

// maybeTwice is what the desk reads when a line's first result was unknown.
const maybeTwice = "may have arrived twice"

// figures are what a cell of the matrix comes to.
type figures struct {
	ended, people, messages int
	twice                   int // updates and lines that reached the bot twice on purpose
	resent, repeated        int // sends whose first result was unknown; those that stand there twice
	givenUp                 int // sends cut twice, which are not tried a third time
	lost, doubled           int // what must be zero
}

func (f *figures) add(o figures) {
	f.ended, f.people, f.messages, f.twice = f.ended+o.ended, f.people+o.people, f.messages+o.messages, f.twice+o.twice
	f.resent, f.repeated, f.givenUp = f.resent+o.resent, f.repeated+o.repeated, f.givenUp+o.givenUp
	f.lost, f.doubled = f.lost+o.lost, f.doubled+o.doubled
}

// reckon holds what everybody received against what they should have.
func (c *crowd) reckon(ended int) figures {
	l := c.ledger()
	f := figures{ended: ended, people: len(c.players), twice: int(c.twice.Load())}
	for key, entries := range l.resent {
		if strings.HasSuffix(key, " "+string(conversation.Chat)) {
			f.resent += len(entries)
		}
	}
	for _, p := range c.players {
		c.reckonOne(&f, p, l)
	}
	if n := len(l.cards); n > len(c.players) || n < len(c.players)-f.givenUp {
		c.t.Errorf("%d requests made %d cards", len(c.players), n)
	}
	for _, trouble := range c.trouble {
		c.t.Error(trouble)
	}
	return f
}

// reckonOne holds one person's story. Where a send was cut twice it was not tried
// a third time, which is promised and counted: what did not follow from it is not
// missed, and yet nothing may be there twice.
func (c *crowd) reckonOne(f *figures, p *player, l *ledger) {
	got, want := c.outcomeOf(p, l), c.calm.end[p.tongue]
	chat := l.record(p) + " " + string(conversation.Chat)
	f.messages += len(got.chat) + len(got.posts)
	extra, missing := difference(got.chat, want.chat)
	for _, text := range extra {
		if !c.calm.shown[p.tongue][text] && len(l.givenUp[chat]) == 0 {
			f.doubled++
			c.t.Errorf("somebody read what nobody should: %.90q", text)
		}
	}
	f.repeated += len(extra)
	if more := len(extra) - len(l.resent[chat]); more > 0 {
		f.doubled += more
		c.t.Errorf("%d sends were repeated, and yet these came twice: %.90q", len(l.resent[chat]), extra)
	}
	for _, wrong := range got.wrong {
		f.doubled++
		c.t.Error(wrong)
	}
	if len(got.cards) > 1 || got.cases > 1 {
		f.doubled++
		c.t.Errorf("one request made %d cards and %d cases", len(got.cards), got.cases)
	}
	if n := len(l.givenUp[chat]); n > 0 {
		f.givenUp += n
		return
	}
	if p.stuck != nil {
		c.t.Errorf("somebody is stuck %v", p.stuck)
	}
	if len(missing) > 0 {
		f.lost += len(missing)
		c.t.Errorf("somebody never read %.90q", missing)
	}
	c.reckonDesk(f, got, want)
	if got.cases != want.cases || got.stage != want.stage || fmt.Sprint(got.acts) != fmt.Sprint(want.acts) {
		f.doubled++
		c.t.Errorf("the bot remembers %d cases, the stage %s and the acts %v, not %d, %s and %v",
			got.cases, got.stage, got.acts, want.cases, want.stage, want.acts)
	}
}

// reckonDesk holds the card and its thread. What the bot posts there it finds
// again: nothing stands there twice, but for the remark that something may have
// come twice to the chat.
func (c *crowd) reckonDesk(f *figures, got, want outcome) {
	remark := func(text string) bool { return strings.Contains(text, maybeTwice) }
	posts := slices.DeleteFunc(slices.Clone(got.posts), remark)
	for _, side := range []struct {
		what      string
		got, want []string
	}{{"the bot's lines in the thread", posts, want.posts}, {"the associates' lines", got.lines, want.lines}} {
		extra, missing := difference(side.got, side.want)
		f.doubled += len(extra)
		f.lost += len(missing)
		if len(extra)+len(missing) > 0 {
			c.t.Errorf("%s: missing %.90q, too many %.90q", side.what, missing, extra)
		}
	}
	if len(got.cards) == 0 {
		f.lost++
		c.t.Error("somebody's request made no card")
	} else if !slices.Equal(got.cards[0], want.cards[0]) {
		f.lost++
		c.t.Errorf("the card shows\n%q\nnot\n%q", got.cards[0], want.cards[0])
	}
}

// difference tells what got has beyond the longest run, in order, that it shares
// with want, and what it lacks of want.
func difference(got, want []string) (extra, missing []string) {
	shared := make([][]int, len(got)+1) // of got[i:] and want[j:]
	for i := range shared {
		shared[i] = make([]int, len(want)+1)
	}
	for i := len(got) - 1; i >= 0; i-- {
		for j := len(want) - 1; j >= 0; j-- {
			shared[i][j] = max(shared[i+1][j], shared[i][j+1])
			if got[i] == want[j] {
				shared[i][j] = shared[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(got) && j < len(want) {
		switch {
		case got[i] == want[j]:
			i, j = i+1, j+1
		case shared[i+1][j] >= shared[i][j+1]:
			extra = append(extra, got[i])
			i++
		default:
			missing = append(missing, want[j])
			j++
		}
	}
	return append(extra, got[i:]...), append(missing, want[j:]...)
}
