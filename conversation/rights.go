package conversation

import (
	"slices"
	"strconv"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Right is what a person may ask of whoever keeps data about them [S84, S85:
// LFPDPPP 2025, articles 21 to 26].
type Right string

// The rights.
const (
	Access        Right = "access"        // to see what is kept
	Rectification Right = "rectification" // to have it corrected
	Cancellation  Right = "cancellation"  // to have it erased
	Opposition    Right = "opposition"    // to have it no longer used
)

// Within which days a request is answered, and how many more there are to carry
// it out [S89: LFPDPPP 2025, article 31]. Calendar days are never too late.
const (
	answerWithin  = 20
	executeWithin = 15
)

// keptRequests is how many requests that are done a record remembers.
const keptRequests = 20

// Request is a right that somebody made use of.
type Request struct {
	Right  Right        `json:"right"`
	At     time.Time    `json:"at"`
	Due    renewal.Date `json:"due"`
	By     Actor        `json:"by,omitzero"` // the associate who began it for them
	Why    string       `json:"why,omitempty"`
	Waits  []string     `json:"waits,omitempty"` // the entries that carry it out
	Done   time.Time    `json:"done,omitzero"`
	DoneBy Actor        `json:"done_by,omitzero"` // the associate who did it by hand
}

// requested notes a request. One that the bot has done already is done at once;
// one that entries carry out, when all of them have arrived.
func (t *turn) requested(right Right, waits ...string) {
	r := Request{Right: right, At: t.now, Due: t.today().Add(answerWithin), Waits: waits}
	if t.ev.Move != nil {
		r.By, r.Why = t.ev.By, t.ev.Move.Values.get("reason")
	}
	if len(waits) == 0 {
		r.Done = t.now
	}
	done := func(r Request) bool { return !r.Done.IsZero() }
	if len(t.rec.Requests) >= keptRequests {
		if oldest := slices.IndexFunc(t.rec.Requests, done); oldest >= 0 {
			t.rec.Requests = slices.Delete(t.rec.Requests, oldest, oldest+1)
		}
	}
	t.rec.Requests = append(t.rec.Requests, r)
}

// pending is the request that is due first of those that are not done, or nil.
func (r *Record) pending() (first *Request) {
	for i := range r.Requests {
		if q := &r.Requests[i]; q.Done.IsZero() && (first == nil || q.Due.Before(first.Due)) {
			first = q
		}
	}
	return first
}

// carriedOut takes what became of an entry that carries out a request, and says
// whether it was one. When all have arrived, whatever was open of this right is
// done; when one has not, the associates hear until when somebody has to do it.
func (t *turn) carriedOut() bool {
	entry := t.ev.Report.Entry
	i := slices.IndexFunc(t.rec.Requests, func(r Request) bool { return slices.Contains(r.Waits, entry) })
	if i < 0 {
		return false
	}
	r := &t.rec.Requests[i]
	if t.ev.Report.Outcome != Delivered {
		r.Waits = nil
		t.tellDue(r)
		return true
	}
	r.Waits = slices.DeleteFunc(slices.Clone(r.Waits), func(e string) bool { return e == entry })
	if len(r.Waits) == 0 {
		t.settleRequests(r.Right, Actor{})
	}
	return true
}

// settleRequests ends all that is open of a right.
func (t *turn) settleRequests(right Right, by Actor) {
	for i := range t.rec.Requests {
		if r := &t.rec.Requests[i]; r.Right == right && r.Done.IsZero() {
			r.Done, r.DoneBy, r.Waits = t.now, by, nil
		}
	}
}

// tellDue says in the thread that a request waits for a person.
func (t *turn) tellDue(r *Request) {
	if c := t.lastCase(); c != nil {
		t.threadOf(c, Line{
			Text:    t.plain("desk.request_due", locale.Args{"Right": t.plain("rights."+string(r.Right), nil), "Due": r.Due}),
			Mention: c.attention(),
		})
	}
	t.stirred = true
}

// blank says whether nothing is kept of a person but a language.
func (r *Record) blank() bool {
	return len(r.Consents) == 0 && len(r.Cases) == 0 && len(r.Answers) <= 1 && r.Erasing == nil
}

// askedGood is how long a button that asks twice can be pressed.
const askedGood = 24 * time.Hour

// The buttons of the rights. They need no case, and nobody can be kept from them.
const (
	pressErase  = "erase"
	pressKeep   = "keep_all"
	pressRevoke = "revoke"
)

// rightPressed is what such a button does, with what stands behind its name.
type rightPressed func(t *turn, which string) error

// rightPresses are these buttons, by name.
func rightPresses() map[string]rightPressed {
	return map[string]rightPressed{
		pressErase:  (*turn).confirmsErasure,
		pressKeep:   (*turn).keepsAll,
		pressRevoke: (*turn).revokes,
	}
}

// askErasure asks once whether everything is to go, and says what that means.
func (t *turn) askErasure() error {
	if t.rec.blank() {
		return t.tell("delete.nothing", nil)
	}
	if err := t.leave(); err != nil {
		return err
	}
	t.rec.EraseAsked = t.now
	args := locale.Args{"Service": t.service.Name, "Ref": ""}
	if c := t.rec.open(); c != nil && t.rec.sent() {
		args["Ref"] = c.Ref
	}
	t.sendOn(t.html("delete.ask", args),
		t.caseButton("delete.yes_button", pressErase+":"+t.askedMark()), t.caseButton("delete.no_button", pressKeep))
	return nil
}

// askedMark names the question, so that an older button erases nothing.
func (t *turn) askedMark() string { return strconv.FormatInt(t.rec.EraseAsked.Unix(), 36) }

func (t *turn) confirmsErasure(which string) error {
	if t.rec.EraseAsked.IsZero() || which != t.askedMark() || t.now.Sub(t.rec.EraseAsked) > askedGood {
		t.say("delete.old_button", nil)
		return t.hereQuietly()
	}
	return t.erase(erasedByWish, true)
}

func (t *turn) keepsAll(string) error {
	t.rec.EraseAsked = time.Time{}
	t.say("delete.kept", nil)
	return nil
}
