package telegram

import (
	"errors"
	"fmt"
	"net/http"

	"residencyassist/conversation"
)

// outcome tells what became of a call, and errs on the side that loses nothing:
// what surely was not taken comes again, what may have been taken is unknown,
// and only Telegram's own word ends an entry.
func outcome(err error) conversation.Answer {
	var lost *TransportError
	var api *APIError
	switch {
	case err == nil:
		return conversation.Answer{Outcome: conversation.Delivered}
	case errors.As(err, &lost) && lost.Sent:
		return conversation.Answer{Outcome: conversation.Unknown, Why: lost.code()}
	case errors.As(err, &lost):
		return conversation.Answer{Outcome: conversation.Later, Why: lost.code()}
	case errors.As(err, &api) && api.Foreign:
		return foreign(api)
	case errors.As(err, &api):
		return refusal(api)
	}
	// Telegram said yes, in a form we could not read.
	return conversation.Answer{Outcome: conversation.Delivered, Why: "unreadable result"}
}

// foreign reads the answer of something between us and the Bot API: a proxy, a
// gateway. It says nothing about the person or the message.
func foreign(e *APIError) conversation.Answer {
	answer := conversation.Answer{Outcome: conversation.Later, After: e.RetryAfter, Why: fmt.Sprintf("HTTP %d, not from the Bot API", e.Code)}
	if mayHaveActed(e.Code) {
		answer.Outcome = conversation.Unknown
	}
	return answer
}

// refusal reads a no of the Bot API itself.
func refusal(e *APIError) conversation.Answer {
	answer := conversation.Answer{Outcome: conversation.Refused, Why: e.brief()}
	switch {
	case e.Code == http.StatusTooManyRequests:
		answer = conversation.Answer{Outcome: conversation.Later, After: e.RetryAfter, Why: "too many requests"}
	case e.Code == http.StatusForbidden,
		e.says("chat not found", "user not found", "peer_id_invalid", "user is deactivated"):
		answer.Outcome = conversation.Unreachable
	case e.Code == http.StatusUnauthorized || e.Code == http.StatusNotFound:
		// A setting is wrong, and messages wait until it is right.
		answer = conversation.Answer{Outcome: conversation.Later, Why: "the Bot API does not know this token"}
	case e.Code == http.StatusConflict || e.Code == http.StatusServiceUnavailable:
		answer.Outcome, answer.After = conversation.Later, e.RetryAfter
	case mayHaveActed(e.Code):
		answer.Outcome = conversation.Unknown
	}
	return answer
}

// mayHaveActed tells the statuses behind which the call may have been done. A
// service that is unavailable says that it did not begin.
func mayHaveActed(code int) bool {
	return code < 300 || code >= 500 && code != http.StatusServiceUnavailable
}
