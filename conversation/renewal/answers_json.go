package renewal

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"
)

// fields is one JSON object, read field by field: names match exactly, null is
// the same as absent, and the first mistake is kept and names its field.
type fields struct {
	raw map[string]json.RawMessage
	err *FieldError
}

func readFields(line []byte) (*fields, error) {
	f := &fields{}
	err := json.Unmarshal(line, &f.raw)
	if err != nil || f.raw == nil || !utf8.Valid(line) {
		return nil, &FieldError{"line", "is not a JSON object"}
	}
	return f, nil
}

// answers reads all that an assessment may be told; it ignores other fields.
func (f *fields) answers() (Answers, error) {
	a := Answers{
		Card:            Card(f.text("card")),
		Today:           f.today(),
		Expires:         f.date("expires"),
		Basis:           Basis(f.text("basis")),
		FirstGranted:    f.date("first_granted"),
		Wants:           Wish(f.text("wants")),
		Where:           f.place("in_mexico"),
		WhereAtExpiry:   f.place("in_mexico_at_expiry"),
		Reentered:       f.date("reentered"),
		Born:            f.date("born"),
		Applicants:      f.applicants(),
		ByProxy:         f.truth("by_proxy"),
		Moved:           f.date("moved"),
		EmployerChanged: f.truth("employer_changed"),
		PassportExpires: f.date("passport_expires"),
		ProcedureOpen:   f.truth("procedure_open"),
		Travelling:      f.truth("travelling"),
		Closed:          f.dates("closed"),
		Language:        Language(f.text("language")),
	}
	if f.err != nil {
		return Answers{}, f.err
	}
	return a, nil
}

// value decodes a field into v and says whether there was anything to decode.
func (f *fields) value(name string, v any, expected string) bool {
	raw, given := f.given(name)
	if !given {
		return false
	}
	if json.Unmarshal(raw, v) != nil {
		f.refuse(name, expected)
		return false
	}
	return true
}

func (f *fields) given(name string) (json.RawMessage, bool) {
	raw, ok := f.raw[name]
	return raw, ok && !bytes.Equal(raw, []byte("null"))
}

func (f *fields) refuse(name, problem string) {
	if f.err == nil {
		f.err = &FieldError{name, problem}
	}
}

// text reads a word. An empty one is a mistake, not an absent field.
func (f *fields) text(name string) string {
	var s string
	if f.value(name, &s, "must be text") && s == "" {
		f.refuse(name, "is empty")
	}
	return s
}

func (f *fields) truth(name string) bool {
	var b bool
	f.value(name, &b, "must be true or false")
	return b
}

// place reads "is or was the holder in Mexico?"
func (f *fields) place(name string) Place {
	var in bool
	switch {
	case !f.value(name, &in, "must be true or false"):
		return ""
	case in:
		return InMexico
	}
	return Abroad
}

const notADate = "is not a date of the form YYYY-MM-DD"

func (f *fields) date(name string) Date {
	var s string
	if !f.value(name, &s, notADate) {
		return Date{}
	}
	d, err := ParseDate(s)
	if err != nil {
		f.refuse(name, notADate)
	}
	return d
}

func (f *fields) dates(name string) []Date {
	const problem = "must be a list of dates of the form YYYY-MM-DD"
	var list []string
	f.value(name, &list, problem)
	days := make([]Date, 0, len(list))
	for _, s := range list {
		d, err := ParseDate(s)
		if err != nil {
			f.refuse(name, problem)
		}
		days = append(days, d)
	}
	return days
}

// applicants reads a whole number; 2.0 is one. Zero, which Answers takes for
// "not said", is refused here because somebody wrote it.
func (f *fields) applicants() int {
	var n float64
	expected := errApplicants()
	if !f.value(expected.Field, &n, expected.Problem) {
		return 0
	}
	if n < 1 || n > MaxApplicants || n != float64(int(n)) {
		f.refuse(expected.Field, expected.Problem)
		return 0
	}
	return int(n)
}

// today reads the civil date at the office, from today or else from now as the
// office's clock shows it. All three fields must make sense, used or not.
func (f *fields) today() Date {
	name := DefaultZone
	if zone := f.text("time_zone"); zone != "" {
		name = zone
	}
	now, today := f.text("now"), f.date("today")
	zone, err := Zone(name)
	if err != nil {
		f.refuse("time_zone", "is not the name of an IANA time zone")
		return Date{}
	}
	if now == "" {
		return today
	}
	instant, err := time.Parse(time.RFC3339, now)
	if err != nil {
		f.refuse("now", "is not an instant of the form 2026-11-22T09:00:00-06:00")
		return Date{}
	}
	if !today.IsZero() {
		return today
	}
	return DateOf(instant.In(zone))
}
