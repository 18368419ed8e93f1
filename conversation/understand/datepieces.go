package understand

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A piece is one part of a date: a number or a month by its name.
type piece struct {
	digits  int  // how many digits were typed; 0 for a month by its name
	value   int  // the number, or the month
	sep     byte // what stands before it: a dash, a slash or 0 for anything else
	weekday bool // may be a weekday instead: "mar" is March and martes
}

func (p piece) isNumber() bool { return p.digits > 0 }
func (p piece) isYear() bool   { return p.digits == 4 }

// dateTokens cuts folded text into numbers, words and single other characters.
func dateTokens(s string) []string {
	var tokens []string
	for len(s) > 0 {
		n := len(s) - len(strings.TrimLeftFunc(s, unicode.IsDigit))
		if n == 0 {
			n = len(s) - len(strings.TrimLeftFunc(s, unicode.IsLetter))
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
		}
		tokens = append(tokens, s[:n])
		s = s[n:]
	}
	return tokens
}

// dateRuns gathers the pieces that stand together. Punctuation and words such
// as "of" join them; any other word ends the run, so that numbers from
// different parts of a sentence never make a date.
func dateRuns(tokens []string) [][]piece {
	var runs [][]piece
	var run []piece
	var sep byte
	end := func() {
		if len(run) > 0 {
			runs = append(runs, run)
		}
		run, sep = nil, 0
	}
	for i, token := range tokens {
		p, ok := readPiece(token, run)
		switch {
		case ok:
			p.sep, sep = sep, 0
			run = append(run, p)
		case isDash(token):
			sep = '-'
		case token == "/":
			sep = '/'
		case token == ":" && i > 0 && isDigit(tokens[i-1][0]):
			end() // an hour: 10:30
		case joinsPieces(token), afterNumber(run) && endsOrdinal(token):
		case afterNumber(run) && endsHour(token):
			run[len(run)-1] = piece{digits: tooManyDigits}
		default:
			end()
		}
	}
	end()
	return runs
}

// readPiece reads one token, given the pieces before it in its run.
func readPiece(token string, before []piece) (piece, bool) {
	if isDigit(token[0]) {
		return numberPiece(token), true
	}
	if token == "first" || token == "primero" || token == "primer" {
		return piece{digits: 1, value: 1}, true
	}
	if month, ok := monthNamed(token); ok {
		return piece{value: int(month), weekday: token == "mar"}, true
	}
	// Roman months stand after a number, as in 4-VIII-2027. Elsewhere "I" and
	// "v" are words.
	if len(before) == 1 && before[0].isNumber() {
		if month, ok := romanMonth(token); ok {
			return piece{value: int(month)}, true
		}
	}
	return piece{}, false
}

// tooManyDigits marks a number that is no part of a date, and must not be lost
// either: beside it nothing is certain.
const tooManyDigits = 9

func numberPiece(digits string) piece {
	if len(digits) >= tooManyDigits {
		return piece{digits: tooManyDigits}
	}
	p := piece{digits: len(digits)}
	for i := range len(digits) {
		p.value = p.value*10 + int(digits[i]-'0')
	}
	return p
}

func afterNumber(run []piece) bool { return len(run) > 0 && run[len(run)-1].isNumber() }

func isDash(token string) bool {
	switch token {
	case "-", "‐", "‒", "–", "—", "―", "−":
		return true
	default:
		return false
	}
}

func joinsPieces(token string) bool {
	switch token {
	case ".", ",", ":", "'", "’", "‘", "`", "´", "_", "|", "\\", "⁄", "∕", "·", "°":
		return true
	case "de", "del", "of", "the", "el", "day", "month", "year", "dia", "mes", "ano":
		return true
	default:
		r, _ := utf8.DecodeRuneInString(token)
		return unicode.IsSpace(r)
	}
}

// endsOrdinal knows what people write after a number: 4th, 1ro, 3º.
func endsOrdinal(token string) bool {
	switch token {
	case "st", "nd", "rd", "th", "o", "a", "er", "ro", "ero", "do", "to", "mo", "vo", "no":
		return true
	default:
		return false
	}
}

// endsHour knows what people write after an hour: 10 am, 10 h, 10 a. m.
func endsHour(token string) bool {
	switch token {
	case "am", "pm", "m", "h", "hrs", "horas", "hours":
		return true
	default:
		return false
	}
}

// movesTheDate knows the words that make a date beside them another date or
// none: "a week after", "not", "dos días antes".
func movesTheDate(token string) bool {
	switch token {
	case "not", "isn", "never", "before", "after", "week", "weeks", "days", "months", "years",
		"nunca", "antes", "despues", "hace", "semana", "semanas", "dias", "meses", "anos":
		return true
	default:
		return false
	}
}

// monthNamed reads a month's name in English or Spanish: whole, shortened to
// three letters or more, or with one slip where only one month is that close.
func monthNamed(word string) (time.Month, bool) {
	if len(word) < 3 || len(word) > len("septiembre")+1 {
		return 0, false
	}
	names := [...]struct {
		name  string
		month time.Month
	}{
		{"january", 1}, {"february", 2}, {"march", 3}, {"april", 4}, {"may", 5}, {"june", 6}, {"july", 7},
		{"august", 8}, {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12},
		{"enero", 1}, {"febrero", 2}, {"marzo", 3}, {"abril", 4}, {"mayo", 5}, {"junio", 6}, {"julio", 7},
		{"agosto", 8}, {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10}, {"noviembre", 11}, {"diciembre", 12},
	}
	for _, n := range names {
		if strings.HasPrefix(n.name, word) {
			return n.month, true
		}
	}
	var near time.Month
	for _, n := range names {
		if len(word) < 4 || len(n.name) < 5 || !withinOneEdit(word, n.name) {
			continue
		}
		if near != 0 && near != n.month {
			return 0, false
		}
		near = n.month
	}
	return near, near != 0
}

func romanMonth(word string) (time.Month, bool) {
	for i, roman := range [...]string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"} {
		if word == roman {
			return time.Month(i + 1), true
		}
	}
	return 0, false
}
