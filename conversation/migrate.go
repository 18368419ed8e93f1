package conversation

import "slices"

// renamed lists, for each script version, the questions that have another name
// since, or have become part of another; "" has gone.
var renamed = map[int]map[State]State{
	1: {"limits": stateReview},
}

// migrate brings a record of an older script over: its answers are replayed into
// the questions as they are now. What no longer fits is asked again; what was
// never asked is asked when its turn comes. The person stays where they were,
// as near as the new script has it.
func (t *turn) migrate() {
	d := &t.rec.Dialogue
	if d.State == Nowhere || d.Script == ScriptVersion {
		return
	}
	for version := d.Script; version < ScriptVersion; version++ {
		for old, now := range renamed[version] {
			if answer, ok := t.rec.Answers[old]; ok && now != "" && t.rec.Answers[now] == "" {
				t.rec.Answers[now] = answer
			}
			delete(t.rec.Answers, old)
			if d.State == old {
				d.State = now
			}
		}
	}
	if d.Script < 2 && t.rec.Answers[stateNotice] != "" && t.rec.Answers[stateIntent] == "" {
		t.rec.Answers[stateIntent] = "help" // the only thing that version 1 offered
	}
	t.dropUnfit()
	d.Script, d.Offer, d.Editing = ScriptVersion, nil, false
	if d.State == Home {
		return
	}
	path := t.dialogue.path(t.facts())
	if !slices.Contains(path, d.State) {
		d.State = path[len(path)-1]
	}
}

// dropUnfit forgets answers that the questions as they are now would not take.
func (t *turn) dropUnfit() {
	for state, answer := range t.rec.Answers {
		q := t.dialogue.byID[state]
		fits := q != nil && (slices.Contains(q.Choices, answer) || q.Read != nil && len(q.Choices) == 0)
		if q != nil && !fits && q.Read != nil {
			r := q.read(&Incoming{Text: answer}, t.facts())
			fits = r.problem == ""
		}
		if !fits {
			delete(t.rec.Answers, state)
		}
	}
}
