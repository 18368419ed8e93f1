package slack

import "slices"

// piece is a part of a message or Home as the page lays it out. Its text keeps
// the marks of mrkdwn; literal says that it has none.
type piece struct {
	Kind    string      `json:"kind"` // header, text, facts, context, divider, image or controls
	Block   string      `json:"block,omitempty"`
	Text    string      `json:"text,omitempty"`
	Literal bool        `json:"literal,omitempty"`
	Facts   [][2]string `json:"facts,omitempty"` // label and value
	Buttons []pressed   `json:"buttons,omitempty"`
	More    [][]string  `json:"more,omitempty"` // what each overflow menu holds
	Menus   []menu      `json:"menus,omitempty"`
}

// pressed is a button with its look.
type pressed struct {
	Words string `json:"words"`
	Style string `json:"style,omitempty"`
}

// layout is what blocks look like, in order.
func (w *World) layout(blocks []any) []piece {
	var out []piece
	for _, v := range blocks {
		b, ok := v.(object)
		if !ok || b["type"] == "input" {
			continue
		}
		out = append(out, w.textPieces(b)...)
		if p, ok := w.pressPiece(b); ok {
			out = append(out, p)
		}
	}
	return out
}

func (w *World) textPieces(b object) []piece {
	switch b["type"] {
	case "divider":
		return []piece{{Kind: "divider"}}
	case "section":
		var out []piece
		if b["text"] != nil {
			out = append(out, w.written("text", b["text"]))
		}
		return append(out, w.fieldPieces(asList(b["fields"]))...)
	case "context":
		var out []piece
		for _, e := range asList(b["elements"]) {
			if o, ok := e.(object); ok && o["type"] != "image" {
				out = append(out, w.written("context", e))
			}
		}
		return out
	case "actions":
		return nil
	}
	var out []piece
	kind, _ := b["type"].(string)
	if kind != "header" && kind != "image" {
		kind = "text"
	}
	for _, text := range w.blockTexts(b) {
		out = append(out, piece{Kind: kind, Text: text, Literal: true})
	}
	return out
}

// written is a text object that keeps its marks.
func (w *World) written(kind string, v any) piece {
	t, _ := v.(object)
	text, _ := t["text"].(string)
	return piece{Kind: kind, Text: w.display(text), Literal: t["type"] != "mrkdwn"}
}

// fieldPieces are the fields of a section: those that come as label and value
// stand together as facts.
func (w *World) fieldPieces(fields []any) []piece {
	var out []piece
	var facts [][2]string
	for row := range slices.Chunk(fields, 2) {
		if len(row) == 2 && isLabel(row[0]) {
			facts = append(facts, [2]string{w.textOf(row[0]), w.textOf(row[1])})
			continue
		}
		for _, f := range row {
			out = append(out, w.written("text", f))
		}
	}
	if len(facts) > 0 {
		out = append(out, piece{Kind: "facts", Facts: facts})
	}
	return out
}

// pressPiece is what can be pressed in a block.
func (w *World) pressPiece(b object) (piece, bool) {
	elements := asList(b["elements"])
	switch b["type"] {
	case "section":
		elements = []any{b["accessory"]}
	case "actions":
	default:
		return piece{}, false
	}
	p := piece{Kind: "controls"}
	p.Block, _ = b["block_id"].(string)
	for _, v := range elements {
		e, ok := v.(object)
		if !ok || e["type"] == "image" {
			continue
		}
		switch e["type"] {
		case "button":
			style, _ := e["style"].(string)
			p.Buttons = append(p.Buttons, pressed{w.textOf(e["text"]), style})
		case "overflow":
			p.More = append(p.More, w.choices(e))
		default:
			for _, c := range w.controlsOf(p.Block, e, w.textOf(b["text"])) {
				p.Menus = append(p.Menus, menu{c.words, c.kind(), w.choices(c.element)})
			}
		}
	}
	return p, len(p.Buttons)+len(p.More)+len(p.Menus) > 0
}

// inBlock narrows blocks to the one that is named, as equal words may stand in
// several.
func inBlock(blocks []any, id string) []any {
	if id == "" {
		return blocks
	}
	return slices.DeleteFunc(slices.Clone(blocks), func(v any) bool {
		b, ok := v.(object)
		return !ok || b["block_id"] != id
	})
}
