package slack

import (
	"slices"
	"strings"
)

// control is something in blocks that a person can press or fill in.
type control struct {
	words   string // what is written on it
	blockID string
	element object
	option  object // the entry of an overflow menu
	input   bool   // in an input block: filled in, not pressed
	needed  bool   // an input that may not stay empty
}

func (c control) kind() string     { s, _ := c.element["type"].(string); return s }
func (c control) actionID() string { s, _ := c.element["action_id"].(string); return s }

// isButton reports whether pressing is all there is to it.
func (c control) isButton() bool { return c.kind() == "button" || c.option != nil }

// controls lists what can be pressed or filled in, in order.
func (w *World) controls(blocks []any) []control {
	var out []control
	for _, v := range blocks {
		b, ok := v.(object)
		if !ok {
			continue
		}
		id, _ := b["block_id"].(string)
		switch b["type"] {
		case "section":
			out = append(out, w.controlsOf(id, b["accessory"], w.textOf(b["text"]))...)
		case "actions":
			for _, e := range asList(b["elements"]) {
				out = append(out, w.controlsOf(id, e, "")...)
			}
		case "input":
			e, _ := b["element"].(object)
			out = append(out, control{
				words: w.textOf(b["label"]), blockID: id, element: e, input: true, needed: b["optional"] != true,
			})
		}
	}
	return out
}

// controlsOf lists what one element offers. A menu or picker goes by its
// placeholder, or else by the words beside it.
func (w *World) controlsOf(blockID string, v any, beside string) []control {
	e, ok := v.(object)
	if !ok || e["type"] == "image" {
		return nil
	}
	switch e["type"] {
	case "button":
		return []control{{words: w.textOf(e["text"]), blockID: blockID, element: e}}
	case "overflow":
		var out []control
		for _, o := range optionsOf(e) {
			out = append(out, control{words: w.textOf(o["text"]), blockID: blockID, element: e, option: o})
		}
		return out
	}
	words := w.textOf(e["placeholder"])
	if words == "" {
		words = beside
	}
	return []control{{words: words, blockID: blockID, element: e}}
}

// textOf is a text object as a person reads it.
func (w *World) textOf(v any) string {
	t, ok := v.(object)
	if !ok {
		return ""
	}
	text, _ := t["text"].(string)
	if t["type"] == "mrkdwn" {
		return w.plain(text)
	}
	return w.display(text)
}

// lines renders blocks as readable text.
func (w *World) lines(blocks []any) []string {
	out := []string{}
	for _, v := range blocks {
		b, ok := v.(object)
		if !ok {
			continue
		}
		for _, text := range w.blockTexts(b) {
			out = append(out, strings.Split(text, "\n")...)
		}
	}
	return out
}

func (w *World) blockTexts(b object) []string {
	switch b["type"] {
	case "header":
		return []string{w.textOf(b["text"])}
	case "section":
		var out []string
		if b["text"] != nil {
			out = append(out, w.textOf(b["text"]))
		}
		return append(out, w.fieldTexts(asList(b["fields"]))...)
	case "context":
		var parts []string
		for _, e := range asList(b["elements"]) {
			if o, ok := e.(object); ok && o["type"] == "image" {
				continue
			}
			parts = append(parts, w.textOf(e))
		}
		return []string{strings.Join(parts, " · ")}
	case "divider":
		return []string{"———"}
	case "image":
		alt, _ := b["alt_text"].(string)
		return []string{"[" + w.display(alt) + "]"}
	case "markdown":
		text, _ := b["text"].(string)
		return []string{w.display(text)}
	case "rich_text":
		return []string{w.display(richText(b["elements"]))}
	}
	return nil
}

// fieldTexts reads the fields of a section, which Slack shows in rows of two: a
// bold one is the label of the one beside it.
func (w *World) fieldTexts(fields []any) []string {
	var out []string
	for row := range slices.Chunk(fields, 2) {
		if len(row) == 2 && isLabel(row[0]) {
			out = append(out, w.textOf(row[0])+": "+w.textOf(row[1]))
			continue
		}
		for _, f := range row {
			out = append(out, w.textOf(f))
		}
	}
	return out
}

// isLabel reports whether a text object is bold from beginning to end, on one line.
func isLabel(v any) bool {
	t, _ := v.(object)
	text, _ := t["text"].(string)
	inside, begins := strings.CutPrefix(text, "*")
	inside, ends := strings.CutSuffix(inside, "*")
	return t["type"] == "mrkdwn" && begins && ends && !strings.ContainsAny(inside, "*\n")
}

// richText is the text of nested rich text elements.
func richText(v any) string {
	var out strings.Builder
	for _, v := range asList(v) {
		e, ok := v.(object)
		if !ok {
			continue
		}
		text, _ := e["text"].(string)
		out.WriteString(text)
		out.WriteString(richText(e["elements"]))
	}
	return out.String()
}

// buttonsOf lists the words on buttons and overflow entries.
func (w *World) buttonsOf(blocks []any) []string {
	out := []string{}
	for _, c := range w.controls(blocks) {
		if c.isButton() {
			out = append(out, c.words)
		}
	}
	return out
}

// menu is a select or picker outside an input block, as the control API shows it.
type menu struct {
	Label   string   `json:"label"`
	Type    string   `json:"type"`
	Options []string `json:"options,omitempty"`
}

func (w *World) menusOf(blocks []any) []menu {
	var out []menu
	for _, c := range w.controls(blocks) {
		if !c.isButton() && !c.input {
			out = append(out, menu{c.words, c.kind(), w.choices(c.element)})
		}
	}
	return out
}

// choices lists the words of an element's options; for a choice of users, the
// names of the people.
func (w *World) choices(e object) []string {
	var out []string
	for _, o := range optionsOf(e) {
		out = append(out, w.textOf(o["text"]))
	}
	if e["type"] == "users_select" {
		for _, u := range w.users {
			if !u.bot {
				out = append(out, u.name)
			}
		}
	}
	return out
}

// find picks the control with these words, or the menu that has such a choice.
func (w *World) find(blocks []any, words string) (control, error) {
	var can []string
	all := slices.DeleteFunc(w.controls(blocks), func(c control) bool { return c.input && c.element["type"] != "button" && !dispatches(blocks, c) })
	for _, c := range all {
		if c.words == words {
			return c, nil
		}
		can = append(can, c.words)
	}
	for _, c := range all {
		if !c.isButton() && slices.Contains(w.choices(c.element), words) {
			return c, nil
		}
	}
	return control{}, missing("there is nothing to press that reads " + quote(words) + "; there is: " + strings.Join(can, ", "))
}

// dispatches reports whether an input block tells the app of each change.
func dispatches(blocks []any, c control) bool {
	for _, v := range blocks {
		if b, ok := v.(object); ok && b["block_id"] == c.blockID {
			return b["dispatch_action"] == true
		}
	}
	return false
}
