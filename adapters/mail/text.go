package mail

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// plainText is what a mail's HTML says, for programs that show none: links keep
// their address, lists their signs, and paragraphs stand apart.
func plainText(body string) string {
	w := &textWriter{}
	tokens := html.NewTokenizer(strings.NewReader(body))
	for {
		switch tokens.Next() {
		case html.ErrorToken: // the end: the text comes from memory
			return w.String()
		case html.TextToken:
			w.text(string(tokens.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(tokens.Token())
		case html.EndTagToken:
			name, _ := tokens.TagName()
			w.shut(string(name))
		}
	}
}

// textWriter puts the pieces together. Space in the source is one blank, as a
// browser shows it; gap is what has to stand before the next word.
type textWriter struct {
	strings.Builder
	gap   string
	links []link
}

type link struct {
	address string
	from    int // where its words begin
}

var spaces = regexp.MustCompile(`[ \t\r\n]+`)

func (w *textWriter) text(s string) {
	s = html.UnescapeString(s)
	for i, word := range spaces.Split(s, -1) {
		if i > 0 {
			w.apart(" ")
		}
		if word == "" {
			continue
		}
		if w.Len() > 0 {
			w.WriteString(w.gap)
		}
		w.gap = ""
		w.WriteString(word)
	}
}

// apart asks for a gap; a larger one that is asked for already stays.
func (w *textWriter) apart(gap string) {
	if len(w.gap) < len(gap) || w.gap == " " {
		w.gap = gap
	}
}

func (w *textWriter) open(t html.Token) {
	switch t.Data {
	case "br":
		if w.gap == "\n" || w.gap == "\n\n" {
			w.gap += "\n"
		} else {
			w.apart("\n")
		}
	case "p", "h1", "h2", "ul", "ol", "blockquote", "table":
		w.apart("\n\n")
	case "tr":
		w.apart("\n")
	case "li":
		w.apart("\n")
		w.text("-")
		w.apart(" ")
	case "hr":
		w.apart("\n\n")
		w.text("--")
		w.apart("\n")
	case "td", "th":
		w.apart("  ")
	case "a":
		w.link(t)
	}
}

func (w *textWriter) link(t html.Token) {
	for _, a := range t.Attr {
		if a.Key == "href" {
			w.links = append(w.links, link{address: a.Val, from: w.Len()})
		}
	}
}

func (w *textWriter) shut(name string) {
	switch name {
	case "p", "h1", "h2", "ul", "ol", "blockquote", "table":
		w.apart("\n\n")
	case "a":
		n := len(w.links)
		if n == 0 {
			return
		}
		l := w.links[n-1]
		w.links = w.links[:n-1]
		words := strings.TrimSpace(w.String()[l.from:])
		if address := strings.TrimPrefix(strings.TrimPrefix(l.address, "mailto:"), "tel:"); words != address {
			w.WriteString(" (" + address + ")")
		}
	}
}
