package conversation

import (
	"strconv"

	"residencyassist/conversation/locale"
)

// sheetPaper composes the data sheet: what the office's forms ask for, in their
// order, each in Spanish with the English beneath, so that a form can be filled
// in from it by anybody. What we do not ask for has a line to write on.
func sheetPaper(words *locale.Catalogue, f letterFacts, ref string) Paper {
	label := func(key string) string {
		return words.Plain(locale.Spanish, "sheet."+key, nil) + "\n" + words.Plain(locale.English, "sheet."+key, nil)
	}
	var rows [][2]string
	add := func(key, value string) { rows = append(rows, [2]string{label(key), value}) }
	kind := letterKinds()[f.Variant]
	office, _ := officeOf(f.Office)
	procedure := kind.subject
	if procedure == "" {
		procedure = blankLine
	}
	add("procedure", procedure)
	add("office", placeName(office))
	add("full_name", f.own(stateFullName))
	add("sex", f.sex())
	add("born", f.born())
	add("born_in", blankLine)
	add("nationality", f.nationality())
	add("marital", blankLine)
	add("occupation", blankLine)
	add("passport", f.own(statePassportNumber))
	if f.first {
		add("passport_expires", f.day(statePassport))
	}
	add("card", words.Plain(locale.Spanish, "sheet.card_"+f.card, nil))
	add("expires", f.day(of(f.Person, stateExpires)))
	add("granted", f.day(of(f.Person, stateGranted)))
	add("nue", f.own(stateNUE))
	add("curp", f.own(stateCURP))
	switch {
	case f.open:
		add("years", blankLine)
	case f.Years > 0:
		add("years", strconv.Itoa(f.Years))
	}
	if kind.signer {
		add("signer", f.own(stateSigner))
	}
	if kind.spouse {
		add("spouse", f.own(stateSpouse))
	}
	if kind.work {
		add("employer", f.own(stateEmployedBy))
	}
	if kind.study {
		add("school", f.own(stateSchool))
	}
	add("address", f.shared(stateAddress))
	if kind.moved {
		add("old_address", f.shared(stateOldAddress))
		add("moved", f.day(stateMovedSince))
	}
	add("telephone", f.telephone())
	add("email", f.shared(stateEmail))
	add("comments", f.comments(kind))
	title := words.Plain(locale.Spanish, "sheet.title", nil)
	return Paper{
		Title: title, Language: locale.Spanish, Date: f.Day, Letter: f.US, Footer: ref,
		Blocks: []Block{
			{Kind: Heading, Text: title},
			{Kind: Note, Text: label("about")},
			{Kind: Table, Rows: rows},
		},
	}
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
	text := ""
	switch {
	case kind.subject == subjectExchange:
		text = f.letterWords().Replace(kind.request) + " "
	case kind.subject == "":
		return blankLine
	}
	text += "Anexos: "
	for i, a := range f.annexes {
		if i > 0 {
			text += "; "
		}
		text += a
	}
	return text + "."
}
