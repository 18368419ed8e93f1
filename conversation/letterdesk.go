package conversation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
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
		t.whisper(problem + "\n" + t.plain("desk.typed", nil) + "\n" + v.typed())
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

// key names a letter within its case.
func (l Letter) key() string { return strconv.Itoa(l.Person) + ":" + string(l.Variant) }

// draft finds the letter that a button speaks of, or -1.
func (c *Case) draft(line string) int {
	return slices.IndexFunc(c.Letters, func(l Letter) bool { return line == l.key() || strings.HasPrefix(line, l.key()+":") })
}

// keepLetter puts a letter in the place of an earlier one of its kind.
func (c *Case) keepLetter(l Letter) {
	if i := c.draft(l.key()); i >= 0 {
		c.Letters[i] = l
		return
	}
	c.Letters = append(c.Letters, l)
}

// compose makes a letter's papers: the letter, where it is one of ours, and the
// data sheet.
func (t *turn) compose(c *Case, l Letter) (list []Paper) {
	f := letterFacts{
		Letter: l, answers: t.rec.Answers, card: t.rec.Answers[of(l.Person, stateCard)], first: l.Person == 1,
		annexes: t.annexes(c, l),
	}
	if most := t.yearsLimit(l.Person, l.Variant); f.Years == 0 && most > 0 {
		chosen, err := strconv.Atoi(t.rec.Answers[of(l.Person, stateYears)])
		switch {
		case most == 1:
			f.Years = 1
		case err != nil:
			f.open = true
		default:
			f.Years = min(chosen, most)
		}
	}
	if l.Variant != letterByAssociate {
		list = append(list, letterPaper(f))
	}
	return append(list, sheetPaper(t.words, f, c.Ref))
}

// sumOf is a fingerprint of papers: it differs when a sign in them does.
func sumOf(papers []Paper) string {
	text, err := json.Marshal(papers)
	if err != nil { // of strings and numbers
		panic("papers cannot be written as JSON: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// postDraft shows the desk what would go out. Approve binds to exactly that.
func (t *turn) postDraft(c *Case, i int, blank []string) {
	l := &c.Letters[i]
	papers := t.compose(c, *l)
	l.Sum, l.Approved, l.Outdated, l.Posted = sumOf(papers), Approval{}, false, nil
	who := t.initialsOf(l.Person)
	for n, p := range papers {
		key := "sheet"
		if n+1 < len(papers) {
			key = "letter"
		}
		l.Posted = append(l.Posted, t.put(Entry{Side: Desk, Ref: c.Card, Report: true, File: &File{
			Attachment: Attachment{Name: key + "-" + strings.ToLower(c.Ref) + "-" + strconv.Itoa(l.Person) + "-" + strings.ReplaceAll(string(l.Variant), "_", "-") + ".pdf", Type: "application/pdf"},
			Made:       &Made{Paper: &p}, Line: &Line{Text: t.plain("desk.draft_"+key, locale.Args{"Who": who})},
		}}))
	}
	text := t.plain("desk.draft", locale.Args{
		"Who": who, "Variant": t.plain("letter."+string(l.Variant), nil), "Numbers": t.numbersAtDesk(l.Person),
	})
	if l.Variant == letterByAssociate {
		text += "\n" + t.plain("desk.draft_own_words", nil)
	}
	if t.birthDiffers(l.Person) {
		text += "\n" + t.plain("desk.draft_birth", nil)
	}
	if len(blank) > 0 {
		text += "\n" + t.plain("desk.draft_blank", locale.Args{"What": strings.Join(blank, ", ")})
	}
	t.thread(Line{Text: text, Buttons: []DeskButton{
		{Text: t.plain("move."+moveApprove, nil), Move: moveApprove, Case: c.Ref, Line: l.key() + ":" + l.Sum, Main: true},
		{Text: t.plain("letter.change", nil), Move: moveLetter, Case: c.Ref, Line: l.key()},
	}})
}

// birthDiffers says whether the birth date that was answered is not the one in
// the CURP: one of the two is wrong.
func (t *turn) birthDiffers(person int) bool {
	inCURP := understand.BornOf(t.rec.Answers[of(person, stateCURP)])
	return !inCURP.IsZero() && inCURP != t.rec.Answers.bornOn(person)
}

// numbersAtDesk are a person's numbers by their last signs.
func (t *turn) numbersAtDesk(person int) string {
	var list []string
	for _, s := range []State{stateNUE, stateCURP, statePassportNumber} {
		if a := t.rec.Answers[of(person, s)]; a != "" && a != choiceUnknown {
			list = append(list, t.plain("q."+string(s)+".short", nil)+" "+t.atDesk(of(person, s)))
		}
	}
	return strings.Join(list, " · ")
}

// approveLetter approves what was posted, unless it is not what would go out by
// now: then that is posted instead.
func (t *turn) approveLetter(c *Case) error {
	i := c.draft(t.ev.Move.Line)
	if i < 0 || c.Letters[i].Sum == "" || t.ev.Move.Line != c.Letters[i].key()+":"+c.Letters[i].Sum {
		t.whisper(t.plain("desk.draft_old", nil))
		return nil
	}
	l := &c.Letters[i]
	who := t.initialsOf(l.Person)
	if sumOf(t.compose(c, *l)) != l.Sum {
		t.thread(Line{Text: t.plain("desk.draft_changed", locale.Args{"Who": who}), Mention: t.ev.By.ID})
		_, blank := t.missing(l.Person, l.Variant)
		t.postDraft(c, i, blank)
		return nil
	}
	if l.Approved.At.IsZero() {
		l.Approved, t.stirred = Approval{By: t.ev.By, At: t.now}, true
		t.thread(Line{Text: t.plain("desk.letter_approved", locale.Args{"By": t.ev.By.Name, "Who": who})})
		return nil
	}
	t.whisper(t.plain("desk.approved_already", locale.Args{"By": l.Approved.By.Name, "When": t.moment(l.Approved.At)}))
	return nil
}

// reviewLetters marks what was approved and would read differently now, and tells
// the desk.
func (t *turn) reviewLetters() {
	c := t.rec.open()
	if c == nil || !preparing(t, c) {
		return
	}
	for i := range c.Letters {
		l := &c.Letters[i]
		if l.Approved.At.IsZero() || l.Outdated || sumOf(t.compose(c, *l)) == l.Sum {
			continue
		}
		key := "desk.letter_outdated"
		if c.Pack != nil {
			key = "desk.pack_outdated"
		}
		l.Outdated, t.stirred = true, true
		t.thread(Line{Text: t.plain(key, locale.Args{"Who": t.initialsOf(l.Person)}), Mention: c.attention()})
	}
}

// draftFailed takes that a draft did not arrive at the desk: what nobody saw
// cannot be approved. It says whether the report was of one.
func (t *turn) draftFailed(c *Case) bool {
	for i := range c.Letters {
		l := &c.Letters[i]
		if !slices.Contains(l.Posted, t.ev.Report.Entry) {
			continue
		}
		if t.ev.Report.Outcome != Delivered && l.Sum != "" {
			l.Sum, l.Approved = "", Approval{}
			t.threadOf(c, Line{Text: t.plain("desk.draft_failed", locale.Args{"Who": t.initialsOf(l.Person)}), Mention: c.attention()})
		}
		return true
	}
	return false
}

// annexes are what goes with a letter, by their Spanish names.
func (t *turn) annexes(_ *Case, l Letter) []string { return annexesOf(l.Variant) }
