package renewal

import (
	"fmt"
	"strconv"
	"strings"
)

// wording returns the function that words a reason: the sentence in the
// person's language with this case's dates and amounts in it. Dates are
// written with the month in words, because cards print DD/MM/YYYY and half the
// readers take that for MM/DD.
func (r *reading) wording() func(sentence string) string {
	sentences, inWords := englishSentence, englishDate
	if r.Language == Spanish {
		sentences, inWords = spanishSentence, spanishDate
	}
	return func(sentence string) string { return r.fill(sentences(sentence), inWords) }
}

// fill puts this case's values into the places of a sentence.
func (r *reading) fill(sentence string, inWords func(Date) string) string {
	var b strings.Builder
	b.Grow(len(sentence) + 2*len("24 de septiembre de 2027"))
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		place, after, _ := strings.Cut(rest, "}")
		b.WriteString(r.value(place, inWords))
		sentence = after
	}
}

// value is what stands in the place of this name.
func (r *reading) value(place string, inWords func(Date) string) string {
	switch place {
	case "opens":
		return inWords(r.window.Opens)
	case "aim":
		return inWords(r.window.Opens.Add(1))
	case "closes":
		return inWords(r.window.Closes)
	case "last":
		return inWords(r.out.LastOfficeDay)
	case "reenter_by":
		return inWords(r.out.Deadlines.ReenterBy)
	case "file_by":
		return inWords(r.out.Deadlines.FileBy)
	case "regularize_by":
		return inWords(r.out.Deadlines.RegularizeBy)
	case "fee":
		if r.out.ServiceFeeUSD != nil {
			return strconv.Itoa(*r.out.ServiceFeeUSD)
		}
		return "0"
	case "principal":
		return strconv.Itoa(r.fees.Principal)
	case "additional":
		return strconv.Itoa(r.fees.Additional)
	}
	return "{" + place + "}" // the tests hold that there is none
}

func englishDate(d Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

func spanishDate(d Date) string {
	if d.IsZero() {
		return ""
	}
	months := [...]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
		"agosto", "septiembre", "octubre", "noviembre", "diciembre"}
	return fmt.Sprintf("%d de %s de %d", d.Day, months[d.Month-1], d.Year)
}
