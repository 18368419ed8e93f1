// Package mailbox is the sandbox's mail server and the one mailbox behind it:
// whoever a mail is addressed to, it arrives here. It speaks SMTP on a port of
// its own on loopback, and is stricter than real servers: what any of them
// might mend, bounce or put among the unwanted is refused.
//
//	GET /sandbox/mail                        every mail, oldest first: [{"id", "from", "to", "reply_to",
//	                                         "subject", "text", "html", "message_id", "at",
//	                                         "attachments": ["name"], "files": [{"name", "type", "size", "url"}]}]
//	GET /sandbox/mail/{id}/html              how it looks, in a frame of its own that runs and loads nothing
//	GET /sandbox/mail/{id}/files/{number}    an attachment's bytes, with its type
//
// Who logs in is "bot" with the password "sandbox", or refused.
//
// A fault of the api smtp meets one of the methods connect, mail, rcpt and data;
// without a method, the next connection. A status is answered as it is, and one
// at connect ends the connection; the kind timeout answers nothing more; lost
// takes the mail, at data, or drops the connection before, and says nothing.
package mailbox

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"residencyassist/adapters/sandbox/calls"
	"residencyassist/adapters/sandbox/fault"
)

// most is how large a mail may be: as large as most servers allow.
const most = 25 << 20

// Who may say who they are here. Mail is taken from whoever does not.
const (
	mailUser     = "bot"
	mailPassword = "sandbox"
)

// Options is what a World needs to be told.
type Options struct {
	Now     func() time.Time
	Changed func() // called when a mail has arrived
	Faults  *fault.Orders
	Calls   *calls.Log // nil: nobody wants to know
}

// Settings is what a bot needs to send mail here.
type Settings struct {
	URL  string `json:"url"`
	From string `json:"from"`
}

// World is the mail server with its mailbox.
type World struct {
	options  Options
	listener net.Listener
	server   *smtp.Server

	mu      sync.Mutex
	letters []*Letter
}

// New opens the server's port; Serve takes mail there.
func New(o Options) (*World, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening the mailbox's address: %w", err)
	}
	w := &World{options: o, listener: listener}
	w.server = smtp.NewServer(smtp.BackendFunc(w.welcome))
	w.server.Domain = "mail.sandbox.example"
	w.server.MaxMessageBytes = most
	w.server.MaxRecipients = 1
	w.server.AllowInsecureAuth = true // nothing leaves this machine
	w.server.ErrorLog = log.New(io.Discard, "", 0)
	return w, nil
}

// Serve takes mail until the world is closed.
func (w *World) Serve() {
	w.server.Serve(w.listener) //nolint:errcheck // it ends when it is closed, and has nothing else to tell
}

// Routes mounts the control routes.
func (w *World) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sandbox/mail", w.list)
	mux.HandleFunc("GET /sandbox/mail/{id}/html", w.look)
	mux.HandleFunc("GET /sandbox/mail/{id}/files/{number}", w.file)
}

// Settings is where this server is, and whose mail it takes.
func (w *World) Settings() Settings {
	return Settings{URL: "smtp://" + w.listener.Addr().String(), From: "Residency Assist <help@residency-assist.example>"}
}

// Pending is always empty: a mail has arrived once the server has said so.
func (w *World) Pending() string { return "" }

// Close ends the server and every connection to it.
func (w *World) Close() {
	_ = w.server.Close() // nothing is left that could fail
	_ = w.listener.Close()
}

// called notes that a method was called. What stands there as its status is what
// is about to be answered; zero: nothing.
func (w *World) called(method string, status int) {
	w.options.Calls.Note(calls.Call{API: "smtp", Method: method, Status: status, At: w.options.Now()})
}

// keep puts a mail into the mailbox.
func (w *World) keep(l *Letter) {
	w.mu.Lock()
	l.ID = len(w.letters) + 1
	l.At = w.options.Now()
	for i := range l.Files {
		l.Files[i].URL = fmt.Sprintf("/sandbox/mail/%d/files/%d", l.ID, i+1)
	}
	w.letters = append(w.letters, l)
	w.mu.Unlock()
	w.options.Changed()
}

func (w *World) list(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	answer(rw, append([]*Letter{}, w.letters...))
}

// look shows a mail's HTML as a mail program would: styled, and otherwise inert.
func (w *World) look(rw http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil || id < 1 || id > len(w.letters) {
		http.Error(rw, `{"error": "there is no such mail"}`, http.StatusNotFound)
		return
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox")
	_, _ = io.WriteString(rw, w.letters[id-1].HTML) // whoever asked may have gone
}

func (w *World) file(rw http.ResponseWriter, r *http.Request) {
	id, err1 := strconv.Atoi(r.PathValue("id"))
	number, err2 := strconv.Atoi(r.PathValue("number"))
	w.mu.Lock()
	defer w.mu.Unlock()
	if err1 != nil || err2 != nil || id < 1 || id > len(w.letters) || number < 1 || number > len(w.letters[id-1].Files) {
		http.Error(rw, `{"error": "there is no such attachment"}`, http.StatusNotFound)
		return
	}
	f := w.letters[id-1].Files[number-1]
	rw.Header().Set("Content-Type", f.Type)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Disposition", "attachment")
	_, _ = rw.Write(f.content) // whoever asked may have gone
}
