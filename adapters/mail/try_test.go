package mail

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
)

// TestTryGoesAsFarAsAMailWould says what stops it on the way, and hands in nothing.
func TestTryGoesAsFarAsAMailWould(t *testing.T) {
	saying := func(answer string, offers ...string) func() script {
		return func() script {
			all := polite(offers...)
			return func(line string) string {
				if strings.HasPrefix(line, "AUTH") {
					return answer + "\r\n"
				}
				return all(line)
			}
		}
	}
	const welcome = "235 2.7.0 welcome"
	for name, c := range map[string]struct {
		url     string
		trusted bool
		play    func() script
		words   string
	}{
		"all is well":              {"smtp://bot:p4ssword@example.com", true, saying(welcome, "STARTTLS", "AUTH PLAIN"), ""},
		"TLS from the first byte":  {"smtps://bot:p4ssword@example.com", true, saying(welcome, "AUTH PLAIN"), ""},
		"a stranger's certificate": {"smtps://bot:p4ssword@example.com", false, saying(welcome, "AUTH PLAIN"), "its certificate is not one that this machine trusts"},
		"a wrong password":         {"smtps://bot:p4ssword@example.com", true, saying("535 5.7.8 whoever bot:p4ssword is, go away", "AUTH PLAIN"), "it does not take the user and the password"},
		"no STARTTLS":              {"smtp://bot:p4ssword@example.com", true, saying(welcome, "AUTH PLAIN"), "it offers no STARTTLS"},
		"no passwords":             {"smtps://bot:p4ssword@example.com", true, saying("502 5.5.1 what?"), "it asks nobody for a password"},
	} {
		t.Run(name, func(t *testing.T) {
			th := perform(t, strings.HasPrefix(c.url, "smtps"), c.play)
			courier := newCourier(t, c.url, "help@example.com", nil, io.Discard)
			if c.trusted {
				courier.trust = th.pool
			}
			courier.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, th.address)
			}
			err := courier.Try(t.Context())
			if c.words == "" && err != nil || c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "p4ssword")) {
				t.Errorf("it says %v, not %q", err, c.words)
			}
			for len(th.heard) > 0 {
				if line := <-th.heard; strings.HasPrefix(line, "MAIL") {
					t.Errorf("a mail was begun: %s", line)
				}
			}
		})
	}
}
