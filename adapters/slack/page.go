package slack

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// Pages is what associates can look at. It only reads: nothing changes by being
// looked at.
type Pages interface {
	Home(ctx context.Context, user string) (conversation.Page, error)
	Queue(ctx context.Context) (conversation.Page, error)
	Outgoing(ctx context.Context) (conversation.Page, error)
	ClosedDays(ctx context.Context) (conversation.Page, error)
	Offices(ctx context.Context, place string) (conversation.Page, error)
	Case(ctx context.Context, ref string) (conversation.Page, error) // also where there is none: it says so
	Help(ctx context.Context, command string) (conversation.Page, error)
}

const (
	maxHome = 100 // blocks of App Home
	// maxLine is ours: a page of forty lines has to fit into a message.
	maxLine = 280
	// openPrefix begins the action id of a button that is a link and makes no move.
	openPrefix = "open:"
)

// sheet lays a page out, within so many blocks. All its words stand literally, and
// each line has beside it a button that leads to its thread: there is no markup
// in which a name could do harm.
func (d *Desk) sheet(p conversation.Page, blocks int) rendering {
	l := layout{}
	l.title(short(p.Title, maxHeader))
	l.buttons(p.Buttons, nil, p.Record)
	summary := []string{p.Title}
	for _, s := range p.Sections {
		if s.Title != "" {
			l.add(slack.NewSectionBlock(marked("*"+short(s.Title, maxLine)+"*"), nil, nil))
			summary = append(summary, s.Title)
		}
		for _, line := range s.Lines {
			l.entry(line.Text, d.linkTo(line.Thread), d.notices.openThread)
			summary = append(summary, line.Text)
		}
		if s.More != "" {
			l.words(s.More)
			summary = append(summary, s.More)
		}
	}
	if len(l.blocks) > blocks {
		d.log.Error("Slack: a page is too long and loses its end", "blocks", len(l.blocks))
		l.blocks = l.blocks[:blocks]
	}
	return rendering{text: pieces(strings.Join(summary, "\n"), maxFallback)[0], blocks: l.blocks}
}

// entry is one line of a list, with a link if it has one.
func (l *layout) entry(text, link, words string) {
	var beside *slack.Accessory
	if link != "" {
		button := slack.NewButtonBlockElement(openPrefix+strconv.Itoa(len(l.blocks)), "", literal(words))
		button.URL = link
		beside = slack.NewAccessory(button)
	}
	l.add(slack.NewSectionBlock(literal(orDash(short(text, maxLine))), nil, beside))
}

// linkTo is where a browser or Slack itself finds a message; "" where Slack did
// not say under which address the workspace is.
func (d *Desk) linkTo(name string) string {
	at := d.home.Load()
	channel, ts, ok := readName(name)
	if !ok || at == nil || at.address == "" {
		return ""
	}
	return at.address + "archives/" + channel + "/p" + strings.ReplaceAll(ts, ".", "") + "?thread_ts=" + ts + "&cid=" + channel
}
