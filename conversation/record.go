package conversation

import (
	"maps"
	"slices"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Record is one person in one chat: who they are, where the dialogue stands,
// and their cases. It is all the bot remembers of them, and it is sealed.
type Record struct {
	ID       string          `json:"id"`
	Chat     string          `json:"chat"`
	Language locale.Language `json:"language,omitempty"`
	Consents []Consent       `json:"consents,omitempty"`
	Answers  Answers         `json:"answers,omitempty"` // of the present cycle
	Dialogue Dialogue        `json:"dialogue"`
	Cases    []Case          `json:"cases,omitempty"`   // oldest first; the last may be open
	Gone     bool            `json:"gone,omitempty"`    // the person blocked the bot or is no more
	Seq      int             `json:"seq"`               // entries numbered so far
	Relayed  time.Time       `json:"relayed,omitzero"`  // when "passed on" was last said
	Declined time.Time       `json:"declined,omitzero"` // when a group was last told that it is none of ours
	Failed   bool            `json:"failed,omitempty"`  // the last step failed, and the desk was told
	Busy     time.Time       `json:"busy,omitzero"`     // until when what was said would keep them busy, at floodPace
	Flooded  bool            `json:"flooded,omitempty"`
	Barred   bool            `json:"barred,omitempty"` // an associate wants no more of them
	Shown    uint32          `json:"shown,omitempty"`  // a mark of what lists show of it, by which a change is known
	Book     *Book           `json:"book,omitempty"`   // of the associates' own record alone
	Hour     int             `json:"hour,omitempty"`   // of the person's day at which reminders come; 0: as usual
	Told     []string        `json:"told,omitempty"`   // what was last concluded and told, see conclusions

	Requests   []Request `json:"requests,omitempty"`   // rights that were made use of
	EraseAsked time.Time `json:"erase_asked,omitzero"` // when it was asked whether everything is to go
	Ends       time.Time `json:"ends,omitzero"`        // when their data are erased, as they were warned
	Erasing    *Erasing  `json:"erasing,omitempty"`
	Erased     time.Time `json:"erased,omitzero"` // nothing else is left, but for Seq
}

// Answers holds what the person answered, by the question's state, each in the
// question's own stored form.
type Answers map[State]string

// Consent is one yes or no, as the law wants it remembered.
type Consent struct {
	To       State           `json:"to"` // the question that asked
	Version  string          `json:"version"`
	Language locale.Language `json:"language"`
	At       time.Time       `json:"at"`
	Given    bool            `json:"given"`
}

// Dialogue is where the conversation stands.
type Dialogue struct {
	Script  int       `json:"script"` // the version of the questions it was led by
	State   State     `json:"state,omitempty"`
	Turn    int       `json:"turn"`              // counts prompts; buttons of an earlier turn are old
	Prompt  string    `json:"prompt,omitempty"`  // the entry that shows the live question
	Pressed string    `json:"pressed,omitempty"` // the last press that was taken
	Offer   []string  `json:"offer,omitempty"`   // the readings of an answer that had several
	Editing bool      `json:"editing,omitempty"` // the open question came from the review and returns there
	Album   string    `json:"album,omitempty"`   // the last one that was answered
	Sources []Source  `json:"sources,omitempty"` // which message gave which answer, newest last
	Touched time.Time `json:"touched,omitzero"`  // when the person last did something
	Nudged  bool      `json:"nudged,omitempty"`  // an idle dialogue was nudged, and rests
}

// Source is the message that gave an answer: editing it corrects the answer.
type Source struct {
	Message string `json:"message"`
	State   State  `json:"state"`
}

// Case is one renewal cycle of one person or family.
type Case struct {
	Ref       string     `json:"ref,omitempty"` // given when the request is sent
	Stage     Stage      `json:"stage"`
	Opened    time.Time  `json:"opened"`
	Submitted time.Time  `json:"submitted,omitzero"`
	Owner     Actor      `json:"owner,omitzero"`
	Card      string     `json:"card,omitempty"`      // the entry that is the case's card
	Thread    string     `json:"thread,omitempty"`    // its thread, once it is posted
	Anew      string     `json:"anew,omitempty"`      // the entry that posts the card once more, where the desk is now
	Removed   time.Time  `json:"removed,omitzero"`    // when it last went on elsewhere
	Left      []string   `json:"left,omitempty"`      // the threads that it left then
	Waiting   Side       `json:"waiting,omitempty"`   // who is to do something now
	Asked     time.Time  `json:"asked,omitzero"`      // since when the applicant waits for the desk
	Pressed   int        `json:"pressed,omitempty"`   // how often the desk was reminded of that
	Spoke     time.Time  `json:"spoke,omitzero"`      // when an associate last wrote to the applicant
	ToldHours time.Time  `json:"told_hours,omitzero"` // the opening of which somebody who wrote too late was told
	Moves     []Moving   `json:"moves,omitempty"`
	Rungs     []Rung     `json:"rungs,omitempty"`
	Lines     []Spoken   `json:"lines,omitempty"`
	Passing   []Passing  `json:"passing,omitempty"` // the applicant's files on their way to the desk
	Heard     []Heard    `json:"heard,omitempty"`   // what the applicant wrote last, for when they correct it
	Payment   *Payment   `json:"payment,omitempty"`
	Talk      *Talk      `json:"talk,omitempty"`
	Agreed    string     `json:"agreed,omitempty"` // the summary of the consultation
	Items     []Item     `json:"items,omitempty"`  // the checklist
	List      string     `json:"list,omitempty"`   // the message that shows it
	Page      int        `json:"page,omitempty"`   // of it that is shown
	Aim       *Aim       `json:"aim,omitempty"`
	Unplaced  []Unplaced `json:"unplaced,omitempty"`
	Letters   []Letter   `json:"letters,omitempty"` // one a person and variant
	Pack      *Pack      `json:"pack,omitempty"`
	Visit     *Visit     `json:"visit,omitempty"`
	Filing    *Filing    `json:"filing,omitempty"` // from when the papers are filed
	Plan      Plan       `json:"plan,omitzero"`    // what the applicant asked of the reminders
	Wanted    time.Time  `json:"wanted,omitzero"`  // when the applicant last said at the office that it wants something else
	Rating    *Rating    `json:"rating,omitempty"`
	Views     []View     `json:"views,omitempty"` // who looked at everything
}

// Visit is when and where the papers are to be filed.
type Visit struct {
	At       time.Time `json:"at"`                // of the appointment; of a walk-in, when to be there
	Office   string    `json:"office"`            // its city, as the office book names it
	WalkIn   bool      `json:"walk_in,omitempty"` // a plan without an appointment
	Sequence int       `json:"sequence"`          // how often one was set or cancelled before it
	Reason   string    `json:"reason,omitempty"`  // why it may lie outside the window or the hours
	Hindered time.Time `json:"hindered,omitzero"` // when the applicant said that they cannot come
	Arrived  time.Time `json:"arrived,omitzero"`  // when they were there, and when they were called
	Called   time.Time `json:"called,omitzero"`
}

// Filing is what came of the day at the office.
type Filing struct {
	At     time.Time    `json:"at"`
	Number string       `json:"number,omitempty"` // of the file, when the card was not issued at once
	Return renewal.Date `json:"return,omitzero"`  // when to come back
	Asked  time.Time    `json:"asked,omitzero"`   // since when the office waits for something else
}

// Heard is something that the applicant wrote and that was passed on.
type Heard struct {
	Message string `json:"message"`
	Text    string `json:"text"`
}

// Moving is a move of a case, kept with who made it and why.
type Moving struct {
	Move   string    `json:"move"`
	To     Stage     `json:"to"`
	By     Actor     `json:"by,omitzero"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// Rung is a reminder that went out, or that was passed over because the person
// knew already.
type Rung struct {
	Name    string    `json:"name"`
	Person  int       `json:"person,omitempty"` // of a family: 2 and up for the members
	For     string    `json:"for"`              // the day or the instant it was counted from
	At      time.Time `json:"at"`
	Entry   string    `json:"entry,omitempty"`   // empty: passed over
	Skipped bool      `json:"skipped,omitempty"` // a later one that was due as well was told instead
	Fate    Outcome   `json:"fate,omitempty"`
}

// Spoken is an associate's line in the thread and its one fate.
type Spoken struct {
	Line  string       `json:"line"`
	By    Actor        `json:"by"`
	Text  string       `json:"text,omitempty"` // until its fate is settled
	Fate  Fate         `json:"fate"`
	Until time.Time    `json:"until,omitzero"`  // of a held line
	Entry string       `json:"entry,omitempty"` // the message it became; of a long line the last
	Parts []string     `json:"parts,omitempty"` // of a long line the others, until they have arrived
	Sent  []string     `json:"sent,omitempty"`  // every message its words became
	Files []Attachment `json:"files,omitempty"` // with it, until its fate is settled
	Docs  []Doc        `json:"docs,omitempty"`  // every message its files became

	Erased bool     `json:"erased,omitempty"` // it is no longer at the desk
	Taking []Taking `json:"taking,omitempty"` // what is being taken out of the applicant's chat
	Mailed bool     `json:"mailed,omitempty"` // it, or a part of it, went by email: there it can be changed no more
	Stuck  Outcome  `json:"stuck,omitempty"`  // what became of a part of that, until all of it is known
}

// Doc is a file of an associate's line, and the message it became.
type Doc struct {
	File  string `json:"file"` // as the desk's platform names it
	Entry string `json:"entry"`
}

// Taking is a message that is being taken out of the applicant's chat, by the
// entry that does so.
type Taking struct {
	Entry   string `json:"entry"`
	Message string `json:"message"` // the entry that sent it
}

// Fate is what became of an associate's line.
type Fate string

// The fates of a line.
const (
	Held      Fate = "held"      // waits a few seconds, can be undone
	Offered   Fate = "offered"   // waits for Send or Keep internal
	Sending   Fate = "sending"   // in the outbox
	Arrived   Fate = "delivered" // in the applicant's chat
	Internal  Fate = "internal"  // stays at the desk
	Undone    Fate = "undone"    // taken back while held
	Leaving   Fate = "leaving"   // being taken back out of the applicant's chat
	Withdrawn Fate = "withdrawn" // taken back out of the applicant's chat
	Failed    Fate = "failed"    // could not be delivered
)

// clone returns a copy that shares nothing that a step changes.
func (r Record) clone() Record {
	r.Consents = slices.Clone(r.Consents)
	r.Answers = maps.Clone(r.Answers)
	if r.Answers == nil {
		r.Answers = Answers{}
	}
	r.Dialogue.Offer = slices.Clone(r.Dialogue.Offer)
	r.Dialogue.Sources = slices.Clone(r.Dialogue.Sources)
	r.Told = slices.Clone(r.Told)
	r.Requests, r.Erasing = slices.Clone(r.Requests), shallow(r.Erasing)
	if r.Book != nil {
		r.Book = shallow(r.Book)
		r.Book.Profiles, r.Book.Closed, r.Book.Offices = maps.Clone(r.Book.Profiles), slices.Clone(r.Book.Closed), maps.Clone(r.Book.Offices)
	}
	r.Cases = slices.Clone(r.Cases)
	for i := range r.Cases {
		c := &r.Cases[i]
		c.Moves, c.Rungs, c.Lines = slices.Clone(c.Moves), slices.Clone(c.Rungs), slices.Clone(c.Lines)
		c.Passing, c.Left, c.Views = slices.Clone(c.Passing), slices.Clone(c.Left), slices.Clone(c.Views)
		c.Heard, c.Payment, c.Talk = slices.Clone(c.Heard), shallow(c.Payment), shallow(c.Talk)
		c.Items, c.Unplaced, c.Aim = slices.Clone(c.Items), slices.Clone(c.Unplaced), shallow(c.Aim)
		for j := range c.Items {
			i := &c.Items[j]
			i.Sheets, i.Verdicts = slices.Clone(i.Sheets), slices.Clone(i.Verdicts)
		}
		c.Visit, c.Filing, c.Rating = shallow(c.Visit), shallow(c.Filing), shallow(c.Rating)
		c.Letters, c.Pack = slices.Clone(c.Letters), shallow(c.Pack)
		for j := range c.Lines {
			l := &c.Lines[j]
			l.Parts, l.Sent, l.Docs = slices.Clone(l.Parts), slices.Clone(l.Sent), slices.Clone(l.Docs)
			l.Files, l.Taking = slices.Clone(l.Files), slices.Clone(l.Taking)
		}
	}
	return r
}

// shallow copies what a pointer points to; what lies deeper is never changed.
func shallow[T any](p *T) *T {
	if p == nil {
		return nil
	}
	copied := *p
	return &copied
}

// open returns the open case, or nil.
func (r *Record) open() *Case {
	if n := len(r.Cases); n > 0 && r.Cases[n-1].Stage != Closed {
		return &r.Cases[n-1]
	}
	return nil
}

// consented says whether the person agreed to this, and has not taken it back.
func (r *Record) consented(to State) bool {
	for _, c := range slices.Backward(r.Consents) {
		if c.To == to {
			return c.Given
		}
	}
	return false
}

// line returns the associate's line with this id, or nil.
func (c *Case) line(id string) *Spoken {
	for i := range c.Lines {
		if c.Lines[i].Line == id {
			return &c.Lines[i]
		}
	}
	return nil
}

// Ref returns the reference of the person's latest case, for the log.
func (r Record) Ref() string {
	if n := len(r.Cases); n > 0 {
		return r.Cases[n-1].Ref
	}
	return ""
}
