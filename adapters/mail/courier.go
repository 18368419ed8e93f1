package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"slices"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"residencyassist/conversation"
)

// Opener turns a file of a mail into its bytes. Its errors are those of
// conversation.Unfetched.
type Opener interface {
	Open(ctx context.Context, file *conversation.File) (*conversation.Content, error)
}

// patience is how long a server may take to get ready, and then for a mail. It
// is much longer than chats allow, because servers check mail while they take
// it, and some are slow on purpose.
const patience = 40 * time.Second

// Config is what a Courier is made of.
type Config struct {
	Server Server
	From   *netmail.Address
	Files  Opener // nil: no mail may have a file
	Log    *slog.Logger
}

// Courier hands mail to an SMTP server, over a connection of its own for each.
// It may be used by several goroutines.
type Courier struct {
	Config
	patience time.Duration
	trust    *x509.CertPool // nil: whom the machine trusts
	dial     dialer

	mu   sync.Mutex
	down bool // the server could not be used the last time
}

// New returns a courier. It reaches no server: one that is down is not in the
// way of a start.
func New(c Config) *Courier {
	return &Courier{Config: c, patience: patience, dial: (&net.Dialer{}).DialContext}
}

// dialer reaches an address.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// Deliver implements bot.Courier for the side Post.
func (c *Courier) Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer {
	if p.Entry.Mail == nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: "not a mail"}
	}
	msg, answer := c.compose(ctx, p)
	if msg == nil {
		return answer
	}
	answer = c.hand(ctx, msg)
	c.note(answer)
	return answer
}

// hand gives one mail to the server, and says what came of it.
func (c *Courier) hand(ctx context.Context, msg *gomail.Msg) conversation.Answer {
	line := &line{server: c.Server, tls: c.tlsConfig(), reach: c.dial}
	client, err := c.client(line)
	if err != nil {
		return unready(err)
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	hangUp := context.AfterFunc(ctx, line.cut) // a send that is over for us is over for the server
	defer hangUp()
	defer line.cut()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return unready(err)
	}
	err = client.SendWithSMTPClient(server, msg)
	answer := outcome(err)
	if answer.Outcome == conversation.Delivered {
		_ = client.CloseWithSMTPClient(server) // it has the mail, whatever it says to goodbye
	}
	return answer
}

// client speaks for one mail.
func (c *Courier) client(l *line) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(c.Server.Port), gomail.WithTimeout(c.patience), gomail.WithHELO(domainOf(c.From.Address)),
		gomail.WithTLSConfig(c.tlsConfig()), gomail.WithDialContextFunc(l.dial), gomail.WithoutNoop(),
	}
	switch {
	case c.Server.TLS:
		options = append(options, gomail.WithSSL())
	case c.Server.here():
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if c.Server.User != "" {
		options = append(options, gomail.WithSMTPAuthCustom(&login{server: c.Server}))
	}
	client, err := gomail.NewClient(c.Server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("preparing to speak with the mail server: %w", err)
	}
	return client, nil
}

func (c *Courier) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: c.Server.Host, MinVersion: tls.VersionTLS12, RootCAs: c.trust}
}

// note says in the log when the server ceases to take mail, and when it does
// again: each once, because everybody's mail waits for it.
func (c *Courier) note(a conversation.Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	down := a.After > 0
	switch {
	case down && !c.down:
		c.Log.Error("the mail server takes no mail; it is tried again every few minutes", "why", a.Why)
	case !down && c.down:
		c.Log.Info("the mail server can be used again")
	}
	c.down = down
}

// line is the connection of one mail, which can be cut at any time.
type line struct {
	server Server
	tls    *tls.Config
	reach  dialer

	mu   sync.Mutex
	conn net.Conn
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := l.reach(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.conn = conn
	l.mu.Unlock()
	if !l.server.TLS {
		return conn, nil
	}
	secure := tls.Client(conn, l.tls)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close() // it was never used
		return nil, err
	}
	return secure, nil
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		_ = l.conn.Close() // whatever it says, nothing more comes of it
	}
}

// login chooses how to say who we are from what the server knows.
type login struct {
	server Server
	smtp.Auth
}

// Start implements smtp.Auth.
func (l *login) Start(server *smtp.ServerInfo) (string, []byte, error) {
	s := l.server
	switch {
	case slices.Contains(server.Auth, "SCRAM-SHA-256"):
		l.Auth = smtp.ScramSHA256Auth(s.User, s.Password)
	case slices.Contains(server.Auth, "LOGIN") && !slices.Contains(server.Auth, "PLAIN"):
		l.Auth = smtp.LoginAuth(s.User, s.Password, s.Host, s.here())
	default:
		l.Auth = smtp.PlainAuth("", s.User, s.Password, s.Host, s.here())
	}
	return l.Auth.Start(server)
}
