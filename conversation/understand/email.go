package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// The limits of RFC 5321: an address, and the part before the @.
const (
	longestEmail = 254
	longestLocal = 64
)

// Email reads one email address. The part before the @ stays as typed; the
// domain comes back in lower case and in its ASCII form. Where the address
// looks mistyped, suggestion is what was probably meant; nothing is changed
// without asking. A suggestion may come with NotAnEmail too ("ana@gmail").
func Email(text string) (email, suggestion string, p Problem) {
	text = strings.TrimSpace(norm.NFKC.String(withoutInvisible(text)))
	if text == "" {
		return "", "", Empty
	}
	address, p := addressIn(text)
	if p != "" {
		return "", "", p
	}
	at := strings.LastIndexByte(address, '@')
	local, domain := address[:at], address[at+1:]
	if !isLocalPart(local) {
		return "", "", NotAnEmail
	}
	ascii, ok := mailDomain(domain)
	if !ok {
		return "", completed(local, domain), NotAnEmail
	}
	email = local + "@" + ascii
	if len(email) > longestEmail {
		return "", "", NotAnEmail
	}
	if meant := unaccented(local) + "@" + likelyDomain(ascii); meant != email {
		suggestion = meant
	}
	return email, suggestion, ""
}

// addressIn finds the one address in a text. Words around it must be words
// that introduce an address, lest "ana maria@example.com" lose a half.
func addressIn(text string) (string, Problem) {
	if utf8.RuneCountInString(text) > 2*longestEmail {
		return "", NotAnEmail
	}
	if before, inside, ok := strings.Cut(text, "<"); ok && !strings.Contains(before, "@") {
		text, _, _ = strings.Cut(inside, ">")
	}
	var found string
	for _, field := range strings.Fields(closeUpAt(text)) {
		address := bareAddress(field)
		switch {
		case !strings.Contains(address, "@"):
			if !introducesEmail(field) {
				return "", NotAnEmail
			}
		case found == "":
			found = address
		case !strings.EqualFold(found, address):
			return "", TwoEmails
		}
	}
	if found == "" {
		return "", NotAnEmail
	}
	return found, ""
}

// closeUpAt takes away the blanks that some keyboards put around an @.
func closeUpAt(text string) string {
	parts := strings.Split(text, "@")
	for i, part := range parts {
		if i > 0 {
			part = strings.TrimLeftFunc(part, unicode.IsSpace)
		}
		if i < len(parts)-1 {
			part = strings.TrimRightFunc(part, unicode.IsSpace)
		}
		parts[i] = part
	}
	return strings.Join(parts, "@")
}

// bareAddress strips what sentences and mail programs put against an address.
func bareAddress(field string) string {
	field = strings.TrimLeft(field, `<([{"'“”‘«:`)
	label, rest, ok := strings.Cut(field, ":")
	switch {
	case ok && strings.EqualFold(label, "mailto"):
		field, _, _ = strings.Cut(rest, "?")
	case ok && introducesEmail(label):
		field = rest
	}
	return strings.TrimRight(field, `>)]}"'“”’».,;:!?`)
}

func introducesEmail(field string) bool {
	for _, word := range words(field) {
		switch word {
		case "my", "the", "e", "email", "mail", "address", "is", "it", "s", "hi", "hello", "thanks", "please",
			"mi", "el", "correo", "electronico", "direccion", "es", "hola", "gracias", "por", "favor":
		default:
			return false
		}
	}
	return true
}

// isLocalPart says whether the part before the @ is a dot-atom of RFC 5322,
// with the letters of other scripts that RFC 6531 adds. Quoted forms are legal
// and nobody has one.
func isLocalPart(local string) bool {
	if local == "" || len(local) > longestLocal {
		return false
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	return !strings.ContainsFunc(local, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) &&
			!strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r)
	})
}

// mailDomain returns a domain in lower-case ASCII, if a mail server on the
// public internet can have it.
func mailDomain(domain string) (string, bool) {
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || !strings.Contains(ascii, ".") {
		return "", false
	}
	labels := strings.Split(ascii, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "", false
		}
	}
	top := labels[len(labels)-1]
	return ascii, len(top) >= 2 && !isDigit(top[0])
}

// withoutInvisible drops what nobody typed on purpose: zero-width characters,
// direction marks and controls that are not blanks.
func withoutInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, " "))
}
