package conversation

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// refSpelling is Crockford's: no letter that is mistaken for another.
var refSpelling = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// RefShard returns the part of a reference that names the shard its case is
// kept in, in the spelling of record keys, or "" if it is no reference.
func RefShard(ref string) string {
	if _, err := ParseRef(ref); err != nil {
		return ""
	}
	return strings.ToLower(ref[3:5])
}

// ParseRef reads a reference as people type it and returns its one spelling.
func ParseRef(text string) (string, error) {
	s := strings.ToUpper(strings.TrimSpace(text))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "#"), "RA")
	s = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(s)
	if len(s) != 8 || strings.Trim(s, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
		return "", errors.New("not a reference of the form RA-XXXX-XXXX")
	}
	return "RA-" + s[:4] + "-" + s[4:], nil
}

// reference makes up the name of a case: its shard, then six signs that follow
// from the record, the number of the case and the event's nonce.
func (t *turn) reference() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d", t.rec.ID, len(t.rec.Cases), t.ev.Nonce))
	shard := strings.ToUpper(t.rec.ID)
	tail := refSpelling.EncodeToString(sum[:])
	return "RA-" + shard[:2] + tail[:2] + "-" + tail[2:6]
}

// noticed records the answer to the privacy notice. Who declines leaves nothing
// behind but the language.
func noticed(t *turn, value string) {
	if value != choiceAgree {
		t.say("declined", nil)
		return
	}
	t.consent(stateNotice, true)
	t.openCase()
}

// openCase returns the open case; a new one, if the last is closed.
func (t *turn) openCase() *Case {
	if t.rec.open() == nil {
		t.rec.Cases = append(t.rec.Cases, Case{Stage: Intake, Opened: t.now, Waiting: Chat})
	}
	return t.rec.open()
}

// watch ends the dialogue of somebody who wants no more than reminders.
func watch(t *turn, value string) {
	c := t.rec.open()
	if value != choiceYes {
		if c != nil && c.Stage == Watching && t.move(moveClose, "no reminders wanted") != nil {
			t.say("sorry.ours", nil)
			return
		}
		t.say("watch.no", nil)
		return
	}
	if t.openCase().Stage == Intake {
		if err := t.move(moveWatch, ""); err != nil {
			t.say("sorry.ours", nil)
			return
		}
	}
	t.passOver(fromCard)
	t.say("watch.yes", windowArgs(t))
}

// alertWithoutName tells the associates at once that somebody needs a person:
// the way and the days, nothing else, until the person says yes.
func alertWithoutName(t *turn) {
	c := t.rec.open()
	if c == nil || c.Card != "" {
		return
	}
	t.present(c)
	t.thread(Line{Text: t.plain("desk.urgent", nil), Mention: Everyone})
}

// passUrgent passes what is known to an associate at once; the rest follows.
func passUrgent(t *turn, value string) {
	if value != choiceYes {
		t.say("urgent.later", nil)
		return
	}
	if t.submit() {
		t.say("urgent.passed", locale.Args{"Ref": t.rec.open().Ref})
	}
}

// send hands the request to the associates.
func send(t *turn, value string) {
	if value != choiceYes {
		t.say("send_later", nil)
		return
	}
	if !t.submit() {
		return
	}
	a, known := t.assess(1)
	t.sayWithMore(t.html("submitted", locale.Args{"Ref": t.rec.open().Ref, "Early": known && a.Timing == renewal.TimingTooEarly}))
}

// sayWithMore says something that leads home, with the button to the further
// questions while they have not been asked.
func (t *turn) sayWithMore(html string) {
	t.rec.Dialogue.Turn++
	r := &rows{t: t}
	if t.rec.Answers[stateMore] != choiceYes && t.rec.Answers[stateCard] != "permanent" {
		r.line(t.label("button.complete"), actMore)
	}
	t.send(Message{HTML: html, Buttons: r.list})
}

// submit moves the case to the desk: a reference, a card, a thread.
func (t *turn) submit() bool {
	if t.sentToday() >= casesADay {
		t.say("sorry.enough_today", nil)
		return false
	}
	t.consent(stateSend, true)
	t.openCase()
	if err := t.move(moveSubmit, ""); err != nil {
		t.say("sorry.ours", nil)
		return false
	}
	c := t.rec.open()
	c.Submitted = t.now
	t.waitsFor(c, Desk)
	t.passOver(fromCard)
	if c.Card == "" {
		t.present(c)
	}
	t.thread(Line{Text: t.plain(t.relayed("desk.new_request"), nil), Quote: t.situation(), Mention: Everyone})
	t.confirm()
	return true
}

// present posts the case's card, under its reference.
func (t *turn) present(c *Case) {
	c.Ref = t.reference()
	t.refs = append(t.refs, c.Ref)
	c.Card = t.put(Entry{Side: Desk, Track: true, Report: true, Card: t.card(c)})
	t.stirred = false // the card is as new
}

// completed tells both sides that what was asked after sending is answered.
func (t *turn) completed() {
	t.sayWithMore(t.html("completed", nil))
	t.thread(Line{Text: t.plain("desk.completed", nil), Quote: t.situation()})
	t.stirred = true
}

// situation is what the person wrote about themselves, if anything.
func (t *turn) situation() string {
	if s := t.rec.Answers[stateSituation]; s != choiceSkip {
		return s
	}
	return ""
}
