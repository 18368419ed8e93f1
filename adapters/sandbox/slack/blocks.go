package slack

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of Block Kit surfaces.
const (
	messageBlocks = 50
	viewBlocks    = 100
	messageText   = 12000 // characters in all blocks of a message together
)

// checker goes through blocks, notes what Slack would refuse, and gives a name
// to the blocks and elements that came without one.
type checker struct {
	problems []string
	name     func() string
	blockIDs map[string]bool
	total    int  // characters of text seen
	inputs   bool // an input block was seen
}

func (w *World) newChecker() *checker {
	return &checker{
		blockIDs: map[string]bool{},
		name:     func() string { return strings.ToLower(w.nextID("b")) },
	}
}

// acceptBlocks refuses the blocks of a message that Slack would refuse.
func (w *World) acceptBlocks(blocks []any) error {
	c := w.newChecker()
	c.blocks("/blocks", blocks, messageBlocks)
	if len(c.problems) > 0 {
		return &apiError{code: "invalid_blocks", messages: c.problems}
	}
	if c.total > messageText {
		return fail("msg_blocks_too_long")
	}
	return nil
}

// bad notes a problem, where it is as a JSON pointer.
func (c *checker) bad(at, format string, a ...any) {
	c.problems = append(c.problems, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", fmt.Sprintf(format, a...), at))
}

func (c *checker) blocks(at string, blocks []any, most int) {
	if len(blocks) > most {
		c.bad(at, "no more than %d items allowed", most)
	}
	for i, v := range blocks {
		here := fmt.Sprintf("%s/%d", at, i)
		b, ok := v.(object)
		if !ok {
			c.bad(here, "must be an object")
			continue
		}
		c.block(here, b)
	}
}

func (c *checker) block(at string, b object) {
	c.blockID(at, b)
	switch kind := b["type"]; kind {
	case "section":
		c.section(at, b)
	case "header":
		c.text(at+"/text", b["text"], 150, "plain_text")
	case "context":
		c.context(at, b)
	case "actions":
		c.actions(at, b)
	case "input":
		c.input(at, b)
	case "image":
		c.image(at, b)
		c.optionalText(at, b, "title", 2000, "plain_text")
	case "markdown":
		c.words(at, b, "text", messageText, true)
	case "rich_text":
		c.list(at+"/elements", b["elements"], 0, 1000)
	case "divider":
	default:
		c.bad(at+"/type", "unsupported type: %v", kind)
	}
}

// blockID gives a block its id; two of one surface may not share one.
func (c *checker) blockID(at string, b object) {
	id, given := b["block_id"]
	if !given || id == "" {
		b["block_id"] = c.name()
		return
	}
	c.words(at, b, "block_id", 255, true)
	text, _ := id.(string)
	if c.blockIDs[text] {
		c.bad(at+"/block_id", "block_id %q already exists", text)
	}
	c.blockIDs[text] = true
}

func (c *checker) section(at string, b object) {
	_, hasText := b["text"]
	_, hasFields := b["fields"]
	if !hasText && !hasFields {
		c.bad(at, "missing required field: text")
	}
	c.optionalText(at, b, "text", 3000, "plain_text", "mrkdwn")
	if hasFields {
		for i, f := range c.list(at+"/fields", b["fields"], 1, 10) {
			c.text(fmt.Sprintf("%s/fields/%d", at, i), f, 2000, "plain_text", "mrkdwn")
		}
	}
	if a, ok := b["accessory"]; ok {
		c.element(at+"/accessory", a, append([]string{"image"}, actionElements()...))
	}
}

func (c *checker) context(at string, b object) {
	for i, v := range c.list(at+"/elements", b["elements"], 1, 10) {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		if e, ok := v.(object); ok && e["type"] == "image" {
			c.image(here, e)
			continue
		}
		c.text(here, v, 2000, "plain_text", "mrkdwn")
	}
}

func (c *checker) actions(at string, b object) {
	seen := map[any]bool{}
	for i, v := range c.list(at+"/elements", b["elements"], 1, 25) {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		c.element(here, v, actionElements())
		if e, ok := v.(object); ok {
			if seen[e["action_id"]] {
				c.bad(here+"/action_id", "action_id %q already exists in the block", e["action_id"])
			}
			seen[e["action_id"]] = true
		}
	}
}

func (c *checker) input(at string, b object) {
	c.inputs = true
	c.text(at+"/label", b["label"], 2000, "plain_text")
	c.optionalText(at, b, "hint", 2000, "plain_text")
	c.element(at+"/element", b["element"], inputElements())
}

// image checks an image block or element. A private file is not modelled, so the
// address must be one that Slack could fetch.
func (c *checker) image(at string, b object) {
	c.words(at, b, "alt_text", 2000, true)
	c.words(at, b, "image_url", 3000, true)
	address, _ := b["image_url"].(string)
	if address != "" && !webAddress(address) {
		c.bad(at+"/image_url", "must be a valid URL")
	}
}

func webAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// text checks a text object: its kind, that it says something, and its length.
func (c *checker) text(at string, v any, most int, kinds ...string) {
	t, ok := v.(object)
	if !ok {
		c.bad(at, "must be a text object")
		return
	}
	kind, _ := t["type"].(string)
	if !slices.Contains(kinds, kind) {
		c.bad(at+"/type", "must be one of: %s", strings.Join(kinds, ", "))
	}
	c.words(at, t, "text", most, true)
	if text, ok := t["text"].(string); ok {
		c.total += utf8.RuneCountInString(text)
	}
	if _, ok := t["emoji"]; ok && kind == "mrkdwn" {
		c.bad(at+"/emoji", "emoji is allowed with plain_text only")
	}
}

func (c *checker) optionalText(at string, o object, field string, most int, kinds ...string) {
	if v, ok := o[field]; ok && v != nil {
		c.text(at+"/"+field, v, most, kinds...)
	}
}

// words checks a string field.
func (c *checker) words(at string, o object, field string, most int, required bool) {
	here := at + "/" + field
	v, given := o[field]
	if !given || v == nil {
		if required {
			c.bad(at, "missing required field: %s", field)
		}
		return
	}
	text, ok := v.(string)
	switch n := utf8.RuneCountInString(text); {
	case !ok:
		c.bad(here, "must be a string")
	case required && n == 0:
		c.bad(here, "must be more than 0 characters")
	case n > most:
		c.bad(here, "must be less than %d characters", most+1)
	}
}

// list checks that v is a list of a fitting length.
func (c *checker) list(at string, v any, least, most int) []any {
	items, ok := v.([]any)
	switch {
	case !ok:
		c.bad(at, "must be a list")
	case len(items) < least:
		c.bad(at, "no fewer than %d items allowed", least)
	case len(items) > most:
		c.bad(at, "no more than %d items allowed", most)
	}
	return items
}
