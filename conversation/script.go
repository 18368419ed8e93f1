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

// ScriptVersion is raised when questions, branches or stored forms change.
// Records of an older script are brought over by migrate.
const ScriptVersion = 2

// Question is one question: when it applies, what may be answered, how a typed
// answer is read, what comes next. Its words stand in the catalogue under
// q.<words>: name (for summaries), ask, why, and opt_<choice> for each choice;
// also_<choice> lists other words for it.
type Question struct {
	State  State
	Words  string // the catalogue's name for it; State if absent
	Person int    // of a family: 2 and up for the members; 0 for the applicant

	// When names the conditions that must all hold for the question to be
	// asked; it is skipped otherwise.
	When []string

	Choices []string // answers that have a button
	Columns int      // buttons a row; 1 if absent

	// Read understands what was typed or sent. Without it only the choices,
	// pressed or typed, are answers.
	Read reader
	// Show says an answer back, where it is not a choice.
	Show func(lang locale.Language, value string) string
	// Args are the values of the placeholders in the question's own text.
	Args func(*turn) locale.Args

	Date     bool // can also be answered from a calendar of buttons
	Keyboard bool // answered from the person's keyboard: it offers to share the contact
	Fixed    bool // no Back, no Why, not in the summary: it must stand alone
	Papers   bool // of the papers: these count their own steps
	Sealed   bool // a number that the desk sees in passing by its last signs only
	Tick     bool // an agreement, not an answer: not counted, not in the summary, given anew after a change
	Hidden   bool // never asked: other questions answer it
	Late     bool // asked once the papers are filed, when nothing before it is asked any more
	Files    bool // files that are sent meanwhile go to the desk

	// Asked is done when the question is put, Then when its answer has been
	// taken, before the next question.
	Asked func(*turn)
	Then  func(*turn, string)
	// Next is where the answer leads: the first branch whose condition holds.
	// The last has none; skipped questions take it too.
	Next []Branch

	when []condition // what When names
}

// Branch leads on when its condition holds; conditions are named in conditions.
type Branch struct {
	If string
	To State

	holds condition // what If names
}

// key names one of the question's texts in the catalogue.
func (q *Question) key(part string) string {
	words := q.Words
	if words == "" {
		words = string(q.State)
	}
	return "q." + words + "." + part
}

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
	skipped  = "skip"   // the question does not apply
	left     = "leave"
)

func backTo(s State) string   { return "back to " + string(s) }
func editOf(s State) string   { return "edit " + string(s) }
func resumeAt(s State) string { return "resume at " + string(s) }

// newScript checks the table of questions and derives the machine from it.
func newScript(questions []Question) (*script, error) {
	if len(questions) == 0 {
		return nil, errors.New("dialogue: there are no questions")
	}
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
	if len(problems) > 0 { // there is no machine to be made of these
		return nil, errors.Join(problems...)
	}
	for _, q := range s.byID {
		q.resolve()
	}
	m, err := newMachine("dialogue", string(s.first), s.edges(questions), string(Home))
	s.machine = m
	return s, err
}

func (q *Question) check() (problems []error) {
	wrong := func(is bool, format string, args ...any) {
		if is {
			problems = append(problems, fmt.Errorf("dialogue: "+format, args...))
		}
	}
	known := func(condition string) {
		_, ok := conditions[condition]
		wrong(!ok, "%q asks for the condition %q, which does not exist", q.State, condition)
	}
	wrong(q.State == Nowhere || q.State == Home, "a question bears no name of its own: %q", q.State)
	wrong(len(q.Next) == 0 || q.Next[len(q.Next)-1].If != "", "%q must end with a branch that has no condition", q.State)
	for _, b := range q.Next {
		if b.If != "" {
			known(b.If)
		}
	}
	for _, condition := range q.When {
		known(condition)
	}
	for i, c := range q.Choices {
		wrong(slices.Contains(q.Choices[:i], c), "%q offers %q twice", q.State, c)
		wrong(len(c) > maxChoice, "%q of %q does not fit a button", c, q.State)
	}
	wrong(q.Read == nil && len(q.Choices) == 0, "%q cannot be answered", q.State)
	wrong(q.Keyboard && q.Date, "%q cannot have a keyboard and a calendar", q.State)
	return problems
}

// resolve finds the conditions by their names: a step asks hundreds of them.
func (q *Question) resolve() {
	for _, name := range q.When {
		q.when = append(q.when, conditions[name])
	}
	for i := range q.Next {
		q.Next[i].holds = conditions[q.Next[i].If]
	}
}

// edges turns the questions into rows: answers lead along branches, skips along
// the last of them; back leads the other way; any question can be left,
// resumed, and edited from the review.
func (s *script) edges(questions []Question) []edge {
	rows := []edge{{Event: left, From: string(Home), To: string(Home), Aside: true}}
	for _, q := range questions {
		hidden := q.Person > 2 // the members of a family are all alike
		rows = append(rows,
			edge{Event: left, From: string(q.State), To: string(Home), Aside: true},
			edge{Event: resumeAt(q.State), From: string(Home), To: string(q.State), Aside: true})
		if q.State != stateReview && s.byID[stateReview] != nil {
			rows = append(rows, edge{Event: editOf(q.State), From: string(stateReview), To: string(q.State), Aside: true})
		}
		rows = append(rows, edge{Event: skipped, From: string(q.State), To: string(q.otherwise()), Hidden: hidden || len(q.When) == 0})
		for _, b := range q.Next {
			rows = append(rows, edge{Event: q.event(b), From: string(q.State), To: string(b.To), Hidden: hidden})
			back := edge{Event: backTo(q.State), From: string(b.To), To: string(q.State), Aside: true}
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

// otherwise is where the question leads when no condition holds.
func (q *Question) otherwise() State { return q.Next[len(q.Next)-1].To }

// applies says whether the question is to be asked at all.
func (q *Question) applies(f facts) bool {
	f.person, f.state = max(q.Person, 1), q.State
	if f.filed && !q.Late && !q.Hidden && f.answers[q.State] == "" {
		return false // it no longer matters
	}
	for _, holds := range q.when {
		if !holds(f) {
			return false
		}
	}
	return true
}

// branch returns the branch that the facts take out of a question.
func (q *Question) branch(f facts) Branch {
	f.person = max(q.Person, 1)
	for _, b := range q.Next {
		if b.If == "" || b.holds(f) {
			return b
		}
	}
	return q.Next[len(q.Next)-1]
}

// hop is the next move that needs nobody's word: past a question that does not
// apply, or from one that is answered. It is false at the open question.
func (s *script) hop(at State, f facts) (event string, to State, ok bool) {
	q := s.byID[at]
	switch {
	case q == nil:
		return "", "", false
	case !q.applies(f):
		return skipped, q.otherwise(), true
	case f.answers[at] == "" && !q.Hidden:
		return "", "", false
	}
	b := q.branch(f)
	return q.event(b), b.To, true
}

// trail walks the questions along the answers, from the first to the one that
// is open now, or Home. It includes those that were skipped.
func (s *script) trail(f facts) []State {
	trail := append(make([]State, 0, 48), s.first) // few are longer
	for len(trail) <= 2*len(s.order) {
		_, to, ok := s.hop(trail[len(trail)-1], f)
		if !ok {
			break
		}
		trail = append(trail, to)
	}
	return trail
}

// path is the trail without what was skipped or is never asked.
func (s *script) path(f facts) []State {
	return slices.DeleteFunc(s.trail(f), func(at State) bool {
		q := s.byID[at]
		return q != nil && (q.Hidden || !q.applies(f))
	})
}

// ahead guesses how many more questions there will be from a state on, taking
// the branches that the facts known so far take.
func (s *script) ahead(at State, f facts) (n int) {
	part := s.byID[at].Papers
	for seen := 0; at != Home && seen <= len(s.order); seen++ {
		q := s.byID[at]
		if !q.applies(f) {
			at = q.otherwise()
			continue
		}
		if q.counted() && q.Papers == part {
			n++
		}
		at = q.branch(f).To
	}
	return n
}

// counted says whether the question is one of the numbered steps.
func (q *Question) counted() bool { return !q.Fixed && !q.Tick && !q.Hidden }
