package telegram

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// rich is a text as people read it, with its formatting beside it, and once
// more as clean HTML that is safe to show.
type rich struct {
	text     string
	entities []entity
	html     string
}

func plain(text string) rich {
	text = strings.TrimSpace(text)
	return rich{text: text, html: html.EscapeString(text)}
}

// units is a text's length as Telegram counts it.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// richText reads a text parameter together with its parse mode or entities.
func (p params) richText(name, entitiesName string) (rich, error) {
	switch mode := strings.ToLower(p.text("parse_mode")); mode {
	case "html":
		return parseHTML(p.text(name))
	case "":
		t := plain(p.text(name))
		_, err := p.object(entitiesName, &t.entities)
		return t, err
	default:
		return rich{}, badRequest("unsupported parse_mode") // this Telegram speaks HTML only
	}
}

// entityOf is the entity that each supported tag makes.
func entityOf(tag string) string {
	switch tag {
	case "b", "strong":
		return "bold"
	case "i", "em":
		return "italic"
	case "u", "ins":
		return "underline"
	case "s", "strike", "del":
		return "strikethrough"
	case "tg-spoiler", "span":
		return "spoiler"
	case "a":
		return "text_link"
	case "code", "pre", "blockquote":
		return tag
	}
	return ""
}

// openTag is a tag whose end has not come yet.
type openTag struct {
	name   string
	entity entity
}

// parser reads Telegram's HTML. It refuses whatever the documentation does not
// promise: unknown tags and attributes, and bare <, > and &.
type parser struct {
	source string
	at     int // byte offset of the next character
	text   strings.Builder
	html   strings.Builder
	units  int
	open   []openTag
	found  []entity
}

func parseHTML(source string) (rich, error) {
	p := &parser{source: source}
	for p.at < len(source) {
		if err := p.step(); err != nil {
			return rich{}, err
		}
	}
	if n := len(p.open); n > 0 {
		return rich{}, unparsed("Can't find end tag corresponding to start tag \"%s\"", p.open[n-1].name)
	}
	return p.trimmed(), nil
}

func unparsed(format string, args ...any) *refusal {
	return badRequest("can't parse entities: "+format, args...)
}

func (p *parser) step() error {
	switch c := p.source[p.at]; c {
	case '<':
		if strings.HasPrefix(p.source[p.at:], "</") {
			return p.endTag()
		}
		return p.startTag()
	case '&':
		char, length, err := character(p.source[p.at:], p.at)
		if err != nil {
			return err
		}
		p.emit(char)
		p.at += length
	case '>':
		return unparsed("Unescaped '>' at byte offset %d", p.at)
	default:
		char, length := utf8.DecodeRuneInString(p.source[p.at:])
		p.emit(string(char))
		p.at += length
	}
	return nil
}

func (p *parser) emit(char string) {
	p.text.WriteString(char)
	p.html.WriteString(html.EscapeString(char))
	p.units += units(char)
}

// character reads one HTML entity: four by name, the rest by number.
func character(source string, at int) (string, int, error) {
	end := strings.IndexByte(source, ';')
	if end < 0 || end > 10 {
		return "", 0, unparsed("Unescaped '&' at byte offset %d", at)
	}
	name := source[1:end]
	if char, ok := map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`}[name]; ok {
		return char, end + 1, nil
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if rest, hex := strings.CutPrefix(strings.ToLower(digits), "x"); hex {
		digits, base = rest, 16
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !strings.HasPrefix(name, "#") || code == 0 || !utf8.ValidRune(rune(code)) {
		return "", 0, unparsed("Unsupported entity \"&%s;\" at byte offset %d", name, at)
	}
	return string(rune(code)), end + 1, nil
}

func (p *parser) endTag() error {
	begin := p.at
	length := strings.IndexByte(p.source[begin:], '>')
	if length < 0 {
		return unparsed("Unclosed end tag at byte offset %d", begin)
	}
	name := strings.ToLower(strings.TrimSpace(p.source[begin+2 : begin+length]))
	if len(p.open) == 0 {
		return unparsed("Unexpected end tag at byte offset %d", begin)
	}
	last := p.open[len(p.open)-1]
	if name != last.name {
		return unparsed("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, last.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	p.at = begin + length + 1
	p.html.WriteString("</" + htmlName(last.name) + ">")
	last.entity.Length = p.units - last.entity.Offset
	if last.entity.Length > 0 && last.entity.Type != "" {
		p.found = append(p.found, last.entity)
	}
	return nil
}

func (p *parser) startTag() error {
	begin := p.at
	length := strings.IndexByte(p.source[begin:], '>')
	if length < 0 {
		return unparsed("Unclosed start tag at byte offset %d", begin)
	}
	inside := p.source[begin+1 : begin+length]
	name, rest := inside, ""
	if space := strings.IndexFunc(inside, unicode.IsSpace); space >= 0 {
		name, rest = inside[:space], inside[space:]
	}
	name = strings.ToLower(name)
	kind := entityOf(name)
	if kind == "" {
		return unparsed("Unsupported start tag \"%s\" at byte offset %d", name, begin)
	}
	if kind == "blockquote" && slices.ContainsFunc(p.open, func(t openTag) bool { return t.name == "blockquote" }) {
		return unparsed("Nested blockquote at byte offset %d", begin)
	}
	attributes, err := readAttributes(rest, begin)
	if err != nil {
		return err
	}
	e := entity{Type: kind, Offset: p.units}
	if err := p.qualify(&e, name, attributes, begin); err != nil {
		return err
	}
	p.open = append(p.open, openTag{name: name, entity: e})
	p.at = begin + length + 1
	p.html.WriteString("<" + htmlName(name))
	if name == "a" {
		p.html.WriteString(` href="` + html.EscapeString(e.URL) + `"`)
	}
	if htmlName(name) == "span" {
		p.html.WriteString(` class="tg-spoiler"`)
	}
	p.html.WriteString(">")
	return nil
}

// htmlName is the tag under which browsers know it.
func htmlName(name string) string {
	if name == "tg-spoiler" {
		return "span"
	}
	return name
}

// language names the language of a block of code: <pre><code class="…"> is one
// entity, not two.
func (p *parser) language(e *entity, language string) {
	if n := len(p.open); n > 0 && p.open[n-1].name == "pre" {
		p.open[n-1].entity.Language = language
		e.Type = ""
	}
}

// trimmed cuts the white space around the text, and moves the entities with it.
func (p *parser) trimmed() rich {
	text := p.text.String()
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	shift := units(text) - units(left)
	text = strings.TrimRightFunc(left, unicode.IsSpace)
	length := units(text)
	var kept []entity
	for _, e := range p.found {
		end := min(e.Offset+e.Length-shift, length)
		e.Offset = max(0, e.Offset-shift)
		if e.Length = end - e.Offset; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length // the outer one first
	})
	return rich{text: text, entities: kept, html: strings.TrimSpace(p.html.String())}
}
