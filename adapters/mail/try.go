package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"strings"
)

// Try goes all the way to where a mail would be handed over, certificate and
// password included, and hands none over. Its error says what was refused, in
// words of ours: servers repeat in theirs what was said to them.
func (c *Courier) Try(ctx context.Context) error {
	line := &line{server: c.Server, tls: c.tlsConfig(), reach: c.dial}
	client, err := c.client(line)
	if err != nil {
		return err
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	hangUp := context.AfterFunc(ctx, line.cut)
	defer hangUp()
	defer line.cut()
	if err != nil {
		return refused(err)
	}
	_ = client.CloseWithSMTPClient(server) // nothing hangs on its goodbye
	return ctx.Err()
}

// refused words why a server could not be brought to take a mail.
func refused(err error) error {
	var certificate *tls.CertificateVerificationError
	var said *textproto.Error
	switch {
	case errors.As(err, &certificate):
		return errors.New("its certificate is not one that this machine trusts for that name")
	case errors.As(err, &said) && (said.Code == 535 || said.Code == 534 || said.Code == 530):
		return errors.New("it does not take the user and the password")
	case strings.Contains(err.Error(), "does not support STARTTLS"): // the library has no value for it
		return errors.New("it offers no STARTTLS: take smtps:// and its port, often 465, or another server")
	case errors.As(err, &said) && said.Code >= 502 && said.Code <= 504:
		return errors.New("it asks nobody for a password: leave user and password out of SMTP_URL, or take its other port")
	}
	return errors.New(unready(err).Why)
}
