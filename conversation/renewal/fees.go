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
