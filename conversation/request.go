package conversation

import (
	"crypto/sha256"
	"encoding/base32"
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
		return "", fmt.Errorf("not a reference of the form RA-XXXX-XXXX")
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

// submit hands the request to the associates: a reference, a card, a thread.
func submit(t *turn, value string) {
	if value != choiceYes {
		t.say("send_later", nil)
		return
	}
	t.consent(stateSend, true)
	if err := t.move(moveSubmit, ""); err != nil {
		t.say("sorry.ours", nil)
		return
	}
	c := t.rec.open()
	c.Ref, c.Submitted, c.Waiting = t.reference(), t.now, Desk
	t.refs = append(t.refs, c.Ref)
	t.passOver()
	c.Card = t.put(Entry{Side: Desk, Track: true, Report: true, Card: t.card(c)})
	t.stirred = false // the card is as new
	t.thread(Line{Text: t.plain("desk.new_request", nil), Quote: t.situation(), Mention: Everyone})
	a, known := t.assess()
	t.say("submitted", locale.Args{"Ref": c.Ref, "Early": known && a.Timing == renewal.TimingTooEarly})
}

// situation is what the person wrote about themselves, if anything.
func (t *turn) situation() string {
	if s := t.rec.Answers[stateSituation]; s != choiceSkip {
		return s
	}
	return ""
}
