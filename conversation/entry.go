package conversation

import "time"

// Side is one of the sides of a record; each is a lane of the outbox.
type Side string

// The sides.
const (
	Chat  Side = "chat"  // the applicant
	Desk  Side = "desk"  // the associates
	Aside Side = "aside" // one associate alone, who waits for it: it never stands behind other entries
	Ahead Side = "ahead" // the associates, past what waits for them: where the case goes on, when the desk has moved
	Post  Side = "post"  // the applicant, by email
)

// Entry is one thing to be done on a platform: one entry, one call. Exactly one
// of the pointers is set.
type Entry struct {
	ID   string `json:"id"`
	Side Side   `json:"side"`
	To   string `json:"to"`             // the chat, or else the record's key
	Ref  string `json:"ref,omitempty"`  // the entry it edits or answers in the thread of
	Case string `json:"case,omitempty"` // the reference of the record's newest case, for the log

	Track      bool      `json:"track,omitempty"`      // a later entry will refer to it
	As         string    `json:"as,omitempty"`         // the tracked entry whose place it takes: what refers to that one, waiting or to come, finds this
	Repeatable bool      `json:"repeatable,omitempty"` // doing it twice does no harm
	Report     bool      `json:"report,omitempty"`     // the engine wants to hear that it was delivered
	Bulk       bool      `json:"bulk,omitempty"`       // one of many that may go out at once; nobody waits for it
	ValidUntil time.Time `json:"valid_until,omitzero"` // past it, it is not sent but reported stale
	Guarded    bool      `json:"guarded,omitempty"`    // before it is sent, the engine is asked whether it still stands

	Send    *Message `json:"send,omitempty"`    // a new message in the chat
	Edit    *Message `json:"edit,omitempty"`    // of Ref; without HTML only its buttons are replaced
	Drop    *Drop    `json:"drop,omitempty"`    // takes the message of Ref back
	File    *File    `json:"file,omitempty"`    // carries a file over, to the chat or the thread of Ref
	Toast   *Toast   `json:"toast,omitempty"`   // the answer to a press
	Card    *Card    `json:"card,omitempty"`    // the case's card: posted, or updated where Ref names it
	Line    *Line    `json:"line,omitempty"`    // in the thread of Ref
	Mark    *Mark    `json:"mark,omitempty"`    // a reaction on a line
	Whisper *Whisper `json:"whisper,omitempty"` // what one associate alone is shown
	Form    *Form    `json:"form,omitempty"`    // what one associate is asked to fill in
	Mail    *Mail    `json:"mail,omitempty"`    // to the applicant's address
	Clear   *Clear   `json:"clear,omitempty"`   // takes away what we posted about the case of Ref
}

// Message is what an applicant reads.
type Message struct {
	HTML     string     `json:"html"`
	Buttons  [][]Button `json:"buttons,omitempty"`  // under the message
	Keyboard *Keyboard  `json:"keyboard,omitempty"` // in place of the person's own
	Silent   bool       `json:"silent,omitempty"`
}

// Drop takes a message back out of the chat.
type Drop struct{}

// Button is a button under a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"data"`
}

// Keyboard replaces the person's keyboard, or, when empty, gives theirs back.
type Keyboard struct {
	Contact string   `json:"contact,omitempty"` // the words of the button that shares the telephone number
	Words   []string `json:"words,omitempty"`   // buttons that type their own words
}

// Toast answers a press, in a few words or none.
type Toast struct {
	Callback string `json:"callback"`
	Text     string `json:"text,omitempty"`
}

// Card is the one message that shows a case to the associates. All its texts
// are plain: the adapter makes them harmless.
type Card struct {
	Title   string       `json:"title"`
	Fields  []CardField  `json:"fields"`
	Buttons []DeskButton `json:"buttons,omitempty"`
	More    []DeskButton `json:"more,omitempty"` // behind a menu
}

// CardField is one fact of a card.
type CardField struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// DeskButton is a button at the desk.
type DeskButton struct {
	Text string `json:"text"`
	Move string `json:"move"`
	Case string `json:"case,omitempty"` // the case's reference
	Line string `json:"line,omitempty"`
	Main bool   `json:"main,omitempty"`

	About string `json:"about,omitempty"` // what else it speaks of: an office, by its city; a paper, by its id and how many files it has
}

// Line is a line in the case's thread. Text is ours; Quote is the applicant's
// own words and stands there literally.
type Line struct {
	Text    string       `json:"text"`
	Quote   string       `json:"quote,omitempty"`
	Mention string       `json:"mention,omitempty"` // an associate's id, or Everyone
	Thread  string       `json:"thread,omitempty"`  // a thread that it leads to, as the adapter names it
	Buttons []DeskButton `json:"buttons,omitempty"`
}

// Everyone stands for all associates of the desk.
const Everyone = "everyone"

// Mark puts a reaction on a line of the thread, or takes it away.
type Mark struct {
	Line   string `json:"line"`
	Name   string `json:"name"`
	Remove bool   `json:"remove,omitempty"`
}

// Form is what an associate fills in before a move is made.
type Form struct {
	Move    string  `json:"move"`
	User    string  `json:"user"` // the one who is asked
	Case    string  `json:"case,omitempty"`
	About   string  `json:"about,omitempty"` // as on the button that opened it
	Trigger string  `json:"trigger"`         // the platform's leave to open it, good for a few seconds
	Stage   Stage   `json:"stage"`           // of the case when it was opened
	Title   string  `json:"title"`
	Intro   string  `json:"intro,omitempty"`
	Submit  string  `json:"submit"`
	Cancel  string  `json:"cancel"`
	Fields  []Field `json:"fields"`
}

// Field is one thing that a form asks for.
type Field struct {
	Name     string    `json:"name"`
	Kind     FieldKind `json:"kind"`
	Label    string    `json:"label"`
	Hint     string    `json:"hint,omitempty"`
	Value    string    `json:"value,omitempty"` // what stands there to begin with
	Options  []Option  `json:"options,omitempty"`
	Optional bool      `json:"optional,omitempty"`
}

// FieldKind is how a field is filled in.
type FieldKind string

// The kinds of field, and the form in which their values come back.
const (
	OneLine   FieldKind = "line"   // text
	ManyLines FieldKind = "lines"  // text
	ADate     FieldKind = "date"   // 2026-11-22
	ATime     FieldKind = "time"   // 15:04
	OneOf     FieldKind = "choice" // the value of an option
	Colleague FieldKind = "person" // an associate's id
)

// Option is one of several that can be chosen.
type Option struct {
	Value string `json:"value"`
	Text  string `json:"text"`
}

// Whisper is shown to one associate and kept nowhere.
type Whisper struct {
	User    string       `json:"user"`
	Text    string       `json:"text"`
	Buttons []DeskButton `json:"buttons,omitempty"`
}

// Parcel is an entry on its way to a platform.
type Parcel struct {
	Entry Entry
	Key   string // names this entry among all; a platform that can, finds a first send by it
	Ref   string // what the platform calls the message that Entry.Ref sent
	Again bool   // an earlier send may have happened
}

// Answer is what became of one send.
type Answer struct {
	Outcome Outcome       // Delivered, Unreachable, Refused, Unknown, Later or Elsewhere
	Message string        // what the platform calls the message
	After   time.Duration // with Later: not before this has passed; zero: as the sender thinks best
	Lacking bool          // with Later: not the platform is in the way, but a file could not be fetched
	Why     string        // a short code, no personal data
	Found   *Findings     // of a file that was to be examined
}
