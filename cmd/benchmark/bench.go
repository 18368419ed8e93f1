package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/redis"
)

// appendFsync is how Redis keeps its file while it is measured, as compose.yaml
// has it.
const appendFsync = "everysec"

// bench is a workplace: a Redis, the program under test, and an engine that
// knows what the program must say.
type bench struct {
	plan
	ctx     context.Context
	dir     string
	program string // the bot as it is built for production
	engine  *conversation.Engine
	server  *exec.Cmd
	address string // of Redis
	client  *goredis.Client
}

func newBench(ctx context.Context, p plan) (_ *bench, err error) {
	b := &bench{plan: p, ctx: ctx}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	if b.dir, err = os.MkdirTemp("", "residency-assist-benchmark-"); err != nil {
		return nil, err
	}
	b.program = filepath.Join(b.dir, "residency-assist")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.program, "residencyassist/cmd/residency-assist")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the program: %w: %s", err, out)
	}
	service, err := conversation.DefaultService()
	if err != nil {
		return nil, err
	}
	if b.engine, err = conversation.New(service); err != nil {
		return nil, err
	}
	if err := b.startRedis(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *bench) close() {
	if b.client != nil {
		_ = b.client.Close() // nothing was left to send
	}
	if b.server != nil {
		_ = b.server.Process.Kill() // what it held was made up
		_ = b.server.Wait()         // reports the kill
	}
	_ = os.RemoveAll(b.dir) // in the place for temporary things
}

// startRedis starts a server of our own on a free port.
func (b *bench) startRedis() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	b.address = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	b.server = exec.Command("redis-server", "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", b.dir,
		"--save", "", "--appendonly", "yes", "--appendfsync", appendFsync, "--maxmemory-policy", "noeviction",
		"--auto-aof-rewrite-percentage", "0")
	if err := b.server.Start(); err != nil {
		b.server = nil
		return fmt.Errorf("starting redis-server: %w", err)
	}
	err = b.until("redis-server answers", func() bool {
		connection, err := net.Dial("tcp", b.address)
		if err != nil {
			return false
		}
		return connection.Close() == nil
	})
	b.client = goredis.NewClient(&goredis.Options{Addr: b.address, DisableIdentity: true})
	return err
}

// until waits until something is so.
func (b *bench) until(what string, is func() bool) error {
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	patience := time.NewTimer(time.Minute)
	defer patience.Stop()
	for !is() {
		select {
		case <-b.ctx.Done():
			return b.ctx.Err()
		case <-patience.C:
			return errors.New("waited in vain until " + what)
		case <-poll.C:
		}
	}
	return nil
}

// url is an emptied Redis.
func (b *bench) url() (string, error) {
	if err := b.client.FlushAll(b.ctx).Err(); err != nil {
		return "", fmt.Errorf("emptying Redis: %w", err)
	}
	return "redis://" + b.address + "/0", nil
}

// redisStore is a store on an emptied Redis, with keys of its own.
func (b *bench) redisStore() (*storage.Store, error) {
	url, err := b.url()
	if err != nil {
		return nil, err
	}
	backend, err := redis.Open(b.ctx, url)
	if err != nil {
		return nil, err
	}
	return b.sealed(backend)
}

func (b *bench) sealed(backend storage.Backend) (*storage.Store, error) {
	keys, err := storage.ParseKeyring(storage.NewKeys())
	if err != nil {
		return nil, err
	}
	return storage.NewStore(b.ctx, backend, keys)
}

// quiet is the log of a bot that is measured inside this process.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
