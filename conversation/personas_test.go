package conversation_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// persona is a worked case of the rules: what somebody said, and what follows.
type persona struct {
	ID         string         `json:"id"`
	Input      map[string]any `json:"input"`
	Expected   map[string]any `json:"expected"`
	MustNotSay []string       `json:"must_not_say"`
}

// TestPersonasInTheChat plays every worked case through the chat, in both
// languages: the same answers come to the same way and the same dates.
func TestPersonasInTheChat(t *testing.T) {
	file, err := os.ReadFile("renewal/testdata/personas.json")
	if err != nil {
		t.Fatal(err)
	}
	var personas []persona
	if err := json.Unmarshal(file, &personas); err != nil {
		t.Fatal(err)
	}
	for _, p := range personas {
		for _, lang := range locale.Languages() {
			t.Run(p.ID+" "+string(lang), func(t *testing.T) {
				s := p.live(t, lang)
				p.checkSaid(t, lang, s.readByApplicant())
				p.checkFee(t, s)
			})
		}
	}
}

func (p persona) text(field string) string { s, _ := p.Input[field].(string); return s }

// live answers every question there is, the further ones included.
func (p persona) live(t *testing.T, lang locale.Language) *stage {
	t.Helper()
	s := newStage(t, "2026-11-22 10:00")
	s.lang = lang
	zone, err := renewal.Zone(p.text("time_zone"))
	if err != nil {
		t.Fatal(err)
	}
	day, err := renewal.ParseDate(p.text("today"))
	if err != nil {
		t.Fatal(err)
	}
	s.now = day.In(zone, 12, 0)
	s.say("/start")
	for range 100 {
		state := s.rec.Dialogue.State
		furtherLeft := s.rec.Answers["more"] == "" && p.text("card") != "permanent"
		switch {
		case state == conversation.Home && !furtherLeft:
			return s
		case furtherLeft && (state == "review" || state == conversation.Home):
			s.pressData(":more")
		default:
			p.answer(s, string(state), lang)
		}
	}
	t.Fatal("the dialogue never ends")
	return nil
}

// answer presses a choice or, where there is none of this name, types.
func (p persona) answer(s *stage, state string, lang locale.Language) {
	s.t.Helper()
	if n, question, isMember := strings.Cut(state, "_"); isMember && n[0] == 'p' && len(n) == 2 {
		state = question // the family is alike
	}
	word := p.answerTo(state, lang)
	if word == "" {
		s.t.Fatalf("%s has nothing to say to %q", p.ID, state)
	}
	if !s.pressData(":=" + word) {
		s.say(word)
	}
}

func (p persona) answerTo(state string, lang locale.Language) string {
	yesNo := func(field string, absent bool) string {
		yes, said := p.Input[field].(bool)
		if !said {
			yes = absent
		}
		return map[bool]string{true: "yes", false: "no"}[yes]
	}
	orUnknown := func(field string) string {
		if p.text(field) == "" {
			return "unknown"
		}
		return p.text(field)
	}
	switch state {
	case "language":
		return string(lang)
	case "basis":
		if p.text(state) == "other" {
			return "different"
		}
		return p.text(state)
	case "in_mexico":
		return yesNo(state, true)
	case "there_at_expiry":
		return yesNo("in_mexico_at_expiry", true)
	case "applicants":
		n, _ := p.Input[state].(float64)
		return string(rune('0' + int(n)))
	case "moved":
		return map[bool]string{true: "yes", false: "no"}[p.text("moved") != ""]
	case "moved_since":
		return p.text("moved")
	case "in_person":
		return map[string]string{"yes": "no", "no": "yes"}[yesNo("by_proxy", false)]
	case "procedure_open", "travelling", "employer_changed":
		return yesNo(state, false)
	case "first_granted", "reentered", "passport_expires":
		return orUnknown(state)
	case "wants", "minor_wants":
		return p.text("wants")
	case "issued_by", "lives_in":
		return p.city()
	case "card", "expires", "born":
		return p.text(state)
	}
	return map[string]string{
		"notice": "agree", "intent": "help", "no_expiry": "ask", "urgent": "yes", "review": "right", "understood": "agree", "send": "yes",
		"first_name": "Alex", "last_name": "Persona", "name": "Kim", "email": "alex@example.com",
		"telephone": "+52 55 1234 5678", "situation": "skip", "changed": "nothing", "accompanied": "no", "remind_after": "no",
	}[state]
}

// city is one whose office keeps the persona's time.
func (p persona) city() string {
	for _, o := range renewal.Offices() {
		if o.Zone == p.text("time_zone") {
			return o.City
		}
	}
	return "unknown"
}

// checkSaid: each conclusion but the timing is told in its own sentence, and
// every date with the month in words.
func (p persona) checkSaid(t *testing.T, lang locale.Language, said string) {
	t.Helper()
	input := map[string]any{"language": string(lang)}
	for field, value := range p.Input {
		input[field] = value
	}
	line, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := renewal.CheckLine(line, renewal.Settings{Fees: renewal.DefaultFees()})
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Route   string
		Timing  string
		Reasons []struct{ Code, Text string }
	}
	if err := json.Unmarshal(reply, &out); err != nil {
		t.Fatal(err)
	}
	if out.Route != p.Expected["route"] {
		t.Errorf("the way is %s, not %v", out.Route, p.Expected["route"])
	}
	for _, r := range out.Reasons {
		told := r.Code == out.Timing || r.Code == renewal.CodeServiceFee || r.Code == "none" // told in words of the chat's own
		if !told && !strings.Contains(said, locale.Escape(r.Text)) {
			t.Errorf("%s was not told: %s", r.Code, r.Text)
		}
	}
	for _, date := range p.dates() {
		if spoken := locale.Date(lang, date); !strings.Contains(said, spoken) {
			t.Errorf("the date %s was not told", spoken)
		}
	}
	for _, never := range p.MustNotSay {
		if strings.Contains(said, never) {
			t.Errorf("says %q", never)
		}
	}
}

// dates are those that the case expects to be told; of a window that is over,
// its end.
func (p persona) dates() (list []renewal.Date) {
	add := func(value any) {
		text, _ := value.(string)
		if d, err := renewal.ParseDate(text); err == nil {
			list = append(list, d)
		}
	}
	for _, part := range []string{"window", "deadlines"} {
		dates, _ := p.Expected[part].(map[string]any)
		for name, d := range dates {
			if name != "opens" || p.Expected["timing"] != "expired" {
				add(d)
			}
		}
	}
	add(p.Expected["last_office_day"])
	return list
}

// checkFee: a renewal is quoted; of any other way the last word is that an
// associate quotes, and what was known to be none from the start was never
// quoted beyond the greeting.
func (p persona) checkFee(t *testing.T, s *stage) {
	t.Helper()
	lines := s.linesOfApplicant()
	priced := func(line string) bool { return strings.Contains(line, "US$") }
	last := ""
	quotes := 0
	instead := byAssociate(t)
	for _, line := range lines {
		if priced(line) {
			quotes++
		}
		if priced(line) || slices.Contains(instead, line) {
			last = line
		}
	}
	fee, isRenewal := p.Expected["service_fee_usd"].(float64)
	switch {
	case isRenewal && !strings.Contains(last, "<b>US$"+jsonNumber(fee)+"</b>"):
		t.Errorf("the last word on the fee is %q, want US$%s", last, jsonNumber(fee))
	case !isRenewal && p.Expected["route"] != "none" && priced(last):
		t.Errorf("the last word on the fee of the way %v is %q", p.Expected["route"], last)
	case (p.Expected["timing"] == "expired" || p.Expected["route"] == "none") && quotes > 1:
		t.Errorf("%d prices were named", quotes)
	}
}

func jsonNumber(n float64) string { b, _ := json.Marshal(n); return string(b) }

// byAssociate is what people are told instead of a price.
func byAssociate(t *testing.T) []string {
	t.Helper()
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return []string{words.HTML(locale.English, "fee.by_associate", nil), words.HTML(locale.Spanish, "fee.by_associate", nil)}
}

// TestShortPathIsShort counts what an applicant has to do from /start to a sent
// request.
func TestShortPathIsShort(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := persona{ID: "short", Input: map[string]any{"card": "temporary", "expires": "2026-12-23", "applicants": 1.0}}
		s := newStage(t, "2026-11-22 10:00")
		s.lang = lang
		s.say("/start")
		deeds := 1
		for ; len(s.rec.Cases) == 0 || s.rec.Cases[0].Submitted.Equal(time.Time{}); deeds++ {
			p.answer(s, string(s.rec.Dialogue.State), lang)
		}
		if deeds > 15 {
			t.Errorf("%s: a request takes %d messages and presses, want 15 at the most", lang, deeds)
		}
	}
}
