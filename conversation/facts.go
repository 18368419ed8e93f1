package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"residencyassist/conversation/renewal"
)

// facts are what conditions and readers may know: the answers, the day, and
// how far the request is.
type facts struct {
	answers  Answers
	today    renewal.Date
	sent     bool  // the request is with the associates
	stage    Stage // of the open case
	filed    bool  // its papers are with the immigration office
	drafting bool  // an associate wants a letter of it that lacks answers
	person   int   // whom the question is about; 1 is the applicant
	state    State // the question itself
	*findings
}

// findings are what few conditions ask for and what takes long to find out: it is
// found out when it is first asked for.
type findings struct {
	turn   *turn
	urgent *bool
	papers map[int]needs
}

func (t *turn) facts() facts {
	f := facts{
		answers: t.rec.Answers, today: t.today(), sent: t.rec.sent(), person: 1, findings: &findings{turn: t},
	}
	if c := t.rec.open(); c != nil {
		f.stage, f.filed = c.Stage, c.Filing != nil
		f.drafting = slices.ContainsFunc(c.Letters, func(l Letter) bool { return l.Sum == "" })
	}
	return f
}

// needs is what a person's papers need.
func (f *findings) needs(person int) needs {
	n, known := f.papers[person]
	if !known {
		n = f.turn.needsOf(person)
		if f.papers == nil {
			f.papers = map[int]needs{}
		}
		f.papers[person] = n
	}
	return n
}

// pressing says whether the assessment wants a person at once.
func (f *findings) pressing() bool {
	if f.urgent == nil {
		urgent := f.turn.pressing()
		f.urgent = &urgent
	}
	return *f.urgent
}

// pressing says whether the assessment wants a person at once.
func (t *turn) pressing() bool {
	if t.rec.Answers[stateInMexico] == "" {
		return false
	}
	a, ok := t.assess(1)
	return ok && a.AskAssociate && (a.Timing == renewal.TimingExpired || a.Timing == renewal.TimingUrgent)
}

// card is the kind of card the person has.
func (f facts) card() string { return f.answers[of(f.person, stateCard)] }

// condition says whether something is so.
type condition = func(facts) bool

// conditions are what branches and skips ask. They name rules; those that judge
// are the rules' own.
var conditions = map[string]condition{
	"declined":      func(f facts) bool { return f.answers[stateNotice] == choiceNo },
	"never_expires": func(f facts) bool { return f.card() == "permanent" },
	"card_expires":  func(f facts) bool { return f.card() != "permanent" },
	"satisfied":     func(f facts) bool { return f.answers[stateNoExpiry] == choiceDone },
	"expired":       func(f facts) bool { return f.expired() },
	"current":       func(f facts) bool { return !f.expired() },
	"came_back": func(f facts) bool {
		return f.answers[stateInMexico] == choiceYes && f.answers[stateThere] == choiceNo
	},
	"pressing": func(f facts) bool {
		asked := f.answers[stateUrgent] != ""
		return (asked || !f.sent && f.answers[stateOwnVisit] != choiceYes) && f.pressing()
	},
	"passed_at_once": func(f facts) bool { return f.sent && f.answers[stateUrgent] == choiceYes },
	"not_sent":       func(f facts) bool { return !f.sent },
	"only_checking":  func(f facts) bool { return f.answers[stateIntent] == "check" },
	"content":        func(f facts) bool { return f.answers[stateDecide] == choiceDone },
	"reminding": func(f facts) bool {
		return f.answers[stateIntent] == choiceRemind || f.answers[stateIntent] == "check" && f.answers[stateDecide] == choiceRemind
	},
	"no_help_asked":   func(f facts) bool { return f.answers[stateIntent] == "check" || f.answers[stateIntent] == choiceRemind },
	"no_help_wanted":  func(f facts) bool { return f.answers[stateHelpNow] == choiceDone },
	"reminders_ahead": func(f facts) bool { return f.remindersAhead() },
	"nothing_ahead":   func(f facts) bool { return !f.remindersAhead() },
	"more":            func(f facts) bool { return f.answers[stateMore] == choiceYes },
	"temporary":       func(f facts) bool { return f.card() == "temporary" },
	"counts_years":    func(f facts) bool { return f.card() == "temporary" || f.card() == "student" },
	"minor_card":      func(f facts) bool { return f.card() == "permanent_minor" },
	"has_moved":       func(f facts) bool { return f.answers[stateMoved] == choiceYes },
	"works":           func(f facts) bool { return f.answers[stateBasis] == "work" },
	"own_visit":       func(f facts) bool { return f.answers[stateOwnVisit] == choiceYes },
	"exists":          func(f facts) bool { return f.person <= f.answers.applicants() },
	"asking":          func(f facts) bool { return f.asking() },
	"papers_agreed":   func(f facts) bool { return f.answers[statePapers] == choiceYes },
	"has_papers":      func(f facts) bool { return f.person <= f.answers.applicants() && f.needs(f.person).papers },
	"birth_unknown":   func(f facts) bool { return f.birthUnknown() },
	"signed_for":      func(f facts) bool { return f.needs(f.person).signer },
	"by_bond":         func(f facts) bool { return f.needs(f.person).spouse },
	"for_work":        func(f facts) bool { return f.needs(f.person).work },
	"for_study":       func(f facts) bool { return f.needs(f.person).study },
	"chooses_years":   func(f facts) bool { return f.needs(f.person).chooses },
	"reports_move":    func(f facts) bool { return f.needs(f.person).moved },
	"filed":           func(f facts) bool { return f.stage == Filed },
	"renewed":         func(f facts) bool { return f.stage == Renewed },
	"no_date":         func(f facts) bool { return f.answers[of(f.person, stateNewDay)] == choicePermanent },
	"misread":         func(f facts) bool { return f.answers[of(f.person, stateRight)] == choiceNo },
	"runs_again":      func(f facts) bool { return !f.answers.nextExpiry().IsZero() },
}

// asking says whether papers are being prepared: once they are ready, only for a
// letter that is wanted all the same. What was answered then stays in sight
// afterwards.
func (f facts) asking() bool {
	return f.stage == Preparing || f.stage == Ready && f.drafting || f.answers[f.state] != ""
}

// birthUnknown says whether neither an earlier answer nor the CURP tells the
// birth date; one that was given to this very question can be corrected.
func (f facts) birthUnknown() bool {
	return f.answers[of(f.person, stateBirth)] != "" || f.answers.bornOn(f.person).IsZero()
}

func (f facts) expired() bool {
	d := f.answers.date(of(f.person, stateExpires))
	return !d.IsZero() && d.Before(f.today)
}

// remindersAhead says whether a reminder is still to come on a later day.
func (f facts) remindersAhead() bool {
	expires := f.answers.expires()
	return expires.After(f.today)
}

// date is an answer that is a date; zero if it is none or not known.
func (a Answers) date(question State) renewal.Date {
	if a[question] == "" { // what conditions ask for most often
		return renewal.Date{}
	}
	d, _ := renewal.ParseDate(a[question])
	return d
}

// expires is the date printed on the applicant's card, or the zero date.
func (a Answers) expires() renewal.Date { return a.date(stateExpires) }

func (a Answers) applicants() int {
	n, err := strconv.Atoi(a[stateApplicants])
	if err != nil {
		return 1
	}
	return n
}

// initials is how a person appears at the desk until somebody looks closer.
func (a Answers) initials() string {
	var b strings.Builder
	for _, s := range []State{stateFirstName, stateLastName} {
		for _, r := range a[s] {
			b.WriteRune(unicode.ToUpper(r))
			b.WriteRune('.')
			break
		}
	}
	return b.String()
}

// sent says whether the open case is with the associates.
func (r *Record) sent() bool {
	c := r.open()
	return c != nil && c.Stage != Intake && c.Stage != Watching
}

// zone is where the person's days begin: that of the office nearest to where
// they live, as far as they have said.
func (t *turn) zone() *time.Location {
	for _, s := range []State{stateLivesIn, stateRemindIn, stateIssuedBy} {
		if zone := t.placeZone(t.rec.Answers[s]); zone != nil {
			return zone
		}
	}
	return t.service.Zone
}

// placeZone is the zone of the office that an answered place stands for, or nil. A
// step asks for it often, so it is looked up once.
func (t *turn) placeZone(place string) *time.Location {
	if place == "" {
		return nil
	}
	zone, known := t.zones[place]
	if known {
		return zone
	}
	if office, ok := officeOf(place); ok {
		zone, _ = renewal.Zone(office.Zone) // nil where there is none
	}
	if t.zones == nil {
		t.zones = map[string]*time.Location{}
	}
	t.zones[place] = zone
	return zone
}

// officeOf finds the office that an answered place stands for.
func officeOf(place string) (renewal.Office, bool) {
	if place == "" || place == choiceSkip || place == choiceUnknown {
		return renewal.Office{}, false
	}
	if found := renewal.OfficesNamed(place); len(found) > 0 {
		return found[0], true
	}
	if found := renewal.OfficesIn(place); len(found) > 0 {
		return found[0], true
	}
	return renewal.Office{}, false
}
