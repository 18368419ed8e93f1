package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/conversation/understand"
)

// answerPerson tells in words where one person stands.
func (cmd checkCommand) answerPerson(out io.Writer, rules renewal.Settings) error {
	answers, err := cmd.answers()
	if err != nil {
		return err
	}
	a, err := renewal.Assess(answers, rules)
	if err != nil {
		return err
	}
	words, err := wordsOf(answers.Language)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, inWords(a, answers, words))
	return err
}

// withFlag words a mistake in an answer as one in the flag it came from, with
// an example of what to write.
func withFlag(k *kong.Context, err error) error {
	bad, ok := errors.AsType[*renewal.FieldError](err)
	if !ok {
		return err
	}
	name := strings.ReplaceAll(bad.Field, "_", "-")
	for _, flag := range k.Flags() {
		if flag.Name == name {
			return fmt.Errorf("--%s %s; write it like --%s %s", name, bad.Problem, name, flag.PlaceHolder)
		}
	}
	return err
}

// answers reads the flags. The error is a *renewal.FieldError.
func (cmd checkCommand) answers() (renewal.Answers, error) {
	zone, err := renewal.Zone(cmd.TimeZone)
	if err != nil {
		return renewal.Answers{}, &renewal.FieldError{Field: "time_zone", Problem: "is not the name of an IANA time zone"}
	}
	f := flagReader{today: renewal.DateOf(time.Now().In(zone))}
	if cmd.Today != "" {
		f.today = f.date("today", cmd.Today)
	}
	a := renewal.Answers{
		Today:           f.today,
		Card:            renewal.Card(cmd.Card),
		Basis:           renewal.Basis(cmd.Basis),
		Expires:         f.date("expires", cmd.Expires),
		FirstGranted:    f.date("first_granted", cmd.FirstGranted),
		Wants:           renewal.Wish(cmd.Wants),
		WhereAtExpiry:   f.place("in_mexico_at_expiry", cmd.InMexicoAtExpiry),
		Reentered:       f.date("reentered", cmd.Reentered),
		Born:            f.date("born", cmd.Born),
		Applicants:      f.applicants(cmd.Applicants),
		ByProxy:         cmd.ByProxy,
		Moved:           f.date("moved", cmd.Moved),
		EmployerChanged: cmd.EmployerChanged,
		PassportExpires: f.date("passport_expires", cmd.PassportExpires),
		ProcedureOpen:   cmd.ProcedureOpen,
		Travelling:      cmd.Travelling,
		Language:        renewal.Language(cmd.Language),
	}
	if cmd.Abroad {
		a.Where = renewal.Abroad
	}
	for _, day := range cmd.Closed {
		if day == "" {
			f.refuse("closed", "holds an empty date")
		}
		a.Closed = append(a.Closed, f.date("closed", day))
	}
	if f.err != nil {
		return renewal.Answers{}, f.err
	}
	return a, nil
}

// flagReader reads flags as people write them and keeps the first mistake.
type flagReader struct {
	today renewal.Date
	err   *renewal.FieldError
}

func (f *flagReader) refuse(field, problem string) {
	if f.err == nil {
		f.err = &renewal.FieldError{Field: field, Problem: problem}
	}
}

// date reads a date. One that can be two days is refused with both, for what
// follows would be wrong by months.
func (f *flagReader) date(field, text string) renewal.Date {
	if text == "" {
		return renewal.Date{}
	}
	if d, err := renewal.ParseDate(text); err == nil {
		return d
	}
	reading := understand.Date(text, f.today)
	if len(reading.Dates) == 1 {
		return reading.Dates[0]
	}
	problem := dateProblem(reading.Problem)
	if len(reading.Dates) > 1 {
		first, second := reading.Dates[0], reading.Dates[1]
		problem = fmt.Sprintf("can be %s (%s) or %s (%s)",
			first, locale.Date(locale.English, first), second, locale.Date(locale.English, second))
	}
	f.refuse(field, problem)
	return renewal.Date{}
}

func dateProblem(p understand.Problem) string {
	switch p {
	case understand.NoSuchDay:
		return "is a day that the calendar does not have"
	case understand.NoYear:
		return "lacks the year"
	case understand.NoDay:
		return "lacks the day"
	case understand.TwoDates:
		return "holds two dates"
	case understand.UnlikelyYear:
		return "has a year that cannot be right"
	default:
		return "is not a date"
	}
}

func (f *flagReader) place(field, text string) renewal.Place {
	switch strings.ToLower(text) {
	case "":
		return ""
	case "yes", "sí", "si":
		return renewal.InMexico
	case "no":
		return renewal.Abroad
	}
	f.refuse(field, "must be yes or no")
	return ""
}

// applicants reads a number. 0 is refused here: to Answers it is "not said".
func (f *flagReader) applicants(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > renewal.MaxApplicants {
		f.refuse("applicants", fmt.Sprintf("must be a whole number from 1 to %d", renewal.MaxApplicants))
		return 0
	}
	return n
}

// width is how many characters a line of an answer may have.
const width = 78

// inWords is an assessment for people: the way and the time, a table of what
// was counted, what else is worth knowing, and whether somebody must look.
func inWords(a renewal.Assessment, answers renewal.Answers, words checkWords) string {
	var b strings.Builder
	var remarks []string
	for _, r := range a.Reasons {
		if slices.Contains(a.Flags, renewal.Flag(r.Code)) {
			remarks = append(remarks, r.Text)
			continue
		}
		b.WriteString(wrap(r.Text, "", "") + "\n")
	}
	if a.Window != nil {
		b.WriteString(table(a, answers.Today, words) + "\n")
	}
	if len(remarks) > 0 {
		b.WriteString(words.say("remarks") + "\n\n")
		for _, text := range remarks {
			b.WriteString(wrap(text, "  - ", "    "))
		}
		b.WriteString("\n")
	}
	if a.AskAssociate {
		b.WriteString(words.say("ask") + "\n\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// table holds what was counted. What does not apply has no row.
func table(a renewal.Assessment, today renewal.Date, words checkWords) string {
	var b strings.Builder
	columns := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	row := func(name, value string) { fmt.Fprintf(columns, "  %s\t%s\n", name, value) }
	day := func(name string, d renewal.Date) {
		if !d.IsZero() {
			row(name, locale.Weekday(words.language, d.Weekday())+" "+locale.Date(words.language, d))
		}
	}
	day(words.say("today"), today)
	day(words.say("expires"), a.Window.Closes)
	if *a.DaysLeft >= 0 {
		row(words.say("days_left"), strconv.Itoa(*a.DaysLeft))
	} else {
		row(words.say("days_since"), strconv.Itoa(-*a.DaysLeft))
	}
	row(words.say("window"), words.catalogue.Plain(words.language, "check.span", locale.Args{"Opens": a.Window.Opens, "Closes": a.Window.Closes}))
	day(words.say("first_office_day"), a.FirstOfficeDay)
	day(words.say("last_office_day"), a.LastOfficeDay)
	day(words.say("reenter_by"), a.Deadlines.ReenterBy)
	day(words.say("file_by"), a.Deadlines.FileBy)
	day(words.say("regularize_by"), a.Deadlines.RegularizeBy)
	if a.MaxYears != nil {
		row(words.say("max_years"), strconv.Itoa(*a.MaxYears))
	}
	if a.ServiceFeeUSD != nil {
		row(words.say("fee"), "US$"+strconv.Itoa(*a.ServiceFeeUSD))
	}
	_ = columns.Flush() // into a string, which takes everything
	return b.String()
}

// wrap breaks a text between words into lines of at most width characters.
func wrap(text, first, indent string) string {
	var b strings.Builder
	line := first
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line += word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			b.WriteString(line + "\n")
			line = indent + word
		default:
			line += " " + word
		}
	}
	return b.String() + line + "\n"
}

// checkWords are the words around an assessment's own sentences, in a language.
type checkWords struct {
	catalogue *locale.Catalogue
	language  locale.Language
}

func wordsOf(language renewal.Language) (checkWords, error) {
	catalogue, err := locale.Load()
	return checkWords{catalogue: catalogue, language: locale.Match(string(language))}, err
}

func (w checkWords) say(key string) string { return w.catalogue.Plain(w.language, "check."+key, nil) }
