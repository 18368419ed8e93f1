package conversation

import (
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Moves of the checklist.
const (
	movePrepare   = "prepare"
	moveChecklist = "checklist"
)

// What an associate can do with the list.
const (
	listAdd    = "add"
	listDrop   = "drop"
	listReword = "reword"
)

// mostItems is how many items a case may have; a menu of a form shows a hundred.
const mostItems = 100

func prepareForm(*turn, *Case) []Field {
	return []Field{{Name: "summary", Kind: ManyLines}}
}

func checkPrepare(v FormValues) map[string]string {
	if v.get("summary") == "" {
		return map[string]string{"summary": "summary"}
	}
	return nil
}

// prepare ends the consultation: what was agreed is kept and told, and the
// checklist goes out.
func (t *turn) prepare(c *Case) error {
	v := t.ev.Move.Values
	if len(checkPrepare(v)) > 0 {
		t.whisper(t.plain("form.problem.summary", nil))
		return nil
	}
	if err := t.move(movePrepare, ""); err != nil {
		return err
	}
	c.Agreed = v.get("summary")
	t.sendSurely(t.html("prepare.agreed", locale.Args{"Associate": t.ev.By.Name, "Summary": c.Agreed}))
	t.thread(Line{Text: t.plain("desk.prepared", locale.Args{"Who": t.ev.By.Name}), Quote: c.Agreed})
	t.startChecklist(c)
	return t.askForPapers()
}

// startChecklist makes the list, where there is none yet, and sends it.
func (t *turn) startChecklist(c *Case) {
	t.buildChecklist(c)
	t.sendList(c)
	t.thread(Line{Text: t.plain("desk.checklist_sent", locale.Args{"Papers": t.listAtDesk(c)})})
	t.waitsFor(c, Chat)
}

// listAtDesk is the list as associates read it.
func (t *turn) listAtDesk(c *Case) (text string) {
	for n := range c.Items {
		i := &c.Items[n]
		mark := "carried"
		if i.Sent || i.State == ItemDropped {
			mark = stateKey(i.State)
		}
		text += "\n" + t.plain("checklist.mark_"+mark, nil) + " " + t.itemAtDesk(i)
	}
	return text
}

func listed(t *turn, c *Case) bool { return owned(t, c) && len(c.Items) > 0 }

func checklistForm(t *turn, c *Case) []Field {
	var items []Option
	for n := range c.Items {
		if i := &c.Items[n]; i.State != ItemDropped && len(items) < mostItems {
			items = append(items, Option{Value: i.ID, Text: t.itemAtDesk(i)})
		}
	}
	fields := []Field{
		{Name: "change", Kind: OneOf, Value: listAdd, Options: t.options("checklist.", listAdd, listDrop, listReword)},
		{Name: "item", Kind: OneOf, Options: items, Optional: true},
		{Name: "name", Kind: OneLine, Optional: true},
		{Name: "what", Kind: OneLine, Optional: true},
		{Name: "why", Kind: OneLine, Optional: true},
		{Name: "where", Kind: OneLine, Optional: true},
		{Name: "sent", Kind: OneOf, Value: choiceYes, Options: t.options("checklist.sent_", choiceYes, choiceNo)},
		{Name: "reason", Kind: OneLine, Optional: true},
	}
	if len(items) == 0 { // a menu cannot be empty
		fields = append(fields[:1], fields[2:]...)
	}
	return fields
}

func checkChecklist(v FormValues) map[string]string {
	problems := map[string]string{}
	change := v.get("change")
	if change != listAdd && v.get("item") == "" {
		problems["item"] = "which_item"
	}
	switch change {
	case listAdd:
		if v.get("name") == "" {
			problems["name"] = "item_name"
		}
	case listDrop:
		if v.get("reason") == "" {
			problems["reason"] = "say_why"
		}
	case listReword:
		if v.get("name")+v.get("what")+v.get("why")+v.get("where") == "" {
			problems["name"] = "item_words"
		}
	}
	return problems
}

// editChecklist changes the list as the associate says, and tells the applicant
// what has changed.
func (t *turn) editChecklist(c *Case) error {
	v := t.ev.Move.Values
	i := c.item(v.get("item"))
	lost := v.get("change") != listAdd && (i == nil || i.State == ItemDropped)
	if lost || len(checkChecklist(v)) > 0 || len(c.Items) >= mostItems && v.get("change") == listAdd {
		t.whisper(t.plain("desk.paper_dropped", nil) + t.givenBack())
		return nil
	}
	was := c.complete()
	switch v.get("change") {
	case listAdd:
		t.addItem(c, v)
	case listDrop:
		t.dropItem(i, v.get("reason"))
	default:
		t.rewordItem(c, i, v)
	}
	t.afterVerdict(c, was)
	return nil
}

func (t *turn) addItem(c *Case, v FormValues) {
	i := c.add(Item{
		Name: v.get("name"), What: v.get("what"), Why: v.get("why"), Where: v.get("where"),
		Sent: v.get("sent") != choiceNo,
	})
	if !i.Sent {
		i.Bring = renewal.BringOriginal
	}
	t.tellItem(c, i, "checklist.added")
	t.thread(Line{Text: t.plain("desk.item_added", locale.Args{"Who": t.ev.By.Name, "Item": t.itemAtDesk(i)})})
}

func (t *turn) dropItem(i *Item, reason string) {
	t.decide(i, ItemDropped, reason)
	t.say("checklist.dropped", locale.Args{"Associate": t.ev.By.Name, "Item": t.itemName(i), "Reason": reason})
	t.thread(Line{Text: t.plain("desk.item_dropped", locale.Args{"Who": t.ev.By.Name, "Item": t.itemAtDesk(i), "Reason": reason})})
}

func (t *turn) rewordItem(c *Case, i *Item, v FormValues) {
	for name, text := range map[string]*string{"name": &i.Name, "what": &i.What, "why": &i.Why, "where": &i.Where} {
		if words := v.get(name); words != "" {
			*text = words
		}
	}
	t.tellItem(c, i, "checklist.reworded")
	t.thread(Line{Text: t.plain("desk.item_reworded", locale.Args{"Who": t.ev.By.Name, "Item": t.itemAtDesk(i)})})
}

// tellItem tells the applicant of an item in all its words, with its button.
func (t *turn) tellItem(c *Case, i *Item, key string) {
	html := t.html(key, locale.Args{"Associate": t.ev.By.Name}) + "\n" + t.wantedHTML(c, i)
	if !i.Sent {
		t.sendOn(html)
		return
	}
	t.sendOn(html, Button{Text: t.label("checklist.send_button"), Data: casePress + pressItem + ":" + i.ID})
}
