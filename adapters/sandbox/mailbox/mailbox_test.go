package mailbox

import (
	"strings"
	"testing"
	"time"
)

// good is a mail that nobody could object to.
func good() string {
	return strings.Join([]string{
		"Date: " + time.Now().Format(time.RFC1123Z), "From: \"Help\" <help@example.com>", "To: <ana@example.com>",
		"Subject: =?utf-8?q?Recibimos_su_solicitud_=C3=B1?=", "Message-ID: <a1@example.com>", "MIME-Version: 1.0",
		"Auto-Submitted: auto-generated", "Content-Type: multipart/alternative; boundary=b", "",
		"--b", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: quoted-printable", "", "=C2=A1Hola!",
		"--b", "Content-Type: text/html; charset=UTF-8", "", "<p>Hola</p>", "--b--", "",
	}, "\r\n")
}

// TestAGoodMailIsRead as a mail program reads it.
func TestAGoodMailIsRead(t *testing.T) {
	l, problems := read([]byte(good()), "help@example.com", "ana@example.com")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if l.Subject != "Recibimos su solicitud ñ" || l.Text != "¡Hola!" || l.HTML != "<p>Hola</p>" || l.MessageID != "<a1@example.com>" {
		t.Errorf("it reads %+v", l)
	}
}

// TestWhatRealServersMightMendIsRefused spoils a good mail, one thing at a time.
func TestWhatRealServersMightMendIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a long line":          {"=C2=A1Hola!", strings.Repeat("x", 999), "longer than 998"},
		"eight bits":           {"=C2=A1Hola!", "¡Hola!", "not in 7 bits"},
		"a bare newline":       {"=C2=A1Hola!", "Hola\nHola", "bare CR, LF"},
		"two subjects":         {"MIME-Version", "Subject: another\r\nMIME-Version", "Subject stands there 2 times"},
		"no date":              {"Date: ", "X-Date: ", "Date stands there 0 times"},
		"a date long ago":      {"Date: " + time.Now().Format(time.RFC1123Z), "Date: Mon, 02 Jan 2006 15:04:05 +0000", "Date is not now"},
		"a blind copy":         {"MIME-Version", "Bcc: eve@example.com\r\nMIME-Version", "Bcc has no place"},
		"the library's name":   {"MIME-Version", "User-Agent: x\r\nMIME-Version", "User-Agent has no place"},
		"another sender":       {"help@example.com", "eve@example.com", "From is not who"},
		"somebody else":        {"<ana@example.com>", "<eve@example.com>", "To is not whom"},
		"two addressees":       {"<ana@example.com>", "<ana@example.com>, <eve@example.com>", "To is not whom"},
		"an odd identifier":    {"<a1@example.com>", "a1", "Message-ID has not its form"},
		"no HTML":              {"<p>Hola</p>", " ", "says nothing"},
		"another charset":      {"charset=UTF-8", "charset=latin1", "not in UTF-8"},
		"parts without an end": {"boundary=b", "boundary=c", "cannot be told apart"},
		"no header":            {"MIME-Version: 1.0", "nonsense", "cannot be read"},
	} {
		spoilt := strings.Replace(good(), c.old, c.new, 1)
		if _, problems := read([]byte(spoilt), "help@example.com", "ana@example.com"); !strings.Contains(strings.Join(problems, "; "), c.want) {
			t.Errorf("%s: it was told %q", name, problems)
		}
	}
}
