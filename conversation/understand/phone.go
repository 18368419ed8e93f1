package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// Phone reads a telephone number as people type it and returns it in E.164
// form ("+525512345678"). The number must say its country, by + or 00; only a
// Mexican number may do so by a bare 52, because nothing else begins with 52
// and has its length. Guessing would store a stranger's number.
func Phone(text string) (e164 string, p Problem) {
	number, p := phoneIn(fold(text))
	if p != "" {
		return "", p
	}
	digits := digitsOf(number)
	switch {
	case strings.HasPrefix(number, "+"):
		return international(digits)
	case strings.HasPrefix(digits, "00"):
		return international(digits[2:])
	case len(digits) == 12 && strings.HasPrefix(digits, "52"),
		len(digits) == 13 && strings.HasPrefix(digits, "521"):
		if e164, p = international(digits); p == "" {
			return e164, ""
		}
		return "", NoCountryCode
	case len(digits) < 7 || len(digits) > 15:
		return "", NotAPhone
	default:
		return "", NoCountryCode
	}
}

// SharedPhone reads the number of a contact that its owner shared by a button.
// The platform always gives it with its country, though often without the +.
func SharedPhone(number string) (e164 string, p Problem) {
	number = strings.TrimSpace(fold(number))
	if number == "" {
		return "", Empty
	}
	if number[0] == '+' || strings.HasPrefix(number, "00") {
		return Phone(number)
	}
	return Phone("+" + number)
}

// PhoneWords returns a stored number with the usual blanks, for reading back.
func PhoneWords(e164 string) string {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return e164
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// phoneIn cuts the number out of folded text. Words may stand around it ("my
// phone is …, WhatsApp"), never inside or against it: there they are mistyped
// digits or an extension.
func phoneIn(s string) (number string, p Problem) {
	if strings.TrimSpace(s) == "" {
		return "", Empty
	}
	start := strings.IndexAny(s, "+0123456789")
	end := strings.LastIndexAny(s, "0123456789") + 1
	if start < 0 || start >= end {
		return "", NotAPhone
	}
	number = s[start:end]
	if next, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsLetter(next) {
		return "", NotAPhone
	}
	if last, _ := utf8.DecodeLastRuneInString(s[:start]); number[0] != '+' && unicode.IsLetter(last) {
		return "", NotAPhone
	}
	if namesExtension(number) {
		return "", HasExtension
	}
	if strings.ContainsFunc(number[1:], outsidePhones) {
		return "", NotAPhone
	}
	return number, ""
}

// outsidePhones says whether a character has no place between the digits of
// one number. A slash and a comma may part two numbers, so they have none.
func outsidePhones(r rune) bool {
	return !unicode.IsDigit(r) && !unicode.IsSpace(r) && !strings.ContainsRune("()[]-.·‐‒–—−", r)
}

func namesExtension(number string) bool {
	if strings.Contains(number, "#") {
		return true
	}
	parts := strings.FieldsFunc(number, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(parts) != 1 {
		return false
	}
	switch parts[0] {
	case "x", "ext", "extn", "extension", "int", "interno", "anexo":
		return true
	default:
		return false
	}
}

// international turns the digits of a number with its country code into E.164,
// if that country has such a number.
func international(digits string) (e164 string, p Problem) {
	if len(digits) < 7 || len(digits) > 20 {
		return "", NotAPhone
	}
	number, err := phonenumbers.Parse("+"+mendMexican(digits), "")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return "", NotAPhone
	}
	return phonenumbers.Format(number, phonenumbers.E164), ""
}

// mendMexican drops what Mexicans dialled between the country code and the ten
// digits until 2019. Telephones and address books still hold such numbers, and
// they are the same line.
func mendMexican(digits string) string {
	const ten = 10
	national, ok := strings.CutPrefix(digits, "52")
	if !ok || len(national) <= ten {
		return digits
	}
	switch national[:len(national)-ten] {
	case "1", "01", "044", "045":
		return "52" + national[len(national)-ten:]
	default:
		return digits
	}
}
