package conversation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/understand"
)

// key names a letter within its case.
func (l Letter) key() string { return strconv.Itoa(l.Person) + ":" + string(l.Variant) }

// draft finds the letter that a button speaks of, or -1.
func (c *Case) draft(line string) int {
	return slices.IndexFunc(c.Letters, func(l Letter) bool { return line == l.key() || strings.HasPrefix(line, l.key()+":") })
}

// keepLetter puts a letter in the place of an earlier one of its kind.
func (c *Case) keepLetter(l Letter) {
	if i := c.draft(l.key()); i >= 0 {
		c.Letters[i] = l
		return
	}
	c.Letters = append(c.Letters, l)
}

// compose makes a letter's papers: the letter, where it is one of ours, and the
// data sheet.
func (t *turn) compose(c *Case, l Letter) (list []Paper) {
	f := letterFacts{
		Letter: l, answers: t.rec.Answers, card: t.rec.Answers[of(l.Person, stateCard)], first: l.Person == 1,
		annexes: annexesOf(l.Variant),
	}
	if most := t.yearsLimit(l.Person, l.Variant); f.Years == 0 && most > 0 {
		chosen, err := strconv.Atoi(t.rec.Answers[of(l.Person, stateYears)])
		switch {
		case most == 1:
			f.Years = 1
		case err != nil:
			f.open = true
		default:
			f.Years = min(chosen, most)
		}
	}
	if l.Variant != letterByAssociate {
		list = append(list, letterPaper(f))
	}
	return append(list, sheetPaper(t.words, f, c.Ref))
}

// sumOf is a fingerprint of papers: it differs when a sign in them does.
func sumOf(papers []Paper) string {
	text, err := json.Marshal(papers)
	if err != nil { // of strings and numbers
		panic("papers cannot be written as JSON: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// postDraft shows the desk what would go out. Approve binds to exactly that.
func (t *turn) postDraft(c *Case, i int, blank []string) {
	l := &c.Letters[i]
	papers := t.compose(c, *l)
	l.Sum, l.Approved, l.Outdated, l.Posted = sumOf(papers), Approval{}, false, nil
	who := t.initialsOf(l.Person)
	for n, p := range papers {
		key := "sheet"
		if n+1 < len(papers) {
			key = "letter"
		}
		l.Posted = append(l.Posted, t.put(Entry{Side: Desk, Ref: c.Card, Report: true, File: &File{
			Attachment: Attachment{Name: key + "-" + strings.ToLower(c.Ref) + "-" + strconv.Itoa(l.Person) + "-" + strings.ReplaceAll(string(l.Variant), "_", "-") + ".pdf", Type: "application/pdf"},
			Made:       &Made{Paper: &p}, Line: &Line{Text: t.plain("desk.draft_"+key, locale.Args{"Who": who})},
		}}))
	}
	text := t.plain("desk.draft", locale.Args{
		"Who": who, "Variant": t.plain("letter."+string(l.Variant), nil), "Numbers": t.numbersAtDesk(l.Person),
	})
	if l.Variant == letterByAssociate {
		text += "\n" + t.plain("desk.draft_own_words", nil)
	}
	if t.birthDiffers(l.Person) {
		text += "\n" + t.plain("desk.draft_birth", nil)
	}
	if len(blank) > 0 {
		text += "\n" + t.plain("desk.draft_blank", locale.Args{"What": strings.Join(blank, ", ")})
	}
	t.thread(Line{Text: text, Buttons: []DeskButton{
		{Text: t.plain("move."+moveApprove, nil), Move: moveApprove, Case: c.Ref, Line: l.key() + ":" + l.Sum, Main: true},
		{Text: t.plain("letter.change", nil), Move: moveLetter, Case: c.Ref, Line: l.key()},
	}})
}

// birthDiffers says whether the birth date that was answered is not the one in
// the CURP: one of the two is wrong.
func (t *turn) birthDiffers(person int) bool {
	inCURP := understand.BornOf(t.rec.Answers[of(person, stateCURP)])
	return !inCURP.IsZero() && inCURP != t.rec.Answers.bornOn(person)
}

// numbersAtDesk are a person's numbers by their last signs.
func (t *turn) numbersAtDesk(person int) string {
	var list []string
	for _, s := range []State{stateNUE, stateCURP, statePassportNumber} {
		if a := t.rec.Answers[of(person, s)]; a != "" && a != choiceUnknown {
			list = append(list, t.plain("q."+string(s)+".short", nil)+" "+t.atDesk(of(person, s)))
		}
	}
	return strings.Join(list, " · ")
}

// approveLetter approves what was posted, unless it is not what would go out by
// now: then that is posted instead.
func (t *turn) approveLetter(c *Case) error {
	i := c.draft(t.ev.Move.Line)
	if i < 0 || c.Letters[i].Sum == "" || t.ev.Move.Line != c.Letters[i].key()+":"+c.Letters[i].Sum {
		t.whisper(t.plain("desk.draft_old", nil))
		return nil
	}
	l := &c.Letters[i]
	who := t.initialsOf(l.Person)
	if sumOf(t.compose(c, *l)) != l.Sum {
		t.thread(Line{Text: t.plain("desk.draft_changed", locale.Args{"Who": who}), Mention: t.ev.By.ID})
		_, blank := t.missing(l.Person, l.Variant)
		t.postDraft(c, i, blank)
		return nil
	}
	if l.Approved.At.IsZero() {
		l.Approved, t.stirred = Approval{By: t.ev.By, At: t.now}, true
		t.thread(Line{Text: t.plain("desk.letter_approved", locale.Args{"By": t.ev.By.Name, "Who": who})})
		return nil
	}
	t.whisper(t.plain("desk.approved_already", locale.Args{"By": l.Approved.By.Name, "When": t.moment(l.Approved.At)}))
	return nil
}

// reviewLetters marks what was approved and would read differently now, and tells
// the desk.
func (t *turn) reviewLetters() {
	c := t.rec.open()
	if c == nil || !preparing(t, c) {
		return
	}
	for i := range c.Letters {
		l := &c.Letters[i]
		if l.Approved.At.IsZero() || l.Outdated || sumOf(t.compose(c, *l)) == l.Sum {
			continue
		}
		key := "desk.letter_outdated"
		if c.Pack != nil {
			key = "desk.pack_outdated"
		}
		l.Outdated, t.stirred = true, true
		t.thread(Line{Text: t.plain(key, locale.Args{"Who": t.initialsOf(l.Person)}), Mention: c.attention()})
	}
}

// draftFailed takes that a draft did not arrive at the desk: what nobody saw
// cannot be approved. It says whether the report was of one.
func (t *turn) draftFailed(c *Case) bool {
	for i := range c.Letters {
		l := &c.Letters[i]
		if !slices.Contains(l.Posted, t.ev.Report.Entry) {
			continue
		}
		if t.ev.Report.Outcome != Delivered && l.Sum != "" {
			l.Sum, l.Approved = "", Approval{}
			t.threadOf(c, Line{Text: t.plain("desk.draft_failed", locale.Args{"Who": t.initialsOf(l.Person)}), Mention: c.attention()})
		}
		return true
	}
	return false
}
