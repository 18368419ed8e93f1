package conversation

import (
	"slices"
	"strings"
	"sync"
	"time"

	"residencyassist/conversation/renewal"
)

// rungType is a step of the ladder of reminders. Its words follow from the
// anchor it is counted from and from how things stand on the day it goes out;
// lists at the desk name it by page.rung_<name>.
type rungType struct {
	name   string
	from   string        // the anchor it is counted from
	days   int           // days after the anchor's day; negative: before it
	open   bool          // only days on which offices work are counted
	hour   int           // at this hour of the office's clock; 0: in the person's hours
	before time.Duration // so long before the anchor's instant, instead of days
	where  string        // goes only to people who are there: home or abroad; empty: to all
	desk   bool          // the associate is told as well
}

// Where people are, for rungs that differ by it.
const (
	home   = "home"
	abroad = "abroad"
)

// What rungs are counted from. What is counted from the card is one matter, and
// told in one message: its date, the last day on which the office works before
// it, and the day that the person chose.
const (
	fromCard      = "card"
	fromOfficeDay = "office_day"
	fromSnooze    = "snooze"
	fromVisit     = "visit"
	fromTalk      = "talk"
	fromChoice    = "choice"
	fromPayment   = "payment"
	fromPapers    = "papers"
	fromRequest   = "request" // what the office asked for besides
	fromReturn    = "return"
	fromFiling    = "filing"
)

// ladder is every reminder. To add one, add its row here and its words to both
// catalogues.
var ladder = sync.OnceValue(func() []rungType {
	return []rungType{
		{name: "before_60", from: fromCard, days: -60, where: home},
		{name: "before_45", from: fromCard, days: -45},
		{name: "before_31", from: fromCard, days: -31, where: home},
		{name: "opens", from: fromCard, days: -30, desk: true},
		{name: "before_21", from: fromCard, days: -21, where: home},
		{name: "before_14", from: fromCard, days: -14},
		{name: "before_7", from: fromCard, days: -7, desk: true},
		{name: "last_3", from: fromOfficeDay, days: -3, where: home, desk: true},
		{name: "last_1", from: fromOfficeDay, days: -1, where: home, desk: true},
		{name: "last_0", from: fromOfficeDay, days: 0, where: home, desk: true},
		{name: "after_1", from: fromCard, days: 1, desk: true},
		{name: "after_7", from: fromCard, days: 7, where: home, desk: true},
		{name: "after_30", from: fromCard, days: 30, desk: true},
		{name: "after_45", from: fromCard, days: 45, desk: true},
		{name: "after_50", from: fromCard, days: 50, desk: true},
		{name: "after_54", from: fromCard, days: 54, desk: true},
		{name: "after_59", from: fromCard, days: 59, where: home, desk: true},
		{name: "again", from: fromSnooze},

		{name: "visit_7", from: fromVisit, days: -7},
		{name: "visit_1", from: fromVisit, days: -1},
		{name: "visit_eve", from: fromVisit, days: -1, hour: 18},
		{name: "visit_2h", from: fromVisit, before: 2 * time.Hour},

		{name: "choice_2", from: fromChoice, days: 2},
		{name: "talk_1", from: fromTalk, days: -1},
		{name: "talk_1h", from: fromTalk, before: time.Hour},

		{name: "payment_3", from: fromPayment, days: 3},
		{name: "payment_7", from: fromPayment, days: 7, desk: true},

		{name: "papers_4", from: fromPapers, days: 4},
		{name: "papers_11", from: fromPapers, days: 11, desk: true},
		{name: "papers_18", from: fromPapers, days: 18, desk: true},

		{name: "request_3", from: fromRequest, days: 3, open: true, desk: true},
		{name: "request_7", from: fromRequest, days: 7, open: true, desk: true},
		{name: "request_9", from: fromRequest, days: 9, open: true, desk: true},

		{name: "return_1", from: fromReturn, days: -1},
		{name: "return_0", from: fromReturn},
		{name: "filing_10", from: fromFiling, days: 10},
		{name: "filing_20", from: fromFiling, days: 20, desk: true},
	}
})

// Rungs lists the names of all reminders.
func Rungs() (names []string) {
	for _, r := range ladder() {
		names = append(names, r.name)
	}
	return names
}

// longestOverdue is for how many days after the date on a card there is
// something to remind of.
const longestOverdue = 60

// anchor is what rungs are counted from, for one person: a day, or an instant.
type anchor struct {
	day   renewal.Date
	at    time.Time    // zero: the day alone counts
	until time.Time    // past it, none of its rungs goes out
	mark  string       // names the day or the instant: once it is another, its rungs are due anew
	rests renewal.Date // no rung goes out before this day
}

// anchors find what rungs are counted from; the second value is false while there
// is no such thing, or no more.
var anchors = map[string]func(t *turn, c *Case, person int) (anchor, bool){
	fromCard:      (*turn).cardAnchor,
	fromOfficeDay: (*turn).officeDayAnchor,
	fromSnooze:    (*turn).snoozeAnchor,
	fromVisit:     single((*turn).visitAnchor),
	fromTalk:      single((*turn).talkAnchor),
	fromChoice:    single((*turn).choiceAnchor),
	fromPayment:   single((*turn).paymentAnchor),
	fromPapers:    single((*turn).papersAnchor),
	fromRequest:   single((*turn).requestAnchor),
	fromReturn:    single((*turn).returnAnchor),
	fromFiling:    single((*turn).filingAnchor),
}

// single makes an anchor that belongs to the case rather than to each person of
// a family.
func single(of func(t *turn, c *Case) (anchor, bool)) func(t *turn, c *Case, person int) (anchor, bool) {
	return func(t *turn, c *Case, person int) (anchor, bool) {
		if person > 1 {
			return anchor{}, false
		}
		return of(t, c)
	}
}

// reminded are the stages in which the date on the card is reminded of: before,
// nothing was asked of us; afterwards, the papers are filed.
var reminded = []Stage{Watching, Requested, Accepted, PaymentRequested, Paid, Consultation, Preparing, Ready}

func (t *turn) cardAnchor(c *Case, person int) (anchor, bool) {
	expires := t.rec.Answers.date(of(person, stateExpires))
	if expires.IsZero() || c.Filing != nil || !slices.Contains(reminded, c.Stage) || !t.keepsCard(person) {
		return anchor{}, false
	}
	return anchor{
		day: expires, mark: expires.String(), rests: c.Plan.Snooze,
		until: expires.Add(longestOverdue+1).In(t.zone(), 0, 0),
	}, true
}

// keepsCard says whether a person's card is one that runs out, and of the family
// that is applied for.
func (t *turn) keepsCard(person int) bool {
	return t.rec.Answers[of(person, stateCard)] != "permanent" && person <= t.rec.Answers.applicants()
}

// officeDayAnchor is the last day on which the office works before the card runs
// out.
func (t *turn) officeDayAnchor(c *Case, person int) (anchor, bool) {
	a, ok := t.cardAnchor(c, person)
	if !ok {
		return a, false
	}
	a.until = a.day.Add(1).In(t.zone(), 0, 0)
	a.day = renewal.NewClosedDays(t.closedDays()...).PreviousOpen(a.day)
	return a, true
}

// snoozeAnchor is the day that the person chose to hear from us again.
func (t *turn) snoozeAnchor(c *Case, person int) (anchor, bool) {
	a, ok := t.cardAnchor(c, person)
	if !ok || person > 1 || c.Plan.Snooze.IsZero() {
		return anchor{}, false
	}
	a.day, a.mark = c.Plan.Snooze, c.Plan.Snooze.String()
	return a, true
}

func instant(at time.Time, zone *time.Location) anchor {
	return anchor{day: renewal.DateOf(at.In(zone)), at: at, until: at, mark: at.UTC().Format(time.RFC3339)}
}

func (t *turn) visitAnchor(c *Case) (anchor, bool) {
	if c.Visit == nil || c.Filing != nil || !slices.Contains(reminded, c.Stage) {
		return anchor{}, false
	}
	return instant(c.Visit.At, t.zoneAt(c.Visit.Office)), true
}

func (t *turn) talkAnchor(c *Case) (anchor, bool) {
	if c.Talk == nil || c.Talk.Chosen.IsZero() || c.Stage != Consultation {
		return anchor{}, false
	}
	return instant(c.Talk.Chosen, t.zone()), true
}

// choiceAnchor is the day on which times were proposed that nobody has chosen
// from; the first of them ends the waiting.
func (t *turn) choiceAnchor(c *Case) (anchor, bool) {
	if c.Talk == nil || !c.Talk.Chosen.IsZero() || c.Stage != Consultation || len(c.Talk.Times) == 0 {
		return anchor{}, false
	}
	a := t.since(lastMove(c, moveConsult))
	a.until = slices.MaxFunc(c.Talk.Times, time.Time.Compare)
	return a, true
}

func (t *turn) paymentAnchor(c *Case) (anchor, bool) {
	if c.Payment == nil || !c.Payment.Said.IsZero() || c.Stage != PaymentRequested {
		return anchor{}, false
	}
	return t.since(c.Payment.At), true
}

func (t *turn) papersAnchor(c *Case) (anchor, bool) {
	if _, wanted := c.count(ItemAccepted); c.Stage != Preparing || wanted == 0 || c.complete() {
		return anchor{}, false
	}
	return t.since(lastMove(c, movePrepare, setTo(Preparing))), true
}

func (t *turn) requestAnchor(c *Case) (anchor, bool) {
	if c.Filing == nil || c.Filing.Asked.IsZero() || c.Stage != Filed {
		return anchor{}, false
	}
	return t.since(c.Filing.Asked), true
}

func (t *turn) returnAnchor(c *Case) (anchor, bool) {
	if c.Filing == nil || c.Filing.Return.IsZero() || c.Stage == Renewed {
		return anchor{}, false
	}
	day := c.Filing.Return
	return anchor{day: day, mark: day.String(), until: day.Add(1).In(t.zone(), 0, 0)}, true
}

// filingAnchor is the day of filing, while nobody knows when the card is ready.
func (t *turn) filingAnchor(c *Case) (anchor, bool) {
	if c.Filing == nil || !c.Filing.Return.IsZero() || !c.Filing.Asked.IsZero() || c.Stage == Renewed {
		return anchor{}, false
	}
	return t.since(c.Filing.At), true
}

// since is an anchor that waits for somebody since an instant.
func (t *turn) since(at time.Time) anchor {
	day := renewal.DateOf(at.In(t.zone()))
	return anchor{day: day, mark: at.UTC().Format(time.RFC3339), until: day.Add(longestOverdue).In(t.zone(), 0, 0)}
}

// ladderWords lists the keys of all the words that the ladder asks for.
func ladderWords() (keys []string) {
	for _, phase := range []string{phaseAhead, phaseTomorrow, phaseOpens, phaseOpen, phaseLast, phaseLastDay, phaseAfterLast, phaseExpired} {
		keys = append(keys, "reminder.card_"+phase)
	}
	for _, phase := range []string{phaseAhead, phaseOpen, phaseExpired} {
		keys = append(keys, "reminder.member_"+phase)
	}
	for _, who := range []string{"watching", "waiting", "owned"} {
		for _, when := range []string{phaseAhead, phaseOpen, "late", phaseExpired} {
			keys = append(keys, "reminder.do_"+who+"_"+when)
		}
	}
	for _, phase := range []string{"open", "last", "expired"} {
		keys = append(keys, "reminder."+phase+"_desk")
	}
	for _, r := range ladder() {
		keys = append(keys, "page.rung_"+r.name, "reminders.about_"+r.matter())
		if r.matter() == fromCard {
			continue
		}
		keys = append(keys, "reminder."+r.name)
		if r.desk || r.from == fromVisit { // what is due of the card is told with it
			keys = append(keys, "reminder."+r.name+"_desk")
		}
	}
	return keys
}

// inGeneral is the key of a matter's words, for a rung that has none of its own:
// "reminder.payment_3_desk" becomes "reminder.payment_desk".
func inGeneral(key string) string {
	for _, r := range ladder() {
		if rest, ok := strings.CutPrefix(key, "reminder."+r.name); ok && (rest == "" || rest == "_desk") {
			return "reminder." + r.from + rest
		}
	}
	return key
}
