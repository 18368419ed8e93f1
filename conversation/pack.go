package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// moveReady sends the filing pack: all that the applicant takes to the office, in
// one file that needs no signal.
const moveReady = "ready"

// Pack is the filing pack as it was last sent.
type Pack struct {
	At    time.Time `json:"at"`
	Times int       `json:"times"` // how often it has been sent
}

// packPhrases is how many sentences for the counter the catalogues hold.
const packPhrases = 8

func readyForm(*turn, *Case) []Field {
	return []Field{{Name: "note", Kind: ManyLines, Optional: true}, {Name: "reason", Kind: OneLine, Optional: true}}
}

// sendPack sends the filing pack. While somebody's letter is not approved, or does
// not fit the visit, it is sent only for a reason, which is kept.
func (t *turn) sendPack(c *Case) error {
	v := t.ev.Move.Values
	lacking, astray := t.unapproved(c), t.lettersAstray(c)
	if why := packObjection(lacking, astray); why != "" && v.get("reason") == "" {
		t.whisper(t.plain(why, locale.Args{"Who": strings.Join(slices.Concat(lacking, astray), ", ")}) + t.givenBack())
		return nil
	}
	if err := t.move(moveReady, v.get("reason")); err != nil {
		return err
	}
	before := Pack{}
	if c.Pack != nil {
		before = *c.Pack
	}
	paper := t.packPaper(c, before.Times > 0, v.get("note"))
	c.Pack = &Pack{At: t.now, Times: before.Times + 1}
	t.waitsFor(c, Chat)
	t.tellPack(c, paper, before.Times > 0, v.get("note"))
	text := t.plain("desk.pack_sent", locale.Args{"By": t.ev.By.Name})
	if len(lacking) > 0 {
		text += "\n" + t.plain("desk.pack_without", locale.Args{"Who": strings.Join(lacking, ", "), "Reason": v.get("reason")})
	}
	t.thread(Line{Text: text})
	return nil
}

// tellPack sends the pack into the chat, and by mail besides: whoever has lost the
// one has the other at hand.
func (t *turn) tellPack(c *Case, paper Paper, again bool, note string) {
	key := "pack.sent"
	if again {
		key = "pack.sent_again"
	}
	html := t.html(key, locale.Args{"Associate": c.Owner.Name, "Ref": c.Ref})
	if note != "" {
		html += "\n\n" + t.html("payment.note", locale.Args{"Associate": c.Owner.Name, "Note": note})
	}
	file := File{Attachment: Attachment{Name: t.label("pack.file") + "-" + strings.ToLower(c.Ref) + ".pdf", Type: "application/pdf"}, Made: &Made{Paper: &paper}}
	if t.mailable() {
		t.mail(mailPack, locale.Args{"Words": locale.Safe(html), "Chat": !t.rec.Gone}, file)
	}
	if !t.rec.Gone {
		t.sendOn(html)
		t.put(Entry{Side: Chat, Track: true, Report: !t.mailable(), File: &file})
	}
}

// unapproved are those whose papers nobody has approved as they are now.
func (t *turn) unapproved(c *Case) (list []string) {
	for n := 1; n <= t.rec.Answers.applicants(); n++ {
		approved := slices.ContainsFunc(c.Letters, func(l Letter) bool { return l.Person == n && l.approved() && l.Variant != letterAddress })
		if t.suggested(n) != letterNone && !approved {
			list = append(list, t.initialsOf(n))
		}
	}
	return list
}

// packObjection is the word against a pack that lacks letters, or has some that do
// not fit the visit; "" if there is none.
func packObjection(lacking, astray []string) string {
	switch {
	case len(lacking) > 0:
		return "desk.pack_unapproved"
	case len(astray) > 0:
		return "desk.pack_astray"
	}
	return ""
}

// lettersAstray are those whose approved letter speaks to another office than the
// visit is at, or bears a later day.
func (t *turn) lettersAstray(c *Case) (list []string) {
	if c.Visit == nil {
		return nil
	}
	day := renewal.DateOf(c.Visit.At.In(t.zoneAt(c.Visit.Office)))
	for i := range c.Letters {
		if l := &c.Letters[i]; l.approved() && (l.Office != c.Visit.Office || l.Day.After(day)) {
			list = append(list, t.initialsOf(l.Person))
		}
	}
	return list
}

// approved says whether a letter may go out as it is.
func (l Letter) approved() bool { return !l.Approved.At.IsZero() && !l.Outdated }

// packPaper composes the filing pack, in the applicant's language; what the
// office reads is in Spanish.
func (t *turn) packPaper(c *Case, again bool, note string) Paper {
	p := Paper{Title: t.label("pack.title"), Language: t.lang(), Date: t.today(), Footer: c.Ref + " · " + t.service.Name}
	add := func(blocks ...Block) { p.Blocks = append(p.Blocks, blocks...) }
	add(Block{Kind: Heading, Text: p.Title})
	if again {
		add(Block{Kind: Strong, Text: t.words.Plain(t.lang(), "pack.replaces", locale.Args{"Today": t.today()})})
	}
	add(Block{Kind: Paragraph, Text: strings.Join(t.filingNames(), "\n")})
	add(t.planBlocks(c)...)
	if note != "" {
		add(Block{Kind: Paragraph, Text: c.Owner.Name + ": " + note})
	}
	add(Block{Kind: Subheading, Text: t.label("pack.carry")}, Block{Kind: Boxes, Items: t.carryList(c)})
	add(t.guideBlocks(c)...)
	add(t.phraseBlocks()...)
	add(t.contactBlocks(c)...)
	for i, l := range c.Letters {
		if !l.approved() {
			continue
		}
		if i == 0 || l.US {
			p.Letter = l.US
		}
		for _, paper := range t.compose(c, l) {
			add(Block{Kind: NewPage})
			add(paper.Blocks...)
		}
	}
	return p
}

// filingNames are those who file, by their full names.
func (t *turn) filingNames() (list []string) {
	a := t.rec.Answers
	for n := 1; n <= a.applicants(); n++ {
		name := a[of(n, stateFullName)]
		if name == "" {
			name = a[of(n, "name")]
		}
		if name == "" && n == 1 {
			name = a[stateFirstName] + " " + a[stateLastName]
		}
		if t.suggested(n) != letterNone && name != "" {
			list = append(list, name)
		}
	}
	return list
}

// planBlocks say when and where, as far as it is set and confirmed.
func (t *turn) planBlocks(c *Case) []Block {
	plan := Block{Kind: Subheading, Text: t.label("pack.plan")}
	if c.Visit == nil {
		return []Block{plan, {Kind: Paragraph, Text: t.words.Plain(t.lang(), "pack.no_visit", locale.Args{"Associate": c.Owner.Name})}}
	}
	local := c.Visit.At.In(t.zoneAt(c.Visit.Office))
	when := locale.Weekday(t.lang(), local.Weekday()) + " " + locale.Date(t.lang(), renewal.DateOf(local)) + ", " + local.Format("15:04")
	office := t.officeAt(c.Visit.Office)
	rows := [][2]string{{t.label("pack.when"), when}, {t.label("pack.where"), t.label("pack.inm") + ", " + placeName(office.Office)}}
	address := office.Address
	if !office.Sure() {
		address = t.words.Plain(t.lang(), "pack.address_later", locale.Args{"Associate": c.Owner.Name})
	}
	rows = append(rows, [2]string{t.label("pack.address"), address})
	if !office.At.IsZero() && office.Hours.Known() {
		rows = append(rows, [2]string{t.label("pack.hours"), locale.Hours(t.lang(), office.Hours)})
	}
	how := "pack.how_appointment"
	if c.Visit.WalkIn {
		how = "pack.how_walk_in"
	}
	return []Block{plan, {Kind: Table, Rows: append(rows, [2]string{t.label("pack.how"), t.label(how)})}}
}

// carryList is what to take along, each with how many of what.
func (t *turn) carryList(c *Case) []string {
	if len(c.Items) > 0 {
		return append(t.listToCarry(c), t.label("pack.carry_pen"))
	}
	items := []string{t.label("pack.carry_passport"), t.label("pack.carry_card"), t.label("pack.carry_letter"), t.label("pack.carry_form"), t.label("pack.carry_fee")}
	if c.Visit != nil && !c.Visit.WalkIn {
		items = append(items, t.label("pack.carry_appointment"))
	}
	for _, l := range c.Letters {
		for _, a := range letterKinds()[l.Variant].annexes {
			if text := t.annexToCarry(a); l.approved() && !slices.Contains(items, text) {
				items = append(items, text)
			}
		}
	}
	return append(items, t.label("pack.carry_pen"))
}

// annexToCarry names an annex as the letter does, and before that, for whoever does
// not read Spanish, as they know it.
func (t *turn) annexToCarry(a annex) string {
	if t.lang() == locale.Spanish {
		return a.words
	}
	return t.label("paper."+a.paper+".name") + ": " + a.words
}

// listToCarry is the checklist, as it is to be carried: originals and copies.
func (t *turn) listToCarry(c *Case) (items []string) {
	for n := range c.Items {
		i := &c.Items[n]
		if i.State == ItemDropped {
			continue
		}
		text := t.itemName(i)
		if i.Bring != "" {
			text += ": " + t.label("upload.bring_"+string(i.Bring))
		}
		items = append(items, text)
	}
	return items
}

// guideBlocks lead through the day.
func (t *turn) guideBlocks(c *Case) []Block {
	arrive := "pack.step_arrive"
	switch {
	case c.Visit != nil && c.Visit.WalkIn:
		arrive = "pack.step_queue"
	case c.Visit != nil:
		arrive = "pack.step_appointment"
	}
	steps := []string{t.label(arrive)}
	for _, key := range []string{"hand_over", "wait", "fingerprints", "outcome", "leave"} {
		steps = append(steps, t.label("pack.step_"+key))
	}
	return []Block{
		{Kind: Subheading, Text: t.label("pack.guide")}, {Kind: Bullets, Items: steps},
		{Kind: Subheading, Text: t.label("pack.something_else")},
		{Kind: Paragraph, Text: t.words.Plain(t.lang(), "pack.something_else_how", locale.Args{"Associate": c.Owner.Name})},
	}
}

// phraseBlocks are sentences for the counter, with what they mean; who reads
// Spanish needs no translation.
func (t *turn) phraseBlocks() []Block {
	head := Block{Kind: Subheading, Text: t.label("pack.phrases")}
	var rows [][2]string
	var items []string
	for n := 1; n <= packPhrases; n++ {
		key := "pack.phrase_" + strconv.Itoa(n)
		spanish := t.words.Plain(locale.Spanish, key, nil)
		items = append(items, spanish)
		rows = append(rows, [2]string{spanish, t.label(key)})
	}
	if t.lang() == locale.Spanish {
		return []Block{head, {Kind: Bullets, Items: items}}
	}
	return []Block{head, {Kind: Table, Rows: rows}}
}

// contactBlocks say whom to reach, and how.
func (t *turn) contactBlocks(c *Case) []Block {
	rows := [][2]string{{t.label("pack.reference"), c.Ref}, {t.label("pack.associate"), c.Owner.Name}}
	p := t.profile(c.Owner.ID)
	for _, row := range [][2]string{{t.label("pack.phone"), p.Phone}, {t.label("pack.email"), p.Email}, {t.label("pack.answers"), p.Hours}} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	return []Block{{Kind: Subheading, Text: t.label("pack.contact")}, {Kind: Table, Rows: rows}}
}
