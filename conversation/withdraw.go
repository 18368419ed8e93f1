package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
)

// revocable is an agreement that can be taken back by itself. Its words stand in
// the catalogue: withdraw.button_<to>, means_<to> and done_<to>.
type revocable struct {
	to   State
	then func(t *turn) error // what follows from it; nil: that it is not given any more
}

// revocables are these agreements; the last takes all of them back.
func revocables() []revocable {
	return []revocable{
		{to: stateSend, then: (*turn).endAtDesk},
		{to: statePapers, then: (*turn).forgetNumbers},
		{to: consentPapers},
		{to: stateAfter, then: func(t *turn) error { t.rec.Answers[stateAfter] = choiceNo; return nil }},
		{to: stateAgain, then: (*turn).endWatch},
		{to: stateNotice, then: (*turn).withdrawAll},
	}
}

// withdraw shows what was agreed to, says what taking it back means, and offers to
// do so, one by one or all at once.
func (t *turn) withdraw() error {
	if !t.rec.consented(stateNotice) {
		return t.tell("withdraw.nothing", nil)
	}
	if err := t.leave(); err != nil {
		return err
	}
	var lines string
	var buttons []Button
	for _, r := range revocables() {
		if t.rec.consented(r.to) {
			lines += "\n• " + t.html("withdraw.means_"+string(r.to), nil)
			buttons = append(buttons, t.caseButton("withdraw.button_"+string(r.to), pressRevoke+":"+string(r.to)))
		}
	}
	t.sendOn(t.html("withdraw.which", locale.Args{"Lines": locale.Safe(lines)}), buttons...)
	return nil
}

// revokes takes one agreement back.
func (t *turn) revokes(which string) error {
	all := revocables()
	i := slices.IndexFunc(all, func(r revocable) bool { return string(r.to) == which })
	if i < 0 || !t.rec.consented(all[i].to) {
		t.say("withdraw.already", nil)
		return t.hereQuietly()
	}
	t.requested(Opposition)
	t.consent(all[i].to, false)
	if all[i].then != nil {
		if err := all[i].then(t); err != nil {
			return err
		}
	}
	t.say("withdraw.done_"+which, nil)
	return t.hereQuietly()
}

// withdrawAll takes every agreement back: nothing more is passed on, nobody is
// reminded, and the case is closed.
func (t *turn) withdrawAll() error {
	if err := t.leave(); err != nil {
		return err
	}
	for _, r := range revocables() {
		if t.rec.consented(r.to) {
			t.consent(r.to, false)
		}
	}
	if err := t.closeWithdrawn(); err != nil {
		return err
	}
	delete(t.rec.Answers, stateNotice)
	t.rec.Dialogue.Sources = nil // an edit changes nothing that is no longer agreed to
	return nil
}

// endAtDesk ends what associates do with the case.
func (t *turn) endAtDesk() error {
	if err := t.leave(); err != nil || !t.rec.sent() {
		return err
	}
	return t.closeWithdrawn()
}

func (t *turn) closeWithdrawn() error {
	t.thread(Line{Text: t.plain("desk.withdrawn", nil), Mention: Everyone})
	if t.rec.open() == nil {
		return nil
	}
	return t.move(moveClose, "withdrawn")
}

// forgetNumbers forgets the numbers and data that were given for letters and
// forms, which then have blank lines.
func (t *turn) forgetNumbers() error {
	for state := range t.rec.Answers {
		if q := t.dialogue.byID[state]; q != nil && q.Papers {
			delete(t.rec.Answers, state)
		}
	}
	t.rec.Answers[statePapers] = choiceNo
	t.thread(Line{Text: t.plain("desk.withdrawn_numbers", nil), Mention: t.lastCase().attention()})
	return t.leave()
}

// endWatch ends the watch over the next card.
func (t *turn) endWatch() error {
	if c := t.rec.open(); c != nil && c.Stage == Watching {
		return t.move(moveClose, "withdrawn")
	}
	return nil
}
