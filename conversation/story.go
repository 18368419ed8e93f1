package conversation

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Story is all that is kept of how a case went.
type Story struct {
	Listed
	Person   string   `json:"person"` // initials, or with Full the name
	Full     bool     `json:"full,omitempty"`
	Contact  []string `json:"contact,omitempty"` // with Full alone
	Events   []Told   `json:"events"`            // oldest first
	Now      []string `json:"now,omitempty"`     // how things stand
	Messages []Passed `json:"messages,omitempty"`
}

// Told is one thing that happened: when, what, by whom, and why.
type Told struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
	By   string    `json:"by,omitempty"`
	Why  string    `json:"why,omitempty"`
}

// Passed is an associate's line and what became of it.
type Passed struct {
	By     string `json:"by"`
	Fate   Fate   `json:"fate"`
	Words  string `json:"fate_words"`
	Mailed bool   `json:"mailed,omitempty"`
}

// storyWords lists the keys that follow from a state.
func storyWords() (keys []string) {
	for _, f := range []Fate{Held, Offered, Sending, Arrived, Internal, Undone, Leaving, Withdrawn, Failed} {
		keys = append(keys, "story.line_"+string(f))
	}
	for _, o := range []Outcome{Delivered, Unreachable, Refused, Unknown, Stale} {
		keys = append(keys, "story.fate_"+string(o))
	}
	for _, i := range []ItemState{ItemSent, ItemAccepted, ItemRejected, ItemDropped} {
		keys = append(keys, "story.paper_"+string(i))
	}
	return keys
}

// teller puts a story together.
type teller struct {
	turn
	c     *Case
	full  bool
	story *Story
}

// Story tells a case from its record, in the words of the desk. Names are initials
// unless full is set, and free text loses what names the applicant; false: the
// record has no such case.
func (e *Engine) Story(rec Record, ref string, full bool, now time.Time) (Story, bool) {
	s := &teller{turn: turn{Engine: e, rec: rec.clone(), now: now}, full: full, story: &Story{Full: full, Events: []Told{}}}
	if s.c = s.rec.caseNamed(ref); s.c == nil {
		return Story{}, false
	}
	for _, l := range e.List(e.Rows(rec, now), now) {
		if l.Ref == ref {
			s.story.Listed = l
		}
	}
	s.person()
	s.stages()
	s.payment()
	s.reminders()
	s.views()
	s.papers()
	s.letters()
	s.day()
	s.standing()
	s.messages()
	slices.SortStableFunc(s.story.Events, func(a, b Told) int { return a.At.Compare(b.At) })
	return *s.story, true
}

func (s *teller) tell(at time.Time, by Actor, why, key string, args locale.Args) {
	if !at.IsZero() {
		s.story.Events = append(s.story.Events, Told{At: at, What: s.plain("story."+key, args), By: by.Name, Why: s.masked(why)})
	}
}

func (s *teller) person() {
	a := s.rec.Answers
	if s.story.Person = a.initials(); s.story.Person == "" {
		s.story.Person = s.plain("card.no_name", nil)
	}
	if !s.full {
		return
	}
	if name := strings.TrimSpace(a[stateFirstName] + " " + a[stateLastName]); name != "" {
		s.story.Person = name
	}
	for _, state := range []State{stateEmail, stateTelephone} {
		if a[state] != "" {
			s.story.Contact = append(s.story.Contact, a[state])
		}
	}
}

// stages tells every stage, skip and step back.
func (s *teller) stages() {
	s.tell(s.c.Opened, Actor{}, "", "opened", nil)
	from := Intake
	for _, m := range s.c.Moves {
		key := "stage"
		switch {
		case m.To == from:
			key = "again"
		case m.Move == setTo(m.To) && slices.Index(settable(), m.To) < slices.Index(settable(), from):
			key = "back"
		case m.Move == setTo(m.To):
			key = "ahead"
		}
		by := m.By
		if by.ID == "" {
			by.Name = s.plain("story.by_applicant", nil)
		}
		s.tell(m.At, by, m.Reason, key, locale.Args{"Stage": s.StageName(m.To)})
		from = m.To
	}
}

func (s *teller) payment() {
	if p := s.c.Payment; p != nil {
		s.tell(p.At, Actor{}, "", "payment", locale.Args{"Amount": p.Amount})
		s.tell(p.Said, Actor{}, "", "payment_said", nil)
	}
}

// reminders tells each rung with its fate.
func (s *teller) reminders() {
	for _, r := range s.c.Rungs {
		fate := "fate_" + string(r.Fate)
		switch {
		case r.Entry == "":
			fate = "fate_passed"
		case r.Skipped:
			fate = "fate_merged"
		case r.Fate == "":
			fate = "fate_waiting"
		}
		args := locale.Args{"What": s.plain("page.rung_"+r.Name, nil), "Fate": s.plain("story."+fate, nil)}
		s.tell(r.At, Actor{}, "", "reminder", args)
	}
}

// views tells who looked at everything.
func (s *teller) views() {
	for _, v := range s.c.Views {
		s.tell(v.At, v.By, "", "viewed", locale.Args{"What": s.plain("desk.view_"+v.What, nil)})
	}
}

// papers tells what arrived and what was decided about it.
func (s *teller) papers() {
	for i := range s.c.Items {
		it := &s.c.Items[i]
		name := s.masked(s.itemAtDesk(it))
		for _, sheet := range it.Sheets {
			s.tell(sheet.At, Actor{}, "", "paper_came", locale.Args{"Paper": name})
		}
		for _, v := range it.Verdicts {
			state := cmp.Or(string(v.State), "open")
			s.tell(v.At, v.By, v.Reason, "paper_"+state, locale.Args{"Paper": name})
		}
	}
}

func (s *teller) letters() {
	for _, l := range s.c.Letters {
		args := locale.Args{"Letter": s.plain("letter."+string(l.Variant), nil), "Person": s.plain("desk.person", locale.Args{"Number": l.Person})}
		s.tell(l.Approved.At, l.Approved.By, "", "letter", args)
		if l.Outdated {
			s.story.Now = append(s.story.Now, s.plain("story.letter_outdated", args))
		}
	}
	if p := s.c.Pack; p != nil {
		s.tell(p.At, Actor{}, "", "pack", locale.Args{"Count": p.Times})
	}
}

// day tells how it went at the office, and afterwards.
func (s *teller) day() {
	if v := s.c.Visit; v != nil {
		s.tell(v.Hindered, Actor{}, "", "hindered", nil)
		s.tell(v.Arrived, Actor{}, "", "arrived", nil)
		s.tell(v.Called, Actor{}, "", "called", nil)
	}
	s.tell(s.c.Wanted, Actor{}, "", "wanted", nil)
	if f := s.c.Filing; f != nil {
		s.tell(f.At, Actor{}, "", "filed", nil)
	}
	if r := s.c.Rating; r != nil {
		s.tell(r.At, Actor{}, "", "rated", locale.Args{"Stars": r.Stars, "Most": mostStars})
	}
	s.tell(s.c.Plan.Stopped, Actor{}, "", "stopped", nil)
}

// standing tells what has no instant of its own.
func (s *teller) standing() {
	add := func(text string) {
		if text != "" {
			s.story.Now = append(s.story.Now, text)
		}
	}
	c := s.c
	if t := c.Talk; t != nil && !t.Chosen.IsZero() {
		add(s.plain("story.talk", locale.Args{"Day": renewal.DateOf(t.Chosen.In(s.service.Zone)), "Hour": t.Chosen.In(s.service.Zone).Format("15:04")}))
	}
	add(s.papersAtDesk(c))
	if v := c.Visit; v != nil {
		add(s.plain("story.visit", locale.Args{"Visit": s.visitAtDesk(c), "Changes": v.Sequence}))
		add(s.masked(v.Reason))
	}
	if c.Filing != nil {
		add(strings.TrimSpace(s.filingAtDesk(c)))
	}
	if !c.Plan.Snooze.IsZero() {
		add(s.plain("story.snoozed", locale.Args{"Day": c.Plan.Snooze}))
	}
}

// messages tells what became of the associates' lines.
func (s *teller) messages() {
	for _, l := range s.c.Lines {
		s.story.Messages = append(s.story.Messages, Passed{By: l.By.Name, Fate: l.Fate, Words: s.plain("story.line_"+string(l.Fate), nil), Mailed: l.Mailed})
	}
}

// What in free text may reach somebody: an address, a long number.
var reachable = regexp.MustCompile(`\S+@\S+|\+?\d[\d ]{5,}\d`)

// masked is free text without what names the applicant or their family, unless
// everything is to be seen.
func (s *teller) masked(text string) string {
	if s.full || text == "" {
		return text
	}
	text = reachable.ReplaceAllString(text, "…")
	for n := 1; n <= renewal.MaxApplicants; n++ {
		states := []State{of(n, "name")}
		if n == 1 {
			states = []State{stateFirstName, stateLastName}
		}
		for _, state := range states {
			for _, name := range strings.Fields(s.rec.Answers[state]) {
				text = withInitial(text, name)
			}
		}
	}
	return text
}

// withInitial puts a name's initial wherever a text has the name as a word.
func withInitial(text, name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == len(name) {
		return text
	}
	whole := regexp.MustCompile(`(?i)(^|[^\pL])` + regexp.QuoteMeta(name) + `($|[^\pL])`)
	for range 2 { // two names in a row share what stands between them
		text = whole.ReplaceAllString(text, "${1}"+string(first)+".$2")
	}
	return text
}
