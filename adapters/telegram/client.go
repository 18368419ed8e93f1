package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// callTimeout bounds a call whose caller set no deadline.
	callTimeout = 15 * time.Second
	// maxAnswer is above the 4 MB or so that the Bot API caps its answers at.
	maxAnswer = 16 << 20
	// usualAnswer is as much as room is made for at once.
	usualAnswer = 8 << 10
)

// tokenForm is a bot's id, a colon and its secret.
var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// Client calls the methods of one bot. It may be used from several goroutines.
type Client struct {
	sdk  tgbotapi.BotAPI // copied for each call, which gives it a context
	via  http.RoundTripper
	base string // of the server's addresses
}

// NewClient returns a client for the bot of a token, at the server of apiURL.
// It calls nobody yet. A nil transport means Transport().
func NewClient(token, apiURL string, via http.RoundTripper) (*Client, error) {
	base, err := baseURL(apiURL)
	if err != nil {
		return nil, err
	}
	if !tokenForm.MatchString(token) {
		return nil, errors.New("the bot's token has not the form of one: write it as BotFather gave it, a number, a colon and letters, such as 123456789:AAF0…")
	}
	if via == nil {
		via = Transport()
	}
	c := &Client{sdk: tgbotapi.BotAPI{Token: token}, via: via, base: base}
	c.sdk.SetAPIEndpoint(strings.ReplaceAll(base, "%", "%%") + "/bot%s/%s")
	return c, nil
}

func baseURL(apiURL string) (string, error) {
	const instead = "write it as https://api.telegram.org, or the address of your own Bot API server"
	u, err := url.Parse(apiURL)
	switch {
	case err != nil:
		return "", errors.New("the Bot API's address is no URL: " + instead)
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return "", errors.New("the Bot API's address needs http or https and a host: " + instead)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("the Bot API's address may have no user, query or fragment: " + instead)
	}
	return strings.TrimRight(apiURL, "/"), nil
}

// Transport returns the connections of a client: enough for many chats at once,
// and HTTP/1.1, so that one dead connection holds up one call and not all.
func Transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	// Shorter than servers wait: a request on a connection that is just being
	// closed would have an unknown result.
	t.IdleConnTimeout = 30 * time.Second
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	return t
}

// Identity is what Telegram calls a bot, and where else than in private chats
// BotFather lets it be.
type Identity struct {
	ID          int64  `json:"id"`
	Username    string `json:"username"`
	JoinsGroups bool   `json:"can_join_groups"`
	ReadsGroups bool   `json:"can_read_all_group_messages"` // also what is not said to it
}

// Me asks who the bot is, which also shows that the token is right.
func (c *Client) Me(ctx context.Context) (Identity, error) {
	var me Identity
	err := c.call(ctx, "getMe", nil, &me)
	return me, err
}

// call calls a method, with files to upload or without, and decodes its result,
// if one is wanted. Its errors are an *APIError, a *TransportError, or the
// result's failure to decode.
func (c *Client) call(ctx context.Context, method string, params tgbotapi.Params, result any, files ...tgbotapi.RequestFile) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, callTimeout)
		defer cancel()
	}
	sdk := c.sdk
	x := &exchange{ctx: ctx, via: c.via, method: method, token: sdk.Token}
	sdk.Client = x
	ask := sdk.MakeRequest
	if len(files) > 0 {
		ask = func(method string, params tgbotapi.Params) (*tgbotapi.APIResponse, error) {
			return sdk.UploadFiles(method, params, files)
		}
	}
	answer, err := ask(method, params)
	switch {
	case answer != nil && answer.Ok && err == nil:
	case x.failed != nil:
		return x.failed
	default:
		return x.apiError(answer)
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Result, result); err != nil {
		return fmt.Errorf("reading the result of %s: %w", method, err)
	}
	return nil
}

// exchange is one request and its answer. It stands in for the SDK's HTTP
// client, and notes what the SDK's errors do not tell: whether the request left
// at all, and the status of an answer that is not the Bot API's. It uses no
// http.Client, which would follow redirects with the token in the address and
// name the address in every error.
type exchange struct {
	ctx    context.Context
	via    http.RoundTripper
	method string
	token  string
	sent   atomic.Bool
	status int
	after  time.Duration
	body   []byte
	failed *TransportError
}

// Do makes the request and reads the whole answer.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	// Headers are written before anything is flushed: without them the server
	// has no request.
	ctx := httptrace.WithClientTrace(x.ctx, &httptrace.ClientTrace{WroteHeaders: func() { x.sent.Store(true) }})
	resp, err := x.via.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, x.fail(err)
	}
	defer resp.Body.Close()
	x.status, x.after = resp.StatusCode, seconds(resp.Header.Get("Retry-After"))
	var body bytes.Buffer
	body.Grow(int(min(max(0, resp.ContentLength), usualAnswer)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(resp.Body, maxAnswer)); err != nil {
		x.sent.Store(true)
		return nil, x.fail(err)
	}
	x.body = body.Bytes()
	resp.Body = io.NopCloser(bytes.NewReader(x.body))
	return resp, nil
}

// isAnswer tells whether what came is the Bot API's own answer.
func (x *exchange) isAnswer() bool {
	var frame struct {
		OK *bool `json:"ok"`
	}
	return json.Unmarshal(x.body, &frame) == nil && frame.OK != nil
}

func (x *exchange) fail(err error) error {
	if x.ctx.Err() != nil {
		err = x.ctx.Err()
	}
	// No error of the network names the address. Should one quote what a server
	// sent, the token is still not told.
	words := strings.ReplaceAll(err.Error(), x.token, "(token)")
	x.failed = &TransportError{Method: x.method, Sent: x.sent.Load(), err: err, words: words}
	return x.failed
}

func (x *exchange) apiError(answer *tgbotapi.APIResponse) *APIError {
	e := &APIError{Method: x.method, Code: x.status, RetryAfter: x.after, Foreign: !x.isAnswer()}
	if e.Foreign || answer == nil {
		return e
	}
	e.Description = strings.ReplaceAll(answer.Description, x.token, "(token)")
	if answer.ErrorCode != 0 {
		e.Code = answer.ErrorCode
	}
	if p := answer.Parameters; p != nil && p.RetryAfter > 0 {
		e.RetryAfter = time.Duration(p.RetryAfter) * time.Second
	}
	return e
}
