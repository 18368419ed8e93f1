package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Book is what the associates keep for all cases. It lives in a record of its
// own, which no applicant has, and is given to every step beside its event.
type Book struct {
	Profiles map[string]Profile `json:"profiles,omitempty"` // by the associate's id
	Closed   []ClosedDay        `json:"closed,omitempty"`   // besides the statutory days, soonest first
	Paused   Pause              `json:"paused,omitzero"`    // of all reminders
	Digest   renewal.Date       `json:"digest,omitzero"`    // the last day on which the morning's digest was due

	Offices map[string]OfficeEntry `json:"offices,omitempty"` // what associates know of offices, by the city's name
}

// Profile is how an associate is introduced to applicants.
type Profile struct {
	Name      string `json:"name,omitempty"`
	Languages string `json:"languages,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Email     string `json:"email,omitempty"`
	Hours     string `json:"hours,omitempty"`
}

// ClosedDay is a day on which the offices are closed.
type ClosedDay struct {
	Day renewal.Date `json:"day"`
	Why string       `json:"why,omitempty"`
}

// Pause stops all reminders until they are resumed.
type Pause struct {
	By Actor     `json:"by"`
	At time.Time `json:"at"`
}

// The moves of the book, from App Home and from commands.
const (
	moveProfile = "profile"
	movePause   = "pause"
	moveResume  = "resume"
	moveShutDay = "closed_day"
	moveOpenDay = "open_day"

	moveOffice    = "office"
	moveNewOffice = "new_office"
)

const (
	keptClosed = 200 // closed days that the book holds at most
	toldClosed = 20  // of those, how many are read back
	longestWhy = 200 // characters of a reason: lists show it beside its day
)

// bookTable is what associates do to the book rather than to a case.
func bookTable() map[string]deskMove {
	return map[string]deskMove{
		moveProfile: {form: profileForm, check: checkProfile, run: (*turn).keepProfile},
		movePause:   {run: (*turn).pauseAll},
		moveResume:  {run: (*turn).resumeAll},
		moveShutDay: {form: closedDayForm, check: checkClosedDay, run: (*turn).shutDay},
		moveOpenDay: {form: closedDayForm, check: checkClosedDay, run: (*turn).openDay},

		moveOffice:    {form: officeForm, check: checkOffice, run: (*turn).keepOffice},
		moveNewOffice: {form: newOfficeForm, check: checkNewOffice, run: (*turn).addOffice},
	}
}

// onBook takes what an associate does to the book.
func (t *turn) onBook(m deskMove) error {
	if m.form != nil && t.ev.Move.Values == nil {
		t.openForm(m, &Case{})
		return nil
	}
	return m.run(t, nil)
}

// What a step asked of the book becomes part of the event that the journal
// keeps, so that the same event leads to the same record later on.

// profile is how an associate wants to be introduced.
func (t *turn) profile(id string) Profile {
	if t.ev.Book == nil {
		return Profile{}
	}
	p, known := t.ev.Book.Profiles[id]
	if known {
		if t.asked.Profiles == nil {
			t.asked.Profiles = map[string]Profile{}
		}
		t.asked.Profiles[id] = p
	}
	return p
}

// named is an associate by the name that applicants are to read, wherever they
// read one. The journal keeps the event with it.
func (t *turn) named(who Actor) Actor {
	book := t.ev.Book
	if t.ev.Desk {
		book = t.rec.Book
	}
	if book != nil && who.ID != "" && book.Profiles[who.ID].Name != "" {
		who.Name = book.Profiles[who.ID].Name
	}
	return who
}

// closedDays are the days on which offices are closed besides the statutory ones.
func (t *turn) closedDays() []renewal.Date {
	if t.ev.Book == nil || len(t.ev.Book.Closed) == 0 {
		return t.service.Closed
	}
	t.asked.Closed = t.ev.Book.Closed
	days := slices.Clone(t.service.Closed)
	for _, c := range t.ev.Book.Closed {
		days = append(days, c.Day)
	}
	return days
}

// paused says whether all reminders rest.
func (t *turn) paused() bool {
	if t.ev.Book == nil || t.ev.Book.Paused.At.IsZero() {
		return false
	}
	t.asked.Paused = t.ev.Book.Paused
	return true
}

func (b Book) empty() bool {
	return len(b.Profiles) == 0 && len(b.Closed) == 0 && len(b.Offices) == 0 && b.Paused.At.IsZero()
}

func profileForm(t *turn, _ *Case) []Field {
	p := t.rec.Book.Profiles[t.ev.By.ID]
	if p.Name == "" {
		p.Name = t.ev.By.Name
	}
	return []Field{
		{Name: "name", Kind: OneLine, Value: p.Name},
		{Name: "languages", Kind: OneLine, Value: p.Languages, Optional: true},
		{Name: "phone", Kind: OneLine, Value: p.Phone, Optional: true},
		{Name: "email", Kind: OneLine, Value: p.Email, Optional: true},
		{Name: "hours", Kind: OneLine, Value: p.Hours, Optional: true},
	}
}

func checkProfile(v FormValues) map[string]string {
	problems := map[string]string{}
	if n := len([]rune(v.get("name"))); n == 0 || n > 80 {
		problems["name"] = "name"
	}
	if email := v.get("email"); email != "" && !strings.Contains(email, "@") {
		problems["email"] = "email"
	}
	return problems
}

func (t *turn) keepProfile(*Case) error {
	v := t.ev.Move.Values
	if t.rec.Book.Profiles == nil { // as it comes back from the storage while it is empty
		t.rec.Book.Profiles = map[string]Profile{}
	}
	t.rec.Book.Profiles[t.ev.By.ID] = Profile{
		Name: v.get("name"), Languages: v.get("languages"), Phone: v.get("phone"), Email: v.get("email"), Hours: v.get("hours"),
	}
	t.whisper(t.plain("desk.profile_kept", nil))
	return nil
}

// introduce tells the applicant who looks after them, and how to reach them: in
// the chat and, to be kept, by mail.
func (t *turn) introduce(c *Case) {
	p := t.profile(c.Owner.ID)
	html, particulars := t.html("introduced", locale.Args{"Associate": c.Owner.Name, "Ref": c.Ref}), ""
	for _, line := range []struct{ key, value string }{
		{"introduced_languages", p.Languages}, {"introduced_phone", p.Phone}, {"introduced_email", p.Email}, {"introduced_hours", p.Hours},
	} {
		if line.value != "" {
			particulars += "\n" + t.html(line.key, locale.Args{"Value": line.value})
		}
	}
	t.sendOn(html + particulars)
	t.mail(mailIntroduction, locale.Args{"Particulars": locale.Safe(strings.TrimSpace(particulars))})
}

func (t *turn) pauseAll(*Case) error {
	if t.rec.Book.Paused.At.IsZero() {
		t.rec.Book.Paused = Pause{By: t.ev.By, At: t.now}
	}
	p := t.rec.Book.Paused
	t.whisper(t.plain("desk.paused", locale.Args{"Who": p.By.Name, "When": t.moment(p.At)}))
	return nil
}

func (t *turn) resumeAll(*Case) error {
	t.rec.Book.Paused = Pause{}
	t.whisper(t.plain("desk.resumed", nil))
	return nil
}

func closedDayForm(*turn, *Case) []Field {
	return []Field{{Name: "day", Kind: ADate}, {Name: "why", Kind: OneLine, Optional: true}}
}

func checkClosedDay(v FormValues) map[string]string {
	problems := map[string]string{}
	if _, err := renewal.ParseDate(v.get("day")); err != nil {
		problems["day"] = "a_day"
	}
	if len([]rune(v.get("why"))) > longestWhy {
		problems["why"] = "why"
	}
	return problems
}

func (t *turn) shutDay(*Case) error {
	day, err := renewal.ParseDate(t.ev.Move.Values.get("day"))
	if err != nil {
		return err
	}
	b := t.rec.Book
	b.Closed = slices.DeleteFunc(b.Closed, func(c ClosedDay) bool { return c.Day == day })
	b.Closed = append(b.Closed, ClosedDay{Day: day, Why: t.ev.Move.Values.get("why")})
	slices.SortFunc(b.Closed, func(x, y ClosedDay) int { return x.Day.Sub(y.Day) })
	b.Closed = b.Closed[max(0, len(b.Closed)-keptClosed):]
	t.tellClosed()
	return nil
}

func (t *turn) openDay(*Case) error {
	day, err := renewal.ParseDate(t.ev.Move.Values.get("day"))
	if err != nil {
		return err
	}
	t.rec.Book.Closed = slices.DeleteFunc(t.rec.Book.Closed, func(c ClosedDay) bool { return c.Day == day })
	t.tellClosed()
	return nil
}

// tellClosed reads back the closed days that come next.
func (t *turn) tellClosed() {
	lines, more := []string{t.plain("desk.closed_days", nil)}, 0
	for _, c := range t.rec.Book.Closed {
		switch {
		case c.Day.Before(t.today()):
		case len(lines) > toldClosed:
			more++
		default:
			lines = append(lines, strings.TrimSpace("• "+locale.Date(t.service.Desk, c.Day)+" "+c.Why))
		}
	}
	if more > 0 {
		lines = append(lines, t.plain("desk.closed_more", locale.Args{"Count": more}))
	}
	t.whisper(strings.Join(lines, "\n"))
}
