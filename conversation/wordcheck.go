package conversation

import (
	"fmt"

	"residencyassist/conversation/faq"
)

// checkWords refuses a table that asks for words the catalogue does not have.
func (e *Engine) checkWords() error {
	var missing []string
	need := func(keys ...string) {
		for _, key := range keys {
			if !e.words.Has(key) && !e.words.Has(inGeneral(key)) {
				missing = append(missing, key)
			}
		}
	}
	e.checkQuestionWords(need)
	e.checkDeskWords(need)
	e.checkPaperWords(need)
	for _, name := range everyCommand() {
		need("command." + name)
	}
	for _, id := range faq.IDs() {
		need("faq." + id + ".answer")
	}
	for _, name := range mailed() {
		need("mail."+name+".subject", "mail."+name+".body")
	}
	for _, v := range letterOrder() {
		need("letter." + string(v))
	}
	need(storyWords()...)
	need(rightsWords()...)
	need(ladderWords()...)
	if len(missing) > 0 {
		return fmt.Errorf("words are missing: %v", missing)
	}
	return nil
}

func (e *Engine) checkQuestionWords(need func(keys ...string)) {
	for _, state := range e.dialogue.order {
		q := e.dialogue.byID[state]
		need(q.key("name"))
		if q.Hidden {
			continue
		}
		need(q.key("ask"))
		if !q.Fixed {
			need(q.key("why"))
		}
		for _, c := range q.Choices {
			need(q.key("opt_" + c))
		}
	}
}

func (e *Engine) checkDeskWords(need func(keys ...string)) {
	for stage := range e.cases.states {
		need("stage."+stage+".name", "stage."+stage+".status", "stage."+stage+".next", "stage."+stage+".todo")
	}
	for name := range e.desk {
		need("move." + name)
	}
	for name := range e.book {
		need("move." + name)
	}
	for _, name := range cannedReplies() {
		need("canned."+name, "canned."+name+"_name")
	}
}
