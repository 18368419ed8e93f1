package conversation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

const eraseAll = "[ 🗑 Yes, erase everything"

// silent is a stage on which nothing that is sent is heard of again.
func silent(s *stage, ev conversation.Event) []conversation.Entry {
	s.t.Helper()
	res, err := s.engine.Step(s.rec, ev, s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.rec, s.wake = res.Record, res.Wake
	return res.Entries
}

// TestErasingWaitsForNobodyForever erases somebody while Telegram, and then Slack,
// are away: each is waited for as long as it is promised, the associates hear that
// something is left, and in the end nothing is kept.
func TestErasingWaitsForNobodyForever(t *testing.T) {
	s := requested(t)
	s.act("> /delete")
	press := s.past[len(s.past)-2].Data
	silent(s, conversation.Event{Kind: conversation.Pressed, Chat: "telegram:1:1001", Press: &conversation.Press{Callback: "cb", Data: press}})
	if s.rec.Erasing == nil || len(s.rec.Answers) > 0 || len(s.rec.Consents) > 0 || !s.wake.Equal(s.now.Add(24*time.Hour)) {
		t.Fatalf("the record after the press: %+v, woken at %s", s.rec, s.wake)
	}
	begun := s.now
	s.now = s.wake
	entries := silent(s, conversation.Event{Kind: conversation.Woke})
	if len(entries) != 1 || entries[0].Clear == nil || !s.wake.Equal(begun.Add(15*24*time.Hour)) {
		t.Fatalf("after a day without Telegram: %+v, woken at %s", entries, s.wake)
	}
	for _, ev := range []conversation.Event{
		{Kind: conversation.Wrote, Thread: s.thread(), Line: &conversation.DeskLine{ID: "l", Text: "hello"}},
		{Kind: conversation.Reported, Report: &conversation.Report{Entry: "e1", Side: conversation.Chat, Outcome: conversation.Delivered}},
		{Kind: conversation.Blocked, Chat: "telegram:1:1001"},
	} {
		if silent(s, ev); s.rec.Erasing == nil {
			t.Fatalf("%s ended the erasing", ev.Kind)
		}
	}
	s.now = s.wake
	entries = silent(s, conversation.Event{Kind: conversation.Woke})
	if len(entries) != 1 || entries[0].Line == nil || !strings.Contains(entries[0].Line.Text, "could not be deleted") {
		t.Fatalf("after fifteen days without Slack: %+v", entries)
	}
	res, err := s.engine.Step(s.rec, conversation.Event{Kind: conversation.Woke}, s.now)
	if err != nil || !res.Erase || len(res.Links) != 1 || res.Row != nil || !res.Wake.IsZero() {
		t.Errorf("the end: %+v %v", res, err)
	}
}

// TestWhoIsBarredKeepsTheirRights lets somebody whom an associate has blocked see,
// take back and erase what is kept.
func TestWhoIsBarredKeepsTheirRights(t *testing.T) {
	s := requested(t)
	s.act("ana/block")
	s.act("ana/submit reason=insults")
	told := s.since(func() {
		s.act("> are you there?")
		s.act("> /mydata")
		s.act("> /withdraw")
		s.act("[ Passing my details to associates")
		s.act("> /delete")
		s.act(eraseAll)
	})
	for _, words := range []string{"my-data-", "nothing more is passed to our associates", "is being erased now", "knows 0 things of anybody"} {
		if !strings.Contains(told, words) {
			t.Errorf("somebody who is barred does not read %q:\n%s", words, told)
		}
	}
}

// TestWhatTheBotCannotDeliverIsShownUntilItIsDone has a copy refused by Telegram:
// the associates see until when it is due, and end it by hand.
func TestWhatTheBotCannotDeliverIsShownUntilItIsDone(t *testing.T) {
	s := requested(t)
	s.fails = conversation.Refused
	told := s.since(func() { s.act("> /mydata") })
	if !strings.Contains(told, "By law it has to be done by 12 December 2026") {
		t.Errorf("the thread does not say until when:\n%s", told)
	}
	res := s.engine.Apologise(s.rec, conversation.Event{}, s.now)
	home := s.engine.Home("UANA", []conversation.Row{*res.Row}, nil, s.now)
	if !homeSays(home, "see what is kept · due 12 December 2026") {
		t.Errorf("the Home does not show it: %+v", home.Sections)
	}
	s.act("ana/answered")
	s.act("ana/submit reason=Handed over at the office.")
	if res = s.engine.Apologise(s.rec, conversation.Event{}, s.now); res.Row.Asked != nil || s.rec.Requests[0].DoneBy.Name != "Ana" {
		t.Errorf("it is still open: %+v", s.rec.Requests)
	}
	s.fails = ""
	if s.act("> /mydata"); s.rec.Requests[1].Done.IsZero() {
		t.Errorf("what was delivered is not done: %+v", s.rec.Requests)
	}
}

func homeSays(p conversation.Page, words string) bool {
	for _, section := range p.Sections {
		for _, line := range section.Lines {
			if strings.Contains(line.Text, words) {
				return true
			}
		}
	}
	return false
}

// TestACopyCanBeReadByMachines reads the file for machines, in which nothing of the
// desk's own is missing a name.
func TestACopyCanBeReadByMachines(t *testing.T) {
	s := requested(t)
	s.act("ana/claim")
	var data []byte
	for _, e := range silent(s, conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001", Message: &conversation.Incoming{Text: "/mydata"}}) {
		if e.File != nil && e.File.Made.Data != nil {
			data = e.File.Made.Data
		}
	}
	var p conversation.Portable
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	answers := map[conversation.State]string{}
	for _, a := range p.Answers {
		answers[a.Question] = a.Value
		if a.Name == "" || a.Words == "" {
			t.Errorf("%s has no words", a.Question)
		}
	}
	if p.Format != "residency-assist/1" || answers["email"] == "" || len(p.Consents) < 2 || len(p.Cases) != 1 || p.Cases[0].Associate != "Ana" {
		t.Errorf("the copy is %+v", p)
	}
}

// TestWhoIsKept tells apart whose time runs: nobody's with a case or with reminders
// ahead, and nobody's where the service keeps everything.
func TestWhoIsKept(t *testing.T) {
	year := func(s *stage) string { return s.since(func() { s.until(s.now.AddDate(1, 2, 0)) }) }
	for name, c := range map[string]struct {
		of     func(*testing.T) *stage
		erased bool
	}{
		"a request that nobody took": {requested, false},
		"reminders ahead":            {func(t *testing.T) *stage { return watchedIn(t, "Tijuana", "2028-01-10") }, false},
		"reminders that are over":    {func(t *testing.T) *stage { return watchedIn(t, "Tijuana", "2027-01-20") }, true},
		"who said no": {func(t *testing.T) *stage {
			s := newStage(t, "2026-11-22 10:00")
			s.act("> /start")
			s.act("[ English")
			s.act("[ No, thank you")
			return s
		}, true},
		"who took everything back": {func(t *testing.T) *stage {
			s := requested(t)
			withdraws(s)
			return s
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if told := year(c.of(t)); strings.Contains(told, "-- erased") != c.erased {
				t.Errorf("after a year and two months:\n%s", told)
			}
		})
	}
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	service.Retention = conversation.Retention{}
	s := requested(t)
	s.engine = engineOf(t, service)
	withdraws(s)
	if told := year(s); strings.Contains(told, "erased") {
		t.Errorf("a service that keeps everything:\n%s", told)
	}
}
