package slack

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"residencyassist/adapters/sandbox/fault"
)

const (
	maxSockets = 10
	ticketLife = 30 * time.Second
	writeWait  = 5 * time.Second
	backlog    = 256 // frames that a connection may lag behind
)

// socket is one Socket Mode connection. Its frames are written by one goroutine.
type socket struct {
	conn   *websocket.Conn
	frames chan object
	quit   chan struct{}
	silent bool
	gone   bool
}

// appsConnectionsOpen answers a ticket for one connection.
func (w *World) appsConnectionsOpen(args) (object, error) {
	ticket := secret()
	w.tickets[ticket] = time.Now().Add(ticketLife)
	address := "ws" + strings.TrimPrefix(w.opt.Base(), "http") + "/slack/socket?ticket=" + ticket
	return object{"url": address}, nil
}

// serveSocket runs a connection until either side ends it.
func (w *World) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if !w.redeem(r.URL.Query().Get("ticket")) {
		http.Error(rw, "the ticket is not good", http.StatusUnauthorized)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	s := &socket{conn: conn, frames: make(chan object, backlog), quit: make(chan struct{})}
	if !w.admit(s) {
		s.close()
		return
	}
	defer w.running.Done()
	go w.write(s)
	w.read(s)
	w.locked(func() { w.drop(s) })
}

// redeem uses up a ticket.
func (w *World) redeem(ticket string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	until, ok := w.tickets[ticket]
	delete(w.tickets, ticket)
	return ok && time.Now().Before(until)
}

// admit greets a new connection and sends it what has been waiting. It refuses
// when the workspace is closing. The eleventh connection is told to go.
func (w *World) admit(s *socket) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.running.Add(2) // for the reader and the writer
	if len(w.sockets) >= maxSockets {
		s.sendDisconnect("too_many_websockets")
		return true
	}
	w.sockets = append(w.sockets, s)
	s.send(object{
		"type": "hello", "num_connections": len(w.sockets),
		"connection_info": object{"app_id": appID},
		"debug_info":      object{"host": "sandbox", "approximate_connection_time": 18060},
	})
	w.dispatch()
	return true
}

// pickSocket takes the next connection in turn, another than last if there is
// one, and lets it meet the fault ordered for it.
func (w *World) pickSocket(last *socket) *socket {
	for {
		live := slices.DeleteFunc(slices.Clone(w.sockets), func(s *socket) bool { return s.silent })
		if len(live) == 0 {
			return nil
		}
		w.nextSocket++
		s := live[w.nextSocket%len(live)]
		if s == last && len(live) > 1 {
			w.nextSocket++
			s = live[w.nextSocket%len(live)]
		}
		if !w.meetFault(s) {
			return s
		}
	}
}

// meetFault silences or ends a connection if that was ordered.
func (w *World) meetFault(s *socket) bool {
	f, ok := w.opt.Faults.Take("slack", "socket")
	if !ok {
		return false
	}
	switch {
	case f.Method == "socket" && f.Kind == fault.Silent:
		s.silent = true
	case f.Method == "socket" && f.Kind == fault.Disconnect:
		s.sendDisconnect("refresh_requested")
		w.detach(s)
	default:
		// The order was for a call of the Web API.
		f.Times = 1
		w.opt.Faults.Order(f)
		return false
	}
	return true
}

// drop forgets a connection that has ended and delivers elsewhere what it carried.
func (w *World) drop(s *socket) {
	w.detach(s)
	w.dispatch()
}

// detach forgets a connection. The events it carried wait again; clicks and
// commands are lost with it.
func (w *World) detach(s *socket) {
	s.hangUp()
	before := len(w.sockets)
	w.sockets = slices.DeleteFunc(w.sockets, func(o *socket) bool { return o == s })
	if len(w.sockets) == before || w.closed {
		return
	}
	for _, e := range slices.Clone(w.envelopes) {
		switch {
		case !e.inFlight || e.socket != s:
		case e.kind == eventsAPI:
			w.again(e, "connection_failed")
			w.requeued = true
		default:
			w.finish(e)
		}
	}
	w.touch()
}

// send queues a frame. A connection that reads nothing for long is ended, as its
// envelopes would only pile up.
func (s *socket) send(frame object) {
	select {
	case s.frames <- frame:
	default:
		s.hangUp()
	}
}

// sendDisconnect says goodbye; the connection ends after it.
func (s *socket) sendDisconnect(reason string) {
	s.send(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "sandbox"}})
	s.hangUp()
}

// hangUp ends the connection once what is queued is written.
func (s *socket) hangUp() {
	if !s.gone {
		s.gone = true
		close(s.quit)
	}
}

// close gives the connection up. It may have been closed from the other side or
// by the other goroutine, and there is nobody left to tell.
func (s *socket) close() { s.conn.Close() }

// write carries frames and pings to the app until the connection ends.
func (w *World) write(s *socket) {
	defer w.running.Done()
	defer s.close()
	ping := time.NewTicker(w.pingWait)
	defer ping.Stop()
	for {
		select {
		case frame := <-s.frames:
			if s.writeFrame(frame) != nil {
				return
			}
		case <-ping.C:
			if w.pingable(s) && s.conn.WriteControl(websocket.PingMessage, []byte("Ping"), time.Now().Add(writeWait)) != nil {
				return
			}
		case <-s.quit:
			s.flush()
			return
		}
	}
}

// flush writes what is still queued and the closing frame.
func (s *socket) flush() {
	for len(s.frames) > 0 {
		if s.writeFrame(<-s.frames) != nil {
			return
		}
	}
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	// The connection is closed right after, whether or not this arrives.
	_ = s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWait))
}

func (s *socket) writeFrame(frame object) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return s.conn.WriteJSON(frame)
}

// pingable reports whether the connection still gets pings.
func (w *World) pingable(s *socket) bool {
	ok := false
	w.locked(func() {
		ok = !s.silent && !w.meetFault(s)
		w.dispatch()
	})
	return ok
}

// read takes acknowledgements until the connection ends. One that is too large
// counts as bare, as its payload is dropped.
func (w *World) read(s *socket) {
	defer s.close()
	for {
		_, text, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(text, &ack) == nil && ack.EnvelopeID != "" {
			w.locked(func() { w.acknowledge(ack.EnvelopeID, ack.Payload) })
		}
	}
}
