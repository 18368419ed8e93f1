package main

import (
	"errors"
	"fmt"
	"log/slog"

	"residencyassist/adapters/mail"
)

// checkMail says what is wrong with the settings of mail. They go together; with
// neither there is no mail.
func (s settings) checkMail() (problems []error) {
	if (s.SMTPURL == "") != (s.MailFrom == "") {
		problems = append(problems, errors.New("SMTP_URL and MAIL_FROM go together: write both, or neither where no email is to be sent"))
	}
	if s.SMTPURL != "" {
		if _, err := mail.ParseURL(s.SMTPURL); err != nil {
			problems = append(problems, fmt.Errorf("SMTP_URL cannot be used: %w; write it like smtps://user:password@mail.example.com", err))
		}
	}
	if s.MailFrom != "" {
		if _, err := mail.ParseFrom(s.MailFrom); err != nil {
			problems = append(problems, fmt.Errorf("MAIL_FROM cannot be used: %w", err))
		}
	}
	return problems
}

// mailCourier carries email as the settings say.
func mailCourier(s settings, files mail.Opener, log *slog.Logger) (*mail.Courier, error) {
	server, err := mail.ParseURL(s.SMTPURL)
	if err != nil {
		return nil, fmt.Errorf("SMTP_URL: %w", err)
	}
	from, err := mail.ParseFrom(s.MailFrom)
	if err != nil {
		return nil, fmt.Errorf("MAIL_FROM: %w", err)
	}
	return mail.New(mail.Config{Server: server, From: from, Files: files, Log: log}), nil
}
