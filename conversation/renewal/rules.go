package renewal

// replacement: a lost, stolen or damaged card is a procedure of its own [S26].
func (r *reading) replacement() {
	r.goTo(RouteReplace, "", "S26")
	r.ask()
	r.showDates()
	r.noteMinor()
}

// neverExpires: an adult's permanent card has no end, so nothing else is
// computed [S13].
func (r *reading) neverExpires() {
	r.goTo(RouteNone, "", "S13")
}

// procedureOpen: while a filing is open nothing new is started; leaving the
// country meanwhile takes a permit [S42, S73].
func (r *reading) procedureOpen() {
	r.goTo(RouteRenew, "procedure_open", "S73")
	r.ask()
	r.showDates()
	r.officeDays()
	r.timeByDate()
	if r.out.Timing != TimingExpired {
		// The usual sentences say when to file, which is done already.
		r.timing.sentence = "window/procedure_open"
	}
	r.noteMinor()
	r.noteHalfFee()
	r.flag(FlagProcedureOpen, "", "S73")
	if r.Travelling {
		r.flag(FlagExitPermit, "", "S42")
	}
}

// officeDays finds the first and the last day on which the office works. The
// day on which the printed date falls does not move when the office is closed
// then: the last open day before it is the real end [S21, S70].
func (r *reading) officeDays() {
	from := r.Today
	if r.window.Opens.After(from) {
		from = r.window.Opens
	}
	first := r.calendar.NextOpen(from)
	if r.daysLeft < 0 {
		r.out.FirstOfficeDay = first
		return
	}
	if !first.After(r.Expires) {
		r.out.FirstOfficeDay = first
	}
	if last := r.calendar.PreviousOpen(r.Expires); !last.Before(r.Today) {
		r.out.LastOfficeDay = last
	}
}

// timeByDate tells how today lies to the window of 30 days [S13]. With three
// days left, or fewer than three office days, an associate must know at once.
func (r *reading) timeByDate() {
	const fewDays, fewOfficeDays = 3, 3
	switch {
	case r.daysLeft < 0:
		r.setTiming(TimingExpired, "", "S03")
	case r.daysLeft > windowDays:
		r.setTiming(TimingTooEarly, "", "S13")
	case r.daysLeft <= fewDays || r.calendar.CountOpen(r.Today, r.Expires) < fewOfficeDays:
		variant := ""
		if r.out.LastOfficeDay.IsZero() {
			variant = "no_office_day"
		}
		r.setTiming(TimingUrgent, variant, "S13")
		r.ask()
	default:
		r.setTiming(TimingOpen, "", "S13")
	}
}

// noteMinor: a parent or guardian signs for whoever is under 18 [S69].
func (r *reading) noteMinor() {
	if r.Card == CardPermanentMinor || r.under(18) {
		r.flag(FlagMinor, "", "S69")
	}
}

// noteHalfFee: for work and family the government fee may be halved; offices
// apply it unevenly [S29].
func (r *reading) noteHalfFee() {
	if r.Basis == BasisWork || r.familyBasis() {
		r.flag(FlagHalfFeeCandidate, "", "S29")
	}
}
