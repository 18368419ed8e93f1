package renewal

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// Each persona is a worked case: what somebody said, and what must follow.
type persona struct {
	ID         string         `json:"id"`
	Who        string         `json:"who"`
	Input      map[string]any `json:"input"`
	Expected   map[string]any `json:"expected"`
	MustNotSay []string       `json:"must_not_say"`
}

func TestPersonas(t *testing.T) {
	file, err := os.ReadFile("testdata/personas.json")
	if err != nil {
		t.Fatal(err)
	}
	var personas []persona
	if err := json.Unmarshal(file, &personas); err != nil {
		t.Fatal(err)
	}
	for _, p := range personas {
		t.Run(p.ID+" "+p.Who, func(t *testing.T) {
			out := checkObject(t, p.Input)
			for field, want := range p.Expected {
				if !sameJSON(t, out[field], want) {
					t.Errorf("%s = %v, want %v", field, out[field], want)
				}
			}
			checkReasons(t, out)
			for _, phrase := range p.MustNotSay {
				if strings.Contains(allText(out), phrase) {
					t.Errorf("says %q", phrase)
				}
			}
		})
	}
}

// checkObject sends one JSON object through CheckLine, as the command does.
func checkObject(t reporter, input map[string]any) map[string]any {
	t.Helper()
	line, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := CheckLine(line, Settings{Fees: DefaultFees()})
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	var out map[string]any
	if err := json.Unmarshal(answer, &out); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	return out
}

// checkReasons holds an answer to the promise about reasons: one for the
// route, the timing, each deadline, each flag and the fee, in that order.
func checkReasons(t reporter, out map[string]any) {
	t.Helper()
	want := []string{out["route"].(string)}
	if timing := out["timing"].(string); timing != "" {
		want = append(want, timing)
	}
	for name := range out["deadlines"].(map[string]any) {
		want = append(want, name) // no case has two
	}
	for _, flag := range out["flags"].([]any) {
		want = append(want, flag.(string))
	}
	if out["service_fee_usd"] != nil {
		want = append(want, CodeServiceFee)
	}
	var got []string
	for _, r := range out["reasons"].([]any) {
		reason := r.(map[string]any)
		got = append(got, reason["code"].(string))
		if text := reason["text"].(string); text == "" || strings.ContainsAny(text, "{}") {
			t.Errorf("reason %v has no whole sentence: %q", reason["code"], text)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("reasons %v, want %v", got, want)
	}
}

func allText(out map[string]any) string {
	var b strings.Builder
	for _, r := range out["reasons"].([]any) {
		b.WriteString(r.(map[string]any)["text"].(string) + "\n")
	}
	return b.String()
}

func sameJSON(t reporter, a, b any) bool {
	t.Helper()
	ja, errA := json.Marshal(a)
	jb, errB := json.Marshal(b)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	return bytes.Equal(ja, jb)
}

// reporter is what a test and a rapid check have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}
