package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"residencyassist/conversation/renewal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// elke's card is inside its window.
const elke = `{"id":"elke","today":"2026-11-22","card":"temporary","basis":"solvency","expires":"2026-12-21","first_granted":"2025-12-21"}`

// persona is a worked case of the rules: what somebody said, and what follows.
type persona struct {
	ID       string         `json:"id"`
	Input    map[string]any `json:"input"`
	Expected map[string]any `json:"expected"`
}

func personas(t testing.TB) (list []persona, lines []byte) {
	t.Helper()
	file, err := os.ReadFile("../../conversation/renewal/testdata/personas.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &list); err != nil || len(list) == 0 {
		t.Fatalf("%d personas, %v", len(list), err)
	}
	for _, p := range list {
		p.Input["id"] = p.ID
		line, err := json.Marshal(p.Input)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, line...), '\n')
	}
	return list, lines
}

// checking prepares the program as somebody starts it who has set nothing.
func checking(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"check"}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	cmd.Dir = t.TempDir()
	return cmd
}

// checkLines sends lines through the program and returns what it prints.
func checkLines(t *testing.T, in string) (out []string, errors string, status int) {
	t.Helper()
	cmd := checking(t, "--json", "-")
	var errOut bytes.Buffer
	cmd.Stdin, cmd.Stderr = strings.NewReader(in), &errOut
	printed, err := cmd.Output()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	out = strings.SplitAfter(string(printed), "\n")
	return out[:len(out)-1], errOut.String(), cmd.ProcessState.ExitCode()
}

func TestEveryPersonaIsAnsweredInOrder(t *testing.T) {
	list, lines := personas(t)
	out, errors, status := checkLines(t, string(lines))
	if status != 0 || errors != "" || len(out) != len(list) {
		t.Fatalf("%d answers to %d lines, status %d: %s", len(out), len(list), status, errors)
	}
	for i, p := range list {
		var answer map[string]any
		if err := json.Unmarshal([]byte(out[i]), &answer); err != nil {
			t.Fatal(err)
		}
		if answer["id"] != p.ID {
			t.Errorf("answer %d is to %v, want %s", i, answer["id"], p.ID)
		}
		for field, want := range p.Expected {
			if !reflect.DeepEqual(answer[field], want) {
				t.Errorf("%s: %s = %v, want %v", p.ID, field, answer[field], want)
			}
		}
	}
}

func TestABadLineIsAnsweredAndTheOthersToo(t *testing.T) {
	bad := `{"id":7,"today":"2026-11-22","card":"temporary"}`
	out, errors, status := checkLines(t, elke+"\r\n\r\n"+bad+"\n  \nnot json\n"+elke) // and no newline at the end
	if status != 1 || !strings.Contains(errors, "could not be answered: 2;") {
		t.Errorf("status %d, %q", status, errors)
	}
	want := []string{`{"id":"elke","route":"renew"`, `{"id":7,"error":"expires is missing","field":"expires"}`,
		`{"id":null,"error":"line is not a JSON object","field":"line"}`, `{"id":"elke","route":"renew"`}
	if len(out) != len(want) {
		t.Fatalf("%q", out)
	}
	for i := range want {
		if !strings.HasPrefix(out[i], want[i]) {
			t.Errorf("%s, want %s", out[i], want[i])
		}
	}
}

func TestNothingIsAnsweredByNothing(t *testing.T) {
	for _, in := range []string{"", "\n", " \r\n\n"} {
		if out, errors, status := checkLines(t, in); len(out) != 0 || errors != "" || status != 0 {
			t.Errorf("%q: %q, %q, %d", in, out, errors, status)
		}
	}
}

// padded is a line of exactly this length that asks for the same as elke's.
func padded(length int) string {
	const field = `,"note":""}`
	return strings.TrimSuffix(elke, "}") + `,"note":"` + strings.Repeat("x", length-len(elke)-len(field)+1) + `"}`
}

func TestALineOfAMegabyteIsAnsweredAndALongerOneRefused(t *testing.T) {
	for _, end := range []string{"\n", "\r\n"} {
		in := padded(maxLine) + end + padded(maxLine+1) + end + padded(5*maxLine) + end + elke + end + padded(maxLine) + end +
			padded(maxLine+3)
		out, _, status := checkLines(t, in)
		if status != 1 || len(out) != 6 {
			t.Fatalf("%d answers, status %d", len(out), status)
		}
		for i, good := range []bool{true, false, false, true, true, false} {
			if good != strings.HasPrefix(out[i], `{"id":"elke","route"`) || good == (out[i] == tooLong+"\n") {
				t.Errorf("line %d ending in %q: %s", i+1, end, out[i])
			}
		}
	}
}

// Who writes a line and waits has the answer, even when half of the next line
// is on its way already. Told to stop while it waits, the program ends and says
// that it has not seen everything.
func TestAnswersComeWhenTheInputPauses(t *testing.T) {
	cmd := checking(t, "--json", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(out)
	for _, part := range []string{elke + "\n", elke + "\n" + elke[:20], elke[20:] + "\n"} {
		if _, err := io.WriteString(in, part); err != nil {
			t.Fatal(err)
		}
		if line, err := answers.ReadString('\n'); err != nil || !strings.HasPrefix(line, `{"id":"elke"`) {
			t.Fatalf("%q, %v", line, err)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("ended with %v", err)
	}
}

// ask runs the command inside the test and returns what it printed.
func ask(args ...string) (string, error) {
	var out bytes.Buffer
	err := run(context.Background(), append([]string{"check"}, args...), &out, io.Discard)
	return out.String(), err
}

func TestLinesMayStandInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lines.jsonl")
	if err := os.WriteFile(file, []byte(elke), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := ask("--json", file); err != nil || !strings.HasPrefix(out, `{"id":"elke"`) {
		t.Errorf("%s, %v", out, err)
	}
	if _, err := ask("--json", file+".missing"); err == nil || !strings.Contains(err.Error(), "--json names a file") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestAReaderThatHasGoneIsTold(t *testing.T) {
	in := strings.NewReader(elke + "\n")
	err := answerLines(t.Context(), in, refusing{}, renewal.Settings{Fees: renewal.DefaultFees()})
	if err == nil || !strings.Contains(err.Error(), "writing the answers") {
		t.Errorf("%v", err)
	}
}

type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestTheFeesAreTheServices(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := []string{"--card", "temporary", "--expires", "2026-12-21", "--today", "2026-11-22", "--applicants", "3"}
	for _, c := range []struct{ environment, file, want string }{
		{"", "", "US$417\n"},
		{"", "SERVICE_FEE_ADDITIONAL_USD=10", "US$239\n"},
		{"300", "SERVICE_FEE_USD=1", "US$498\n"},
	} {
		t.Setenv("SERVICE_FEE_USD", c.environment)
		if c.environment == "" {
			os.Unsetenv("SERVICE_FEE_USD") //nolint:errcheck // the next answer would show it
		}
		if err := os.WriteFile(".env", []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := ask(flags...); err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%+v: %v\n%s", c, err, out)
		}
	}
	t.Setenv("SERVICE_FEE_USD", "much")
	t.Setenv("SERVICE_FEE_ADDITIONAL_USD", "-1")
	_, err := ask(flags...)
	for _, name := range []string{"SERVICE_FEE_USD cannot be read; write it like 219", "SERVICE_FEE_ADDITIONAL_USD cannot"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("not told: %s: %v", name, err)
		}
	}
}

func TestAPersonIsAnsweredInWords(t *testing.T) {
	for file, args := range map[string][]string{
		"check_en.txt": {"--card", "temporary", "--basis", "solvency", "--expires", "21 December 2026", "--first-granted", "2025-12-21",
			"--today", "2026-11-22", "--moved", "1 June 2026", "--applicants", "2", "--time-zone", "America/Cancun"},
		"check_es.txt": {"--card", "temporary", "--basis", "work", "--expires", "23 de diciembre de 2026", "--first-granted", "23/12/2025",
			"--today", "2026-11-20", "--employer-changed", "--by-proxy", "--language", "es"},
		"check_expired.txt": {"--card", "temporary", "--basis", "family_mexican", "--expires", "2026-11-02", "--today", "2026-11-22",
			"--in-mexico-at-expiry", "no", "--reentered", "20 Nov 2026", "--closed", "2026-11-23,24 Nov 2026"},
	} {
		got, err := ask(args...)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; -update writes it anew. Now it reads\n%s", path, got)
		}
	}
}

func TestWithoutADayTheMachinesCounts(t *testing.T) {
	if out, err := ask("--card", "student", "--expires", "tomorrow"); err != nil || !strings.Contains(out, "Days left          1\n") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := ask("--card", "permanent"); err != nil || strings.Contains(out, "Counted from") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestAMistakeNamesItsFlag(t *testing.T) {
	for args, want := range map[string]string{
		"--today=2026-11-22":                              "--card is missing; write it like --card temporary",
		"--card=student":                                  "--expires is missing; write it like --expires 2027-08-04",
		"--card=resident --expires=2027-08-14":            "--card must be one of temporary, student,",
		"--card=student --expires=04/08/2027":             "--expires can be 2027-08-04 (4 August 2027) or 2027-04-08 (8 April 2027);",
		"--card=student --expires=soon":                   "--expires is not a date; write it like",
		"--card=student --expires=2027-02-30":             "--expires is a day that the calendar does not have",
		"--card=student --expires=14-August":              "--expires lacks the year",
		"--card=student --expires=August-2027":            "--expires lacks the day",
		"--card=student --expires=14/08/2207":             "--expires has a year that cannot be right",
		"--card=student --expires=":                       "--expires is empty; write it like",
		"--card=student --expires=2027-08-14 --born=3000": "--born is not a date",
		"--card=student --expires=2027-08-14 --closed=,":  "--closed holds an empty date",
		"--card=student --expires=2027-08-14 --today=x":   "--today is not a date",
		"--card=student --time-zone=Ajijic":               "--time-zone is not the name of an IANA time zone; write it like --time-zone America/Tijuana",
		"--card=student --applicants=0":                   "--applicants must be a whole number from 1 to 10; write it like --applicants 2",
		"--card=student --applicants=two":                 "--applicants must be",
		"--card=student --in-mexico-at-expiry=maybe":      "--in-mexico-at-expiry must be yes or no",
		"--card=permanent --language=fr":                  "--language must be one of en, es",
		"--card=permanent --wants=everything":             "--wants must be one of",
		"--json=- --card=student":                         "--json takes everything from its lines; leave out --card",
		"--card=student --expires=2027-08-14 --born=today --today=2026-11-22 --reentered=2026-11-23": "--reentered lies after today",
	} {
		out, err := ask(strings.Fields(args)...)
		if err == nil || !strings.HasPrefix(err.Error(), want) || out != "" {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
	}
}

// TestManyLines answers far more lines than any buffer holds, in order, and tells
// how fast; the figure is a benchmark's to hold.
func TestManyLines(t *testing.T) {
	list, lines := personas(t)
	const rounds = 1000
	cmd := checking(t, "--json", "-")
	cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
	cmd.Stdin = bytes.NewReader(bytes.Repeat(lines, rounds))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	count := rounds * len(list)
	if n := bytes.Count(out, []byte("\n")); n != count {
		t.Fatalf("%d answers to %d lines", n, count)
	}
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	t.Logf("%.0f lines a second: %d in %v of one core", float64(count)/used.Seconds(), count, used)
}

func BenchmarkCheck(b *testing.B) {
	list, lines := personas(b)
	const rounds = 100
	lines = bytes.Repeat(lines, rounds)
	rules := renewal.Settings{Fees: renewal.DefaultFees()}
	b.SetBytes(int64(len(lines)))
	for b.Loop() {
		if err := answerLines(b.Context(), bytes.NewReader(lines), io.Discard, rules); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*rounds*len(list))/b.Elapsed().Seconds(), "lines/s")
}
