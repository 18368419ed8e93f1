package mailbox

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"residencyassist/adapters/sandbox/fault"
)

// session is one client's connection, and the mail it is handing in.
type session struct {
	world *World
	conn  *smtp.Conn
	from  string
	to    string
}

// welcome begins a session, unless a fault was ordered for it.
func (w *World) welcome(conn *smtp.Conn) (smtp.Session, error) {
	s := &session{world: w, conn: conn}
	f, ordered := w.options.Faults.Take("smtp", "connect")
	if !ordered {
		return s, nil
	}
	w.called("connect", f.Status)
	if f.Kind == "" { // a server that takes nobody says so and hangs up
		fmt.Fprintf(conn.Conn(), "%d 4.3.2 As it was ordered\r\n", f.Status)
		_ = conn.Conn().Close() // the client may have been first
	}
	return nil, s.fail(f)
}

// meets takes the fault that was ordered for a method, if any.
func (s *session) meets(method string) error {
	if f, ordered := s.world.options.Faults.Take("smtp", method); ordered {
		s.world.called(method, f.Status)
		return s.fail(f)
	}
	return nil
}

// fail does what was ordered.
func (s *session) fail(f fault.Fault) error {
	switch f.Kind {
	case "":
		return refusal(f.Status, "As it was ordered")
	case fault.Timeout:
		_, _ = io.Copy(io.Discard, s.conn.Conn()) // until the client gives up, or the world ends
	}
	_ = s.conn.Conn().Close() // without a word
	return errors.New("the connection is lost, as it was ordered")
}

func refusal(code int, words string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: words}
}

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession: one user has a password here, and nobody
// needs it.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, given string) error {
		if user != mailUser || given != mailPassword {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Authentication credentials invalid"}
		}
		return nil
	}), nil
}

// Mail implements smtp.Session.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if err := s.meets("mail"); err != nil {
		return err
	}
	s.from = from
	return nil
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.meets("rcpt"); err != nil {
		return err
	}
	for _, sign := range to {
		if sign > '~' {
			return refusal(553, "This server does not know SMTPUTF8")
		}
	}
	s.to = to
	return nil
}

// Data implements smtp.Session.
func (s *session) Data(r io.Reader) error {
	f, ordered := s.world.options.Faults.Take("smtp", "data")
	if ordered && f.Kind != fault.Lost {
		s.world.called("data", f.Status)
		_, _ = io.Copy(io.Discard, r) // what is refused is refused once it has come
		return s.fail(f)
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, problems := read(whole, s.from, s.to)
	if len(problems) > 0 {
		s.world.called("data", 554)
		return refusal(554, strings.Join(problems, "; "))
	}
	s.world.keep(letter)
	if ordered {
		s.world.called("data", 0)
		return s.fail(f)
	}
	s.world.called("data", 250)
	return nil
}

// Reset implements smtp.Session.
func (s *session) Reset() { s.from, s.to = "", "" }

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }
