package conversation

import (
	"strings"
	"sync"
	"testing"
)

// door is a small machine that is in order: it opens, closes, and falls apart.
func door() []edge {
	return []edge{
		{Event: "open", From: "closed", To: "ajar"},
		{Event: "push", From: "ajar", To: "wide"},
		{Event: "close", From: "ajar", To: "closed"},
		{Event: "close", From: "wide", To: "closed"},
		{Event: "knock", From: "closed", To: "closed", Aside: true},
		{Event: "break", From: "wide", To: "gone"},
	}
}

func TestMachineMakesTheMovesOfItsTable(t *testing.T) {
	m, err := newMachine("door", "closed", door(), "gone")
	if err != nil {
		t.Fatal(err)
	}
	for _, move := range door() {
		if to, err := m.fire(move.From, move.Event); err != nil || to != move.To {
			t.Errorf("%s from %s leads to %q, %v; want %s", move.Event, move.From, to, err, move.To)
		}
		if !m.may(move.From, move.Event) {
			t.Errorf("%s from %s is said to be no move", move.Event, move.From)
		}
	}
}

func TestMachineRefusesWhatItsTableHasNot(t *testing.T) {
	m, err := newMachine("door", "closed", door(), "gone")
	if err != nil {
		t.Fatal(err)
	}
	for _, move := range []struct{ state, event, problem string }{
		{"closed", "push", `"push" is no move from "closed"`},
		{"gone", "open", `"open" is no move from "gone"`},
		{"closed", "sing", `"sing" is no move from "closed"`},
		{"closed", "", `"" is no move from "closed"`},
		{"window", "open", `no state "window"`},
		{"", "open", `no state ""`},
	} {
		to, err := m.fire(move.state, move.event)
		if err == nil || to != "" || !strings.Contains(err.Error(), move.problem) {
			t.Errorf("%q from %q leads to %q, %v; want the error %s", move.event, move.state, to, err, move.problem)
		}
		if m.may(move.state, move.event) {
			t.Errorf("%q from %q is said to be a move", move.event, move.state)
		}
	}
	if to, err := m.fire("closed", "open"); err != nil || to != "ajar" {
		t.Errorf("after refusals the machine no longer moves: %q, %v", to, err)
	}
}

func TestMachineRefusesTablesThatDoNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		more    []edge
		final   string
		problem string
	}{
		"the same move twice":        {[]edge{{Event: "open", From: "closed", To: "wide"}}, "gone", `door: "open" leads out of "closed" twice`},
		"a state nothing leads to":   {[]edge{{Event: "mend", From: "scrap", To: "closed"}}, "gone", `door: nothing leads to "scrap"`},
		"an island of two states":    {[]edge{{Event: "a", From: "x", To: "y"}, {Event: "b", From: "y", To: "x"}}, "gone", `door: nothing leads to "x"`},
		"a dead end":                 {nil, "", `door: nothing leads out of "gone"`},
		"a dead end but for asides":  {[]edge{{Event: "weep", From: "gone", To: "closed", Aside: true}}, "", `door: nothing leads out of "gone"`},
		"a loop that only stays put": {[]edge{{Event: "fall", From: "wide", To: "lying"}}, "gone", `door: nothing leads out of "lying"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newMachine("door", "closed", append(door(), c.more...), c.final)
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v; want %s", err, c.problem)
			}
		})
	}
}

func TestMachineIsSafeForSeveralAtOnce(t *testing.T) {
	m, err := newMachine("door", "closed", door(), "gone")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				for _, move := range door() {
					if to, err := m.fire(move.From, move.Event); err != nil || to != move.To {
						t.Errorf("%s from %s leads to %q, %v", move.Event, move.From, to, err)
					}
				}
				if _, err := m.fire("closed", "push"); err == nil {
					t.Error("an illegal move was made")
				}
			}
		})
	}
	all.Wait()
}

// twoQuestions is a small script that is in order.
func twoQuestions() []Question {
	return []Question{
		{State: "tea", Choices: []string{"yes", "no"}, Next: []Branch{{If: "declined", To: Home}, {To: "sugar"}}},
		{State: "sugar", Choices: []string{"one", "two"}, When: []string{"not_sent"}, Next: []Branch{{To: Home}}},
	}
}

func TestScriptRefusesQuestionsThatDoNotFit(t *testing.T) {
	if _, err := newScript(twoQuestions()); err != nil {
		t.Fatalf("a script that is in order is refused: %v", err)
	}
	read := func(answering) reading { return reading{} }
	for name, c := range map[string]struct {
		spoil   func(qs []Question) []Question
		problem string
	}{
		"a branch with an unknown condition": {func(qs []Question) []Question { qs[0].Next[0].If = "thirsty"; return qs },
			`"tea" asks for the condition "thirsty", which does not exist`},
		"a skip with an unknown condition": {func(qs []Question) []Question { qs[1].When = []string{"thirsty"}; return qs },
			`"sugar" asks for the condition "thirsty", which does not exist`},
		"a branch into nothing": {func(qs []Question) []Question { qs[1].Next[0].To = "milk"; return qs },
			`"sugar" leads to "milk", which is no question`},
		"no branch at all": {func(qs []Question) []Question { qs[1].Next = nil; return qs },
			`"sugar" must end with a branch that has no condition`},
		"only branches with conditions": {func(qs []Question) []Question { qs[0].Next[1].If = "expired"; return qs },
			`"tea" must end with a branch that has no condition`},
		"a question twice": {func(qs []Question) []Question { return append(qs, qs[1]) },
			`the question "sugar" stands twice`},
		"a choice twice": {func(qs []Question) []Question { qs[1].Choices = []string{"one", "one"}; return qs },
			`"sugar" offers "one" twice`},
		"a choice that fits no button": {func(qs []Question) []Question {
			qs[1].Choices = append(qs[1].Choices, strings.Repeat("x", maxChoice+1))
			return qs
		}, `does not fit a button`},
		"a question nobody can answer": {func(qs []Question) []Question { qs[1].Choices = nil; return qs },
			`"sugar" cannot be answered`},
		"a keyboard and a calendar": {func(qs []Question) []Question {
			qs[1].Read, qs[1].Keyboard, qs[1].Date = read, true, true
			return qs
		}, `"sugar" cannot have a keyboard and a calendar`},
		"a question that is never reached": {func(qs []Question) []Question {
			return append(qs, Question{State: "cake", Read: read, Next: []Branch{{To: Home}}})
		}, `nothing leads to "cake"`},
		"the same condition twice": {func(qs []Question) []Question {
			qs[0].Next = append([]Branch{{If: "declined", To: "sugar"}}, qs[0].Next...)
			return qs
		}, `"declined" leads out of "tea" twice`},
		"a question without a name": {func(qs []Question) []Question { qs[1].State, qs[0].Next[1].To = Nowhere, Nowhere; return qs },
			`a question bears no name of its own`},
		"a question that bears the name of home": {func(qs []Question) []Question { qs[1].State, qs[0].Next[1].To = Home, Home; return qs },
			`a question bears no name of its own`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newScript(c.spoil(twoQuestions()))
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v; want %s", err, c.problem)
			}
		})
	}
	if _, err := newScript(nil); err == nil {
		t.Error("a script without questions is taken")
	}
}

// TestButtonsHaveRoom holds the longest value a button can carry against the 64
// bytes that Telegram allows.
func TestButtonsHaveRoom(t *testing.T) {
	s, err := newScript(questions())
	if err != nil {
		t.Fatal(err)
	}
	const turn = "zzzzzz:" // two thousand million prompts
	longest := len(turn) + len(actChoice) + maxChoice
	for _, state := range s.order {
		longest = max(longest, len(turn)+len(actEdit)+len(state))
	}
	if longest > 64 {
		t.Errorf("a button may have to carry %d bytes", longest)
	}
}
