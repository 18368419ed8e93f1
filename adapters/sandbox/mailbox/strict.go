package mailbox

import (
	"bytes"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"
)

// longestLine is the longest that a mail may have, without its end: RFC 5322,
// 2.1.1.
const longestLine = 998

// badLines says what is wrong with the lines of a mail: what a server on its way
// could cut, fold, re-encode or take for the end.
func badLines(whole []byte) (problems []string) {
	for n, line := range bytes.Split(whole, []byte("\r\n")) {
		switch {
		case len(line) > longestLine:
			return []string{fmt.Sprintf("line %d is longer than %d bytes", n+1, longestLine)}
		case bytes.ContainsAny(line, "\r\n\x00"):
			return []string{fmt.Sprintf("line %d has a bare CR, LF or NUL", n+1)}
		case bytes.ContainsFunc(line, func(r rune) bool { return r > '~' }):
			return []string{fmt.Sprintf("line %d is not in 7 bits", n+1)}
		}
	}
	return nil
}

// identifier is the form of a Message-ID.
var identifier = regexp.MustCompile(`^<[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+>$`)

// badHeader says what is wrong with a mail's header.
func badHeader(h mail.Header, from, to string) (problems []string) {
	wrong := func(is bool, format string, args ...any) {
		if is {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	for _, name := range []string{"From", "To", "Date", "Subject", "Message-Id", "Mime-Version", "Content-Type", "Auto-Submitted"} {
		wrong(len(h[name]) != 1, "%s stands there %d times", name, len(h[name]))
	}
	for _, name := range []string{"Bcc", "Cc", "User-Agent", "X-Mailer", "Received", "Return-Path"} {
		wrong(len(h[name]) > 0, "%s has no place here", name)
	}
	wrong(only(h, "From") != from, "From is not who hands it in")
	wrong(only(h, "To") != to, "To is not whom it goes to")
	wrong(len(h["Reply-To"]) > 0 && only(h, "Reply-To") == "", "Reply-To is not one address")
	date, err := h.Date()
	wrong(err != nil || time.Since(date).Abs() > time.Hour, "Date is not now")
	wrong(!identifier.MatchString(h.Get("Message-Id")), "Message-ID has not its form")
	wrong(strings.TrimSpace(decoded(h.Get("Subject"))) == "", "there is no Subject")
	return problems
}

// only is the one address of a header, or nothing.
func only(h mail.Header, name string) string {
	list, err := h.AddressList(name)
	if err != nil || len(list) != 1 {
		return ""
	}
	return list[0].Address
}
