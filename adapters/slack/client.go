package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"residencyassist/conversation/locale"
)

const (
	// callTimeout bounds one call of the Web API; the SDK has no limit of its own.
	callTimeout = 8 * time.Second
	// Between two attempts to reach Slack at the start.
	firstPause = time.Second
	lastPause  = time.Minute
)

// Config is what a Desk is made of.
type Config struct {
	BotToken string // xoxb-…
	AppToken string // xapp-…, for Socket Mode
	APIURL   string // empty: Slack's own
	Channel  string // an id, or a name with or without #
	Group    string // the id of the user group that stands for everyone; empty: the channel
	Language locale.Language
	Log      *slog.Logger

	// Pages is what associates can look at. Empty: nothing, and commands are told
	// to be tried again.
	Pages Pages

	Files    Source   // where files are fetched or made; nil: nowhere
	Examiner Examiner // looks into those of which that is asked; nil: nobody

	// CheckForm says what is wrong with what was filled in for a move, by field.
	// It is asked while the person waits. Empty: nothing is ever wrong.
	CheckForm func(move string, values map[string]string) map[string]string
}

// Desk speaks to one channel of one workspace. Its methods may be called from
// several goroutines.
type Desk struct {
	api      *slack.Client
	files    *slack.Client // the same without a limit on time: whoever carries a file sets it
	source   Source
	examiner Examiner
	http     *http.Client
	appToken bool
	wanted   string // the channel as configured
	group    string
	notices  notices
	emoji    map[string]string
	check    func(move string, values map[string]string) map[string]string
	pages    Pages
	log      *slog.Logger
	pause    time.Duration

	home    atomic.Pointer[home]  // nil until Slack has answered
	trouble atomic.Pointer[error] // why the desk cannot work; nil: it can
	doubt   chan struct{}         // asks for a look at the channel
	people  people
	members members
	threads threads

	homes     homes
	homePause time.Duration
	examining chan struct{} // as many as may be looked into at once
}

// home is where the bot is, and who it is there.
type home struct {
	channel string
	user    string // the bot's own user
	address string // the workspace's, with a slash at its end; empty: Slack did not say
}

var channelID = regexp.MustCompile(`^[CG][A-Z0-9]{6,}$`)

// New returns a desk. It makes no call yet: a Slack that is down must not keep
// the process from starting.
func New(c Config) (*Desk, error) {
	if c.BotToken == "" {
		return nil, errors.New("the Slack bot token is missing")
	}
	if strings.TrimLeft(c.Channel, "#") == "" {
		return nil, errors.New("the Slack channel is missing")
	}
	address, err := apiAddress(c.APIURL)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	client := &http.Client{Timeout: callTimeout, Transport: transport, CheckRedirect: stay}
	patient := &http.Client{Transport: transport, CheckRedirect: stay}
	d := &Desk{
		api: slack.New(c.BotToken,
			slack.OptionAppLevelToken(c.AppToken),
			slack.OptionAPIURL(address),
			slack.OptionHTTPClient(client)),
		files:    slack.New(c.BotToken, slack.OptionAPIURL(address), slack.OptionHTTPClient(patient)),
		source:   c.Files,
		examiner: c.Examiner,
		http:     client,
		appToken: c.AppToken != "",
		wanted:   c.Channel,
		group:    c.Group,
		notices:  noticesIn(c.Language),
		emoji:    commonEmoji(),
		check:    c.CheckForm,
		pages:    c.Pages,
		log:      c.Log,
		pause:    firstPause,

		homes: newHomes(), homePause: homePause, doubt: make(chan struct{}, 1), examining: make(chan struct{}, examinedAtOnce),
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	return d, nil
}

// stay follows no redirect: the call, and the token in it, is for Slack alone.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// apiAddress ends in a slash, because the SDK joins it and the method's name as
// they are.
func apiAddress(given string) (string, error) {
	if given == "" {
		return slack.APIURL, nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", errors.New("the Slack API URL must be an http or https address")
	}
	return strings.TrimRight(given, "/") + "/", nil
}

// nameOf is what everybody else calls a message or a thread.
func nameOf(channel, ts string) string { return "slack:" + channel + ":" + ts }

// readName takes such a name apart.
func readName(name string) (channel, ts string, ok bool) {
	rest, ok := strings.CutPrefix(name, "slack:")
	if !ok {
		return "", "", false
	}
	channel, ts, ok = strings.Cut(rest, ":")
	return channel, ts, ok && channel != "" && ts != ""
}

// harmless is an error without the address that was called: a response address
// is a secret of its own.
func harmless(err error) error {
	var call *url.Error
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}

// wait reports false if ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
