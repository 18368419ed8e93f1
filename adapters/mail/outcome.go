package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	gomail "github.com/wneessen/go-mail"

	"residencyassist/conversation"
)

// restAfter is how long nothing is handed to a server that could not be used.
const restAfter = 5 * time.Minute

// unready is the answer when the server could not be brought to take a mail:
// nothing was sent, and every other mail would fare the same. The error itself
// stays here, because servers repeat in their answers what was said to them.
func unready(err error) conversation.Answer {
	why := "the server cannot be reached"
	var net net.Error
	var said *textproto.Error
	switch {
	case errors.As(err, &said):
		why = fmt.Sprintf("the server answered %d before any mail", said.Code)
	case errors.As(err, &net) && net.Timeout(), errors.Is(err, context.DeadlineExceeded):
		why = "the server does not answer"
	}
	return conversation.Answer{Outcome: conversation.Later, After: restAfter, Why: why}
}

// outcome tells what became of a mail, and errs on the side that loses nothing.
// A server has a mail once it has answered to its end; whoever breaks off before
// has not sent it, and whoever breaks off while waiting for that answer cannot
// know.
func outcome(err error) conversation.Answer {
	var e *gomail.SendError
	if err == nil {
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	if !errors.As(err, &e) {
		return unready(err)
	}
	code := e.ErrorCode()
	why := fmt.Sprintf("SMTP %d", code)
	switch {
	case e.Reason == gomail.ErrSMTPReset: // after the server had taken it
		return conversation.Answer{Outcome: conversation.Delivered}
	case e.Reason == gomail.ErrSMTPDataClose && code == 0:
		return conversation.Answer{Outcome: conversation.Unknown, Why: "the connection was lost"}
	case code == 421: // it speaks of the server, not of this mail
		return conversation.Answer{Outcome: conversation.Later, After: restAfter, Why: why}
	case code >= 500 && e.Reason == gomail.ErrSMTPRcptTo:
		return conversation.Answer{Outcome: conversation.Refused, Why: why + ", the address"}
	case code >= 500:
		return conversation.Answer{Outcome: conversation.Refused, Why: why}
	case code >= 400: // of this address or this mail alone: others go on
		return conversation.Answer{Outcome: conversation.Later, Why: why}
	}
	return unready(err)
}
