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
	fee := 0
	if r.out.ServiceFeeUSD != nil {
		fee = *r.out.ServiceFeeUSD
	}
	values := strings.NewReplacer(
		"{opens}", inWords(r.window.Opens),
		"{aim}", inWords(r.window.Opens.Add(1)),
		"{closes}", inWords(r.window.Closes),
		"{last}", inWords(r.out.LastOfficeDay),
		"{reenter_by}", inWords(r.out.Deadlines.ReenterBy),
		"{file_by}", inWords(r.out.Deadlines.FileBy),
		"{regularize_by}", inWords(r.out.Deadlines.RegularizeBy),
		"{fee}", strconv.Itoa(fee),
		"{principal}", strconv.Itoa(r.fees.Principal),
		"{additional}", strconv.Itoa(r.fees.Additional),
	)
	return func(sentence string) string { return values.Replace(sentences(sentence)) }
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
