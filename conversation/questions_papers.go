package conversation

import (
	"slices"
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
)

// The names of the questions about the papers.
const (
	statePapers         State = "papers" // the express consent that comes first
	stateFullName       State = "full_name"
	stateNationality    State = "nationality"
	stateNUE            State = "nue"
	stateCURP           State = "curp"
	stateBirth          State = "birth"
	statePassportNumber State = "passport_number"
	stateSigner         State = "signer"
	stateSpouse         State = "spouse"
	stateEmployedBy     State = "employed_by"
	stateSchool         State = "school"
	stateYears          State = "years"
	stateAddress        State = "home_address" // the family's
	stateOldAddress     State = "old_address"
)

// The longest that fits the line of a form.
const (
	maxHomeAddress = 200
	maxInstitution = 120
)

// papers asks for what letters and forms hold, once a case's papers are being
// prepared: the express consent, then each person in turn. Nothing of it is asked
// of those who go another way, and nothing that is known.
func papers() []Question {
	list := []Question{{
		State: statePapers, Tick: true, Papers: true, When: []string{"asking"}, Args: serviceArgs,
		Choices: []string{choiceYes, choiceNo},
		Then:    paperConsent,
		Next:    []Branch{{If: "papers_agreed", To: stateFullName}, {To: stateOwnVisit}},
	}}
	for n := 1; n <= renewal.MaxApplicants; n++ {
		next := of(n+1, stateFullName)
		if n == renewal.MaxApplicants {
			next = stateOwnVisit
		}
		list = append(list, paperQuestions(n, next)...)
	}
	return list
}

// paperQuestions are those about one person; the home address, which a family
// shares, follows the applicant's.
func paperQuestions(n int, next State) []Question {
	ask := func(question State, reader reader, when ...string) Question {
		return Question{
			State: of(n, question), Words: string(question), Person: n, Papers: true,
			When: append([]string{"asking"}, when...), Args: paperArgs(n), Read: reader, Show: showAsIs,
		}
	}
	number := func(question State, reader reader) Question {
		q := ask(question, reader)
		q.Sealed, q.Choices = true, []string{choiceUnknown}
		return q
	}
	name, origin := ask(stateFullName, readFullName, "exists", "has_papers"), ask(stateNationality, readNationality)
	name.Asked, origin.Show = offerName, nationalityIn
	born := ask(stateBirth, readBirth, "birth_unknown")
	born.Show = showDate
	years := ask(stateYears, readYears, "chooses_years")
	years.Asked = offerYears
	list := []Question{
		name, origin, number(stateNUE, readNUE), number(stateCURP, readCURP), born, number(statePassportNumber, readNumber),
		ask(stateSigner, readFullName, "signed_for"), ask(stateSpouse, readFullName, "by_bond"),
		ask(stateEmployedBy, readInstitution, "for_work"), ask(stateSchool, readInstitution, "for_study"), years,
	}
	if n == 1 {
		list = append(list, ask(stateAddress, readAddress), ask(stateOldAddress, readAddress, "reports_move"))
	}
	return chained(list, next)
}

// chained leads each question to the next one, and the last to the next person.
// A person without papers is passed over as a whole.
func chained(list []Question, next State) []Question {
	for i := range list {
		to := next
		if i+1 < len(list) {
			to = list[i+1].State
		}
		list[i].Next = []Branch{{To: to}}
	}
	list[0].Next = []Branch{{If: "has_papers", To: list[1].State}, {To: next}}
	return list
}

// paperArgs name whom a question is about; the applicant is not named.
func paperArgs(n int) func(*turn) locale.Args {
	return func(t *turn) locale.Args {
		args := locale.Args{"Number": n, "Name": "", "Most": t.mostYears(n)}
		if n > 1 {
			args["Name"] = t.rec.Answers[of(n, "name")]
			if args["Name"] == "" {
				args["Name"] = t.label("papers.somebody") + " " + strconv.Itoa(n)
			}
		}
		return args
	}
}

// offerName offers the name as we know it, for when the passport has no more.
func offerName(t *turn) {
	a := t.rec.Answers
	if t.question().State == stateFullName && a[stateFirstName] != "" && a[stateLastName] != "" {
		t.rec.Dialogue.Offer = []string{a[stateFirstName] + " " + a[stateLastName]}
	}
}

// offerYears offers the years that may be asked for, the most first.
func offerYears(t *turn) {
	t.rec.Dialogue.Offer = nil
	for n := t.mostYears(max(t.question().Person, 1)); n >= 1; n-- {
		t.rec.Dialogue.Offer = append(t.rec.Dialogue.Offer, strconv.Itoa(n))
	}
}

func readFullName(a answering) reading {
	name, p := understand.FullName(a.text)
	return reading{value: name, problem: string(p)}
}

func readNumber(a answering) reading {
	number, p := understand.Number(a.text)
	return reading{value: number, problem: string(p)}
}

// readNUE reads a foreigner's number, which has digits only: what has letters is
// most likely the CURP beside it on the card.
func readNUE(a answering) reading {
	r := readNumber(a)
	if strings.Trim(r.value, "0123456789") != "" {
		return reading{problem: "not_a_nue"}
	}
	return r
}

func readCURP(a answering) reading {
	curp, p := understand.CURP(a.text)
	if p == "" && understand.BornOf(curp).After(a.facts.today) {
		p = understand.NotACURP // a letter was typed for the digit of the last century
	}
	return reading{value: curp, problem: string(p)}
}

// readYears reads how many years are wanted; the rules say how many may be.
func readYears(a answering) reading {
	n, p := understand.Count(a.text)
	switch most := a.facts.needs(a.facts.person).most; {
	case p != "":
		return reading{problem: "not_years"}
	case n < 1 || n > most:
		return reading{problem: "years_limit"}
	}
	return reading{value: strconv.Itoa(n)}
}

func readInstitution(a answering) reading { return readLine(a, maxInstitution) }
func readAddress(a answering) reading     { return readLine(a, maxHomeAddress) }

// readLine reads words that have to stand on one line.
func readLine(a answering, limit int) reading {
	text, p := understand.Free(a.text, limit)
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	for i := range lines {
		lines[i] = strings.Trim(lines[i], " ,")
	}
	lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
	return reading{value: strings.Join(lines, ", "), problem: string(p)}
}
