package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"

	"residencyassist/adapters/sandbox"
	"residencyassist/adapters/sandbox/page"
	"residencyassist/storage"
)

// stageFlags are what demo and sandbox have in common.
type stageFlags struct {
	Listen   string `placeholder:"ADDR" help:"Where the page is served, on this machine only; 127.0.0.1:8080 if absent, or another port where that is taken."`
	Today    string `placeholder:"DATE" help:"The day on which the story begins, like 2026-11-22; today if absent."`
	Headless bool   `help:"Do not open a browser."`
}

// open starts a sandbox.
func (f stageFlags) open() (*sandbox.Sandbox, error) {
	o := sandbox.Options{Listen: f.Listen, Today: f.Today, Page: page.Handler()}
	if f.Listen != "" {
		return sandbox.New(o)
	}
	o.Listen = "127.0.0.1:8080"
	box, err := sandbox.New(o)
	if errors.Is(err, syscall.EADDRINUSE) { // 8080 is much loved
		o.Listen = "127.0.0.1:0"
		return sandbox.New(o)
	}
	return box, err
}

// announce prints where the page is, and shows it unless told not to.
func (f stageFlags) announce(c console, url string) {
	fmt.Fprintf(c.out, "The page is at %s\n", url)
	if !f.Headless {
		openBrowser(url)
	}
}

type sandboxCommand struct {
	stageFlags
}

// Run serves the sandbox alone until it is told to stop.
func (s sandboxCommand) Run(ctx context.Context, c console) error {
	box, err := s.open()
	if err != nil {
		return err
	}
	s.announce(c, box.URL())
	fmt.Fprintf(c.out, "Start the bot beside it with SANDBOX_URL=%s\n", box.URL())
	return box.Run(ctx)
}

type demoCommand struct {
	stageFlags
	Storage string `placeholder:"URL" help:"Where the bot remembers: sqlite:PATH, redis://…; a fresh temporary file if absent. A story that goes on there needs a --today no earlier than it ended."`
}

// Run serves the sandbox and the bot in one process until it is told to stop.
func (d demoCommand) Run(ctx context.Context, c console) error {
	s, cleanUp, err := d.settings()
	if err != nil {
		return err
	}
	defer cleanUp()
	box, err := d.open()
	if err != nil {
		return err
	}
	s.SandboxURL = box.URL()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	boxCtx, closeBox := context.WithCancel(context.Background())
	defer closeBox()

	var parts sync.WaitGroup
	var boxErr, botErr error
	parts.Go(func() {
		defer stop()
		boxErr = box.Run(boxCtx)
	})
	parts.Go(func() {
		defer closeBox() // the world ends after the bot has finished in it
		botErr = serve(ctx, s, slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn})), func(string) {
			d.announce(c, box.URL())
		})
	})
	parts.Wait()
	return errors.Join(boxErr, botErr)
}

// settings are the bot's in a demo: nothing has to be set. Without a storage a
// temporary file is used, and removed afterwards.
func (d demoCommand) settings() (s settings, cleanUp func(), err error) {
	environment := map[string]string{"SANDBOX_URL": "http://127.0.0.1:1", "STORAGE_URL": d.Storage, "DATA_KEYS": storage.NewKeys()}
	cleanUp = func() {}
	if d.Storage != "" {
		environment["DATA_KEYS"] = demoKeys()
	} else {
		dir, err := os.MkdirTemp("", "residency-assist-demo-")
		if err != nil {
			return s, cleanUp, fmt.Errorf("making a place for the demo's storage: %w", err)
		}
		cleanUp = func() { _ = os.RemoveAll(dir) } // the system clears its temporary files too
		environment["STORAGE_URL"] = "sqlite:" + filepath.Join(dir, "demo.db")
	}
	if keys := os.Getenv("DATA_KEYS"); keys != "" {
		environment["DATA_KEYS"] = keys
	}
	s, err = readSettings(environment)
	return s, cleanUp, err
}

// demoKeys are the same in every demo, so that a storage that was named can be
// opened again. They keep no secret: a demo holds nobody real.
func demoKeys() string {
	key := func(name string) string {
		sum := sha256.Sum256([]byte("residency-assist demo " + name))
		return base64.StdEncoding.EncodeToString(sum[:])
	}
	return "demo:" + key("data") + ",index:" + key("index")
}

// openBrowser shows a page where the machine knows how; where it does not, the
// printed address has to do.
func openBrowser(url string) {
	opener := map[string]string{"darwin": "open", "linux": "xdg-open"}[runtime.GOOS]
	if path, err := exec.LookPath(opener); err == nil {
		command := exec.Command(path, url)
		if command.Start() == nil {
			go command.Wait() //nolint:errcheck // whether a browser came up is for the person to see
		}
	}
}
