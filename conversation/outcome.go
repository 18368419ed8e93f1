package conversation

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// moveRenew says that the new card is there.
const moveRenew = "renew"

// What follows a button behind its name: of the cards of a family.
const (
	allOfUs = "all"
	notAll  = "some"
)

// hasCard takes the applicant's word that the card is in hand. A family is asked
// whether that holds for all of it.
func (t *turn) hasCard(c *Case, which string) error {
	switch {
	case c.Stage == Renewed:
		return t.followUp()
	case which == notAll:
		t.thread(Line{Text: t.plain("desk.cards_some", nil), Mention: c.attention()})
		t.say("outcome.some", locale.Args{"Associate": c.Owner.Name})
		return nil
	case which != allOfUs && t.rec.Answers.applicants() > 1:
		t.sendOn(t.html("outcome.family", locale.Args{"Count": t.rec.Answers.applicants()}),
			t.caseButton("outcome.all_button", pressCard+":"+allOfUs), t.caseButton("outcome.some_button", pressCard+":"+notAll))
		return nil
	}
	return t.renew(c, bySelf)
}

// recordRenewed is the same from the desk.
func (t *turn) recordRenewed(c *Case) error { return t.renew(c, "") }

// renew moves the case to its good end and asks about the new card.
func (t *turn) renew(c *Case, why string) error {
	name := moveRenew
	switch {
	case t.cases.may(string(c.Stage), moveRenew):
	case slices.Contains(settable(), c.Stage):
		name = setTo(Renewed)
	default: // nobody has taken the case yet
		t.thread(Line{Text: t.plain("desk.card_alone", nil), Mention: c.attention()})
		return t.tell("outcome.noted_alone", nil)
	}
	if err := t.move(name, why); err != nil {
		return err
	}
	t.waitsFor(c, Chat)
	t.clearCalendars(c, "renewed before")
	t.say("outcome.congratulations", locale.Args{"Count": t.rec.Answers.applicants()})
	if t.ev.By.ID == "" {
		t.thread(Line{Text: t.plain("desk.renewed_by_applicant", nil), Mention: c.attention()})
	} else {
		t.thread(Line{Text: t.plain("desk.renewed", locale.Args{"Who": t.ev.By.Name})})
	}
	return t.followUp()
}

// lateEnded is called when the last question after the filing has been answered.
func (t *turn) lateEnded(c *Case) {
	if c.Stage != Renewed {
		t.send(Message{HTML: t.html("filed.noted", nil) + t.filingWords(c)})
		return
	}
	if err := t.conclude(c); err != nil {
		t.say("sorry.ours", nil)
	}
}

// conclude ends a case whose card is there: thanks, a word on how it was, and, if
// the person likes, the watch over the next date.
func (t *turn) conclude(c *Case) error {
	watched := t.rec.Answers[stateAgain] == choiceYes
	line := t.plain("desk.concluded", nil) + t.newCardsAtDesk()
	if watched {
		line += "\n" + t.plain("desk.watched", nil)
	}
	t.thread(Line{Text: line, Mention: c.Owner.ID})
	if err := t.move(moveClose, "renewed"); err != nil {
		return err
	}
	t.waitsFor(c, "")
	t.refreshCard()
	key, args := "outcome.closed", locale.Args{"Ref": c.Ref}
	if watched {
		key, args["Opens"] = "outcome.watched", locale.Long(renewal.WindowOf(t.rec.Answers.nextExpiry()).Opens)
	}
	t.send(Message{HTML: t.html(key, args) + "\n\n" + t.html("rating.ask", nil), Buttons: [][]Button{ratingButtons(c)}})
	t.consent(stateAgain, watched)
	return t.nextCycle(watched)
}

// newCardsAtDesk lists the dates on the new cards.
func (t *turn) newCardsAtDesk() string {
	var b strings.Builder
	for n := 1; n <= t.rec.Answers.applicants(); n++ {
		args := locale.Args{"Who": t.plain("desk.person", locale.Args{"Number": n}), "Day": t.rec.Answers.date(of(n, stateNewDay))}
		key := "desk.new_card"
		if t.rec.Answers[of(n, stateNewDay)] == choicePermanent {
			key = "desk.new_card_permanent"
		}
		b.WriteString("\n• " + t.plain(key, args))
	}
	return b.String()
}

// keptAnswers are those of a person that hold beyond a cycle.
func keptAnswers() []State {
	kept := []State{
		stateLanguage, stateNotice, stateCard, stateApplicants, stateFirstName, stateLastName, stateEmail, stateTelephone,
		stateBasis, stateGranted, stateBorn, stateIssuedBy, stateLivesIn,
	}
	for n := 2; n <= renewal.MaxApplicants; n++ {
		kept = append(kept, of(n, "name"), of(n, "card"), of(n, "born"), of(n, "first_granted"))
	}
	return kept
}

// nextCycle begins anew with what still holds: the new dates in place of the old,
// and a case of its own if they are to be watched.
func (t *turn) nextCycle(watched bool) error {
	old := t.rec.Answers
	kept := maps.Clone(old)
	maps.DeleteFunc(kept, func(s State, _ string) bool { return !slices.Contains(keptAnswers(), s) })
	for n := 1; n <= old.applicants(); n++ {
		if day := old[of(n, stateNewDay)]; day == choicePermanent {
			kept[of(n, stateCard)] = "permanent"
		} else {
			kept[of(n, stateExpires)] = day
		}
	}
	t.rec.Answers, t.rec.Told, t.rec.Dialogue.Sources = kept, nil, nil
	if !watched {
		return nil
	}
	kept[stateIntent], kept[stateInMexico], kept[stateRemindIn], kept[stateRemindOK] = choiceRemind, choiceYes, choiceSkip, choiceYes
	if kept[stateLivesIn] != "" {
		kept[stateRemindIn] = kept[stateLivesIn]
	}
	t.consent(stateSend, false) // the next request is passed on when they say so again
	t.openCase()
	if err := t.move(moveWatch, "the next cycle"); err != nil {
		return err
	}
	t.passOver(fromCard)
	return nil
}

// pressRate is the applicant's button that says how it was. It belongs to a case
// that is closed.
const pressRate = "rate"

// mostStars is the best that a case can be rated.
const mostStars = 5

// wordsAfter is how long after rating a case the next words are taken to belong
// to it.
const wordsAfter = 24 * time.Hour

// Rating is how the applicant found the service.
type Rating struct {
	Stars int       `json:"stars"`
	At    time.Time `json:"at"`
	Words bool      `json:"words,omitempty"` // a word was added, and passed on
}

func ratingButtons(c *Case) (row []Button) {
	for n := 1; n <= mostStars; n++ {
		stars := strconv.Itoa(n)
		row = append(row, Button{Text: stars + " ★", Data: casePress + pressRate + ":" + stars + ":" + c.Ref})
	}
	return row
}

// rates takes the stars of a case, once.
func (t *turn) rates(which string) error {
	stars, ref, _ := strings.Cut(which, ":")
	n, err := strconv.Atoi(stars)
	i := slices.IndexFunc(t.rec.Cases, func(c Case) bool { return c.Ref == ref && ref != "" })
	if err != nil || n < 1 || n > mostStars || i < 0 {
		t.toast("toast.old")
		return t.here()
	}
	c := &t.rec.Cases[i]
	if c.Rating != nil {
		t.toast("toast.already")
		return nil
	}
	t.toast("")
	c.Rating = &Rating{Stars: n, At: t.now}
	t.threadOf(c, Line{Text: t.plain("desk.rated", locale.Args{"Stars": n, "Most": mostStars})})
	t.say("rating.thanks", nil)
	return nil
}

// addsToRating takes what is written soon after the stars as a word on them, and
// says whether it was one.
func (t *turn) addsToRating(text string) bool {
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Rating == nil || c.Rating.Words || t.now.Sub(c.Rating.At) > wordsAfter || strings.TrimSpace(text) == "" {
			continue
		}
		c.Rating.Words = true
		t.threadOf(c, Line{Text: t.plain("desk.rated_words", nil), Quote: text})
		t.say("rating.words", nil)
		return true
	}
	return false
}
