package renewal

import (
	"errors"
	"fmt"
	"time"
)

// Date is a civil date: a day on the calendar that hangs on a wall, with no
// hour and no zone. A card expires on a Date, a window opens on a Date; only a
// zone turns one into an instant. The zero Date means "not known".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads the form YYYY-MM-DD and nothing else; 30 February is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, errors.New("not a date of the form YYYY-MM-DD")
	}
	return DateOf(t), nil
}

// NewDate returns the date of these three numbers and whether it exists.
func NewDate(year int, month time.Month, day int) (Date, bool) {
	d := Date{year, month, day}
	return d, year >= 1 && year <= 9999 && DateOf(d.utc()) == d
}

// DateOf returns the day that t shows in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// In returns the instant at which this day reads clock o'clock in a zone. An
// hour that a clock change skips becomes the first instant after the gap.
func (d Date) In(zone *time.Location, hour, minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, zone)
}

// Add returns the day n days later; n may be negative.
func (d Date) Add(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// AddYears returns the same day n years later. 29 February counts to 1 March
// in a common year.
func (d Date) AddYears(n int) Date {
	return DateOf(time.Date(d.Year+n, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
}

// Sub returns the number of days from e to d: positive when d is later.
func (d Date) Sub(e Date) int {
	// Seconds, because a time.Duration ends after 292 years.
	const day = 24 * 60 * 60
	return int((d.utc().Unix() - e.utc().Unix()) / day)
}

// Before says whether d lies before e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// After says whether d lies after e.
func (d Date) After(e Date) bool { return e.Before(d) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// IsZero says whether the date is not known.
func (d Date) IsZero() bool { return d == Date{} }

// String returns YYYY-MM-DD, or "" for a date that is not known.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes YYYY-MM-DD; a date that is not known is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes "YYYY-MM-DD", or null for a date that is not known.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
