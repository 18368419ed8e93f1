package conversation

import (
	"cmp"
	"slices"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Row is what lists show of a record: no more than its card does. It is kept
// beside the record and changes with it; short names, because there is one for
// every case.
type Row struct {
	Ref      string       `json:"r,omitempty"` // empty: nothing at the desk, only reminders
	Initials string       `json:"i,omitempty"`
	Stage    Stage        `json:"s"`
	Owner    Actor        `json:"o,omitzero"`
	Waiting  Side         `json:"w,omitempty"`
	Closes   renewal.Date `json:"c,omitzero"` // the date on the card
	Thread   string       `json:"t,omitempty"`
	Trouble  string       `json:"x,omitempty"` // what could not be delivered: unreachable or failed
	Rung     string       `json:"n,omitempty"` // the next reminder
	RungAt   time.Time    `json:"d,omitzero"`
	Visit    bool         `json:"v,omitempty"` // the day at the office is planned
	Asked    *RowRequest  `json:"q,omitempty"` // a right that somebody waits for
}

// RowRequest is what lists show of a request that is not done.
type RowRequest struct {
	Right Right        `json:"r"`
	Due   renewal.Date `json:"d"`
	Ref   string       `json:"f,omitempty"` // of the person's last case
}

// row is how the lists show this record and what it is reminded of next; nil: not
// at all.
func (t *turn) row(ahead []coming) *Row {
	c := t.rec.open()
	if c == nil || c.Stage == Intake && c.Card == "" {
		if asked := t.rowRequest(); asked != nil {
			return &Row{Asked: asked}
		}
		return nil
	}
	r := &Row{Asked: t.rowRequest(), Stage: c.Stage, Owner: c.Owner, Waiting: c.Waiting, Closes: t.rec.Answers.expires(), Visit: c.Visit != nil}
	if c.Card != "" {
		r.Ref, r.Thread = c.Ref, c.Thread
		if t.rec.consented(stateSend) {
			r.Initials = t.rec.Answers.initials()
		}
	}
	switch {
	case t.rec.Gone:
		r.Trouble = "unreachable"
	case c.failing():
		r.Trouble = "failed"
	}
	if len(ahead) > 0 {
		r.Rung, r.RungAt = ahead[0].name, ahead[0].at
	}
	return r
}

// rowRequest is what the record's person waits for; nil: nothing. Erasing is such a
// request, whoever began it.
func (t *turn) rowRequest() *RowRequest {
	if e := t.rec.Erasing; e != nil {
		return &RowRequest{Right: Cancellation, Due: renewal.DateOf(e.At.In(t.service.Zone)).Add(answerWithin), Ref: t.rec.Ref()}
	}
	if r := t.rec.pending(); r != nil {
		return &RowRequest{Right: r.Right, Due: r.Due, Ref: t.rec.Ref()}
	}
	return nil
}

// failing says whether the line that left last did not arrive. One that arrived
// after it has put that right, or shown that it no longer matters.
func (c *Case) failing() bool {
	for _, l := range slices.Backward(c.Lines) {
		if l.Fate == Failed || l.Fate == Arrived {
			return l.Fate == Failed
		}
	}
	return false
}

// Page is a list that associates are shown: App Home, or the answer to a command.
// All its texts are plain.
type Page struct {
	Title    string
	Record   string // whose its buttons are; empty: the associates' own
	Buttons  []DeskButton
	Sections []PageSection
}

// PageSection is one list of a page.
type PageSection struct {
	Title string
	Lines []PageLine
	More  string // says that lines are left out
}

// PageLine is one line of a list; Thread leads to its case.
type PageLine struct {
	Text   string
	Thread string
}

// How many lines a list shows: one of several, and one that has its page to
// itself. Where it is shown there is room for no more.
const (
	pageLines  = 15
	queueLines = 40
)

// view is a page in the making.
type view struct {
	*Engine
	now   time.Time
	lines int // that a list of the page shows
	page  Page
}

func (v *view) words(key string, args locale.Args) string {
	return v.Engine.words.Plain(v.service.Desk, key, args)
}

func (v *view) button(move string) {
	v.page.Buttons = append(v.page.Buttons, DeskButton{Text: v.words("move."+move, nil), Move: move})
}

// list adds the rows that belong to a section, in their order.
func (v *view) list(key string, rows []Row, belongs func(Row) bool, text func(Row) string) {
	s, more := PageSection{Title: v.words("page."+key, nil)}, 0
	for _, r := range rows {
		switch {
		case !belongs(r):
		case len(s.Lines) == v.lines:
			more++
		default:
			s.Lines = append(s.Lines, PageLine{Text: text(r), Thread: r.Thread})
		}
	}
	switch {
	case more > 0 && v.lines < queueLines:
		s.More = v.words("page.more", locale.Args{"Count": more})
	case more > 0:
		s.More = v.words("page.more_left", locale.Args{"Count": more})
	}
	if len(s.Lines) == 0 {
		s.Lines = []PageLine{{Text: v.words("page.nothing", nil)}}
	}
	v.page.Sections = append(v.page.Sections, s)
}

// caseLine says of a case what decides whether to open it.
func (v *view) caseLine(r Row) string {
	today := renewal.DateOf(v.now.In(v.service.Zone))
	args := locale.Args{"Ref": r.Ref, "Initials": r.Initials, "Stage": v.words("stage."+string(r.Stage)+".name", nil), "Closes": "–", "Left": ""}
	if r.Initials == "" {
		args["Initials"] = v.words("card.no_name", nil)
	}
	text := v.words("page.case", args)
	if !r.Closes.IsZero() {
		left := r.Closes.Sub(today)
		key := "page.days_left"
		if left < 0 {
			key, left = "page.days_over", -left
		}
		text += " · " + v.words(key, locale.Args{"Count": left, "Closes": r.Closes})
	}
	if r.Owner.Name != "" {
		text += " · " + r.Owner.Name
	}
	if r.Trouble != "" {
		text += " · ⚠ " + v.words("page."+r.Trouble, nil)
	}
	return text
}

func atDesk(r Row) bool { return r.Ref != "" }

// byDeadline puts the cases first that have the least time left, and those last
// whose date is not known.
func byDeadline(rows []Row) []Row {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int {
		switch {
		case a.Closes.IsZero() != b.Closes.IsZero():
			if b.Closes.IsZero() {
				return -1
			}
			return 1
		case a.Closes != b.Closes:
			return a.Closes.Sub(b.Closes)
		}
		return cmp.Compare(a.Ref, b.Ref)
	})
	return rows
}

// Home is an associate's own desk: what is theirs, what nobody has taken, who
// waits for us, what did not arrive, and what goes out today and tomorrow.
func (e *Engine) Home(user string, rows []Row, book *Book, now time.Time) Page {
	v := &view{Engine: e, now: now, lines: pageLines}
	v.page.Title = v.words("page.home", nil)
	v.button(moveProfile)
	v.button(moveShutDay)
	rows = byDeadline(rows)
	v.list("mine", rows, func(r Row) bool { return atDesk(r) && r.Owner.ID == user }, v.caseLine)
	v.list("unclaimed", rows, func(r Row) bool { return atDesk(r) && r.Owner.ID == "" && r.Stage == Requested }, v.caseLine)
	v.list("waiting", rows, func(r Row) bool { return atDesk(r) && r.Waiting == Desk }, v.caseLine)
	v.list("trouble", rows, func(r Row) bool { return atDesk(r) && r.Trouble != "" }, v.caseLine)
	if slices.ContainsFunc(rows, asks) {
		v.list("requests", rows, asks, v.requestLine)
	}
	v.reminders("today", rows, book, renewal.DateOf(now.In(e.service.Zone)).Add(2).In(e.service.Zone, 0, 0))
	return v.page
}

// asks says whether somebody waits for a right.
func asks(r Row) bool { return r.Asked != nil }

// requestLine says of a request what it is and until when it has to be done.
func (v *view) requestLine(r Row) string {
	who := r.Asked.Ref
	if who == "" {
		who = v.words("page.no_case", nil)
	}
	return v.words("page.request", locale.Args{"Who": who, "Right": v.words("rights."+string(r.Asked.Right), nil), "Due": r.Asked.Due})
}

// Queue lists all open cases, those first that have the least time left.
func (e *Engine) Queue(rows []Row, now time.Time) Page {
	v := &view{Engine: e, now: now, lines: queueLines}
	v.page.Title = v.words("page.queue", nil)
	v.list("all", byDeadline(rows), atDesk, v.caseLine)
	return v.page
}

// Outgoing lists what goes out in the next 24 hours, with what stops it.
func (e *Engine) Outgoing(rows []Row, book *Book, now time.Time) Page {
	v := &view{Engine: e, now: now, lines: queueLines}
	v.page.Title = v.words("page.outgoing", nil)
	v.reminders("reminders", rows, book, now.Add(24*time.Hour))
	return v.page
}

// reminders adds what goes out before an instant, and the button that pauses or
// resumes it.
func (v *view) reminders(key string, rows []Row, book *Book, until time.Time) {
	if book != nil && !book.Paused.At.IsZero() {
		v.button(moveResume)
	} else {
		v.button(movePause)
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return a.RungAt.Compare(b.RungAt) })
	v.list(key, rows, func(r Row) bool { return r.Rung != "" && r.RungAt.Before(until) }, func(r Row) string {
		who := r.Ref
		if who == "" {
			who = v.words("page.watcher", nil)
		}
		local := r.RungAt.In(v.service.Zone)
		return v.words("page.reminder", locale.Args{
			"Who": who, "What": v.words("page.rung_"+r.Rung, nil),
			"When": locale.Date(v.service.Desk, renewal.DateOf(local)) + ", " + local.Format("15:04"),
		})
	})
}
