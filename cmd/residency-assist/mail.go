package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"residencyassist/adapters/mail"
	"residencyassist/conversation"
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

// enclosures are the files that go with a mail: what associates sent.
type enclosures struct {
	desk interface {
		Open(ctx context.Context, ref string) (*conversation.Content, error)
	}
}

// Open implements mail.Opener.
func (e enclosures) Open(ctx context.Context, f *conversation.File) (*conversation.Content, error) {
	if f.Made != nil {
		return nil, conversation.ErrFileGone // nobody here can make one
	}
	return e.desk.Open(ctx, f.Ref)
}
