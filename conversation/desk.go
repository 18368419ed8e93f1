package conversation

import (
	"cmp"
	"slices"
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
	moveHandOn  = "hand_over"
	moveSet     = "set_stage"
	moveBlock   = "block"
	moveUnblock = "unblock"
)

// deskMove is what a button at the desk does. Its words stand in the catalogue
// under move.<name>, those of its form under form.<name>.
type deskMove struct {
	edge    string                               // the case's move that it makes; empty: none
	offered func(t *turn, c *Case) bool          // whether the card offers it, besides its edge being legal
	main    bool                                 // a button of the card; else it stands behind the menu
	form    func(t *turn, c *Case) []Field       // what is asked first; nil: nothing
	check   func(v FormValues) map[string]string // what is wrong with what was filled in, by field: words under problem.<value>
	run     func(t *turn, c *Case) error
}

// deskOrder is the order of the buttons of a card. A move that is not here is
// never on a card.
func deskOrder() []string {
	return []string{
		moveClaim, moveRequestPayment, moveMarkPaid, moveConsult, movePrepare, moveLetter, moveVisit, moveReady, moveFile, moveRenew, moveReopen,
		moveDetails, moveChecklist, moveCancelConsult, moveCancelVisit, moveCanned, moveHandOn, moveRelease, moveSet, moveBlock, moveUnblock, moveClose,
		moveAnswered, moveViews, moveExport, moveErase,
	}
}

func deskTable() map[string]deskMove {
	return map[string]deskMove{
		moveClaim:          {edge: moveClaim, main: true, run: (*turn).claim},
		moveRelease:        {edge: moveRelease, run: (*turn).release},
		moveRequestPayment: {edge: moveRequestPayment, main: true, form: paymentForm, check: checkPayment, run: (*turn).requestPayment},
		moveMarkPaid:       {edge: moveMarkPaid, main: true, run: (*turn).markPaid},
		moveConsult:        {edge: moveConsult, main: true, form: consultForm, check: checkConsult, run: (*turn).proposeTimes},
		movePrepare:        {edge: movePrepare, main: true, form: prepareForm, check: checkPrepare, run: (*turn).prepare},
		moveChecklist:      {offered: listed, form: checklistForm, check: checkChecklist, run: (*turn).editChecklist},
		moveAccept:         {offered: listed, run: (*turn).acceptPaper},
		moveReject:         {offered: listed, form: rejectForm, check: checkReject, run: (*turn).rejectPaper},
		moveLetter:         {offered: preparing, main: true, form: letterForm, check: checkLetter, run: (*turn).draftLetter},
		moveApprove:        {offered: preparing, run: (*turn).approveLetter},
		moveReady:          {edge: moveReady, main: true, form: readyForm, run: (*turn).sendPack},
		moveCancelConsult:  {offered: talks, form: cancelConsultForm, run: (*turn).cancelConsult},
		moveVisit:          {offered: visitable, main: true, form: visitForm, check: checkVisit, run: (*turn).setVisit},
		moveCancelVisit:    {offered: visited, form: cancelVisitForm, run: (*turn).cancelVisit},
		moveFile:           {edge: moveFile, main: true, form: fileForm, run: (*turn).fileCase},
		moveRenew:          {edge: moveRenew, main: true, run: (*turn).recordRenewed},
		moveClose:          {edge: moveClose, form: closeForm, run: (*turn).closeCase},
		moveReopen:         {edge: moveReopen, main: true, offered: agreed, form: reopenForm, run: (*turn).reopenCase},
		moveHandOn:         {offered: owned, form: handOnForm, run: (*turn).handOn},
		moveSet:            {offered: owned, form: stageForm, run: (*turn).setStage},
		moveDetails:        {offered: agreed, main: true, run: (*turn).details},
		moveCanned:         {offered: func(t *turn, c *Case) bool { return owned(t, c) && agreed(t, c) }, form: cannedForm, run: (*turn).sendCanned},
		moveBlock:          {offered: func(t *turn, _ *Case) bool { return !t.rec.Barred }, form: blockForm, run: (*turn).block},
		moveUnblock:        {offered: func(t *turn, _ *Case) bool { return t.rec.Barred }, run: (*turn).unblock},
		moveAnswered:       {offered: asked, form: answeredForm, run: (*turn).answeredByHand},
		moveViews:          {offered: agreed, run: (*turn).tellViews},
		moveExport:         {offered: agreed, form: exportForm, run: (*turn).exportFor},
		moveErase:          {form: eraseForm, check: checkErase, run: (*turn).eraseFor},
		moveViewed:         {run: (*turn).noteView},
		moveSend:           {run: (*turn).sendOffered},
		moveKeep:           {run: (*turn).keepOffered},
	}
}

func owned(_ *turn, c *Case) bool  { return c.Owner.ID != "" && c.Stage != Closed }
func agreed(t *turn, _ *Case) bool { return t.rec.consented(stateSend) }

// onMoved takes a button of the desk, or a form that was filled in. No press is
// ever silent, and nothing that was typed is lost.
func (t *turn) onMoved() error {
	m, known := t.desk[t.ev.Move.Name]
	c := t.caseOf(t.ev.Move.Case)
	switch {
	case c == nil:
		t.whisper(t.plain("desk.case_closed", nil) + t.givenBack())
	case !known:
		t.whisper(t.plain("desk.old_button", nil) + t.givenBack())
	case t.outrun(m, c):
		t.whisper(t.wordsOutrun(c) + t.givenBack())
	case !t.legal(m, c):
		t.tooLate(c)
	case m.form != nil && t.ev.Move.Values == nil:
		t.openForm(m, c)
	default:
		return m.run(t, c)
	}
	return nil
}

// caseOf finds the case that a button speaks of: the last one, unless the button
// names an earlier one, whose time is over.
func (t *turn) caseOf(ref string) *Case {
	if len(t.rec.Cases) == 0 {
		return nil
	}
	c := &t.rec.Cases[len(t.rec.Cases)-1]
	if ref != "" && ref != c.Ref {
		return nil
	}
	return c
}

// legal says whether a move may be made now.
func (t *turn) legal(m deskMove, c *Case) bool {
	return (m.edge == "" || t.cases.may(string(c.Stage), m.edge)) && (m.offered == nil || m.offered(t, c))
}

// tooLate refuses a move that the case has left behind, with the present stage,
// and gives back what was typed.
func (t *turn) tooLate(c *Case) {
	move := t.ev.Move
	text := t.plain("desk.moved_on", locale.Args{"Move": t.plain("move."+move.Name, nil), "Stage": t.plain("stage."+string(c.Stage)+".name", nil)})
	switch {
	case !agreed(t, c):
		text = t.plain("desk.not_agreed", nil)
	case move.Name == moveClaim && c.Owner.ID != "":
		key := "desk.claimed_by"
		if c.Owner.ID == t.ev.By.ID {
			key = "desk.claimed_by_you"
		}
		text = t.plain(key, locale.Args{"Owner": c.Owner.Name, "When": t.moment(lastMove(c, moveClaim))})
	}
	t.whisper(text + t.givenBack())
}

// outrun says whether a form that moves the case was opened while the case
// stood elsewhere. The move may still be legal, as a second request for payment is;
// but whoever filled the form in did not know of the first.
func (t *turn) outrun(m deskMove, c *Case) bool {
	opened := t.ev.Move.Stage
	return (m.edge != "" || t.ev.Move.Name == moveSet) && t.ev.Move.Values != nil && opened != "" && opened != c.Stage
}

func (t *turn) wordsOutrun(c *Case) string {
	var last Moving
	if n := len(c.Moves); n > 0 {
		last = c.Moves[n-1]
	}
	return t.plain("desk.outrun", locale.Args{
		"Move": t.plain("move."+t.ev.Move.Name, nil), "Stage": t.plain("stage."+string(c.Stage)+".name", nil),
		"Who": cmp.Or(last.By.Name, t.plain("card.waiting_chat", nil)), "When": t.moment(last.At),
	})
}

// claim makes an associate the owner. The second one to press is told who was
// first, and when.
func (t *turn) claim(c *Case) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.thread(Line{Text: t.plain(t.relayed("desk.claimed"), locale.Args{"Owner": c.Owner.Name})})
	return nil
}

// own moves the case to the associate of this event and introduces them.
func (t *turn) own(c *Case) error {
	if err := t.move(moveClaim, ""); err != nil {
		return err
	}
	c.Owner = t.ev.By
	t.introduce(c)
	return nil
}

// release gives a case back, by the one who owns it.
func (t *turn) release(c *Case) error {
	if c.Owner.ID != t.ev.By.ID {
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

// details shows one associate the whole person, once; the case keeps that they
// looked.
func (t *turn) details(c *Case) error {
	t.viewed(c, moveDetails)
	lines := []string{t.plain("desk.details", nil)}
	for _, s := range t.summary() {
		q := t.dialogue.byID[s]
		name := t.words.Plain(t.service.Desk, q.key("name"), t.argsOf(q))
		lines = append(lines, name+": "+t.shownIn(t.service.Desk, q, t.rec.Answers[s]))
		if s == stateIssuedBy || s == stateLivesIn {
			lines = append(lines, t.officeDetails(t.rec.Answers[s])...)
		}
	}
	t.whisper(strings.Join(lines, "\n"))
	return nil
}

// cardButtons offers the moves that are legal now: those that lead on as
// buttons, the rest behind a menu.
func (t *turn) cardButtons(c *Case) (main, more []DeskButton) {
	for _, name := range deskOrder() {
		m := t.desk[name]
		if !t.legal(m, c) {
			continue
		}
		b := DeskButton{Text: t.plain("move."+name, nil), Move: name, Case: c.Ref}
		if m.main {
			b.Main = len(main) == 0 && m.edge != ""
			main = append(main, b)
		} else {
			more = append(more, b)
		}
	}
	return main, more
}

// moment speaks an instant at the desk: the day and the hour at the office.
func (t *turn) moment(at time.Time) string {
	local := at.In(t.service.Zone)
	return locale.Date(t.service.Desk, renewal.DateOf(local)) + ", " + local.Format("15:04")
}

func lastMove(c *Case, names ...string) (at time.Time) {
	for _, m := range c.Moves {
		if slices.Contains(names, m.Move) {
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
