package slack

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// markup is what Slack keeps between angle brackets: mentions, channels, special
// words and links. A bracket that a person types arrives escaped.
var markup = regexp.MustCompile(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)

// shortcode is an emoji as Slack keeps it in text.
var shortcode = regexp.MustCompile(`:[a-z0-9_+'-]+:(?::skin-tone-[2-6]:)?`)

// read turns a line as Slack keeps it into what its author typed, and says which
// colleagues it names. Naming everybody counts.
func (d *Desk) read(ctx context.Context, text string, blocks slack.Blocks) (plain string, mentions []string, err error) {
	note := func(who string) {
		if !slices.Contains(mentions, who) {
			mentions = append(mentions, who)
		}
	}
	read := markup.ReplaceAllStringFunc(text, func(token string) string {
		part := markup.FindStringSubmatch(token)
		kind, target, label := part[1], part[2], part[3]
		switch kind {
		case "@":
			note(target)
			name, lost := d.nameIn(ctx, target, label)
			if lost != nil {
				err = lost
			}
			return "@" + name
		case "#":
			return "#" + orElse(label, target)
		case "!":
			words, everyone := special(target, label)
			if everyone {
				note(conversation.Everyone)
			}
			return words
		}
		return link(target, label)
	})
	if err != nil {
		return "", nil, fmt.Errorf("reading who a line names: %w", err)
	}
	return unescape(d.withEmoji(read, blocks)), mentions, nil
}

// nameIn is a colleague's name inside a line, as Slack gives it or as it is
// looked up.
func (d *Desk) nameIn(ctx context.Context, user, label string) (string, error) {
	if label != "" {
		return strings.TrimPrefix(label, "@"), nil
	}
	who, err := d.person(ctx, user)
	return escape(who.Name), err
}

// special reads <!channel>, <!subteam^S1|@group>, <!date^…|words> and their kin.
func special(target, label string) (words string, everyone bool) {
	name, _, _ := strings.Cut(target, "^")
	switch name {
	case "channel", "here", "everyone":
		return "@" + name, true
	case "subteam":
		return "@" + strings.TrimPrefix(orElse(label, "group"), "@"), true
	}
	return orElse(label, name), false
}

// link reads a link: its address, and its label where that says something else.
func link(target, label string) string {
	bare := strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
	switch label {
	case "", target, bare:
		return bare
	case strings.TrimPrefix(strings.TrimPrefix(target, "https://"), "http://"):
		return target
	}
	return label + " (" + bare + ")"
}

// withEmoji puts the characters back that Slack turned into codes. The blocks of
// a message say which they were; an emoji of the workspace's own stays a code.
func (d *Desk) withEmoji(text string, blocks slack.Blocks) string {
	here := map[string]string{}
	for _, b := range blocks.BlockSet {
		if rich, ok := b.(*slack.RichTextBlock); ok {
			gather(rich.Elements, here)
		}
	}
	return shortcode.ReplaceAllStringFunc(text, func(code string) string {
		return orElse(here[code], orElse(d.emoji[code], code))
	})
}

// gather notes the emoji of rich text, however it is nested.
func gather(elements []slack.RichTextElement, into map[string]string) {
	for _, e := range elements {
		switch e := e.(type) {
		case *slack.RichTextSection:
			gatherSection(e.Elements, into)
		case *slack.RichTextQuote:
			gatherSection(e.Elements, into)
		case *slack.RichTextList:
			gather(e.Elements, into)
		}
	}
}

func gatherSection(elements []slack.RichTextSectionElement, into map[string]string) {
	for _, e := range elements {
		emoji, ok := e.(*slack.RichTextSectionEmojiElement)
		if !ok {
			continue
		}
		code := ":" + emoji.Name + ":"
		if emoji.SkinTone > 0 {
			code += ":skin-tone-" + strconv.Itoa(emoji.SkinTone) + ":"
		}
		if text, ok := fromCodePoints(emoji.Unicode); ok {
			into[code] = text
		}
	}
}

// fromCodePoints reads "1f44d-1f3fc".
func fromCodePoints(hex string) (string, bool) {
	var out strings.Builder
	for _, point := range strings.Split(hex, "-") {
		n, err := strconv.ParseInt(point, 16, 32)
		if err != nil {
			return "", false
		}
		out.WriteRune(rune(n))
	}
	return out.String(), true
}

// commonEmoji serves messages that come without blocks.
func commonEmoji() map[string]string {
	return map[string]string{
		":lock:": "🔒", ":+1:": "👍", ":thumbsup:": "👍", ":-1:": "👎", ":white_check_mark:": "✅",
		":heavy_check_mark:": "✔️", ":x:": "❌", ":warning:": "⚠️", ":slightly_smiling_face:": "🙂",
		":grinning:": "😀", ":smile:": "😄", ":blush:": "😊", ":wink:": "😉", ":joy:": "😂", ":pray:": "🙏",
		":tada:": "🎉", ":heart:": "❤️", ":paperclip:": "📎", ":eyes:": "👀", ":hourglass_flowing_sand:": "⏳",
		":date:": "📅", ":calendar:": "📆", ":page_facing_up:": "📄", ":rotating_light:": "🚨", ":wave:": "👋",
		":bell:": "🔔", ":ok_hand:": "👌", ":clap:": "👏", ":muscle:": "💪", ":point_right:": "👉",
		":telephone_receiver:": "📞", ":email:": "✉️", ":flag-mx:": "🇲🇽", ":disappointed:": "😞", ":cry:": "😢",
	}
}

// unescape undoes what Slack does to the three characters it reserves.
func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
