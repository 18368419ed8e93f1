package renewal

// englishSentence returns the sentence of this name, with {placeholders} for
// the case's own dates and amounts. No sentence may promise an appointment, a
// date or an outcome, send anybody to file outside the window, or say that a
// deadline moves.
func englishSentence(name string) string {
	for _, find := range []func(string) string{englishRoute, englishTime, englishFlag, englishDispute} {
		if s := find(name); s != "" {
			return s
		}
	}
	return ""
}

func englishRoute(name string) string {
	switch name {
	case "renew":
		return "The way for this card is a renewal, filed by its holder in person at an immigration office in Mexico, from {opens} to {closes}."
	case "renew/procedure_open":
		return "A filing for this card is already open, so nothing new is started. An associate looks at where it stands."
	case "exchange/four_years":
		return "By the printed date the four years of temporary residency are complete, so the next step is the exchange for a permanent card, asked for from {opens} to {closes}. An associate quotes this service."
	case "exchange/two_years":
		return "By the printed date two years on a family basis are complete, so the exchange for a permanent card can be asked for from {opens} to {closes}. An associate quotes this service."
	case "regularize":
		return "The card has expired and its holder is in Mexico, so the way is to ask an immigration office for a regularization. An associate looks at the case first and quotes this service."
	case "renew_after_return":
		return "An expired card may still lead to a renewal after a return to Mexico: come back on the resident card and the passport, do not enter as a tourist, and file within five days. An associate goes through it with you first."
	case "renew_after_return/back":
		return "Since the return to Mexico was within 55 days of the printed date, the way is a renewal filed within five days of arriving. Keep the proof of the date of entry; an associate goes through it with you first."
	case "restart":
		return "The published time limits for this card have passed, which points to a new application at a Mexican consulate. An associate looks for other ways before you decide."
	case "replace":
		return "A lost, stolen or damaged card is replaced in a procedure of its own. An associate looks at the case and quotes this service."
	case "none":
		return "An adult's permanent card does not expire, so there is nothing to renew."
	case CodeServiceFee:
		return "Our service costs US${fee}: US${principal} for the first applicant and US${additional} for each further one of the same family. Government fees are not included."
	}
	return ""
}

func englishTime(name string) string {
	switch name {
	case "too_early":
		return "It is too early to file: the window opens on {opens}. Aim for {aim} or later, and treat the last office day of the window as the real end."
	case "open":
		return "The window is open, from {opens} to {closes}. Aim for {aim} or later, and treat {last}, the last office day, as the real end."
	case "urgent":
		return "Very little time is left: the window closes on {closes}. Treat {last}, the last office day, as the real end; an associate is asked to look at once."
	case "urgent/no_office_day":
		return "Very little time is left: the window closes on {closes}. An associate is asked to look at once."
	case "expired":
		return "The date printed on the card, {closes}, has passed, so an associate must look at the case."
	case "window/procedure_open":
		return "Counted from the date printed on the card, its window runs from {opens} to {closes}."
	case "reenter_by":
		return "Be back in Mexico by {reenter_by}: the limit is 55 calendar days after the printed date, weekends and holidays counted."
	case "file_by":
		return "The day to plan by is {file_by}: five calendar days after the return. If the office is closed on it, plan on an office day before it."
	case "regularize_by":
		return "The limit is {regularize_by}: 60 calendar days after the printed date. If the office is closed on it, plan on an office day before it."
	}
	return ""
}

func englishFlag(name string) string {
	switch name {
	case "minor":
		return "The holder is a minor or has a minor's card: a parent or guardian signs."
	case "turns_18":
		return "The holder turns 18 by the printed date, which changes what to ask for. An associate must look at it."
	case "half_fee_candidate":
		return "On the ground of work or family the government fee may be halved; offices apply this differently, and an associate checks it."
	case "office_closed_today":
		return "Immigration offices are closed today."
	case "abroad":
		return "A renewal cannot be filed from abroad or at a consulate: the holder must be in Mexico for it."
	case "no_proxy":
		return "Nobody else can file in the holder's place: the holder must attend in person."
	case "address_first":
		return "Report the new address to the immigration office before the renewal. An associate says how that office handles it."
	case "late_notice":
		return "More than 90 days have passed since the move, the time in which an address change must be reported; there may be a penalty."
	case "employer_changed":
		return "Report the change of employer to the immigration office; an unreported one can put the renewal at risk, so an associate looks at it."
	case "passport_first":
		return "The passport runs out on or before the date printed on the card: renew it first, and take the old one along. An associate checks the timing."
	case "procedure_open":
		return "A procedure is open: watch its notices, because a request for papers has a short time limit."
	case "exit_permit":
		return "Leaving Mexico while a procedure is open takes an exit and return permit; leaving without it can end the procedure."
	case "family_link":
		return "People with close family in Mexico may still have a way to regularize after the limits. An associate looks into it."
	case "max_years_reached":
		return "Temporary residency lasts four years at most, so what follows this card is the permanent one, not another renewal."
	case "exchange_possible":
		return "Two years on a family basis are complete by the printed date: you may ask for the permanent card instead of a renewal."
	case "permanent_not_yet":
		return "By the date printed on the card the years for the permanent card are not complete. An associate looks at whether you have another ground."
	case "years_unsure":
		return "The years fall just short of complete on the printed date. The first day may have been read wrongly off the card, so an associate checks it."
	case "no_office_day_left":
		return "No office day is left before the card expires. Do not count on more time for that; an associate is asked to look at once."
	}
	return ""
}

// englishDispute words what the sources disagree about.
func englishDispute(name string) string {
	switch name {
	case "sources_disagree/permanent_abroad":
		return "Sources disagree on whether the 55 days to return hold for permanent residents, minors among them. An associate must look at it before you travel."
	case "sources_disagree/left_afterwards":
		return "The 55 days to return are described for people who were abroad on the printed date; sources do not settle the case of somebody who left Mexico afterwards. An associate must look at it before you travel."
	case "sources_disagree/working_days":
		return "Sources disagree on whether the five days after the return are calendar or working days. An associate must look at it today."
	case "sources_disagree/after_return":
		return "Sources disagree on what is open to somebody who came back on an expired card and did not file within five days. An associate must look at it."
	case "sources_disagree/day_55_or_60":
		return "Sources disagree on whether this way ends 55 or 60 days after the printed date. An associate must look at it at once."
	case "sources_disagree/family_permanent":
		return "Sources disagree on whether two years are enough for the family of a permanent resident, as they are for the family of a Mexican. An associate must look at it."
	}
	return ""
}
