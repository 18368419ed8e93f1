package renewal

// The years that count, of temporary residency.
const (
	maxTemporaryYears = 4 // then it ends or becomes permanent [S13: Ley, articles 52 and 54]
	familyYears       = 2 // for the family of a Mexican or a permanent resident [S13: Reglamento, article 139]
	maxRenewalYears   = 3 // of one renewal [S13: Reglamento, article 156]
)

// unsureDays is how long after the printed date an anniversary may fall and
// still look like a misread first day: a first card runs from entry, not from
// the day the plastic was handed over [S13, S24].
const unsureDays = 180

// current decides about a card that has not expired.
func (r *reading) current() {
	r.showDates()
	r.officeDays()
	r.chooseRoute()
	r.timeByDate()
	r.noteNoOfficeDayLeft()
	if r.out.Route == RouteRenew {
		r.noteYearsUnsure()
		r.setMaxYears()
		r.setFee()
	}
	r.notePerson()
	r.noteFiling()
	r.noteChanges()
}

// years returns the whole years from the first grant to the printed date.
// Completion is tested at that date, not on the day of filing [S05].
func (r *reading) years() (n int, known bool) {
	if r.FirstGranted.IsZero() {
		return 0, false
	}
	n = r.Expires.Year - r.FirstGranted.Year
	if r.FirstGranted.AddYears(n).After(r.Expires) {
		n--
	}
	return n, true
}

// chooseRoute: four years of temporary residency end in an exchange [S13]; two
// on a family basis allow one. All else is a renewal.
func (r *reading) chooseRoute() {
	years, _ := r.years()
	temporary := r.Card == CardTemporary
	familyExchange := temporary && years >= familyYears && r.settledFamilyBasis()
	switch {
	case temporary && years >= maxTemporaryYears:
		r.goTo(RouteExchange, "four_years", "S13")
		r.noteMaxYearsReached()
	case familyExchange && r.Wants == WishPermanent:
		r.goTo(RouteExchange, "two_years", "S13")
	case familyExchange:
		r.goTo(RouteRenew, "", "S13")
		r.flag(FlagExchangePossible, "", "S13")
	default:
		r.goTo(RouteRenew, "", "S13")
		r.notePermanentNotYet()
	}
	if familyExchange && r.Wants == WishPermanent && r.Basis == BasisFamilyPermanent {
		r.notePermanentResidentsFamily()
	}
}

// notePermanentResidentsFamily: the regulation counts the family of permanent
// residents [S13], the service's page only that of Mexicans [S05].
func (r *reading) notePermanentResidentsFamily() {
	r.ask()
	r.flag(FlagSourcesDisagree, "family_permanent", "S05")
}

// noteMaxYearsReached: there is no fifth year by renewal, whatever the wish
// [S06, S13].
func (r *reading) noteMaxYearsReached() {
	if r.Wants != WishPermanent {
		r.flag(FlagMaxYearsReached, "", "S13")
	}
	if r.Wants == WishStayTemporary {
		r.ask()
	}
}

// notePermanentNotYet: who wishes for permanent residency and has to renew
// first may have another ground for it, so a person looks [S13].
func (r *reading) notePermanentNotYet() {
	if r.Wants != WishPermanent {
		return
	}
	r.ask()
	if !r.FirstGranted.IsZero() && r.Card != CardPermanentMinor {
		r.flag(FlagPermanentNotYet, "", "S13")
	}
}

// noteYearsUnsure: people often read the wrong first day off the card. Where
// the deciding anniversary falls shortly after the printed date, a person
// checks it before a renewal is taken for granted [S24].
func (r *reading) noteYearsUnsure() {
	if r.Card != CardTemporary || r.FirstGranted.IsZero() {
		return
	}
	anniversary := maxTemporaryYears
	if r.Wants == WishPermanent && r.settledFamilyBasis() {
		anniversary = familyYears
	}
	after := r.FirstGranted.AddYears(anniversary).Sub(r.Expires)
	if after >= 1 && after <= unsureDays {
		r.flag(FlagYearsUnsure, "", "S24")
		r.ask()
	}
}

// setMaxYears: students and children under three renew year by year; others
// ask for what is left of four years, three at most [S13: Reglamento, article
// 156; Lineamientos, article 34].
func (r *reading) setMaxYears() {
	years, known := r.years()
	n := min(maxTemporaryYears-years, maxRenewalYears)
	switch {
	case r.Card == CardStudent, r.Card == CardTemporary && r.under(3):
		n = 1
	case r.Card == CardPermanentMinor || !known:
		return
	}
	r.out.MaxYears = &n
}

// setFee: a renewal has a fixed price; the other routes are services of their
// own, for which an associate quotes [S01].
func (r *reading) setFee() {
	fee := r.fees.Of(r.Applicants)
	r.out.ServiceFeeUSD = &fee
	r.fee = newNote(CodeServiceFee, "", "S01")
}
