package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"

	"residencyassist/adapters/sandbox"
	"residencyassist/storage"
)

// Where and with which secret updates are posted.
const (
	hookPath   = "/telegram"
	hookURL    = "http://127.0.0.1" + hookPath
	hookSecret = "benchmark-benchmark-benchmark"
)

// serving is a process under load: the bot or the bare loop, on its own core.
type serving struct {
	command *exec.Cmd
	address string
}

var addressForm = regexp.MustCompile(`http://([0-9.:]+)/`)

// serve starts a process and waits until it tells its address.
func (b *bench) serve(command *exec.Cmd) (*serving, error) {
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaints strings.Builder
	command.Stderr = &complaints
	if err := command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	found := addressForm.FindStringSubmatch(line)
	if err != nil || found == nil {
		_ = command.Process.Kill() // it may have ended by itself
		_ = command.Wait()         // reports the kill
		return nil, fmt.Errorf("it did not begin to serve: %s", complaints.String())
	}
	return &serving{command: command, address: found[1]}, nil
}

func (s *serving) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_ = s.command.Wait() // however it ends, it was measured before
	return nil
}

// office is a local Slack for the bot to be connected to.
type office struct {
	*sandbox.Sandbox
	settings sandbox.Settings
	stop     context.CancelFunc
	ended    chan struct{}
}

func (b *bench) openOffice() (*office, error) {
	box, err := sandbox.New(sandbox.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(b.ctx)
	o := &office{Sandbox: box, stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(o.ended)
		_ = box.Run(ctx) // a bot that finds it gone is never ready, which is told
	}()
	if o.settings, err = sandbox.Fetch(ctx, box.URL()); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

func (o *office) close() {
	o.stop()
	<-o.ended
}

// bot is the program as it serves: by webhook, on Redis, with our Telegram.
func (b *bench) bot(storageURL, apiURL string, o *office) *exec.Cmd {
	command := onBotCore(b.program, "serve")
	command.Dir = b.dir
	slack := o.settings.Slack
	command.Env = append(os.Environ(),
		"TELEGRAM_TOKEN=4711:benchmark", "TELEGRAM_API_URL="+apiURL, "TELEGRAM_RATE=0",
		"TELEGRAM_WEBHOOK_URL="+hookURL, "TELEGRAM_WEBHOOK_SECRET="+hookSecret,
		"SLACK_BOT_TOKEN="+slack.BotToken, "SLACK_APP_TOKEN="+slack.AppToken, "SLACK_API_URL="+slack.APIURL, "SLACK_CHANNEL="+slack.Channel,
		"STORAGE_URL="+storageURL, "DATA_KEYS="+storage.NewKeys(), "LISTEN=127.0.0.1:0")
	return command
}

// command is what is put under load, on its own core. Done ends what it needs
// beside it.
func (b *bench) command(bare bool, redisURL, apiURL string) (command *exec.Cmd, done func(), err error) {
	if bare {
		self, err := os.Executable()
		if err != nil {
			return nil, nil, err
		}
		return onBotCore(self, bareRole, b.address, apiURL), func() {}, nil
	}
	o, err := b.openOffice()
	if err != nil {
		return nil, nil, err
	}
	return b.bot(redisURL, apiURL, o), o.close, nil
}

// ready waits until a bot says that it is.
func (b *bench) ready(address string) error {
	return b.until("the bot is ready", func() bool {
		resp, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			return false
		}
		return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
	})
}
