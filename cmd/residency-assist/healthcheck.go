package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthPatience is shorter than whoever runs the bot waits for the answer.
const healthPatience = 3 * time.Second

type healthCommand struct {
	Ready bool `help:"Ask whether it can do its work, as /readyz does, rather than whether it lives."`
}

// Run asks the bot that LISTEN names. Nothing is told that is well.
func (cmd healthCommand) Run(ctx context.Context) error {
	environment, err := readEnvironment()
	if err != nil {
		return err
	}
	listening := map[string]string{}
	if at := environment["LISTEN"]; at != "" {
		listening["LISTEN"] = at
	}
	set, _ := parseSettings(listening) // a text can always be read
	address, ok := dialled(set.Listen)
	if !ok {
		return errors.New("LISTEN names no port: write it like :8080")
	}
	path := "/healthz"
	if cmd.Ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return fmt.Errorf("LISTEN: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no bot answers at %s", address)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10)) // what there is of it
		return fmt.Errorf("the bot answers %s: %s", resp.Status, said)
	}
	return nil
}

// dialled is where to reach, from this machine, what listens at an address.
func dialled(listen string) (address string, ok bool) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "" || port == "0" {
		return "", false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip != nil && ip.To4() == nil {
			host = "::1"
		}
	}
	return net.JoinHostPort(host, port), true
}
