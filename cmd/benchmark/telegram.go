package main

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
)

// platform is a Telegram that costs next to nothing: it reads just enough of a
// request to know what is asked and for whom, and always says yes.
type platform struct {
	listener net.Listener
	messages atomic.Int64
	heard    func(chat int64, method, form []byte) // called for what is said in a chat
	open     sync.Map                              // connections
}

func newPlatform() (*platform, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &platform{listener: listener}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return // closed
			}
			p.open.Store(connection, nil)
			go p.serve(connection)
		}
	}()
	return p, nil
}

func (p *platform) url() string { return "http://" + p.listener.Addr().String() }

func (p *platform) close() {
	p.listener.Close()
	p.open.Range(func(connection, _ any) bool {
		connection.(net.Conn).Close()
		return true
	})
}

// serve answers the requests of one connection. The answers that tell nothing
// about a chat are those a bot asks for as it starts.
func (p *platform) serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReaderSize(connection, 16<<10)
	var answer, form []byte
	for {
		method, length, err := readHead(reader)
		if err != nil {
			return // the bot has hung up
		}
		if cap(form) < length {
			form = make([]byte, 2*length)
		}
		form = form[:length]
		if err := readFull(reader, form); err != nil {
			return
		}
		chat := chatOf(form)
		if chat != 0 && p.heard != nil { // before it is answered: the next call may come by another connection
			p.heard(chat, method, form)
		}
		answer = p.answer(answer[:0], method, chat)
		if _, err := connection.Write(answer); err != nil {
			return
		}
	}
}

func (p *platform) answer(answer, method []byte, chat int64) []byte {
	var body []byte
	switch {
	case bytes.Equal(method, []byte("getMe")):
		body = []byte(`{"ok":true,"result":{"id":4711,"is_bot":true,"first_name":"Benchmark","username":"benchmark_bot"}}`)
	case bytes.Equal(method, []byte("getWebhookInfo")):
		body = []byte(`{"ok":true,"result":{"url":"` + hookURL + `","pending_update_count":0}}`)
	case chat == 0 || bytes.Equal(method, []byte("answerCallbackQuery")):
		body = []byte(`{"ok":true,"result":true}`)
	default:
		body = append(body, `{"ok":true,"result":{"message_id":`...)
		body = strconv.AppendInt(body, p.messages.Add(1), 10)
		body = append(body, `,"from":{"id":4711,"is_bot":true,"first_name":"Benchmark","username":"benchmark_bot"},"chat":{"id":`...)
		body = strconv.AppendInt(body, chat, 10)
		body = append(body, `,"first_name":"Carol","type":"private"},"date":1795000000,"text":"…"}}`...)
	}
	answer = append(answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "...)
	answer = strconv.AppendInt(answer, int64(len(body)), 10)
	answer = append(answer, "\r\n\r\n"...)
	return append(answer, body...)
}

// readHead reads a request's line and headers. The method is the last part of
// the path.
func readHead(reader *bufio.Reader) (method []byte, length int, err error) {
	line, err := reader.ReadSlice('\n')
	if err != nil {
		return nil, 0, err
	}
	parts := bytes.Fields(line)
	if len(parts) != 3 {
		return nil, 0, errors.New("no request")
	}
	method = bytes.Clone(parts[1][bytes.LastIndexByte(parts[1], '/')+1:])
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return nil, 0, err
		}
		if len(line) <= 2 {
			return method, length, nil
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return nil, 0, err
			}
		}
	}
}

func readFull(reader *bufio.Reader, into []byte) error {
	for len(into) > 0 {
		n, err := reader.Read(into)
		if err != nil {
			return err
		}
		into = into[n:]
	}
	return nil
}

// chatOf finds the chat that a form speaks of; the callbacks here bear its
// number too.
func chatOf(form []byte) (chat int64) {
	for _, name := range []string{"chat_id=", "callback_query_id=callback"} {
		if at := bytes.Index(form, []byte(name)); at >= 0 {
			for _, sign := range form[at+len(name):] {
				if sign < '0' || sign > '9' {
					break
				}
				chat = 10*chat + int64(sign-'0')
			}
			return chat
		}
	}
	return 0
}
