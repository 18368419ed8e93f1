package conversation

import (
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Moves of the desk that are not moves of the case.
const (
	moveDetails = "details"
	moveSend    = "send"
	moveKeep    = "keep"
)

// cardMoves are the case's moves that its card offers while they are legal.
var cardMoves = []string{moveClaim}

// deskMove is what a button at the desk does. Its words stand in the catalogue
// under move.<name>.
type deskMove func(t *turn, c *Case) error

func deskTable() map[string]deskMove {
	return map[string]deskMove{
		moveClaim:   (*turn).claim,
		moveRelease: (*turn).release,
		moveDetails: (*turn).details,
		moveSend:    (*turn).sendOffered,
		moveKeep:    (*turn).keepOffered,
	}
}

// onMoved takes a button of the desk. No press is ever silent.
func (t *turn) onMoved() error {
	c := t.rec.open()
	run, known := t.desk[t.ev.Move.Name]
	switch {
	case c == nil:
		t.whisper(t.plain("desk.case_closed", nil))
	case !known:
		t.whisper(t.plain("desk.old_button", nil))
	default:
		return run(t, c)
	}
	return nil
}

// claim makes an associate the owner. The second one to press is told who was
// first, and when.
func (t *turn) claim(c *Case) error {
	if !t.cases.may(string(c.Stage), moveClaim) {
		key := "desk.claimed_by"
		if c.Owner.ID == t.ev.By.ID {
			key = "desk.claimed_by_you"
		}
		t.whisper(t.plain(key, locale.Args{"Owner": c.Owner.Name, "When": t.moment(lastMove(c, moveClaim))}))
		return nil
	}
	if err := t.own(c); err != nil {
		return err
	}
	t.thread(Line{Text: t.plain("desk.claimed", locale.Args{"Owner": c.Owner.Name})})
	return nil
}

// own moves the case to the associate of this event and introduces them.
func (t *turn) own(c *Case) error {
	if err := t.move(moveClaim, ""); err != nil {
		return err
	}
	c.Owner = t.ev.By
	t.say("introduced", locale.Args{"Associate": c.Owner.Name, "Ref": c.Ref})
	return nil
}

// release gives a case back, by the one who owns it.
func (t *turn) release(c *Case) error {
	if c.Owner.ID != t.ev.By.ID || !t.cases.may(string(c.Stage), moveRelease) {
		t.whisper(t.plain("desk.not_yours", nil))
		return nil
	}
	if err := t.move(moveRelease, ""); err != nil {
		return err
	}
	t.thread(Line{Text: t.plain("desk.released", locale.Args{"Owner": c.Owner.Name})})
	c.Owner = Actor{}
	return nil
}

// details shows one associate the whole person, once; the journal keeps that
// they looked.
func (t *turn) details(*Case) error {
	if !t.rec.consented(stateSend) {
		t.whisper(t.plain("desk.not_agreed", nil))
		return nil
	}
	lines := []string{t.plain("desk.details", nil)}
	for _, s := range t.summary() {
		q := t.dialogue.byID[s]
		name := t.words.Plain(t.service.Desk, q.key("name"), t.argsOf(q))
		lines = append(lines, name+": "+t.shownIn(t.service.Desk, q, t.rec.Answers[s]))
	}
	t.whisper(strings.Join(lines, "\n"))
	return nil
}

// moment speaks an instant at the desk: the day and the hour at the office.
func (t *turn) moment(at time.Time) string {
	local := at.In(t.service.Zone)
	return locale.Date(t.service.Desk, renewal.DateOf(local)) + ", " + local.Format("15:04")
}

func lastMove(c *Case, name string) (at time.Time) {
	for _, m := range c.Moves {
		if m.Move == name {
			at = m.At
		}
	}
	return at
}

// attention is who is to look: the owner, or everybody while there is none.
func (c *Case) attention() string {
	if c.Owner.ID != "" {
		return c.Owner.ID
	}
	return Everyone
}
