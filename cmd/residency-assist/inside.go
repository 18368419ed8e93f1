package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"residencyassist/adapters/telegram"
	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// insider shows a sandbox how the bot sees a person: where both machines stand,
// what goes out next, and what each event came to. It is for a world of people
// who do not exist, and looking changes nothing.
type insider struct {
	archive
	bot    *bot.Bot
	client *telegram.Client
}

// inside is what the page shows of one person.
type inside struct {
	Dialogue drawn      `json:"dialogue"`
	Case     drawn      `json:"case"`
	Coming   []upcoming `json:"coming"` // of everybody, earliest first
	Log      []happened `json:"log"`    // of this person, oldest first
}

// drawn is a machine and the states it went through, the last of which it is in.
type drawn struct {
	Mermaid string   `json:"mermaid"`
	Path    []string `json:"path"`
}

// upcoming is a reminder that goes out if nothing changes until then.
type upcoming struct {
	At    time.Time `json:"at"`
	Words string    `json:"words"`
	Who   string    `json:"who"`
	Ref   string    `json:"ref,omitempty"`
}

// happened is one event and what came of it.
type happened struct {
	At    time.Time         `json:"at"`
	Kind  conversation.Kind `json:"kind"`
	By    string            `json:"by,omitempty"`
	Words string            `json:"words,omitempty"` // what was written, pressed or answered
	State string            `json:"state,omitempty"` // of the dialogue, where it went on
	Stage string            `json:"stage,omitempty"` // of the case, likewise
	Rungs []string          `json:"rungs,omitempty"` // the reminders it was the time for
	Sent  map[string]int    `json:"sent,omitempty"`  // how much was sent, by kind
	Wake  time.Time         `json:"wake,omitzero"`   // when the bot looks again, if that has changed
}

// ahead is how far the page looks into the future.
const ahead = 14 * 24 * time.Hour

// look gathers all that the page shows of a person.
func (i *insider) look(ctx context.Context, person string, now time.Time) (*inside, error) {
	number, err := strconv.ParseInt(person, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("no number of a person: %w", err)
	}
	me, err := i.client.Me(ctx)
	if err != nil {
		return nil, err
	}
	a := i.archive
	a.now = now
	out := &inside{Coming: []upcoming{}, Log: []happened{}}
	out.Dialogue.Mermaid, out.Case.Mermaid = a.engine.Drawings()
	if err := a.comingUp(ctx, out); err != nil {
		return nil, err
	}
	id := a.ID(me.Chat(number))
	_, version, err := a.Plain(ctx, id)
	if err != nil {
		return nil, err
	}
	return out, a.retell(ctx, id, version, out)
}

// comingUp lists what goes out in the next days.
func (a *archive) comingUp(ctx context.Context, out *inside) error {
	o, err := a.outgoing(ctx, ahead, &bar{})
	if err != nil || o.paused != nil {
		return err
	}
	rows, err := a.Shown(ctx)
	if err != nil {
		return err
	}
	initials := map[string]string{}
	for _, r := range rows {
		initials[r.Ref] = r.Initials
	}
	for _, d := range o.due {
		out.Coming = append(out.Coming, upcoming{At: d.At, Words: d.Words, Who: initials[d.Ref], Ref: d.Ref})
	}
	return nil
}

// retell takes every event of a journal again, and keeps what it came to: a step
// is pure, so that it says the same as when it was taken.
func (a *archive) retell(ctx context.Context, id string, version uint64, out *inside) error {
	again := bot.NewReplay(a.engine, id)
	var before conversation.Result
	return a.history(ctx, id, version, func(line storage.Happened) error {
		if err := again.Take(line); err != nil {
			return err
		}
		after := again.Last()
		h := a.cameTo(before, after)
		h.At, h.Kind, h.By, h.Words = line.At, line.Event.Kind, line.Event.By.Name, heard(line.Event)
		out.Dialogue.pass(h.State)
		out.Case.pass(h.Stage)
		if before = after; h.tells() {
			out.Log = append(out.Log, h)
		}
		return nil
	})
}

func (d *drawn) pass(state string) {
	if state != "" {
		d.Path = append(d.Path, state)
	}
}

// tells says whether anything is worth a line: that a message arrived, and
// nothing followed from it, is not.
func (h happened) tells() bool {
	return h.Kind != conversation.Reported || h.Stage != "" || h.State != "" || len(h.Rungs) > 0 || len(h.Sent) > 0
}

// cameTo is what a step has changed and sent.
func (a *archive) cameTo(before, after conversation.Result) (h happened) {
	if state := after.Record.Dialogue.State; state != before.Record.Dialogue.State {
		h.State = string(state)
	}
	was, is := lastCase(before.Record), lastCase(after.Record)
	if is.Stage != was.Stage {
		h.Stage = string(is.Stage)
	}
	if is.Opened.Equal(was.Opened) {
		for _, r := range is.Rungs[min(len(was.Rungs), len(is.Rungs)):] {
			if r.Entry != "" {
				h.Rungs = append(h.Rungs, a.engine.RungName(r.Name))
			}
		}
	}
	for _, e := range after.Entries {
		if h.Sent == nil {
			h.Sent = map[string]int{}
		}
		h.Sent[kindOf(e)]++
	}
	if !after.Wake.Equal(before.Wake) {
		h.Wake = after.Wake
	}
	return h
}

func lastCase(r conversation.Record) conversation.Case {
	if n := len(r.Cases); n > 0 {
		return r.Cases[n-1]
	}
	return conversation.Case{}
}

// kindOf names what an entry does, for the page to word.
func kindOf(e conversation.Entry) string {
	switch {
	case e.Send != nil:
		return "message"
	case e.Edit != nil:
		return "edit"
	case e.Drop != nil:
		return "drop"
	case e.File != nil:
		return "file"
	case e.Toast != nil:
		return "answer"
	case e.Card != nil:
		return "card"
	case e.Line != nil:
		return "line"
	case e.Mark != nil:
		return "mark"
	case e.Whisper != nil:
		return "whisper"
	case e.Form != nil:
		return "form"
	default:
		return "mail"
	}
}

// heard is what came with an event, in the words it came in.
func heard(ev conversation.Event) string {
	switch {
	case ev.Message != nil && ev.Message.Text != "":
		return ev.Message.Text
	case ev.Message != nil:
		return string(ev.Message.Media)
	case ev.Press != nil:
		return ev.Press.Data
	case ev.Line != nil && ev.Line.Reaction != "":
		return ":" + ev.Line.Reaction + ":"
	case ev.Line != nil:
		return ev.Line.Text
	case ev.Move != nil:
		return ev.Move.Name
	case ev.Report != nil:
		return string(ev.Report.Outcome)
	}
	return ""
}
