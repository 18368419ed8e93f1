package telegram

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// APIError is an answer that is no success.
type APIError struct {
	Method      string
	Code        int    // as the Bot API numbers it, else the HTTP status
	Description string // in the Bot API's words; empty where Foreign
	RetryAfter  time.Duration
	Foreign     bool // not the Bot API's own answer, but that of something in between
}

func (e *APIError) Error() string {
	if e.Foreign {
		return fmt.Sprintf("%s: the answer is not the Bot API's (HTTP %d)", e.Method, e.Code)
	}
	return fmt.Sprintf("%s: %d %s", e.Method, e.Code, e.brief())
}

// brief is the description without the part that may quote what was sent.
func (e *APIError) brief() string {
	words := e.Description
	for _, class := range []string{"Bad Request: ", "Forbidden: ", "Conflict: "} {
		words = strings.TrimPrefix(words, class)
	}
	for _, quote := range []string{":", `"`, " '"} {
		words, _, _ = strings.Cut(words, quote)
	}
	return strings.ToValidUTF8(words[:min(len(words), 100)], "")
}

// says tells whether the description has one of some words in it.
func (e *APIError) says(words ...string) bool {
	description := strings.ToLower(e.Description)
	for _, w := range words {
		if strings.Contains(description, w) {
			return true
		}
	}
	return false
}

// TransportError is a call without an answer.
type TransportError struct {
	Method string
	Sent   bool // the request left: the server may have taken it
	err    error
	words  string // the error's own, without the token
}

func (e *TransportError) Error() string { return e.Method + ": " + e.words }

// Unwrap shows callers whether it was their context that ended.
func (e *TransportError) Unwrap() error {
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(e.err, end) {
			return end
		}
	}
	return nil
}

// code is the failure in a few words for the log and the desk.
func (e *TransportError) code() string {
	var timeout net.Error
	switch {
	case errors.Is(e.err, context.Canceled):
		return "stopped"
	case errors.As(e.err, &timeout) && timeout.Timeout():
		return "timed out"
	case e.Sent:
		return "connection lost"
	}
	return "no connection"
}

func seconds(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}
