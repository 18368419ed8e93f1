package conversation

// Variant is a kind of covering letter. Its name at the desk stands in the
// catalogue under letter.<variant>.
type Variant string

// The variants, and the two that are no letter.
const (
	letterRenewal       Variant = "renewal"
	letterExchangeYears Variant = "exchange_years" // temporary to permanent, by four years
	letterExchangeBond  Variant = "exchange_bond"  // the same, by marriage or partnership
	letterMinor         Variant = "minor"          // signed by a parent or guardian
	letterStudent       Variant = "student"
	letterWork          Variant = "work"
	letterAddress       Variant = "address" // notice of a change of address
	letterReturned      Variant = "returned"
	letterByAssociate   Variant = "by_associate" // no letter of ours: its words need a person
	letterNone          Variant = ""             // nothing to file
)

// letterOrder is the order in which the desk chooses.
func letterOrder() []Variant {
	return []Variant{
		letterRenewal, letterStudent, letterWork, letterMinor, letterExchangeYears, letterExchangeBond,
		letterReturned, letterAddress, letterByAssociate,
	}
}

// letterKind is what a variant says and needs. The sentences are Spanish whatever
// anybody's language is, for the office reads them: so they stand here and not in
// the catalogues. Words in braces are filled in by letterWords.
type letterKind struct {
	subject  string
	opening  string // who writes; openingOwn if absent
	request  string
	oath     string // oathRenewal if absent
	annexes  []annex
	required requirement
	years    bool // asks for a number of years
	signer   bool // signed by a parent or guardian
	spouse   bool
	work     bool
	study    bool
	moved    bool // tells the former address
	free     bool // no government fee is due
}

// annex is a paper that a letter names: as the checklist calls it, and as the
// letter does.
type annex struct{ paper, words string }

// requirement is what must be so before a letter can say what it says.
type requirement int

// The requirements.
const (
	nothingRequired requirement = iota
	inWindow                    // dated within the thirty days
	hasReturned                 // the day of coming back is known
	hasMoved                    // the day of moving is known
)

const (
	subjectRenewal  = "Solicitud de expedición de documento migratorio por renovación."
	subjectExchange = "Solicitud de cambio de condición de estancia, de residente temporal a residente permanente."

	identity = "de nacionalidad {nacionalidad}, con fecha de nacimiento {nacimiento}, NUE {nue}, CURP {curp}, pasaporte número {pasaporte} y {tarjeta}, con domicilio en {domicilio}"

	openingOwn   = "{nombre}, " + identity + ", expongo:"
	openingMinor = "{firmante}, en ejercicio de la patria potestad o tutela y en representación de la persona menor de edad {nombre}, " + identity + ", expongo:"

	reasonWindow = "Estoy dentro de los treinta días naturales previos al vencimiento de mi tarjeta y deseo continuar residiendo en México. "
	askRenewal   = "Por ello solicito la expedición de documento migratorio por renovación{años}."

	oathRenewal = "Manifiesto, bajo protesta de decir verdad, que subsisten las condiciones con las que se me otorgó mi condición de estancia y que mis datos son correctos."
	oathTruth   = "Manifiesto, bajo protesta de decir verdad, que lo aquí expuesto es cierto y que mis datos son correctos."
)

func letterKinds() map[Variant]letterKind {
	return map[Variant]letterKind{
		letterRenewal: {
			subject: subjectRenewal, years: true, required: inWindow,
			request: reasonWindow + askRenewal,
		},
		letterStudent: {
			subject: subjectRenewal, years: true, study: true, required: inWindow,
			request: reasonWindow + "Continúo mis estudios en la institución educativa {escuela}. " + askRenewal,
			annexes: []annex{{"enrolment", "Constancia de inscripción o de continuación de estudios"}},
		},
		letterWork: {
			subject: subjectRenewal, years: true, work: true, required: inWindow,
			request: reasonWindow + "Presto mis servicios a {empleador}, y la relación laboral subsiste. " + askRenewal,
			annexes: []annex{
				{"employer_letter", "Carta del empleador con puesto, salario y vigencia"},
				{"employer_registration", "Constancia de inscripción del empleador (copia)"},
			},
		},
		letterMinor: {
			subject: subjectRenewal, opening: openingMinor, years: true, signer: true, required: inWindow,
			request: "La persona menor de edad que represento está dentro de los treinta días naturales previos al vencimiento de su tarjeta y desea continuar residiendo en México. Por ello solicito para ella la expedición de documento migratorio por renovación{años}.",
			oath:    "Manifiesto, bajo protesta de decir verdad, que subsisten las condiciones con las que se otorgó la condición de estancia de la persona que represento y que los datos son correctos.",
			annexes: []annex{
				{"birth_certificate", "Acta de nacimiento"},
				{"parents_id", "Identificación de quien ejerce la patria potestad o tutela (original y copia)"},
			},
		},
		letterExchangeYears: {
			subject: subjectExchange, required: inWindow, oath: oathTruth,
			request: "{cuatro años} de forma regular con la condición de residente temporal, y mi tarjeta está vigente. Invoco expresamente esta circunstancia como fundamento y solicito el cambio de mi condición de estancia, de residente temporal a residente permanente.",
		},
		letterExchangeBond: {
			subject: subjectExchange, spouse: true, required: inWindow, oath: oathTruth,
			request: "Mi residencia temporal se me otorgó por el vínculo de matrimonio o concubinato con {cónyuge}. {dos años} con esa condición, y el vínculo subsiste. Invoco expresamente esta circunstancia como fundamento y solicito el cambio de mi condición de estancia, de residente temporal a residente permanente.",
			annexes: []annex{
				{"bond_certificate", "Acta de matrimonio o constancia del vínculo, de expedición reciente"},
				{"relative_id", "Identificación de la persona con quien existe el vínculo (original y copia)"},
			},
		},
		letterReturned: {
			subject: subjectRenewal, years: true, required: hasReturned,
			request: "Mi tarjeta venció el {vencimiento}, cuando me encontraba fuera de México. Regresé al país el {regreso} con esa tarjeta, y deseo continuar residiendo en México. " + askRenewal,
			annexes: []annex{{"entry_stamp", "Comprobante de la fecha de internación (sello del pasaporte)"}},
		},
		letterAddress: {
			subject: "Notificación de cambio de domicilio.", moved: true, free: true, required: hasMoved, oath: oathTruth,
			request: "Notifico que el {mudanza} cambié de domicilio. Mi domicilio anterior era {domicilio anterior}, y el actual es {domicilio}, por lo que solicito que se tome nota del cambio.",
			annexes: []annex{{"address", "Comprobante de domicilio reciente"}},
		},
	}
}

// baseAnnexes go with every letter.
func baseAnnexes() []string {
	return []string{"Pasaporte vigente (original y copia)", "Tarjeta de residente (original y copia)", "Formato de solicitud firmado"}
}
