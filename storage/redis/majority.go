package redis

import (
	"context"
	"net"
	"slices"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// askTime is how long a Sentinel may take to name the master.
const askTime = time.Second

// byMajority returns a dialer for a client behind Sentinels that goes to the
// master that most of them name.
//
// The client itself believes the one Sentinel that it happens to know. One that
// lost touch with the others goes on naming a server that is a replica by now,
// or is gone, and for as long as that lasts every write would be refused.
func byMajority(options *goredis.FailoverOptions) func(ctx context.Context, network, address string) (net.Conn, error) {
	dial := goredis.NewDialer(&goredis.Options{DialTimeout: dialTimeout(options), TLSConfig: options.TLSConfig})
	sentinels := slices.Clone(options.SentinelAddrs)
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if len(sentinels) > 1 && !slices.Contains(sentinels, address) {
			address = outvoted(address, mastersOf(ctx, options, sentinels))
		}
		return dial(ctx, network, address)
	}
}

func dialTimeout(options *goredis.FailoverOptions) time.Duration {
	if options.DialTimeout == 0 {
		return 5 * time.Second // what go-redis takes for usual
	}
	return options.DialTimeout
}

// outvoted returns what most Sentinels name instead of a master that fewer of
// them name. An address that none of them names is no master's: it is a Sentinel
// that the client has learned of.
func outvoted(address string, named []string) string {
	votes := map[string]int{}
	for _, master := range named {
		votes[master]++
	}
	if votes[address] == 0 {
		return address
	}
	for _, master := range named {
		if votes[master] > votes[address] {
			address = master
		}
	}
	return address
}

// mastersOf asks all Sentinels at once and returns what those who answer say.
func mastersOf(ctx context.Context, options *goredis.FailoverOptions, sentinels []string) []string {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	named := make([]string, len(sentinels))
	var asked sync.WaitGroup
	for i, address := range sentinels {
		asked.Go(func() {
			sentinel := goredis.NewSentinelClient(&goredis.Options{
				Addr: address, Username: options.SentinelUsername, Password: options.SentinelPassword,
				TLSConfig: options.TLSConfig, MaxRetries: -1, DialerRetries: 1, PipelinePoolSize: -1,
				ContextTimeoutEnabled: true, DisableIdentity: true,
				MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
			})
			defer func() { _ = sentinel.Close() }() // nothing was written
			if at, err := sentinel.GetMasterAddrByName(ctx, options.MasterName).Result(); err == nil && len(at) == 2 {
				named[i] = net.JoinHostPort(at[0], at[1])
			}
		})
	}
	asked.Wait()
	return slices.DeleteFunc(named, func(master string) bool { return master == "" })
}
