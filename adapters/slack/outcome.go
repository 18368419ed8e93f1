package slack

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// watch notes whether a call's request was begun to be written. One that was
// not has surely done nothing. A POST takes a second connection only when
// nothing was written to the first.
func watch(ctx context.Context) (context.Context, *atomic.Bool) {
	sent := new(atomic.Bool)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { sent.Store(false) },
		WroteHeaders: func() { sent.Store(true) },
	}), sent
}

// attempt makes one call, says what became of it, and heeds what is wrong with the
// desk itself.
func (d *Desk) attempt(ctx context.Context, do func(context.Context) (string, error)) conversation.Answer {
	a := d.call(ctx, do)
	d.heed(a)
	return a
}

// call makes one call and says what became of it. do returns the name of the
// message it sent, if any.
func (d *Desk) call(ctx context.Context, do func(context.Context) (string, error)) conversation.Answer {
	ctx, sent := watch(ctx)
	name, err := do(ctx)
	if err == nil {
		return conversation.Answer{Outcome: conversation.Delivered, Message: name}
	}
	return verdict(err, sent.Load())
}

// heed has the channel looked at when Slack says that the desk cannot work.
func (d *Desk) heed(a conversation.Answer) {
	if ours(a.Why) {
		d.log.Error("Slack: the channel or the token needs attention; entries wait", "code", a.Why)
		d.suspect()
	}
}

// verdict reads an error of the SDK.
func verdict(err error, sent bool) conversation.Answer {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return conversation.Answer{Outcome: conversation.Later, After: limited.RetryAfter, Why: "ratelimited"}
	}
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return conversation.Answer{Outcome: outcomeOf(refused.Err), Why: refused.Err}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return conversation.Answer{Outcome: outcomeOfStatus(status.Code), Why: http.StatusText(status.Code)}
	}
	if !sent {
		return conversation.Answer{Outcome: conversation.Later, Why: "not_reached"}
	}
	return conversation.Answer{Outcome: conversation.Unknown, Why: "no_answer"}
}

// outcomeOf sorts Slack's error codes. What is wrong with the desk itself can be
// mended, and nothing may be lost meanwhile; what is left is wrong with the
// entry.
func outcomeOf(code string) conversation.Outcome {
	switch code {
	case "fatal_error", "internal_error":
		return conversation.Unknown // Slack says that part of it may have happened
	case "ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "request_timeout", "team_added_to_org":
		return conversation.Later
	}
	if ours(code) {
		return conversation.Later
	}
	return conversation.Refused
}

// ours reports whether a code is about the desk rather than about an entry.
func ours(code string) bool {
	switch code {
	case "channel_not_found", "not_in_channel", "is_archived",
		"is_inactive", "external_channel_migrating", // of an update: the channel is archived or gone
		"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
		"missing_scope", "no_permission", "access_denied", "not_allowed_token_type",
		"restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
		"restricted_action_non_threadable_channel", "restricted_action_thread_locked",
		"org_login_required", "ekm_access_denied", "team_access_not_granted", "two_factor_setup_required",
		"accesslimited", "enterprise_is_restricted":
		return true
	}
	return false
}

// outcomeOfStatus sorts answers that are not Slack's words. A gateway that gives
// up may have passed the call on.
func outcomeOfStatus(code int) conversation.Outcome {
	if code >= 500 || code == http.StatusRequestTimeout {
		return conversation.Unknown
	}
	return conversation.Later
}

// asRefusal is the code with which Slack refused a call, if that is what failed.
func asRefusal(err error) (string, bool) {
	refused, ok := errors.AsType[slack.SlackErrorResponse](err)
	return refused.Err, ok
}
