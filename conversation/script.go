package conversation

import (
	"errors"
	"fmt"
	"slices"

	"residencyassist/conversation/locale"
)

// State is a place in the dialogue: a question's name, or one of the two below.
type State string

// The states that are no questions.
const (
	Nowhere State = ""     // nothing has been said yet
	Home    State = "home" // no question is open: people talk, or read their status
)

// Question is one question: what may be answered, how a typed answer is read,
// what comes next. Its words stand in the catalogue under q.<state>: name (for
// summaries), ask, why, and opt_<choice> for each choice.
type Question struct {
	State   State
	Choices []string // answers that have a button
	Columns int      // buttons a row; 1 if absent

	// Read understands what was typed or sent. Without it only the choices,
	// pressed or typed, are answers.
	Read reader
	// Show says an answer back, where it is not a choice.
	Show func(lang locale.Language, value string) string

	// Args are the values of the placeholders in the question's own text.
	Args func(*turn) locale.Args

	Keyboard bool // answered from the person's keyboard: it offers to share the contact
	Fixed    bool // no Back, no Why: nothing comes before it, or it must stand alone
	Tick     bool // an agreement, not an answer: not counted, not in the summary, given anew after a change

	// Then is done when the answer has been taken, before the next question.
	Then func(*turn, string)
	// Next is where the answer leads: the first branch whose condition holds.
	// The last has none.
	Next []Branch
}

// Branch leads on when its condition holds; conditions are named in conditions.
type Branch struct {
	If string
	To State
}

// reader understands an answer. It returns the value to be stored; or readings
// to choose from; or a problem, which is worded under problem.<problem>.
type reader func(answering) reading

// answering is what a reader is given.
type answering struct {
	text    string
	media   Media
	phone   string // of a shared contact
	foreign bool   // the contact is somebody else's
	facts   facts
}

// reading is what it makes of it.
type reading struct {
	value   string
	offer   []string // readings, in stored form
	about   string   // the problem that the offer solves, for its words
	problem string
}

// ScriptVersion is raised when questions, branches or stored forms change.
const ScriptVersion = 1

// script is the table of questions with what is derived from it.
type script struct {
	first State
	byID  map[State]*Question
	order []State
	*machine
}

// The events of the dialogue's machine besides the names of conditions.
const (
	answered = "answer" // the branch that holds when no condition does
	left     = "leave"
)

func backTo(s State) string   { return "back to " + string(s) }
func editOf(s State) string   { return "edit " + string(s) }
func resumeAt(s State) string { return "resume at " + string(s) }

// newScript checks the table of questions and derives the machine from it.
func newScript(questions []Question) (*script, error) {
	s := &script{first: questions[0].State, byID: map[State]*Question{}}
	var problems []error
	for i := range questions {
		q := &questions[i]
		if s.byID[q.State] != nil {
			problems = append(problems, fmt.Errorf("dialogue: the question %q stands twice", q.State))
		}
		s.byID[q.State], s.order = q, append(s.order, q.State)
		problems = append(problems, q.check()...)
	}
	for _, q := range questions {
		for _, b := range q.Next {
			if b.To != Home && s.byID[b.To] == nil {
				problems = append(problems, fmt.Errorf("dialogue: %q leads to %q, which is no question", q.State, b.To))
			}
		}
	}
	m, err := newMachine("dialogue", string(s.first), s.edges(questions), string(Home))
	s.machine = m
	return s, errors.Join(append(problems, err)...)
}

func (q *Question) check() (problems []error) {
	if n := len(q.Next); n == 0 || q.Next[n-1].If != "" {
		problems = append(problems, fmt.Errorf("dialogue: %q must end with a branch that has no condition", q.State))
	}
	for _, b := range q.Next {
		if _, known := conditions[b.If]; b.If != "" && !known {
			problems = append(problems, fmt.Errorf("dialogue: %q asks for the condition %q, which does not exist", q.State, b.If))
		}
	}
	for i, c := range q.Choices {
		if slices.Contains(q.Choices[:i], c) {
			problems = append(problems, fmt.Errorf("dialogue: %q offers %q twice", q.State, c))
		}
		if len(c) > maxChoice {
			problems = append(problems, fmt.Errorf("dialogue: %q of %q does not fit a button", c, q.State))
		}
	}
	if q.Read == nil && len(q.Choices) == 0 {
		problems = append(problems, fmt.Errorf("dialogue: %q cannot be answered", q.State))
	}
	return problems
}

// edges turns the questions into rows: answers lead along branches; back leads
// the other way; any question can be left, resumed, and edited from the review.
func (s *script) edges(questions []Question) []edge {
	rows := []edge{{Event: left, From: string(Home), To: string(Home), Hidden: true}}
	for _, q := range questions {
		rows = append(rows,
			edge{Event: left, From: string(q.State), To: string(Home), Hidden: true},
			edge{Event: resumeAt(q.State), From: string(Home), To: string(q.State), Hidden: true})
		if q.State != stateReview && s.byID[stateReview] != nil {
			rows = append(rows, edge{Event: editOf(q.State), From: string(stateReview), To: string(q.State), Hidden: true})
		}
		for _, b := range q.Next {
			rows = append(rows, edge{Event: q.event(b), From: string(q.State), To: string(b.To)})
			back := edge{Event: backTo(q.State), From: string(b.To), To: string(q.State), Hidden: true}
			if b.To != Home && !slices.Contains(rows, back) {
				rows = append(rows, back)
			}
		}
	}
	return rows
}

func (q *Question) event(b Branch) string {
	if b.If == "" {
		return answered
	}
	return b.If
}

// branch returns the branch that the facts take out of a question.
func (q *Question) branch(f facts) Branch {
	for _, b := range q.Next {
		if b.If == "" || conditions[b.If](f) {
			return b
		}
	}
	return q.Next[len(q.Next)-1]
}

// path walks the questions along the answers: all that were asked, and at the
// end the one that is open now, or Home.
func (s *script) path(f facts) []State {
	path, at := []State{s.first}, s.first
	for at != Home && f.answers[at] != "" && len(path) <= len(s.order) {
		at = s.byID[at].branch(f).To
		path = append(path, at)
	}
	return path
}

// ahead guesses how many more questions there will be from a state on, taking
// the branches that the facts known so far take.
func (s *script) ahead(at State, f facts) (n int) {
	for seen := 0; at != Home && seen <= len(s.order); seen++ {
		if q := s.byID[at]; !q.Tick {
			n++
		}
		at = s.byID[at].branch(f).To
	}
	return n
}
