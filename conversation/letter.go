package conversation

import (
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// blankLine stands in a letter or a sheet where something is to be written by
// hand.
const blankLine = "____________________"

// Letter is one person's covering letter and data sheet, as an associate last
// had them made. What stands in them is composed from it and the answers each
// time; Sum tells whether that is still what was looked at.
type Letter struct {
	Person  int          `json:"person"`
	Variant Variant      `json:"variant"`
	Years   int          `json:"years,omitempty"` // 0: as the applicant answered
	Office  string       `json:"office"`          // its city, as the office book names it
	Place   string       `json:"place"`           // where the letter is written: the office's city and state
	State   string       `json:"state"`           // of the office it is addressed to
	US      bool         `json:"us,omitempty"`    // on paper of the size US Letter
	Day     renewal.Date `json:"day"`             // that it bears
	Extra   string       `json:"extra,omitempty"` // a sentence of the associate's, in Spanish
	Sum     string       `json:"sum,omitempty"`   // of the papers that were posted; empty: none were
	Posted  []string     `json:"posted,omitempty"`

	Approved Approval `json:"approved,omitzero"`
	Outdated bool     `json:"outdated,omitempty"` // what was approved is not what the answers say now
}

// letterFacts are what a letter and a sheet are filled with.
type letterFacts struct {
	Letter
	answers Answers
	card    string
	first   bool // it is the applicant's own
	annexes []string
	open    bool // the number of years is not chosen yet
}

// own is a person's answer; a blank line where there is none.
func (f letterFacts) own(question State) string { return f.shared(of(f.Person, question)) }

func (f letterFacts) shared(question State) string {
	if a := f.answers[question]; a != "" && a != choiceUnknown && a != choiceSkip {
		return a
	}
	return blankLine
}

func (f letterFacts) day(question State) string {
	if d := f.answers.date(question); !d.IsZero() {
		return locale.Date(locale.Spanish, d)
	}
	return blankLine
}

func (f letterFacts) born() string {
	if d := f.answers.bornOn(f.Person); !d.IsZero() {
		return locale.Date(locale.Spanish, d)
	}
	return blankLine
}

func (f letterFacts) nationality() string {
	return nationalityIn(locale.Spanish, f.own(stateNationality))
}

// expires is the date on the person's card.
func (f letterFacts) expires() renewal.Date { return f.answers.date(of(f.Person, stateExpires)) }

// cardWords name the card and its term.
func (f letterFacts) cardWords() string {
	names := map[string]string{
		"temporary": "residente temporal", "student": "residente temporal estudiante", "permanent_minor": "residente permanente",
	}
	verb := "vigente hasta el"
	if f.expires().Before(f.Day) {
		verb = "que venció el"
	}
	return "tarjeta de " + names[f.card] + " " + verb + " " + f.day(of(f.Person, stateExpires))
}

// completed says that so many years have passed, or will have when the card ends.
func (f letterFacts) completed(years int, words string) string {
	granted := f.answers.date(of(f.Person, stateGranted))
	if granted.IsZero() || granted.AddYears(years).After(f.Day) {
		return "Al vencimiento de mi tarjeta habrán transcurrido " + words
	}
	return "Han transcurrido " + words
}

// yearsWords ask for the number of years.
func (f letterFacts) yearsWords() string {
	switch {
	case f.open:
		return ", por " + blankLine + " año(s)"
	case f.Years < 1 || f.Years > mostYears:
		return ""
	}
	return ", por " + [...]string{"un año", "dos años", "tres años"}[f.Years-1]
}

// letterWords fills the places of a sentence. One pass: what was filled in is
// never read again.
func (f letterFacts) letterWords() *strings.Replacer {
	return strings.NewReplacer(
		"{nombre}", f.own(stateFullName), "{nacionalidad}", f.nationality(), "{nacimiento}", f.born(),
		"{nue}", f.own(stateNUE), "{curp}", f.own(stateCURP), "{pasaporte}", f.own(statePassportNumber),
		"{tarjeta}", f.cardWords(), "{domicilio}", f.shared(stateAddress), "{domicilio anterior}", f.shared(stateOldAddress),
		"{vencimiento}", f.day(of(f.Person, stateExpires)), "{regreso}", f.day(stateReentered), "{mudanza}", f.day(stateMovedSince),
		"{firmante}", f.own(stateSigner), "{cónyuge}", f.own(stateSpouse), "{empleador}", f.own(stateEmployedBy), "{escuela}", f.own(stateSchool),
		"{cuatro años}", f.completed(4, "cuatro años consecutivos"), "{dos años}", f.completed(2, "dos años consecutivos"),
		"{años}", f.yearsWords(),
	)
}

// letterPaper composes the letter of a variant.
func letterPaper(f letterFacts) Paper {
	kind, words := letterKinds()[f.Variant], f.letterWords()
	opening, oath := kind.opening, kind.oath
	if opening == "" {
		opening = openingOwn
	}
	if oath == "" {
		oath = oathRenewal
	}
	signs := []string{f.own(stateFullName)}
	if kind.signer {
		signs = []string{f.own(stateSigner), "en representación de " + f.own(stateFullName)}
	}
	blocks := []Block{
		{Kind: Dateline, Text: f.Place + ", a " + locale.Date(locale.Spanish, f.Day) + "."},
		{Kind: Strong, Text: "INSTITUTO NACIONAL DE MIGRACIÓN"},
		{Kind: Paragraph, Text: "Oficina de Representación en " + f.State + "\nPresente."},
		{Kind: Strong, Text: "Asunto: " + kind.subject},
		{Kind: Paragraph, Text: words.Replace(opening)},
		{Kind: Paragraph, Text: words.Replace(kind.request)},
		{Kind: Paragraph, Text: words.Replace(oath)},
	}
	if f.Extra != "" {
		blocks = append(blocks, Block{Kind: Paragraph, Text: f.Extra})
	}
	blocks = append(blocks,
		Block{Kind: Subheading, Text: "Anexos:"},
		Block{Kind: Bullets, Items: f.annexes},
		Block{Kind: Paragraph, Text: "Atentamente,"},
		Block{Kind: Signature, Text: strings.Join(append(signs, "Tel. "+f.telephone(), "Correo: "+f.shared(stateEmail)), "\n")})
	return Paper{
		Title: kind.subject, Language: locale.Spanish, Date: f.Day, Letter: f.US, Blocks: blocks,
	}
}

func (f letterFacts) telephone() string {
	if f.answers[stateTelephone] == "" {
		return blankLine
	}
	return showTelephone(locale.Spanish, f.answers[stateTelephone])
}

// placeName is a city and its state as a letter's date names them: without what
// the office book adds for us, and not twice.
func placeName(o renewal.Office) string {
	city, _, _ := strings.Cut(o.City, " (")
	city, _, _ = strings.Cut(city, " / ")
	if city == o.State {
		return city
	}
	return city + ", " + o.State
}

// annexesOf are the papers that go with a letter.
func annexesOf(v Variant) []string {
	kind := letterKinds()[v]
	list := baseAnnexes()
	if !kind.free {
		list = append(list, "Comprobante del pago de derechos")
	}
	for _, a := range kind.annexes {
		list = append(list, a.words)
	}
	return list
}
