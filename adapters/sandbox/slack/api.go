package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"

	"residencyassist/adapters/sandbox/calls"
	"residencyassist/adapters/sandbox/fault"
)

// method is one call of the Web API. It runs while nothing else happens in the
// workspace.
type method func(args) (object, error)

// apiError is a refusal in Slack's own words.
type apiError struct {
	code       string
	messages   []string
	needed     string // the scope, where one is missing
	retryAfter int
}

func (e *apiError) Error() string { return e.code }

// fail is the plain refusal: a code and nothing more.
func fail(code string) error { return &apiError{code: code} }

// args are the arguments of a call, whether they came as form or JSON.
type args object

// str returns an argument as text; an object or list as its JSON.
func (a args) str(name string) string {
	switch v := a[name].(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return string(text)
	}
}

func (a args) flag(name string) bool {
	v := a.str(name)
	return v == "true" || v == "1"
}

func (a args) number(name string, fallback int) int {
	if n, err := strconv.Atoi(a.str(name)); err == nil {
		return n
	}
	return fallback
}

// decode reads a structured argument into v and reports whether it was given.
func (a args) decode(name string, v any) (bool, error) {
	text := a.str(name)
	if text == "" {
		return false, nil
	}
	return true, json.Unmarshal([]byte(text), v)
}

// webAPI is the table of the methods that this workspace knows.
func (w *World) webAPI() map[string]method {
	return map[string]method{
		"auth.test":                    w.authTest,
		"team.info":                    w.teamInfo,
		"users.info":                   w.usersInfo,
		"users.list":                   w.usersList,
		"usergroups.list":              w.usergroupsList,
		"usergroups.users.list":        w.usergroupsUsersList,
		"apps.connections.open":        w.appsConnectionsOpen,
		"chat.postMessage":             w.chatPostMessage,
		"chat.postEphemeral":           w.chatPostEphemeral,
		"chat.update":                  w.chatUpdate,
		"chat.delete":                  w.chatDelete,
		"chat.getPermalink":            w.chatGetPermalink,
		"reactions.add":                w.reactionsAdd,
		"reactions.remove":             w.reactionsRemove,
		"reactions.get":                w.reactionsGet,
		"conversations.info":           w.conversationsInfo,
		"conversations.list":           w.conversationsList,
		"conversations.history":        w.conversationsHistory,
		"conversations.replies":        w.conversationsReplies,
		"conversations.members":        w.conversationsMembers,
		"conversations.join":           w.conversationsJoin,
		"conversations.open":           w.conversationsOpen,
		"views.open":                   w.viewsOpen,
		"views.push":                   w.viewsPush,
		"views.update":                 w.viewsUpdate,
		"views.publish":                w.viewsPublish,
		"files.getUploadURLExternal":   w.filesGetUploadURL,
		"files.completeUploadExternal": w.filesCompleteUpload,
		"files.info":                   w.filesInfo,
		"files.delete":                 w.filesDelete,
	}
}

// serveAPI answers one call of the Web API, or meets it with the fault ordered
// for it.
func (w *World) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	call, token, err := readArgs(r)
	rw, noted := w.opt.Calls.Watch(rw, calls.Call{API: "slack", Method: name, To: call.str("channel"), At: w.opt.Now()})
	defer noted()
	answer := func(rw http.ResponseWriter) {
		if err != nil {
			w.writeAnswer(rw, nil, err)
			return
		}
		w.answer(rw, name, call, token)
	}
	w.faulty(rw, r, name, answer)
}

func (w *World) answer(rw http.ResponseWriter, name string, call args, token string) {
	do, ok := w.methods[name]
	if !ok {
		w.writeAnswer(rw, nil, fail("unknown_method"))
		return
	}
	if err := authorise(name, token); err != nil {
		w.writeAnswer(rw, nil, err)
		return
	}
	var reply object
	var err error
	w.locked(func() {
		if err = w.entitled(name, call); err == nil {
			reply, err = do(call)
		}
	})
	w.writeAnswer(rw, reply, err)
}

// authorise checks the token: Socket Mode is opened with the app's, everything
// else is done with the bot's.
func authorise(method, token string) error {
	want, other := botToken, appToken
	if method == "apps.connections.open" {
		want, other = appToken, botToken
	}
	switch token {
	case want:
		return nil
	case "":
		return fail("not_authed")
	case other:
		return fail("not_allowed_token_type")
	default:
		return fail("invalid_auth")
	}
}

// readArgs collects the arguments from the query, a form or a JSON body, and the
// token from its header or argument.
func readArgs(r *http.Request) (args, string, error) {
	call := args{}
	for k := range r.URL.Query() {
		call[k] = r.URL.Query().Get(k)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return nil, "", fail("request_timeout")
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := strings.ToLower(params["charset"]); charset != "" && charset != "utf-8" {
		return nil, "", fail("invalid_charset")
	}
	switch {
	case len(body) == 0:
	case kind == "application/json":
		dec := json.NewDecoder(strings.NewReader(string(body)))
		dec.UseNumber()
		if err := dec.Decode(&call); err != nil {
			return nil, "", fail("invalid_json")
		}
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, "", fail("invalid_form_data")
		}
		for k := range form {
			call[k] = form.Get(k)
		}
	default:
		return nil, "", fail("invalid_post_type")
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		token = call.str("token")
	}
	return call, token, nil
}

// writeAnswer writes what Slack would: ok or an error that is never empty.
func (w *World) writeAnswer(rw http.ResponseWriter, reply object, err error) {
	status := http.StatusOK
	w.mu.Lock()
	granted := w.granted
	w.mu.Unlock()
	rw.Header().Set("X-OAuth-Scopes", granted)
	out := object{"ok": true}
	for k, v := range reply {
		out[k] = v
	}
	var refused *apiError
	if errors.As(err, &refused) {
		out = object{"ok": false, "error": refused.code}
		if len(refused.messages) > 0 {
			out["errors"] = refused.messages
			out["response_metadata"] = object{"messages": refused.messages}
		}
		if refused.needed != "" {
			out["needed"], out["provided"] = refused.needed, granted
		}
		if refused.retryAfter > 0 {
			status = http.StatusTooManyRequests
			rw.Header().Set("Retry-After", strconv.Itoa(refused.retryAfter))
		}
	} else if err != nil {
		out = object{"ok": false, "error": "internal_error"}
	}
	writeJSON(rw, status, out)
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(rw, "the answer cannot be written as JSON", http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	// A client that has left does not read its answer; nobody else is concerned.
	_, _ = rw.Write(text)
}

// faulty lets a call through, or does to it what was ordered.
func (w *World) faulty(rw http.ResponseWriter, r *http.Request, name string, answer func(http.ResponseWriter)) {
	f, ok := w.opt.Faults.Take("slack", name)
	if !ok {
		answer(rw)
		return
	}
	switch f.Kind {
	case fault.Timeout:
		select {
		case <-r.Context().Done():
		case <-w.life.Done():
		}
		panic(http.ErrAbortHandler)
	case fault.Lost:
		answer(httptest.NewRecorder())
		panic(http.ErrAbortHandler)
	case fault.HTML:
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(orElse(f.Status, http.StatusBadGateway))
		fmt.Fprint(rw, "<html><body><h1>Server error</h1></body></html>")
	default:
		status, code := orElse(f.Status, http.StatusInternalServerError), "internal_error"
		if status == http.StatusTooManyRequests {
			code = "ratelimited"
		}
		if f.RetryAfter > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		writeJSON(rw, status, object{"ok": false, "error": code})
	}
}

func orElse(status, fallback int) int {
	if status == 0 {
		return fallback
	}
	return status
}
