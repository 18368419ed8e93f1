package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
)

// Buttons of files that wait for a word.
const (
	pressElse   = "else"   // none of the items: a plain file for the associate
	pressPapers = "papers" // yes or no: may papers be passed on
)

// consentPapers is what is agreed to before the first picture of a paper is passed
// on; that data go into a letter is another agreement, see statePapers. It has
// no question in the dialogue: the first upload asks.
const consentPapers State = "uploads"

const (
	aimLasts      = 30 * time.Minute // how long files belong to the item that was pressed last
	batchRest     = 3 * time.Second  // pages that arrive within it are looked at together
	askAgainAfter = time.Minute      // files that come together are asked about once
	keptSheets    = 60               // of an item
	keptUnplaced  = 20
)

// whyType is why a courier refuses a file of a type that is not taken.
const whyType = "file_type"

// Sheet is a file that was sent for an item. The bytes stay with the platforms.
type Sheet struct {
	Attachment
	Entry  string    `json:"entry"` // that carries it to the desk
	At     time.Time `json:"at"`    // when it was sent, then when it arrived
	Coming bool      `json:"coming,omitempty"`
	Fresh  bool      `json:"fresh,omitempty"`  // it arrived, and the associate was not asked yet
	Posted string    `json:"posted,omitempty"` // what the desk's platform calls it, so that it can be taken away
	Found  *Findings `json:"found,omitempty"`
	Twin   string    `json:"twin,omitempty"` // the item that had the same file already
}

// Aim is the item that the next files belong to.
type Aim struct {
	Item string    `json:"item"`
	At   time.Time `json:"at"`
}

// Unplaced is a file that is not passed on yet: its sender has not agreed, or has
// not said what it is. Only the platform's name of it is kept.
type Unplaced struct {
	Attachment
	Text string    `json:"text,omitempty"`
	At   time.Time `json:"at"`
}

// takesPaper says whether a file is for the checklist, or the receipt of a
// payment, whatever question is open.
func (t *turn) takesPaper(m *Incoming) bool {
	c := t.rec.open()
	if c == nil || m.File == nil || m.Media != Photo && m.Media != Document || !t.rec.sent() {
		return false
	}
	return c.awaitsPayment() || t.collects(c)
}

// collects says whether papers are being gathered. What is sent from the counter
// goes to the associate at once, without a question.
func (t *turn) collects(c *Case) bool {
	if c.Stage == Filed || c.Stage == Renewed || len(c.Items) == 0 || c.atCounter() {
		return false
	}
	_, wanted := c.count(ItemAccepted)
	return wanted > 0 && !c.complete() || t.aimed(c) != nil
}

// aimed is the item that files belong to now, or nil.
func (t *turn) aimed(c *Case) *Item {
	if c.Aim == nil || t.now.Sub(c.Aim.At) > aimLasts {
		return nil
	}
	if i := c.item(c.Aim.Item); i != nil && i.wanted() {
		return i
	}
	return nil
}

// takePaper takes a file: to its item, or to wait for a word about it.
func (t *turn) takePaper(c *Case, m *Incoming, album bool) error {
	switch {
	case c.awaitsPayment():
		t.takeReceipt(c, m, album)
		return nil
	case !m.File.carriable(MaxToDesk):
		t.passFile(c, m, album)
		return nil
	}
	c.hear(m)
	if i := t.aimed(c); i != nil && t.rec.consented(consentPapers) {
		t.carryPaper(c, i, *m.File, m.Text)
		return nil
	}
	if len(c.Unplaced) == keptUnplaced {
		t.say("upload.one_at_a_time", nil)
		return nil
	}
	asked := len(c.Unplaced) > 0 && t.now.Sub(c.Unplaced[len(c.Unplaced)-1].At) < askAgainAfter
	c.Unplaced = append(c.Unplaced, Unplaced{Attachment: *m.File, Text: m.Text, At: t.now})
	if !asked {
		t.askAboutFiles(c)
	}
	return nil
}

// askAboutFiles asks for the agreement first, then for the item.
func (t *turn) askAboutFiles(c *Case) {
	if !t.rec.consented(consentPapers) {
		t.sendOn(t.html("upload.consent", serviceArgs(t)),
			t.caseButton("upload.consent_yes", pressPapers+":"+choiceYes), t.caseButton("upload.consent_no", pressPapers+":"+choiceNo))
		return
	}
	rows := append(t.itemButtons(c, 1, false), []Button{t.caseButton("upload.something_else", pressElse)})
	t.send(Message{HTML: t.html("upload.which", locale.Args{"Count": len(c.Unplaced)}), Buttons: rows})
}

// pressedConsent takes the express agreement, or its refusal.
func (t *turn) pressedConsent(c *Case, choice string) error {
	if choice != choiceYes {
		t.consent(consentPapers, false)
		c.Unplaced = nil
		t.say("upload.no_consent", locale.Args{"Associate": c.Owner.Name})
		return nil
	}
	if !t.rec.consented(consentPapers) {
		t.consent(consentPapers, true)
		t.say("upload.consented", nil)
	}
	t.placeAll(c)
	return nil
}

// placeAll passes the files that waited on to the item they belong to, once that
// is known and agreed to.
func (t *turn) placeAll(c *Case) {
	i := t.aimed(c)
	switch {
	case len(c.Unplaced) == 0:
		return
	case i == nil || !t.rec.consented(consentPapers):
		t.askAboutFiles(c)
		return
	}
	for _, u := range c.Unplaced {
		t.carryPaper(c, i, u.Attachment, u.Text)
	}
	c.Unplaced = nil
}

// pressedElse passes the files that waited on as plain files.
func (t *turn) pressedElse(c *Case, _ string) error {
	if !t.rec.consented(consentPapers) && len(c.Unplaced) > 0 {
		t.askAboutFiles(c)
		return nil
	}
	for n, u := range c.Unplaced {
		t.passFile(c, &Incoming{File: &u.Attachment, Text: u.Text}, n > 0)
	}
	c.Unplaced = nil
	return nil
}

// carryPaper takes a file of an item to the thread. What becomes of it is told
// when it is there.
func (t *turn) carryPaper(c *Case, i *Item, file Attachment, text string) {
	if len(i.Sheets) >= keptSheets {
		t.say("upload.enough", locale.Args{"Item": t.itemName(i)})
		return
	}
	first := !slices.ContainsFunc(i.Sheets, func(s Sheet) bool { return s.Coming || s.Fresh })
	if first {
		t.say("upload.got", locale.Args{"Item": t.itemName(i), "Associate": c.Owner.Name})
	}
	line := Line{Text: t.plain("desk.paper_comes", locale.Args{"Initials": t.rec.Answers.initials(), "Item": t.itemAtDesk(i)}), Quote: text}
	entry := t.put(Entry{Side: Desk, Ref: c.Card, Report: true, File: &File{Attachment: file, Examine: true, Line: &line}})
	i.Sheets = append(i.Sheets, Sheet{Attachment: file, Entry: entry, At: t.now, Coming: true})
	c.Aim = &Aim{Item: i.ID, At: t.now}
}

// paperArrived takes what became of a file of the checklist, and says whether it
// was one. What a look into it found is told at once.
func (t *turn) paperArrived(c *Case) bool {
	r := t.ev.Report
	for n := range c.Items {
		i := &c.Items[n]
		at := slices.IndexFunc(i.Sheets, func(s Sheet) bool { return s.Entry == r.Entry && s.Coming })
		if at < 0 {
			continue
		}
		if r.Outcome != Delivered {
			name := t.called(i.Sheets[at].Attachment, t.lang())
			i.Sheets = slices.Delete(i.Sheets, at, at+1)
			t.paperLost(c, i, name)
			return true
		}
		s := &i.Sheets[at]
		s.Coming, s.Fresh, s.At, s.Posted, s.Found = false, i.State != ItemDropped, t.now, r.Message, r.Found
		s.Twin = c.twin(s)
		t.waitsFor(c, Desk)
		t.tellFindings(c, i, s)
		return true
	}
	return false
}

// paperLost says why a file did not reach the desk, to both sides.
func (t *turn) paperLost(c *Case, i *Item, name string) {
	item := t.itemName(i)
	switch t.ev.Report.Why {
	case whyType:
		t.say("upload.wrong_type", locale.Args{"Name": name, "Item": item})
	case "file_too_large", "file_empty":
		t.refuseSize(name, t.ev.Report.Why == "file_empty")
	default:
		t.say("upload.lost", locale.Args{"Name": name, "Item": item})
	}
	t.threadOf(c, Line{Text: t.plain("desk.paper_lost", locale.Args{"Item": t.itemAtDesk(i), "Why": t.plain("upload.why_"+lostWhy(t.ev.Report.Why), nil)})})
}

// lostWhy names why a file did not arrive, in keys of the catalogue.
func lostWhy(code string) string {
	switch code {
	case whyType, "file_too_large", "file_empty":
		return code
	}
	return "not_fetched"
}

// batchAt is when the pages of an item that have arrived are put before the
// associate: once no more have come for a while.
func (i *Item) batchAt() (at time.Time, due bool) {
	for _, s := range i.Sheets {
		if s.Coming {
			return time.Time{}, false
		}
		if s.Fresh && s.At.After(at) {
			at, due = s.At, true
		}
	}
	return at.Add(batchRest), due
}

// papersDue is the earliest instant at which something is to be put before the
// associate.
func (c *Case) papersDue() (next time.Time, due bool) {
	for n := range c.Items {
		if at, is := c.Items[n].batchAt(); is && (!due || at.Before(next)) {
			next, due = at, true
		}
	}
	return next, due
}

// showPapers puts what has arrived before the associate.
func (t *turn) showPapers(c *Case) {
	for n := range c.Items {
		i := &c.Items[n]
		if at, due := i.batchAt(); due && !at.After(t.now) {
			t.showPaper(c, i)
		}
	}
}

// showPaper asks the associate to look at an item, with what was found in its
// new files.
func (t *turn) showPaper(c *Case, i *Item) {
	was, count := i.State, 0
	lines := []string{}
	for n := range i.Sheets {
		s := &i.Sheets[n]
		if !s.Fresh {
			continue
		}
		s.Fresh = false
		count++
		for _, w := range t.warnings(c, s) {
			lines = append(lines, "⚠ "+w)
		}
	}
	key := "desk.paper_to_look_at"
	if was == ItemAccepted {
		key = "desk.paper_replaced"
	}
	lines = append([]string{t.plain(key, locale.Args{"Item": t.itemAtDesk(i), "Count": count})}, lines...)
	i.State, t.stirred = ItemSent, true
	t.threadOf(c, Line{Text: strings.Join(lines, "\n"), Mention: c.Owner.ID, Buttons: t.verdictButtons(c, i)})
	t.refreshList(c)
}
