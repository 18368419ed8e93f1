package conversation

import (
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
)

// sheet gathers the rows of a data sheet.
type sheet struct {
	words *locale.Catalogue
	rows  [][2]string
}

// label names something in Spanish, with the English beneath.
func (s *sheet) label(key string) string {
	return s.words.Plain(locale.Spanish, "sheet."+key, nil) + "\n" + s.words.Plain(locale.English, "sheet."+key, nil)
}

func (s *sheet) add(key, value string) { s.rows = append(s.rows, [2]string{s.label(key), value}) }

// addIf adds a row that not every sheet has.
func (s *sheet) addIf(is bool, key, value string) {
	if is {
		s.add(key, value)
	}
}

// sheetPaper composes the data sheet: what the office's forms ask for, in their
// order, each in Spanish with the English beneath, so that a form can be filled
// in from it by anybody. What we do not ask for has a line to write on.
func sheetPaper(words *locale.Catalogue, f letterFacts, ref string) Paper {
	s := &sheet{words: words}
	s.addProcedure(f)
	s.addPerson(f)
	s.addStay(f)
	title := words.Plain(locale.Spanish, "sheet.title", nil)
	return Paper{
		Title: title, Language: locale.Spanish, Date: f.Day, Letter: f.US, Footer: ref,
		Blocks: []Block{
			{Kind: Heading, Text: title},
			{Kind: Note, Text: s.label("about")},
			{Kind: Table, Rows: s.rows},
		},
	}
}

func (s *sheet) addProcedure(f letterFacts) {
	procedure := letterKinds()[f.Variant].subject
	if procedure == "" {
		procedure = blankLine
	}
	s.add("procedure", procedure)
	s.add("office", f.Place)
}

func (s *sheet) addPerson(f letterFacts) {
	s.add("full_name", f.own(stateFullName))
	s.add("sex", f.sex())
	s.add("born", f.born())
	s.add("born_in", blankLine)
	s.add("nationality", f.nationality())
	s.add("marital", blankLine)
	s.add("occupation", blankLine)
	s.add("passport", f.own(statePassportNumber))
	s.addIf(f.first, "passport_expires", f.day(statePassport))
}

func (s *sheet) addStay(f letterFacts) {
	kind := letterKinds()[f.Variant]
	s.add("card", s.words.Plain(locale.Spanish, "sheet.card_"+f.card, nil))
	s.add("expires", f.day(of(f.Person, stateExpires)))
	s.add("granted", f.day(of(f.Person, stateGranted)))
	s.add("nue", f.own(stateNUE))
	s.add("curp", f.own(stateCURP))
	s.addIf(f.open, "years", blankLine)
	s.addIf(f.Years > 0, "years", strconv.Itoa(f.Years))
	s.addIf(kind.signer, "signer", f.own(stateSigner))
	s.addIf(kind.spouse, "spouse", f.own(stateSpouse))
	s.addIf(kind.work, "employer", f.own(stateEmployedBy))
	s.addIf(kind.study, "school", f.own(stateSchool))
	s.add("address", f.shared(stateAddress))
	s.addIf(kind.moved, "old_address", f.shared(stateOldAddress))
	s.addIf(kind.moved, "moved", f.day(stateMovedSince))
	s.add("telephone", f.telephone())
	s.add("email", f.shared(stateEmail))
	s.add("comments", f.comments(kind))
}

// sex is what the CURP says.
func (f letterFacts) sex() string {
	if curp := f.own(stateCURP); len(curp) == 18 {
		return map[byte]string{'H': "Hombre", 'M': "Mujer", 'X': "X"}[curp[10]]
	}
	return blankLine
}

// comments are what the form's box for comments holds: the ground of an
// exchange, which has to be named there, and the annexes.
func (f letterFacts) comments(kind letterKind) string {
	annexes := "Anexos: " + strings.Join(f.annexes, "; ") + "."
	switch kind.subject {
	case subjectExchange:
		return f.letterWords().Replace(kind.request) + " " + annexes
	case "":
		return blankLine
	}
	return annexes
}
