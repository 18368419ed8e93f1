package conversation

import (
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
)

// The questions' names after the papers are filed.
const (
	stateNumber State = "file_number"
	stateReturn State = "return_on"
	statePhotos State = "card_photos"
	stateNewDay State = "new_expires" // of each person, see of
	stateRight  State = "new_right"
	stateAgain  State = "again"
)

// choicePermanent says that the new card has no date.
const choicePermanent = "permanent"

// maxNumber is how long a file number may be, in characters. Offices write them
// in several ways, so nothing else is asked of one.
const maxNumber = 40

// outcome is asked once the papers are filed: the number they were given and the
// day to come back, then the new cards and whether to remind of the next time.
func outcome() []Question {
	list := []Question{
		{
			State: stateNumber, Late: true, When: []string{"filed"},
			Choices: []string{choiceUnknown},
			Read:    readFileNumber, Show: showAsIs, Then: keepNumber,
			Next: []Branch{{To: stateReturn}},
		}, {
			State: stateReturn, Late: true, Date: true, When: []string{"filed"},
			Choices: []string{choiceUnknown},
			Read:    readReturn, Show: showDate, Then: keepReturn,
			Next: []Branch{{To: statePhotos}},
		}, {
			State: statePhotos, Late: true, Files: true, When: []string{"renewed"},
			Choices: []string{choiceDone, choiceSkip},
			Next:    []Branch{{To: stateNewDay}},
		},
	}
	for n := 1; n <= renewal.MaxApplicants; n++ {
		list = append(list, newCard(n)...)
	}
	return append(list, Question{
		State: stateAgain, Late: true, Tick: true, When: []string{"renewed", "runs_again"}, Args: againArgs,
		Choices: []string{choiceYes, choiceNo},
		Next:    []Branch{{To: Home}},
	})
}

// newCard asks about one person's new card, and reads its date back.
func newCard(n int) []Question {
	person, next := n, of(n+1, stateNewDay)
	switch n {
	case 1:
		person = 0
	case renewal.MaxApplicants:
		next = stateAgain
	}
	who := func(t *turn) locale.Args {
		return locale.Args{"Name": t.cardHolder(n), "Day": locale.Long(t.rec.Answers.date(of(n, stateNewDay)))}
	}
	return []Question{
		{
			State: of(n, stateNewDay), Words: string(stateNewDay), Person: person, Late: true, Date: true,
			When: []string{"renewed", "exists"}, Args: who,
			Choices: []string{choicePermanent},
			Read:    readNewExpiry, Show: showDate,
			Then: func(t *turn, _ string) { delete(t.rec.Answers, of(n, stateRight)) },
			Next: []Branch{{If: "no_date", To: next}, {To: of(n, stateRight)}},
		}, {
			State: of(n, stateRight), Words: string(stateRight), Person: person, Late: true, Tick: true,
			When: []string{"renewed", "exists"}, Args: who,
			Choices: []string{choiceYes, choiceNo},
			Then: func(t *turn, value string) {
				if value == choiceNo { // misread: asked anew
					delete(t.rec.Answers, of(n, stateNewDay))
				}
			},
			Next: []Branch{{If: "misread", To: of(n, stateNewDay)}, {To: next}},
		},
	}
}

// cardHolder names a person where there are several; empty where there is one.
func (t *turn) cardHolder(n int) string {
	name := t.rec.Answers[of(n, "name")]
	switch {
	case t.rec.Answers.applicants() == 1:
		return ""
	case n == 1:
		name = t.rec.Answers[stateFirstName]
	}
	if name == "" {
		name = t.words.Plain(t.lang(), "outcome.person", locale.Args{"Number": n})
	}
	return name
}

func againArgs(t *turn) locale.Args {
	return locale.Args{"Day": locale.Long(t.rec.Answers.nextExpiry())}
}

// nextExpiry is the earliest date on the new cards, or the zero date.
func (a Answers) nextExpiry() (first renewal.Date) {
	for n := 1; n <= a.applicants(); n++ {
		if d := a.date(of(n, stateNewDay)); !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	return first
}

// readFileNumber reads the number of a file as the office wrote it.
func readFileNumber(a answering) reading {
	text, p := understand.Free(a.text, maxNumber)
	return reading{value: text, problem: string(p)}
}

// readReturn reads the day on which the office wants to see the person again.
func readReturn(a answering) reading {
	return readDay(a, a.facts.today, a.facts.today.AddYears(1), "return_on")
}

// readNewExpiry reads the date on the new card: later than that on the old one,
// and no further ahead than a card can run.
func readNewExpiry(a answering) reading {
	from := a.facts.answers.date(of(a.facts.person, stateExpires))
	if from.Before(a.facts.today) {
		from = a.facts.today
	}
	return readDay(a, from.Add(1), from.AddYears(maxYearsAhead), "new_expires")
}
