package slack

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"residencyassist/adapters/sandbox/fault"
)

// frame is what a connection carries, as far as these tests look.
type frame struct {
	Type       string
	Reason     string
	Number     int    `json:"num_connections"`
	EnvelopeID string `json:"envelope_id"`
}

// dial opens a connection by hand and returns it with its first frame.
func (town *town) dial() (*websocket.Conn, frame) {
	town.t.Helper()
	_, address, err := town.bot.StartSocketModeContext(town.t.Context())
	if err != nil {
		town.t.Fatal(err)
	}
	conn, resp, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		town.t.Fatal(err)
	}
	resp.Body.Close()
	town.t.Cleanup(func() { conn.Close() })
	return conn, town.read(conn)
}

func (town *town) read(conn *websocket.Conn) frame {
	town.t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		town.t.Fatal(err)
	}
	_, text, err := conn.ReadMessage()
	if err != nil {
		town.t.Fatal(err)
	}
	var f frame
	if err := json.Unmarshal(text, &f); err != nil {
		town.t.Fatal(err)
	}
	return f
}

func TestTheEleventhConnectionIsToldToGo(t *testing.T) {
	town := newTown(t)
	for i := range maxSockets {
		if _, hello := town.dial(); hello.Type != "hello" || hello.Number != i+1 {
			t.Fatalf("connection %d was greeted with %+v", i+1, hello)
		}
	}
	if _, f := town.dial(); f.Type != "disconnect" || f.Reason != "too_many_websockets" {
		t.Errorf("the eleventh connection was greeted with %+v", f)
	}
}

func TestATicketIsGoodOnce(t *testing.T) {
	town := newTown(t)
	_, address, err := town.bot.StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, resp, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	defer conn.Close()
	if _, resp, err := websocket.DefaultDialer.Dial(address, nil); err == nil {
		t.Error("a ticket was good twice")
	} else {
		resp.Body.Close()
	}
}

func TestAnEnvelopeMovesWhenItsConnectionEnds(t *testing.T) {
	town := newTown(t)
	first, _ := town.dial()
	town.say("ana", "", "hold the line")
	held := town.read(first)
	second, _ := town.dial()
	first.Close()
	moved := town.read(second)
	if held.EnvelopeID == "" || held.EnvelopeID != moved.EnvelopeID {
		t.Errorf("the first connection carried %+v, the second %+v", held, moved)
	}
	if err := second.WriteJSON(object{"envelope_id": moved.EnvelopeID}); err != nil {
		t.Fatal(err)
	}
	town.quiet()
}

func TestConnectionsArePinged(t *testing.T) {
	town := newTown(t)
	town.world.pingWait = 10 * time.Millisecond
	conn, _ := town.dial()
	pinged := make(chan struct{}, 1)
	conn.SetPingHandler(func(string) error {
		select {
		case pinged <- struct{}{}:
		default:
		}
		return nil
	})
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	select {
	case <-pinged:
	case <-time.After(10 * time.Second):
		t.Error("no ping came")
	}
}

func TestADisconnectSendsEachEnvelopeOnce(t *testing.T) {
	town := newTown(t)
	conns := []*websocket.Conn{}
	for range 2 {
		conn, _ := town.dial()
		conns = append(conns, conn)
	}
	town.faults.Order(fault.Fault{API: "slack", Method: "socket", Kind: fault.Disconnect})
	town.say("ana", "", "one")
	town.say("ana", "", "two")
	var seen []string
	for _, conn := range conns {
		for f := town.read(conn); f.Type != "disconnect"; f = town.read(conn) {
			seen = append(seen, f.EnvelopeID)
			if err := conn.WriteJSON(object{"envelope_id": f.EnvelopeID}); err != nil {
				t.Fatal(err)
			}
			if len(seen) == 2 {
				break
			}
		}
	}
	town.quiet()
	if len(seen) != 2 || seen[0] == seen[1] {
		t.Errorf("the connections carried %v", seen)
	}
}
