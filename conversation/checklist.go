package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Buttons of the checklist.
const (
	pressItem  = "item"  // and the item's id: what is wanted, or where files belong
	pressItems = "items" // and a page of the list, or none: the list anew
)

// itemsAPage is how many items the list shows as buttons at once.
const itemsAPage = 8

// Item is a paper on the case's checklist. Its words stand in the catalogue under
// paper.<kind>, unless an associate wrote others.
type Item struct {
	ID        string        `json:"id"`               // of this case, never given again
	Kind      string        `json:"kind,omitempty"`   // of the rules' papers; empty: an associate's own
	Person    int           `json:"person,omitempty"` // whose it is; 0: the family's
	Name      string        `json:"name,omitempty"`
	What      string        `json:"what,omitempty"`
	Why       string        `json:"why,omitempty"`
	Where     string        `json:"where,omitempty"`
	Bring     renewal.Bring `json:"bring,omitempty"`
	Sent      bool          `json:"sent,omitempty"` // pictures of it are looked through; else it is only carried
	Sensitive bool          `json:"sensitive,omitempty"`
	State     ItemState     `json:"state,omitempty"`
	Sheets    []Sheet       `json:"sheets,omitempty"`
	Verdicts  []Verdict     `json:"verdicts,omitempty"`
}

// ItemState is how far an item has come.
type ItemState string

// The states of an item. One that nobody has sent anything for has none.
const (
	ItemSent     ItemState = "sent" // an associate is to look at it
	ItemAccepted ItemState = "accepted"
	ItemRejected ItemState = "rejected"
	ItemDropped  ItemState = "dropped" // it is not needed after all
)

// Verdict is what an associate decided about an item, and why.
type Verdict struct {
	State  ItemState `json:"state"`
	By     Actor     `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
	Sheets int       `json:"sheets"` // how many files there were then
}

// wanted says whether pictures of an item are part of what is counted.
func (i *Item) wanted() bool { return i.Sent && i.State != ItemDropped }

// item returns the case's item with this id, or nil.
func (c *Case) item(id string) *Item {
	for i := range c.Items {
		if c.Items[i].ID == id {
			return &c.Items[i]
		}
	}
	return nil
}

// count says how many items are wanted, and how many of them are in a state.
func (c *Case) count(state ItemState) (have, wanted int) {
	for i := range c.Items {
		if c.Items[i].wanted() {
			wanted++
			if c.Items[i].State == state {
				have++
			}
		}
	}
	return have, wanted
}

// buildChecklist makes the list from the answers, for each person of the family.
// One that is there already stays: associates have worked on it.
func (t *turn) buildChecklist(c *Case) {
	if len(c.Items) > 0 {
		return
	}
	shared := map[string]bool{}
	for person := 1; person <= t.rec.Answers.applicants(); person++ {
		for _, p := range renewal.Checklist(t.paperSituation(person)) {
			whose := person
			if p.Shared {
				if whose = 0; shared[p.ID] {
					continue
				}
				shared[p.ID] = true
			}
			c.add(Item{Kind: p.ID, Person: whose, Bring: p.Bring, Sent: p.Sent, Sensitive: p.Sensitive})
		}
	}
}

// add gives an item its id and puts it on the list.
func (c *Case) add(i Item) *Item {
	i.ID = "i" + strconv.Itoa(len(c.Items)+1)
	c.Items = append(c.Items, i)
	return &c.Items[len(c.Items)-1]
}

// paperSituation is what the rules know of a person. Of whom too little is known, a
// plain renewal is taken for granted; the associate mends the list.
func (t *turn) paperSituation(person int) renewal.Situation {
	a := t.judged(person)
	out, known := t.assess(person)
	if !known {
		return renewal.Situation{Route: renewal.RouteRenew, Card: a.Card}
	}
	change := renewal.Change("")
	if said := t.rec.Answers[stateChanged]; person == 1 && said != "nothing" {
		change = renewal.Change(said)
	}
	return renewal.SituationOf(a, out, change)
}

// itemText is one of an item's texts, an associate's or ours.
func (t *turn) itemText(lang locale.Language, i *Item, part string) string {
	own := map[string]string{"name": i.Name, "what": i.What, "why": i.Why, "where": i.Where}[part]
	if own != "" || i.Kind == "" {
		return own
	}
	return t.words.Plain(lang, "paper."+i.Kind+"."+part, nil)
}

// itemName is what an item is called in the chat: in a family, with whose it is.
func (t *turn) itemName(i *Item) string {
	name := t.itemText(t.lang(), i, "name")
	if i.Person == 0 || t.rec.Answers.applicants() == 1 {
		return name
	}
	return name + " – " + t.personName(i.Person)
}

func (t *turn) personName(person int) string {
	name := t.rec.Answers[of(person, "name")]
	if person == 1 {
		name = t.rec.Answers[stateFirstName]
	}
	if name == "" {
		name = t.words.Plain(t.lang(), "checklist.person", locale.Args{"Number": person})
	}
	return name
}

// itemAtDesk is what it is called in the thread, which names nobody.
func (t *turn) itemAtDesk(i *Item) string {
	name := t.itemText(t.service.Desk, i, "name")
	if i.Person == 0 || t.rec.Answers.applicants() == 1 {
		return name
	}
	return name + " – " + t.plain("desk.person", locale.Args{"Number": i.Person})
}

// progress says in words how far the list has come.
func (t *turn) progress(c *Case) string {
	accepted, wanted := c.count(ItemAccepted)
	text := t.html("checklist.progress", locale.Args{"Accepted": accepted, "Count": wanted})
	if n, _ := c.count(ItemSent); n > 0 {
		text += " " + t.html("checklist.looked_at", locale.Args{"Count": n, "Associate": c.Owner.Name})
	}
	if n, _ := c.count(ItemRejected); n > 0 {
		text += " " + t.html("checklist.to_mend", locale.Args{"Count": n})
	}
	return text
}

// papersAtDesk says the same on the card.
func (t *turn) papersAtDesk(c *Case) string {
	accepted, wanted := c.count(ItemAccepted)
	if wanted == 0 {
		return ""
	}
	looking, _ := c.count(ItemSent)
	return t.plain("card.papers_count", locale.Args{"Accepted": accepted, "Count": wanted, "Looking": looking})
}

// sendList sends the list; from now on it is kept current.
func (t *turn) sendList(c *Case) {
	c.Page = 1
	m := t.listMessage(c)
	c.List = t.put(Entry{Side: Chat, Track: true, Send: &m})
}

// refreshList shows the list as it is now, where it was sent.
func (t *turn) refreshList(c *Case) {
	if c.List == "" {
		return
	}
	m := t.listMessage(c)
	t.put(Entry{Side: Chat, Ref: c.List, Repeatable: true, Edit: &m})
}

func (t *turn) listMessage(c *Case) Message {
	html := t.html("checklist.list", locale.Args{"Ref": c.Ref, "Progress": locale.Safe(t.progress(c)), "Limit": MaxToDesk / megabyte})
	var carried []string
	for i := range c.Items {
		if it := &c.Items[i]; !it.Sent && it.State != ItemDropped {
			if name := t.itemText(t.lang(), it, "name"); !slices.Contains(carried, name) {
				carried = append(carried, name)
			}
		}
	}
	if len(carried) > 0 {
		html += "\n\n" + t.html("checklist.carried", locale.Args{"Papers": strings.Join(carried, "; ")})
	}
	return Message{HTML: html, Buttons: t.itemButtons(c, c.Page, true)}
}

// itemButtons shows a page of the items, what is still open first.
func (t *turn) itemButtons(c *Case, page int, all bool) (rows [][]Button) {
	var list []Button
	for _, done := range []bool{false, true} {
		for i := range c.Items {
			if it := &c.Items[i]; it.wanted() && (it.State == ItemAccepted) == done && (all || !done) {
				list = append(list, Button{Text: t.label("checklist.mark_"+stateKey(it.State)) + " " + t.itemName(it), Data: casePress + pressItem + ":" + it.ID})
			}
		}
	}
	pages := (len(list) + itemsAPage - 1) / itemsAPage
	page = min(max(page, 1), max(pages, 1))
	for _, b := range list[(page-1)*itemsAPage : min(page*itemsAPage, len(list))] {
		rows = append(rows, []Button{b})
	}
	if pages > 1 {
		next := page%pages + 1
		rows = append(rows, []Button{{
			Text: t.words.Plain(t.lang(), "checklist.next_page", locale.Args{"Page": page, "Pages": pages}),
			Data: casePress + pressItems + ":" + strconv.Itoa(next),
		}})
	}
	return rows
}

// pressedItems shows another page of the list, or the list anew.
func (t *turn) pressedItems(c *Case, page string) error {
	n, err := strconv.Atoi(page)
	switch {
	case len(c.Items) == 0:
		return t.hereQuietly()
	case err != nil || c.List == "":
		t.sendList(c)
	default:
		c.Page = n
		t.refreshList(c)
	}
	return nil
}

// pressedItem says what is wanted of an item, and takes the next files for it;
// files that wait for a place are taken at once.
func (t *turn) pressedItem(c *Case, id string) error {
	i := c.item(id)
	if i == nil || !i.wanted() {
		t.say("upload.not_wanted", nil)
		return nil
	}
	c.Aim = &Aim{Item: i.ID, At: t.now}
	if len(c.Unplaced) > 0 {
		t.placeAll(c)
		return nil
	}
	t.send(Message{HTML: t.wantedHTML(c, i)})
	return nil
}

// wantedHTML says what, why, in which form, where to get it, and how to send it.
func (t *turn) wantedHTML(c *Case, i *Item) string {
	parts := []string{"<b>" + locale.Escape(t.itemName(i)) + "</b>"}
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, t.html("upload."+key, locale.Args{"Value": value}))
		}
	}
	add("what", t.itemText(t.lang(), i, "what"))
	add("why", t.itemText(t.lang(), i, "why"))
	if i.Bring != "" {
		add("bring", t.label("upload.bring_"+string(i.Bring)))
	}
	add("where", t.itemText(t.lang(), i, "where"))
	if i.Sensitive {
		parts = append(parts, t.html("upload.sensitive", nil))
	}
	if n := len(i.Verdicts); n > 0 && i.State == ItemRejected {
		add("last_reason", i.Verdicts[n-1].Reason)
	}
	switch i.State {
	case ItemAccepted:
		parts = append(parts, t.html("upload.again_accepted", locale.Args{"Associate": c.Owner.Name}))
	case ItemSent:
		parts = append(parts, t.html("upload.again_sent", locale.Args{"Associate": c.Owner.Name}))
	}
	return strings.Join(append(parts, "", t.html("upload.how", locale.Args{"Limit": MaxToDesk / megabyte})), "\n")
}

// stateKey names a state in keys of the catalogue.
func stateKey(s ItemState) string {
	if s == "" {
		return "open"
	}
	return string(s)
}

// itemOfMove is what a form speaks of, for its introduction.
func (t *turn) itemOfMove(c *Case) string {
	id, _, _ := strings.Cut(t.ev.Move.About, ".")
	if i := c.item(id); i != nil {
		return t.itemAtDesk(i)
	}
	return ""
}

// checkPaperWords asks for the words of every paper, state, finding and reason.
func (e *Engine) checkPaperWords(need func(keys ...string)) {
	for _, p := range renewal.Papers() {
		for _, part := range []string{"name", "what", "why", "where"} {
			need("paper." + p.ID + "." + part)
		}
		need("upload.bring_" + string(p.Bring))
	}
	for _, state := range []ItemState{"", ItemSent, ItemAccepted, ItemRejected, ItemDropped} {
		need("checklist.mark_" + stateKey(state))
	}
	for _, name := range everyFinding() {
		need("finding." + name)
		need("finding." + name + "_desk")
	}
	for _, reason := range rejections() {
		need("rejection." + reason)
		need("rejection." + reason + "_say")
	}
	for _, f := range renewal.GovernmentFees(renewal.Date{Year: 9999, Month: time.December, Day: 31}) {
		need("fee." + f.Concept)
	}
}
