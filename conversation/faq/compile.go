package faq

import (
	"fmt"
	"strings"

	"residencyassist/conversation/locale"
)

// notion is one meaning: how telling it is, and the words for it. Words are
// separated by commas, in lower case without accents or apostrophes; a phrase
// is several words in a row, and a star stands for any ending.
type notion struct {
	name    string
	weight  int
	english string
	spanish string
}

// question is one of the questions people ask in between.
type question struct {
	id string
	// cues, separated by commas, name the notions that together give it away,
	// and with a minus those that speak against it. One cue is enough.
	cues string
	// with names notions that often go with it. They prove nothing, but of two
	// questions the one that explains more of a text is the one meant.
	with string
}

type table struct {
	vocabulary vocabulary
	weights    []int
	questions  []compiledQuestion
}

type compiledQuestion struct {
	id       string
	cues     []compiledCue
	with     notionSet
	explains notionSet // all that stands in its row
}

type compiledCue struct {
	required, excluded notionSet
}

// languages is the set of languages in which a notion was heard.
type languages uint8

const (
	inEnglish languages = 1 << iota
	inSpanish
)

func tongue(lang locale.Language) languages {
	if lang == locale.Spanish {
		return inSpanish
	}
	return inEnglish
}

// mustCompile makes the tables ready for looking up. A table that names an
// unknown notion is a mistake in this package, and every test meets it.
func mustCompile(notions []notion, questions []question) *table {
	if most := 64 * len(notionSet{}); len(notions) > most {
		panic(fmt.Sprintf("faq: %d notions, and a set holds %d", len(notions), most))
	}
	t := &table{}
	number := make(map[string]int, len(notions))
	for i, n := range notions {
		number[n.name] = i
		t.weights = append(t.weights, n.weight)
		t.vocabulary.learn(i, inEnglish, n.english)
		t.vocabulary.learn(i, inSpanish, n.spanish)
	}
	for _, q := range questions {
		compiled := compiledQuestion{id: q.id}
		for _, cue := range strings.Split(q.cues, ",") {
			c := compileCue(cue, number)
			compiled.cues = append(compiled.cues, c)
			compiled.explains = compiled.explains.or(c.required)
		}
		compiled.with = compileCue(q.with, number).required
		compiled.explains = compiled.explains.or(compiled.with)
		t.questions = append(t.questions, compiled)
	}
	return t
}

func compileCue(cue string, number map[string]int) (c compiledCue) {
	for _, name := range strings.Fields(cue) {
		name, against := strings.CutPrefix(name, "-")
		n, ok := number[name]
		switch {
		case !ok:
			panic(fmt.Sprintf("faq: the cue %q names the unknown notion %q", cue, name))
		case against:
			c.excluded.add(n)
		default:
			c.required.add(n)
		}
	}
	return c
}
