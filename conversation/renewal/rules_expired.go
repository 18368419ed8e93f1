package renewal

// The limits of an expired card, in days.
const (
	reentryDays        = 55 // after the printed date, to come back [S19: Reglamento, article 160]
	filingDays         = 5  // after coming back, to file [S03, S65]
	regularizationDays = 60 // after the printed date, to regularize [S13: Ley, article 134]
)

// expired chooses among the ways of a card whose printed date has passed. All
// of them need a person's eye.
func (r *reading) expired() {
	r.ask()
	r.showDates()
	r.officeDays()
	r.timeByDate()
	wasAbroad := r.WhereAtExpiry == Abroad
	switch {
	case r.Where == Abroad:
		r.expiredAbroad()
	case wasAbroad && !r.Reentered.IsZero():
		r.expiredAndBack()
	case wasAbroad:
		r.regularizeOrRestart(1, "after_return", "S65")
	default:
		r.expiredInMexico()
	}
	if r.out.Route == RouteRestart && r.familyBasis() {
		r.noteFamilyLink()
	}
	r.noteMinor()
	r.noteHalfFee()
}

// expiredAbroad: up to 55 calendar days after the printed date the holder may
// come back on the card and renew [S03, S04, S19]. A former official denies
// this to permanent residents [S23]; and the texts speak of people who were
// abroad on the printed date, not of those who left afterwards [S04].
func (r *reading) expiredAbroad() {
	if -r.daysLeft <= reentryDays {
		r.goTo(RouteRenewAfterReturn, "", "S04")
		r.out.Deadlines.ReenterBy = r.Expires.Add(reentryDays)
		r.deadline("reenter_by", "S03")
	} else {
		r.restart()
	}
	if r.Card == CardPermanentMinor {
		r.flag(FlagSourcesDisagree, "permanent_abroad", "S23")
	}
	if r.WhereAtExpiry == InMexico {
		r.flag(FlagSourcesDisagree, "left_afterwards", "S04")
	}
}

// expiredAndBack: who came back in time files within five days. We plan on
// calendar days [S65]; others say working days [S21, S23], so whoever stands
// between the two readings keeps the way and the dispute is told.
func (r *reading) expiredAndBack() {
	fileBy := r.Reentered.Add(filingDays)
	switch {
	case r.Reentered.After(r.Expires.Add(reentryDays)):
		r.restart()
	case !r.Today.After(fileBy):
		r.fileAfterReturn(fileBy)
	case !r.Today.After(r.calendar.OpenDayAfter(r.Reentered, filingDays)):
		r.fileAfterReturn(fileBy)
		r.flag(FlagSourcesDisagree, "working_days", "S23")
	default:
		r.regularizeOrRestart(1, "after_return", "S65")
	}
}

func (r *reading) fileAfterReturn(by Date) {
	r.goTo(RouteRenewAfterReturn, "back", "S04")
	r.out.Deadlines.FileBy = by
	r.deadline("file_by", "S65")
}

// expiredInMexico: the law gives 60 days to regularize [S13], the service's
// own page fewer than 55 [S04]. Days 56 to 60 are disputed.
func (r *reading) expiredInMexico() {
	r.regularizeOrRestart(reentryDays+1, "day_55_or_60", "S04")
}

// regularizeOrRestart: 60 calendar days after the printed date the way to
// regularize closes [S13]. From day disputedFrom on sources disagree whether it
// was open at all.
func (r *reading) regularizeOrRestart(disputedFrom int, variant, source string) {
	days := -r.daysLeft
	if days > regularizationDays {
		r.restart()
		return
	}
	r.goTo(RouteRegularize, "", "S13")
	r.out.Deadlines.RegularizeBy = r.Expires.Add(regularizationDays)
	r.deadline("regularize_by", "S13")
	if days >= disputedFrom {
		r.flag(FlagSourcesDisagree, variant, source)
	}
}

// restart: past every limit a new application at a consulate is what the
// service's page names [S04].
func (r *reading) restart() { r.goTo(RouteRestart, "", "S04") }

// noteFamilyLink: family of a Mexican or of a resident may have a way even
// after the limits [S13: Ley, article 133].
func (r *reading) noteFamilyLink() { r.flag(FlagFamilyLink, "", "S13") }

func (r *reading) deadline(name, source string) {
	r.deadlines = append(r.deadlines, newNote(name, "", source))
}
