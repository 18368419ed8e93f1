package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"residencyassist/adapters/sandbox/calls"
	"residencyassist/adapters/sandbox/fault"
)

// refusal is an error as the Bot API answers it.
type refusal struct {
	status     int
	words      string
	retryAfter int
}

func (r *refusal) Error() string { return r.words }

func refused(status int, words string) *refusal { return &refusal{status: status, words: words} }

func badRequest(format string, args ...any) *refusal {
	return refused(http.StatusBadRequest, "Bad Request: "+fmt.Sprintf(format, args...))
}

// tooMany says for how long to wait, if that is more than nothing.
func tooMany(seconds int) *refusal {
	words := "Too Many Requests"
	if seconds > 0 {
		words += fmt.Sprintf(": retry after %d", seconds)
	}
	return &refusal{status: http.StatusTooManyRequests, retryAfter: seconds, words: words}
}

// method is one call of the Bot API. All run under the world's lock except
// those that wait.
type method struct {
	name  string
	cost  cost
	waits func(context.Context, params) (any, error)
	run   func(params) (any, error)
}

// table is every method this Telegram knows, by its name in lower case: the
// real one does not mind the case either.
func (w *World) table() map[string]method {
	list := []method{
		{name: "getMe", run: w.getMe},
		{name: "getUpdates", waits: w.getUpdates},
		{name: "setWebhook", run: w.setWebhook},
		{name: "deleteWebhook", run: w.deleteWebhook},
		{name: "getWebhookInfo", run: w.getWebhookInfo},
		{name: "sendMessage", cost: perChat, run: w.sendMessage},
		{name: "sendDocument", cost: perChat, run: w.sendDocument},
		{name: "sendPhoto", cost: perChat, run: w.sendPhoto},
		{name: "sendChatAction", cost: overall, run: w.sendChatAction},
		{name: "editMessageText", cost: overall, run: w.editMessageText},
		{name: "editMessageReplyMarkup", cost: overall, run: w.editMessageReplyMarkup},
		{name: "deleteMessage", cost: overall, run: w.deleteMessage},
		{name: "pinChatMessage", cost: overall, run: w.pinChatMessage},
		{name: "setMessageReaction", cost: overall, run: w.setMessageReaction},
		{name: "answerCallbackQuery", cost: overall, run: w.answerCallbackQuery},
		{name: "getFile", run: w.getFile},
		{name: "setMyCommands", run: w.setMyCommands},
		{name: "getMyCommands", run: w.getMyCommands},
		{name: "deleteMyCommands", run: w.deleteMyCommands},
		{name: "setMyDescription", run: w.setMyDescription},
		{name: "setMyShortDescription", run: w.setMyShortDescription},
		{name: "setChatMenuButton", run: w.setChatMenuButton},
	}
	table := make(map[string]method, len(list))
	for _, m := range list {
		table[strings.ToLower(m.name)] = m
	}
	return table
}

// authorised compares a path's "bot<token>" with the bot's own.
func (w *World) authorised(segment string) bool {
	return subtle.ConstantTimeCompare([]byte(segment), []byte("bot"+w.token)) == 1
}

func (w *World) serveMethod(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		reply(rw, nil, refused(http.StatusMethodNotAllowed, "Method Not Allowed"))
		return
	}
	if !w.authorised(r.PathValue("bot")) {
		reply(rw, nil, refused(http.StatusUnauthorized, "Unauthorized"))
		return
	}
	m, ok := w.methods[strings.ToLower(r.PathValue("method"))]
	if !ok {
		reply(rw, nil, refused(http.StatusNotFound, "Not Found: method not found"))
		return
	}
	p, err := readParams(r)
	if err != nil {
		reply(rw, nil, err)
		return
	}
	rw, noted := w.options.Calls.Watch(rw, calls.Call{API: "telegram", Method: m.name, To: p.text("chat_id"), At: w.options.Now()})
	defer noted()
	f, faulty := w.takeFault(m.name)
	if faulty && f.Kind != fault.Lost {
		w.fail(rw, r, f)
		return
	}
	result, err := w.call(r.Context(), m, p)
	if faulty {
		panic(http.ErrAbortHandler) // the work is done, and the answer never arrives
	}
	reply(rw, result, err)
}

func (w *World) call(ctx context.Context, m method, p params) (any, error) {
	if m.waits != nil {
		return m.waits(ctx, p)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.charge(m.cost, p); err != nil {
		return nil, err
	}
	return m.run(p)
}

// takeFault finds the fault ordered for a method. Duplicates belong to updates
// and everything else to calls: what was taken by mistake goes back.
func (w *World) takeFault(name string) (fault.Fault, bool) {
	f, ok := w.options.Faults.Take("telegram", name)
	if ok && (f.Kind == fault.Duplicate) != (name == "update") {
		f.Times = 1
		w.options.Faults.Order(f)
		return fault.Fault{}, false
	}
	return f, ok
}

// fail answers a call in the way that was ordered, without doing its work.
func (w *World) fail(rw http.ResponseWriter, r *http.Request, f fault.Fault) {
	status := f.Status
	switch f.Kind {
	case fault.HTML:
		if status == 0 {
			status = http.StatusBadGateway
		}
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(status)
		fmt.Fprintf(rw, "<html><head><title>%d %s</title></head><body><center><h1>%[1]d %[2]s</h1></center><hr><center>nginx</center></body></html>\n", status, http.StatusText(status))
	case fault.Timeout, fault.Silent:
		select {
		case <-r.Context().Done():
		case <-w.ctx.Done():
		case <-time.After(2 * time.Minute):
		}
		panic(http.ErrAbortHandler)
	default:
		reply(rw, nil, ordered(status, f.RetryAfter))
	}
}

// ordered words a status that was ordered as a fault.
func ordered(status, retryAfter int) *refusal {
	words := map[int]string{
		http.StatusBadRequest: "Bad Request: chat not found",
		http.StatusForbidden:  "Forbidden: bot was blocked by the user",
		http.StatusConflict:   "Conflict: " + otherPoller,
	}
	switch {
	case status == http.StatusTooManyRequests:
		return tooMany(retryAfter)
	case words[status] != "":
		return refused(status, words[status])
	case status == 0:
		status = http.StatusInternalServerError
	}
	return refused(status, http.StatusText(status))
}

// envelope is the frame of every answer.
type envelope struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	ErrorCode   int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

type parameters struct {
	RetryAfter int `json:"retry_after"`
}

func reply(rw http.ResponseWriter, result any, err error) {
	status, body := http.StatusOK, envelope{OK: true, Result: result}
	if err != nil {
		r := &refusal{status: http.StatusInternalServerError, words: "Internal Server Error"}
		errors.As(err, &r)
		status, body = r.status, envelope{ErrorCode: r.status, Description: r.words}
		if r.retryAfter > 0 {
			body.Parameters = &parameters{RetryAfter: r.retryAfter}
			rw.Header().Set("Retry-After", strconv.Itoa(r.retryAfter))
		}
	}
	writeJSON(rw, status, body)
}

func writeJSON(rw http.ResponseWriter, status int, body any) {
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	// The status is out already: a client that has gone cannot be told more.
	_ = json.NewEncoder(rw).Encode(body)
}
