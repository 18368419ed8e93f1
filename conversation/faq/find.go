package faq

import (
	"math/bits"
	"slices"

	"residencyassist/conversation/locale"
)

const (
	// enough is the weight from which a cue gives a question away.
	enough = 3
	// mostWords is more than anybody needs for a side question. A longer text
	// describes a situation and deserves a person.
	mostWords = 60
)

// known is the compiled table. It does not change.
var known = mustCompile(notions(), questions())

// IDs returns the questions, in the order in which they may be listed. The
// words of each stand in the catalogue under faq.<id>.ask and faq.<id>.answer.
func IDs() []string {
	ids := make([]string, len(known.questions))
	for i, q := range known.questions {
		ids[i] = q.id
	}
	return ids
}

// Find returns the question that a text asks, in whichever language. The
// person's own language only breaks ties. Not ok means none, or more than one
// with equal right.
func Find(lang locale.Language, text string) (id string, ok bool) {
	typed := words(text)
	if len(typed) == 0 || len(typed) > mostWords {
		return "", false
	}
	heard := known.vocabulary.hear(typed)
	said := heard.in(inEnglish | inSpanish)
	best := known.best(said)
	if len(best) > 1 {
		best = known.amongst(best, heard.in(tongue(lang)))
	}
	if len(best) != 1 {
		return "", false
	}
	q := known.questions[best[0]]
	if len(known.best(said.without(q.explains))) > 0 {
		return "", false // what is left asks something else as well
	}
	return q.id, true
}

// best returns the questions with the highest weight.
func (t *table) best(said notionSet) []int {
	top, found := 0, []int(nil)
	for i := range t.questions {
		switch weight := t.weigh(&t.questions[i], said); {
		case weight == 0 || weight < top:
		case weight > top:
			top, found = weight, append(found[:0], i)
		default:
			found = append(found, i)
		}
	}
	return found
}

// amongst narrows a tie to the questions that are heaviest in one language.
func (t *table) amongst(tied []int, said notionSet) []int {
	return slices.DeleteFunc(t.best(said), func(i int) bool { return !slices.Contains(tied, i) })
}

// weigh returns the weight of what a question explains of what was said; zero
// unless a cue is met that is enough by itself.
func (t *table) weigh(q *compiledQuestion, said notionSet) int {
	heaviest := 0
	for _, c := range q.cues {
		if !c.met(said) {
			continue
		}
		if cue := t.weight(c.required); cue >= enough {
			heaviest = max(heaviest, cue+t.weight(said.and(q.with).without(c.required)))
		}
	}
	return heaviest
}

func (t *table) weight(s notionSet) (sum int) {
	for part, set := range s {
		for ; set != 0; set &= set - 1 {
			sum += t.weights[64*part+bits.TrailingZeros64(set)]
		}
	}
	return sum
}

// met says whether a cue's notions were all said, and none that it excludes.
func (c compiledCue) met(said notionSet) bool {
	return c.required.without(said) == notionSet{} && said.and(c.excluded) == notionSet{}
}

// notionSet is a set of notions, one bit each.
type notionSet [2]uint64

func (s *notionSet) add(notion int) { s[notion/64] |= 1 << (notion % 64) }

func (s notionSet) and(t notionSet) notionSet { return notionSet{s[0] & t[0], s[1] & t[1]} }

func (s notionSet) or(t notionSet) notionSet { return notionSet{s[0] | t[0], s[1] | t[1]} }

func (s notionSet) without(t notionSet) notionSet { return notionSet{s[0] &^ t[0], s[1] &^ t[1]} }
