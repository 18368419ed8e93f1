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

// healthServer answers whoever watches the bot: /healthz while the process
// lives, /readyz while it can do its work.
type healthServer struct {
	listener net.Listener
	server   *http.Server
	checks   map[string]check
}

func listen(address string, checks map[string]check) (*healthServer, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("LISTEN: %w", err)
	}
	h := &healthServer{listener: listener, checks: checks}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", h.ready)
	h.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	return h, nil
}

func (h *healthServer) address() string { return h.listener.Addr().String() }

// run serves until ctx ends.
func (h *healthServer) run(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = h.server.Close() })
	defer stop()
	h.server.Serve(h.listener) //nolint:errcheck // it ends with ErrServerClosed and nothing else to tell
}

// ready reports each part: 200 when all work, 503 otherwise.
func (h *healthServer) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	status, parts := http.StatusOK, map[string]string{}
	for name, ask := range h.checks {
		parts[name] = "ok"
		if err := ask(ctx); err != nil {
			status, parts[name] = http.StatusServiceUnavailable, err.Error()
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(parts) //nolint:errcheck // whoever asked has gone
}
