package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
)

// What associates do for a person who makes use of a right, and who looked at all
// of a person.
const (
	moveExport   = "export"
	moveErase    = "erase"
	moveViews    = "views"
	moveViewed   = "viewed"
	moveAnswered = "answered"
)

// keptViews is how many looks a case remembers.
const keptViews = 200

// View is a look at everything that is kept of a person.
type View struct {
	At   time.Time `json:"at"`
	By   Actor     `json:"by"`
	What string    `json:"what"` // details, export, or a command
}

// viewed notes that the one who caused this event looked at everything.
func (t *turn) viewed(c *Case, what string) {
	if c.Views = append(c.Views, View{At: t.now, By: t.ev.By, What: what}); len(c.Views) > keptViews {
		c.Views = c.Views[len(c.Views)-keptViews:]
	}
}

// noteView notes a look from outside of the desk.
func (t *turn) noteView(c *Case) error {
	t.viewed(c, t.ev.Move.Values.get("what"))
	return nil
}

// shownViews is how many looks are told at once.
const shownViews = 30

// tellViews tells one associate who looked at everything, the latest first.
func (t *turn) tellViews(c *Case) error {
	lines := []string{t.plain("desk.views", locale.Args{"Ref": c.Ref})}
	for i, v := range slices.Backward(c.Views) {
		if len(c.Views)-i > shownViews {
			break
		}
		lines = append(lines, t.moment(v.At)+" · "+v.By.Name+" · "+t.plain("desk.view_"+v.What, nil))
	}
	if len(c.Views) == 0 {
		lines = append(lines, t.plain("desk.views_none", nil))
	}
	t.whisper(strings.Join(lines, "\n"))
	return nil
}

// viewKinds are the ways in which somebody looks.
func viewKinds() []string { return []string{"details", "export", "command_show", "command_export"} }

func exportForm(t *turn, _ *Case) []Field {
	return []Field{
		{Name: "reason", Kind: OneLine},
		{Name: "to", Kind: OneOf, Value: string(Chat), Options: t.options("export.to_", string(Chat), string(Desk))},
	}
}

// exportFor hands over what we keep of a person who asked for it in another way
// than by command.
func (t *turn) exportFor(c *Case) error {
	side := Chat
	if t.ev.Move.Values.get("to") == string(Desk) {
		side = Desk
	} else {
		t.say("mydata.by_associate", locale.Args{"Associate": t.ev.By.Name})
	}
	if err := t.handOver(side); err != nil {
		return err
	}
	t.viewed(c, moveExport)
	t.threadOf(c, Line{Text: t.plain("desk.exported_"+string(side), locale.Args{"Who": t.ev.By.Name, "Reason": t.ev.Move.Values.get("reason")})})
	return nil
}

// What a form answers that asks twice.
const (
	sureNo  = "keep"
	sureYes = "erase"
)

func eraseForm(t *turn, _ *Case) []Field {
	return []Field{
		{Name: "reason", Kind: OneLine},
		{Name: "sure", Kind: OneOf, Value: sureNo, Options: t.options("erase.sure_", sureNo, sureYes)},
	}
}

// checkErase takes no form in which nothing was chosen.
func checkErase(v FormValues) map[string]string {
	if v.get("sure") != sureYes {
		return map[string]string{"sure": "not_sure"}
	}
	return nil
}

// eraseFor erases somebody who asked for it in another way than by command. The
// reason goes with everything else.
func (t *turn) eraseFor(*Case) error {
	if t.ev.Move.Values.get("sure") != sureYes {
		t.whisper(t.plain("desk.not_erased", nil))
		return nil
	}
	t.whisper(t.plain("desk.erasing", nil))
	return t.erase(erasedForThem, !t.rec.Barred)
}

func asked(t *turn, _ *Case) bool { return t.rec.pending() != nil }

func answeredForm(t *turn, _ *Case) []Field {
	return []Field{{Name: "reason", Kind: OneLine}}
}

// answeredByHand notes that an associate has done by hand what somebody asked for.
func (t *turn) answeredByHand(c *Case) error {
	r := t.rec.pending()
	t.settleRequests(r.Right, t.ev.By)
	t.stirred = true
	t.threadOf(c, Line{Text: t.plain("desk.answered", locale.Args{
		"Who": t.ev.By.Name, "Right": t.plain("rights."+string(r.Right), nil), "Reason": t.ev.Move.Values.get("reason"),
	})})
	return nil
}
