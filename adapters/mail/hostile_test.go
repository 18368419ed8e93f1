package mail

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// script answers each line that a client says; nothing ends the connection.
type script func(line string) string

// polite takes every mail from everybody.
func polite(offers ...string) script {
	inData := false
	return func(line string) string {
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch {
		case inData && line == ".":
			inData = false
			return "250 taken\r\n"
		case inData:
			return "-"
		case verb == "EHLO":
			return "250-here\r\n250-" + strings.Join(append(offers, "HELP"), "\r\n250-") + "\r\n250 8BITMIME\r\n"
		case verb == "DATA":
			inData = true
			return "354 go on\r\n"
		case verb == "QUIT":
			return ""
		}
		return "250 fine\r\n"
	}
}

// theatre is a server that plays a script, and what it heard.
type theatre struct {
	*testing.T
	address string
	pool    *x509.CertPool
	heard   chan string
}

// perform plays a script to whoever comes: over TLS from the first byte, or
// after STARTTLS, where it is asked to.
func perform(t *testing.T, implicit bool, play func() script) *theatre {
	t.Helper()
	secure := httptest.NewUnstartedServer(nil) // which knows how to make a certificate, of example.com
	secure.StartTLS()
	config := secure.TLS.Clone()
	config.NextProtos = nil
	th := &theatre{T: t, pool: x509.NewCertPool(), heard: make(chan string, 10_000)}
	th.pool.AddCert(secure.Certificate())
	secure.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	th.address = listener.Addr().String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if implicit {
				conn = tls.Server(conn, config)
			}
			go th.act(conn, play(), config)
		}
	}()
	return th
}

func (th *theatre) act(conn net.Conn, play script, config *tls.Config) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	fmt.Fprint(conn, "220 here\r\n")
	for lines.Scan() {
		th.heard <- lines.Text()
		if strings.EqualFold(lines.Text(), "STARTTLS") {
			fmt.Fprint(conn, "220 go on\r\n")
			conn = tls.Server(conn, config)
			lines = bufio.NewScanner(conn)
			continue
		}
		switch answer := play(lines.Text()); answer {
		case "":
			return
		case "-": // says nothing
		default:
			fmt.Fprint(conn, answer)
		}
	}
}

// sends hands a mail in at the theatre, under a URL that names example.com, and
// returns what was answered, told and heard.
func (th *theatre) sends(url string, trusted bool) (answer conversation.Answer, told, heard string) {
	th.Helper()
	var log bytes.Buffer
	c := newCourier(th.T, url, "help@example.com", nil, &log)
	if trusted {
		c.trust = th.pool
	}
	c.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, th.address)
	}
	answer = c.Deliver(th.Context(), parcel(letter()))
	for len(th.heard) > 0 {
		heard += <-th.heard + "\n"
	}
	return answer, answer.Why + log.String(), heard
}

// TestNothingIsSaidPlainly demands TLS of every server that is not this machine.
func TestNothingIsSaidPlainly(t *testing.T) {
	for name, c := range map[string]struct {
		url      string
		implicit bool
		trusted  bool
		offers   string
		want     conversation.Outcome
	}{
		"TLS":                              {"smtps://example.com", true, true, "HELP", conversation.Delivered},
		"STARTTLS":                         {"smtp://example.com", false, true, "STARTTLS", conversation.Delivered},
		"a certificate of nobody":          {"smtps://example.com", true, false, "HELP", conversation.Later},
		"a certificate of somebody else":   {"smtps://mail.invalid", true, true, "HELP", conversation.Later},
		"STARTTLS, a certificate too many": {"smtp://example.com", false, false, "STARTTLS", conversation.Later},
		"no STARTTLS":                      {"smtp://example.com", false, true, "HELP", conversation.Later},
	} {
		th := perform(t, c.implicit, func() script { return polite(c.offers) })
		answer, _, heard := th.sends(c.url, c.trusted)
		if answer.Outcome != c.want {
			t.Errorf("%s: the answer is %+v", name, answer)
		}
		if said := strings.Contains(heard, "ana@example.com"); said != (c.want == conversation.Delivered) {
			t.Errorf("%s: the server heard\n%s", name, heard)
		}
	}
}

// TestLogin says who we are in the way that the server knows, and tells nobody.
func TestLogin(t *testing.T) {
	const url = "smtps://me:s3cret@example.com"
	plain := base64.StdEncoding.EncodeToString([]byte("\x00me\x00s3cret"))
	for name, c := range map[string]struct {
		offers string
		answer map[string]string
		want   conversation.Outcome
	}{
		"PLAIN":     {"AUTH PLAIN LOGIN", map[string]string{"AUTH PLAIN " + plain: "235 welcome\r\n"}, conversation.Delivered},
		"LOGIN":     {"AUTH LOGIN", map[string]string{"AUTH LOGIN": "334 VXNlcm5hbWU6\r\n", "bWU=": "334 UGFzc3dvcmQ6\r\n", "czNjcmV0": "235 welcome\r\n"}, conversation.Delivered},
		"refused":   {"AUTH PLAIN", map[string]string{"AUTH PLAIN " + plain: "535 " + plain + " s3cret is wrong\r\n"}, conversation.Later},
		"not known": {"HELP", nil, conversation.Later},
	} {
		th := perform(t, true, func() script {
			others := polite(c.offers)
			return func(line string) string {
				if answer, ok := c.answer[line]; ok {
					return answer
				}
				if c.answer == nil && strings.HasPrefix(line, "AUTH") {
					return "502 no such thing\r\n"
				}
				return others(line)
			}
		})
		answer, told, heard := th.sends(url, true)
		if answer.Outcome != c.want {
			t.Errorf("%s: the answer is %+v; the server heard\n%s", name, answer, heard)
		}
		if strings.Contains(told, "s3cret") || strings.Contains(told, plain) {
			t.Errorf("%s: it tells %q", name, told)
		}
	}
}

// TestOddServers gets nonsense at every turn, and ends each time.
func TestOddServers(t *testing.T) {
	for name, c := range map[string]struct {
		at, answer string
		want       conversation.Outcome
	}{
		"nonsense for a greeting":      {"EHLO", "what?\r\n", conversation.Delivered}, // an older greeting works
		"a line without an end":        {"MAIL", strings.Repeat("2", 1<<20), conversation.Later},
		"a code out of place":          {"RCPT", "354 go on\r\n", conversation.Later},
		"the address, quoted":          {"RCPT", "550 ana@example.com is unknown\r\n", conversation.Refused},
		"nonsense for the mail":        {"DATA", "999 \x00\r\n", conversation.Later},
		"nonsense after the mail":      {".", "ok\r\n", conversation.Unknown},
		"half an answer to the mail":   {".", "25", conversation.Unknown},
		"no word after a mail it took": {"RSET", "", conversation.Delivered},
	} {
		th := perform(t, true, func() script {
			others := polite()
			return func(line string) string {
				if strings.HasPrefix(strings.ToUpper(line), c.at) && (c.at != "." || line == ".") {
					return c.answer
				}
				return others(line)
			}
		})
		answer, told, _ := th.sends("smtps://example.com", true)
		if answer.Outcome != c.want || strings.Contains(told, "ana@") {
			t.Errorf("%s: the answer is %+v, and it tells %q", name, answer, told)
		}
	}
}
