package redis

import (
	"cmp"
	"net/url"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Partitions of a new store.
const (
	partitionsOfServer  = 16
	partitionsOfCluster = 64
)

// usualProtocol is what is spoken where the URL says nothing else. Nothing here
// needs the newer one, under which the client looks for messages that no command
// asked for before each command and before each answer.
const usualProtocol = 2

// usualReadTimeout is how long go-redis waits for an answer unless it is told.
const usualReadTimeout = 3 * time.Second

// connection is what a URL leads to. It does not reach out yet.
type connection struct {
	client     goredis.UniversalClient
	partitions int // of a new store
	wait       confirmation
}

// connect reads a URL. Whatever the kind of its client: nothing is repeated
// blindly (a Cluster's client would, see command), a deadline ends a call that
// is under way, and a server is not asked for what only newer ones know.
func connect(text string) (connection, error) {
	a, err := parseAddress(text)
	if err != nil {
		return connection{}, err
	}
	wait, err := a.takeWait()
	if err != nil {
		return connection{}, err
	}
	switch a.kind {
	case "sentinel":
		options, err := a.sentinel()
		if err != nil {
			return connection{}, err
		}
		options.ReadTimeout = wait.readTimeout(options.ReadTimeout)
		return connection{goredis.NewFailoverClient(options), partitionsOfServer, wait}, nil
	case "cluster":
		options, err := a.cluster()
		if err != nil {
			return connection{}, err
		}
		options.ReadTimeout = wait.readTimeout(options.ReadTimeout)
		return connection{goredis.NewClusterClient(options), partitionsOfCluster, wait}, nil
	default:
		options, err := a.server()
		if err != nil {
			return connection{}, err
		}
		options.ReadTimeout = wait.readTimeout(options.ReadTimeout)
		return connection{goredis.NewClient(options), partitionsOfServer, wait}, nil
	}
}

func (a address) server() (*goredis.Options, error) {
	if len(a.path) > 1 || !isDatabase(a.path) {
		return nil, malformed("has a path that is not a database number")
	}
	options, err := goredis.ParseURL(a.rewritten(a.user))
	if err != nil {
		return nil, a.refuseOptions()
	}
	options.Protocol = cmp.Or(options.Protocol, usualProtocol)
	options.MaxRetries = -1
	options.DialerRetries = 1
	options.PipelinePoolSize = -1
	options.ContextTimeoutEnabled = true
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return options, nil
}

// sentinel reads /master or /master/database. The user of the URL is the
// server's; Sentinels that ask for one have sentinel_username and
// sentinel_password among the options. Maintenance notifications are off for
// this kind of client anyway.
func (a address) sentinel() (*goredis.FailoverOptions, error) {
	if len(a.path) == 0 || len(a.path) > 2 || !isDatabase(a.path[1:]) {
		return nil, malformed("lacks the master's name, or has a path that is not master/database")
	}
	if err := a.refuseReplicas(); err != nil {
		return nil, err
	}
	var sentinels *url.Userinfo
	if a.query.Has("sentinel_password") {
		sentinels = url.UserPassword(a.query.Get("sentinel_username"), a.query.Get("sentinel_password"))
	}
	a.query.Del("sentinel_username")
	a.query.Del("sentinel_password")
	master := a.path[0]
	a.path = a.path[1:]
	options, err := goredis.ParseFailoverURL(a.rewritten(sentinels))
	if err != nil {
		return nil, a.refuseOptions()
	}
	options.MasterName = master
	options.Username = a.user.Username()
	options.Password, _ = a.user.Password()
	options.Protocol = cmp.Or(options.Protocol, usualProtocol)
	options.MaxRetries = -1
	options.DialerRetries = 1
	options.PipelinePoolSize = -1
	options.ContextTimeoutEnabled = true
	options.DisableIdentity = true
	options.Dialer = byMajority(options)
	return options, nil
}

func (a address) cluster() (*goredis.ClusterOptions, error) {
	if len(a.path) > 0 {
		return nil, malformed("has a path, but a Cluster has no databases")
	}
	if err := a.refuseReplicas(); err != nil {
		return nil, err
	}
	options, err := goredis.ParseClusterURL(a.rewritten(a.user))
	if err != nil {
		return nil, a.refuseOptions()
	}
	options.Protocol = cmp.Or(options.Protocol, usualProtocol)
	options.MaxRetries = -1
	options.DialerRetries = 1
	options.PipelinePoolSize = -1
	options.ContextTimeoutEnabled = true
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return options, nil
}
