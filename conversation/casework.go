package conversation

import (
	"slices"
	"strings"

	"residencyassist/conversation/locale"
)

// moveReopen opens a closed case again.
const moveReopen = "reopen"

// setTo is the case's move to a stage out of its turn.
func setTo(s Stage) string { return "set_" + string(s) }

// settable are the stages that an associate may set a case to out of its turn.
func settable() []Stage {
	return []Stage{Accepted, PaymentRequested, Paid, Consultation, Preparing, Ready, Filed, Renewed}
}

func closeForm(t *turn, _ *Case) []Field {
	return []Field{
		{Name: "reason", Kind: OneOf, Value: "done", Options: t.options("close.why_", "done", "no_answer", "withdrew", "elsewhere", "duplicate", "other")},
		{Name: "note", Kind: ManyLines, Optional: true},
		{Name: "words", Kind: ManyLines, Optional: true},
	}
}

// closeCase ends a case and tells the applicant, kindly.
func (t *turn) closeCase(c *Case) error {
	v := t.ev.Move.Values
	if err := t.move(moveClose, strings.TrimSpace(v.get("reason")+" "+v.get("note"))); err != nil {
		return err
	}
	t.clearCalendars(c, "closed")
	t.waitsFor(c, "")
	html := t.html("closed", locale.Args{"Ref": c.Ref})
	if words := v.get("words"); words != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": t.ev.By.Name, "Note": words})
	}
	t.sendSurely(html)
	t.threadOf(c, Line{Text: t.plain("desk.closed", locale.Args{"Who": t.ev.By.Name, "Reason": t.plain("close.why_"+v.get("reason"), nil), "Note": v.get("note")})})
	return nil
}

func reopenForm(*turn, *Case) []Field {
	return []Field{{Name: "reason", Kind: OneLine}}
}

// reopenCase opens a closed case again; whoever does so owns it.
func (t *turn) reopenCase(c *Case) error {
	to, err := t.cases.fire(string(c.Stage), moveReopen)
	if err != nil {
		return err
	}
	c.Owner, t.stirred = t.ev.By, true
	t.waitsFor(c, Desk)
	c.enter(Moving{Move: moveReopen, To: Stage(to), By: t.ev.By, At: t.now, Reason: t.ev.Move.Values.get("reason")})
	t.say("reopened", locale.Args{"Associate": c.Owner.Name, "Ref": c.Ref})
	t.thread(Line{Text: t.plain("desk.reopened", locale.Args{"Who": t.ev.By.Name, "Reason": t.ev.Move.Values.get("reason")})})
	return nil
}

func handOnForm(*turn, *Case) []Field {
	return []Field{{Name: "to", Kind: Colleague}, {Name: "note", Kind: ManyLines, Optional: true}}
}

// handOn makes a colleague the owner and tells everybody concerned.
func (t *turn) handOn(c *Case) error {
	v, before := t.ev.Move.Values, c.Owner
	to := t.named(Actor{ID: v.get("to"), Name: v.get("to_name")})
	if to.ID == "" || to.ID == before.ID {
		t.whisper(t.plain("desk.same_owner", locale.Args{"Owner": before.Name}) + t.givenBack())
		return nil
	}
	c.Owner, t.stirred = to, true
	c.Moves = append(c.Moves, Moving{Move: moveHandOn, To: c.Stage, By: t.ev.By, At: t.now, Reason: v.get("note")})
	t.thread(Line{Text: t.plain(t.relayed("desk.handed_on"), locale.Args{"Who": t.ev.By.Name, "Owner": to.Name}), Quote: v.get("note"), Mention: to.ID})
	t.introduce(c)
	return nil
}

func stageForm(t *turn, c *Case) []Field {
	var stages []Option
	for _, s := range settable() {
		if s != c.Stage {
			stages = append(stages, Option{Value: string(s), Text: t.plain("stage."+string(s)+".name", nil)})
		}
	}
	return []Field{{Name: "stage", Kind: OneOf, Options: stages}, {Name: "reason", Kind: OneLine}}
}

// setStage skips stages or goes back, for a reason that is kept.
func (t *turn) setStage(c *Case) error {
	v := t.ev.Move.Values
	to := Stage(v.get("stage"))
	if !slices.Contains(settable(), to) || to == c.Stage || v.get("reason") == "" {
		t.whisper(t.plain("desk.no_such_stage", nil) + t.givenBack())
		return nil
	}
	if err := t.move(setTo(to), v.get("reason")); err != nil {
		return err
	}
	t.thread(Line{Text: t.plain("desk.stage_set", locale.Args{
		"Who": t.ev.By.Name, "Stage": t.plain("stage."+string(to)+".name", nil), "Reason": v.get("reason"),
	})})
	if to == Preparing && len(c.Items) == 0 {
		t.startChecklist(c)
	}
	if _, err := t.openPapers(); err != nil {
		return err
	}
	return t.status()
}

func blockForm(*turn, *Case) []Field {
	return []Field{{Name: "reason", Kind: OneLine}}
}

// block has the bot answer this person no more. What they write is not passed on.
func (t *turn) block(*Case) error {
	t.rec.Barred, t.stirred = true, true
	t.say("barred", nil)
	t.thread(Line{Text: t.plain("desk.blocked", locale.Args{"Who": t.ev.By.Name, "Reason": t.ev.Move.Values.get("reason")})})
	return nil
}

func (t *turn) unblock(*Case) error {
	t.rec.Barred, t.stirred = false, true
	t.say("unbarred", nil)
	t.thread(Line{Text: t.plain("desk.unblocked", locale.Args{"Who": t.ev.By.Name})})
	return nil
}
