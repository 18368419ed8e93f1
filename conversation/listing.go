package conversation

import (
	"cmp"
	"slices"
	"time"

	"residencyassist/conversation/renewal"
)

// Listed is a case as a list outside of the desk shows it: no more than its card.
type Listed struct {
	Ref      string       `json:"ref"`
	Initials string       `json:"initials,omitempty"`
	Stage    Stage        `json:"stage"`
	Named    string       `json:"stage_words"`
	Owner    string       `json:"owner,omitempty"`
	Expires  renewal.Date `json:"expires,omitzero"`    // the date on the card
	Left     *int         `json:"days_left,omitempty"` // to it; negative: since
	Waiting  Side         `json:"waiting_on,omitempty"`
	Awaited  string       `json:"waiting_on_words,omitempty"`
	Trouble  string       `json:"trouble,omitempty"` // what could not be delivered: unreachable or failed
}

// List puts the cases of these rows in order, those first that have the least time
// left.
func (e *Engine) List(rows []Row, now time.Time) []Listed {
	today := renewal.DateOf(now.In(e.service.Zone))
	list := []Listed{}
	for _, r := range byDeadline(rows) {
		if !atDesk(r) {
			continue
		}
		l := Listed{
			Ref: r.Ref, Initials: r.Initials, Stage: r.Stage, Named: e.StageName(r.Stage), Owner: r.Owner.Name,
			Expires: r.Closes, Waiting: r.Waiting, Trouble: r.Trouble,
		}
		if !r.Closes.IsZero() {
			left := r.Closes.Sub(today)
			l.Left = &left
		}
		if r.Waiting != "" {
			l.Awaited = e.words.Plain(e.service.Desk, "card.waiting_"+string(r.Waiting), nil)
		}
		list = append(list, l)
	}
	return list
}

// StageName is what the desk calls a stage.
func (e *Engine) StageName(s Stage) string {
	return e.words.Plain(e.service.Desk, "stage."+string(s)+".name", nil)
}

// RungName is what the desk calls a reminder.
func (e *Engine) RungName(name string) string {
	return e.words.Plain(e.service.Desk, "page.rung_"+name, nil)
}

// Rows are all cases of a record that were ever at the desk. Of those that are
// closed no date is known any more: the answers are those of the present cycle.
func (e *Engine) Rows(rec Record, now time.Time) []Row {
	t := &turn{Engine: e, rec: rec.clone(), now: now}
	var rows []Row
	for _, c := range rec.Cases {
		if c.Ref != "" && c.Stage == Closed {
			rows = append(rows, Row{Ref: c.Ref, Stage: c.Stage, Owner: c.Owner, Thread: c.Thread})
		}
	}
	if r := t.row(t.coming(t.rec.open())); r != nil && atDesk(*r) {
		rows = append(rows, *r)
	}
	return rows
}

// Due is a reminder that goes out if nothing changes until then.
type Due struct {
	Ref     string    `json:"ref,omitempty"` // empty: of somebody who wants reminders only
	Name    string    `json:"name"`
	Words   string    `json:"words"`
	Person  int       `json:"person"`  // of a family, from 1
	Counted string    `json:"counted"` // the day or the instant it is counted from
	At      time.Time `json:"at"`
}

// Due lists what a record has to be reminded of before an instant, earliest first:
// decided anew, as the bot does when its time has come.
func (e *Engine) Due(rec Record, book *Book, now, before time.Time) (list []Due) {
	t := &turn{Engine: e, rec: rec.clone(), ev: Event{Book: book}, now: now}
	c := t.rec.open()
	for _, r := range t.coming(c) {
		if r.at.Before(before) {
			list = append(list, Due{
				Ref: c.Ref, Name: r.name, Person: r.person, Counted: r.anchor.mark, At: r.at,
				Words: e.RungName(r.name),
			})
		}
	}
	return list
}

// DueOrder is the order in which reminders of many cases go out.
func DueOrder(a, b Due) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Name, b.Name))
}

// caseNamed returns the case with this reference, or nil.
func (r *Record) caseNamed(ref string) *Case {
	i := slices.IndexFunc(r.Cases, func(c Case) bool { return c.Ref == ref && ref != "" })
	if i < 0 {
		return nil
	}
	return &r.Cases[i]
}
