package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
)

// pressLetterData is the applicant's button that opens the questions about the
// papers, also after a no.
const pressLetterData = "letter_data"

// mostYears is the longest renewal there is; what a person may ask for is the
// rules' affair.
const mostYears = 3

// shownSigns is how much of a number the desk sees in passing.
const shownSigns = 3

// needs is what a person's papers hold besides what all of them do.
type needs struct {
	papers  bool // there are papers at all
	signer  bool
	spouse  bool
	work    bool
	study   bool
	moved   bool
	chooses bool // the years
	most    int  // years that may be asked for; 0: the letter speaks of none
}

// needsOf is what the rules suggest for a person, and what an associate asked for
// besides.
func (t *turn) needsOf(person int) needs {
	suggested := t.suggested(person)
	n := needs{papers: suggested != letterNone, most: t.yearsLimit(person, suggested)}
	variants := []Variant{suggested}
	if c := t.rec.open(); c != nil {
		for _, l := range c.Letters {
			if l.Person == person {
				variants = append(variants, l.Variant)
			}
		}
	}
	for _, v := range variants {
		k := letterKinds()[v]
		n.papers = n.papers || v != letterNone
		n.signer, n.spouse, n.work = n.signer || k.signer, n.spouse || k.spouse, n.work || k.work
		n.study, n.moved = n.study || k.study, n.moved || k.moved
	}
	n.moved = n.moved || person == 1 && t.rec.Answers[stateMoved] == choiceYes
	n.chooses = n.most > 1
	return n
}

// yearsLimit is how many years a letter of this kind may ask for: what the rules
// say, or the longest renewal where they cannot tell; 0 if it speaks of none.
func (t *turn) yearsLimit(person int, v Variant) int {
	a, ok := t.assess(person)
	switch {
	case !letterKinds()[v].years || t.rec.Answers[of(person, stateCard)] == "permanent_minor":
		return 0
	case t.rec.Answers[of(person, stateCard)] == "student":
		return 1
	case ok && a.MaxYears != nil:
		return *a.MaxYears
	}
	return mostYears
}

func (t *turn) mostYears(person int) int { return t.needsOf(person).most }

// suggested is the letter that the rules' way leads to.
func (t *turn) suggested(person int) Variant {
	own := func(question State) string { return t.rec.Answers[of(person, question)] }
	a, ok := t.assess(person)
	switch minor := slices.Contains(a.Flags, renewal.FlagMinor); {
	case own(stateCard) == "permanent":
		return letterNone
	case !ok, minor && a.Route != renewal.RouteRenew:
		return letterByAssociate
	case a.Route == renewal.RouteRenewAfterReturn:
		return letterReturned
	case a.Route == renewal.RouteExchange && t.fourYears(person):
		return letterExchangeYears
	case a.Route == renewal.RouteExchange:
		return letterExchangeBond
	case a.Route != renewal.RouteRenew:
		return letterByAssociate
	case minor:
		return letterMinor
	case own(stateCard) == "student":
		return letterStudent
	case person == 1 && own(stateBasis) == "work":
		return letterWork
	}
	return letterRenewal
}

// fourYears says whether a person's temporary years are complete with their card.
func (t *turn) fourYears(person int) bool {
	granted := t.rec.Answers.date(of(person, stateGranted))
	return !granted.IsZero() && !granted.AddYears(4).After(t.rec.Answers.date(of(person, stateExpires)))
}

// bornOn is a person's birth date, from whichever answer tells it.
func (a Answers) bornOn(person int) renewal.Date {
	for _, s := range []State{stateBorn, stateBirth} {
		if d := a.date(of(person, s)); !d.IsZero() {
			return d
		}
	}
	return understand.BornOf(a[of(person, stateCURP)])
}

// askForPapers opens the questions about the papers by themselves; a question
// that is open goes first, and leads to them.
func (t *turn) askForPapers() error {
	if opened, err := t.openPapers(); !opened || err != nil {
		return err
	}
	return t.ask()
}

// openPapers makes the next of these questions the open one, and says whether it
// did; it is still to be asked.
func (t *turn) openPapers() (bool, error) {
	open := t.nextPaper()
	if open == nil {
		return false, nil
	}
	next, err := t.dialogue.fire(string(Home), resumeAt(open.State))
	if err == nil {
		t.rec.Dialogue.State = State(next)
	}
	return err == nil, err
}

// nextPaper is the question about the papers that waits while none is open.
func (t *turn) nextPaper() *Question {
	if t.question() != nil {
		return nil
	}
	path := t.dialogue.path(t.facts())
	if q := t.dialogue.byID[path[len(path)-1]]; q != nil && q.Papers {
		return q
	}
	return nil
}

// leavePapers closes a question about the papers that the case has moved past.
func (t *turn) leavePapers() error {
	q := t.question()
	if q == nil || !q.Papers || slices.Contains(t.dialogue.path(t.facts()), q.State) {
		return nil
	}
	return t.leave()
}

// opensPapers is the applicant's press to go on with these questions. It takes a
// no back.
func (t *turn) opensPapers(_ *Case, _ string) error {
	if t.rec.Answers[statePapers] == choiceNo {
		delete(t.rec.Answers, statePapers)
	}
	if t.nextPaper() != nil {
		return t.askForPapers()
	}
	return t.here()
}

// paperConsent keeps the express consent. Who declines is told that the letter
// is made with blanks, and the associate knows it too.
func paperConsent(t *turn, value string) {
	t.consent(statePapers, value == choiceYes)
	if value == choiceYes {
		return
	}
	t.sendOn(t.html("papers.declined", nil), t.caseButton("papers.go_on", pressLetterData))
	if c := t.rec.open(); c != nil {
		t.thread(Line{Text: t.plain("desk.papers_declined", nil), Mention: c.attention()})
	}
}

// papersDone tells both sides that all has been answered that papers need.
func (t *turn) papersDone() {
	c := t.rec.open()
	if c == nil || t.rec.Answers[statePapers] != choiceYes {
		return
	}
	t.say("papers.done", locale.Args{"Associate": c.Owner.Name})
	t.thread(Line{Text: t.plain("desk.papers_done", nil), Mention: c.attention()})
}

// missing names the answers that a letter wants and does not have, as the desk
// reads them. open are those that the applicant may still give; the others they
// declined, or do not know.
func (t *turn) missing(person int, v Variant) (open, blank []string) {
	kind := letterKinds()[v]
	noBirth := t.rec.Answers.bornOn(person).IsZero()
	noCURP := t.rec.Answers[of(person, stateCURP)] != "" || t.rec.Answers[statePapers] == choiceNo // which would tell it
	want := []State{stateFullName, stateNationality, stateNUE, stateCURP, statePassportNumber}
	for _, s := range []struct {
		wanted bool
		state  State
	}{
		{noBirth && noCURP, stateBirth}, {kind.signer, stateSigner}, {kind.spouse, stateSpouse},
		{kind.work, stateEmployedBy}, {kind.study, stateSchool}, {t.yearsLimit(person, v) > 1, stateYears},
	} {
		if s.wanted {
			want = append(want, s.state)
		}
	}
	shared := []State{stateAddress}
	if kind.moved {
		shared = append(shared, stateOldAddress)
	}
	for i, s := range append(want, shared...) {
		if i < len(want) {
			s = of(person, s)
		}
		name := t.nameAtDesk(t.dialogue.byID[s])
		switch answer := t.rec.Answers[s]; {
		case answer == "" && t.rec.Answers[statePapers] != choiceNo:
			open = append(open, name)
		case answer == "" || answer == choiceUnknown:
			blank = append(blank, name)
		}
	}
	return open, blank
}

// atDesk is an answer as associates see it in passing: of a number that is kept
// apart, the last three signs.
func (t *turn) atDesk(s State) string {
	q, value := t.dialogue.byID[s], t.rec.Answers[s]
	if signs := []rune(value); q.Sealed && value != choiceUnknown {
		if len(signs) <= shownSigns {
			return "…"
		}
		return "…" + string(signs[len(signs)-shownSigns:])
	}
	return t.shownIn(t.service.Desk, q, value)
}
