package conversation

import (
	"encoding/json"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Made is a file of our own making. Its entry keeps what stands in it; the bytes
// are made when it is delivered, always the same ones. Exactly one is set.
type Made struct {
	Paper    *Paper    `json:"paper,omitempty"`    // a PDF
	Occasion *Occasion `json:"occasion,omitempty"` // a calendar file

	Data json.RawMessage `json:"data,omitempty"` // JSON, for machines
}

// Paper is a document to be printed: what stands on it, not how it looks.
type Paper struct {
	Title    string          `json:"title"` // of the file's own particulars
	Language locale.Language `json:"language"`
	Date     renewal.Date    `json:"date"`             // on which it was made
	Letter   bool            `json:"letter,omitempty"` // on US Letter, else on A4
	Footer   string          `json:"footer,omitempty"` // small, on every page
	Blocks   []Block         `json:"blocks"`
}

// Block is a piece of a paper. Its texts are plain.
type Block struct {
	Kind  BlockKind   `json:"kind"`
	Text  string      `json:"text,omitempty"`
	Items []string    `json:"items,omitempty"` // of a list or of boxes to tick
	Rows  [][2]string `json:"rows,omitempty"`  // of a table: what it is, and its value
}

// BlockKind is what a block is.
type BlockKind string

// The kinds of block.
const (
	Heading    BlockKind = "heading"    // a title, at most one line or two
	Subheading BlockKind = "subheading" // stays with what follows it
	Paragraph  BlockKind = "paragraph"
	Strong     BlockKind = "strong"    // a paragraph in bold
	Dateline   BlockKind = "dateline"  // place and date, at the right
	Bullets    BlockKind = "bullets"   // Items
	Boxes      BlockKind = "boxes"     // Items, each with a box to tick
	Table      BlockKind = "table"     // Rows
	Signature  BlockKind = "signature" // a line to sign on, Text below it; never parted from it
	Note       BlockKind = "note"      // small print
	NewPage    BlockKind = "new_page"
)

// Occasion is something for a calendar. A change bears the same UID and a higher
// Sequence, so that calendars replace what they have.
type Occasion struct {
	UID       string       `json:"uid"`
	Sequence  int          `json:"sequence"`
	Cancelled bool         `json:"cancelled,omitempty"`
	Stamp     time.Time    `json:"stamp"` // when this was said
	Start     time.Time    `json:"start,omitzero"`
	End       time.Time    `json:"end,omitzero"`
	First     renewal.Date `json:"first,omitzero"` // of whole days, instead of Start and End
	Last      renewal.Date `json:"last,omitzero"`
	Summary   string       `json:"summary"`
	Details   string       `json:"details,omitempty"`
	Place     string       `json:"place,omitempty"`
	Alarms    []int        `json:"alarms,omitempty"` // minutes before the start
}

// Mail is a letter by email. Its plain text is made from HTML where it is sent.
type Mail struct {
	To       string          `json:"to"`
	Name     string          `json:"name,omitempty"`
	ReplyTo  string          `json:"reply_to,omitempty"` // the associate's address; empty: answers come to all of us
	Subject  string          `json:"subject"`
	HTML     string          `json:"html"`
	Language locale.Language `json:"language"`
	Files    []File          `json:"files,omitempty"`
}

// Findings are what a look into a file's bytes came to.
type Findings struct {
	Type      string `json:"type"` // the media type that the bytes are of, whatever the name says
	Sum       string `json:"sum"`  // by which the same file is known again
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
	Pages     int    `json:"pages,omitempty"`
	Dark      bool   `json:"dark,omitempty"`
	Encrypted bool   `json:"encrypted,omitempty"`
	Broken    bool   `json:"broken,omitempty"` // it is of that type, but cannot be read
}
