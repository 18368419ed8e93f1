package renewal

// Fees is what the service itself costs, in US dollars. Government fees are
// never part of it; the applicant pays them [S01].
type Fees struct {
	Principal  int // the first applicant
	Additional int // each further applicant of the same family
}

// DefaultFees returns the published fees [S01].
func DefaultFees() Fees { return Fees{Principal: 219, Additional: 99} }

// Of returns the fee of a family of this many applicants; of nobody it is 0.
func (f Fees) Of(applicants int) int {
	if applicants < 1 {
		return 0
	}
	return f.Principal + f.Additional*(applicants-1)
}

// GovernmentFee is what the government asks for one thing, in Mexican pesos,
// while the table it stands in holds. Its words stand in the catalogue of the
// conversation under fee.<Concept>.
type GovernmentFee struct {
	Concept string
	MXN     int
	From    Date
	To      Date // the last day
}

// GovernmentFees returns the amounts known last: those that hold on a day, or the
// latest before it while the new ones are not known. Press and firms print them;
// the government's own table was not read, so they are to be confirmed.
func GovernmentFees(on Date) (fees []GovernmentFee) {
	year := 0
	for _, f := range governmentFees() {
		if !f.From.After(on) {
			year = max(year, f.From.Year)
		}
	}
	for _, f := range governmentFees() {
		if f.From.Year == year {
			fees = append(fees, f)
		}
	}
	return fees
}

// governmentFees is the table. A new year is added below the old one.
func governmentFees() []GovernmentFee {
	from, to := Date{2026, 1, 1}, Date{2026, 12, 31}
	return []GovernmentFee{
		{"one_year", 11141, from, to},       // S29, S30, S31
		{"two_years", 16693, from, to},      // S29, S30, S31
		{"three_years", 21143, from, to},    // S29, S30, S31
		{"permanent_card", 13579, from, to}, // S29, S31
		{"study", 1847, from, to},           // S29
		{"work_permission", 4341, from, to}, // S29
		{"address_notice", 0, from, to},     // S16: free
	}
}
