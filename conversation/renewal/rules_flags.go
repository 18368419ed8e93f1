package renewal

// noticeDays is how long an address change may stay unreported [S16].
const noticeDays = 90

// notePerson raises what follows from who files.
func (r *reading) notePerson() {
	r.noteMinor()
	r.noteTurns18()
	r.noteHalfFee()
}

// noteTurns18: after the 18th birthday a permanent card is an adult's, without
// end; around it a person decides [S13].
func (r *reading) noteTurns18() {
	if r.Card != CardPermanentMinor || r.Born.IsZero() {
		return
	}
	if !r.Born.AddYears(18).After(r.Expires) {
		r.flag(FlagTurns18, "", "S13")
		r.ask()
	}
}

// noteFiling raises what stands between the person and the counter.
func (r *reading) noteFiling() {
	if r.daysLeft <= windowDays && !r.calendar.OpenDay(r.Today) {
		r.flag(FlagOfficeClosedToday, "", "S70")
	}
	r.noteInPerson()
	r.notePassportFirst()
}

// noteNoOfficeDayLeft: sources differ on whether a term that ends on a closed
// day moves, and nobody may count on it [S21, S70].
func (r *reading) noteNoOfficeDayLeft() {
	if r.daysLeft <= windowDays && r.out.LastOfficeDay.IsZero() {
		r.flag(FlagNoOfficeDayLeft, "", "S70")
		r.ask()
	}
}

// noteInPerson: the holder files in person, in Mexico; neither a consulate nor
// a proxy will do [S01, S02].
func (r *reading) noteInPerson() {
	if r.Where == Abroad {
		r.flag(FlagAbroad, "", "S02")
	}
	if r.ByProxy {
		r.flag(FlagNoProxy, "", "S01")
	}
}

// notePassportFirst: every practical checklist asks for a current passport
// [S35, S36].
func (r *reading) notePassportFirst() {
	if !r.PassportExpires.IsZero() && !r.PassportExpires.After(r.Expires) {
		r.flag(FlagPassportFirst, "", "S35")
		r.ask()
	}
}

// noteChanges raises what should have been reported to the institute: a new
// address before the renewal [S02] and within 90 days [S16], a new employer
// before it is found out [S41].
func (r *reading) noteChanges() {
	if !r.Moved.IsZero() {
		r.flag(FlagAddressFirst, "", "S02")
		r.ask()
		if r.Today.Sub(r.Moved) > noticeDays {
			r.flag(FlagLateNotice, "", "S16")
		}
	}
	if r.EmployerChanged {
		r.flag(FlagEmployerChanged, "", "S41")
		r.ask()
	}
}
