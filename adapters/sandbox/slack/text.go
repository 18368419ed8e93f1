package slack

import (
	"regexp"
	"strings"
)

// written finds what Slack turns into markup in what a person types: mentions,
// addresses of pages and of mail.
var written = regexp.MustCompile(`<@[UW][A-Z0-9]+>|https?://[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w.-]*\w`)

// markup finds what Slack encodes between angle brackets.
var markup = regexp.MustCompile(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)

// marks finds what mrkdwn makes bold, italic, struck or code.
var marks = regexp.MustCompile("(^|[\\s(\"'>—-])([*_~`])(\\S|\\S[^\\n]*?\\S)([*_~`])($|[\\s).,:;!?\"'—-])")

// emoji pairs the emoji that a person types with the codes that Slack keeps.
func emoji() []string {
	return []string{
		"🔒", ":lock:", "👍", ":+1:", "👎", ":-1:", "✅", ":white_check_mark:", "❌", ":x:", "⚠️", ":warning:",
		"🙂", ":slightly_smiling_face:", "😀", ":grinning:", "🙏", ":pray:", "🎉", ":tada:", "❤️", ":heart:",
		"📎", ":paperclip:", "👀", ":eyes:", "⏳", ":hourglass_flowing_sand:", "📅", ":date:", "📄", ":page_facing_up:",
		"🚨", ":rotating_light:", "👋", ":wave:", "🔔", ":bell:",
	}
}

// encode turns what a person typed into what Slack stores and sends.
func (w *World) encode(text string) string {
	text = strings.NewReplacer(emoji()...).Replace(text)
	var out strings.Builder
	rest := 0
	for _, at := range written.FindAllStringIndex(text, -1) {
		out.WriteString(escape(text[rest:at[0]]))
		out.WriteString(w.encodeToken(text[at[0]:at[1]]))
		rest = at[1]
	}
	out.WriteString(escape(text[rest:]))
	return out.String()
}

func (w *World) encodeToken(token string) string {
	switch {
	case strings.HasPrefix(token, "<@"):
		return token
	case strings.HasPrefix(token, "http"):
		bare := strings.TrimRight(token, ".,;:!?)'\"")
		return "<" + escape(bare) + ">" + escape(token[len(bare):])
	case !strings.HasPrefix(token, "@"):
		return "<mailto:" + token + "|" + token + ">"
	case token == "@here" || token == "@channel" || token == "@everyone":
		return "<!" + token[1:] + ">"
	case token == "@associates":
		return "<!subteam^" + groupID + ">"
	}
	for _, u := range w.users {
		if u.name == token[1:] {
			return "<@" + u.id + ">"
		}
	}
	return escape(token)
}

// escape replaces the three characters that Slack reserves.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// display turns stored text into what a person sees.
func (w *World) display(text string) string {
	text = markup.ReplaceAllStringFunc(text, w.readToken)
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	return strings.NewReplacer(swapped(emoji())...).Replace(text)
}

func (w *World) readToken(token string) string {
	part := markup.FindStringSubmatch(token)
	target, label := part[2], part[3]
	switch part[1] {
	case "@":
		if u := w.userByID(target); u != nil {
			return "@" + u.name
		}
		return "@" + target
	case "#":
		if c := w.channelByID(target); c != nil {
			return "#" + c.name
		}
		return "#" + target
	case "!":
		switch {
		case label != "":
			return label
		case strings.HasPrefix(target, "subteam^"):
			return "@associates"
		}
		return "@" + target
	}
	bare := strings.TrimPrefix(target, "mailto:")
	if label == "" || label == bare {
		return bare
	}
	return label + " (" + bare + ")"
}

// plain is mrkdwn as it reads once rendered, without its marks.
func (w *World) plain(text string) string {
	for {
		next := marks.ReplaceAllStringFunc(text, func(s string) string {
			p := marks.FindStringSubmatch(s)
			if p[2] != p[4] {
				return s
			}
			return p[1] + p[3] + p[5]
		})
		if next == text {
			return w.display(text)
		}
		text = next
	}
}

func swapped(pairs []string) []string {
	out := make([]string, len(pairs))
	for i := 0; i < len(pairs); i += 2 {
		out[i], out[i+1] = pairs[i+1], pairs[i]
	}
	return out
}
