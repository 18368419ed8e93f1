package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/alecthomas/kong"

	"residencyassist/conversation/renewal"
)

// checkCommand is the assessment by itself: for one person, from flags, or for
// many, as lines of JSON. It reaches no network and keeps nothing. The
// placeholders are examples that would be accepted, because errors repeat them.
type checkCommand struct {
	JSON string `name:"json" placeholder:"FILE" help:"Answer a file of JSON objects, one a line, with one a line; - is standard input. Leaves no other flag to give."`

	Card             string   `placeholder:"temporary" help:"temporary, student, permanent_minor, or permanent (an adult's)."`
	Expires          string   `placeholder:"2027-08-04" help:"The date printed on the card."`
	Today            string   `placeholder:"2027-07-20" help:"The day to count from; the machine's date in the time zone if absent."`
	TimeZone         string   `default:"America/Mexico_City" placeholder:"America/Tijuana" help:"Of the immigration office (${default})."`
	FirstGranted     string   `placeholder:"2024-08-04" help:"The day from which the first temporary card counts."`
	Basis            string   `placeholder:"solvency" help:"Why the card was granted: solvency, work, study, family_mexican, family_permanent, family_temporary, other."`
	Wants            string   `placeholder:"renew" help:"renew, permanent, stay_temporary, replacement."`
	Abroad           bool     `help:"The holder is not in Mexico now."`
	InMexicoAtExpiry string   `placeholder:"yes" help:"For an expired card: was the holder in Mexico on the printed date? yes or no."`
	Reentered        string   `placeholder:"2027-08-20" help:"For an expired card: the day of the return to Mexico."`
	Born             string   `placeholder:"2012-05-31" help:"Date of birth, for minors."`
	Applicants       string   `placeholder:"2" help:"People of one family who apply together, 1 to 10."`
	Moved            string   `placeholder:"2027-06-01" help:"The day of a change of address not yet reported."`
	EmployerChanged  bool     `help:"The employer has changed."`
	PassportExpires  string   `placeholder:"2029-03-15" help:"The passport's date of expiry."`
	ByProxy          bool     `help:"Somebody else shall file."`
	ProcedureOpen    bool     `help:"A filing is already open."`
	Travelling       bool     `help:"A trip abroad is planned."`
	Closed           []string `placeholder:"2026-12-24,2026-12-31" help:"Further days on which the office is closed."`
	Language         string   `placeholder:"es" help:"en or es."`
}

// Run answers one person's flags in words, or lines of JSON with lines of JSON.
func (cmd checkCommand) Run(ctx context.Context, c console, k *kong.Context) error {
	if err := cmd.checkGiven(k); err != nil {
		return err
	}
	fees, err := feesFromEnvironment()
	if err != nil {
		return err
	}
	rules := renewal.Settings{Fees: fees}
	if cmd.JSON == "" {
		return withFlag(k, cmd.answerPerson(c.out, rules))
	}
	in, wipe := io.Reader(os.Stdin), func() {}
	if cmd.JSON != "-" {
		file, err := os.Open(cmd.JSON)
		if err != nil {
			return fmt.Errorf("--json names a file that cannot be read: %w", err)
		}
		defer file.Close() //nolint:errcheck // it was only read
		read := c.reading(file)
		in, wipe = read, read.bar.end
	}
	// A read from a terminal or a pipe cannot be interrupted, so it is left
	// behind when the program is told to stop.
	done := make(chan error, 1)
	go func() {
		err := answerLines(ctx, in, c.out, rules)
		wipe()
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errStopped()
	}
}

// checkGiven refuses flags that would be passed over in silence: empty ones,
// which are mostly a mistake in somebody's script, and those beside --json.
func (cmd checkCommand) checkGiven(k *kong.Context) error {
	for _, step := range k.Path {
		flag := step.Flag
		switch {
		case flag == nil:
		case k.FlagValue(flag) == "":
			return fmt.Errorf("--%s is empty; write it like --%s %s", flag.Name, flag.Name, flag.PlaceHolder)
		case cmd.JSON != "" && flag.Name != "json":
			return fmt.Errorf("--json takes everything from its lines; leave out --%s", flag.Name)
		}
	}
	return nil
}

// feesFromEnvironment reads the two settings that an assessment needs. The
// others, which only the running bot needs, may be missing or wrong.
func feesFromEnvironment() (renewal.Fees, error) {
	environment, err := readEnvironment()
	if err != nil {
		return renewal.Fees{}, err
	}
	read := func(name string, usual int) (int, error) {
		value := environment[name]
		if value == "" {
			return usual, nil
		}
		dollars, err := strconv.Atoi(value)
		if err != nil || dollars < 0 {
			return 0, fmt.Errorf("%s cannot be read; write it like %d", name, usual)
		}
		return dollars, nil
	}
	usual := renewal.DefaultFees()
	principal, errPrincipal := read("SERVICE_FEE_USD", usual.Principal)
	additional, errAdditional := read("SERVICE_FEE_ADDITIONAL_USD", usual.Additional)
	return renewal.Fees{Principal: principal, Additional: additional}, errors.Join(errPrincipal, errAdditional)
}

// maxLine is the longest line that is read, without its end.
const maxLine = 1 << 20

// tooLong is the answer to a longer line, in the form of other mistakes. Its id
// is not looked for.
const tooLong = `{"id":null,"error":"line is longer than 1 MB","field":"line"}`

// answerLines answers each line of in with a line of out, in order. The error
// at the end tells how many of the answers are mistakes.
func answerLines(ctx context.Context, in io.Reader, out io.Writer, rules renewal.Settings) error {
	answers := bufio.NewWriterSize(out, 64<<10)
	lines := bufio.NewReaderSize(promptReader{ctx, in, answers}, maxLine+len("\r\n"))
	mistakes := 0
	for last := false; !last; {
		line, whole, err := nextLine(lines)
		last = errors.Is(err, io.EOF)
		if err != nil && !last {
			return fmt.Errorf("reading the lines: %w", err)
		}
		answer, ok := []byte(tooLong), false
		if whole {
			answer, err = renewal.CheckLine(line, rules)
			ok = err == nil
		}
		if !ok {
			mistakes++
		}
		if len(answer) > 0 { // a blank line has none
			answers.Write(append(answer, '\n')) //nolint:errcheck // the writer keeps its error for Flush
		}
	}
	if err := answers.Flush(); err != nil {
		return fmt.Errorf("writing the answers: %w", err)
	}
	if mistakes > 0 {
		return fmt.Errorf("lines that could not be answered: %d; the error in each answer says why", mistakes)
	}
	return nil
}

// nextLine returns the next line without its end, valid until the next call.
// One that is too long is skipped and not whole. The last line, which may be
// empty, comes with io.EOF.
func nextLine(lines *bufio.Reader) (line []byte, whole bool, err error) {
	line, err = lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = lines.ReadSlice('\n')
		}
		return nil, false, err
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	return line, len(line) <= maxLine, err
}

// promptReader hands over all the answers before it reads on, because a read
// may wait: who sends a line and pauses has its answer.
type promptReader struct {
	ctx     context.Context
	in      io.Reader
	answers *bufio.Writer
}

func (r promptReader) Read(p []byte) (int, error) {
	if err := r.answers.Flush(); err != nil {
		return 0, fmt.Errorf("writing the answers: %w", err)
	}
	if r.ctx.Err() != nil {
		return 0, errStopped()
	}
	return r.in.Read(p)
}

func errStopped() error { return errors.New("stopped before the end of the input") }
