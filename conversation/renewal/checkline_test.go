package renewal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

const elke = `{"id":"P03","today":"2026-11-22","card":"temporary","basis":"solvency","expires":"2026-12-21","first_granted":"2025-12-21"}`

func checkText(line string) (string, error) {
	out, err := CheckLine([]byte(line), Settings{Fees: DefaultFees()})
	return string(out), err
}

func TestOneLineInOneLineOut(t *testing.T) {
	got, err := checkText(elke)
	const want = `{"id":"P03","route":"renew","timing":"open","days_left":29,` +
		`"window":{"opens":"2026-11-21","closes":"2026-12-21"},` +
		`"first_office_day":"2026-11-23","last_office_day":"2026-12-21","deadlines":{},` +
		`"max_years":3,"service_fee_usd":219,"ask_associate":false,"flags":["office_closed_today"],"reasons":[`
	if err != nil || !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
		t.Errorf("%s, %v", got, err)
	}
}

func TestNothingIsNullWhereNothingApplies(t *testing.T) {
	got, err := checkText(`{"today":"2026-11-22","card":"permanent"}`)
	const want = `{"route":"none","timing":"","days_left":null,"window":null,` +
		`"first_office_day":null,"last_office_day":null,"deadlines":{},` +
		`"max_years":null,"service_fee_usd":null,"ask_associate":false,"flags":[],"reasons":[`
	if err != nil || !strings.HasPrefix(got, want) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestABlankLineIsSkipped(t *testing.T) {
	for _, line := range []string{"", "  ", "\t\r\n"} {
		if got, err := checkText(line); got != "" || err != nil {
			t.Errorf("%q: %s, %v", line, got, err)
		}
	}
}

func TestTheIDIsEchoedAsItWasGiven(t *testing.T) {
	for id, want := range map[string]string{
		`"a"`: `{"id":"a",`, `9007199254740993`: `{"id":9007199254740993,`,
		`{"row": 1}`: `{"id":{"row":1},`, `"<&>"`: `{"id":"<&>",`, `null`: `{"route":`,
	} {
		got, err := checkText(`{"id":` + id + `,"today":"2026-11-22","card":"permanent"}`)
		if err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, %v", id, got, err)
		}
	}
}

// Null is the same as absent, and fields we do not know are ignored, also ones
// that differ in case alone.
func TestWhatIsIgnored(t *testing.T) {
	plain, err := checkText(elke)
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{`"wants":null,"applicants":null,"closed":null,"in_mexico":null`,
		`"spouse":"mexican"`, `"Card":"student","APPLICANTS":99`, `"closed":[]`, `"applicants":1.0`,
		`"now":"2027-01-01T00:00:00Z"`} {
		got, err := checkText(strings.TrimSuffix(elke, "}") + "," + more + "}")
		if err != nil || got != plain {
			t.Errorf("%s: %s, %v", more, got, err)
		}
	}
}

// At 05:30 UTC on 23 December it is the 23rd in Cancún and the 22nd elsewhere.
func TestNowIsReadInTheOfficesZone(t *testing.T) {
	for zone, left := range map[string]string{
		`null`: "1", `"America/Mexico_City"`: "1", `"America/Tijuana"`: "1", `"America/Cancun"`: "0",
	} {
		got, err := checkText(`{"now":"2026-12-23T05:30:00Z","time_zone":` + zone +
			`,"card":"temporary","expires":"2026-12-23"}`)
		if err != nil || !strings.Contains(got, `"days_left":`+left+",") {
			t.Errorf("%s: %s, %v", zone, got, err)
		}
	}
}

func TestMistakesNameTheirField(t *testing.T) {
	const today, card, expires = `"today":"2026-11-22"`, `"card":"temporary"`, `"expires":"2026-12-21"`
	line := func(parts ...string) string { return `{"id":7,` + strings.Join(parts, ",") + `}` }
	with := func(part string) string { return line(today, card, expires, part) }
	for text, field := range map[string]string{
		line(today, expires):                         "card",
		line(today, `"card":null`, expires):          "card",
		line(today, `"card":""`, expires):            "card",
		line(today, `"card":"resident"`, expires):    "card",
		line(today, `"card":5`, expires):             "card",
		line(card, expires):                          "today",
		line(`"today":null`, card, expires):          "today",
		line(`"today":"2026-02-30"`, card, expires):  "today",
		line(`"now":"22 November"`, card, expires):   "now",
		line(`"now":"2026-11-22"`, card, expires):    "now",
		line(today, card):                            "expires",
		line(today, `"card":"permanent_minor"`):      "expires",
		line(today, card, `"expires":"2027-02-29"`):  "expires",
		line(today, card, `"expires":"21/12/2026"`):  "expires",
		line(today, card, `"expires":20261221`):      "expires",
		line(today, card, `"expires":""`):            "expires",
		with(`"time_zone":"America/Ajijic"`):         "time_zone",
		with(`"time_zone":"Local"`):                  "time_zone",
		with(`"time_zone":""`):                       "time_zone",
		with(`"basis":"marriage"`):                   "basis",
		with(`"wants":"everything"`):                 "wants",
		with(`"language":"fr"`):                      "language",
		with(`"applicants":0`):                       "applicants",
		with(`"applicants":11`):                      "applicants",
		with(`"applicants":2.5`):                     "applicants",
		with(`"applicants":"two"`):                   "applicants",
		with(`"applicants":-1`):                      "applicants",
		with(`"born":"2026-11-23"`):                  "born",
		with(`"born":"2020-13-01"`):                  "born",
		with(`"first_granted":"2026-12-22"`):         "first_granted",
		with(`"reentered":"2026-11-23"`):             "reentered",
		with(`"reentered":"2026-11-01"`):             "reentered",
		with(`"moved":"yes"`):                        "moved",
		with(`"passport_expires":"2026"`):            "passport_expires",
		with(`"in_mexico":"yes"`):                    "in_mexico",
		with(`"in_mexico_at_expiry":1`):              "in_mexico_at_expiry",
		with(`"by_proxy":"no"`):                      "by_proxy",
		with(`"employer_changed":0`):                 "employer_changed",
		with(`"procedure_open":"no"`):                "procedure_open",
		with(`"travelling":[]`):                      "travelling",
		with(`"closed":"2026-12-12"`):                "closed",
		with(`"closed":["2026-12-12","2026-12-32"]`): "closed",
	} {
		checkMistake(t, text, "7", field)
	}
	for _, text := range []string{"{", "[1]", "null", "7", `"card"`, elke + elke, elke + ",", "{\"id\":\"\xff\"}"} {
		checkMistake(t, text, "null", "line")
	}
}

func checkMistake(t *testing.T, line, id, field string) {
	t.Helper()
	got, err := checkText(line)
	bad, ok := errors.AsType[*FieldError](err)
	if !ok || bad.Field != field {
		t.Errorf("%s: %v, want a mistake in %s", line, err, field)
		return
	}
	if !strings.HasPrefix(got, `{"id":`+id+`,"error":"`+field+" ") || !strings.HasSuffix(got, `,"field":"`+field+`"}`) {
		t.Errorf("%s: %s", line, got)
	}
}

// Whatever stands on the line, the answer is one line of JSON: an assessment,
// or an error that names a field.
func FuzzCheckLine(f *testing.F) {
	for _, seed := range []string{elke, "", "{}", "null", `{"id":[1,{"a":null}],"today":"9999-12-31","card":"temporary","expires":"9999-12-01"}`,
		`{"today":"0001-01-01","card":"temporary","expires":"0001-01-01"}`,
		`{"now":"2026-12-23T05:30:00Z","time_zone":"America/Tijuana","card":"student","expires":"2026-12-23","closed":["2026-12-23"]}`,
		`{"today":"2026-11-22","card":"temporary","expires":"2026-11-02","in_mexico_at_expiry":false,"reentered":"2026-11-20","language":"es"}`,
		`{"today":"2026-11-22","card":"permanent_minor","born":"2012-02-29","expires":"2026-12-04","applicants":1e1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		out, err := CheckLine(line, Settings{Fees: DefaultFees()})
		if len(out) == 0 {
			if err != nil || strings.TrimSpace(string(line)) != "" {
				t.Fatalf("%q is answered by nothing: %v", line, err)
			}
			return
		}
		var answer struct {
			Route, Error, Field string
			Reasons             []Reason
		}
		if json.Unmarshal(out, &answer) != nil || strings.ContainsRune(string(out), '\n') {
			t.Fatalf("%q is answered by %q", line, out)
		}
		failed := answer.Error != "" && answer.Field != "" && answer.Route == ""
		assessed := answer.Error == "" && answer.Route != "" && len(answer.Reasons) > 0
		if failed != (err != nil) || assessed == failed {
			t.Fatalf("%q is answered by %q and %v", line, out, err)
		}
	})
}

// The command is to answer ten thousand lines a second: 100 µs a line.
func BenchmarkCheckLine(b *testing.B) {
	line := []byte(strings.Replace(elke, `"today":"2026-11-22"`,
		`"now":"2026-11-22T18:00:00Z","time_zone":"America/Tijuana","language":"es","closed":["2026-12-24","2026-12-31"]`, 1))
	settings := Settings{Fees: DefaultFees()}
	for b.Loop() {
		if _, err := CheckLine(line, settings); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
