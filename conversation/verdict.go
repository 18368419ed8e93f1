package conversation

import (
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
)

// Moves by which an associate decides about an item. They stand on lines of the
// thread, not on the card.
const (
	moveAccept = "accept_paper"
	moveReject = "reject_paper"
)

// rejections are the reasons for which a paper is sent back. Their words stand in
// the catalogue under rejection.<reason> for the associate, and with _say behind
// it for the applicant, who is told what to do.
func rejections() []string {
	return []string{"unreadable", "cut_off", "pages_missing", "wrong_paper", "too_old", "not_certified", "not_translated", "names_differ", "another"}
}

// verdictButtons speak of the item as it is now: once another file has come, they
// are too old.
func (t *turn) verdictButtons(c *Case, i *Item) (buttons []DeskButton) {
	for _, move := range []string{moveAccept, moveReject} {
		buttons = append(buttons, DeskButton{
			Text: t.plain("move."+move, nil), Move: move, Case: c.Ref, Main: move == moveAccept,
			About: i.ID + "." + strconv.Itoa(len(i.Sheets)),
		})
	}
	return buttons
}

// judgedItem is the item that a button speaks of. Where it cannot be decided
// about any more, the associate is told why, and gets back what they wrote.
func (t *turn) judgedItem(c *Case, to ItemState) *Item {
	id, sheets, _ := strings.Cut(t.ev.Move.About, ".")
	i := c.item(id)
	text := ""
	switch {
	case i == nil || i.State == ItemDropped:
		text = t.plain("desk.paper_dropped", nil)
	case strconv.Itoa(len(i.Sheets)) != sheets:
		text = t.plain("desk.paper_changed", locale.Args{"Item": t.itemAtDesk(i)})
	case i.State == to:
		last := i.Verdicts[len(i.Verdicts)-1]
		text = t.plain("desk.paper_already_"+string(to), locale.Args{"Item": t.itemAtDesk(i), "Who": last.By.Name, "When": t.moment(last.At)})
	default:
		return i
	}
	t.whisper(text + t.givenBack())
	return nil
}

// decide keeps who decided what, when and why.
func (t *turn) decide(i *Item, to ItemState, reason string) {
	i.State = to
	i.Verdicts = append(i.Verdicts, Verdict{State: to, By: t.ev.By, At: t.now, Reason: reason, Sheets: len(i.Sheets)})
}

// acceptPaper tells both sides that a paper is as it should be.
func (t *turn) acceptPaper(c *Case) error {
	i := t.judgedItem(c, ItemAccepted)
	if i == nil {
		return nil
	}
	was := c.complete()
	t.decide(i, ItemAccepted, "")
	if c.Aim != nil && c.Aim.Item == i.ID {
		c.Aim = nil
	}
	accepted, wanted := c.count(ItemAccepted)
	t.thread(Line{Text: t.plain("desk.paper_accepted", locale.Args{"Who": t.ev.By.Name, "Item": t.itemAtDesk(i), "Accepted": accepted, "Count": wanted})})
	if accepted < wanted {
		t.say("verdict.accepted", locale.Args{"Item": t.itemName(i), "Progress": locale.Safe(t.progress(c))})
	}
	t.afterVerdict(c, was)
	return nil
}

// complete says whether everything that is wanted is accepted.
func (c *Case) complete() bool {
	accepted, wanted := c.count(ItemAccepted)
	return accepted == wanted && wanted > 0
}

// afterVerdict shows how far the list has come, and says what happens next once
// nothing is wanted any more, if that was not so before.
func (t *turn) afterVerdict(c *Case, was bool) {
	t.refreshList(c)
	looking, _ := c.count(ItemSent)
	switch {
	case c.complete():
		if was {
			break
		}
		_, wanted := c.count(ItemAccepted)
		t.say("verdict.all_accepted", locale.Args{"Count": wanted, "Associate": c.Owner.Name})
		t.thread(Line{Text: t.plain("desk.all_accepted", nil), Mention: c.attention()})
		t.waitsFor(c, Desk)
	case looking > 0:
		t.waitsFor(c, Desk)
	default:
		t.waitsFor(c, Chat)
	}
	t.stirred = true
}

func rejectForm(t *turn, _ *Case) []Field {
	return []Field{
		{Name: "reason", Kind: OneOf, Value: "unreadable", Options: t.options("rejection.", rejections()...)},
		{Name: "words", Kind: ManyLines, Optional: true},
	}
}

func checkReject(v FormValues) map[string]string {
	if v.get("reason") == "another" && v.get("words") == "" {
		return map[string]string{"words": "say_why"}
	}
	return nil
}

// rejectPaper sends a paper back, with a reason the applicant can act on.
func (t *turn) rejectPaper(c *Case) error {
	v := t.ev.Move.Values
	i := t.judgedItem(c, ItemRejected)
	if i == nil {
		return nil
	}
	if !t.words.Has("rejection."+v.get("reason")) || len(checkReject(v)) > 0 {
		t.whisper(t.plain("form.problem.say_why", nil) + t.givenBack())
		return nil
	}
	reason := strings.TrimSpace(t.label("rejection."+v.get("reason")+"_say") + " " + v.get("words"))
	t.decide(i, ItemRejected, reason)
	if t.aimed(c) == nil { // what comes next is most likely this one again
		c.Aim = &Aim{Item: i.ID, At: t.now}
	}
	t.sendSurely(t.html("verdict.rejected", locale.Args{"Item": t.itemName(i), "Reason": reason, "Associate": t.ev.By.Name}),
		Button{Text: t.label("verdict.again_button"), Data: casePress + pressItem + ":" + i.ID})
	t.thread(Line{Text: t.plain("desk.paper_rejected", locale.Args{
		"Who": t.ev.By.Name, "Item": t.itemAtDesk(i), "Reason": t.plain("rejection."+v.get("reason"), nil),
	}), Quote: v.get("words")})
	t.afterVerdict(c, false)
	return nil
}
