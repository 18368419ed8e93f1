package slack

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// Slack's limits of a message, in characters unless said otherwise.
const (
	maxBlocks   = 50 // blocks
	maxHeader   = 150
	maxSection  = 3000
	maxField    = 2000
	maxFields   = 10    // fields in a section
	maxAll      = 12000 // in all blocks together
	maxFallback = 3000  // ours: what a notification shows
)

// rendering is a message as Slack takes it. The text stands for the blocks in
// notifications and for screen readers; without blocks it is the message.
type rendering struct {
	text   string
	blocks []slack.Block
	whole  string // what the blocks say in words, where the text is only its beginning
}

// options are the rendering as the SDK wants it.
func (r rendering) options() []slack.MsgOption {
	if len(r.blocks) == 0 {
		return []slack.MsgOption{slack.MsgOptionText(r.text, false), slack.MsgOptionDisableMarkdown()}
	}
	return []slack.MsgOption{slack.MsgOptionText(r.text, false), slack.MsgOptionBlocks(r.blocks...)}
}

// plain is the rendering without its layout, for a Slack that refuses that: what
// it says must be there all the same, to the last word.
func (r rendering) plain() rendering { return rendering{text: orElse(r.whole, r.text)} }

// card lays a case's card out: the title, then a row for each fact.
func (d *Desk) card(c *conversation.Card, record string) rendering {
	l := layout{}
	l.title(c.Title)
	summary := c.Title
	var fields []*slack.TextBlockObject
	for _, f := range c.Fields {
		summary += "\n" + f.Label + ": " + f.Value
		for _, value := range pieces(f.Value, maxField) {
			fields = append(fields, marked("*"+escape(f.Label)+"*"), literal(orDash(value)))
		}
	}
	for row := range slices.Chunk(fields, maxFields) {
		l.add(slack.NewSectionBlock(nil, row, nil))
	}
	l.buttons(c.Buttons, c.More, record)
	return l.rendering("", summary)
}

// line lays a line of a thread out. The applicant's words stand in text objects
// that Slack does not format.
func (d *Desk) line(n *conversation.Line, record string) rendering {
	l := layout{}
	whom := d.mention(n.Mention)
	if whom != "" {
		l.add(slack.NewSectionBlock(marked(whom), nil, nil))
	}
	if n.Thread != "" {
		l.entry(n.Text, d.linkTo(n.Thread), d.notices.openThread)
	} else {
		l.words(n.Text)
	}
	l.words(n.Quote)
	l.buttons(n.Buttons, nil, record)
	return l.rendering(whom, strings.TrimSpace(n.Text+"\n"+n.Quote))
}

func (d *Desk) whisper(w *conversation.Whisper, record string) rendering {
	l := layout{}
	l.words(w.Text)
	l.buttons(w.Buttons, nil, record)
	return l.rendering("", w.Text)
}

// mention calls an associate, or all of them, in Slack's own markup.
func (d *Desk) mention(who string) string {
	switch {
	case who == "":
		return ""
	case who != conversation.Everyone:
		return "<@" + escape(who) + ">"
	case d.group != "":
		return "<!subteam^" + escape(d.group) + ">"
	}
	return "<!channel>"
}

// layout gathers the blocks of a message.
type layout struct {
	blocks  []slack.Block
	width   int // of the texts so far
	pressed bool
}

func (l *layout) add(s *slack.SectionBlock) {
	if s.Text != nil {
		l.width += widthOf(s.Text.Text)
	}
	for _, f := range s.Fields {
		l.width += widthOf(f.Text)
	}
	l.blocks = append(l.blocks, s)
}

func (l *layout) title(text string) {
	if all := pieces(text, maxHeader); len(all) > 1 || strings.TrimSpace(text) == "" {
		l.words(text)
		return
	}
	l.width += widthOf(escape(text))
	l.blocks = append(l.blocks, slack.NewHeaderBlock(literal(escape(text))))
}

// words puts a text down literally, over as many sections as it needs.
func (l *layout) words(text string) {
	for _, part := range pieces(text, maxSection) {
		if strings.TrimSpace(part) != "" { // Slack refuses an empty text
			l.add(slack.NewSectionBlock(literal(part), nil, nil))
		}
	}
}

// buttons puts down what can be pressed, and the menus behind it.
func (l *layout) buttons(main, more []conversation.DeskButton, record string) {
	for _, b := range slices.Concat(main, more) {
		l.width += widthOf(short(b.Text, maxPressed))
	}
	for _, row := range pressable(main, more, record) {
		l.blocks = append(l.blocks, row)
		l.pressed = true
	}
}

// rendering ends the layout. A text too long for blocks, which ordinary words
// never are, goes as a message without them: it stands there whole, and as
// literally.
func (l *layout) rendering(mention, text string) rendering {
	fits := len(l.blocks) <= maxBlocks && l.width <= maxAll
	whole := strings.TrimSpace(mention + " " + escape(text))
	if !fits && !l.pressed {
		return rendering{text: whole}
	}
	return rendering{text: strings.TrimSpace(mention + " " + pieces(text, maxFallback)[0]), blocks: l.blocks, whole: whole}
}

// literal is a text that stands as it is written; marked is one in which Slack
// acts on our marks.
func literal(escaped string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, escaped, false, false)
}

func marked(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}

func orDash(value string) string {
	if strings.TrimSpace(value) == "" {
		return "–"
	}
	return value
}
