package understand

import (
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"residencyassist/conversation/renewal"
)

// longestFullName is what a passport's machine-readable names amount to at most,
// with room for the blanks and marks that they leave out.
const longestFullName = 120

// longestNumber is more than any passport's or foreigner's number has.
const longestNumber = 20

// FullName reads all the names of a person in one answer, as a passport prints
// them.
func FullName(text string) (string, Problem) { return nameWithin(text, longestFullName) }

// Number reads the number of a document: letters and digits, at least one of
// which is a digit. Blanks and hyphens, by which people group them, go. How long
// such a number is differs between years and countries, so any length passes.
func Number(text string) (string, Problem) {
	number := compact(text)
	switch {
	case number == "":
		return "", Empty
	case utf8.RuneCountInString(number) > longestNumber:
		return "", TooLong
	case !strings.ContainsAny(number, "0123456789") || strings.Trim(number, digitsAndLetters) != "":
		return "", NotANumber
	}
	return number, ""
}

// compact writes a number as a machine keeps it: capitals, without the blanks,
// hyphens and dots of people.
func compact(text string) string {
	text = strings.ToUpper(norm.NFKC.String(strings.ToValidUTF8(text, "\ufffd")))
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == '‐' || r == '–' || !visible(r) {
			return -1
		}
		return r
	}, text)
}

const digitsAndLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// curpLetters gives each sign of a CURP its worth for the check digit, as the
// population register (RENAPO) publishes it: the place in this row.
const curpLetters = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"

// curpStates are the two letters of a CURP's state of birth. NE is for people
// born abroad.
const curpStates = " AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE "

// nobodysCURP begins the key that stands for any foreigner in tax papers. It is
// nobody's own.
const nobodysCURP = "XEXX010101"

// CURP reads Mexico's population key: four letters, the birth date, the sex, the
// state of birth, three consonants, a sign that keeps twins apart, and a check
// digit that finds a slip of the hand.
func CURP(text string) (string, Problem) {
	curp := compact(text)
	if curp == "" {
		return "", Empty
	}
	if len(curp) != 18 || !curpForm(curp) || curp[17] != checkDigit(curp[:17]) || strings.HasPrefix(curp, nobodysCURP) {
		return "", NotACURP
	}
	return curp, ""
}

// curpForm says whether each sign of a CURP is one that may stand there.
func curpForm(curp string) bool {
	form := []string{
		capitals, capitals, capitals, capitals, figures, figures, figures, figures, figures, figures,
		"HMX", capitals, capitals, consonants, consonants, consonants, digitsAndLetters, figures,
	}
	for i, allowed := range form {
		if !strings.Contains(allowed, curp[i:i+1]) {
			return false
		}
	}
	return strings.Contains(curpStates, " "+curp[11:13]+" ") && !BornOf(curp).IsZero()
}

const (
	figures    = "0123456789"
	capitals   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	consonants = "BCDFGHJKLMNPQRSTVWXYZ"
)

// checkDigit weighs the first seventeen signs, 18 for the first and one less for
// each that follows, and returns what is wanting to the next ten.
func checkDigit(curp string) byte {
	sum := 0
	for i, r := range curp {
		worth := utf8.RuneCountInString(curpLetters[:strings.IndexRune(curpLetters, r)])
		sum += worth * (18 - i)
	}
	return byte('0' + (10-sum%10)%10)
}

// BornOf is the birth date that a CURP carries, or the zero date. The sign that
// keeps twins apart tells the century: a digit until 1999, a letter since.
func BornOf(curp string) renewal.Date {
	if len(curp) != 18 || strings.Trim(curp[4:10], figures) != "" {
		return renewal.Date{}
	}
	two := func(at int) int { return int(curp[at]-'0')*10 + int(curp[at+1]-'0') }
	year := 1900 + two(4)
	if strings.Contains(capitals, curp[16:17]) {
		year += 100
	}
	born, exists := renewal.NewDate(year, time.Month(two(6)), two(8))
	if !exists {
		return renewal.Date{}
	}
	return born
}
