package understand

// Problem says why a text could not be read. The empty Problem means that it
// was read. The values are stable: catalogues of words are keyed by them.
type Problem string

// Empty and TooLong may come from any reader, the others from the reader whose
// answer they name.
const (
	// Empty: nothing was typed but blanks or invisible characters.
	Empty Problem = "empty"
	// TooLong: more characters than such an answer may have.
	TooLong Problem = "too_long"

	// NotADate: no date was found, or more than a date that cannot be placed.
	NotADate Problem = "not_a_date"
	// NoSuchDay: the form is right but the calendar has no such day (31/02).
	NoSuchDay Problem = "no_such_day"
	// NoYear: a day and a month, and no year.
	NoYear Problem = "no_year"
	// NoDay: a year, perhaps a month, and no day.
	NoDay Problem = "no_day"
	// TwoDates: two dates that differ.
	TwoDates Problem = "two_dates"
	// UnlikelyYear: a year no living person needs, most likely mistyped (2207).
	UnlikelyYear Problem = "unlikely_year"

	// NotAPhone: no number that exists in the country it names.
	NotAPhone Problem = "not_a_phone"
	// NoCountryCode: a number that does not say its country.
	NoCountryCode Problem = "no_country_code"
	// HasExtension: a switchboard's number; a direct one is needed, because the
	// stored form has no room for an extension.
	HasExtension Problem = "has_extension"

	// NotAnEmail: no address a mail server would take.
	NotAnEmail Problem = "not_an_email"
	// TwoEmails: two addresses that differ.
	TwoEmails Problem = "two_emails"

	// NotAName: no letters, or a command, a link or hidden characters.
	NotAName Problem = "not_a_name"

	// NotACount: no number of people that is certain.
	NotACount Problem = "not_a_count"

	// NotANumber: not the number of a document.
	NotANumber Problem = "not_a_number"
	// NotACURP: a sign of it stands where it cannot, or the check digit differs.
	NotACURP Problem = "not_a_curp"
)

// Problems lists every problem, so that a catalogue can prove it words them all.
func Problems() []Problem {
	return []Problem{
		Empty, TooLong,
		NotADate, NoSuchDay, NoYear, NoDay, TwoDates, UnlikelyYear,
		NotAPhone, NoCountryCode, HasExtension,
		NotAnEmail, TwoEmails,
		NotAName,
		NotACount,
		NotANumber, NotACURP,
	}
}
