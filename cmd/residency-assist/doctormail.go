package main

import (
	"context"
	"log/slog"
)

// examineMail goes as far as to where a mail would be handed over.
func examineMail(ctx context.Context, s settings, f *findings) {
	if s.SMTPURL == "" {
		f.ok("SMTP_URL is not set: no email is sent")
		return
	}
	courier, err := mailCourier(s, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return // it is among the settings' own findings
	}
	if err := courier.Try(ctx); err != nil {
		f.mend("the mail server cannot be used: "+err.Error(), "look at the host, the port, the user and the password in SMTP_URL")
		return
	}
	f.ok("the mail server takes mail from us")
}
