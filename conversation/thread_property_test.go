package conversation_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"residencyassist/conversation"
)

// TestEveryLineHasOneFate plays random threads: the owner and others write, with
// files and without, mark lines as internal, name colleagues, edit, delete, react
// and press; Slack tells of things twice; the case is given back, handed over,
// closed and reopened; time passes; Telegram refuses a message now and then, or
// to take one back.
// After each of these what stands in the applicant's chat is what the rules below
// say, to the word and in order, and so is the fate of every line.
func TestEveryLineHasOneFate(t *testing.T) {
	s := requested(t)
	begun, err := json.Marshal(s.rec)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		l := &threadLife{T: rt, engine: s.engine, now: s.now, rules: rules{open: true, owner: "ana", now: s.now, fates: map[string]conversation.Fate{}}}
		if err := json.Unmarshal(begun, &l.rec); err != nil {
			rt.Fatal(err)
		}
		l.thread = l.rec.Cases[0].Thread
		for range rapid.IntRange(1, 40).Draw(rt, "deeds") {
			l.do()
			l.compare()
		}
		l.pass(time.Hour)
		l.compare()
		for id, fate := range l.rules.fates {
			if fate == conversation.Held || fate == conversation.Sending {
				rt.Errorf("in the end %s is still %s", id, fate)
			}
		}
	})
}

// rules are who gets what, as the associates are told.
type rules struct {
	open    bool
	owner   string
	now     time.Time
	lines   []*ruled
	fates   map[string]conversation.Fate
	chat    []bubble
	refused bool // Telegram refuses the next message
	stuck   bool // Telegram refuses to take the next message back
}

// ruled is a line as the rules see it.
type ruled struct {
	id, by, text, file string
	until              time.Time
}

// bubble is a message in the applicant's chat that came of a line.
type bubble struct{ Line, By, Words string }

const holdTime = 5 * time.Second

func (r *rules) find(id string) *ruled {
	for _, l := range r.lines {
		if l.id == id {
			return l
		}
	}
	return nil
}

func inside(text string) bool {
	return strings.HasPrefix(text, ";;") || strings.HasPrefix(text, "🔒")
}

// write gives a new line its fate.
func (r *rules) write(l ruled, mentions, elsewhere, empty bool) {
	if _, known := r.fates[l.id]; known {
		return // told of before, or deleted before it came
	}
	if !r.open || elsewhere {
		r.fates[l.id] = conversation.Internal
		if !elsewhere {
			r.lines = append(r.lines, &l)
		}
		return
	}
	previous := ""
	for _, earlier := range r.lines {
		if r.fates[earlier.id] != conversation.Undone {
			previous = earlier.by
		}
	}
	fate := conversation.Held
	switch {
	case inside(l.text), empty: // an empty file goes nowhere, nor do the words with it
		fate = conversation.Internal
	case mentions, r.owner != "" && r.owner != l.by:
		fate = conversation.Offered
	case r.owner == "":
		r.owner = l.by
	case previous != "" && previous != l.by:
		fate = conversation.Offered
	}
	l.until = r.now.Add(holdTime)
	r.lines, r.fates[l.id] = append(r.lines, &l), fate
}

// pass sends what was held long enough.
func (r *rules) pass(to time.Time) {
	r.now = to
	due := slices.Clone(r.lines)
	slices.SortStableFunc(due, func(a, b *ruled) int { return a.until.Compare(b.until) })
	for _, l := range due {
		if r.fates[l.id] != conversation.Held || l.until.After(to) {
			continue
		}
		r.fates[l.id] = conversation.Arrived
		for _, words := range []string{l.text, l.file} {
			switch {
			case words == "":
			case r.refused:
				r.refused, r.fates[l.id] = false, conversation.Failed
			default:
				r.chat = append(r.chat, bubble{l.id, l.by, words})
			}
		}
	}
}

// edit changes a line that is known, also after its case was closed.
func (r *rules) edit(id, text string) {
	l := r.find(id)
	if l == nil {
		return
	}
	switch fate := r.fates[id]; {
	case (fate == conversation.Held || fate == conversation.Offered) && inside(text):
		r.fates[id] = conversation.Internal
	case fate == conversation.Held || fate == conversation.Offered:
		l.text = text
	case fate == conversation.Arrived && inside(text):
		r.takeBack(id)
	case fate == conversation.Arrived:
		i := slices.IndexFunc(r.chat, func(b bubble) bool { return b.Line == id && b.Words != l.file })
		if i >= 0 {
			r.chat[i].Words = text
		} else { // it was a file alone
			r.chat = append(r.chat, bubble{id, l.by, text})
		}
	}
}

// takeBack takes every message of a line back; one that stays leaves the line
// where it is.
func (r *rules) takeBack(id string) {
	stays := false
	r.chat = slices.DeleteFunc(r.chat, func(b bubble) bool {
		if b.Line != id {
			return false
		}
		stuck := r.stuck
		stays, r.stuck = stays || stuck, false
		return !stuck
	})
	if !stays {
		r.fates[id] = conversation.Withdrawn
	}
}

// eraseFile takes the file of a line back, and the line where it has no words.
func (r *rules) eraseFile(id string) {
	l := r.find(id)
	if l == nil || l.file == "" {
		return
	}
	switch fate := r.fates[id]; fate {
	case conversation.Held, conversation.Offered:
		if l.file = ""; l.text == "" {
			r.fates[id] = conversation.Undone
		}
	case conversation.Arrived:
		i := slices.Index(r.chat, bubble{id, l.by, l.file})
		switch {
		case i < 0:
		case r.stuck:
			r.stuck = false
		default:
			r.chat = slices.Delete(r.chat, i, i+1)
			if !slices.ContainsFunc(r.chat, func(b bubble) bool { return b.Line == id }) {
				r.fates[id] = conversation.Withdrawn
			}
		}
	}
}

// undo takes a line back before it leaves; deleted says that it is gone at the
// desk as well.
func (r *rules) undo(id, by string, deleted bool) {
	fate, known := r.fates[id]
	switch {
	case !known && !r.open:
	case !known:
		r.fates[id] = conversation.Undone
		r.lines = append(r.lines, &ruled{id: id, by: by})
	case fate == conversation.Held, fate == conversation.Offered:
		r.fates[id] = conversation.Undone
	case deleted && fate == conversation.Arrived:
		r.takeBack(id)
	}
}

// close keeps at the desk what has not left.
func (r *rules) close() {
	r.open = false
	for id, fate := range r.fates {
		if fate == conversation.Held || fate == conversation.Offered {
			r.fates[id] = conversation.Internal
		}
	}
}

// threadLife is a thread beside the rules.
type threadLife struct {
	*rapid.T
	engine *conversation.Engine
	rec    conversation.Record
	now    time.Time
	wake   time.Time
	thread string
	rules  rules
	told   []conversation.Event // for Slack to tell again
	chat   []standing
	words  int

	refuses bool // Telegram refuses the next message that comes of a line
	keeps   bool // Telegram refuses to take the next message back
}

// standing is a message that stands in the chat, by the entry that sent it.
type standing struct {
	entry string
	bubble
}

func (l *threadLife) any(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(l.T, label)
}

// word is a word that was never used.
func (l *threadLife) word() string {
	l.words++
	return fmt.Sprintf("word%d.", l.words)
}

// known is the id of a line that was written, or of the one that comes next.
func (l *threadLife) known() string {
	return fmt.Sprintf("line%d", rapid.IntRange(1, len(l.told)+1).Draw(l.T, "line"))
}

func (l *threadLife) do() {
	switch what := rapid.IntRange(0, 35).Draw(l.T, "what"); {
	case what < 13:
		l.write()
	case what < 16:
		l.edit()
	case what < 18:
		id, by := l.known(), l.any("by", "ana", "luis")
		l.step(l.event(conversation.Erased, by, conversation.DeskLine{ID: id}))
		l.rules.undo(id, by, true)
	case what < 20:
		id, by, reaction := l.known(), l.any("by", "ana", "luis", "eva"), l.any("reaction", "x", "x", "thumbsup")
		l.step(l.event(conversation.Reacted, by, conversation.DeskLine{ID: id, Reaction: reaction}))
		if reaction == "x" {
			l.rules.undo(id, by, false)
		}
	case what < 22:
		l.again()
	case what < 24:
		l.press()
	case what < 28:
		l.pass(rapid.SampledFrom([]time.Duration{time.Second, 3 * time.Second, holdTime, time.Minute, 10 * time.Minute}).Draw(l.T, "later"))
	case what < 29:
		l.refuses, l.rules.refused = true, true
	case what < 30:
		l.keeps, l.rules.stuck = true, true
	case what < 32:
		l.eraseFile()
	default:
		l.move()
	}
}

func (l *threadLife) event(kind conversation.Kind, by string, line conversation.DeskLine) conversation.Event {
	return conversation.Event{Kind: kind, Thread: l.thread, By: conversation.Actor{ID: by, Name: strings.ToUpper(by[:1]) + by[1:]}, Line: &line}
}

func (l *threadLife) write() {
	id := fmt.Sprintf("line%d", len(l.told)+1)
	elsewhere := rapid.IntRange(0, 15).Draw(l.T, "elsewhere") == 15
	if elsewhere {
		id = "other" + id
	}
	line := ruled{id: id, by: l.any("by", "ana", "ana", "ana", "luis", "eva"), text: l.any("mark", "", "", "", ";; ", "🔒") + l.word()}
	ev := l.event(conversation.Wrote, line.by, conversation.DeskLine{ID: id})
	mentions, empty := rapid.IntRange(0, 7).Draw(l.T, "mentions") == 7, false
	switch rapid.IntRange(0, 9).Draw(l.T, "file") {
	case 7:
		line.file = l.word()
	case 8:
		line.file, line.text = l.word(), ""
	case 9:
		empty = true
		ev.Line.Files = []conversation.Attachment{{Ref: l.word()}}
	}
	if line.file != "" {
		ev.Line.Files = []conversation.Attachment{{Ref: line.file, Size: 1000}}
	}
	if mentions {
		ev.Line.Mentions = []string{"eva"}
	}
	if elsewhere {
		ev.Thread = "slack:C1:another"
	}
	ev.Line.Text = line.text
	l.told = append(l.told, ev)
	l.step(ev)
	l.rules.write(line, mentions, elsewhere, empty)
}

func (l *threadLife) edit() {
	id, text := l.known(), l.any("mark", "", "", ";; ")+l.word()
	for range rapid.IntRange(1, 2).Draw(l.T, "times") { // Slack may tell of it twice
		l.step(l.event(conversation.Revised, "ana", conversation.DeskLine{ID: id, Text: text}))
		l.rules.edit(id, text)
	}
}

// eraseFile deletes the file of a line, or one that it never had.
func (l *threadLife) eraseFile() {
	id, file := l.known(), "another"
	if line := l.rules.find(id); line != nil && line.file != "" {
		file = line.file
	}
	l.step(l.event(conversation.Erased, "ana", conversation.DeskLine{ID: id, Without: []string{file}}))
	l.rules.eraseFile(id)
}

// again has Slack tell of a line once more, under another event id.
func (l *threadLife) again() {
	if len(l.told) == 0 {
		return
	}
	if ev := rapid.SampledFrom(l.told).Draw(l.T, "again"); ev.Thread == l.thread {
		l.step(ev)
	}
}

func (l *threadLife) press() {
	id, move := l.known(), l.any("press", "send", "keep")
	l.step(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "luis", Name: "Luis"}, Move: &conversation.DeskMove{Name: move, Line: id}})
	if l.rules.fates[id] != conversation.Offered {
		return
	}
	if l.rules.fates[id] = conversation.Internal; move == "send" {
		l.rules.fates[id] = conversation.Held
		l.rules.find(id).until = l.now.Add(holdTime)
		if l.rules.owner == "" { // the first answer makes an owner
			l.rules.owner = "luis"
		}
	}
}

// move is a move of the case. Which are possible the case's machine knows, and
// what they make of the case is its matter; here it counts for the lines.
func (l *threadLife) move() {
	by, name := l.any("by", "ana", "luis"), l.any("move", "claim", "release", "hand_over", "close", "reopen")
	values := map[string]conversation.FormValues{"hand_over": {"to": "luis", "to_name": "Luis"}, "close": {"reason": "done"}, "reopen": {"reason": "again"}}[name]
	l.step(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: by, Name: strings.ToUpper(by[:1]) + by[1:]},
		Move: &conversation.DeskMove{Name: name, Case: l.rec.Cases[0].Ref, Stage: l.rec.Cases[0].Stage, Values: values}})
	c := l.rec.Cases[0]
	if l.rules.open && c.Stage == conversation.Closed {
		l.rules.close()
	}
	l.rules.open, l.rules.owner = c.Stage != conversation.Closed, c.Owner.ID
}

// pass lets time go by, waking the record whenever it asked for it.
func (l *threadLife) pass(by time.Duration) {
	until := l.now.Add(by)
	for !l.wake.IsZero() && !l.wake.After(until) {
		l.now = l.wake
		l.rules.pass(l.now)
		l.step(conversation.Event{Kind: conversation.Woke})
	}
	l.now = until
	l.rules.pass(l.now)
}

func (l *threadLife) step(ev conversation.Event) {
	l.Helper()
	res, err := l.engine.Step(l.rec, ev, l.now)
	if err != nil {
		l.Fatalf("%s: %v", ev.Kind, err)
	}
	l.rec, l.wake = res.Record, res.Wake
	for _, e := range res.Entries {
		outcome := conversation.Delivered
		if e.Side == conversation.Chat && !l.carry(e) {
			outcome = conversation.Refused
		}
		if e.Report {
			l.step(conversation.Event{Kind: conversation.Reported, Report: &conversation.Report{Entry: e.ID, Side: e.Side, Outcome: outcome, Message: "m"}})
		}
	}
}

var said = regexp.MustCompile(`<b>(\w+)(?::</b>|</b> \(correction\):) (.*word\d+\.)`)

// carry lets an entry happen in the chat, if it came of a line.
func (l *threadLife) carry(e conversation.Entry) bool {
	at := slices.IndexFunc(l.chat, func(s standing) bool { return s.entry == e.Ref })
	switch {
	case e.Drop != nil && l.keeps:
		l.keeps = false
		return false
	case e.Drop != nil && at >= 0:
		l.chat = slices.Delete(l.chat, at, at+1)
	case e.Edit != nil && at >= 0:
		l.chat[at].bubble = l.read(e.Edit.HTML, l.chat[at].Line)
	case e.File != nil:
		return l.stand(e.ID, bubble{l.lineOf(e.ID), strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(strings.Fields(e.File.HTML)[0], "<b>"), "</b>")), e.File.Ref})
	case e.Send != nil && said.MatchString(e.Send.HTML):
		return l.stand(e.ID, l.read(e.Send.HTML, l.lineOf(e.ID)))
	}
	return true
}

// stand puts a message into the chat, unless Telegram refuses it. What an edit
// adds to a line that has arrived is not what is refused here.
func (l *threadLife) stand(entry string, b bubble) bool {
	if l.refuses && l.rec.Cases[0].Lines[slices.IndexFunc(l.rec.Cases[0].Lines, func(s conversation.Spoken) bool { return s.Line == b.Line })].Fate == conversation.Sending {
		l.refuses = false
		return false
	}
	l.chat = append(l.chat, standing{entry, b})
	return true
}

func (l *threadLife) read(html, line string) bubble {
	m := said.FindStringSubmatch(html)
	if m == nil {
		return bubble{Line: line, Words: html}
	}
	return bubble{line, strings.ToLower(m[1]), m[2]}
}

// lineOf is the line that an entry came of.
func (l *threadLife) lineOf(entry string) string {
	for _, line := range l.rec.Cases[0].Lines {
		if slices.Contains(line.Sent, entry) || slices.ContainsFunc(line.Docs, func(d conversation.Doc) bool { return d.Entry == entry }) {
			return line.Line
		}
	}
	return "none"
}

// compare holds what happened against the rules.
func (l *threadLife) compare() {
	l.Helper()
	var stands []bubble
	for _, s := range l.chat {
		stands = append(stands, s.bubble)
	}
	if diff := cmp.Diff(l.rules.chat, stands, cmpopts.EquateEmpty()); diff != "" {
		l.Fatalf("the applicant's chat is not as the rules have it:\n%s", diff)
	}
	kept := map[string]conversation.Fate{}
	for _, line := range l.rec.Cases[0].Lines {
		if _, twice := kept[line.Line]; twice {
			l.Fatalf("%s has two fates", line.Line)
		}
		kept[line.Line] = line.Fate
	}
	for id, want := range l.rules.fates {
		if got, there := kept[id]; there && got != want {
			l.Fatalf("%s is %s, not %s", id, got, want)
		} else if !there && want != conversation.Internal {
			l.Fatalf("%s is forgotten, not %s", id, want)
		}
	}
	if owner := l.rec.Cases[0].Owner.ID; owner != l.rules.owner {
		l.Fatalf("the case belongs to %q, not %q", owner, l.rules.owner)
	}
}
