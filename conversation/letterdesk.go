package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// The moves of the letter.
const (
	moveLetter  = "letter"
	moveApprove = "approve_letter"
)

// What the form of the letter offers besides what it names.
const (
	asSuggested = "suggested" // the variant that the answers lead to
	asAnswered  = "answered"  // the years that the applicant chose
	askFirst    = "ask"       // what is missing
	leaveBlank  = "blanks"
	pageUS      = "us"
	pageA4      = "a4"
)

// maxExtra is how much an associate may add to a letter, in characters.
const maxExtra = 600

// Approval is an associate's word that papers are right.
type Approval struct {
	By Actor     `json:"by,omitzero"`
	At time.Time `json:"at,omitzero"`
}

// preparing says whether papers are being made for a case.
func preparing(_ *turn, c *Case) bool {
	return c.Owner.ID != "" && (c.Stage == Preparing || c.Stage == Ready)
}

// letterForm asks what to write for whom; pressed under a draft, it stands as it
// was filled in then.
func letterForm(t *turn, c *Case) []Field {
	l := Letter{Person: 1, Variant: asSuggested, Office: t.letterOffice(c)}
	if i := c.draft(t.ev.Move.Line); i >= 0 {
		l = c.Letters[i]
	}
	if l.Day.IsZero() {
		l.Day = t.letterDay(c, l.Person)
	}
	years, page := asAnswered, pageA4
	if l.Years > 0 {
		years = strconv.Itoa(l.Years)
	}
	if l.US {
		page = pageUS
	}
	return []Field{
		{Name: "person", Kind: OneOf, Value: strconv.Itoa(l.Person), Options: t.peopleOptions()},
		{Name: "variant", Kind: OneOf, Value: string(l.Variant), Options: t.variantOptions()},
		{Name: "years", Kind: OneOf, Value: years, Options: t.options("letter.years_", asAnswered, "1", "2", "3")},
		{Name: "office", Kind: OneOf, Value: l.Office, Options: t.officeOptions()},
		{Name: "day", Kind: ADate, Value: l.Day.String()},
		{Name: "page", Kind: OneOf, Value: page, Options: t.options("letter.page_", pageA4, pageUS)},
		{Name: "missing", Kind: OneOf, Value: askFirst, Options: t.options("letter.missing_", askFirst, leaveBlank)},
		{Name: "extra", Kind: ManyLines, Value: l.Extra, Optional: true},
	}
}

// peopleOptions are the people of the family, each by initials and with the way
// the rules suggest.
func (t *turn) peopleOptions() (list []Option) {
	for n := 1; n <= t.rec.Answers.applicants(); n++ {
		v := t.suggested(n)
		if v == letterNone {
			continue
		}
		list = append(list, Option{Value: strconv.Itoa(n), Text: t.initialsOf(n) + " · " + t.plain("letter."+string(v), nil)})
	}
	return list
}

// initialsOf is a person of the family as the desk sees them in passing.
func (t *turn) initialsOf(person int) string {
	if person == 1 {
		return t.rec.Answers.initials()
	}
	who := t.plain("desk.person", locale.Args{"Number": person})
	for _, r := range t.rec.Answers[of(person, "name")] {
		return who + " (" + strings.ToUpper(string(r)) + ".)"
	}
	return who
}

func (t *turn) variantOptions() []Option {
	list := t.options("letter.", asSuggested)
	for _, v := range letterOrder() {
		list = append(list, t.options("letter.", string(v))...)
	}
	return list
}

// mostOffices is how many a menu of a form shows.
const mostOffices = 100

func (t *turn) officeOptions() (list []Option) {
	for _, o := range t.ev.Book.offices() {
		list = append(list, Option{Value: o.City, Text: o.City})
	}
	slices.SortFunc(list, func(a, b Option) int { return strings.Compare(a.Text, b.Text) })
	return list[:min(len(list), mostOffices)]
}

// letterOffice is where the papers will be filed, as far as it is known.
func (t *turn) letterOffice(c *Case) string {
	places := []string{t.rec.Answers[stateLivesIn], t.rec.Answers[stateIssuedBy], t.rec.Answers[stateRemindIn]}
	if c.Visit != nil {
		places = slices.Insert(places, 0, c.Visit.Office)
	}
	for _, place := range places {
		if o, ok := officeOf(place); ok {
			return o.City
		}
	}
	return ""
}

// officeAt is the office of a city, as it is known now; without a city where
// there is none, or more than one.
func (t *turn) officeAt(city string) Office {
	if o, one := t.office(city); one {
		return o
	}
	base, _ := officeOf(city)
	return Office{Office: base}
}

// letterDay is the day that a letter may bear: that of the filing, if it is set;
// else today, but not before the window opens.
func (t *turn) letterDay(c *Case, person int) renewal.Date {
	day := t.today()
	if c.Visit != nil {
		day = renewal.DateOf(c.Visit.At.In(t.zone()))
	}
	expires := t.rec.Answers.date(of(person, stateExpires))
	if opens := renewal.WindowOf(expires).Opens; !expires.IsZero() && day.Before(opens) {
		return opens
	}
	return day
}

func checkLetter(v FormValues) map[string]string {
	problems := map[string]string{}
	if len([]rune(v.get("extra"))) > maxExtra {
		problems["extra"] = "extra_long"
	}
	if _, err := renewal.ParseDate(v.get("day")); err != nil {
		problems["day"] = "a_day"
	}
	if v.get("office") == "" {
		problems["office"] = "which_office"
	}
	return problems
}

// draftLetter has the applicant asked for what is missing; where nothing is, it
// posts the papers for approval.
func (t *turn) draftLetter(c *Case) error {
	v := t.ev.Move.Values
	l, problem := t.readLetter(v)
	if problem != "" {
		t.whisper(problem + t.givenBack())
		return nil
	}
	c.keepLetter(l)
	open, blank := t.missing(l.Person, l.Variant)
	if len(open) == 0 || v.get("missing") == leaveBlank {
		t.postDraft(c, c.draft(l.key()), append(open, blank...))
		return nil
	}
	t.thread(Line{Text: t.plain("desk.letter_missing", locale.Args{"Who": t.initialsOf(l.Person), "What": strings.Join(open, ", ")})})
	return t.askForPapers()
}

// readLetter reads the form, or says what is wrong with it.
func (t *turn) readLetter(v FormValues) (l Letter, problem string) {
	person, err := strconv.Atoi(v.get("person"))
	day, wrong := renewal.ParseDate(v.get("day"))
	office := t.officeAt(v.get("office"))
	if err != nil || wrong != nil || office.City == "" || person < 1 || person > t.rec.Answers.applicants() || len(checkLetter(v)) > 0 {
		return l, t.plain("desk.letter_unread", nil)
	}
	l = Letter{
		Person: person, Variant: Variant(v.get("variant")), Office: office.City, Place: placeName(office.Office), State: office.State, Day: day, US: v.get("page") == pageUS, Extra: v.get("extra"),
	}
	if l.Variant == asSuggested {
		l.Variant = t.suggested(person)
	}
	if !slices.Contains(letterOrder(), l.Variant) {
		return l, t.plain("desk.letter_none", locale.Args{"Who": t.initialsOf(person)})
	}
	l.Years, _ = strconv.Atoi(v.get("years")) // "as answered" is 0
	most := t.yearsLimit(person, l.Variant)
	if most == 0 {
		l.Years = 0
	}
	if l.Years > most {
		return l, t.plain("desk.letter_years", locale.Args{"Most": most})
	}
	return l, t.unfit(l)
}

// unfit says why a letter cannot say what it says, or nothing.
func (t *turn) unfit(l Letter) string {
	a := t.rec.Answers
	w := renewal.WindowOf(a.date(of(l.Person, stateExpires)))
	switch letterKinds()[l.Variant].required {
	case inWindow:
		if l.Day.Before(w.Opens) || l.Day.After(w.Closes) {
			return t.plain("desk.letter_window", locale.Args{"Opens": w.Opens, "Expires": w.Closes})
		}
	case hasReturned:
		if a.date(stateReentered).IsZero() {
			return t.plain("desk.letter_wants", locale.Args{"What": t.nameAtDesk(t.dialogue.byID[stateReentered])})
		}
	case hasMoved:
		if a.date(stateMovedSince).IsZero() {
			return t.plain("desk.letter_wants", locale.Args{"What": t.nameAtDesk(t.dialogue.byID[stateMovedSince])})
		}
	}
	return ""
}
