// Package redistest starts real redis-servers for tests, alone, as a Cluster or
// watched by Sentinels: each on a free port of the loopback, with its data in
// the test's own directory, durable to the last write, and gone with the test.
// It is no part of the bot.
package redistest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// attempts is how often another free port is tried when somebody else was
// faster to take it.
const attempts = 5

// patience is how long a server may take to answer.
const patience = 20 * time.Second

// Start starts a server and returns its URL.
func Start(t testing.TB) string {
	t.Helper()
	return New(t).URL()
}

// Server is a redis-server that a test may kill and start again.
type Server struct {
	t       testing.TB
	dir     string
	options []string
	port    int
	bus     int // of a node of a cluster; 0: the server joins none
	process *os.Process
	gone    chan struct{} // closed when the process is
	watches string        // a Sentinel's configuration; empty: the server keeps data
}

// New starts a server with further options in the form of its command line,
// such as "--maxmemory-policy", "allkeys-lru". Where there is no redis-server
// the test is skipped, or fails if RESIDENCY_ASSIST_TEST is full.
func New(t testing.TB, options ...string) *Server {
	t.Helper()
	Require(t, "redis-server")
	s := &Server{t: t, dir: t.TempDir(), options: options}
	s.startSomewhere()
	return s
}

// newNode starts a server that may join a cluster.
func newNode(t testing.TB) *Server {
	t.Helper()
	Require(t, "redis-server")
	s := &Server{t: t, dir: t.TempDir(), bus: freePort(t), options: []string{"--repl-diskless-sync-delay", "0"}}
	s.startSomewhere()
	return s
}

// startSomewhere starts the server on any free port.
func (s *Server) startSomewhere() {
	s.t.Helper()
	s.t.Cleanup(s.Kill)
	for range attempts {
		s.port = freePort(s.t)
		if s.bus != 0 { // the usual one, 10000 above the port, may be beyond the last
			s.bus = freePort(s.t)
		}
		if s.start() {
			return
		}
	}
	s.t.Fatalf("redis-server did not start on any of %d ports", attempts)
}

// URL is the server's address in the form that storage takes. It stays the same
// when the server is started again.
func (s *Server) URL() string { return "redis://" + s.Address() + "/0" }

// Address is the server's host and port.
func (s *Server) Address() string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))
}

// Port is the server's port.
func (s *Server) Port() string { return strconv.Itoa(s.port) }

// Kill ends the server as a power cut would, and waits until it is gone.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Kill() // fails only if it is gone already
	<-s.gone
	s.process = nil
}

// Pause stops the server as it stands: connections stay open and nobody answers.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume lets a paused server go on.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.process.Signal(sig); err != nil {
		s.t.Fatalf("telling redis-server to stop or go on: %v", err)
	}
}

// Restart starts a killed server again on the same data and the same port, and
// waits until it has loaded its data.
func (s *Server) Restart() {
	s.t.Helper()
	s.RestartWith()
}

// RestartWith does so with further options.
func (s *Server) RestartWith(options ...string) {
	s.t.Helper()
	if !s.start(options...) {
		s.t.Fatal("redis-server did not start again")
	}
}

// Launch starts a killed server again like Restart, but does not wait: it may
// still be loading its data.
func (s *Server) Launch(options ...string) {
	s.t.Helper()
	s.launch(options...)
	for !s.listens() {
		select {
		case <-s.gone:
			s.t.Fatal("redis-server did not start again")
		default:
		}
	}
}

// Client returns a plain client of the server, for tests that look behind the
// store.
func (s *Server) Client() *goredis.Client {
	client := goredis.NewClient(&goredis.Options{Addr: s.Address(), DisableIdentity: true})
	s.t.Cleanup(func() { client.Close() })
	return client
}

// start says whether this very process answers: a server that lost the port to
// another ends by itself.
func (s *Server) start(options ...string) bool {
	s.launch(options...)
	if s.answers() {
		return true
	}
	s.Kill()
	return false
}

// launch starts the process.
func (s *Server) launch(options ...string) {
	command := exec.Command("redis-server", append(s.arguments(), options...)...)
	if err := command.Start(); err != nil {
		s.t.Fatalf("starting redis-server: %v", err)
	}
	gone := make(chan struct{})
	go func() {
		_ = command.Wait() // reports the kill
		close(gone)
	}()
	s.process, s.gone = command.Process, gone
}

// arguments is the command line of the server.
func (s *Server) arguments() []string {
	place := []string{"--port", strconv.Itoa(s.port), "--bind", "127.0.0.1", "--dir", s.dir}
	if s.watches != "" {
		return append([]string{s.configuration(), "--sentinel"}, place...)
	}
	keeping := []string{
		"--save", "", "--appendonly", "yes", "--appendfsync", "always",
		"--maxmemory-policy", "noeviction",
	}
	if s.bus != 0 {
		keeping = append(keeping, "--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(s.bus))
	}
	return slices.Concat(place, keeping, s.options)
}

// answers waits until the server has loaded its data, and says whether it is
// this very process that answers.
func (s *Server) answers() bool {
	client := goredis.NewClient(&goredis.Options{Addr: s.Address(), MaxRetries: -1, DisableIdentity: true})
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		if s.listens() && client.Ping(ctx).Err() == nil {
			return client.InfoMap(ctx, "server").Item("Server", "process_id") == strconv.Itoa(s.process.Pid)
		}
		select {
		case <-ctx.Done():
			return false
		case <-s.gone:
			return false
		case <-poll.C:
		}
	}
}

// listens asks without go-redis, which would log each refusal.
func (s *Server) listens() bool {
	connection, err := net.DialTimeout("tcp", s.Address(), time.Second)
	if err != nil {
		return false
	}
	connection.Close()
	return true
}

// Require skips the test loudly where a program is missing; under make test it
// fails there.
func Require(t testing.TB, program string) {
	t.Helper()
	_, err := exec.LookPath(program)
	if err == nil {
		return
	}
	if !errors.Is(err, exec.ErrNotFound) || os.Getenv("RESIDENCY_ASSIST_TEST") == "full" {
		t.Fatalf("%s: %v", program, err)
	}
	t.Skipf("LEFT OUT: there is no %s here; install it, or run make test", program)
}

// Ports are looked for where no system takes those of outgoing connections from,
// so that a server that is away for a moment finds its port free.
const (
	firstPort = 10_000
	lastPort  = 30_000
)

func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		listener.Close()
		return port
	}
	t.Fatal("looking for a free port: none of a hundred is")
	return 0
}
