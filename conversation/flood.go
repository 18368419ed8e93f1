package conversation

import (
	"slices"
	"strings"
	"time"
)

// How much one chat may say: once every pace, after a burst. Nobody types or
// presses like that; a script does, and every line of it would be answered.
const (
	floodPace  = time.Second
	floodBurst = 120
)

// casesADay is how many requests one chat may send in a day.
const casesADay = 3

// floods says whether the chat says more than it may. The person is told once;
// what they say is not taken in until the rush is over.
func (t *turn) floods() bool {
	if !t.byApplicant() {
		return false
	}
	busy := t.rec.Busy
	if busy.Before(t.now) || busy.Sub(t.now) > floodBurst*floodPace+2*time.Minute { // long past, or of a clock that was set back
		busy = t.now
	}
	if busy = busy.Add(floodPace); busy.Sub(t.now) <= floodBurst*floodPace {
		t.rec.Busy, t.rec.Flooded = busy, false
		return false
	}
	if t.ev.Press != nil {
		t.toast("")
	}
	if !t.rec.Flooded {
		t.rec.Flooded = true
		// A minute's rest before anything is taken in again.
		t.rec.Busy = t.now.Add(floodBurst*floodPace + time.Minute)
		t.say("sorry.flood", nil)
	}
	return true
}

// byApplicant says whether the applicant wrote or pressed something.
func (t *turn) byApplicant() bool {
	return t.ev.Kind == Said || t.ev.Kind == Amended || t.ev.Kind == Pressed
}

// ignores says whether this person is not heard any more, or not for now.
func (t *turn) ignores() bool {
	if !t.rec.Barred || !t.byApplicant() {
		return t.floods()
	}
	if m := t.ev.Message; m != nil {
		if name, _, ok := parseCommand(m.Text); ok && slices.Contains(rights(), name) {
			return false
		}
	}
	if t.ev.Press != nil {
		name, _, _ := strings.Cut(strings.TrimPrefix(t.ev.Press.Data, casePress), ":")
		if t.rights[name] != nil {
			return false
		}
		t.toast("")
	}
	return true
}

// rights are the commands that nobody can be kept from.
func rights() []string {
	return []string{"privacy", "mydata", "correct", "withdraw", "delete", "reminders"}
}

// sentToday counts the requests that this chat has sent within a day.
func (t *turn) sentToday() (n int) {
	for _, c := range t.rec.Cases {
		if !c.Submitted.IsZero() && t.now.Sub(c.Submitted) < 24*time.Hour {
			n++
		}
	}
	return n
}
