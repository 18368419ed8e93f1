package conversation

import (
	"errors"

	"residencyassist/conversation/locale"
)

// ErrNoRecord says that an event of the desk names a record that does not exist,
// or no longer does. Nothing comes of the event, and it is not to be given
// again; whoever pressed something hears it from the adapter.
var ErrNoRecord = errors.New("conversation: no such record")

// Kind says what happened. Every kind is handled in one place: Engine.handlers.
type Kind string

// The kinds of event, by who causes them.
const (
	Said    Kind = "said"    // the applicant wrote or sent something
	Amended Kind = "amended" // the applicant edited an earlier message
	Pressed Kind = "pressed" // the applicant pressed a button
	Blocked Kind = "blocked" // the applicant blocked the bot
	Opened  Kind = "opened"  // the applicant unblocked the bot

	Wrote   Kind = "wrote"   // an associate wrote in the case's thread
	Reacted Kind = "reacted" // an associate put a reaction on a line of the thread
	Revised Kind = "revised" // an associate edited a line of the thread
	Erased  Kind = "erased"  // an associate deleted a line of the thread, or only files of it
	Moved   Kind = "moved"   // an associate pressed a button of the case, or sent a form

	Woke     Kind = "woke"     // the record's wake-up came
	Reported Kind = "reported" // a platform answered something we sent

	Vanished Kind = "vanished" // everything that had been kept of the record was erased
)

// Event is anything that can wake the bot. Exactly one of the pointers that
// belong to its kind is set.
type Event struct {
	ID   string `json:"id,omitempty"` // idempotency key; empty where the version guards alone
	Kind Kind   `json:"kind"`
	By   Actor  `json:"by,omitzero"`

	// Where it belongs: one of the three, or the desk. The bot finds the record by it.
	Chat   string `json:"chat,omitempty"`   // the applicant's chat, as the adapter names it
	Record string `json:"record,omitempty"` // the record's key, for what names it itself
	Thread string `json:"thread,omitempty"` // the case's thread at the desk, as the adapter names it

	Message *Incoming `json:"message,omitempty"`
	Press   *Press    `json:"press,omitempty"`
	Line    *DeskLine `json:"line,omitempty"`
	Move    *DeskMove `json:"move,omitempty"`
	Report  *Report   `json:"report,omitempty"`

	// Desk says that the record is the associates' own, which belongs to no
	// applicant; Rows are all cases, for its wake-ups.
	Desk bool  `json:"desk,omitempty"`
	Rows []Row `json:"-"`

	// Book is what the associates keep for all cases, as it was when the event
	// came; the journal keeps what the step asked of it.
	Book *Book `json:"book,omitempty"`

	// Nonce is raised when a step has to be taken again because a name it made
	// up (a case's reference) is already in use.
	Nonce int `json:"nonce,omitempty"`

	// Seq is how many entries a record had numbered that was erased. Only the
	// journal has such an event.
	Seq int `json:"seq,omitempty"`
}

// Begins says whether an event may begin a record: the applicant wrote or pressed
// something. Of what else comes of a chat, nothing is to be kept.
func (e Event) Begins() bool { return e.Desk || e.Chat != "" && (e.Kind == Said || e.Kind == Pressed) }

// Actor is who caused an event: an associate, by the platform's id and the name
// applicants may see. The applicant, the clock and the platforms need no name.
type Actor struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// Incoming is a message of the applicant.
type Incoming struct {
	ID       string          `json:"id,omitempty"`    // as the platform names it; an edit bears the same
	Album    string          `json:"album,omitempty"` // what arrives together has this in common
	Place    *Place          `json:"place,omitempty"` // of a shared location
	Text     string          `json:"text,omitempty"`
	Media    Media           `json:"media,omitempty"`    // what came instead of text, or with it
	File     *Attachment     `json:"file,omitempty"`     // of a photo, document or recording
	Phone    string          `json:"phone,omitempty"`    // of a shared contact
	Foreign  bool            `json:"foreign,omitempty"`  // the shared contact is somebody else's
	Group    bool            `json:"group,omitempty"`    // not a private chat
	Language locale.Language `json:"language,omitempty"` // of the person's app
}

// Place is a point on the map.
type Place struct {
	Latitude  float64 `json:"lat"`
	Longitude float64 `json:"lon"`
}

// Media is the kind of a message that is not plain text.
type Media string

// The kinds of message the dialogue has words for.
const (
	Contact  Media = "contact"
	Photo    Media = "photo"
	Document Media = "document"
	Voice    Media = "voice"
	Sticker  Media = "sticker"
	Location Media = "location"
	Other    Media = "unsupported"
)

// Press is a button of ours that came back.
type Press struct {
	Callback string          `json:"callback"` // what the platform wants answered
	Data     string          `json:"data"`
	Language locale.Language `json:"language,omitempty"`
}

// DeskLine is a line of the case's thread.
type DeskLine struct {
	ID       string       `json:"id"` // as the adapter names the line
	Text     string       `json:"text,omitempty"`
	Mentions []string     `json:"mentions,omitempty"` // colleagues named in it
	Files    []Attachment `json:"files,omitempty"`
	Without  []string     `json:"without,omitempty"` // its files that were deleted; the line itself was not
	Reaction string       `json:"reaction,omitempty"`
}

// DeskMove is a button of a card or a line, or a form that was filled in.
type DeskMove struct {
	Name    string     `json:"name"`              // see deskTable
	Case    string     `json:"case,omitempty"`    // the case's reference
	Line    string     `json:"line,omitempty"`    // the thread's line it speaks of
	About   string     `json:"about,omitempty"`   // what else it speaks of, see DeskButton
	Trigger string     `json:"trigger,omitempty"` // of a press: the platform's leave to open a form
	Values  FormValues `json:"values,omitempty"`  // of a form: what was filled in, by field
	Stage   Stage      `json:"stage,omitempty"`   // of a form: the case's stage when it was opened
}

// Report is what became of an entry.
type Report struct {
	Entry   string  `json:"entry"` // with Elsewhere: the one that waits; empty: nothing does yet
	Side    Side    `json:"side"`
	Outcome Outcome `json:"outcome"`
	Message string  `json:"message,omitempty"` // what the platform calls the message now; with Elsewhere: the thread that was left
	Why     string  `json:"why,omitempty"`     // a short code for the log and the desk, no personal data
	Again   bool    `json:"again,omitempty"`   // it was sent twice, the first result being unknown

	Found *Findings `json:"found,omitempty"` // of a file that was to be examined

	Wanted bool   `json:"wanted,omitempty"` // the engine had asked to hear of it: see Entry.Report
	Lost   *Entry `json:"lost,omitempty"`   // of what was to be heard of and did not reach the chat: the entry itself
}

// Outcome is the end of an entry.
type Outcome string

// The ends an entry can come to.
const (
	Delivered   Outcome = "delivered"
	Unreachable Outcome = "unreachable" // the person blocked the bot or is gone
	Refused     Outcome = "refused"     // the platform will never take it
	Unknown     Outcome = "unknown"     // sent twice, and no answer either time
	Stale       Outcome = "stale"       // not sent: its time had passed
)

// Later and Elsewhere are no ends: the platform surely did not take the entry,
// but may yet.
const (
	Later Outcome = "later"
	// Elsewhere: the thread it refers to is not where the desk is now. The engine
	// hears of it and lets the case go on at the new place; the entry waits for that.
	Elsewhere Outcome = "elsewhere"
)
