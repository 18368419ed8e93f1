package conversation

import (
	"fmt"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// The further questions' names where code speaks of them.
const (
	stateBasis      State = "basis"
	stateGranted    State = "first_granted"
	stateWants      State = "wants"
	stateMinorWants State = "minor_wants"
	stateProcedure  State = "procedure_open"
	stateTravelling State = "travelling"
	stateMoved      State = "moved"
	stateMovedSince State = "moved_since"
	stateEmployer   State = "employer_changed"
	stateChanged    State = "changed"
	statePassport   State = "passport_expires"
	stateInPerson   State = "in_person"
	stateBorn       State = "born"
	stateIssuedBy   State = "issued_by"
	stateLivesIn    State = "lives_in"
	stateBeside     State = "accompanied"
	stateAfter      State = "remind_after"
	stateMember     State = "p2_name"
)

// rest is what makes the first consultation shorter. It is asked before or
// after the request is sent, as the person likes; each question only of those
// to whom it applies.
func rest() []Question {
	yesNo := []string{choiceYes, choiceNo}
	return []Question{
		{
			State: stateMore, Hidden: true,
			Choices: yesNo,
			Next:    []Branch{{To: stateBasis}},
		}, {
			State: stateBasis, When: []string{"more", "temporary"},
			Choices: []string{"solvency", "work", "family_mexican", "family_permanent", "family_temporary", "study", "different"},
			Next:    []Branch{{To: stateGranted}},
		}, {
			State: stateGranted, Date: true, When: []string{"more", "counts_years", "current"},
			Choices: []string{choiceUnknown},
			Read:    readGranted, Show: showDate,
			Next: []Branch{{To: stateWants}},
		}, {
			State: stateWants, When: []string{"more", "counts_years"},
			Choices: []string{"renew", "permanent", "stay_temporary", "replacement"},
			Next:    []Branch{{To: stateMinorWants}},
		}, {
			State: stateMinorWants, Words: "wants", When: []string{"more", "minor_card"},
			Choices: []string{"renew", "replacement"},
			Next:    []Branch{{To: stateProcedure}},
		}, {
			State: stateProcedure, When: []string{"more"},
			Choices: yesNo,
			Next:    []Branch{{To: stateTravelling}},
		}, {
			State: stateTravelling, When: []string{"more", "current"},
			Choices: yesNo,
			Next:    []Branch{{To: stateMoved}},
		}, {
			State: stateMoved, When: []string{"more", "current"},
			Choices: yesNo,
			Next:    []Branch{{To: stateMovedSince}},
		}, {
			State: stateMovedSince, Date: true, When: []string{"more", "current", "has_moved"},
			Read: readPast, Show: showDate,
			Next: []Branch{{To: stateEmployer}},
		}, {
			State: stateEmployer, When: []string{"more", "current", "works"},
			Choices: yesNo,
			Next:    []Branch{{To: stateChanged}},
		}, {
			State: stateChanged, When: []string{"more", "current"},
			Choices: []string{"nothing", "marriage", "name", "nationality", "passport"},
			Next:    []Branch{{To: statePassport}},
		}, {
			State: statePassport, Date: true, When: []string{"more", "current"},
			Choices: []string{choiceUnknown},
			Read:    readPassport, Show: showDate,
			Next: []Branch{{To: stateInPerson}},
		}, {
			State: stateInPerson, When: []string{"more", "current"},
			Choices: yesNo,
			Next:    []Branch{{To: stateBorn}},
		}, {
			State: stateBorn, Date: true, When: []string{"more", "minor_card"},
			Read: readBirth, Show: showDate,
			Next: []Branch{{To: stateIssuedBy}},
		}, {
			State: stateIssuedBy, When: []string{"more"},
			Choices: []string{choiceUnknown},
			Read:    readPlace, Show: showAsIs,
			Next: []Branch{{To: stateLivesIn}},
		}, {
			State: stateLivesIn, When: []string{"more"},
			Choices: []string{choiceSkip},
			Read:    readPlace, Show: showAsIs,
			Next: []Branch{{To: stateBeside}},
		}, {
			State: stateBeside, When: []string{"more"},
			Choices: yesNo,
			Next:    []Branch{{To: stateAfter}},
		}, {
			State: stateAfter, When: []string{"more"},
			Choices: yesNo,
			Then:    func(t *turn, value string) { t.consent(stateAfter, value == choiceYes) },
			Next:    []Branch{{To: stateMember}},
		},
	}
}

// family asks about each further member: the same five questions, so far as
// there is such a member.
func family() (list []Question) {
	for n := 2; n <= renewal.MaxApplicants; n++ {
		list = append(list, member(n)...)
	}
	last := &list[len(list)-1]
	last.Next = []Branch{{To: stateReview}}
	return list
}

func member(n int) []Question {
	who := func(t *turn) locale.Args { return locale.Args{"Number": n, "Name": t.rec.Answers[of(n, "name")]} }
	return []Question{
		{
			State: of(n, "name"), Words: "p_name", Person: n, When: []string{"more", "exists"}, Args: who,
			Read: readName, Show: showAsIs,
			Next: []Branch{{To: of(n, "card")}},
		}, {
			State: of(n, "card"), Words: "p_card", Person: n, When: []string{"more", "exists"}, Args: who,
			Choices: []string{"temporary", "student", "permanent_minor", "permanent"},
			Next:    []Branch{{To: of(n, "expires")}},
		}, {
			State: of(n, "expires"), Words: "p_expires", Person: n, Date: true, When: []string{"more", "exists", "card_expires"}, Args: who,
			Read: readExpiry, Show: showDate,
			Next: []Branch{{To: of(n, "born")}},
		}, {
			State: of(n, "born"), Words: "p_born", Person: n, Date: true, When: []string{"more", "exists", "minor_card"}, Args: who,
			Read: readBirth, Show: showDate,
			Next: []Branch{{To: of(n, "first_granted")}},
		}, {
			State: of(n, "first_granted"), Words: "p_first_granted", Person: n, Date: true, When: []string{"more", "exists", "counts_years"}, Args: who,
			Choices: []string{choiceUnknown},
			Read:    readGranted, Show: showDate,
			Next: []Branch{{To: of(n+1, "name")}},
		},
	}
}

// of names a question about a person: the applicant is the first.
func of(person int, question State) State {
	if person <= 1 {
		return question
	}
	return State(fmt.Sprintf("p%d_%s", person, question))
}
