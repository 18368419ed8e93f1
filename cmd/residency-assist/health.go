package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"
)

// check says whether a part of the bot works.
type check func(context.Context) error

// webServer answers whoever watches the bot, /healthz while the process lives,
// /readyz while it can do its work, /metrics with figures; and takes what platforms
// post to it.
type webServer struct {
	listener net.Listener
	server   *http.Server
	checks   map[string]check
}

// listen opens a server with some checks and, by their paths, some handlers.
func listen(address string, checks map[string]check, handlers map[string]http.Handler) (*webServer, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("LISTEN: %w", err)
	}
	web := &webServer{listener: listener, checks: checks}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", web.ready)
	for path, handler := range handlers {
		mux.Handle(path, handler)
	}
	web.server = &http.Server{
		Handler: mux, MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 45 * time.Second, // room for an update whose commit is slow
		IdleTimeout:  2 * time.Minute,  // longer than proxies keep a connection
	}
	return web, nil
}

func (s *webServer) address() string { return s.listener.Addr().String() }

// run serves until it is closed.
func (s *webServer) run() {
	s.server.Serve(s.listener) //nolint:errcheck // it ends with ErrServerClosed and nothing else to tell
}

// close takes no more requests, and waits for those it has until ctx ends.
func (s *webServer) close(ctx context.Context) {
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
}

// ready reports each part: 200 when all work, 503 otherwise.
func (s *webServer) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), askTime)
	defer cancel()
	status, parts := http.StatusOK, map[string]string{}
	for name, ask := range s.checks {
		parts[name] = "ok"
		if err := ask(ctx); err != nil {
			status, parts[name] = http.StatusServiceUnavailable, err.Error()
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(parts) //nolint:errcheck // whoever asked has gone
}
