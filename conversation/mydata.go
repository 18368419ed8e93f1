package conversation

import (
	"encoding/json"
	"fmt"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// dataType is the media type of what a machine can read.
const dataType = "application/json"

// Portable is what we keep of a person, in a form that another service can read.
// Its names do not change; a later one may have more.
type Portable struct {
	Format    string            `json:"format"` // residency-assist/1
	Made      time.Time         `json:"made"`
	Service   string            `json:"service"`
	Chat      string            `json:"chat"`
	Language  locale.Language   `json:"language"`
	Answers   []PortableAnswer  `json:"answers"`
	Consents  []Consent         `json:"agreements"`
	Cases     []PortableCase    `json:"cases"`
	Requests  []PortableRequest `json:"requests"`
	LastSeen  time.Time         `json:"last_seen,omitzero"`
	KeptUntil time.Time         `json:"kept_until,omitzero"`
}

// PortableAnswer is an answer: as it is kept, and in words.
type PortableAnswer struct {
	Question State  `json:"question"`
	Name     string `json:"name"`
	Value    string `json:"value"`
	Words    string `json:"words"`
}

// PortableCase is a case as its person may see it.
type PortableCase struct {
	Ref       string          `json:"reference,omitempty"`
	Stage     Stage           `json:"stage"`
	Opened    time.Time       `json:"opened"`
	Sent      time.Time       `json:"sent,omitzero"`
	Associate string          `json:"associate,omitempty"`
	Moves     []PortableMove  `json:"moves,omitempty"`
	Reminders []PortableRung  `json:"reminders,omitempty"`
	Papers    []PortablePaper `json:"papers,omitempty"`
	Messages  []string        `json:"messages,omitempty"` // what the person wrote last
	Visit     *Visit          `json:"visit,omitempty"`
	Filing    *Filing         `json:"filing,omitempty"`
	Payment   *Payment        `json:"payment,omitempty"`
	Rating    *Rating         `json:"rating,omitempty"`
	Seen      []View          `json:"seen,omitempty"` // who looked at all of it
}

// PortableMove is a step of a case.
type PortableMove struct {
	At time.Time `json:"at"`
	To Stage     `json:"to"`
}

// PortableRung is a reminder that went out.
type PortableRung struct {
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	For  string    `json:"for"`
	Fate Outcome   `json:"fate,omitempty"`
}

// PortablePaper is a paper of the checklist with the files that came of it. The
// files themselves are with the platforms that carried them.
type PortablePaper struct {
	Name  string      `json:"name"`
	State ItemState   `json:"state,omitempty"`
	Files []time.Time `json:"files,omitempty"`
}

// PortableRequest is a right that the person made use of.
type PortableRequest struct {
	Right Right        `json:"right"`
	At    time.Time    `json:"at"`
	Due   renewal.Date `json:"due"`
	Done  time.Time    `json:"done,omitzero"`
}

// myData hands the person what we keep of them.
func (t *turn) myData() error {
	if t.rec.blank() {
		return t.tell("mydata.nothing", nil)
	}
	t.say("mydata.here", nil)
	if err := t.handOver(Chat); err != nil {
		return err
	}
	return t.hereQuietly()
}

// handOver sends what we keep to one side, once to be read by people and once by
// machines, and notes the request for it.
func (t *turn) handOver(side Side) error {
	p := t.portable()
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("writing the person's data: %w", err)
	}
	paper := t.portablePaper(p)
	var entries []string
	for _, f := range []File{
		{Attachment: t.dataFile(".pdf", "application/pdf"), Made: &Made{Paper: &paper}, HTML: t.html("mydata.for_people", nil)},
		{Attachment: t.dataFile(".json", dataType), Made: &Made{Data: text}, HTML: t.html("mydata.for_machines", nil)},
	} {
		e := Entry{Side: side, Report: true, File: &f}
		if side == Desk {
			e.Ref = t.lastCase().Card
			f.HTML, f.Line = "", &Line{Text: t.plain("desk.mydata", locale.Args{"Who": t.ev.By.Name})}
		}
		entries = append(entries, t.put(e))
	}
	t.requested(Access, entries...)
	return nil
}

func (t *turn) dataFile(ending, kind string) Attachment {
	return Attachment{Name: t.label("mydata.file") + "-" + t.today().String() + ending, Type: kind, Size: UnknownSize}
}

// portable gathers what we keep.
func (t *turn) portable() Portable {
	p := Portable{
		Format: "residency-assist/1", Made: t.now.UTC(), Service: t.service.Name, Chat: t.rec.Chat, Language: t.lang(),
		Answers: []PortableAnswer{}, Consents: t.rec.Consents, Cases: []PortableCase{}, Requests: []PortableRequest{},
		LastSeen: t.rec.Dialogue.Touched, KeptUntil: t.keptUntil(),
	}
	for _, s := range t.dialogue.order {
		if q := t.dialogue.byID[s]; t.rec.Answers[s] != "" {
			p.Answers = append(p.Answers, PortableAnswer{Question: s, Name: t.nameOf(q), Value: t.rec.Answers[s], Words: t.shown(q, t.rec.Answers[s])})
		}
	}
	for i := range t.rec.Cases {
		p.Cases = append(p.Cases, t.portableCase(&t.rec.Cases[i]))
	}
	for _, r := range t.rec.Requests {
		p.Requests = append(p.Requests, PortableRequest{Right: r.Right, At: r.At, Due: r.Due, Done: r.Done})
	}
	return p
}

func (t *turn) portableCase(c *Case) PortableCase {
	out := PortableCase{
		Ref: c.Ref, Stage: c.Stage, Opened: c.Opened, Sent: c.Submitted, Associate: c.Owner.Name,
		Visit: c.Visit, Filing: c.Filing, Payment: c.Payment, Rating: c.Rating, Seen: c.Views,
	}
	for _, m := range c.Moves {
		out.Moves = append(out.Moves, PortableMove{At: m.At, To: m.To})
	}
	for _, r := range c.Rungs {
		out.Reminders = append(out.Reminders, PortableRung{At: r.At, Name: r.Name, For: r.For, Fate: r.Fate})
	}
	for i := range c.Items {
		paper := PortablePaper{Name: t.itemName(&c.Items[i]), State: c.Items[i].State}
		for _, s := range c.Items[i].Sheets {
			paper.Files = append(paper.Files, s.At)
		}
		out.Papers = append(out.Papers, paper)
	}
	for _, h := range c.Heard {
		out.Messages = append(out.Messages, h.Text)
	}
	return out
}

// portablePaper is the same for people.
func (t *turn) portablePaper(p Portable) Paper {
	heading := func(key string) Block { return Block{Kind: Subheading, Text: t.label("mydata." + key)} }
	paper := Paper{
		Title: t.label("mydata.title"), Language: t.lang(), Date: t.today(), Footer: p.Service,
		Blocks: []Block{
			{Kind: Heading, Text: t.label("mydata.title")},
			{Kind: Paragraph, Text: t.words.Plain(t.lang(), "mydata.about", locale.Args{"Service": p.Service, "Day": locale.Long(t.today())})},
		},
	}
	add := func(key string, rows [][2]string) {
		if len(rows) > 0 {
			paper.Blocks = append(paper.Blocks, heading(key), Block{Kind: Table, Rows: rows})
		}
	}
	var answers, agreements, requests [][2]string
	for _, a := range p.Answers {
		answers = append(answers, [2]string{a.Name, a.Words})
	}
	add("answers", answers)
	for _, c := range p.Consents {
		given := "mydata.taken_back"
		if c.Given {
			given = "mydata.given"
		}
		agreements = append(agreements, [2]string{t.agreement(c.To), t.label(given) + ", " + t.onDay(c.At)})
	}
	add("agreements", agreements)
	for _, c := range p.Cases {
		paper.Blocks = append(paper.Blocks, t.portableRows(c)...)
	}
	for _, r := range p.Requests {
		requests = append(requests, [2]string{t.label("rights." + string(r.Right)), t.onDay(r.At)})
	}
	add("requests", requests)
	return paper
}

// portableRows tell of a case.
func (t *turn) portableRows(c PortableCase) []Block {
	title := t.words.Plain(t.lang(), "mydata.case", locale.Args{"Ref": c.Ref})
	rows := [][2]string{{t.label("mydata.opened"), t.onDay(c.Opened)}}
	if c.Associate != "" {
		rows = append(rows, [2]string{t.label("mydata.associate"), c.Associate})
	}
	for _, m := range c.Moves {
		rows = append(rows, [2]string{t.label("mydata.stage_" + string(m.To)), t.onDay(m.At)})
	}
	for _, r := range c.Reminders {
		rows = append(rows, [2]string{t.label("mydata.reminder"), t.onDay(r.At)})
	}
	for _, paper := range c.Papers {
		for _, at := range paper.Files {
			rows = append(rows, [2]string{paper.Name, t.onDay(at)})
		}
	}
	for _, words := range c.Messages {
		rows = append(rows, [2]string{t.label("mydata.message"), words})
	}
	for _, v := range c.Seen {
		rows = append(rows, [2]string{t.label("mydata.seen"), v.By.Name + ", " + t.onDay(v.At)})
	}
	return []Block{{Kind: Subheading, Text: title}, {Kind: Table, Rows: rows}}
}

// agreement is what an agreement was about.
func (t *turn) agreement(to State) string {
	if key := "mydata.agreed_" + string(to); t.words.Has(key) {
		return t.label(key)
	}
	if q := t.dialogue.byID[to]; q != nil {
		return t.nameOf(q)
	}
	return string(to)
}

// onDay is an instant in the person's words and by their clock.
func (t *turn) onDay(at time.Time) string {
	local := at.In(t.zone())
	return locale.Date(t.lang(), renewal.DateOf(local)) + ", " + local.Format("15:04")
}
