package conversation

import (
	"slices"
	"time"

	"residencyassist/conversation/locale"
)

// Erasing a person is a state of their record, not a moment. First what was said
// of them is taken out of the record and a farewell goes out; when it has
// arrived, or cannot, what we posted at the desk is taken away; when that is
// done, or cannot be, the associates are told, and then the store forgets all of
// it at once. What is left is a record that says when it was erased. A bot that
// dies anywhere on the way goes on from there.

// Erasing is how far the erasing of a record has come.
type Erasing struct {
	At    time.Time `json:"at"`
	By    Actor     `json:"by,omitzero"` // the associate who did it for the person
	Why   string    `json:"why"`         // whose wish it was
	Phase phase     `json:"phase"`
	Waits []string  `json:"waits,omitempty"` // the entries whose end the phase waits for
	Left  bool      `json:"left,omitempty"`  // something of ours could not be taken away
	Told  bool      `json:"told,omitempty"`  // who wrote meanwhile was told
}

// phase is a part of the erasing.
type phase string

// The phases, in their order.
const (
	takesLeave phase = "farewell"
	clearsDesk phase = "desk"
	tellsDesk  phase = "notice"
)

// How long a phase is waited for: a farewell that Telegram cannot take for a day is
// given up, and for what stands at the desk there is as long as the law gives.
const (
	farewellPatience = 24 * time.Hour
	clearingPatience = executeWithin * 24 * time.Hour
)

// Clear takes everything away that we posted about a case: the card of Ref, what
// we wrote in its thread, and our files there.
type Clear struct {
	Left []string `json:"left,omitempty"` // threads that the case has left, as the adapter names them
}

// Whose wish an erasing is. The farewell stands in the catalogue under
// erased.<why>, the words for the desk under desk.erased_<why>.
const (
	erasedByWish  = "wish"
	erasedForThem = "associate"
	erasedInTime  = "retention"
)

// erase begins to erase the person, and says so if they are to be told.
func (t *turn) erase(why string, told bool) error {
	if err := t.leave(); err != nil {
		return err
	}
	e := &Erasing{At: t.now, Why: why, Phase: takesLeave}
	if t.ev.Move != nil {
		e.By = t.ev.By
	}
	if told {
		e.Waits = []string{t.put(Entry{
			Side: Chat, Report: true, ValidUntil: t.now.Add(farewellPatience),
			Send: &Message{HTML: t.html("erased."+why, locale.Args{"Service": t.service.Name, "Associate": e.By.Name})},
		})}
	}
	t.strip(e)
	if len(e.Waits) == 0 {
		t.clearDesk()
	}
	return nil
}

// strip leaves in the record what the erasing itself needs.
func (t *turn) strip(e *Erasing) {
	old := t.rec
	t.rec = Record{
		ID: old.ID, Chat: old.Chat, Language: old.Language, Seq: old.Seq, Gone: old.Gone, Barred: old.Barred, Shown: old.Shown,
		Answers: Answers{}, Erasing: e,
	}
	for _, c := range old.Cases {
		if c.Card != "" {
			t.rec.Cases = append(t.rec.Cases, Case{
				Ref: c.Ref, Stage: Closed, Owner: c.Owner, Card: c.Card, Thread: c.Thread, Anew: c.Anew, Left: c.Left,
			})
		}
	}
	t.stirred = false
}

// whileErasing takes what happens to a record that is being erased: only what
// brings that on changes anything.
func (t *turn) whileErasing() error {
	switch e := t.rec.Erasing; t.ev.Kind {
	case Said, Pressed:
		if t.ev.Press != nil {
			t.toast("")
		}
		if !e.Told {
			e.Told = true
			t.say("delete.under_way", nil)
		}
	case Blocked:
		t.rec.Gone = true
	case Opened:
		t.rec.Gone = false
	case Moved, Wrote:
		t.whisper(t.plain("desk.being_erased", nil) + t.typedIn())
	case Woke:
		if !t.phaseEnds().After(t.now) {
			e.Left = e.Left || e.Phase == clearsDesk
			t.goOn()
		}
	case Reported:
		t.erasingReported()
	}
	return nil
}

// typedIn gives back what was filled in, if a form was.
func (t *turn) typedIn() string {
	if t.ev.Move == nil {
		return ""
	}
	return t.givenBack()
}

// phaseEnds is when a phase is given up.
func (t *turn) phaseEnds() time.Time {
	if t.rec.Erasing.Phase == takesLeave {
		return t.rec.Erasing.At.Add(farewellPatience)
	}
	return t.rec.Erasing.At.Add(clearingPatience)
}

// erasingReported takes what became of an entry. A card that is posted meanwhile
// is taken away like the others.
func (t *turn) erasingReported() {
	r, e := t.ev.Report, t.rec.Erasing
	if r.Outcome == Elsewhere {
		t.follow()
		return
	}
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Card == r.Entry && r.Outcome == Delivered {
			c.Thread = r.Message
		}
		if t.followed(c) && e.Phase == clearsDesk {
			t.clear(c)
		}
	}
	if !slices.Contains(e.Waits, r.Entry) {
		return
	}
	e.Waits = slices.DeleteFunc(slices.Clone(e.Waits), func(id string) bool { return id == r.Entry })
	e.Left = e.Left || e.Phase == clearsDesk && r.Outcome != Delivered
	if len(e.Waits) == 0 {
		t.goOn()
	}
}

// goOn begins the next phase.
func (t *turn) goOn() {
	switch t.rec.Erasing.Phase {
	case takesLeave:
		t.clearDesk()
	case clearsDesk:
		t.tellErased()
	case tellsDesk:
		t.vanish()
	}
}

// clearDesk takes away what we posted of every case.
func (t *turn) clearDesk() {
	e := t.rec.Erasing
	e.Phase, e.Waits = clearsDesk, nil
	for i := range t.rec.Cases {
		t.clear(&t.rec.Cases[i])
	}
	if len(e.Waits) == 0 {
		t.vanish()
	}
}

func (t *turn) clear(c *Case) {
	entry := t.put(Entry{Side: Desk, Ref: c.Card, Repeatable: true, Report: true, Clear: &Clear{Left: slices.Clone(c.Left)}})
	t.rec.Erasing.Waits = append(t.rec.Erasing.Waits, entry)
}

// tellErased tells the associates which cases are gone: with their references,
// which name nobody, because what they wrote there themselves only they can take
// away.
func (t *turn) tellErased() {
	e := t.rec.Erasing
	e.Phase, e.Waits = tellsDesk, nil
	key := "desk.erased"
	if e.Left {
		key = "desk.erased_rest"
	}
	for _, c := range t.rec.Cases {
		line := Line{Text: t.plain(key, locale.Args{"Ref": c.Ref, "Why": t.plain("desk.erased_"+e.Why, locale.Args{"Who": e.By.Name})}), Mention: c.Owner.ID}
		e.Waits = append(e.Waits, t.put(Entry{Side: Desk, Report: true, ValidUntil: t.now.Add(clearingPatience), Line: &line}))
	}
}

// vanish has the store forget everything. What follows from this step is not
// said to anybody.
func (t *turn) vanish() { t.vanished = true }

// tombstone is what is left of the person, and what the journal keeps of how it
// came to be. Entries go on being numbered, so that none is ever taken for one of
// a life before.
func (t *turn) tombstone() Result {
	var links []string
	for _, c := range t.rec.Cases {
		links = append(links, c.Left...)
		if c.Thread != "" {
			links = append(links, c.Thread)
		}
	}
	ev := Event{Kind: Vanished, Seq: t.rec.Seq}
	return Result{Record: tombstoneOf(t.rec.ID, ev.Seq, t.now), Event: ev, Erase: true, Links: links}
}

func tombstoneOf(id string, seq int, at time.Time) Record {
	return Record{ID: id, Seq: seq, Erased: at}
}

// onVanished rebuilds what was left, in a replay.
func (t *turn) onVanished() error {
	t.rec = tombstoneOf(t.rec.ID, t.ev.Seq, t.now)
	return nil
}

// rightsWords lists the keys of words that follow from a state.
func rightsWords() (keys []string) {
	for _, why := range []string{erasedByWish, erasedForThem, erasedInTime} {
		keys = append(keys, "erased."+why, "desk.erased_"+why)
	}
	for _, right := range []Right{Access, Rectification, Cancellation, Opposition} {
		keys = append(keys, "rights."+string(right))
	}
	for _, kind := range viewKinds() {
		keys = append(keys, "desk.view_"+kind)
	}
	for _, r := range revocables() {
		keys = append(keys, "withdraw.button_"+string(r.to), "withdraw.means_"+string(r.to), "withdraw.done_"+string(r.to))
	}
	return keys
}
